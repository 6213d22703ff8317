"""`check` tells a student what `grade` will give: points and reasons, side by side."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from rnn_course.grading.results.book import open_book
from rnn_course.submission.clean import clean
from rnn_course.submission.handout import read_handout
from tests.course import ROOT
from tests.habits import HABITS, ISSUE, LESSON
from tests.proof import FOLDER

GUIDE = ROOT / "docs" / "instructors.md"
SAMPLE = 5  # habits besides those of the issue, of which CI runs some both ways


@dataclass
class Told:
    """What one command says of one notebook."""

    points: float = -1.0
    most: float = -1.0
    reasons: dict[str, tuple[float, str]] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)


def hand_in(names, folder):
    """Write each habit's notebook as a student's of the habit's name."""
    for name in names:
        path = folder / name / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(HABITS[name].data())
    return folder


def command(*words):
    done = subprocess.run(
        [sys.executable, "-m", "rnn_course", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "2000"},
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout


def checked(folder):
    """Return name → what `rnn-course check` prints."""
    paths = sorted(folder.glob("*/*/*.ipynb"))
    said = command("check", *paths)
    found, now = {}, None
    for line in said.splitlines():
        if line.strip().endswith(f"{LESSON}.ipynb"):
            now = found[Path(line.strip()).parts[-3]] = Told()
        elif line.startswith("│"):
            name, points, _, reason = (cell.strip() for cell in line.split("│")[1:5])
            now.reasons[name] = (float(points.split()[0]), reason)
        elif total := re.match(r"([\d.]+) of ([\d.]+) points", line):
            now.points, now.most = map(float, total.groups())
        elif line.startswith("• "):
            now.lines.append(line[2:].strip())
    return found


def graded(folder, out):
    """Return name → what `rnn-course grade` enters in the gradebook."""
    command("grade", LESSON, folder, "--out", out)
    (path,) = out.rglob("gradebook.db")
    book = open_book(f"sqlite:///{path}")
    try:
        results = book.results(LESSON)
        facts = book.facts(LESSON)
        found = {}
        for student, scores, _ in book.grades(LESSON):
            result = results[student][1]
            told = found[student] = Told(lines=result["flags"])
            told.points = sum(score for score, _ in scores.values())
            told.most = sum(fact.points for fact in facts.values() if fact.is_grade)
            for name, (score, _) in scores.items():
                verdict = result["verdicts"].get(name) or {}
                short = re.sub("^(check|quiz)-", "", name)
                reason = " ".join(str(verdict.get("reason") or "").split())
                told.reasons[short] = (score, reason)
        return found
    finally:
        book.close()


def compare(names, place):
    """Run both commands; return name → what each says. They must agree."""
    folder = hand_in(names, place / "in")
    one, other = checked(folder), graded(folder, place / "out")
    wrong = []
    for name in names:
        habit, check, grade = HABITS[name], one[name], other[name]
        if not check.points == grade.points == habit.points:
            wrong.append((name, habit.points, check.points, grade.points))
        if check.most != grade.most:
            wrong.append((name, "most", check.most, grade.most))
        wrong += [
            (name, exercise, check.reasons.get(exercise), said)
            for exercise, said in grade.reasons.items()
            if check.reasons.get(exercise) != said
        ]
        for told in (check, grade):
            said = [*told.lines, *(reason for _, reason in told.reasons.values())]
            if not any(habit.told in line for line in said):
                wrong.append((name, habit.told, said))
    assert not wrong, "\n".join(map(str, wrong))
    return {name: (one[name], other[name]) for name in names}


@pytest.mark.parametrize("name", sorted(HABITS))
def test_a_habit_is_mended_and_named(name):
    """Before anything runs: every cell with points is there again, in order."""
    handout = read_handout(LESSON)
    found = clean(HABITS[name].data(), handout)
    grading = [c.metadata.get("nbgrader", {}) for c in found.notebook.cells]
    graded = [g["grade_id"] for g in grading if g.get("grade")]
    assert set(graded) | set(found.absent) >= set(handout.graded)
    assert len(graded) == len(set(graded))
    for cell in found.notebook.cells:
        fact = handout.facts.get(cell.metadata.get("nbgrader", {}).get("grade_id"))
        if fact:
            assert cell.cell_type == fact.cell_type
            assert cell.metadata.nbgrader == fact.grading
            assert (
                "quiz-" in fact.name or not fact.is_locked or cell.source == fact.source
            )


@pytest.mark.slow
def test_check_says_what_grade_gives(tmp_path):
    others = sorted(set(HABITS) - set(ISSUE))
    names = [*ISSUE, *random.Random(20).sample(others, SAMPLE)]
    compare(names, tmp_path)


@pytest.mark.long
def test_every_habit_both_ways(tmp_path, proof):
    found = compare(sorted(HABITS), tmp_path)
    rows = {}
    for name, (check, grade) in found.items():
        rows[name] = {
            "check": [check.points, check.most],
            "grade": [grade.points, grade.most],
            "told": told_of(check),
            "flags": grade.lines,
        }
    proof.save("habits", rows)


def told_of(check):
    """Return what a student reads: the reasons of lost points, and the remarks."""
    lost = [f"`{n}`: {r}" for n, (p, r) in check.reasons.items() if r and not p]
    return [*lost, *check.lines]


def table():
    """Return the guide's table, as the proof has it."""
    rows = json.loads((FOLDER / "habits.json").read_text("utf-8"))["result"]
    lines = [
        "| habit | `check` | `grade` | what both say | told in |",
        "|---|---|---|---|---|",
    ]
    for name, habit in HABITS.items():
        row = rows[name]
        check, grade = (f"{row[way][0]:g}" for way in ("check", "grade"))
        said = next((t for t in row["told"] if habit.told and habit.told in t), "")
        threads = ", ".join(map(link, habit.threads))
        said = said.replace("|", "\\|")
        lines.append(f"| {habit.what} | {check} | {grade} | {said} | {threads} |")
    return "\n".join(lines)


OWNERS = {
    "CoursIA": "jsboige",
    "UBC-MDS.github.io-jekyll": "UBC-MDS",
    "cocalc": "sagemathinc",
    "grader-service": "TU-Wien-dataLAB",
    "jupyterlab": "jupyterlab",
    "nbconvert": "jupyter",
    "nbgrader": "jupyter",
    "notebook": "jupyter",
    "otter-grader": "ucbds-infra",
    "python": "UofT-DSI",
    "python4cl": "cambridgeltl",
    "vscode-jupyter": "microsoft",
}


def link(thread):
    name, number = thread.split("#")
    return f"[{thread}](https://github.com/{OWNERS[name]}/{name}/issues/{number})"


def test_the_room_that_both_share_needs_the_package_alone():
    """No checkout, no nbgrader, nothing of Linux: as on Windows and Colab."""
    code = (
        "import sys\n"
        "for name in ('fcntl', 'resource', 'nbgrader', 'nbconvert', 'pwd'):\n"
        "    sys.modules[name] = None\n"
        "import rnn_course.rehearsal\n"
        "from rnn_course.submission.clean import clean\n"
        "from rnn_course.submission.handout import read_handout\n"
        "from rnn_course.submission.job import Limits\n"
        "from rnn_course.submission.steps import make_job\n"
        f"lesson = read_handout({LESSON!r})\n"
        "found = clean(sys.stdin.buffer.read(), lesson)\n"
        "print(len(make_job(found.notebook, lesson, '', Limits()).steps))\n"
        "assert not [m for m in sys.modules if m.startswith('rnn_course.grading')]\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=HABITS["solved"].data(),
        capture_output=True,
        cwd=Path(sys.prefix),
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert int(done.stdout) > 20
