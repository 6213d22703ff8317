"""What the installed package knows of each lesson: titles, questions, solutions.

`rnn-course build` writes one JSON file a lesson into the folder `released/`; this
module reads them.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from .errors import CourseError, did_you_mean

__all__ = ["FOLDER", "find_lesson", "lesson_names", "read"]

FOLDER = Path(__file__).parent / "released"


def lesson_names() -> list[str]:
    """Return the names of all lessons, ``"00-start-here"`` first."""
    return sorted(path.stem for path in FOLDER.glob("*.json"))


def find_lesson(word: str) -> str:
    """Return the lesson that a word such as ``"03"``, ``"3"`` or its name means.

    Raises
    ------
    CourseError
        When there is none.
    """
    names = lesson_names()
    for name in names:
        if word in (name, name[:2], str(int(name[:2]))):
            return name
    raise CourseError(f"There is no lesson {word!r}. {did_you_mean(word, names)}")


@cache
def read(lesson: str) -> dict[str, Any]:
    """Return what was released of a lesson.

    Returns
    -------
    dict
        Keys: lesson, title, exercises (name → title, points, solution), questions.

    Raises
    ------
    CourseError
        When the lesson has not been built.
    """
    path = FOLDER / f"{lesson}.json"
    if not path.exists():
        known = did_you_mean(lesson, lesson_names())
        raise CourseError(f"There is no built lesson {lesson!r}. {known}")
    return json.loads(path.read_text(encoding="utf-8"))
