"""Where each student stands: lesson by lesson, and the grade for the term so far."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from .class_people import Member
from .class_plan import LatePolicy
from .class_records import LessonRecord, Term, Work
from .final_grade import Counted, Final, after_lateness, final_grade, is_late

__all__ = ["Line", "Standing", "notes_on", "stand", "standings"]

GRADED, MISSING, OPEN = "graded", "missing", "not graded yet"
NOT_DUE, EXCUSED = "not due", "does not count"


@dataclass(frozen=True)
class Line:
    """One lesson of one student.

    Attributes
    ----------
    record : LessonRecord
        The lesson.
    state : str
        One of ``GRADED``, ``MISSING``, ``OPEN``, ``NOT_DUE``, ``EXCUSED``.
    percent : float or None
        Of the lesson's points, after what being late took; None where it does not count.
    earned : float or None
        The same before.
    late : timedelta
        How long after the due date it came; 0 where it was not late.
    work : Work or None
        What was graded.
    dropped : bool
        Whether it is left out of the term's grade.
    """

    record: LessonRecord
    state: str
    percent: float | None = None
    earned: float | None = None
    late: datetime.timedelta = datetime.timedelta()
    work: Work | None = None
    dropped: bool = False

    @property
    def taken(self) -> float:
        """What being late took, in percent of the lesson's points."""
        return (self.earned or 0.0) - (self.percent or 0.0)


@dataclass(frozen=True)
class Standing:
    """One student in the whole term."""

    member: Member
    lines: Sequence[Line]
    final: Final

    @property
    def unsettled(self) -> list[Line]:
        """The lessons that may still change the grade."""
        return [
            line
            for line in self.lines
            if line.state == OPEN or (line.work is not None and line.work.marks.pending)
        ]


def standings(term: Term) -> list[Standing]:
    """Return where everybody stands, by name."""
    return [stand(term, member) for member in term.members]


def stand(term: Term, member: Member) -> Standing:
    """Return where one student stands."""
    lines = [_line(term, record, member) for record in term.lessons]
    counted = [
        Counted(one.record.name, one.percent, one.record.plan.weight,
                one.record.plan.can_drop)
        for one in lines
        if one.percent is not None
    ]  # fmt: skip
    final = final_grade(counted, term.plan.drop)
    out = set(final.dropped)
    marked = [replace(one, dropped=one.record.name in out) for one in lines]
    return Standing(member, marked, final)


def _line(term: Term, record: LessonRecord, member: Member) -> Line:
    if not term.concerns(record.plan, member):
        return Line(record, EXCUSED, work=record.works.get(member.key))
    work = record.works.get(member.key)
    if work is None:
        due = term.due(record.plan, member)
        if member.key in record.open:
            return Line(record, OPEN)
        if due is None or term.now <= due:
            return Line(record, NOT_DUE)
        return Line(record, MISSING, 0.0, 0.0)
    late = term.lateness(record, member)
    policy = term.plan.late
    state = OPEN if member.key in record.open else GRADED
    percent = _percent(policy, work, late)
    was_late = late if is_late(policy, late) else datetime.timedelta()
    return Line(record, state, percent, work.percent, was_late, work)


def _percent(policy: LatePolicy | None, work: Work, late: datetime.timedelta) -> float:
    if policy is not None:
        return after_lateness(policy, work.percent, late)
    return 100 * work.marks.total / work.most if work.most else 0.0


def notes_on(term: Term, found: Sequence[Standing]) -> list[str]:
    """Return what a teacher should know of these grades before handing them on."""
    told = []
    for record in term.lessons:
        works = record.works.values()
        number = record.name[:2]
        if term.plan.late and record.plan.due:
            count = sum(work.when is None for work in works)
            if count:
                told.append(
                    f"{number}: when {_people(count)} handed in is not known; nothing is "
                    "taken off."
                )
        if term.plan.late and any(work.marks.penalty for work in works):
            told.append(
                f"{number}: the gradebook takes off for being late, too; here `[late]` "
                "of class.toml alone counts."
            )
        if record.plan.due is None:
            absent = [m for m in term.members if m.key not in record.handed_in]
            if absent and works:
                told.append(
                    f"{number} has no `due`: it does not count for the "
                    f"{len(absent)} who have handed in nothing."
                )
    unsettled = sum(bool(one.unsettled) for one in found)
    if unsettled:
        told.append(
            f"{_people(unsettled)} wait for a grade somewhere: theirs may change. "
            "`class status` says what to do."
        )
    nothing = [one.member.name for one in found if one.final.percent is None]
    if nothing:
        more = f" and {len(nothing) - 5} more" if len(nothing) > 5 else ""
        told.append(f"no lesson counts yet for {', '.join(nothing[:5])}{more}.")
    return told


def _people(count: int) -> str:
    return f"{count} student{'s' if count != 1 else ''}"
