"""Checks of lesson NN."""

from __future__ import annotations

from typing import Any

import numpy as np

from .exercise import Exercise
from .kinds import Array
from .probes import Mistake, Probe, Probing

__all__ = ["EXERCISES"]


def _series(rng: np.random.Generator) -> dict[str, Any]:
    return {"series": rng.normal(3, 2, size=int(rng.integers(4, 12)))}


def _one(rng: np.random.Generator) -> dict[str, Any]:
    return {"series": rng.normal(3, 2, size=1)}


def _reference(series: Any) -> np.ndarray:
    return np.cumsum(series) / np.arange(1, len(series) + 1)


RUNNING_MEAN = Exercise(
    name="running_mean",
    title="A running mean",
    points=2,
    section="Do it in one pass",
    hints=(
        "Keep two numbers while you go through the series: a sum and a count.",
        "In each step: add the number to the sum, divide by the count, append.",
    ),
    examine=Probing(
        reference=_reference,
        kind=Array("time"),
        probes=[
            Probe("several numbers", _series),
            Probe("one number", _one, share=0.5, trials=1),
        ],
        mistakes=[
            Mistake(
                "sums",
                "`running_mean` returns the running sums. Divide each by its count.",
                lambda series: np.cumsum(series),
            ),
            Mistake(
                "whole-mean",
                "`running_mean` gives the mean of the whole series at every step. Use "
                "only the numbers up to the step.",
                lambda series: np.full(len(series), np.mean(series)),
            ),
            Mistake(
                "unchanged",
                "`running_mean` gives back the series as it came.",
                lambda series: np.array(series),
            ),
            Mistake(
                "divides-by-the-length",
                "Every sum is divided by the length of the whole series; expected the "
                "count of the numbers so far.",
                lambda series: np.cumsum(series) / len(series),
            ),
        ],
    ),
)

EXERCISES = (RUNNING_MEAN,)
