"""What gradebooks and folders of hand-ins hold, lesson by lesson; nobody is named yet."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CourseError
from ..grading.grade import find_root
from ..grading.handed_in.collect import Collection, Found, collect
from ..grading.handed_in.groups import match_roster
from ..grading.handed_in.roster import Roster
from ..grading.limits import READING
from ..grading.plan.assignment import Assignment, load
from ..grading.results.book import Book, address_of, open_book
from ..grading.results.feedback import Feedback
from ..grading.results.marks import Marks, read_marks
from ..grading.results.places import results_in
from ..grading.workers.desk import Desk, Overrun
from .class_plan import ClassPlan, LessonPlan

__all__ = ["Books", "Raw"]


@dataclass
class Raw:
    """What was found of a lesson, before it is known whose it is."""

    lesson: LessonPlan
    most: float = 0.0
    marks: list[Marks] = field(default_factory=list)
    times: Mapping[str, datetime.datetime] = field(default_factory=dict)
    fed: set[str] = field(default_factory=set)
    handed: Collection | None = None
    digests: Mapping[str, str] = field(default_factory=dict)
    fresh: Mapping[str, str] = field(default_factory=dict)


class Books:
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

    def read(self, lesson: LessonPlan, look: bool) -> Raw:
        """Read one lesson."""
        raw, book = Raw(lesson), self.book(lesson)
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

    def _look(self, raw: Raw, place: Path) -> None:
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
