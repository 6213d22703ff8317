"""What an exercise is, and how its answer is judged.

An exercise holds an `examine` callable. It calls the learner's function through a
`Case` and raises `Wrong`, `NotAttempted` or `Uncheckable`, or returns when all is
right. Most exercises are plain functions of plain values: for these
`probes.Probing` is the examiner. An exercise that returns a model or trains has an
examiner of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .anew import examine
from .as_text import as_code, as_text
from .kinds import describe
from .meanings import meaning_of
from .spies import Spy
from .subject import Call, Subject, as_it_was, plain, subject_of
from .trouble import Trouble
from .verdict import (
    CANNOT_BE_CHECKED,
    NOT_ATTEMPTED,
    PASSED,
    WRONG,
    NotAttempted,
    Uncheckable,
    Verdict,
    Wrong,
)

__all__ = ["Case", "Exercise", "judge_answer", "shapes"]


@dataclass(frozen=True)
class Exercise:
    """One exercise of a lesson.

    Attributes
    ----------
    name : str
        The function's name.
    title : str
        As in the lesson's heading.
    points : float
        What a right answer earns.
    section : str
        The heading to reread after a mistake.
    hints : tuple of str
        Two, the second stronger than the first; Markdown.
    examine : callable
        Takes a `Case`; raises when the answer is not right.
    seconds : float
        The longest that one call may take.
    """

    name: str
    title: str
    points: float
    section: str
    hints: tuple[str, str]
    examine: Callable[[Case], None]
    seconds: float = 5.0


@dataclass(frozen=True)
class Case:
    """One learner's answer to one exercise, as the examiner sees it.

    Attributes
    ----------
    exercise : Exercise
        The exercise.
    subject : Subject
        The learner's function.
    namespace : mapping
        The learner's other names.
    """

    exercise: Exercise
    subject: Subject
    namespace: Mapping[str, Any]

    def try_call(self, **arguments: Any) -> Call:
        """Call the answer; a stub or a hang ends the check, an exception does not."""
        arguments = plain(arguments)
        call = self.subject.call(arguments, self.exercise.seconds)
        if call.trouble and call.trouble.kind != "exception":
            self._stop(call.trouble, arguments)
        if call.value is None and call.trouble is None and self.subject.is_empty():
            raise NotAttempted
        return call

    def call(self, **arguments: Any) -> Any:
        """Call the answer and return its value; any trouble ends the check."""
        call = self.try_call(**arguments)
        if call.trouble:
            raise Wrong(self.about(call.trouble, arguments), "exception")
        if call.value is None:
            raise Wrong(*self.about_nothing(call))
        return call.value

    def with_names(self, **names: Any) -> Case:
        """Return the same case, with functions of the notebook replaced."""
        return replace(self, subject=self.subject.with_names(names))

    def watched(self, spy: Spy) -> Case:
        """Return the same case, with a spy that watches each call of the answer."""
        return replace(self, subject=self.subject.watched(spy))

    def _stop(self, trouble: Trouble, arguments: Mapping[str, Any]) -> None:
        name = self.exercise.name
        if trouble.kind == "stub" and trouble.where:
            raise Uncheckable(
                f"`{name}` calls {as_code(trouble.where)}, which is not written yet. "
                f"Write {as_code(trouble.where)} first, then run this check again."
            )
        if trouble.kind == "stub":
            raise NotAttempted
        raise Wrong(
            f"`{name}` was stopped: it had not finished after {trouble.where} when "
            f"called with {shapes(arguments)}. Is there a loop that never ends?",
            "too-slow",
        )

    def about(self, trouble: Trouble, arguments: Mapping[str, Any]) -> str:
        """Say which exception the answer raised, where, and for which inputs."""
        where = f" at {as_text(trouble.where)}" if trouble.where else ""
        message = f": {as_text(trouble.message)}" if trouble.message else ""
        said = (
            f"`{self.exercise.name}` stopped with {as_text(trouble.name)}{message}{where}.",
            meaning_of(trouble),
            f"It was called with {shapes(plain(arguments))}.",
        )
        return " ".join(filter(None, said))

    def about_nothing(self, call: Call) -> tuple[str, str]:
        """Say that the answer returned None, and the mistake's id."""
        name = self.exercise.name
        if call.printed.strip():
            return (
                f"`{name}` prints its result and returns None. "
                "Write `return …` in place of `print(…)`.",
                "prints-instead-of-returning",
            )
        return f"`{name}` returned None. Is a `return` missing?", "returns-nothing"


def judge_answer(
    exercise: Exercise, answer: Any, namespace: Mapping[str, Any] | None = None
) -> Verdict:
    """Judge one answer; see `rnn_course.checks.judge`."""

    def verdict(outcome: str, reason: str, mistake: str | None, share: float):
        points = round(share * exercise.points, 2)
        return Verdict(outcome, reason, mistake, points, float(exercise.points))

    try:
        case = _case(exercise, answer, namespace or {})
        with as_it_was(answer):
            examine(exercise.examine, case, exercise.name)
    except NotAttempted:
        reason = f"`{exercise.name}` is not attempted yet."
        return verdict(NOT_ATTEMPTED, reason, None, 0.0)
    except Wrong as wrong:
        return verdict(WRONG, wrong.reason, wrong.mistake, wrong.share)
    except Uncheckable as problem:
        return verdict(CANNOT_BE_CHECKED, str(problem), None, 0.0)
    except Exception as error:
        reason = (
            f"The check itself stopped with {type(error).__name__}: "
            f"{as_text(f'{error!s:.300}')}. "
            "It met an answer that it cannot handle."
        )
        return verdict(CANNOT_BE_CHECKED, reason, None, 0.0)
    return verdict(PASSED, f"`{exercise.name}` is right.", None, 1.0)


def _case(exercise: Exercise, answer: Any, namespace: Mapping[str, Any]) -> Case:
    if answer is None or answer is Ellipsis:
        raise NotAttempted
    if isinstance(answer, type) or not (
        callable(answer) or hasattr(answer, "outside_names")
    ):
        raise Wrong(
            f"The check was given {describe(answer)}; expected the function itself: "
            f"`check.{exercise.name}({exercise.name})`, without calling it.",
            "not-a-function",
        )
    return Case(exercise, subject_of(answer, namespace), namespace)


def shapes(arguments: Mapping[str, Any]) -> str:
    """Describe arguments by shape, or by value where they are small."""
    return ", ".join(f"{name} {_shape(value)}" for name, value in arguments.items())


def _shape(value: Any) -> str:
    shape = getattr(value, "shape", None)
    if shape:
        return f"of shape {tuple(shape)}"
    if callable(value):
        return "(a network)" if hasattr(value, "get_weights") else "(a function)"
    if isinstance(value, np.random.Generator):
        return "(a random generator)"
    text = repr(value)
    if len(text) <= 60:
        return f"= {text}"
    return f"(a {type(value).__name__} of length {len(value)})"
