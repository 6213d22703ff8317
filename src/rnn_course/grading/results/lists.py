"""Grades as CSV: our own list, and the layouts that Canvas and Moodle read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from ...errors import CourseError
from ...files import write_whole
from ..handed_in.roster import Roster, read_roster
from ..plan.assignment import Assignment
from .lms import canvas, moodle, number
from .marks import Marks

__all__ = ["FORMATS", "grades_csv", "read_students", "write_list", "write_rows"]

_CONTROL = re.compile("[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]+")
_FORMULA = re.compile("(^|[;,|:^])(?=[\\s\"']*[=+@\uff1d\uff0b\uff20\u2212\uff0d-])")


def write_list(
    path: Path,
    layout: str,
    assignment: Assignment,
    marks: Sequence[Marks],
    roster: Roster | None = None,
    column: str = "",
) -> Path:
    """Write grades; return the path.

    Parameters
    ----------
    layout : str
        ``"csv"``, ``"canvas"`` or ``"moodle"``.
    roster : Roster, optional
        The list of the class that the LMS exported.
    column : str
        How Canvas heads the assignment's column.

    Raises
    ------
    CourseError
        When there is no such layout.
    """
    if layout not in FORMATS:
        known = ", ".join(FORMATS)
        raise CourseError(f"There is no layout {layout!r}; expected one of {known}.")
    return write_rows(
        path, FORMATS[layout](assignment, marks, roster or Roster(), column)
    )


def write_rows(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    """Write a table as CSV in which no spreadsheet finds a formula; return the path."""
    stream = io.StringIO()
    csv.writer(stream, lineterminator="\r\n").writerows(
        [_safe(value) for value in row] for row in rows
    )
    write_whole(path, ("\ufeff" + stream.getvalue()).encode("utf-8", "replace"))
    return path


def grades_csv(assignment: Assignment, marks: Sequence[Marks]) -> list[list[object]]:
    """Return student, a column for each exercise, total, maximum, flags."""
    names = list(assignment.graded)
    heads = [name.removeprefix("check-") for name in names]
    most = number(assignment.most)
    rows = [["student", *heads, "late penalty", "total", "maximum", "flags"]]
    for one in marks:
        scores = [number(one.scores[name]) for name in names]
        flags = list(one.result.get("flags", []))
        if one.pending:
            flags.append(f"to grade by hand: {', '.join(sorted(one.pending))}")
        row = [number(one.penalty), number(one.total), most, "; ".join(flags)]
        rows.append([one.student, *scores, *row])
    return rows


def _own(
    assignment: Assignment, marks: Sequence[Marks], *_: object
) -> list[list[object]]:
    return grades_csv(assignment, marks)


FORMATS = {"csv": _own, "canvas": canvas, "moodle": moodle}


def read_students(path: Path) -> list[str]:
    """Return the names in a list of students; see `read_roster`.

    Raises
    ------
    CourseError
        When it cannot be read.
    """
    return [person.name for person in read_roster(path).people]


def _safe(value: object) -> object:
    """Keep a spreadsheet from taking a text, or a part of it, for a formula.

    It may split cells at another sign than ours: so what follows one is looked at, too.
    """
    if not isinstance(value, str) or re.fullmatch(r"-?\d+(\.\d+)?", value):
        return value
    return _FORMULA.sub(r"\1'", _CONTROL.sub(" ", value))
