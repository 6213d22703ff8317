"""Where the questions of a lesson come from."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from rnn_course.errors import CourseError
from rnn_course.quiz.questions import Question, from_dict

__all__ = ["BANK", "GRADING", "find_questions"]

BANK = "RNN_COURSE_BANK"  # a bank, or the folder of banks; read while grading
GRADING = ("NBGRADER_EXECUTION", "RNN_COURSE_GRADING")


def find_questions(lesson: str) -> Sequence[Question]:
    """Return a lesson's questions, with keys where a bank is at hand.

    Raises
    ------
    CourseError
        If the package knows no such lesson.
    """
    place = os.environ.get(BANK)
    if place and any(os.environ.get(name) for name in GRADING):
        path = Path(place)
        path = path / f"{lesson}.yaml" if path.is_dir() else path
        if path.is_file():
            from rnn_course.quiz.bank import load

            return load(path).questions
    released = resources.files("rnn_course") / "released" / f"{lesson}.json"
    try:
        data = json.loads(released.read_text(encoding="utf-8"))
        return [from_dict(item) for item in data.get("questions", [])]
    except FileNotFoundError:
        seen = f"No released lesson `{lesson}` in this package."
        hint = "Run `rnn-course build`, or install the course again."
        raise CourseError(f"{seen} {hint}") from None
    except (ValueError, KeyError, TypeError) as error:
        seen = f"The released lesson `{lesson}` is damaged ({error})."
        raise CourseError(f"{seen} Install the course again.") from error
