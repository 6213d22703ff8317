"""Natural ways of writing an answer lose no point and raise no flag."""

from __future__ import annotations

import nbformat
import pytest

from tests.course import as_handed_in
from tests.grading import hand_in
from tests.test_grade_run import LESSON, at, grade, results, scores

pytestmark = pytest.mark.slow

RIGHT = "def double(x):\n    return 2 * x"
NATURAL = {
    "a NumPy number": "import numpy as np\n\n\ndef double(x):\n    return np.float64(2) * x",
    "a lambda": "double = lambda x: 2 * x",
    "a partial": "import functools, operator\ndouble = functools.partial(operator.mul, 2)",
    "an object": "class D:\n    def __call__(self, x):\n        return 2 * x\n\n\ndouble = D()",
    "a cache": "from functools import cache\n\n\n@cache\ndef double(x):\n    return 2 * x",
    "a print": "def double(x):\n    print(x)\n    return 2 * x",
    "timed": f"%timeit -n 3 1 + 1\n{RIGHT}",
    "a timed cell": f"%%time\n{RIGHT}",
    "a plot": f"import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\n{RIGHT}",
    "a program": f"!pip install numpy\nfiles = !ls\n{RIGHT}",
    "waits": f"import asyncio\nawait asyncio.sleep(0.01)\n{RIGHT}",
    "warns": f"import warnings\nwarnings.warn('careful')\n{RIGHT}",
    "a variable": f"{RIGHT}\n\n\nsolution = double(3)\nsolution",
    "collects": f"import gc\n\ngc.collect()\n{RIGHT}",
    "a word": f"'''The energy that is released.'''\n{RIGHT}",
}
EARNS_NOTHING = {  # and why: part of a flag, or of what its page says
    "asks first": (f"n = input('n?')\n{RIGHT}", "asks for input", "no <code>double"),
    "a package": (f"import no_such_thing\n{RIGHT}", "not installed", "no <code>double"),
    "renamed": ("def doubled(x):\n    return 2 * x", "", "no <code>double"),
}


def book_of(source):
    book = as_handed_in(LESSON)
    answer(book).source = source
    return book


def answer(book):
    return next(
        cell
        for cell in book.cells
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "double"
    )


def with_cells_of_their_own():
    """A helper in another cell; and an answer in a new cell, the old one deleted."""
    for name, source in (
        ("a helper", "def double(x):\n    return helper(x)"),
        ("new", ""),
    ):
        book = book_of(source)
        place = book.cells.index(answer(book))
        mine = RIGHT.replace("double", "helper" if source else "double")
        book.cells.insert(place, nbformat.v4.new_code_cell(mine))
        if not source:
            book.cells.remove(answer(book))
        yield name, book


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    place = tmp_path_factory.mktemp("natural")
    books = {name: book_of(source) for name, source in NATURAL.items()}
    books |= dict(with_cells_of_their_own())
    books |= {name: book_of(source) for name, (source, *_) in EARNS_NOTHING.items()}
    grade(hand_in(place / "in", LESSON, books), place / "out")
    earned = {
        s: marks["check-double"] for s, marks in scores(at(place / "out")).items()
    }
    return place / "out", earned, results(at(place / "out"))


@pytest.mark.parametrize("name", [*NATURAL, "a helper", "new"])
def test_it_earns_its_point_and_no_flag(graded, name):
    _, earned, told = graded
    assert earned[name] == 1, told[name]
    assert told[name]["flags"] == []


@pytest.mark.parametrize("name", EARNS_NOTHING)
def test_what_earns_nothing_says_why(graded, name):
    out, earned, told = graded
    _, flag, reason = EARNS_NOTHING[name]
    assert earned[name] == 0
    assert flag in " ".join(told[name]["flags"])
    page = (out / "feedback" / name / LESSON / f"{LESSON}.html").read_text("utf-8")
    assert reason in page
