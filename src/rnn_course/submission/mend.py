"""What people do to notebooks by accident, undone; each with a line that says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from .handout import CellFact, Handout
from .names import CellNames, read_names, with_bodies
from .read import name_of, new_cell
from .recognise import defined_in, is_untouched, plain

__all__ = ["Mended", "mend"]

_RESET = re.compile(
    r"^(?P<space>[ \t]*)(?P<call>%reset(?:_selective)?\b.*"
    r"|get_ipython\(\)\.(?:run_line_)?magic\(\s*[\"']%?reset\b.*)$",
    re.M,
)
_OF_A_BUILD = re.compile(r"[0-9a-f]{12}(-\d+)?")  # an id that `build` gave to prose


@dataclass
class Mended:
    """Cells that may be run, and what had to be done for that.

    Attributes
    ----------
    cells : list of dict
        In order.
    flags : list of str
        What may have changed points: a person should know, the student as well.
    notes : list of str
        What can have changed nothing; the student may like to know.
    absent : tuple of str
        Grade ids of exercises and questions that this copy of the lesson never had.
    """

    cells: list[dict[str, Any]]
    flags: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    absent: tuple[str, ...] = ()


def mend(cells: list[dict[str, Any]], handout: Handout) -> Mended:
    """Restore what the lesson says, and find answers that stand elsewhere.

    Parameters
    ----------
    cells : list of dict
        As `read.cells_of` returns them, with names.
    handout : Handout
        The lesson.
    """
    mended = Mended(cells)
    _restore(mended, handout)
    _once(mended, handout)
    mended.absent = _absent(cells, handout)
    _put_back_graded(mended, handout)
    _find_answers(mended, handout)
    _put_in_order(mended, handout)
    _forget_resets(mended)
    _put_back_needed(mended, handout)
    return mended


def _restore(mended: Mended, handout: Handout) -> None:
    """Give each graded cell its type, its metadata and, where locked, its source."""
    for cell in mended.cells:
        fact = handout.facts.get(name_of(cell))
        if fact is None:
            cell["metadata"] = {}
            continue
        if cell["cell_type"] != fact.cell_type:
            was = "code" if cell["cell_type"] == "code" else "Markdown or raw text"
            mended.flags.append(
                f"the cell of {_title(fact)} had been turned to {was}; it is "
                f"{_KINDS[fact.cell_type]} again"
            )
        quiz = fact.name.startswith("quiz-")
        if fact.is_locked and not quiz and plain(cell["source"]) != plain(fact.source):
            mended.flags.append(f"{_title(fact)} had been changed; it is as released")
        source = fact.source if fact.is_locked else cell["source"]
        kept = {key: cell[key] for key in ("id", "place") if key in cell}
        cell.clear()
        grading = {"nbgrader": dict(fact.grading)}
        cell.update(new_cell(fact.cell_type, source, grading) | kept)


_KINDS = {"code": "code", "markdown": "text"}


def _once(mended: Mended, handout: Handout) -> None:
    """Of cells with one name only the last keeps it, as with nbgrader."""
    names = [name_of(cell) for cell in mended.cells]
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        flag = f"cells exist twice, the last counts: {', '.join(twice)}"
        mended.flags.append(flag)
    seen: set[str] = set()
    for cell in reversed(mended.cells):
        name = name_of(cell)
        if name in seen:
            cell["metadata"] = {}
        seen.add(name)


def _absent(cells: list[dict[str, Any]], handout: Handout) -> tuple[str, ...]:
    """Name what this copy never had: it was begun with another release of the lesson.

    Such a copy holds prose that the lesson does not have, or lacks the task's text.
    """
    here = {name_of(cell) for cell in cells}
    texts = {plain(cell["source"]) for cell in cells}
    ids = {cell.get("id", "") for cell in cells}
    foreign = {i for i in ids if _OF_A_BUILD.fullmatch(i)}
    other = bool(foreign - {cell["id"] for cell in handout.cells})
    found, told = [], True
    for cell in handout.cells:
        name = cell["name"]
        if not name:
            if cell["cell_type"] == "markdown":
                told = cell["id"] in ids or plain(cell["source"]) in texts
            continue
        if name in here or name not in handout.facts:
            continue
        parts = _parts(name, handout)
        if not (here & parts) and (other or not told):
            found.append(name)
    return tuple(found)


def _parts(name: str, handout: Handout) -> set[str]:
    """Return the grade ids of one exercise: its check and its answers."""
    stem = name.removeprefix("check-")
    if name.startswith(("quiz-", "written-")):
        return {name}
    return {n for n in handout.facts if n == f"check-{stem}" or _is_part(n, stem)}


def _is_part(name: str, stem: str) -> bool:
    return name == stem or re.fullmatch(rf"{re.escape(stem)}-\w+", name) is not None


def _put_back_graded(mended: Mended, handout: Handout) -> None:
    """Put back deleted cells that carry points, each after the one before it."""
    last, cells = -1, mended.cells
    for name, fact in handout.facts.items():
        names = [name_of(cell) for cell in cells]
        if name in names:
            last = len(names) - 1 - names[::-1].index(name)
        elif fact.is_grade and name not in mended.absent:
            last += 1
            cells.insert(last, _released(fact))
            mended.flags.append(f"a deleted cell was put back: {name}")


def _put_in_order(mended: Mended, handout: Handout) -> None:
    """Let the beginning come before all checks, and an answer before its own."""
    cells = mended.cells
    first = next((i for i, c in enumerate(cells) if _is_graded(c, handout)), 0)
    for cell in [c for c in cells[first:] if _is_beginning(c, handout)]:
        del cells[_place(cells, cell)]
        cells.insert(0, cell)
        mended.flags.append("the cell of imports stood below a check; it runs first")
    for name, fact in handout.facts.items():
        home = next((c for c in cells if name_of(c) == name), None)
        exercise = f"check-{_exercise(fact, handout)}"
        check = next((c for c in cells if name_of(c) == exercise), None)
        if home is None or check is None or not fact.is_solution:
            continue
        if fact.cell_type == "code" and _place(cells, home) > _place(cells, check):
            del cells[_place(cells, home)]
            cells.insert(_place(cells, check), home)
            mended.flags.append(
                f"the answer `{name}` stood below its check; it counts all the same"
            )


def _is_graded(cell: dict[str, Any], handout: Handout) -> bool:
    fact = handout.facts.get(name_of(cell))
    return fact is not None and fact.is_grade


def _is_beginning(cell: dict[str, Any], handout: Handout) -> bool:
    code = cell["cell_type"] == "code" and not name_of(cell)
    return code and "rnn_course.begin(" in cell["source"]


def _released(fact: CellFact) -> dict[str, Any]:
    return new_cell(fact.cell_type, fact.source, {"nbgrader": dict(fact.grading)})


def _find_answers(mended: Mended, handout: Handout) -> None:
    """Where an answer's cell holds nothing, let one that stands elsewhere count."""
    own = {plain(cell["source"]) for cell in handout.cells if not cell["name"]}
    loose = [
        cell
        for cell in mended.cells
        if cell["cell_type"] == "code"
        and not name_of(cell)
        and plain(cell["source"]) not in own
    ]
    for name, fact in handout.facts.items():
        if not fact.is_solution or fact.cell_type != "code" or name in mended.absent:
            continue
        wanted = defined_in(fact.source)
        found = [c for c in loose if wanted and wanted <= defined_in(c["source"])]
        if found:
            _let_count(mended, handout, fact, found[-1])


