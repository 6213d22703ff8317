"""Progress is kept in one small file, through crashes and two writers at once."""

from __future__ import annotations

import multiprocessing
import sqlite3

import pytest

from rnn_course import progress
from rnn_course.checks.verdict import NOT_ATTEMPTED, PASSED, WRONG, Verdict
from rnn_course.overview import overview

LESSON = "00-start-here"
RIGHT = Verdict(PASSED, "", None, 1.0, 1.0)
HALF = Verdict(WRONG, "", None, 0.5, 1.0)
EMPTY = Verdict(NOT_ATTEMPTED, "", None, 0.0, 1.0)


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    path = tmp_path / "a folder" / "progress.sqlite"
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(path))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    monkeypatch.delenv("RNN_COURSE_GRADING", raising=False)
    return path


def lesson():
    return next(item for item in progress.summary() if item.lesson == LESSON)


def test_nothing_done_yet():
    assert (lesson().passed, lesson().points, lesson().hints) == (0, 0, 0)
    assert lesson().exercises == 1
    assert lesson().questions == 5
    assert lesson().max_points == 7


def test_what_is_done_is_kept(file):
    progress.record_check(LESSON, "double", HALF)
    progress.record_hint(LESSON, "double", 2)
    progress.record_solution(LESSON, "double")
    progress.record_question(LESSON, "run-a-cell", 1.0, 1.0, "b")
    assert file.exists()
    done = lesson()
    assert (done.passed, done.points, done.hints, done.solutions) == (0, 1.5, 2, 1)
    assert done.answered == 1


def test_points_never_go_down():
    for verdict in (EMPTY, RIGHT, HALF, EMPTY):
        progress.record_check(LESSON, "double", verdict)
    assert (lesson().passed, lesson().points) == (1, 1.0)


def test_hidden_points_count_as_answered():
    progress.record_question(LESSON, "run-a-cell", None, 1.0, "b")
    assert (lesson().answered, lesson().points) == (1, 0)


def test_names_of_former_lessons_are_ignored():
    progress.record_check(LESSON, "gone", RIGHT)
    progress.record_question(LESSON, "gone", 1.0, 1.0, "b")
    assert (lesson().passed, lesson().answered) == (0, 0)


@pytest.mark.parametrize("name", ["NBGRADER_EXECUTION", "RNN_COURSE_GRADING"])
def test_grading_records_nothing(monkeypatch, file, name):
    monkeypatch.setenv(name, "1")
    progress.record_check(LESSON, "double", RIGHT)
    assert not file.exists()
    monkeypatch.delenv(name)
    monkeypatch.setenv("RNN_COURSE_PROGRESS", "off")
    assert progress.path() is None
    progress.record_check(LESSON, "double", RIGHT)
    assert lesson().passed == 0


def test_a_place_that_cannot_be_written_stops_no_lesson(monkeypatch, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(blocked / "progress.sqlite"))
    progress.record_check(LESSON, "double", RIGHT)
    assert lesson().passed == 0


def test_a_file_that_is_no_database_stops_no_lesson(file):
    file.parent.mkdir()
    file.write_text("no database at all, but long enough to be read as one" * 100)
    progress.record_check(LESSON, "double", RIGHT)
    assert lesson().passed == 0


@pytest.mark.parametrize("text", ["no database at all" * 100, None])
def test_why_nothing_is_kept_is_said(file, text):
    assert progress.trouble() == ""
    file.unlink()
    if text is None:
        file.mkdir()
    else:
        file.write_text(text)
    said = progress.trouble()
    assert str(file) in said
    assert "set RNN_COURSE_PROGRESS" in said
    assert said in repr(overview())
    assert "cannot be used" in overview()._repr_html_()


def test_progress_without_a_home(monkeypatch):
    def nobody(self):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(progress.Path, "expanduser", nobody)
    progress.record_check(LESSON, "double", RIGHT)
    assert "Set RNN_COURSE_PROGRESS to a file" in progress.trouble()


def test_progress_that_is_off_says_so(monkeypatch):
    monkeypatch.setenv("RNN_COURSE_PROGRESS", "off")
    assert "`off`" in progress.trouble()
    monkeypatch.setenv("RNN_COURSE_GRADING", "1")
    monkeypatch.delenv("RNN_COURSE_PROGRESS")
    assert progress.trouble() == ""


def test_a_crash_in_the_middle_leaves_the_file_whole(file):
    progress.record_check(LESSON, "double", RIGHT)
    database = sqlite3.connect(file)
    database.execute("BEGIN IMMEDIATE")
    database.execute("DELETE FROM exercises")
    database.close()  # without a commit, as a killed process would
    assert lesson().passed == 1


def _write_many(path, name):
    import os

    os.environ["RNN_COURSE_PROGRESS"] = str(path)
    for number in range(40):
        progress.record_hint(LESSON, f"{name}-{number}", 1)


def test_two_notebooks_write_at_once(file):
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(file, x)) for x in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    database = sqlite3.connect(file)
    count = database.execute("SELECT count(*) FROM exercises").fetchone()[0]
    database.close()
    assert count == 80


def test_the_table_is_text_and_a_page():
    progress.record_check(LESSON, "double", RIGHT)
    table = overview()
    first = repr(table).split("\n")[1]
    assert first.split("  ")[0] == "00 Start here"
    assert "1 of 1" in first
    assert '<th scope="row"' in table._repr_html_()
    assert "../00-start-here/00-start-here.ipynb" in table._repr_html_()
