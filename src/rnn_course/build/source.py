"""Read a lesson's Markdown: its front matter, its cells, its tags.

Tags stand on the fence of a code cell: ``exercise="rnn_step"``, with ``part="…"`` for
a second cell of the same exercise, ``check="rnn_step" points=2``, ``quiz="…"``; and on
a region, ``<!-- #region written="…" points=3 -->``, for an answer in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from ..errors import ContentError, did_you_mean

__all__ = ["TAGS", "Lesson", "Tagged", "read_lesson"]

TAGS = ("exercise", "part", "check", "quiz", "written", "points")
_MAIN = ("exercise", "check", "quiz", "written")
_FRONT = ("title", "summary", "reading", "computing", "solutions")
_OPENING = re.compile(r"^(?P<fence>`{3,})(?P<language>\w+)(?P<options>.*)$")
_REGION = re.compile(r"^<!--\s*#region\b(?P<options>.*)-->\s*$")
_OPTION = re.compile(r'\s*(?P<key>[\w-]+)=(?P<value>"[^"]*"|\S+)')
_NAME = re.compile(r"^\d\d-[a-z0-9]+(-[a-z0-9]+)*$")


@dataclass(frozen=True)
class Tagged:
    """A code cell or a region, with its tags.

    Attributes
    ----------
    line : int
        Where it opens.
    tags : dict
        Tag → text; ``points`` → float.
    source : str
        The lines inside.
    """

    line: int
    tags: dict[str, Any]
    source: str


@dataclass(frozen=True)
class Lesson:
    """A lesson as it stands in ``content/``.

    Attributes
    ----------
    name : str
        ``"03-predict-the-next-number"``.
    path : Path
        The file.
    front : dict
        title, summary (what a learner does, in a few words), reading and computing
        (minutes), solutions (optional).
    text : str
        The Markdown without the front matter.
    first_line : int
        The line of the file on which `text` begins.
    code, regions : list of Tagged
        Code cells and tagged regions, in order.
    headings : dict
        Heading → line.
    """

    name: str
    path: Path
    front: dict[str, Any]
    text: str
    first_line: int
    code: list[Tagged] = field(default_factory=list)
    regions: list[Tagged] = field(default_factory=list)
    headings: dict[str, int] = field(default_factory=dict)

    def error(self, line: int, problem: str) -> ContentError:
        """Make an error that names a line of this lesson."""
        return ContentError(f"content/{self.path.name}", line, problem)


def read_lesson(path: Path) -> Lesson:
    """Read one file of ``content/``.

    Raises
    ------
    ContentError
        With file, line and remedy, when the file cannot be understood.
    """
    where = f"content/{path.name}"
    if not _NAME.match(path.stem):
        raise ContentError(
            where, 1, "a lesson is named NN-some-words.md, as 03-next.md"
        )
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError as error:
        problem = f"byte {error.start} is not UTF-8. Save the file as UTF-8."
        raise ContentError(where, 1, problem) from None
    front, start = _front_matter(where, lines)
    lesson = Lesson(path.stem, path, front, "\n".join(lines[start:]), start + 1)
    _scan(lesson)
    return lesson


def _front_matter(where: str, lines: list[str]) -> tuple[dict[str, Any], int]:
    """Return the front matter and the index of the first line after it."""
    wanted = (
        "begin the file with `---`, `title: …`, `summary: …`, `reading: 20`, "
        "`computing: 1`, `---`"
    )
    if not lines or lines[0] != "---" or "---" not in lines[1:]:
        raise ContentError(where, 1, f"there is no front matter: {wanted}.")
    end = lines.index("---", 1)
    try:
        front = yaml.safe_load("\n".join(lines[1:end]))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = 2 + (mark.line if mark else 0)
        raise ContentError(where, line, f"not YAML; {wanted}.") from None
    if not isinstance(front, dict):
        raise ContentError(where, 2, f"the front matter is empty: {wanted}.")
    for key in front:
        if key not in _FRONT:
            problem = f"unknown key `{key}`. {did_you_mean(str(key), _FRONT)}"
            raise ContentError(where, 2, problem)
    _demand_keys(where, front, wanted)
    return front, end + 1


def _demand_keys(where: str, front: dict[str, Any], wanted: str) -> None:
    for key in ("title", "summary"):
        if not isinstance(front.get(key), str):
            raise ContentError(where, 2, f"there is no {key}: {wanted}.")
    for key in ("reading", "computing"):
        if not isinstance(front.get(key), int | float):
            raise ContentError(where, 2, f"`{key}` needs minutes, as `{key}: 20`.")


def _scan(lesson: Lesson) -> None:
    """Find code cells, tagged regions and headings, with their lines."""
    lines = iter(enumerate(lesson.text.split("\n"), lesson.first_line))
    for number, line in lines:
        opening, region = _OPENING.match(line), _REGION.match(line)
        heading = re.match(r"#{1,6}\s+(.*?)\s*$", line)
        if opening:
            inside = _until(lesson, lines, number, opening["fence"])
            if opening["language"] == "python":
                tags = _tags(lesson, number, opening["options"])
                lesson.code.append(Tagged(number, tags, inside))
            elif opening["options"].strip():
                problem = "only ```python cells carry tags; write ```text without any."
                raise lesson.error(number, problem)
        elif region:
            tags = _tags(lesson, number, region["options"])
            inside = _until(lesson, lines, number, "<!-- #endregion -->")
            lesson.regions.append(Tagged(number, tags, inside))
        elif heading:
            lesson.headings.setdefault(heading[1], number)


def _until(
    lesson: Lesson, lines: Iterator[tuple[int, str]], opened: int, closing: str
) -> str:
    inside = []
    for _, line in lines:
        if line.strip() == closing:
            return "\n".join(inside)
        if _OPENING.match(line):
            break
        inside.append(line)
    raise lesson.error(opened, f"this is never closed; end it with `{closing}`.")


def _tags(lesson: Lesson, line: int, options: str) -> dict[str, Any]:
    rest = _OPTION.sub("", options).strip()
    if rest:
        problem = (
            f'cannot read the tag `{rest}`; write tags as `check="name" points=2`.'
        )
        raise lesson.error(line, problem)
    tags: dict[str, Any] = {}
    for option in _OPTION.finditer(options):
        key, value = option["key"], option["value"].strip('"')
        if key not in TAGS:
            raise lesson.error(line, f"unknown tag `{key}`. {did_you_mean(key, TAGS)}")
        tags[key] = _points(lesson, line, value) if key == "points" else value
    if len([key for key in _MAIN if key in tags]) > 1:
        raise lesson.error(line, f"a cell is one of {', '.join(_MAIN)}, not several.")
    return tags


def _points(lesson: Lesson, line: int, value: str) -> float:
    try:
        points = float(value)
    except ValueError:
        points = -1.0
    if not 0 < points < 1000:
        raise lesson.error(line, f"`points={value}`: expected a number above 0.")
    return points
