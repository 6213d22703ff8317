"""What a teacher has said of a class: lessons, due dates, weights, policies."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..grading.handed_in.roster import Roster

__all__ = ["ClassPlan", "LatePolicy", "LessonPlan", "Moment", "StudentPlan"]

Moment = datetime.datetime  # always with a time zone


@dataclass(frozen=True)
class LatePolicy:
    """What being late costs.

    Attributes
    ----------
    takes : float
        Percent of a lesson's points, for each piece of time that has begun.
    each : timedelta
        A piece of time.
    grace : timedelta
        As long as this, late is not late.
    least : float
        Percent of a lesson's points below which being late takes nothing.
    closes : timedelta or None
        What comes later than this counts nothing.
    """

    takes: float = 0.0
    each: datetime.timedelta = datetime.timedelta(days=1)
    grace: datetime.timedelta = datetime.timedelta()
    least: float = 0.0
    closes: datetime.timedelta | None = None


@dataclass(frozen=True)
class LessonPlan:
    """One lesson of the term.

    Attributes
    ----------
    name : str
        The lesson's whole name.
    release, due : datetime or None
        From when, and until when, with a time zone.
    weight : float
        Its share of the term's grade, beside the others' weights.
    can_drop : bool
        Whether it may be one of the lessons that are left out.
    graded : Path
        Where `rnn-course grade` puts its results.
    gradebook : str
        Its address; a file in `graded` when empty.
    submissions : Path or None
        What was handed in.
    """

    name: str
    release: Moment | None = None
    due: Moment | None = None
    weight: float = 1.0
    can_drop: bool = True
    graded: Path = Path("graded")
    gradebook: str = ""
    submissions: Path | None = None


@dataclass(frozen=True)
class StudentPlan:
    """What holds for one student alone.

    Attributes
    ----------
    joined, left : datetime or None
        Lessons due before, or after, do not count.
    excused : tuple of str
        Lessons that do not count.
    due : mapping
        Lesson → another due date.
    """

    joined: Moment | None = None
    left: Moment | None = None
    excused: tuple[str, ...] = ()
    due: Mapping[str, Moment] = field(default_factory=dict)


@dataclass(frozen=True)
class ClassPlan:
    """A class.

    Attributes
    ----------
    path : Path
        Its ``class.toml``.
    title : str
        For people to read.
    zone : tzinfo or None
        In which its times are written; None is this machine's.
    lessons : tuple of LessonPlan
        In the course's order.
    roster : Roster or None
        The students; None: whoever hands in.
    roster_path : Path or None
        The list of the class, where it is a file.
    drop : int
        How many of each student's lowest lessons are left out.
    late : LatePolicy or None
        None: what the gradebook has taken off stands.
    students : mapping
        Name, as it is written in the file → what holds for this student.
    """

    path: Path
    title: str = ""
    zone: datetime.tzinfo | None = None
    lessons: tuple[LessonPlan, ...] = ()
    roster: Roster | None = None
    roster_path: Path | None = None
    drop: int = 0
    late: LatePolicy | None = None
    students: Mapping[str, StudentPlan] = field(default_factory=dict)
