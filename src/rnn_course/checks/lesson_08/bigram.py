"""What follows each word: what the answer must do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.lesson_08.bigram_slips import MISTAKES, bigram
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.verdict import Wrong

__all__ = ["BIGRAM_PROBABILITIES"]

Inputs = dict[str, Any]


def _ids(rows: int = 5, time: int = 6, size: int = 8, **more: Any) -> Any:
    """Make rows in which pairs repeat, and some words never come.

    No id is 0, so that pairs with padding may be counted or not.
    """

    def make(rng: np.random.Generator) -> Inputs:
        few = rng.integers(2, size - 1, size=(rows, time))
        few[:, :3] = few[0, :3]  # the same start in each row: these pairs repeat
        return {"ids": few, "vocab_size": size} | more

    return make


def _random_alpha(make: Any) -> Any:
    return lambda rng: make(rng) | {"alpha": float(rng.uniform(0.1, 3.0))}


def _many(rng: np.random.Generator) -> Inputs:
    return _ids(200, 12, 30, alpha=0.5)(rng)


def _narrow(rng: np.random.Generator) -> Inputs:
    inputs = _ids(9, 2, 7, alpha=1.0)(rng)
    return inputs | {"ids": np.asarray(inputs["ids"], np.int32, order="F")}


_WHOLE_NUMBERS = (
    "`bigram_probabilities` counts in a table of whole numbers, and `+=` cannot put "
    "`alpha`, a fraction, into it. Begin with `np.zeros((vocab_size, vocab_size))`, "
    "without `int`."
)


@dataclass(frozen=True)
class _Counting(Probing):
    """The examiner; it translates what numpy says about fractions in whole numbers."""

    def __call__(self, case: Case) -> None:
        """Examine one answer; see `Probing`."""
        try:
            super().__call__(case)
        except Wrong as wrong:
            if wrong.mistake == "exception" and "Cannot cast ufunc" in wrong.reason:
                raise Wrong(_WHOLE_NUMBERS, "whole-numbers", wrong.share) from None
            raise


BIGRAM_PROBABILITIES = Exercise(
    name="bigram_probabilities",
    title="What follows each word",
    points=2,
    section="Three readers without a memory",
    hints=(
        "Make a table of zeros, (V, V). Go through all rows and all steps, and add 1 "
        "at `[word, next word]`. Then smooth, then divide each row by its sum.",
        "`np.add.at(counts, (ids[:, :-1], ids[:, 1:]), 1)` counts all pairs at once. "
        "After `counts += alpha` the row sums are `counts.sum(axis=1, keepdims=True)`.",
    ),
    examine=_Counting(
        reference=bigram,
        kind=Array("word before, word after"),
        probes=[
            Probe("pairs that repeat", _random_alpha(_ids()), trials=3),
            Probe("one row", _random_alpha(_ids(rows=1)), share=0.5),
            Probe("rows of two words", _narrow, share=0.25),
            Probe("`alpha` left out", _ids(), share=0.25),
            Probe("a whole number for `alpha`", _ids(alpha=2), share=0.25, trials=1),
            Probe("many rows", _many, share=0.5, trials=1),
        ],
        mistakes=MISTAKES,
    ),
)
