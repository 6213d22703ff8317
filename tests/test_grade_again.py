"""Grades that change: nobody's points move without a line, and never by themselves."""

from __future__ import annotations

import copy
import json
import shutil
import subprocess
import sys

import nbformat
import pytest
import sqlalchemy as sql

from rnn_course.build.notebook import dumps
from rnn_course.build.release import release_notebooks
from rnn_course.grading.results.book import open_book
from rnn_course.grading.results.moves import moves
from rnn_course.grading.results.release import changes_since
from rnn_course.grading.results.tables import RELEASES, RESULTS
from tests.course import ROOT, as_handed_in
from tests.grading import hand_in
from tests.submissions import put_answer

LESSON = "00-start-here"
RIGHT, WRONG = "def double(x):\n    return 2 * x", "def double(x):\n    return x"


@pytest.fixture
def place(tmp_path):
    """A checkout with one lesson, and a class of two."""
    root = tmp_path / "course"
    for folder in ("lessons", "solutions"):
        shutil.copytree(ROOT / folder / LESSON, root / folder / LESSON)
    (root / "quizzes").mkdir()
    shutil.copy(ROOT / f"quizzes/{LESSON}.yaml", root / "quizzes")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    hand_in(tmp_path / "in", LESSON, {"ann": answered(RIGHT), "bob": answered(WRONG)})
    return tmp_path


def answered(source):
    book = as_handed_in(LESSON)
    put_answer(book, "double", source)
    return book


def release(root, change):
    """Change the solved notebook, and release it."""
    path = root / "solutions" / LESSON / f"{LESSON}.ipynb"
    solved = nbformat.read(path, as_version=4)
    change(
        {c.metadata.get("nbgrader", {}).get("grade_id"): c for c in solved.cells},
        solved,
    )
    path.write_bytes(dumps(solved))
    made = release_notebooks(root, {LESSON: copy.deepcopy(solved)})[LESSON]
    (root / "lessons" / LESSON / f"{LESSON}.ipynb").write_bytes(made)


