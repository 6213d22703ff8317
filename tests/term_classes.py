"""Made-up terms: forty students, six lessons, with trends planted or without any.

This script was written before the reports on a term and knows nothing of them. What it
knows is the grader's: a lesson's cells and the mistakes that its checks name, and the
gradebook that `rnn-course grade` leaves behind.

A student has an ability, a lesson a difficulty, and every hand-in its luck. A cell is
right with the probability that these three give. What is planted is kept in `Planted`.
"""

from __future__ import annotations

import csv
import datetime
import math
import random
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from rnn_course.checks import exercises
from rnn_course.checks.probes import Mistake
from rnn_course.grading.handed_in.forms import BY_NAME
from rnn_course.grading.results.book import open_book
from tests.course import LESSONS
from tests.grading import assignment_of

__all__ = ["HandIn", "MadeTerm", "Planted", "make_term", "write_term"]

UTC = datetime.UTC
FIRST_DUE = datetime.datetime(2026, 10, 9, 16, 0, tzinfo=UTC)  # 18:00 in Berlin
WEEK = datetime.timedelta(days=7)
FIRST_NAMES = "Ada Ben Chloé Dan Eva Finn Gül Hana Ivo Jana Kofi Lea Mia Nils Olga Per"
LAST_NAMES = "Abe Bach Cruz Diaz Eng Fox Gray Hahn"
FALL = 1.1  # of the logit, a lesson: from nearly all points to a few of them
PERSISTENT = "time-first"  # a mistake that checks of several lessons know


@dataclass
class HandIn:
    """What grading has found in one student's notebook of one lesson."""

    student: str
    lesson: str
    scores: dict[str, float]
    verdicts: dict[str, dict[str, Any]]
    when: datetime.datetime
    flags: list[str] = field(default_factory=list)


@dataclass
class Planted:
    """What a report ought to find."""

    falling: list[str] = field(default_factory=list)
    too_hard: str = ""
    persistent: str = ""
    late: list[str] = field(default_factory=list)
    dropped_out: str = ""
    joined: str = ""


@dataclass
class MadeTerm:
    """A term."""

    students: list[str]
    lessons: list[str]
    due: dict[str, datetime.datetime]
    work: dict[tuple[str, str], HandIn]
    planted: Planted

    @property
    def most(self) -> dict[str, float]:
        """Lesson → its points."""
        return {
            lesson: sum(fact.points for fact in assignment_of(lesson).graded.values())
            for lesson in self.lessons
        }


def make_term(
    seed: int, planted: bool, count: int = 40, lessons: int = 6, steeper: bool = False
) -> MadeTerm:
    """Draw a term.

    Parameters
    ----------
    seed : int
        Another seed, another class.
    planted : bool
        Whether anything is to be found in it.
    count, lessons : int
        How many students, and how many of the lessons from 01 on.
    steeper : bool
        The first lessons are so easy that nearly all points are earned, and the later
        ones tell students apart. No student changes.
    """
    rng = random.Random(f"term {seed} {planted} {steeper}")
    names = _names(rng, count)
    chosen = LESSONS[1 : 1 + lessons]
    due = {lesson: FIRST_DUE + place * WEEK for place, lesson in enumerate(chosen)}
    hard = {lesson: rng.gauss(0, 0.15) for lesson in chosen}
    spread = dict.fromkeys(chosen, 1.0)
    if steeper:
        hard = {lesson: -2.0 + 0.5 * place for place, lesson in enumerate(chosen)}
        spread = {lesson: 0.6 + 0.2 * place for place, lesson in enumerate(chosen)}
    plan = _plant(rng, names, chosen) if planted else Planted()
    if plan.too_hard:
        hard[plan.too_hard] += 2.0
    work = {}
    for student in names:
        able = rng.gauss(0.0, 1.0)
        if student in plan.falling:
            able = 2.2
        for place, lesson in enumerate(chosen):
            if _is_absent(rng, plan, student, place):
                continue
            now = able - (FALL * place if student in plan.falling else 0.0)
            logit = 1.2 + spread[lesson] * now - hard[lesson] + rng.gauss(0, 0.4)
            one = _hand_in(rng, plan, student, lesson, logit)
            one.when = due[lesson] + _delay(rng, student in plan.late)
            work[student, lesson] = one
    return MadeTerm(names, chosen, due, work, plan)


def _names(rng: random.Random, count: int) -> list[str]:
    first, last = FIRST_NAMES.split(), LAST_NAMES.split()
    all_ = [f"{one} {other}" for one in first for other in last]
    return sorted(rng.sample(all_, count))


def _plant(rng: random.Random, names: list[str], lessons: list[str]) -> Planted:
    some = rng.sample(names, 7)
    return Planted(
        falling=sorted(some[:2]),
        too_hard=lessons[3],
        persistent=PERSISTENT,
        late=sorted(some[2:5]),
        dropped_out=some[5],
        joined=some[6],
    )


def _is_absent(rng: random.Random, plan: Planted, student: str, place: int) -> bool:
    if student == plan.dropped_out:
        return place >= 3
    if student == plan.joined:
        return place < 2
    return student not in plan.falling and rng.random() < 0.02


