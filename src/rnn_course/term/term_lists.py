"""The term's grades as lists: our own, and what Canvas and Moodle import."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..errors import CourseError, did_you_mean
from ..grading.handed_in.forms import BY_NAME
from ..grading.handed_in.roster import Roster
from ..grading.results.lists import write_rows
from ..grading.results.lms import canvas, moodle, notes, number
from ..grading.results.marks import Marks
from .class_people import Member
from .class_records import Term
from .standing import OPEN, Line, Standing

__all__ = ["LAYOUTS", "write_grades"]

LAYOUTS = ("csv", "canvas", "moodle")


@dataclass(frozen=True)
class TermSheet:
    """The term as one column of an LMS: a percentage."""

    lesson: str
    most: float = 100.0


def write_grades(
    path: Path,
    layout: str,
    term: Term,
    found: Sequence[Standing],
    roster: Roster | None = None,
    column: str = "",
) -> list[str]:
    """Write the term's grades.

    Parameters
    ----------
    layout : str
        One of `LAYOUTS`.
    roster : Roster, optional
        The list that the LMS exported; the class's own when left out.
    column : str
        How Canvas heads the column.

    Returns
    -------
    list of str
        What an LMS will not take as it is, and what to do.

    Raises
    ------
    CourseError
        When there is no such layout.
    """
    if layout not in LAYOUTS:
        hint = did_you_mean(layout, LAYOUTS)
        raise CourseError(f"There is no layout {layout!r}. {hint}")
    if layout == "csv":
        write_rows(path, _own(term, found))
        return []
    sheet = TermSheet(term.plan.title)
    roster = roster or term.plan.roster or Roster()
    marks = [_marks(one) for one in found if one.final.percent is not None]
    make = canvas if layout == "canvas" else moodle
    write_rows(path, make(sheet, marks, roster, column))
    return notes(layout, sheet, marks, roster, column)


def _own(term: Term, found: Sequence[Standing]) -> list[list[object]]:
    heads = [record.name[:2] for record in term.lessons]
    rows: list[list[object]] = [
        ["student", *heads, "taken for late", "left out", "term", "remarks"]
    ]
    for one in found:
        taken = sum(line.taken for line in one.lines)
        left = " ".join(name[:2] for name in one.final.dropped)
        total = "" if one.final.percent is None else number(one.final.percent)
        said = "; ".join(filter(None, map(_remark, one.lines)))
        cells = [_cell(line) for line in one.lines]
        rows.append([one.member.name, *cells, number(taken), left, total, said])
    return rows


def _cell(line: Line) -> str:
    return "" if line.percent is None else number(line.percent)


def _remark(line: Line) -> str:
    at = line.record.name[:2]
    if line.work is not None and line.work.marks.pending:
        return f"{at} waits for a person"
    if line.state == OPEN:
        return f"{at} {'was handed in again' if line.work else 'is not graded yet'}"
    return f"{at} {line.state}" if line.percent in (None, 0.0) and not line.work else ""


def _marks(one: Standing) -> Marks:
    """Return the term's grade as if it were a lesson's."""
    who, number_ = _who(one.member)
    scores = {"term": one.final.percent or 0.0}
    return Marks(one.member.name, scores, result={"who": who, "lms": number_})


def _who(member: Member) -> tuple[dict[str, str], str]:
    """Return somebody in the words of the LMS, as a gradebook keeps it."""
    person, owner = member.person, member.owner
    facts = person.facts if person else {}
    form = owner.form if owner else BY_NAME
    login = facts.get("login", "") or (owner.login if owner else "")
    canvas_ = (person.canvas if person else "") or (owner.number if owner else "")
    name = owner.name if owner and owner.name and not person else member.name
    who = {"form": form, "name": name, "key": member.name, "login": login, "back": ""}
    return who, canvas_ if form in ("Canvas", BY_NAME) else ""
