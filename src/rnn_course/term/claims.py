"""What can be said of a class, each by a rule that is told beside it.

Four kinds of things are looked for: students who fall behind, lessons that stand out as
hard, mistakes that stay, and numbers of the whole class that rise or fall. Each kind has
its share of one chance in twenty, divided among all that was compared in it. So of twenty
classes in which nothing goes on, about one hears of anything at all.

What needs no such care stands in `class_facts`: who hands in nothing, who came later.
"""

from __future__ import annotations

import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .chances import Slope, mean_bounds, more_often_than, own_trends, shared_trend
from .class_people import Member
from .class_records import LessonRecord, Term
from .final_grade import is_late

__all__ = ["CHANCES", "Claims", "find_claims"]

CHANCES = {"falling": 0.02, "hard": 0.01, "stays": 0.01, "trends": 0.01}
LEAST_STUDENTS = 8  # in a lesson, for it to say anything of a class
LEAST_LESSONS = 4  # of a student, for a line
LEAST_ORDERS = 6  # lessons, for a trend of the class: five have too few orders
HARDER = 10.0  # percent points below a class's other lessons
OFTEN = 0.10  # of those who handed in


@dataclass(frozen=True)
class Falling:
    """A student whose line falls against the class's."""

    member: Member
    slope: Slope
    spread: float  # percent points that are one deviation of the class, in the middle

    @property
    def a_lesson(self) -> float:
        """Percent points from one lesson to the next, against the class."""
        return self.slope.a_lesson * self.spread

    @property
    def error(self) -> float:
        """Its standard error."""
        return self.slope.error * self.spread


@dataclass(frozen=True)
class Hard:
    """A lesson in which students earn less than in their other lessons."""

    record: LessonRecord
    less: float  # percent points
    at_least: float
    count: int


@dataclass(frozen=True)
class Stays:
    """A mistake that is common in several lessons."""

    mistake: str
    lessons: Sequence[tuple[LessonRecord, int, int]]  # who makes it, of how many


@dataclass(frozen=True)
class Trend:
    """A number of the whole class that rises or falls over the lessons."""

    what: str
    values: Sequence[float]
    chance: float

    @property
    def rises(self) -> bool:
        """Whether it does not fall."""
        places = range(len(self.values))
        return statistics.covariance(places, self.values) > 0


@dataclass
class Claims:
    """What was found, and what could not be looked for.

    Attributes
    ----------
    falling, hard, stays, trends : list
        What was found.
    compared : dict
        Kind → how many were compared.
    silent : dict
        Kind → why nothing can be said of it.
    """

    falling: list[Falling] = field(default_factory=list)
    hard: list[Hard] = field(default_factory=list)
    stays: list[Stays] = field(default_factory=list)
    trends: list[Trend] = field(default_factory=list)
    compared: dict[str, int] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not (self.falling or self.hard or self.stays or self.trends)


def closed_lessons(term: Term) -> list[LessonRecord]:
    """Return the lessons of which enough is known: due, and graded for enough students.

    Before the due date only the early ones have handed in, who are not like the others.
    """
    return [
        record
        for record in term.lessons
        if not (record.plan.due and record.plan.due > term.now)
        and sum(not work.marks.pending for work in record.works.values())
        >= LEAST_STUDENTS
    ]


def earned_table(term: Term, lessons: Sequence[LessonRecord]) -> np.ndarray:
    """Return what was earned, (students, lessons), in percent; nan where unknown.

    Being late takes nothing here, and what a person must still grade is unknown.
    """
    table = np.full((len(term.members), len(lessons)), np.nan)
    for row, member in enumerate(term.members):
        for place, record in enumerate(lessons):
            work = record.works.get(member.key)
            if work is not None and not work.marks.pending:
                table[row, place] = work.percent
    return table


def find_claims(term: Term) -> Claims:
    """Look for everything that can be said of a class."""
    claims, lessons = Claims(), closed_lessons(term)
    table = earned_table(term, lessons)
    _look_for_falling(claims, term, table)
    _look_for_hard(claims, lessons, table)
    _look_for_what_stays(claims, lessons)
    _look_for_trends(claims, term, lessons, table)
    return claims


