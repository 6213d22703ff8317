"""Recognise a lesson's cells by their texts, where no metadata tells what they are.

Some programs save notebooks without nbgrader's metadata. A cell that asks a question or
checks an answer says so in its text, and an answer defines the exercise's name. Nothing
is run: texts are compared with the names that `released/` holds, on any system.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import Any

from . import released

__all__ = ["cell_name", "count_cells", "lesson_of"]

_CHECK = re.compile(r"^check\.(\w{1,80})\(", re.MULTILINE)
_QUIZ = re.compile(r"^quiz\.ask\(\s*[\"']([\w-]{1,100})[\"']", re.MULTILINE)
_ANSWER = re.compile(r"^(?:def|class)\s+(\w{1,80})\b|^(\w{1,80})\s*=", re.MULTILINE)
_LONGEST = 200_000  # characters of a cell that are looked at


def cell_name(source: str, lesson: str, cell_type: str = "code") -> str | None:
    """Return the grade id that a cell of a lesson has by its text.

    Parameters
    ----------
    source : str
        The cell's text.
    lesson : str
        The lesson's name.
    cell_type : str
        Only code is recognised.

    Returns
    -------
    str or None
        ``"check-NAME"``, ``"quiz-ID"`` or, of an answer, ``"NAME"``; None where the
        text is none of these.
    """
    if cell_type != "code":
        return None
    source = source[:_LONGEST].replace("\r\n", "\n")
    exercises, questions = _names(lesson)
    for kind, pattern, known in (
        ("quiz-", _QUIZ, questions),
        ("check-", _CHECK, exercises),
        ("", _ANSWER, exercises),
    ):
        for match in pattern.finditer(source):
            name = next(filter(None, match.groups()))
            if name in known:
                return kind + name
    return None


def count_cells(notebook: Any, lesson: str) -> int:
    """Return how many of a lesson's checks, questions and answers a notebook has.

    Parameters
    ----------
    notebook : Any
        A notebook as JSON has it, or anything else: that has none.
    """
    names: set[str] = set()
    for cell in _cells(notebook):
        name = cell_name(_text(cell.get("source")), lesson, _text(cell["cell_type"]))
        if name is None and _grade_id(cell) in _grade_ids(lesson):
            name = _grade_id(cell)
        if name is not None:
            names.add(name)
    return len(names)


def lesson_of(notebook: Any) -> str | None:
    """Return the lesson that most of a notebook's cells belong to; None without any."""
    counts = Counter(
        {name: count_cells(notebook, name) for name in released.lesson_names()}
    )
    (best, most), *_ = counts.most_common(1) or [("", 0)]
    return best if most else None


def _cells(notebook: Any) -> list[Mapping[str, Any]]:
    cells = notebook.get("cells") if isinstance(notebook, Mapping) else None
    if not isinstance(cells, list):
        return []
    return [c for c in cells if isinstance(c, Mapping) and "cell_type" in c]


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(line for line in value if isinstance(line, str))
    return value if isinstance(value, str) else ""


def _grade_id(cell: Mapping[str, Any]) -> str:
    metadata = cell.get("metadata")
    grading = metadata.get("nbgrader") if isinstance(metadata, Mapping) else None
    return _text(grading.get("grade_id")) if isinstance(grading, Mapping) else ""


@cache
def _names(lesson: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the names of a lesson's exercises, and of its questions."""
    facts = released.read(lesson)
    questions = frozenset(question["id"] for question in facts["questions"])
    return frozenset(facts["exercises"]), questions


@cache
def _grade_ids(lesson: str) -> frozenset[str]:
    exercises, questions = _names(lesson)
    checks = {f"check-{name}" for name in exercises}
    return exercises | checks | {f"quiz-{name}" for name in questions}
