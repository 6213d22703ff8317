"""Answers that hand in the course's own functions are recognised."""

from __future__ import annotations

import pytest

from rnn_course.submission.borrowed import borrowed
from tests.course import LESSONS, code_cells

HEAD = ("", "from rnn_course.networks import cells")
USES = {
    "as it is": [("f", "def f(X):\n    return cells.rnn_forward(X)")],
    "itself": [("f", "f = cells.rnn_forward")],
    "another name": [("", "c = cells"), ("f", "f = c.rnn_forward")],
    "two names": [("", "c = cells\nd = c.rnn_forward"), ("f", "f = lambda X: d(X)")],
    "beside a line for IPython": [
        ("f", "%time\ndef f(X):\n    return cells.rnn_forward(X)")
    ],
    "beside a command": [("f", "!pip list\nf = cells.rnn_forward")],
    "by its text": [("f", "f = getattr(cells, 'rnn_' + 'forward')")],
    "imported": [
        (
            "f",
            "def f(x):\n    from rnn_course.data.texts import clean\n    return clean(x)",
        )
    ],
    "imported before": [
        ("", "from rnn_course.data import texts as t"),
        ("f", "def f(x):\n    return t.clean(x)"),
    ],
    "by way of the package": [
        ("", "import rnn_course.data.texts"),
        ("f", "def f(x):\n    return rnn_course.data.texts.clean(x)"),
    ],
}


@pytest.mark.parametrize("cells", USES.values(), ids=list(USES))
def test_it_is_recognised(cells):
    (flag,) = borrowed([HEAD, *cells])
    assert flag.startswith("f names the course's own")


def test_an_argument_of_the_same_name_is_ones_own():
    assert borrowed([HEAD, ("f", "def f(cells):\n    return len(cells)")]) == []
    assert borrowed([HEAD, ("", "cells.rnn_forward(1)")]) == []
    assert borrowed([HEAD, ("f", "def f(:")]) == []


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_solution_is(lesson):
    sources = []
    for cell in code_cells("solutions", lesson):
        grading = cell.metadata.get("nbgrader", {})
        name = grading.get("grade_id", "") if grading.get("solution") else ""
        sources.append((name, cell.source))
    assert borrowed(sources) == []
