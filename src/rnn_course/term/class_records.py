"""A whole term as it stands: gradebooks, pages, and what has been handed in since."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .. import released
from ..checks.verdict import WRONG
from ..errors import CourseError
from ..grading.grade import find_root
from ..grading.handed_in.collect import Collection, Found, collect
from ..grading.handed_in.forms import Owner
from ..grading.handed_in.groups import match_roster
from ..grading.handed_in.roster import Roster
from ..grading.limits import READING
from ..grading.plan.assignment import Assignment, load
from ..grading.results.book import Book, address_of, open_book
from ..grading.results.feedback import Feedback
from ..grading.results.marks import Marks, owner_of, read_marks
from ..grading.results.places import results_in
from ..grading.workers.desk import Desk, Overrun
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
    books = _Books(plan)
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


@dataclass
class _Raw:
    """What was found of a lesson, before it is known whose it is."""

    lesson: LessonPlan
    most: float = 0.0
    marks: list[Marks] = field(default_factory=list)
    times: Mapping[str, datetime.datetime] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)
    handed: Collection | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    fresh: Mapping[str, str] = field(default_factory=dict)


class _Books:
    """The gradebooks of a class, each opened once."""

    def __init__(self, plan: ClassPlan) -> None:
        self.plan, self.root = plan, find_root(Path.cwd())
        self.open: dict[str, Book] = {}
        self.notes: list[str] = []

    def close(self) -> None:
        """Close all."""
        for book in self.open.values():
            book.close()

    def book(self, lesson: LessonPlan) -> Book | None:
        """Return where a lesson's grades are, or would be; None while there is none."""
        file = lesson.graded / "gradebook.db"
        if not lesson.gradebook and not file.exists():
            return None
        address = address_of(lesson.graded, lesson.gradebook)
        if address not in self.open:
            self.open[address] = open_book(address)
        return self.open[address]

    def read(self, lesson: LessonPlan, look: bool) -> _Raw:
        """Read one lesson."""
        raw, book = _Raw(lesson), self.book(lesson)
        if book is not None and (facts := book.facts(lesson.name)):
            assignment = load(self.root, lesson.name, facts)
            raw.most = assignment.most
            raw.marks = read_marks(book, assignment)
            raw.times = book.handed_in(lesson.name)
            raw.fed = set(_fed(assignment, lesson, raw.marks))
            results = book.results(lesson.name)
            raw.digests = {who: digest for who, (digest, _) in results.items()}
        self._tell_of_another(lesson)
        if look and lesson.submissions is not None:
            self._look(raw, lesson.submissions)
        return raw

    def _look(self, raw: _Raw, place: Path) -> None:
        name = raw.lesson.name
        if not place.exists():
            self.notes.append(f"{name[:2]}: there is no {place} yet.")
            return
        aside = results_in(raw.lesson.graded)
        try:
            raw.handed = collect(place, name, aside, raw.digests)
        except CourseError as problem:
            self.notes.append(f"{name[:2]}: {problem}")
            return
        if raw.handed.question:
            self.notes.append(f"{name[:2]}: {raw.handed.question}")
            raw.handed = None
            return
        match_roster(raw.handed, self.plan.roster or Roster())
        raw.fresh = _digests(raw.handed.found)

    def _tell_of_another(self, lesson: LessonPlan) -> None:
        """Tell where the class's own gradebook has a lesson that is kept elsewhere."""
        usual = self.plan.path.parent / "graded"
        if usual == lesson.graded or not (usual / "gradebook.db").exists():
            return
        book = self.book(LessonPlan(lesson.name, graded=usual))
        if book is not None and book.results(lesson.name):
            self.notes.append(
                f"{lesson.name[:2]} has been graded twice: in {usual}, and in "
                f"{lesson.graded}, which counts."
            )


def _fed(
    assignment: Assignment, lesson: LessonPlan, marks: Sequence[Marks]
) -> Iterator[str]:
    pages = Feedback(assignment, {}, lesson.graded)
    with closing(pages):
        yield from (one.student for one in marks if pages.says(one))


def _digests(found: Sequence[Found]) -> dict[str, str]:
    """Return student → what tells a file from others, read within limits."""
    read = {one.student: one.read for one in found}
    with Desk({"digest": lambda who: _digest(read[who])}, (OSError,)) as desk:
        made = {}
        for student in read:
            try:
                made[student] = desk.do("digest", READING, student)
            except (OSError, Overrun):
                made[student] = ""
    return made


def _digest(read: Callable[[], bytes]) -> str:
    return hashlib.sha256(read()).hexdigest()


def _record(raw: _Raw, register: Register, notes: list[str]) -> LessonRecord:
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
    record: LessonRecord, raw: _Raw, handed: Collection, register: Register
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
    return owner if owner is not None and owner.key else Owner(student, "by name")
