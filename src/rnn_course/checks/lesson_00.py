"""Checks of lesson 00, Start here."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Exercise
from .kinds import Number
from .probes import Mistake, Probe, Probing

__all__ = ["EXERCISES"]


def _fraction(rng: np.random.Generator) -> dict[str, Any]:
    return {"x": float(rng.uniform(3, 9))}


def _whole(rng: np.random.Generator) -> dict[str, Any]:
    return {"x": int(rng.integers(3, 90))}


def _negative(rng: np.random.Generator) -> dict[str, Any]:
    return {"x": -int(rng.integers(3, 90))}


def _zero(rng: np.random.Generator) -> dict[str, Any]:
    return {"x": 0}


DOUBLE = Exercise(
    name="double",
    title="Double a number",
    points=1,
    section="Write an answer",
    hints=(
        "The answer is one line that starts with `return`.",
        "Twice a number is the number times two; Python writes times as `*`.",
    ),
    examine=Probing(
        reference=lambda x: 2 * x,
        kind=Number(),
        probes=[
            Probe("a whole number", _whole),
            Probe("a number with a fraction", _fraction, share=0.5),
            Probe("a negative number", _negative, share=0.5),
            Probe("zero", _zero, trials=1),
        ],
        mistakes=[
            Mistake(
                "squared",
                "`double` multiplies the number by itself (`**` is a power). "
                "Twice `x` is `2 * x`.",
                lambda x: x**2,
            ),
            Mistake(
                "plus-two",
                "`double` adds two. Twice a number is the number *times* two.",
                lambda x: x + 2,
            ),
            Mistake(
                "unchanged",
                "`double` gives back the number as it came.",
                lambda x: x,
            ),
            Mistake("halved", "`double` halves the number.", lambda x: x / 2),
            Mistake(
                "loses-the-sign",
                "`double` is right for positive numbers, but loses the minus sign of "
                "negative ones.",
                lambda x: abs(2 * x),
            ),
            Mistake(
                "loses-the-fraction",
                "`double` is right for whole numbers, but cuts the fraction off others.",
                lambda x: 2 * int(x),
            ),
        ],
    ),
)

EXERCISES = (DOUBLE,)
