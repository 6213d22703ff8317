"""Write the skeleton of a new lesson: small, whole, and passing every test."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import CourseError
from ..files import write_whole

__all__ = ["new_lesson"]

_TEMPLATES = Path(__file__).parent / "skeleton"
_PLACES = {
    "lesson.md": "content/NAME.md",
    "quiz.yaml": "quizzes/NAME.yaml",
    "checks.py": "src/rnn_course/checks/lesson_NN.py",
    "answers.py": "tests/answers/lesson_NN.py",
    "claims.py": "tests/test_lessons/test_NN.py",
}


def new_lesson(root: Path, name: str) -> list[Path]:
    """Write the five files that a lesson is made of.

    Parameters
    ----------
    root : Path
        The checkout.
    name : str
        ``"attention"`` or ``"13-attention"``; without a number it gets the next one.

    Returns
    -------
    list of Path
        What was written, relative to `root`.

    Raises
    ------
    CourseError
        When the name does not fit, or one of the files is there already.
    """
    name = _numbered(root, name)
    words = {"NAME": name, "NUMBER": str(int(name[:2])), "NN": name[:2]}
    words["TITLE"] = name[3:].replace("-", " ").capitalize()
    places = {key: Path(_fill(place, words)) for key, place in _PLACES.items()}
    for place in places.values():
        if (root / place).exists():
            raise CourseError(f"{place} is there already. Choose another number.")
    for key, place in places.items():
        text = (_TEMPLATES / key).read_text(encoding="utf-8")
        write_whole(root / place, _fill(text, words).encode())
    return list(places.values())


def _numbered(root: Path, name: str) -> str:
    numbers = [int(path.name[:2]) for path in (root / "content").glob("[0-9][0-9]-*")]
    if re.fullmatch(r"[a-z0-9]*[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        name = f"{max(numbers, default=-1) + 1:02d}-{name}"
    if not re.fullmatch(r"\d\d-[a-z0-9]+(-[a-z0-9]+)*", name):
        raise CourseError(
            f"{name!r} is no name for a lesson. Write small letters, digits and "
            "hyphens, as in `attention` or `13-attention`."
        )
    if int(name[:2]) in numbers:
        raise CourseError(
            f"There is a lesson {name[:2]} already. Leave the number out."
        )
    return name


def _fill(text: str, words: dict[str, str]) -> str:
    return re.sub(r"\b(NAME|NUMBER|NN|TITLE)\b|(?<=_)NN", lambda m: words[m[0]], text)
