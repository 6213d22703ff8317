"""`rnn-course check`: a learner's notebook, run from a clean start."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import nbformat
import pytest

from rnn_course import CourseError
from rnn_course.checks import NOT_ATTEMPTED, PASSED, WRONG
from rnn_course.rehearsal import exit_status, rehearse
from rnn_course.site.make import executed
from tests.course import EXECUTED, LESSONS, ROOT, notebook
from tests.executed import compare

LESSON = "00-start-here"


def saved(tmp_path, book, name="work.ipynb"):
    path = tmp_path / name
    nbformat.write(book, path)
    return path


def cell_of(book, grade_id):
    return next(
        c
        for c in book.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == grade_id
    )


@pytest.mark.slow
@pytest.mark.parametrize("lesson", LESSONS)
def test_a_solved_notebook_runs_clean_and_has_full_points(lesson):
    path = ROOT / "solutions" / lesson / f"{lesson}.ipynb"
    report = compare(path, notebook("solutions", lesson), executed(path, EXECUTED))
    assert report.remarks == []
    for result in report.results:
        assert result.outcome in (PASSED, "answered"), (result.name, result.reason)
        assert result.points == result.max_points, result.name
    assert exit_status([report]) == 0


@pytest.mark.slow  # the browser tests take every lesson untouched
def test_an_untouched_notebook_is_not_attempted():
    path = ROOT / "lessons" / LESSON / f"{LESSON}.ipynb"
    before = path.read_bytes()
    report = rehearse(path)
    assert report.remarks == []
    assert {result.outcome for result in report.results} == {NOT_ATTEMPTED}
    assert sum(result.points for result in report.results) == 0
    assert exit_status([report]) == 0
    assert path.read_bytes() == before


@pytest.mark.slow
def test_what_passed_out_of_order_is_told(tmp_path):
    book = notebook("solutions", LESSON)
    answer, check = cell_of(book, "double"), cell_of(book, "check-double")
    verdict = {"outcome": PASSED, "reason": "", "points": 1.0, "max_points": 1.0}
    mime = {"application/vnd.rnn-course.verdict+json": verdict, "text/plain": "1.0"}
    check.outputs = [nbformat.v4.new_output("execute_result", mime, execution_count=9)]
    answer.execution_count, check.execution_count = 10, 9
    answer.source = "def double(x):\n    return factor * x"
    report = rehearse(saved(tmp_path, book))
    told = " ".join(report.remarks)
    assert "`double` passed when you saved, but not from a clean start" in told
    assert "not run from top to bottom" in told
    assert "cells had not been run" in told
    assert exit_status([report]) == 1


@pytest.mark.slow
def test_a_kernel_with_another_computers_name_is_no_trouble(tmp_path):
    book = notebook("lessons", LESSON)
    book.metadata.kernelspec.name = "conda-env-of-ada"
    report = rehearse(saved(tmp_path, book))
    assert {result.outcome for result in report.results} == {NOT_ATTEMPTED}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_is_one_line(tmp_path):
    book = notebook("lessons", LESSON)
    cell = "import pathlib, time\npathlib.Path('begun').touch()\ntime.sleep(600)"
    book.cells.insert(0, nbformat.v4.new_code_cell(cell))
    path = saved(tmp_path, book)
    process = subprocess.Popen(
        [sys.executable, "-m", "rnn_course", "check", str(path)],
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    deadline = time.monotonic() + 60
    while not (tmp_path / "begun").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1]
    assert process.returncode == 130
    assert said.endswith("rnn-course: stopped; nothing is half-written.\n")
    assert "rehearsal.py" not in said


@pytest.mark.slow
def test_a_deleted_answer_is_missed(tmp_path):
    book = notebook("lessons", LESSON)
    book.cells.remove(cell_of(book, "double"))
    report = rehearse(saved(tmp_path, book))
    result = report.results[0]
    assert result.outcome == WRONG
    assert "There is no `double` when this check runs" in result.reason


@pytest.mark.slow
def test_the_command_shows_a_table_and_remarks(tmp_path):
    book = notebook("lessons", LESSON)
    book.cells.insert(1, nbformat.v4.new_code_cell("1 / 0"))
    path = saved(tmp_path, book)
    command = [sys.executable, "-m", "rnn_course", "check", str(path)]
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"COLUMNS": "100"},
        check=False,
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert "not attempted" in done.stdout
    assert "0 of 7 points" in done.stdout
    assert "The cell `1 / 0` stops with ZeroDivisionError" in done.stdout


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"not json", "is no notebook"),
        (b"[1, 2]", "is no notebook"),
        (b"{}", "is no notebook"),
        (b'{"cells": 3, "nbformat": 4, "nbformat_minor": 5}', "is no notebook"),
        (b"\xff\xfe", "is no notebook"),
        (json.dumps(nbformat.v4.new_notebook()).encode(), "is no lesson"),
    ],
)
def test_what_is_no_notebook(tmp_path, content, says):
    path = tmp_path / "work.ipynb"
    path.write_bytes(content)
    with pytest.raises(CourseError, match=says):
        rehearse(path)


def test_a_missing_file(tmp_path):
    with pytest.raises(CourseError, match="is not there"):
        rehearse(tmp_path / "none.ipynb")
