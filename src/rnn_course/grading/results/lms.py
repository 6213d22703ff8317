"""Grades and feedback in the forms that Canvas and Moodle take back.

Who somebody is in the LMS, the export said that the work came in; a list of the class
that the LMS made says it, too, for work that came another way.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from ...errors import CourseError
from ..handed_in.people import safe_name
from ..handed_in.roster import Person, Roster
from ..plan.assignment import Assignment
from .marks import Marks, owner_of

__all__ = ["Sheet", "canvas", "moodle", "notes", "number", "write_feedback"]

CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
_NUMBERED = re.compile(r".+ \(\d+\)")  # a column of Canvas ends in the assignment's id


class Sheet(Protocol):
    """What a list is of: a lesson, or a whole term."""

    @property
    def lesson(self) -> str:
        """Its name."""

    @property
    def most(self) -> float:
        """The points that can be earned."""


def canvas(
    assignment: Sheet, marks: Sequence[Marks], roster: Roster, column: str = ""
) -> list[list[object]]:
    """Return what Canvas imports: its ids, one column for the lesson."""
    head = column or column_in(roster, assignment) or assignment.lesson
    rows: list[list[object]] = [
        [*CANVAS, head],
        ["    Points Possible", "", "", "", "", number(assignment.most)],
    ]
    for one, person in _each(marks, roster):
        owner = owner_of(one)
        of_canvas = _number(one, "Canvas")
        row = [owner.name or one.student, of_canvas, "", "", ""]
        if person is not None and "SIS Login ID" in person.row:
            row = [person.row.get(head, "") for head in CANVAS]
        elif person is not None:
            login = person.facts.get("login", "")
            row = [person.name, person.canvas or of_canvas, "", login, ""]
        elif not of_canvas:
            row[3] = one.student
        rows.append([*row, number(one.total)])
    return rows


def moodle(
    assignment: Sheet, marks: Sequence[Marks], roster: Roster, _: str = ""
) -> list[list[object]]:
    """Return what Moodle's grading worksheet needs: identifier and grade."""
    most = number(assignment.most)
    rows: list[list[object]] = [
        ["Identifier", "Full name", "Grade", "Maximum Grade", "Feedback comments"]
    ]
    for one, person in _each(marks, roster):
        owner = owner_of(one)
        of_moodle = _number(one, "Moodle")
        own = f"Participant {of_moodle}" if of_moodle else one.student
        told = person.facts.get("participant", "") if person else ""
        name = person.name if person else owner.name or one.student
        rows.append([told or own, name, number(one.total), most, ""])
    return rows


def column_in(roster: Roster, assignment: Sheet) -> str:
    """Return the heading of the lesson's column in Canvas's own list, if it is sure."""
    lesson = assignment.lesson
    is_lesson = lesson[:2].isdecimal()
    words = [lesson]
    words += [lesson[3:], lesson[3:].replace("-", " ")] if is_lesson else []
    numbered = [head for head in roster.heads if _NUMBERED.fullmatch(head)]
    named = [h for h in numbered if any(word.lower() in h.lower() for word in words)]
    if is_lesson and not named:
        at = re.compile(rf"(?<!\d)0*{int(lesson[:2])}(?!\d)")
        named = [h for h in numbered if at.search(h[: h.rindex("(")])]
    return named[0] if len(named) == 1 else ""


def notes(
    layout: str, assignment: Sheet, marks: Sequence[Marks], roster: Roster,
    column: str = "",
) -> list[str]:  # fmt: skip
    """Return what an LMS will not take as it is, and what to do."""
    form = layout.capitalize()
    if layout not in ("canvas", "moodle"):
        return []
    unknown = [
        one.student
        for one, person in _each(marks, roster)
        if person is None and not _number(one, form)
    ]
    told = []
    if unknown:
        told.append(
            f"{form} does not know these names: {_few(unknown)}. Give the list that "
            f"{form} exports with --students"
            + (": it does not have them." if roster.people else ".")
        )
    if layout == "canvas" and not (column or column_in(roster, assignment)):
        told.append(
            f"Canvas makes a new column {assignment.lesson} of it. For the one of an "
            "assignment, give Canvas's own list with --students, or the head of its "
            'column with --column "NAME (ID)".'
        )
    return told


def write_feedback(
    path: Path, layout: str, assignment: Assignment, marks: Sequence[Marks],
    roster: Roster, out: Path,
) -> tuple[int, list[str]]:  # fmt: skip
    """Write the zip of feedback pages that an LMS takes back.

    Returns
    -------
    int, list of str
        How many pages it holds, and the students whose page it cannot hold.

    Raises
    ------
    CourseError
        When there is no such layout.
    """
    if layout not in ("canvas", "moodle"):
        raise CourseError(f"There is no layout {layout!r}; expected canvas or moodle.")
    lesson = assignment.lesson
    part, left, written = path.with_suffix(".part"), [], 0
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, person in _each(marks, roster):
            page = out / "feedback" / one.student / lesson / f"{lesson}.html"
            start = _start(one, person, layout)
            if not start or not page.exists():
                left.append(one.student)
                continue
            archive.writestr(f"{start}feedback-{lesson}.html", page.read_bytes())
            written += 1
    part.replace(path)
    return written, left


def _start(one: Marks, person: Person | None, layout: str) -> str:
    """Return how the name of a file for this person begins; empty when nobody knows."""
    owner = owner_of(one)
    if owner.form == layout.capitalize() and owner.back:
        return owner.back if layout == "canvas" else f"{safe_name(owner.back[:-1])}/"
    if layout == "canvas":
        return ""  # Canvas wants the number of the file that was handed in
    number = _number(one, "Moodle") or (person.participant if person else "")
    name = safe_name(person.name if person else owner.name or "x").replace("_", " ")
    return f"{name}_{number}_assignsubmission_file_/" if number else ""


def _number(one: Marks, form: str) -> str:
    """Return the number that an LMS gave the student; empty if it was another one."""
    owner = owner_of(one)
    return owner.number if owner.form.partition(",")[0] in (form, "") else ""


def _each(
    marks: Sequence[Marks], roster: Roster
) -> Iterator[tuple[Marks, Person | None]]:
    for one in marks:
        yield one, roster.find(owner_of(one))


def number(value: float) -> str:
    """Write points without needless zeros."""
    return f"{round(value, 2):g}"


def _few(names: Sequence[str]) -> str:
    more = len(names) - 5
    return ", ".join(names[:5]) + (f" and {more} more" if more > 0 else "")
