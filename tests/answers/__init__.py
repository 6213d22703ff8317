"""The proof corpus: right and wrong answers to every exercise.

One module a lesson makes a `Corpus` and registers functions with its decorators;
`tests/test_answers.py` judges them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Corpus"]

Function = Callable[..., Any]


@dataclass(frozen=True)
class Wrong:
    """A wrong answer: the mistake's id (None: not recognised) and a fragment to say."""

    function: Function
    mistake: str | None
    says: str
    points: float | None


@dataclass
class Corpus:
    """All answers to the exercises of one lesson.

    Attributes
    ----------
    lesson : str
        The lesson's name.
    rights, wrongs : dict
        Exercise → answers.
    equivalents : dict
        Exercise → {mutation as the test prints it: why it changes nothing}.
    namespace : dict
        Names that an answer of an exercise may look up besides its own module's.
    """

    lesson: str
    rights: dict[str, list[Function]] = field(default_factory=dict)
    wrongs: dict[str, list[Wrong]] = field(default_factory=dict)
    equivalents: dict[str, dict[str, str]] = field(default_factory=dict)
    namespace: dict[str, Any] = field(default_factory=dict)

    def right(self, exercise: str) -> Callable[[Function], Function]:
        """Register a right answer."""

        def register(function: Function) -> Function:
            self.rights.setdefault(exercise, []).append(function)
            return function

        return register

    def wrong(
        self, exercise: str, *, mistake: str | None, says: str, points: float | None = 0
    ) -> Callable[[Function], Function]:
        """Register a wrong answer; `points` None leaves the points open."""

        def register(function: Function) -> Function:
            wrong = Wrong(function, mistake, says, points)
            self.wrongs.setdefault(exercise, []).append(wrong)
            return function

        return register

    def equivalent(self, exercise: str, mutation: str, *, because: str) -> None:
        """List a mutation of the solution that computes the same."""
        self.equivalents.setdefault(exercise, {})[mutation] = because
