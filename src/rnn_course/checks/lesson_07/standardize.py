"""Scale with what the training part knows: what the answer must do."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Arrays
from rnn_course.checks.lesson_07.standardize_slips import MISTAKES, standardize
from rnn_course.checks.probes import Probe, Probing

__all__ = ["STANDARDIZE"]

Inputs = dict[str, Any]
OTHERS = ("validation", "test", "more")


def _inputs(*lengths: int, columns: int = 0, whole: bool = False) -> Any:
    """Return a maker of a training part and others, each of its own length and size."""

    def make(rng: np.random.Generator) -> Inputs:
        made = {}
        for step, (name, length) in enumerate(
            zip(("train", *OTHERS), lengths, strict=False)
        ):
            size = (length, columns) if columns else length
            spread = rng.uniform(1, 4, columns) if columns else 3.0
            values = (rng.normal(size=size) + 2 * step) * spread * (1 + step) + 10
            made[name] = np.round(values).astype(int) if whole else values
        return made

    return make


def _single(rng: np.random.Generator) -> Inputs:
    made = _inputs(9, 5, columns=2)(rng)
    return {name: np.asfortranarray(part, np.float32) for name, part in made.items()}


STANDARDIZE = Exercise(
    name="standardize",
    title="A scale from the training part",
    points=2,
    section="A scale from the training part",
    hints=(
        "Compute one mean and one standard deviation, from `train`. Then use these two "
        "for every part.",
        "`mean, deviation = np.mean(train, axis=0), np.std(train, axis=0)`. The result "
        "is `tuple((part - mean) / deviation for part in (train, *others))`.",
    ),
    examine=Probing(
        reference=standardize,
        kind=Arrays(),
        probes=[
            Probe("three series", _inputs(12, 5, 7), trials=3),
            Probe("two tables of three columns", _inputs(11, 6, columns=3)),
            Probe("four parts", _inputs(8, 3, 9, 5), share=0.25),
            Probe("a training part alone", _inputs(9), share=0.25),
            Probe("a table alone", _inputs(7, columns=2), share=0.25),
            Probe("whole numbers", _inputs(10, 4, 4, whole=True), share=0.25),
            Probe("float32 tables, stored by columns", _single, share=0.25),
            Probe("another part of one row", _inputs(10, 1, 1), share=0.25),
        ],
        mistakes=MISTAKES,
    ),
)
