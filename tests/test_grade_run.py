"""A class is graded from end to end: resumed, regraded, shared, in any gradebook."""

from __future__ import annotations

import contextlib
import csv
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from rnn_course.grading.results.book import open_book
from rnn_course.grading.results.tables import RESULTS
from tests.course import ROOT, as_handed_in, notebook
from tests.grading import hand_in
from tests.submissions import put_answer

pytestmark = pytest.mark.slow

LESSON = "00-start-here"  # small: it needs no network trained


def a_class(count):
    """Small notebooks: right, wrong, broken, untouched."""
    answers = (
        "def double(x):\n    return 2 * x",
        "def double(x):\n    return x",
        "1 / 0",
    )
    books = {}
    for number in range(count):
        book = as_handed_in(LESSON)
        if number % 4 < 3:
            put_answer(book, "double", answers[number % 4])
        books[f"student {number:03d}"] = book
    return books


def command(folder, *words):
    return [sys.executable, "-m", "rnn_course", "grade", LESSON, str(folder), *words]


def grade(folder, out, *words, status=0):
    done = subprocess.run(
        command(folder, "--out", str(out), *words),
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=600,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def results(address, lesson=LESSON):
    book = open_book(address)
    try:
        return {s: result for s, (_, result) in book.results(lesson).items()}
    finally:
        book.close()


def count(out):
    """Return how many results are kept, while a grader may be writing."""
    address = f"file:{out}/gradebook.db?mode=ro"
    try:
        with contextlib.closing(sqlite3.connect(address, uri=True)) as book:
            return book.execute(f"SELECT count(*) FROM {RESULTS.name}").fetchone()[0]
    except sqlite3.OperationalError:  # it is not made yet, or locked
        return 0


def scores(address):
    book = open_book(address)
    try:
        return {
            student: {name: score for name, (score, _) in grades.items()}
            for student, grades, _ in book.grades(LESSON)
        }
    finally:
        book.close()


def at(out):
    return f"sqlite:///{out}/gradebook.db"


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Twelve students, and what an undisturbed run gives them."""
    place = tmp_path_factory.mktemp("small")
    folder = hand_in(place / "in", LESSON, a_class(12))
    grade(folder, place / "out")
    return folder, place / "out"


def test_everyone_gets_what_the_answer_deserves(small):
    _, out = small
    earned = {s: sum(grades.values()) for s, grades in scores(at(out)).items()}
    assert len(earned) == 12
    for student, points in earned.items():
        assert points == (1 if int(student[-3:]) % 4 == 0 else 0)
    with (out / "grades.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert {row["student"]: float(row["total"]) for row in rows} == earned


def test_pages_and_notebooks_are_there(small):
    _, out = small
    assert "What the class misunderstood" in (out / "report.html").read_text("utf-8")
    for student in a_class(12):
        place = f"{student}/{LESSON}/{LESSON}"
        page = (out / f"feedback/{place}.html").read_text("utf-8")
        assert student in page
        book = nbformat.read(out / f"autograded/{place}.ipynb", as_version=4)
        nbformat.validate(book)


def test_a_second_run_grades_nothing(small):
    folder, out = small
    before = results(at(out))
    assert "0 graded, 12 graded before" in grade(folder, out)
    assert results(at(out)) == before


def test_again_grades_one_student(small):
    folder, out = small
    before = results(at(out))
    assert "1 graded, 11 graded before" in grade(folder, out, "--again", "student 003")
    after = results(at(out))
    assert {s for s in after if after[s] != before[s]} == {"student 003"}


@pytest.mark.parametrize(
    ("times", "people"), [(7, 20), pytest.param(20, 60, marks=pytest.mark.long)]
)
def test_killed_many_times_and_resumed(tmp_path, small, times, people):
    """Same grades, nothing graded twice, nothing lost."""
    rng = random.Random(7)
    folder = hand_in(tmp_path / "in", LESSON, a_class(people))
    out, seen = tmp_path / "out", {}
    for _ in range(times):
        process = subprocess.Popen(
            command(folder, "--out", str(out)),
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        more = rng.randrange(3)
        while process.poll() is None and count(out) < len(seen) + more:
            time.sleep(0.02)
        time.sleep(rng.uniform(0.0, 0.1 if more else 1.5))  # without: while it starts
        process.send_signal(signal.SIGKILL)
        process.wait()
        now = results(at(out)) if (out / "gradebook.db").exists() else {}
        assert len(now) >= min(len(seen) + more, people)
        assert {s: now.get(s) for s in seen} == seen
        seen = now
    grade(folder, out)
    now = results(at(out))
    assert {s: now.get(s) for s in seen} == seen
    assert len(now) == people
    assert (
        len(seen) > people // 6
    )  # at least so many were graded in runs that were killed
    expected = scores(at(small[1]))
    for student, grades in scores(at(out)).items():
        twin = f"student {int(student[-3:]) % 4:03d}"
        assert grades == expected[twin]
    assert leftovers() == []


def leftovers():
    """Return processes of dead graders; one that still imports ends right after that."""
    for _ in range(600):
        words = subprocess.run(
            ["ps", "-eo", "ppid,args"], capture_output=True, text=True, check=True
        ).stdout
        mine = [w for w in words.splitlines() if "rnn_course.grading.workers.warm" in w]
        orphans = [w for w in mine if w.split()[0] == "1"]
        if not orphans:
            return []
        time.sleep(0.2)
    return orphans


def test_who_uses_keras_where_the_lesson_does_not_loses_nothing(tmp_path):
    """The grader starts without Keras; the student's own process imports it."""
    book = as_handed_in(LESSON)
    answer = """import numpy as np
from rnn_course.models import fit_fast, keras

model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
model.compile("sgd", loss="mse")
fit_fast(model, np.ones((4, 2)), np.ones((4, 1)), updates=3)


def double(x):
    return float(keras.ops.add(x, x))"""
    put_answer(book, "double", answer)
    folder = hand_in(tmp_path / "in", LESSON, {"ada": book, **a_class(1)})
    assert "2 graded; 0 flagged" in grade(folder, tmp_path / "out")
    at_end = results(at(tmp_path / "out"))
    assert at_end["ada"]["verdicts"]["check-double"]["points"] == 1
    assert at_end["student 000"]["peak"] < 200e6 < at_end["ada"]["peak"]


def test_ctrl_c_keeps_what_is_done(tmp_path):
    folder = hand_in(tmp_path / "in", LESSON, a_class(40))
    out = tmp_path / "out"
    process = subprocess.Popen(
        command(folder, "--out", str(out)),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    while process.poll() is None and not (out / "autograded").exists():
        time.sleep(0.05)
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[0]
    assert process.returncode == 130, said
    assert "stopped" in said
    before = results(at(out))
    assert 0 < len(before) < 40
    grade(folder, out)
    after = results(at(out))
    assert {s: after[s] for s in before} == before
    assert len(after) == 40


def test_broken_files_are_flagged_and_do_not_stop_the_rest(tmp_path):
    folder = hand_in(tmp_path / "in", LESSON, a_class(1))
    for name, text in {
        "no json": "hello",
        "empty": "",
        "no cells": "{}",
        "deep": "[" * 100_000,
        "another lesson": nbformat.writes(notebook("lessons", "02-inside-the-cell")),
        "<script>alert(1)": "[]",
    }.items():
        path = folder / name / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    grade(folder, out)
    found = results(at(out))
    assert len(found) == 7
    flagged = {student for student, result in found.items() if result["flags"]}
    assert flagged == set(found) - {"student 000"}
    report = (out / "report.html").read_text("utf-8")
    assert "<script" not in report
    assert "&lt;script&gt;alert(1)" in report


def test_missing_students_are_told(tmp_path):
    folder = hand_in(tmp_path / "in", LESSON, a_class(2))
    roster = tmp_path / "class.csv"
    roster.write_text("student\nstudent 000\nZoë\n", encoding="utf-8")
    grade(folder, tmp_path / "out", "--students", str(roster))
    assert "Zoë" in (tmp_path / "out/report.html").read_text("utf-8")


POSTGRES = sorted(__import__("pathlib").Path("/usr/lib/postgresql").glob("*/bin"))


@pytest.mark.skipif(not POSTGRES, reason="needs Debian's package postgresql")
def test_a_gradebook_in_postgresql(tmp_path, small):
    pytest.importorskip("psycopg")
    folder, out = small
    with tempfile.TemporaryDirectory() as name, server(Path(name)) as address:
        grade(folder, tmp_path / "out", "--gradebook", address)
        assert scores(address) == scores(at(out))
        told = grade(folder, tmp_path / "out", "--gradebook", address)
        assert "0 graded, 12 graded before" in told


@contextlib.contextmanager
def server(place):
    """Run a PostgreSQL server of our own, on a socket in a folder."""
    data, program = place / "pg", POSTGRES[-1]
    data.mkdir()
    as_user = []
    if os.geteuid() == 0:  # the server refuses to run as root
        subprocess.run(["chown", "postgres", data], check=True)
        place.chmod(0o755)
        as_user = ["runuser", "-u", "postgres", "--"]
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(
        [*as_user, program / "initdb", "-D", data, "-A", "trust", "-U", "postgres",
         "--no-sync", "--locale=C.UTF-8"],
        cwd="/", **quiet,
    )  # fmt: skip
    options = f"-c listen_addresses='' -c unix_socket_directories='{data}' -c fsync=off"
    run = [*as_user, program / "pg_ctl", "-D", data, "-w", "-o", options]
    subprocess.run([*run, "start"], cwd="/", **quiet)
    try:
        yield f"postgresql+psycopg://postgres@/postgres?host={data}"
    finally:
        subprocess.run([*run, "-m", "immediate", "stop"], cwd="/", **quiet)
