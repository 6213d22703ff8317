"""A whole term as it stands: gradebooks, pages, and what has been handed in since."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from .. import released
from ..checks.verdict import WRONG
from ..grading.handed_in.collect import Collection
from ..grading.handed_in.forms import BY_NAME, Owner
from ..grading.results.marks import Marks, owner_of
from .class_books import Books, Raw
from .class_people import Member, Register
from .class_plan import ClassPlan, LessonPlan, Moment

__all__ = ["LessonRecord", "Term", "Work", "read_term"]


@dataclass
class Work:
    """What one student has handed in for one lesson, as it was graded.

    Attributes
    ----------
    marks : Marks
        Points, comments, what grading recorded.
    most : float
        The lesson's points.
    when : datetime or None
        When it was handed in, where that is known.
    fed_back : bool
        Whether the student's page is there, and says what the marks say.
    """

    marks: Marks
    most: float
    when: Moment | None = None
    fed_back: bool = False

    @property
    def percent(self) -> float:
        """What was earned, before anything was taken off for being late."""
        points = sum(self.marks.scores.values())
        return 100 * points / self.most if self.most else 0.0

    @property
    def mistakes(self) -> list[tuple[str, str]]:
        """The exercises that are wrong in a way that the checks know, and the way."""
        verdicts = self.marks.result.get("verdicts") or {}
        return [
            (name.removeprefix("check-"), str(said["mistake"]))
            for name, said in verdicts.items()
            if said and said.get("outcome") == WRONG and said.get("mistake")
        ]


@dataclass
class LessonRecord:
    """One lesson of the term, as it stands.

    Attributes
    ----------
    plan : LessonPlan
        What the teacher has said of it.
    most : float
        Its points; 0 while nothing has been graded.
    works : dict
        Member's key → what was graded.
    open : dict
        Member's key → why the work must be graded: it is new, or another than before.
    waiting : dict
        Member's name → why a person must look at what was handed in.
    problems : list of str
        What else the folder of submissions holds.
    looked : bool
        Whether there was a folder or zip of submissions to look into.
    """

    plan: LessonPlan
    most: float = 0.0
    works: dict[str, Work] = field(default_factory=dict)
    open: dict[str, str] = field(default_factory=dict)
    waiting: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    looked: bool = False

    @property
    def name(self) -> str:
        """The lesson's name."""
        return self.plan.name

    @property
    def title(self) -> str:
        """For people to read."""
        return str(released.read(self.name)["title"])

    @property
    def handed_in(self) -> set[str]:
        """The keys of those who have handed something in."""
        return set(self.works) | set(self.open)


@dataclass
class Term:
    """A whole term.

    Attributes
    ----------
    plan : ClassPlan
        What the teacher has said.
    members : list of Member
        Everybody, by name.
    lessons : list of LessonRecord
        In the course's order.
    strangers : list of str
        Who handed in and is not in the list of the class.
    notes : list of str
        What the teacher should know.
    now : datetime
        The moment for which this holds.
    """

    plan: ClassPlan
    members: list[Member]
    lessons: list[LessonRecord]
    strangers: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    now: Moment = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    def due(self, lesson: LessonPlan, member: Member) -> Moment | None:
        """Return until when a student may hand a lesson in."""
        return member.plan.due.get(lesson.name, lesson.due)

    def concerns(self, lesson: LessonPlan, member: Member) -> bool:
        """Tell whether a lesson is one of this student's."""
        due, own = self.due(lesson, member), member.plan
        before = own.joined and due and due < own.joined
        after = own.left and due and due > own.left
        return not (lesson.name in own.excused or before or after)

    def lateness(self, record: LessonRecord, member: Member) -> datetime.timedelta:
        """Return how long after the due date the work came; 0 where that is unknown."""
        work, due = record.works.get(member.key), self.due(record.plan, member)
        if work is None or work.when is None or due is None:
            return datetime.timedelta()
        return work.when - due


def read_term(plan: ClassPlan, now: Moment | None = None, look: bool = True) -> Term:
    """Read everything that stands in a class's folders; nothing is graded.

    Parameters
    ----------
    now : datetime, optional
        The moment for which it holds; this one when left out.
    look : bool
        Whether to look into what was handed in and is not graded.
    """
    books = Books(plan)
    try:
        found = [books.read(lesson, look) for lesson in plan.lessons]
    finally:
        books.close()
    seen = {one.lesson.name: [*map(owner_of, one.marks)] for one in found}
    register, notes = Register(plan, seen), list(books.notes)
    records = [_record(one, register, notes) for one in found]
    members = sorted(register.members.values(), key=lambda one: one.name.casefold())
    if register.twice:
        names = ", ".join(sorted(register.twice)[:5])
        notes.append(
            f"Several people of one lesson are called {names}. Whose work is whose in "
            "other lessons, only a list with their numbers or logins says: "
            '`students = "list.csv"`.'
        )
    term = Term(plan, members, records, register.strangers(), notes)
    term.now = now or term.now
    return term


def _record(raw: Raw, register: Register, notes: list[str]) -> LessonRecord:
    record = LessonRecord(raw.lesson, raw.most)
    for marks in raw.marks:
        member = register.find(owner_of(marks))
        when = raw.times.get(marks.student)
        work = Work(marks, raw.most, when and when.replace(tzinfo=datetime.UTC))
        work.fed_back = marks.student in raw.fed
        other = record.works.get(member.key)
        if other is not None:
            work, left = _newer(work, other)
            notes.append(
                f"{raw.lesson.name[:2]}: {member.name} has two results; the one of "
                f"{work.marks.student} counts, the one of {left.marks.student} does not."
            )
        record.works[member.key] = work
    if raw.handed is not None:
        _add_what_is_open(record, raw, raw.handed, register)
    return record


def _newer(one: Work, other: Work) -> tuple[Work, Work]:
    """Return of two results the one that was graded later, then the other."""

    def graded(work: Work) -> tuple[Any, str]:
        return work.marks.result.get("graded", 0.0), work.marks.student

    return (one, other) if graded(one) > graded(other) else (other, one)


def _add_what_is_open(
    record: LessonRecord, raw: Raw, handed: Collection, register: Register
) -> None:
    record.looked, record.problems = True, list(handed.problems)
    for found in handed.found:
        key = register.find(_owner(found.owner, found.student)).key
        if found.student not in raw.digests:
            record.open[key] = "new"
        elif raw.fresh[found.student] != raw.digests[found.student]:
            record.open[key] = "handed in again"
    for student, why in handed.waiting.items():
        member = register.find(_owner(handed.owners.get(student), student))
        if member.key not in record.works:
            record.waiting[member.name] = why


def _owner(owner: Owner | None, student: str) -> Owner:
    return owner if owner is not None and owner.key else Owner(student, BY_NAME)
