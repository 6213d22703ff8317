"""The four things that a lesson's first cell makes: check, hint, solution, quiz."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from . import released
from .cards import Card, Tone
from .checks import exercises, find_exercise, judge
from .checks.verdict import CANNOT_BE_CHECKED, NOT_ATTEMPTED, PASSED, WRONG, Verdict

__all__ = ["Asker", "begin"]

TONES = {
    PASSED: Tone("✓", "Right", "right"),
    WRONG: Tone("✗", "Not yet", "wrong"),
    NOT_ATTEMPTED: Tone("○", "Not attempted", "calm"),
    CANNOT_BE_CHECKED: Tone("?", "Cannot be checked", "calm"),
}


def begin(lesson: str) -> tuple[Asker, Asker, Asker, Any]:
    """Open a lesson: return its ``check``, ``hint``, ``solution`` and ``quiz``.

    Parameters
    ----------
    lesson : str
        The lesson's name, ``"03-predict-the-next-number"``.

    Returns
    -------
    tuple
        ``check.name(answer)``, ``hint.name()``, ``solution.name()`` for each exercise,
        and ``quiz.ask("question-id")`` for each question.

    Raises
    ------
    CourseError
        When there is no such lesson.
    """
    from .quiz import Quiz

    exercises(lesson)
    desk = _Desk(lesson)
    return (
        Asker(lesson, "check", desk.check),
        Asker(lesson, "hint", desk.hint),
        Asker(lesson, "solution", desk.solution),
        Quiz(lesson),
    )


class Asker:
    """One word of a lesson, ``check`` say, with an attribute for each exercise."""

    def __init__(self, lesson: str, word: str, act: Callable[..., Card]) -> None:
        self._lesson, self._word, self._act = lesson, word, act

    def __getattr__(self, name: str) -> Callable[..., Card]:
        if name.startswith("_"):
            raise AttributeError(name)
        find_exercise(self._lesson, name)

        def ask(*answer: Any) -> Card:
            return self._act(name, *answer)

        ask.__name__ = f"{self._word}_{name}"
        return ask

    def __dir__(self) -> list[str]:
        return list(exercises(self._lesson))

    def __repr__(self) -> str:
        calls = ", ".join(f"{self._word}.{name}" for name in self.__dir__())
        return f"{calls or 'nothing to ask'} (lesson {self._lesson})"


class _Desk:
    """Answers a learner's requests, and keeps how far each exercise has come."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        self.hints_shown: dict[str, int] = {}
        self.asked_for_solution: set[str] = set()

    def check(self, name: str, *answer: Any) -> Card:
        """Judge an answer and show the verdict."""
        if len(answer) != 1:
            text = f"Give the check your function: `check.{name}({name})`."
            nothing = Verdict(CANNOT_BE_CHECKED, text, None, 0.0, 0.0)
            return Card(TONES[CANNOT_BE_CHECKED], name, text, verdict=nothing)
        verdict = judge(self.lesson, name, answer[0], _namespace(answer[0]))
        self._record("record_check", name, verdict)
        return self._card(name, verdict)

    def hint(self, name: str) -> Card:
        """Show the first hint, then the second."""
        exercise = find_exercise(self.lesson, name)
        shown = min(self.hints_shown.get(name, 0) + 1, len(exercise.hints))
        self.hints_shown[name] = shown
        self._record("record_hint", name, shown)
        total = len(exercise.hints)
        more = f"\n\n`hint.{name}()` again gives the next one." if shown < total else ""
        tone = Tone("→", f"Hint {shown} of {total}", "calm")
        return Card(tone, exercise.title, exercise.hints[shown - 1] + more)

    def solution(self, name: str) -> Card:
        """Ask once, then show one way to write the answer."""
        title = find_exercise(self.lesson, name).title
        source = released.read(self.lesson)["exercises"][name].get("solution")
        if source is None:
            tone = Tone("○", "Solution", "calm")
            return Card(tone, title, "Your class shows solutions after grading.")
        if name not in self.asked_for_solution:
            self.asked_for_solution.add(name)
            text = (
                f"Have you seen both hints (`hint.{name}()`)? To see the solution, run "
                "this cell once more. Your progress will say that you looked."
            )
            return Card(Tone("?", "Show the solution?", "calm"), title, text)
        self._record("record_solution", name)
        tone = Tone("→", "One way to write it", "calm")
        return Card(tone, title, "Compare it with yours, line by line.", code=source)

    def _card(self, name: str, verdict: Verdict) -> Card:
        exercise = find_exercise(self.lesson, name)
        text = verdict.reason
        if verdict.outcome == WRONG:
            text += f"\n\nTo reread: **{exercise.section}**. For help: `hint.{name}()`."
        earned = f"{round(verdict.points, 2):g} of {verdict.max_points:g} points"
        tone = TONES[verdict.outcome]
        return Card(tone, exercise.title, text, earned, verdict=verdict)

    def _record(self, what: str, name: str, *details: Any) -> None:
        from . import progress

        getattr(progress, what)(self.lesson, name, *details)


def _namespace(answer: Any) -> Mapping[str, Any]:
    """Return the names of the notebook in which `answer` was written."""
    if hasattr(answer, "namespace"):  # it lives in another process
        return answer.namespace
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        return shell.user_ns
    return getattr(answer, "__globals__", {})
