"""From whatever was handed in to a notebook that may be run and judged.

The file is read as data, rebuilt from the few things that a notebook of this course
needs, and mended: locked cells, points, types and missing cells as the lesson has them.
Quiz picks are read before that and written into the restored cells after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..quiz.picks import answer_quizzes, lost_answers, read_picks
from .handout import Handout
from .mend import mend
from .read import Cells, NoNotebook, cells_of, name_of, parse
from .recognise import common_cells, recognise

__all__ = ["Clean", "clean"]

ENOUGH = 3  # cells in common, before a notebook without metadata is a lesson's


@dataclass
class Clean:
    """A notebook that may be run.

    Attributes
    ----------
    notebook : NotebookNode
        Restored; code cells without outputs.
    picks : dict
        Question id → pick.
    flags : list of str
        What was strange about it, and what may have changed points.
    notes : list of str
        What was mended and can have changed nothing.
    absent : tuple of str
        Grade ids that this copy of the lesson never had.
    """

    notebook: NotebookNode
    picks: dict[str, Any]
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()


def clean(data: bytes, handout: Handout) -> Clean:
    """Read a submission and restore what a student may not change.

    Raises
    ------
    NoNotebook
        When it is no notebook, or none of this lesson; the text says why.
    """
    raw = parse(data)
    read = cells_of(raw)
    flags, notes = _take_names(read, handout)
    named = _named(raw, read)
    picks = read_picks(named)
    lost = lost_answers(named) if _has_answers(read.cells, handout) else ""
    mended = mend(read.cells, handout)
    notebook = _notebook(mended.cells, handout)
    answer_quizzes(notebook, picks)
    flags, notes = [*flags, *mended.flags], [*notes, *mended.notes]
    flags += [lost] if lost else []
    return Clean(notebook, picks, flags, notes, mended.absent)


def _take_names(read: Cells, handout: Handout) -> tuple[list[str], list[str]]:
    """Give cells their names; refuse what is no notebook of this lesson."""
    flags, notes = [], []
    said = [name_of(cell) for cell in read.cells]
    known = [name for name in said if name in handout.facts]
    own = {cell["name"] for cell in handout.cells} | handout.facts.keys()
    foreign = sum(name not in own for name in said)  # a later release's are none
    enough = known or common_cells(read.cells, handout) >= ENOUGH
    if not enough or (foreign and not known):
        raise NoNotebook(f"it is no notebook of lesson {handout.lesson}")
    for cell in read.cells:
        if name_of(cell) not in handout.facts:
            cell["metadata"] = {}
    if foreign:
        flags.append(f"{foreign} cells with ids that this lesson does not have")
    given = recognise(read.cells, handout)
    if given and not known:
        notes.append(
            "the notebook had lost what marks its exercises and questions; they are "
            "recognised by their texts"
        )
    if read.strange:
        flags.append(f"{read.strange} cells that are no cells")
    if read.newlines:
        notes.append("its lines ended as on Windows; that changes nothing")
    return flags, notes


def _has_answers(cells: list[dict[str, Any]], handout: Handout) -> bool:
    """Say whether any exercise has another text than the lesson as handed out."""
    given = {cell["name"]: cell["source"] for cell in handout.cells if cell["name"]}
    return any(
        handout.facts[name].is_solution and cell["source"] != given.get(name)
        for cell in cells
        if (name := name_of(cell)) in handout.facts
    )


def _named(raw: dict[str, Any], read: Cells) -> dict[str, Any]:
    """Return the file's cells and outputs, each with the name that it has by now."""
    cells = []
    for cell in read.cells:
        name, was = name_of(cell), raw["cells"][cell["place"]]
        if name:
            marks = {"metadata": {"nbgrader": {"grade_id": name}}, "cell_type": "code"}
            cells.append({**was, **marks})
    return {"cells": cells, "metadata": raw.get("metadata")}


def _notebook(cells: list[dict[str, Any]], handout: Handout) -> NotebookNode:
    """Return cells as a notebook, each with an id of its own."""
    taken: set[str] = set()
    nodes = []
    for place, cell in enumerate(cells):
        cell.pop("place", None)
        if cell.get("id", "") in {"", *taken}:
            cell["id"] = _free(f"cell-{place}", taken)
        taken.add(cell["id"])
        nodes.append(nbformat.from_dict(cell))
    notebook = nbformat.v4.new_notebook(cells=nodes)
    notebook.metadata["language_info"] = {"name": "python"}
    if handout.kernelspec:
        notebook.metadata["kernelspec"] = handout.kernelspec
    return notebook


def _free(wanted: str, taken: set[str]) -> str:
    while wanted in taken:
        wanted += "-"
    return wanted