def grade(place, *words, status=0):
    done = subprocess.run(
        [sys.executable, "-m", "rnn_course", "grade", LESSON, str(place / "in"),
         "--out", str(place / "out"), *words],
        cwd=place / "course",
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        check=False,
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return " ".join((done.stdout + done.stderr).split())


def book_of(place):
    (path,) = (place / "out").rglob("gradebook.db")
    return open_book(f"sqlite:///{path}")


def points(place, name="check-double"):
    book = book_of(place)
    try:
        return {s: scores.get(name, (None,))[0] for s, scores, _ in book.grades(LESSON)}
    finally:
        book.close()


def flags(place):
    book = book_of(place)
    try:
        return {s: r["flags"] for s, (_, r) in book.results(LESSON).items()}
    finally:
        book.close()


def edit_results(place, change):
    book = book_of(place)
    for row in book.db.execute(sql.select(RESULTS)).all():
        result = json.loads(row.result)
        change(row.student, result)
        book.db.execute(
            sql.update(RESULTS)
            .where(RESULTS.c.student == row.student)
            .values(result=json.dumps(result))
        )
    book.db.commit()
    book.close()


def worth_three(cells, _):
    cells["check-double"].metadata.nbgrader.points = 3


@pytest.mark.slow
def test_raised_points_move_nobody_until_the_teacher_agrees(place):
    grade(place)
    assert points(place) == {"ann": 1, "bob": 0}
    book = book_of(place)
    by_hand = book.gradebook.find_grade("check-double", LESSON, LESSON, "bob")
    by_hand.manual_score = 0.5
    book.db.commit()
    book.close()
    release(place / "course", worth_three)
    hand_in(place / "in", LESSON, {"cyd": answered(RIGHT)})
    said = grade(place)
    assert "`double` 1 → 3 points" in said
    assert "--again-all" in said
    assert points(place) == {"ann": 1, "bob": 0.5, "cyd": 1}
    assert not any(flags(place).values())
    said = grade(place, "--again-all")
    assert "ann: `double` 1 → 3 (the points" in said
    assert "bob:" not in said
    assert "Nothing is written" in said
    assert points(place) == {"ann": 1, "bob": 0.5, "cyd": 1}
    said = grade(place, "--again-all", "--yes")
    assert "cyd: `double` 1 → 3" in said
    assert points(place) == {"ann": 3, "bob": 0.5, "cyd": 3}
    assert "graded before" in grade(place)
    assert "→" not in grade(place)


@pytest.mark.slow
def test_a_corrected_check_is_told_and_shown_first(place):
    grade(place)
    book = book_of(place)  # as if a faulty check had given nothing
    book.gradebook.find_grade("check-double", LESSON, LESSON, "ann").auto_score = 0
    book.db.commit()
    book.close()
    edit_results(place, lambda _, result: result["graded_with"].update(checks="old"))
    said = grade(place)
    assert "2 graded before the checks changed; their points stay" in said
    assert "--again-all" in said
    assert points(place) == {"ann": 0, "bob": 0}
    assert "To grade everybody once more, write `--again-all`" in grade(
        place, "--again", "all", status=1
    )
    said = grade(place, "--again-all", "--yes")
    assert "ann: `double` 0 → 1 (the checks changed): `double` is right." in said
    assert "1 would move" in said
    assert points(place) == {"ann": 1, "bob": 0}
    assert "changed" not in grade(place)


@pytest.mark.slow
def test_a_solution_without_full_points_stops_grading_before_it_begins(place):
    def spoil(cells, _):
        cells["double"].source = cells["double"].source.replace("2 * x", "3 * x")

    release(place / "course", spoil)
    said = grade(place, status=1)
    assert f"Nothing is graded: the solution of {LESSON} itself" in said
    assert "check-double 0 of 1 points (" in said
    assert points(place) == {}


@pytest.mark.slow
def test_a_new_exercise_locks_no_class_out(place):
    """Begun with a release that had no exercise; graded by it, until told otherwise."""
    new = {name: (place / "course" / name / LESSON / f"{LESSON}.ipynb").read_bytes()
           for name in ("lessons", "solutions")}  # fmt: skip

    def earlier(cells, solved):
        task = solved.cells[solved.cells.index(cells["double"]) - 1]
        gone = [task.id, "double", "check-double"]
        solved.cells = [cell for cell in solved.cells if cell.id not in gone]

    release(place / "course", earlier)
    shutil.rmtree(place / "in")
    book = nbformat.read(
        place / "course/lessons" / LESSON / f"{LESSON}.ipynb", as_version=4
    )
    hand_in(place / "in", LESSON, {"ann": book})
    grade(place)
    for name, data in new.items():
        (place / "course" / name / LESSON / f"{LESSON}.ipynb").write_bytes(data)
    hand_in(place / "in", LESSON, {"bob": book, "cyd": answered(RIGHT)})
    said = grade(place)
    assert "`double` is new (1 points)" in said
    assert "graded by its own release, of 6 points" in said
    assert not any(flags(place).values())
    assert set(points(place, "quiz-first-guess").values()) == {0}
    said = grade(place, "--again-all", "--yes")
    assert "cyd: `double` 0 → 1" in said
    assert points(place) == {"ann": 0, "bob": 0, "cyd": 1}
    assert not any(flags(place).values())
    book = book_of(place)
    verdict = book.results(LESSON)["ann"][1]["verdicts"]["check-double"]
    book.close()
    assert verdict["outcome"] == "not attempted"
    assert "not in this notebook" in verdict["reason"]


@pytest.mark.slow
def test_a_gradebook_of_the_version_before_opens(place):
    grade(place)
    book = book_of(place)
    RELEASES.drop(book.db.get_bind())
    book.close()
    edit_results(place, lambda _, result: result.pop("graded_with"))
    said = grade(place)
    assert "2 graded before this version of the course; their points stay" in said
    assert points(place) == {"ann": 1, "bob": 0}
    assert "No points would move" in grade(place, "--again-all", "--yes")
    assert "this version" not in grade(place)


def test_a_line_for_each_that_moves():
    verdicts = {"check-a": {"reason": "`a` is right."}}
    lines = moves("ann", {"check-a": 0.0, "b": 2.0, "c": 1.0, "gone": 1.0},
                  {"check-a": 2.0, "b": 2.0, "c": 0.0}, verdicts, "why", {"c"})  # fmt: skip
    assert lines == [
        "ann: `a` 0 → 2 (why): `a` is right.",
        "ann: `gone` 1 → 0 (why)",
    ]


def test_what_has_changed_is_named():
    now = {"points": {"a": 1}, "tests": "1", "checks": "1", "questions": "1"}
    assert changes_since(dict(now), now) == []
    assert changes_since(now | {"points": {"a": 2}}, now) == ["the points"]
    assert changes_since(now | {"checks": "", "questions": ""}, now) == [
        "the checks",
        "the questions",
    ]
    assert changes_since(None, now) == ["this version of the course"]