def _let_count(
    mended: Mended, handout: Handout, fact: CellFact, found: dict[str, Any]
) -> None:
    cells = mended.cells
    exercise = _exercise(fact, handout)
    home = next((c for c in cells if name_of(c) == fact.name), None)
    check = next((c for c in cells if name_of(c) == f"check-{exercise}"), None)
    if home is None:
        if check is None or _place(cells, found) < _place(cells, check):
            return  # it is defined when the check runs
        home = _released(fact)
        cells.insert(_place(cells, check), home)
    elif not is_untouched(home["source"], fact):
        return
    home["source"] = found["source"]
    where = f"code cell {_number(cells, found)}"
    mended.flags.append(
        f"the answer to `{exercise}` stands in {where}, not in its own cell; it counts"
    )


def _exercise(fact: CellFact, handout: Handout) -> str:
    """Return the exercise that an answer's cell belongs to, also one of its parts."""
    name = fact.name
    return name if f"check-{name}" in handout.facts else name.rpartition("-")[0] or name


def _place(cells: list[dict[str, Any]], cell: dict[str, Any]) -> int:
    return next(place for place, other in enumerate(cells) if other is cell)


def _number(cells: list[dict[str, Any]], cell: dict[str, Any]) -> int:
    """Return which code cell of the file it was, from 1."""
    before = [c for c in cells if "place" in c and c["place"] <= cell["place"]]
    return sum(c["cell_type"] == "code" for c in before)


