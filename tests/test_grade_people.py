"""What people and the clock add to a grade: lateness, credit, scores by hand."""

from __future__ import annotations

import contextlib
import csv
import shutil
import sqlite3
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from rnn_course.build.release import enter_in_gradebook
from rnn_course.cli.grading import export_grades
from rnn_course.errors import CourseError
from rnn_course.grading.order import Order
from rnn_course.grading.plan.assignment import load
from rnn_course.grading.results.book import open_book
from rnn_course.grading.results.lists import grades_csv
from rnn_course.grading.results.marks import read_marks
from rnn_course.grading.run import Run
from tests.course import ROOT
from tests.grading import hand_in
from tests.test_grade_run import LESSON, a_class, at, command

PROJECT = "12-generate-text"  # it has questions that a person grades
WRITTEN = {"written-hidden-units", "written-preprocessing"}


@pytest.fixture
def book(tmp_path):
    """A gradebook that knows the mini project, with one submission full of points."""
    address = at(tmp_path)
    book = open_book(address)
    enter_in_gradebook(ROOT, PROJECT, address)
    book.db.expire_all()
    write(book)
    yield book
    book.close()


def write(book, points=1.0):
    """Enter what the machine says: `points` each, and nothing where a person grades."""
    graded = assignment_of(book).graded
    scores = dict.fromkeys(graded, points) | dict.fromkeys(WRITTEN)
    book.write(PROJECT, "ana", "digest", {"flags": []}, scores, {})


def assignment_of(book):
    return load(ROOT, PROJECT, book.facts(PROJECT))


def marks(book):
    return read_marks(book, assignment_of(book))[0]


def stored(book, table, name):
    submission = book.gradebook.find_submission(PROJECT, "ana")
    return next(x for x in getattr(submission.notebooks[0], table) if x.name == name)


def test_what_a_person_must_grade_is_told(book):
    found = marks(book)
    assert found.pending == WRITTEN
    assert found.total == len(found.scores) - len(WRITTEN)
    rows = grades_csv(assignment_of(book), [found])
    told = dict(zip(*rows, strict=True))["flags"]
    assert "to grade by hand: written-hidden-units, written-preprocessing" in told


def test_what_a_person_gave_survives_another_grading(book):
    kept = stored(book, "grades", "written-preprocessing")
    kept.manual_score, kept.needs_manual_grade = 2.5, False
    stored(book, "comments", "written-preprocessing").manual_comment = "Well argued."
    book.db.commit()
    before = marks(book)
    write(book, points=0.0)
    after = marks(book)
    assert after.scores["written-preprocessing"] == 2.5
    assert after.total == 2.5
    assert before.total == 2.5 + len(before.scores) - len(WRITTEN)
    assert after.comments == {"written-preprocessing": "Well argued."}


def test_extra_credit_counts_and_survives(book):
    name = next(x for x in marks(book).scores if x not in WRITTEN)
    stored(book, "grades", name).extra_credit = 0.75
    book.db.commit()
    for points in (1.0, 0.0):
        write(book, points)
        assert marks(book).scores[name] == points + 0.75


def locked(address):
    """Return a connection that keeps others from writing."""
    path = address.removeprefix("sqlite:///")
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("BEGIN IMMEDIATE")
    return connection


def test_a_gradebook_that_is_locked_for_a_while(book, tmp_path):
    other = locked(at(tmp_path))
    timer = threading.Timer(7, other.close)  # longer than SQLite waits
    timer.start()
    write(book, points=0.0)
    timer.join()
    assert marks(book).total == 0


def test_a_gradebook_that_stays_locked(book, tmp_path, monkeypatch):
    monkeypatch.setattr("rnn_course.grading.results.book.TRIES", 1)
    with (
        contextlib.closing(locked(at(tmp_path))),
        pytest.raises(CourseError, match=r"database is locked.*run the same command"),
    ):
        write(book, points=0.0)
    assert marks(book).total > 0
    write(book, points=0.0)
    assert marks(book).total == 0


def test_a_lesson_that_nobody_has_graded_cannot_be_exported(book, tmp_path):
    with pytest.raises(CourseError, match="has not been graded there yet"):
        export_grades("01", "csv", tmp_path, "", None)
    export_grades("12", "csv", tmp_path, "", tmp_path / "12.csv")
    assert "ana" in (tmp_path / "12.csv").read_text(encoding="utf-8")


def test_only_one_grader_writes_to_a_folder(tmp_path):
    hand_in(tmp_path / "in", LESSON, a_class(1))
    order = Order(ROOT, LESSON, tmp_path / "in", tmp_path / "out")
    with (
        Run(order, None, lambda *_: None),
        pytest.raises(CourseError, match="Another `rnn-course grade` is writing"),
    ):
        Run(order, None, lambda *_: None)
    Run(order, None, lambda *_: None).__exit__()


@pytest.mark.slow
def test_the_late_lose_what_stock_nbgrader_takes(tmp_path):
    """The whole way, beside stock: a day late, in time, and a course that forgives."""
    for method, left in (("zero", 0.0), ("none", 1.0)):
        course = tmp_path / method
        folder = hand_in(course / "submitted", LESSON, a_class(5))
        for student, day in (("student 000", 3), ("student 004", 1)):
            said = datetime(2030, 1, day, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
            (folder / student / LESSON / "timestamp.txt").write_text(said)
        for name in ("solutions", "lessons"):
            shutil.copytree(ROOT / name / LESSON, course / name / LESSON)
        shutil.copytree(ROOT / "quizzes", course / "quizzes")
        config = (ROOT / "nbgrader_config.py").read_text()
        config += f'\nc.LateSubmissionPlugin.penalty_method = "{method}"\n'
        (course / "nbgrader_config.py").write_text(config)
        ours, theirs = at(course / "graded"), at(course)
        (course / "graded").mkdir()
        for address in (ours, theirs):
            due(address)
        call(course, *command(folder, "--out", str(course / "graded")))
        call(course, sys.executable, "-m", "nbgrader", "autograde", LESSON)
        assert totals(ours) == totals(theirs)
        assert totals(ours)["student 000"] == left
        assert totals(ours)["student 004"] == 1.0
        with (course / "graded/grades.csv").open(encoding="utf-8-sig") as file:
            row = next(r for r in csv.DictReader(file) if r["student"] == "student 000")
        assert (row["late penalty"], row["total"]) == (f"{1 - left:g}", f"{left:g}")


def due(address):
    book = open_book(address)
    enter_in_gradebook(ROOT, LESSON, address)
    assignment = book.gradebook.find_assignment(LESSON)
    assignment.duedate = datetime(2030, 1, 2)
    book.db.commit()
    book.close()


def totals(address):
    book = open_book(address)
    try:
        return {
            one.student.id: one.score - (one.late_submission_penalty or 0)
            for one in book.gradebook.assignment_submissions(LESSON)
        }
    finally:
        book.close()


def call(course, *words):
    done = subprocess.run(
        words, cwd=course, capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_cannot_work_is_told_before_anything_is_graded(tmp_path):
    hand_in(tmp_path / "in", LESSON, a_class(1))
    order = Order(ROOT, LESSON, tmp_path / "in", tmp_path / "out")
    with pytest.raises(CourseError, match=r"nowhere\.csv cannot be read"):
        Run(replace(order, students=tmp_path / "nowhere.csv"), None, lambda *_: None)
    (tmp_path / "empty").mkdir()
    order = replace(order, place=tmp_path / "empty")
    with (
        Run(order, None, lambda *_: None) as run,
        pytest.raises(CourseError, match="No notebook of 00-start-here was found"),
    ):
        run.grade()
