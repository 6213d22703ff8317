"""Which cell of the lesson a cell is, where nbgrader's metadata are gone.

Other editors and converters strip metadata, ids, or both. What a cell *says* is left:
a check names its exercise, a question its id, an answer the function that it defines.
"""

from __future__ import annotations

import ast
import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from ..recognise import cell_name
from .handout import CellFact, Handout
from .names import read_names
from .read import name_of

__all__ = ["common_cells", "defined_in", "is_untouched", "plain", "recognise"]

_LONGEST = 100_000  # characters of a cell whose names are looked at


def recognise(cells: list[dict[str, Any]], handout: Handout) -> list[str]:
    """Name the cells of the lesson that carry no name; return the names given.

    Parameters
    ----------
    cells : list of dict
        As `read.cells_of` returns them; changed in place.
    handout : Handout
        The lesson.
    """
    taken = {name_of(cell) for cell in cells}
    free = [cell for cell in cells if not name_of(cell)]
    given = []
    everything = list(cells)
    for find in (_by_id, _by_text, _by_name, _by_place):
        for name, fact in handout.facts.items():
            if name in taken:
                continue
            cell = find(free if find is not _by_place else everything, fact, handout)
            if cell is not None and name_of(cell):
                continue
            if cell is not None:
                cell["metadata"] = {"nbgrader": dict(fact.grading)}
                free = [other for other in free if other is not cell]
                taken.add(name)
                given.append(name)
    return given


def common_cells(cells: Iterable[Mapping[str, Any]], handout: Handout) -> int:
    """Count the lesson's cells that these are: by grade id, by id or by text."""
    names = {name_of(dict(cell)) for cell in cells}
    ids = {cell.get("id") for cell in cells}
    texts = {plain(cell["source"]) for cell in cells}
    return sum(
        bool(cell["name"] and cell["name"] in names)
        or cell["id"] in ids
        or plain(cell["source"]) in texts
        for cell in handout.cells
        if cell["id"] != "google-colab"
    )


def _by_id(cells: list[dict[str, Any]], fact: CellFact, handout: Handout) -> Any:
    known = {cell["name"]: cell["id"] for cell in handout.cells if cell["id"]}
    identity = known.get(fact.name)
    return _last(c for c in cells if identity and c.get("id") == identity)


def _by_text(cells: list[dict[str, Any]], fact: CellFact, handout: Handout) -> Any:
    if fact.name.startswith(("quiz-", "check-")):
        return _last(
            c
            for c in cells
            if cell_name(c["source"], handout.lesson, c["cell_type"]) == fact.name
        )
    text = plain(fact.source)
    return _last(c for c in cells if text and plain(c["source"]) == text)


def _by_name(cells: list[dict[str, Any]], fact: CellFact, handout: Handout) -> Any:
    """Find an answer by the function that it defines, between its neighbours."""
    wanted = defined_in(fact.source) if fact.is_solution else set()
    if not wanted or fact.cell_type != "code":
        return None
    own = {plain(cell["source"]) for cell in handout.cells if not cell["name"]}
    found = [
        c
        for c in cells
        if c["cell_type"] == "code"
        and plain(c["source"]) not in own
        and wanted <= defined_in(c["source"])
    ]
    return _last(found)


def _by_place(cells: list[dict[str, Any]], fact: CellFact, handout: Handout) -> Any:
    """Find an answer in words behind the text that asks for it."""
    if fact.cell_type != "markdown" or not fact.is_solution:
        return None
    names = [cell["name"] for cell in handout.cells]
    place = names.index(fact.name)
    asks = plain(handout.cells[place - 1]["source"]) if place else ""
    for before, cell in itertools.pairwise(cells):
        if plain(before["source"]) == asks and cell["cell_type"] == "markdown":
            return cell
    return None


def _last(cells: Iterable[dict[str, Any]]) -> dict[str, Any] | None:
    found = list(cells)
    return found[-1] if found else None


def defined_in(source: str) -> set[str]:
    """Return the names that a cell's code binds at its top level."""
    if len(source) > _LONGEST:
        return set()
    return {name for name in read_names(source).stores if name.isidentifier()}


def plain(source: str) -> str:
    """Return code or prose without what editors change: line ends, outer space."""
    lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def is_untouched(source: str, fact: CellFact) -> bool:
    """Tell whether an answer's cell is as it was handed out, comments aside."""
    if fact.cell_type != "code":
        return plain(source) == plain(fact.source)
    return _bare(source) == _bare(fact.source) or _does_nothing(source)


def _does_nothing(source: str) -> bool:
    """Tell whether code only holds functions that are not written yet."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(isinstance(n, ast.FunctionDef) and _is_stub(n) for n in tree.body)


def _is_stub(function: ast.FunctionDef) -> bool:
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        or (isinstance(node, ast.Raise) and "NotImplemented" in ast.dump(node))
        for node in function.body
    )


def _bare(source: str) -> str:
    lines = plain(source).split("\n")
    return "\n".join(
        line for line in lines if line and not line.lstrip().startswith("#")
    )
