"""From whatever was handed in to a notebook that may be graded.

The file is read as data, rebuilt from the few things that a notebook of this course
needs, and passed through nbgrader's own preprocessors: outputs are cleared, ids
deduplicated, locked cells, points and missing test cells restored. Quiz picks are read
before that and written into the restored cells after it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import nbformat
from nbformat import NotebookNode

from ...errors import CourseError
from ...quiz.picks import answer_quizzes, read_picks
from ..plan.assignment import Assignment, CellFact
from .restore import restore

__all__ = ["Clean", "NoNotebook", "sanitize"]

MOST_BYTES = 64_000_000
MOST_CELLS = 2000
MOST_SOURCE = 1_000_000  # characters of one cell


class NoNotebook(CourseError):
    """What was handed in cannot be read as a notebook of this lesson."""


@dataclass
class Clean:
    """A notebook that may be graded.

    Attributes
    ----------
    notebook : NotebookNode
        Restored; code cells without outputs.
    picks : dict
        Question id → pick.
    flags : list of str
        What was strange about it.
    """

    notebook: NotebookNode
    picks: dict[str, Any]
    flags: list[str] = field(default_factory=list)


def sanitize(data: bytes, assignment: Assignment) -> Clean:
    """Read a submission and restore what a student may not change.

    Raises
    ------
    NoNotebook
        When it is no notebook, or none of this lesson; the text says why.
    """
    raw = _parse(data)
    cells, flags = _rebuild(raw["cells"], assignment)
    picks = read_picks(raw)
    cells = _add_missing(cells, assignment, flags)
    _name_all(cells)
    nodes = [nbformat.from_dict(cell) for cell in cells]
    notebook = nbformat.v4.new_notebook(cells=nodes)
    notebook.metadata["language_info"] = {"name": "python"}
    restore(notebook, assignment)
    answer_quizzes(notebook, picks)
    return Clean(notebook, picks, flags)


def _parse(data: bytes) -> dict[str, Any]:
    if len(data) > MOST_BYTES:
        size = len(data) / 1e6
        raise NoNotebook(f"the file is too large: {size:.0f} MB, {MOST_BYTES / 1e6:.0f} "
                         "are allowed")  # fmt: skip
    if not data.strip():
        raise NoNotebook("the file is empty")
    try:
        raw = json.loads(data.decode("utf-8-sig"))
        if isinstance(raw, dict) and raw.get("nbformat") == 3:
            raw = nbformat.convert(nbformat.from_dict(raw), 4)
    except (ValueError, RecursionError):
        raise NoNotebook("the file is no notebook: it is not valid JSON") from None
    except Exception as error:
        raise NoNotebook(f"an old notebook ({type(error).__name__})") from None
    cells = raw.get("cells") if isinstance(raw, dict) else None
    if not isinstance(cells, list):
        raise NoNotebook("the file is no notebook: it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise NoNotebook(f"it has {len(cells)} cells; {MOST_CELLS} are allowed")
    return raw


def _rebuild(
    cells: list[Any], assignment: Assignment
) -> tuple[list[dict[str, Any]], list[str]]:
    """Keep of each cell its type, its source and the id that the lesson knows."""
    flags: list[str] = []
    rebuilt, foreign, strange = [], 0, 0
    for cell in cells:
        source = _source(cell)
        if source is None:
            strange += 1
            continue
        kind = cell.get("cell_type")
        grading = _dict(_dict(cell.get("metadata")).get("nbgrader"))
        fact = assignment.facts.get(_text(grading.get("grade_id")))
        foreign += bool(grading.get("grade_id")) and fact is None
        if kind not in ("code", "markdown", "raw"):
            strange += 1
            kind = "raw"
        rebuilt.append(_cell(kind, source, _text(cell.get("id")), fact))
    known = [c for c in rebuilt if "nbgrader" in c["metadata"]]
    if not known:
        raise NoNotebook(f"it is no notebook of lesson {assignment.lesson}")
    if foreign:
        flags.append(f"{foreign} cells with ids that this lesson does not have")
    if strange:
        flags.append(f"{strange} cells that are no cells")
    return rebuilt, flags


def _cell(
    kind: str, source: str, identity: str, fact: CellFact | None
) -> dict[str, Any]:
    metadata = {"nbgrader": dict(fact.grading)} if fact else {}
    kind = fact.cell_type if fact else kind
    cell = {"cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    if re.fullmatch("[A-Za-z0-9_-]{1,64}", identity):
        cell["id"] = identity
    return cell


def _add_missing(
    cells: list[dict[str, Any]], assignment: Assignment, flags: list[str]
) -> list[dict[str, Any]]:
    """Put back deleted cells that carry points, each after the one before it."""
    names = [_name(cell) for cell in cells]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        flags.append(f"cells exist twice, the last counts: {', '.join(twice)}")
    last = -1
    for name, fact in assignment.facts.items():
        names = [_name(cell) for cell in cells]
        if name in names:
            last = len(names) - 1 - names[::-1].index(name)
        elif fact.is_grade:
            last += 1
            cells.insert(last, _cell(fact.cell_type, fact.source, "", fact))
            flags.append(f"a deleted cell was put back: {name}")
    return cells


def _name_all(cells: list[dict[str, Any]]) -> None:
    """Give every cell an id of its own."""
    taken: set[str] = set()
    for place, cell in enumerate(cells):
        if cell.get("id", "") in {"", *taken}:
            cell["id"] = f"cell-{place}"
        taken.add(cell["id"])


def _source(cell: Any) -> str | None:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
    return source[:MOST_SOURCE]


def _name(cell: Mapping[str, Any]) -> str:
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
