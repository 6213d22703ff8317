"""Grades as CSV: our own list, and the layouts that Canvas and Moodle read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path

from ...errors import CourseError
from ...files import write_whole
from ..plan.assignment import Assignment
from .marks import Marks

__all__ = ["FORMATS", "grades_csv", "read_students", "write_list"]


def write_list(
    path: Path, layout: str, assignment: Assignment, marks: Sequence[Marks]
) -> Path:
    """Write grades; return the path.

    Parameters
    ----------
    layout : str
        ``"csv"``, ``"canvas"`` or ``"moodle"``.

    Raises
    ------
    CourseError
        When there is no such layout.
    """
    if layout not in FORMATS:
        known = ", ".join(FORMATS)
        raise CourseError(f"There is no layout {layout!r}; expected one of {known}.")
    rows = FORMATS[layout](assignment, marks)
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
    most = _number(sum(fact.points for fact in assignment.graded.values()))
    rows = [["student", *heads, "late penalty", "total", "maximum", "flags"]]
    for one in marks:
        scores = [_number(one.scores[name]) for name in names]
        flags = list(one.result.get("flags", []))
        if one.pending:
            flags.append(f"to grade by hand: {', '.join(sorted(one.pending))}")
        row = [_number(one.penalty), _number(one.total), most, "; ".join(flags)]
        rows.append([one.student, *scores, *row])
    return rows


def canvas(assignment: Assignment, marks: Sequence[Marks]) -> list[list[object]]:
    """Return what Canvas imports: its ids, one column for the lesson."""
    lesson = assignment.lesson
    most = _number(sum(fact.points for fact in assignment.graded.values()))
    rows: list[list[object]] = [
        ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", lesson],
        ["Points Possible", "", "", "", "", most],
    ]
    for one in marks:
        name, number = _split(one)
        login = "" if number else one.student
        rows.append([name, number, "", login, "", _number(one.total)])
    return rows


def moodle(assignment: Assignment, marks: Sequence[Marks]) -> list[list[object]]:
    """Return what Moodle's grading worksheet needs: identifier and grade."""
    most = _number(sum(fact.points for fact in assignment.graded.values()))
    rows: list[list[object]] = [
        ["Identifier", "Full name", "Grade", "Maximum Grade", "Feedback comments"]
    ]
    for one in marks:
        name, number = _split(one)
        identifier = f"Participant {number}" if number else one.student
        rows.append([identifier, name, _number(one.total), most, ""])
    return rows


FORMATS = {"csv": grades_csv, "canvas": canvas, "moodle": moodle}


def read_students(path: Path) -> list[str]:
    """Read a list of students: the first column, without a head if there is one.

    Raises
    ------
    CourseError
        When it cannot be read.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    names = [row[0].strip() for row in csv.reader(text.splitlines()) if row]
    if names and names[0].lower() in ("student", "id", "name", "username"):
        names = names[1:]
    return [name for name in names if name]


def _split(one: Marks) -> tuple[str, str]:
    """Return name and number in the LMS, where the student came from one."""
    number = str(one.result.get("lms", ""))
    return (one.student.removesuffix(f"_{number}"), number) if number else (
        one.student, "")  # fmt: skip


_FORMULA = re.compile("(^|[;,|:^])(?=[\\s\"']*[=+@\uff1d\uff0b\uff20\u2212\uff0d-])")


def _number(value: float) -> str:
    return f"{round(value, 2):g}"


def _safe(value: object) -> object:
    """Keep a spreadsheet from taking a text, or a part of it, for a formula.

    It may split cells at another sign than ours: so what follows one is looked at, too.
    """
    if not isinstance(value, str) or re.fullmatch(r"-?\d+(\.\d+)?", value):
        return value
    return _FORMULA.sub(r"\1'", re.sub(r"[\x00-\x1f\x7f\x85\u2028\u2029]+", " ", value))
