"""What a student may not change is restored; what is no notebook is refused."""

from __future__ import annotations

import copy
import json

import pytest

from rnn_course.grading.handed_in.sanitize import sanitize
from rnn_course.submission.read import NoNotebook
from tests.course import notebook
from tests.grading import assignment_of, clean_of

LESSON = "02-inside-the-cell"
TEST = "check-rnn_step"


def book():
    return copy.deepcopy(notebook("solutions", LESSON))


def cell_of(some, name):
    return next(
        c for c in some.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name
    )


@pytest.mark.parametrize("data", [
    b"", b" \n", b"hello", b"[]", b"{}", b"null", b'{"cells": 3}', b"[" * 100_000,
    b'{"cells": []}', b"\xff\xfe\x00", b'{"cells": [{"cell_type": "code"}]}',
    b'{"cells": [null, 3, {"source": 7}]}', b'{"nbformat": 3, "worksheets": 1}',
])  # fmt: skip
def test_what_is_no_notebook_is_refused(data):
    with pytest.raises(NoNotebook):
        sanitize(data, assignment_of(LESSON))


@pytest.mark.parametrize("source", ["quiz.ask({[]: 1})", "quiz.ask('q', answer={[]})"])
def test_a_question_that_cannot_be_evaluated_has_no_pick(source):
    some = book()
    cell = next(c for c in some.cells if "quiz.ask" in c.source)
    name = cell.metadata.nbgrader.grade_id.removeprefix("quiz-")
    cell.source = source.replace("'q'", repr(name))
    assert name not in clean_of(some, LESSON).picks


def test_another_lesson_is_refused():
    with pytest.raises(NoNotebook, match="no notebook of lesson"):
        clean_of(notebook("solutions", "03-predict-the-next-number"), LESSON)


def test_ten_thousand_cells_are_refused():
    some = book()
    some.cells += [some.cells[0]] * 10_000
    with pytest.raises(NoNotebook, match="cells"):
        clean_of(some, LESSON)


@pytest.mark.parametrize("change", [
    {"source": "2.0"}, {"cell_type": "markdown"}, {"points": 99}, {"grade": False},
    {"solution": True}, {"locked": False}, {"grade": False, "solution": True},
    {"schema_version": 1}, {"checksum": "0"}, {"task": True},
])  # fmt: skip
def test_a_test_cell_is_restored(change):
    some = book()
    cell = cell_of(some, TEST)
    for name, value in change.items():
        (cell if name in cell else cell.metadata.nbgrader)[name] = value
    restored = cell_of(clean_of(some, LESSON).notebook, TEST)
    assert restored.source == "check.rnn_step(rnn_step)"
    assert restored.cell_type == "code"
    assert restored.metadata.nbgrader.points == 2
    assert restored.metadata.nbgrader.grade
    assert not restored.metadata.nbgrader.solution


def test_deleted_cells_come_back_in_their_place():
    some = book()
    gone = ["rnn_step", TEST, "quiz-what-comes-back", "quiz-one-step-in-order"]
    some.cells = [
        c
        for c in some.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") not in gone
    ]
    clean = clean_of(some, LESSON)
    names = [
        c.metadata.get("nbgrader", {}).get("grade_id") for c in clean.notebook.cells
    ]
    graded = [name for name in names if name]
    order = [name for name in assignment_of(LESSON).facts if name != "rnn_step"]
    assert graded == order
    assert sum("put back" in flag for flag in clean.flags) == 3


def test_of_two_cells_of_one_name_the_last_counts():
    some = book()
    twin = copy.deepcopy(cell_of(some, "rnn_step"))
    twin.source = "def rnn_step(*_):\n    return 1"
    some.cells.append(twin)
    clean = clean_of(some, LESSON)
    assert cell_of(clean.notebook, "rnn_step").source == twin.source
    assert any("twice" in flag for flag in clean.flags)


def test_picks_are_written_into_the_restored_cells():
    clean = clean_of(book(), LESSON)
    assert clean.picks["what-comes-back"] == "b"
    source = cell_of(clean.notebook, "quiz-what-comes-back").source
    assert source == "quiz.ask('what-comes-back', answer='b')"


def test_only_what_a_notebook_needs_is_kept():
    some = json.loads(json.dumps(book()))
    some["metadata"]["evil"] = some["cells"][0]["metadata"]["evil"] = "x" * 100
    some["cells"][0]["attachments"] = {"a": {}}
    assert "evil" not in json.dumps(clean_of(some, LESSON).notebook)
