"""What each exercise's answer must do, and what each known mistake deserves to hear.

`judge` is the one entry for programs; `check.rnn_step(rnn_step)` in a notebook, the
test cells of nbgrader and the grader all go through it.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from ..errors import CourseError, did_you_mean
from .exercise import Exercise, judge_answer
from .verdict import CANNOT_BE_CHECKED, NOT_ATTEMPTED, PASSED, WRONG, Verdict

__all__ = [
    "CANNOT_BE_CHECKED",
    "NOT_ATTEMPTED",
    "PASSED",
    "WRONG",
    "Exercise",
    "Verdict",
    "exercises",
    "find_exercise",
    "judge",
]


@cache
def exercises(lesson: str) -> dict[str, Exercise]:
    """Return a lesson's exercises by name, in the lesson's order.

    Parameters
    ----------
    lesson : str
        The lesson's name, ``"02-inside-the-cell"``.

    Raises
    ------
    CourseError
        When the lesson has no checks.
    """
    number = re.match(r"(\d\d)-[a-z0-9-]+$", lesson)
    name = f"{__name__}.lesson_{number[1]}" if number else ""
    try:
        module = importlib.import_module(name)
    except (ModuleNotFoundError, ValueError) as error:
        if number and getattr(error, "name", name) != name:
            raise
        raise CourseError(
            f"There are no checks for the lesson {lesson!r}; expected a name such as "
            "'03-predict-the-next-number'."
        ) from None
    return {exercise.name: exercise for exercise in module.EXERCISES}


def find_exercise(lesson: str, name: str) -> Exercise:
    """Return one exercise.

    Raises
    ------
    CourseError
        When there is none of this name; the text says which is near.
    """
    known = exercises(lesson)
    if name not in known:
        raise CourseError(
            f"Lesson {lesson} has no exercise `{name}`. {did_you_mean(name, known)}"
        )
    return known[name]


def judge(
    lesson: str, exercise: str, answer: Any, namespace: Mapping[str, Any] | None = None
) -> Verdict:
    """Judge an answer.

    Parameters
    ----------
    lesson, exercise : str
        ``"02-inside-the-cell"``, ``"rnn_step"``.
    answer : callable
        The learner's function.
    namespace : mapping, optional
        The learner's other names, for exercises that build on what was written before.

    Returns
    -------
    Verdict
        The outcome, the reason in words, the recognised mistake, and the points.

    Raises
    ------
    CourseError
        When there is no such lesson or exercise; never because of the answer.
    """
    return judge_answer(find_exercise(lesson, exercise), answer, namespace)
