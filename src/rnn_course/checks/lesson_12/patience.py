"""More time for answers that build or run a network."""

from __future__ import annotations

from dataclasses import replace

from rnn_course.checks.exercise import Case

__all__ = ["patient"]


def patient(case: Case, seconds: float) -> Case:
    """Return the same case, whose calls may take so many seconds at least.

    Keras may have to be loaded, and it compiles at the first call.
    """
    longer = max(case.exercise.seconds, seconds)
    return replace(case, exercise=replace(case.exercise, seconds=longer))
