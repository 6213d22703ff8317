"""What a learner's process has in place of the checks, which it must not hold."""

from __future__ import annotations

import sys
import types
from typing import Any

__all__ = ["take_checks_away"]


class Quiet:
    """Stands for `check`, `hint`, `solution` or `quiz`: takes everything, says nothing."""

    def __init__(self, word: str) -> None:
        self._word = word

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *_, **__: None

    def __repr__(self) -> str:
        return f"{self._word} (answers elsewhere while a notebook is graded)"


class NoOverview:
    """Stands for the table of a learner's progress."""

    def __repr__(self) -> str:
        return "Your progress is shown here when you run the notebook yourself."


def begin(lesson: str) -> tuple[Quiet, Quiet, Quiet, Quiet]:
    """Return stand-ins for check, hint, solution and quiz."""
    return Quiet("check"), Quiet("hint"), Quiet("solution"), Quiet("quiz")


def take_checks_away() -> list[str]:
    """Replace what would read answers or tests; return secrets that are loaded already.

    The list must be empty: what has once been loaded is in the process's memory.
    """
    import rnn_course

    from ..confine.reach import SECRET

    rnn_course.begin = begin  # type: ignore[assignment]
    lesson = sys.modules.get("rnn_course.lesson")
    if lesson is not None:
        lesson.begin = begin  # type: ignore[attr-defined]
    overview = types.ModuleType("rnn_course.overview")
    overview.overview = NoOverview  # type: ignore[attr-defined]
    sys.modules["rnn_course.overview"] = overview
    rnn_course.overview = overview  # type: ignore[attr-defined]
    names = (f"rnn_course.{part}".replace("/", ".") for part in SECRET)
    secret = tuple(name for name in names if "checks" in name or "build" in name)
    return [name for name in sys.modules if name.startswith(secret)]
