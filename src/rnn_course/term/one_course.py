"""One student's whole course: lesson by lesson, in the terminal or as a page."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CourseError, did_you_mean
from ..files import write_whole
from ..grading.results.lms import number
from ..grading.results.pages import render
from ..submission.suspicion import SUSPICION
from .class_people import Member
from .class_records import Term
from .standing import GRADED, OPEN, Line, Standing, stand

__all__ = ["Row", "find_member", "grade_words", "lesson_rows", "write_course_page"]

MOST_NAMES = 500  # that a misspelt one is compared with


@dataclass(frozen=True)
class Row:
    """One lesson of the student, in words."""

    number: str
    title: str
    points: str
    late: str
    counts: str
    remarks: list[str] = field(default_factory=list)


def find_member(term: Term, word: str) -> Member:
    """Return the student whom a name, a login, a number or an id means.

    Raises
    ------
    CourseError
        When nobody is called so, or several are.
    """
    same = [
        m for m in term.members if word in (m.key, m.name) or _has_id(term, m, word)
    ]
    same = same or [member for member in term.members if member.is_called(word)]
    same = same or [m for m in term.members if word.casefold() in m.name.casefold()]
    if len(same) == 1:
        return same[0]
    if same:
        names = ", ".join(sorted({m.name for m in same})[:5])
        raise CourseError(
            f"{len(same)} students are called {word!r}: {names}. Give the whole name, or "
            "the id that the gradebook has."
        )
    names_ = [member.name for member in term.members][:MOST_NAMES]
    firsts = {name.split()[0]: name for name in names_ if name.split()}
    hint = did_you_mean(word, {*names_, *firsts} if len(names_) < 20 else names_)
    raise CourseError(f"Nobody in this class is called {word!r}. {hint}")


def _has_id(term: Term, member: Member, word: str) -> bool:
    works = (record.works.get(member.key) for record in term.lessons)
    return any(work is not None and work.marks.student == word for work in works)


def lesson_rows(one: Standing, for_student: bool = False) -> list[Row]:
    """Return a row for each lesson; suspicion, which may be unfounded, for no student."""
    return [_row(line, for_student) for line in one.lines]


def _row(line: Line, for_student: bool) -> Row:
    record, work = line.record, line.work
    points, remarks = "–", []
    if work is not None:
        points = f"{number(sum(work.marks.scores.values()))} of {number(work.most)}"
    if line.state != GRADED:
        again = line.state == OPEN and work is not None
        remarks.append("handed in again, not graded yet" if again else line.state)
    if line.dropped:
        remarks.append("left out: one of the lowest")
    if work is not None:
        if work.marks.pending:
            waits = ", ".join(sorted(work.marks.pending))
            remarks.append(f"waits for a person: {waits}")
        remarks += [
            f"{exercise}: {mistake.replace('-', ' ')}"
            for exercise, mistake in work.mistakes
        ]
        flags = [str(flag) for flag in work.marks.result.get("flags", [])]
        remarks += [f for f in flags if not (for_student and f.endswith(SUSPICION))]
    counts = "–" if line.percent is None else f"{number(line.percent)} %"
    return Row(record.name[:2], record.title, points, _late(line), counts, remarks)


def _late(line: Line) -> str:
    if not line.late:
        return "–"
    days, rest = line.late // datetime.timedelta(days=1), line.late.seconds // 60
    words = f"{days} d " if days else ""
    words += f"{rest // 60} h {rest % 60} min"
    taken = line.taken
    return f"{words} (−{number(taken)} %)" if taken > 0 else words


def grade_words(one: Standing) -> str:
    """Return the grade so far; a star where it may still change."""
    if one.final.percent is None:
        return "–"
    return f"{number(one.final.percent)} %" + (" *" if one.unsettled else "")


def write_course_page(path: Path, term: Term, member: Member) -> Path:
    """Write one student's page; return its path."""
    one = stand(term, member)
    notes = ["* Something is not graded yet: this may change."] if one.unsettled else []
    page = render(
        "one_course",
        title=term.plan.title,
        student=member.name,
        when=term.now.astimezone(term.plan.zone).strftime("%d %B %Y, %H:%M"),
        grade=grade_words(one),
        handed_in=f"{sum(x.work is not None for x in one.lines)} of {len(one.lines)}",
        notes=notes,
        rows=lesson_rows(one, for_student=True),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, page.encode("utf-8", "replace"))
    return path
