"""The course's own files, as tests read them."""

from __future__ import annotations

import ast
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from IPython.utils.capture import capture_output
from nbformat import NotebookNode

from rnn_course import released
from rnn_course.colab import CELL_ID
from rnn_course.quiz.picks import MIME, question_id

__all__ = [
    "A_TASTE",
    "EXECUTED",
    "LESSONS",
    "ROOT",
    "as_handed_in",
    "cell_names",
    "code_cells",
    "notebook",
    "solution_names",
]

ROOT = Path(__file__).resolve().parents[1]
EXECUTED = ROOT / "tests" / "output" / "executed"  # solutions that a test has run
LESSONS = sorted(path.stem for path in (ROOT / "content").glob("*.md"))


def notebook(folder: str, lesson: str) -> NotebookNode:
    """Read a built notebook: `folder` is lessons or solutions."""
    path = ROOT / folder / lesson / f"{lesson}.ipynb"
    return nbformat.read(path, as_version=4)


def as_handed_in(lesson: str) -> NotebookNode:
    """Read a lesson whose questions were run, as a learner's are, and not answered."""
    book = notebook("lessons", lesson)
    for cell in book.cells:
        name = question_id(cell)
        if name:
            data = {MIME: {"question": name, "pick": None}}
            cell.outputs = [nbformat.v4.new_output("display_data", data)]
    return book


def code_cells(folder: str, lesson: str) -> list[NotebookNode]:
    """Return the code cells of a built notebook, but for the one for Google Colab."""
    cells = notebook(folder, lesson).cells
    return [c for c in cells if c.cell_type == "code" and c.id != CELL_ID]


@cache
def solution_names(lesson: str) -> dict[str, Any]:
    """Run a lesson's import cell and its solutions; return all names that they make.

    The same dictionary for every caller: copy it before changing a name.
    """
    names: dict[str, Any] = {"__name__": lesson}
    first = next(
        cell for cell in code_cells("solutions", lesson) if "begin(" in cell.source
    )
    exec(compile(first.source, f"<{lesson}: imports>", "exec"), names)
    for name, exercise in released.read(lesson)["exercises"].items():
        exec(compile(exercise["solution"], f"<{lesson}: {name}>", "exec"), names)
    return names


def cell_names(
    lesson: str, *marks: str, functions: Collection[str] = ()
) -> dict[str, Any]:
    """Run a solved lesson's import cell and the cells that hold one of `marks`.

    The cells run in the lesson's order; what they show is dropped. Of other cells, only
    the definitions of `functions` run, not what a cell does with them.
    """
    names: dict[str, Any] = {"__name__": lesson}
    for cell in code_cells("solutions", lesson):
        if any(mark in cell.source for mark in ("begin(", *marks)):
            code: Any = cell.source
        else:
            code = _definitions(cell.source, functions)
        with capture_output():
            exec(compile(code, f"<{lesson}>", "exec"), names)
    return names


def _definitions(source: str, functions: Collection[str]) -> ast.Module:
    found = [
        part
        for part in ast.parse(source).body
        if isinstance(part, ast.FunctionDef) and part.name in functions
    ]
    return ast.Module(found, type_ignores=[])


# Training ends after a few updates, in a kernel that has run nothing else yet.
A_TASTE = """
def shorten(most):
    import functools
    from rnn_course import models

    def shortened(train):
        @functools.wraps(train)
        def some(*args, **options):
            if "steps_per_epoch" not in options and "epochs" in options:
                options["epochs"] = 1
            if isinstance(args[0], models.keras.Model):
                args[0].jit_compile = False  # to compile would take longer than that
            for name in {"steps_per_epoch", "updates"} & set(options):
                options[name] = min(options[name], most)
            return train(*args, **options)
        return some

    models.keras.Model.fit = shortened(models.keras.Model.fit)
    models.fit_text = shortened(models.fit_text)
    models.fit_texts = shortened(models.fit_texts)
    models.text_fitting.COMPILED = False

shorten(10)
del shorten
"""