def _delay(rng: random.Random, is_late: bool) -> datetime.timedelta:
    """Return how long after the due date; mostly it is before."""
    if is_late or rng.random() < 0.05:
        return datetime.timedelta(hours=rng.uniform(1, 70))
    return -datetime.timedelta(hours=rng.expovariate(1 / 20) + 0.1)


def _hand_in(
    rng: random.Random, plan: Planted, student: str, lesson: str, logit: float
) -> HandIn:
    scores, verdicts = {}, {}
    one = HandIn(student, lesson, scores, verdicts, FIRST_DUE)
    known = _mistakes(lesson)
    again = plan.persistent and rng.random() < 0.45
    for name, fact in assignment_of(lesson).graded.items():
        exercise = name.removeprefix("check-")
        mistakes = known.get(exercise, ())
        if again and plan.persistent in mistakes:
            scores[name], verdicts[name] = 0.0, _wrong(exercise, plan.persistent)
        elif rng.random() < 1 / (1 + math.exp(-logit - rng.gauss(0, 0.3))):
            scores[name] = fact.points
            verdicts[name] = {"outcome": "passed", "reason": "", "mistake": None}
        else:
            half = rng.random() < 0.3
            scores[name] = fact.points / 2 if half else 0.0
            named = mistakes and rng.random() < 0.6
            verdicts[name] = _wrong(exercise, rng.choice(mistakes) if named else None)
    return one


def _wrong(exercise: str, mistake: str | None) -> dict[str, Any]:
    reason = f"`{exercise}` is not right: {mistake or 'the numbers differ'}."
    return {"outcome": "wrong", "mistake": mistake, "reason": reason}


@cache
def _mistakes(lesson: str) -> dict[str, tuple[str, ...]]:
    """Return exercise → the mistakes that its check knows by name."""
    found = {}
    for name, exercise in exercises(lesson).items():
        found[name] = tuple(dict.fromkeys(one.id for one in _search(exercise, 0)))
    return found


def _search(thing: object, depth: int) -> Iterator[Mistake]:
    if isinstance(thing, Mistake):
        yield thing
    elif isinstance(thing, list | tuple):
        for part in thing:
            yield from _search(part, depth + 1)
    elif depth < 5 and hasattr(thing, "__dict__"):
        for part in vars(thing).values():
            yield from _search(part, depth + 1)


# What grading leaves behind


def write_term(folder: Path, term: MadeTerm, released: Path, extra: str = "") -> Path:
    """Write a class's folder as a teacher has it at the end of a term; return it.

    Parameters
    ----------
    released : Path
        A gradebook that the lessons have been entered in, and nobody's work.
    extra : str
        More lines for ``class.toml``, before its first table.
    """
    graded = folder / "graded"
    graded.mkdir(parents=True)
    shutil.copy(released, graded / "gradebook.db")
    with (folder / "students.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["name"], *([name] for name in term.students)])
    (folder / "class.toml").write_text(_class_file(term, extra), encoding="utf-8")
    book = open_book(f"sqlite:///{(graded / 'gradebook.db').resolve()}")
    for one in term.work.values():
        keep(book, one)
    book.close()
    return folder


def keep(book: Any, one: HandIn, **more: Any) -> None:
    """Write one hand-in into a gradebook, as the grader does."""
    who = {"form": BY_NAME, "name": "", "number": "", "key": one.student, "login": ""}
    result = {
        "flags": one.flags, "verdicts": one.verdicts, "picks": {}, "lms": "",
        "who": who | {"back": ""}, "graded": one.when.timestamp() + 90_000,
        "seconds": 1.0,
    }  # fmt: skip
    when = one.when.astimezone(UTC).replace(tzinfo=None)
    grades: dict[str, float | None] = dict(one.scores)
    digest = f"{one.student} {one.lesson}"[:64]
    book.write(one.lesson, one.student, digest, result | more, grades, {}, when)


def _class_file(term: MadeTerm, extra: str) -> str:
    lines = ['title = "A made-up term"', 'timezone = "Europe/Berlin"']
    lines += ['students = "students.csv"', extra]
    for lesson in term.lessons:
        lines += [f'[lessons."{lesson[:2]}"]', f"due = {term.due[lesson].isoformat()}"]
    return "\n".join(lines) + "\n"


def empty_gradebook(path: Path, lessons: list[str]) -> Path:
    """Make a gradebook that knows the lessons, and nobody's work."""
    book = open_book(f"sqlite:///{path.resolve()}")
    for lesson in lessons:
        book.gradebook.add_assignment(lesson)
        book.gradebook.add_notebook(lesson, lesson)
        for fact in assignment_of(lesson).facts.values():
            _enter(book.gradebook, lesson, fact)
    book.close()
    return path


def _enter(gradebook: Any, lesson: str, fact: Any) -> None:
    where = {"notebook": lesson, "assignment": lesson, "cell_type": fact.cell_type}
    gradebook.update_or_create_source_cell(
        fact.name, **where, source=fact.source, locked=fact.is_locked, checksum=""
    )
    if fact.is_grade:
        gradebook.update_or_create_grade_cell(fact.name, **where, max_score=fact.points)
    if fact.is_solution:
        del where["cell_type"]
        gradebook.update_or_create_solution_cell(fact.name, **where)