def _forget_resets(mended: Mended) -> None:
    """Leave out `%reset`: it would forget the imports, and every answer above it."""
    for cell in mended.cells:
        if cell["cell_type"] == "code" and "reset" in cell["source"]:
            source = _RESET.sub(r"\g<space>pass  # left out: \g<call>", cell["source"])
            if source != cell["source"]:
                cell["source"] = source
                mended.flags.append(
                    f"`%reset` in code cell {_number(mended.cells, cell)} is left out: "
                    "it forgets every import and answer above it"
                )


def _put_back_needed(mended: Mended, handout: Handout) -> None:
    """Put back the lesson's own cells whose names answers need and nobody defines."""
    missing = _missing_cells(mended.cells, handout)
    while missing:
        here = [c["source"] for c in mended.cells if c["cell_type"] == "code"]
        have = set().union(*(defined_in(source) for source in here))
        need, read = _needed(mended.cells, handout)
        lacks = {
            id(c): _binds(c) & ((read if _is_light(c["source"]) else need) - have)
            for c in missing
        }
        cell = next((c for c in missing if lacks[id(c)]), None)
        if cell is None:
            return
        missing.remove(cell)
        back = new_cell("code", cell["source"], {}) | {"id": cell["id"]}
        mended.cells.insert(_after_its_elder(mended.cells, cell, handout), back)
        names = ", ".join(f"`{name}`" for name in sorted(lacks[id(cell)])[:4])
        mended.flags.append(
            f"a deleted cell of the lesson's own was put back; others need its {names}"
        )


def _missing_cells(
    cells: list[dict[str, Any]], handout: Handout
) -> list[dict[str, Any]]:
    texts = {plain(cell["source"]) for cell in cells}
    return [
        cell
        for cell in handout.cells
        if cell["cell_type"] == "code"
        and not cell["name"]
        and cell["id"] != "google-colab"
        and plain(cell["source"]) not in texts
    ]


def _binds(cell: dict[str, Any]) -> set[str]:
    return defined_in(cell["source"])


def _is_light(source: str) -> bool:
    """Tell whether a cell only imports, defines functions, and begins the lesson."""
    return read_names(source).defines or "begin(" in source


def _needed(cells: list[dict[str, Any]], handout: Handout) -> tuple[set[str], set[str]]:
    """Return the names that answers read, when defined or when called; and all read.

    What a check itself needs (`check`) is lent to it, and needs no cell.
    """
    code = [c for c in cells if c["cell_type"] == "code"]
    names: dict[int, CellNames] = {id(c): read_names(c["source"]) for c in code}
    later: dict[str, set[str]] = {}
    for cell in names.values():
        for name, body in cell.later.items():
            later.setdefault(name, set()).update(body)
    loads: set[str] = set()
    for cell in code:
        fact = handout.facts.get(name_of(cell))
        if fact is not None and fact.is_grade:
            loads |= read_names(fact.source).loads - {"check", "quiz"}
        elif fact is not None:
            known = names[id(cell)]
            loads |= known.loads.union(*known.later.values())
    graded = {"check", "quiz", "hint", "solution"}
    read = set().union(*(n.loads for n in names.values()))
    return with_bodies(loads, later), with_bodies(read, later) - graded


def _after_its_elder(
    cells: list[dict[str, Any]], cell: dict[str, Any], handout: Handout
) -> int:
    """Return the place behind the nearest cell that precedes it in the lesson."""
    elders = [c["id"] for c in handout.cells]
    elders = elders[: elders.index(cell["id"])]
    ids: list[Any] = [c.get("id") for c in cells]
    for elder in reversed(elders):
        if elder in ids:
            return ids.index(elder) + 1
    return 0


def _title(fact: CellFact) -> str:
    if fact.name.startswith("check-"):
        return f"the check of `{fact.name.removeprefix('check-')}`"
    return f"`{fact.name}`"
