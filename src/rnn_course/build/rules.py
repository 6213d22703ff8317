"""What must hold between a lesson's text, its question bank and its checks."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from ..checks import exercises
from ..errors import CourseError, did_you_mean
from .source import Lesson, Tagged

if TYPE_CHECKING:
    from ..quiz.bank import Bank

__all__ = ["BEGIN", "END", "check_rules"]

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
_ID = re.compile(r"^[A-Za-z0-9_-]+$")
_HEADING = re.compile(
    r"Exercise \d+\.\d+: (?P<title>.+) \((?P<points>[\d.]+) points?\)$"
)


def check_rules(lesson: Lesson, bank: Bank) -> None:
    """Demand that a lesson can be built.

    Raises
    ------
    ContentError
        For the first rule that is broken, with file, line and remedy.
    """
    for cell in lesson.code:
        _python(lesson, cell)
        _solution_region(lesson, cell)
    _ids(lesson)
    _exercises(lesson)
    _questions(lesson, bank)


def _python(lesson: Lesson, cell: Tagged) -> None:
    try:
        ast.parse(cell.source)
    except SyntaxError as error:
        line = cell.line + (error.lineno or 1)
        raise lesson.error(line, f"not Python: {error.msg}.") from None
    wanted = f'begin("{lesson.name}")'
    if 'begin("' in cell.source and wanted not in cell.source:
        raise lesson.error(cell.line, f"another lesson's name; write `{wanted}`.")


def _solution_region(lesson: Lesson, cell: Tagged) -> None:
    found = [cell.source.count(mark) for mark in (BEGIN, END)]
    if "exercise" in cell.tags and (min(found) < 1 or found[0] != found[1]):
        problem = f"an exercise needs its solution between `{BEGIN}` and `{END}`."
        raise lesson.error(cell.line, problem)
    if "exercise" not in cell.tags and any(found):
        problem = 'a solution outside an exercise; tag the cell `exercise="name"`.'
        raise lesson.error(cell.line, problem)


def _ids(lesson: Lesson) -> None:
    seen: dict[str, int] = {}
    for cell in [*lesson.code, *lesson.regions]:
        for key in ("exercise", "check", "quiz", "written"):
            if key not in cell.tags:
                continue
            name = cell.tags[key] + cell.tags.get("part", "")
            if not _ID.match(name):
                problem = f"`{name}`: an id has only letters, digits, _ and -."
                raise lesson.error(cell.line, problem)
            if f"{key}={name}" in seen:
                first = seen[f"{key}={name}"]
                problem = f"the {key} id `{name}` is used twice, first in line {first}."
                raise lesson.error(cell.line, problem + " Rename one of them.")
            seen[f"{key}={name}"] = cell.line


def _exercises(lesson: Lesson) -> None:
    try:
        known = exercises(lesson.name)
    except CourseError:
        known = {}
    written = {c.tags["exercise"]: c for c in lesson.code if "exercise" in c.tags}
    checked = {c.tags["check"]: c for c in lesson.code if "check" in c.tags}
    module = f"src/rnn_course/checks/lesson_{lesson.name[:2]}"
    for name, cell in (written | checked).items():
        if name not in known:
            problem = f"`{name}` has no check in {module}. {did_you_mean(name, known)}"
            raise lesson.error(cell.line, problem)
    for name, exercise in known.items():
        for cells, what in ((written, "exercise"), (checked, "check")):
            if name not in cells:
                raise lesson.error(1, f'there is no cell tagged `{what}="{name}"`.')
        points = checked[name].tags.get("points")
        if points != exercise.points:
            problem = f"`{name}` has {exercise.points:g} points in {module}; "
            problem += f"write `points={exercise.points:g}` here or change it there."
            raise lesson.error(checked[name].line, problem)
        _heading(lesson, written[name], exercise.title, exercise.points)


def _heading(lesson: Lesson, cell: Tagged, title: str, points: float) -> None:
    """Demand that the last exercise heading before a cell has its title and points."""
    before = {line: text for text, line in lesson.headings.items() if line < cell.line}
    found = _HEADING.match(before[max(before)]) if before else None
    number = int(lesson.name[:2])
    noun = "point" if points == 1 else "points"
    wanted = f"### Exercise {number}.1: {title} ({points:g} {noun})"
    if not found or found["title"] != title or float(found["points"]) != points:
        problem = (
            f"the heading above this exercise must read `{wanted}` (or .2, .3, …)."
        )
        raise lesson.error(cell.line, problem)


def _questions(lesson: Lesson, bank: Bank) -> None:
    known = {question.id for question in bank.questions}
    asked = {c.tags["quiz"]: c for c in lesson.code if "quiz" in c.tags}
    for name, cell in asked.items():
        if name not in known:
            problem = f"`{name}` is not in quizzes/{lesson.name}.yaml. "
            raise lesson.error(cell.line, problem + did_you_mean(name, known))
    for name in sorted(known - asked.keys()):
        problem = f"the question `{name}` of the bank is nowhere asked; add a cell "
        raise lesson.error(1, problem + f'tagged `quiz="{name}"`.')
