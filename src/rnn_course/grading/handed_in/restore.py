"""nbgrader's own preprocessors, with the lesson in memory in place of a database."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from typing import Any

import nbformat
from nbformat import NotebookNode

from ...submission.handout import CellFact
from ..plan.assignment import Assignment

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbgrader import preprocessors as stock
    from nbgrader.api import MissingEntry

__all__ = ["restore"]


def restore(notebook: NotebookNode, assignment: Assignment) -> None:
    """Pass the notebook through nbgrader's own preprocessors."""
    lesson = assignment.lesson
    names = {"notebook": lesson, "assignment": lesson, "student": "", "db_url": ""}
    resources = {"nbgrader": names}
    for step in (
        stock.ClearOutput(),
        stock.DeduplicateIds(log=_QUIET),
        _Overwrite(assignment, log=_QUIET),
    ):
        step.preprocess(notebook, resources)
    _check_once(assignment)  # the cells' metadata are the lesson's own by now
    if assignment.kernelspec:
        notebook.metadata["kernelspec"] = assignment.kernelspec


def _check_once(assignment: Assignment) -> None:
    """Let nbgrader check the lesson's metadata; it takes as long as all the rest."""
    if assignment.lesson in _checked:
        return
    make = {
        "code": nbformat.v4.new_code_cell,
        "markdown": nbformat.v4.new_markdown_cell,
    }
    cells = [
        make[fact.cell_type](metadata={"nbgrader": dict(fact.grading)})
        for fact in assignment.facts.values()
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    stock.CheckCellMetadata(log=_QUIET).preprocess(notebook, {})
    _checked.add(assignment.lesson)


_checked: set[str] = set()


class _Overwrite(stock.OverwriteCells):
    """nbgrader's own, with the lesson's facts in memory in place of a database."""

    def __init__(self, assignment: Assignment, **options: Any) -> None:
        super().__init__(**options)
        self.notebook_id = self.assignment_id = assignment.lesson
        self.gradebook = _Facts(assignment.facts)

    def preprocess(self, nb: NotebookNode, resources: Any) -> Any:
        """Restore every cell that the lesson knows."""
        for index, cell in enumerate(nb.cells):
            nb.cells[index], resources = self.preprocess_cell(cell, resources, index)
        return nb, resources


class _Facts:
    """Answers what `OverwriteCells` asks a gradebook."""

    def __init__(self, facts: Mapping[str, CellFact]) -> None:
        self._facts = facts

    def find_source_cell(self, name: str, *_: str) -> Any:
        """Return a cell's source, type, lock and checksum."""
        if name not in self._facts:
            raise MissingEntry(name)
        fact = self._facts[name]
        return NotebookNode(
            name=name,
            cell_type=fact.cell_type,
            locked=fact.grading["locked"],
            source=fact.source,
            checksum=fact.grading["checksum"],
        )

    def find_graded_cell(self, name: str, *_: str) -> Any:
        """Return what a cell is worth."""
        return NotebookNode(max_score=self._facts[name].points)


_QUIET = logging.getLogger("rnn_course.grading.handed_in.sanitize")
_QUIET.propagate = False
_QUIET.addHandler(logging.NullHandler())
