"""Names for factors per step: what is right, and what known mistakes return."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.kinds import Text, Unfit
from rnn_course.checks.lesson_05.decay import decay
from rnn_course.checks.probes import Mistake

__all__ = ["DIAGNOSIS", "Illness", "diagnosis"]


def _name(factor: float, low: float = 0.9, high: float = 1.1) -> str:
    if factor < low:
        return "vanishing"
    return "exploding" if factor > high else "healthy"


def diagnosis(norms: Any) -> str:
    """Return "vanishing", "healthy" or "exploding"."""
    return _name(decay(norms))


class Illness(Text):
    """One of the three words."""

    def read(self, value: Any, expected: Any) -> str:
        """Return the word."""
        word = super().read(value, expected)
        if word not in _SWAPPED:
            raise Unfit(
                f'it returned "{word}"; expected "vanishing", "healthy" or "exploding"'
            )
        return word


_SWAPPED = {"vanishing": "exploding", "exploding": "vanishing", "healthy": "healthy"}

DIAGNOSIS = (
    Mistake(
        "names-swapped",
        "Vanishing and exploding have changed places. A factor *below* 1 shrinks the "
        "norm at each step back: vanishing. (Norms are in time order.)",
        lambda norms: _SWAPPED[diagnosis(norms)],
    ),
    Mistake(
        "nothing-is-healthy",
        "Some healthy gradients are called ill: the borders are drawn too near to 1. A "
        "factor from 0.9 to 1.1 counts as healthy.",
        lambda norms: _name(decay(norms), 1.0, 1.0),
    ),
    Mistake(
        "judges-the-first-norm",
        "This judges the oldest norm, not the factor per step: a long sequence would "
        "vanish and a short one would not. Use `decay_per_step(norms)`.",
        lambda norms: _name(norms[0]),
    ),
    Mistake(
        "judges-the-last-norm",
        "This judges the last norm, not the factor per step. Use "
        "`decay_per_step(norms)`.",
        lambda norms: _name(norms[-1]),
    ),
    Mistake(
        "judges-the-mean",
        "This judges the mean of the norms, not the factor per step. Use "
        "`decay_per_step(norms)`.",
        lambda norms: _name(np.mean(norms)),
    ),
    Mistake(
        "judges-the-whole-change",
        "This judges the change over the whole sequence. Use the factor per step, "
        "`decay_per_step(norms)`.",
        lambda norms: _name(norms[0] / norms[-1]),
    ),
    Mistake(
        "other-spelling",
        'The diagnosis is right, the spelling is not: write "vanishing", "healthy" '
        'or "exploding", in small letters.',
        lambda norms: diagnosis(norms).capitalize(),
    ),
    Mistake(
        "other-spelling",
        'The diagnosis is right, the spelling is not: write "vanishing", "healthy" '
        'or "exploding", in small letters.',
        lambda norms: diagnosis(norms).upper(),
    ),
    Mistake(
        "always-the-same",
        "Gradients that are ill are called healthy. Compare the factor per step with 0.9 "
        "and with 1.1.",
        lambda norms: "healthy",
    ),
    Mistake(
        "always-the-same",
        "Gradients that do not vanish are called vanishing. Compare the factor per step "
        "with 0.9 and with 1.1.",
        lambda norms: "vanishing",
    ),
    Mistake(
        "exploding-is-missing",
        "A factor above 1.1 must be called exploding.",
        lambda norms: _name(decay(norms), 0.9, np.inf),
    ),
    Mistake(
        "vanishing-is-missing",
        "A factor below 0.9 must be called vanishing.",
        lambda norms: _name(decay(norms), 0.0, 1.1),
    ),
)
