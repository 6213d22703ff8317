"""A lesson's cells are recognised by their texts, and by nothing that can be forged."""

from __future__ import annotations

import json

import pytest

from rnn_course.recognise import cell_name, count_cells, lesson_of
from rnn_course.released import lesson_names
from tests.course import ROOT


def raw(lesson, folder="lessons"):
    path = ROOT / folder / lesson / f"{lesson}.ipynb"
    return json.loads(path.read_text("utf-8"))


def bare(notebook):
    """Take away all that is not text: metadata, ids, outputs."""
    cells = [
        {"cell_type": c["cell_type"], "source": "".join(c["source"])}
        for c in notebook["cells"]
    ]
    return {"cells": cells}


@pytest.mark.parametrize("lesson", lesson_names())
def test_every_lesson_is_recognised_without_its_metadata(lesson):
    for folder in ("lessons", "solutions"):
        notebook = raw(lesson, folder)
        assert lesson_of(bare(notebook)) == lesson_of(notebook) == lesson


@pytest.mark.parametrize("lesson", lesson_names())
def test_names_are_those_of_the_metadata(lesson):
    """The oracle is nbgrader's own metadata, cell by cell."""
    missed = []
    for cell in raw(lesson)["cells"]:
        grade_id = cell["metadata"].get("nbgrader", {}).get("grade_id")
        found = cell_name("".join(cell["source"]), lesson, cell["cell_type"])
        if found is not None:
            assert found == grade_id
        elif grade_id is not None:
            missed.append(grade_id)
    # a text in words, and a cell that has nothing of its own in it
    assert all(name.startswith("written-") or "-training" in name for name in missed)


def test_an_edited_cell_is_recognised():
    lesson = "02-inside-the-cell"
    assert cell_name("# mine\r\ndef readout(H):\r\n    pass", lesson) == "readout"
    assert cell_name("readout = lambda H, W, b: H", lesson) == "readout"
    assert cell_name('quiz.ask("why-not-zero", answer="b")', lesson) == (
        "quiz-why-not-zero"
    )
    assert cell_name("    def readout(H):\n        pass", lesson) is None
    assert cell_name("def readout_2(H): pass", lesson) is None
    assert cell_name("def readout(H): pass", lesson, "markdown") is None


@pytest.mark.parametrize(
    "thing",
    [None, 3, [], {}, {"cells": None}, {"cells": [None, {}, {"cell_type": 3}]},
     {"cells": [{"cell_type": "code", "source": [1, None], "metadata": []}]}],
)  # fmt: skip
def test_what_is_no_notebook_has_no_cells(thing):
    assert count_cells(thing, "02-inside-the-cell") == 0
    assert lesson_of(thing) is None
