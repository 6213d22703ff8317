"""The plan runs whatever an answer can reach, and only that."""

from __future__ import annotations

import copy

import nbformat
import pytest

from rnn_course.submission.names import read_names
from tests.course import LESSONS, notebook
from tests.grading import plan_of
from tests.submissions import KINDS, make_class

LESSON = "03-predict-the-next-number"
CROWD, TRAINING = "e316fb79f1fd", "a33963c0ea67"  # in lesson 03
FIRST = "f5ea3e59409b"


def with_cell(source, before="predict_next-training"):
    """Lesson 03, solved, and one more cell of the student's own."""
    book = copy.deepcopy(notebook("solutions", LESSON))
    place = next(i for i, cell in enumerate(book.cells) if cell.id == before)
    book.cells.insert(place, nbformat.v4.new_code_cell(source, id="mine"))
    return plan_of(book, LESSON)


def test_the_lessons_own_training_is_taken_from_its_own_run():
    plan = plan_of(notebook("solutions", LESSON), LESSON)
    assert plan[CROWD] == plan[TRAINING] == "reuse"
    assert plan[FIRST] == plan["build_model"] == plan["predict_next-training"] == "run"
    assert plan["check-build_model"] == "check"
    assert plan["quiz-zero-loss"] == "quiz"


@pytest.mark.parametrize("lesson", LESSONS)
def test_what_students_answer_always_runs(lesson):
    for book in make_class(lesson, len(KINDS)).values() if lesson[:2] != "00" else ():
        plan = plan_of(book, lesson)
        for cell in book.cells:
            grading = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and grading:
                assert plan[cell.id] != "reuse"


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("print(crowd)", CROWD),
        ("print(after_200.mean())", CROWD),
        ("def mine():\n    return crowd\nmine()", CROWD),
        ("x = [c for c in crowd.models]", CROWD),
        ("f = lambda: crowd\nf()", CROWD),
        ("class A:\n    c = crowd", CROWD),
        ("print(losses)", TRAINING),
        ("best = model", TRAINING),
        ("%timeit 1", CROWD),
        ("eval('cro' + 'wd')", CROWD),
        ("globals()", CROWD),
        ("from numpy import *", CROWD),
        ("import sys", CROWD),
        ("np.mean = None", CROWD),
        ("del windows", CROWD),
    ],
)
def test_what_a_new_cell_needs_runs(source, runs):
    assert with_cell(source)[runs] == "run"


@pytest.mark.parametrize("source", ["x = 1", "1 / 0", "def f(:", "print(np.pi)"])
def test_harmless_cells_change_nothing(source):
    assert with_cell(source)[CROWD] == "reuse"


@pytest.mark.parametrize(
    "source", ["X = X + 1", "y[:] = 0", "windows = None", "fit_fast = None"]
)
def test_what_depends_on_a_changed_name_runs(source):
    plan = with_cell(source, before="5c4befc6c848")
    assert plan[TRAINING] == plan[CROWD] == "run"


def test_a_changed_cell_of_the_lesson_runs_with_what_follows_from_it():
    book = copy.deepcopy(notebook("solutions", LESSON))
    cell = next(cell for cell in book.cells if cell.id == CROWD)
    cell.source = cell.source.replace("range(20)", "range(3)")
    plan = plan_of(book, LESSON)
    assert plan[CROWD] == plan["cdd95caf893d"] == "run"


def test_cells_in_another_order_all_run():
    book = copy.deepcopy(notebook("solutions", LESSON))
    code = [i for i, cell in enumerate(book.cells) if cell.cell_type == "code"]
    one, other = code[1], code[2]
    book.cells[one], book.cells[other] = book.cells[other], book.cells[one]
    assert "reuse" not in plan_of(book, LESSON).values()


@pytest.mark.parametrize(
    ("source", "loads", "stores", "kills"),
    [
        ("a = b", {"b"}, {"a"}, {"a"}),
        ("a = a + 1", {"a"}, {"a"}, set()),
        ("a += 1", {"a"}, {"a"}, set()),
        ("for i in c:\n    a = i", {"c", "i"}, {"i", "a"}, set()),
        ("if c:\n    a = 1", {"c"}, {"a"}, set()),
        ("def f(x):\n    y = x + z\n    return y", set(), {"f"}, {"f"}),
        ("import numpy as np\nnp.zeros(n)", {"n"}, {"np"}, {"np"}),
        ("a, b = c", {"c"}, {"a", "b"}, {"a", "b"}),
        ("x[0] = 1", {"x"}, set(), set()),
        ("with o as f:\n    pass", {"o"}, {"f"}, set()),
    ],
)
def test_names_of_a_cell(source, loads, stores, kills):
    names = read_names(source)
    assert (names.loads, names.stores, names.kills) == (loads, stores, kills)


def test_a_functions_own_names_are_its_own():
    names = read_names("def f(x):\n    y = x + z\n    return y")
    assert names.later == {"f": {"z"}}


def test_a_thousand_magics_are_read_at_once():
    """IPython would need minutes, and give up with an error."""
    assert read_names("%time 1\n" * 1000).opaque
    assert read_names("x = await f()").opaque
    assert read_names("    y = 1\n    z = y").stores == {"y", "z"}