def _look_for_falling(claims: Claims, term: Term, table: np.ndarray) -> None:
    slopes = own_trends(table, LEAST_LESSONS)
    lines = [one for one in slopes if one is not None]
    claims.compared["falling"] = len(lines)
    if len(lines) < LEAST_STUDENTS:
        claims.silent["falling"] = (
            f"A line needs {LEAST_LESSONS} graded lessons of a student, and "
            f"{LEAST_STUDENTS} students who have as many; {len(lines)} have."
        )
        return
    spreads = [np.nanstd(column) for column in table.T]
    spread = float(np.median(spreads))
    claims.falling = [
        Falling(member, slope, spread)
        for member, slope in zip(term.members, slopes, strict=True)
        if slope is not None and slope.chance <= CHANCES["falling"]
    ]


def _look_for_hard(
    claims: Claims, lessons: Sequence[LessonRecord], table: np.ndarray
) -> None:
    claims.compared["hard"] = len(lessons)
    if len(lessons) < 3:
        claims.silent["hard"] = (
            "Three lessons, each due and graded for "
            f"{LEAST_STUDENTS} students, are the fewest to compare; {len(lessons)} are."
        )
        return
    for place, record in enumerate(lessons):
        others = np.delete(table, place, axis=1)
        both = ~np.isnan(table[:, place]) & ((~np.isnan(others)).sum(axis=1) >= 2)
        if both.sum() < LEAST_STUDENTS:
            continue
        less = table[both, place] - np.nanmean(others[both], axis=1)
        chance = CHANCES["hard"] / len(lessons)
        mean, bound = mean_bounds([float(value) for value in less], chance)
        if bound <= -HARDER:
            claims.hard.append(Hard(record, -mean, -bound, int(both.sum())))


def count_mistakes(
    lessons: Sequence[LessonRecord],
) -> dict[str, list[tuple[LessonRecord, int]]]:
    """Return mistake → the lessons that know it, with how many students make it."""
    found: dict[str, list[tuple[LessonRecord, int]]] = defaultdict(list)
    for record in lessons:
        students: dict[str, int] = defaultdict(int)
        for work in record.works.values():
            for mistake in {name for _, name in work.mistakes}:
                students[mistake] += 1
        for mistake, count in students.items():
            found[mistake].append((record, count))
    return found


def _look_for_what_stays(claims: Claims, lessons: Sequence[LessonRecord]) -> None:
    found = count_mistakes(lessons)
    claims.compared["stays"] = len(found)
    if len(lessons) < 2:
        claims.silent["stays"] = "Two lessons are the fewest in which one can stay."
        return
    if not found:
        return
    chance = CHANCES["stays"] / len(found)
    for mistake, seen in found.items():
        is_common = [
            more_often_than(OFTEN, count, len(record.works)) <= chance
            for record, count in seen
        ]
        if len(seen) > 1 and all(is_common[-2:]):
            rows = [(record, count, len(record.works)) for record, count in seen]
            claims.stays.append(Stays(mistake, rows))
    claims.stays.sort(key=lambda one: (-one.lessons[-1][1], one.mistake))


def _look_for_trends(
    claims: Claims,
    term: Term,
    lessons: Sequence[LessonRecord],
    table: np.ndarray,
) -> None:
    if len(lessons) < LEAST_ORDERS:
        claims.silent["trends"] = (
            f"A trend of the class needs {LEAST_ORDERS} lessons that are due and graded: "
            f"fewer rise or fall by chance too often. {len(lessons)} are."
        )
        return
    numbers = {"earned": np.nanmean(table, axis=0).tolist()}
    numbers |= _shares(term, lessons)
    claims.compared["trends"] = len(numbers)
    for what, values in numbers.items():
        if len(set(values)) < 2:
            continue
        chance = shared_trend(values)
        if chance <= CHANCES["trends"] / len(numbers):
            claims.trends.append(Trend(what, values, chance))


def _shares(term: Term, lessons: Sequence[LessonRecord]) -> dict[str, list[float]]:
    """Return how many percent hand in, and how many of these late, by lesson."""
    handed, late = [], []
    for record in lessons:
        mine = [m for m in term.members if term.concerns(record.plan, m)]
        came = [member for member in mine if member.key in record.handed_in]
        behind = [m for m in came if is_late(term.plan.late, term.lateness(record, m))]
        handed.append(100 * len(came) / max(len(mine), 1))
        late.append(100 * len(behind) / max(len(came), 1))
    return {"handed in": handed, "late": late}
