"""Who may look at whom: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array, Unfit
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["CAUSAL_MASK"]


# --- inputs -----------------------------------------------------------------------


def _of(length: int) -> Callable[[np.random.Generator], dict[str, Any]]:
    return lambda rng: {"length": length}


def _some(rng: np.random.Generator) -> dict[str, Any]:
    return {"length": chance.size(rng, int(rng.integers(3, 12)), 3, 90)}


# --- what is right, and mistakes ----------------------------------------------------


@dataclass(frozen=True)
class _Mask(Array):
    """A square of True and False."""

    axes: str = "length, length"

    def read(self, value: Any, expected: Any) -> np.ndarray:
        try:
            array = super().read(value, expected)
        except Unfit as unfit:
            wanted = f"{len(expected)} rows of True and False (bool)"
            text = str(unfit).replace("expected numbers", f"expected {wanted}")
            raise Unfit(text) from None
        kind = np.asarray(value).dtype
        if kind.kind != "b":
            raise Unfit(f"it returned numbers ({kind}); expected True and False (bool)")
        return array


def _mask(length: int) -> np.ndarray:
    steps = np.arange(length)
    return steps[:, None] >= steps


def _square(change: Callable[[np.ndarray], Any]) -> Callable[[int], Any]:
    """Return what a function of a square of True gives."""
    return lambda length: change(np.ones((length, length), dtype=bool))


def _penalty(size: float) -> Callable[[int], Any]:
    return lambda length: np.where(_mask(length), 0.0, -size)


_PENALTY = (
    "`causal_mask` returns what is added to scores, 0 and −∞ or a large number. Expected "
    "the mask itself: True where one may look, False elsewhere."
)
_TRANSPOSED = (
    "`causal_mask` is turned round: here everybody sees what comes later. The *row* says "
    "who looks, the column what is looked at: `mask[q, k]` is True for k ≤ q."
)
_AHEAD = "`causal_mask` shows the next step too. Step q may look at 0 … q."
_MISTAKES = (
    Mistake(
        "numbers-not-bool",
        "`causal_mask` returns the right pattern in numbers. Expected True and False: "
        "`np.ones(…, dtype=bool)`, or compare two arrays.",
        _mask,
    ),
    Mistake("transposed", _TRANSPOSED, _square(np.triu)),
    Mistake(
        "forbids-itself",
        "`causal_mask` forbids each step to see itself, and the first one sees nothing at "
        "all. Step q may look at 0 … q, q included.",
        _square(lambda ones: np.tril(ones, k=-1)),
    ),
    Mistake("looks-ahead", _AHEAD, _square(lambda ones: np.tril(ones, k=1))),
    Mistake(
        "looks-ahead",
        "`causal_mask` shows everything, the future too. Step q may look at 0 … q.",
        _square(lambda ones: ones),
    ),
    Mistake(
        "inverted",
        "`causal_mask` is True where nothing may be seen. True means: may look.",
        _square(lambda ones: np.triu(ones, k=1)),
    ),
    Mistake(
        "only-itself",
        "`causal_mask` lets each step see itself alone, and none of those before.",
        _square(lambda ones: np.eye(len(ones))),
    ),
    Mistake("scores-not-bool", _PENALTY, _penalty(np.inf)),
    *(Mistake("scores-not-bool", _PENALTY, _penalty(10.0**n)) for n in (4, 6, 9, 10)),
)

CAUSAL_MASK = Exercise(
    name="causal_mask",
    title="No look into the future",
    points=1,
    section="No peeking: the causal mask",
    hints=(
        "Draw it for length 3 on paper. Row 0 sees column 0; row 1 sees 0 and 1; row 2 "
        "sees them all. It is a triangle: which corner is False?",
        "With `steps = np.arange(length)`, compare a column of steps with a row of steps: "
        "`steps[:, None] >= steps[None, :]`. Or take `np.tril` of a square of True.",
    ),
    examine=Probing(
        reference=_mask,
        kind=_Mask(),
        probes=[
            Probe("some length", _some, trials=3),
            Probe("length 2", _of(2), trials=1),
            Probe("length 1", _of(1), trials=1),
            Probe("length 40", _of(40), trials=1),
        ],
        mistakes=_MISTAKES,
    ),
)
