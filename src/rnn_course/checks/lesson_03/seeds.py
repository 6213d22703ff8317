"""A summary of many seeds: what the answer must do, and its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Number, Parts
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["SEED_SUMMARY"]


class Three(Parts):
    """Three numbers: a tuple, a list or an array of them."""

    def read(self, value: Any, expected: Any) -> dict[str, Any]:
        """See `Parts.read`."""
        whole = isinstance(value, np.ndarray) and value.ndim == 1
        return super().read(list(value) if whole else value, expected)


def _numbers(count: int):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {"predictions": rng.gamma(2.0, 2.0, size=count) + 5}

    return make


def _list(rng: np.random.Generator) -> dict[str, Any]:
    return {"predictions": (rng.gamma(2.0, 2.0, size=20) + 5).tolist()}


def _single(rng: np.random.Generator) -> dict[str, Any]:
    return {"predictions": rng.normal(8, 1, size=1).astype("float32")}


def _summary(middle: Any, low: Any, high: Any):
    """Return a function that summarises predictions in this way."""
    return lambda predictions: (
        middle(predictions),
        low(predictions),
        high(predictions),
    )


def _percentile(share: float):
    return lambda values: np.percentile(values, share)


def _unsorted(share: float):
    return lambda values: np.asarray(values)[int(share * (len(values) - 1))]


def _placed(share: float, place: Any):
    """Take a value by its place in order; `place` takes (share, count)."""
    return lambda values: np.sort(values)[place(share, len(values))]


_PLACES = (
    lambda share, count: min(int(share * count), count - 1),
    lambda share, count: int(share * (count - 1)),
    lambda share, count: round(share * (count - 1)),
)


SEED_SUMMARY = Exercise(
    name="seed_summary",
    title="Sum up many seeds",
    points=2,
    section="Twenty networks",
    hints=(
        "NumPy has a function for each of the three: `np.median` and `np.percentile`.",
        "The low end is `np.percentile(predictions, 10)`, the high end the same with "
        "90. Return median, low, high, in this order.",
    ),
    examine=Probing(
        reference=_summary(np.median, _percentile(10), _percentile(90)),
        kind=Three(median=Number(), low=Number(), high=Number()),
        probes=[
            Probe("twenty predictions, unsorted", _numbers(20), trials=3),
            Probe("an odd count", _numbers(7)),
            Probe("a list", _list),
            Probe("a single prediction", _single),
        ],
        mistakes=[
            Mistake(
                "mean-instead-of-median",
                "Low and high are right. The first value is the mean; a single wild "
                "network moves it, the median stays. Use `np.median`.",
                _summary(np.mean, _percentile(10), _percentile(90)),
            ),
            Mistake(
                "smallest-and-largest",
                "Low and high are the smallest and the largest value. These grow with "
                "every seed that you add; take the 10th and 90th percentile.",
                _summary(np.median, np.min, np.max),
            ),
            Mistake(
                "smallest-and-largest",
                "The three values are the mean, the smallest and the largest. Asked are "
                "the median and two percentiles: a single wild network moves all of "
                "yours.",
                _summary(np.mean, np.min, np.max),
            ),
            *(
                Mistake(
                    "by-place",
                    "The function sorts and takes values by their place. That is nearly "
                    "right, but a percentile mostly lies between two values: "
                    "`np.percentile` finds the point between them.",
                    _summary(middle, _placed(0.1, place), _placed(0.9, place)),
                )
                for place in _PLACES
                for middle in (np.median, _placed(0.5, place))
            ),
            Mistake(
                "percentiles-5-and-95",
                "Low and high are the 5th and 95th percentile. The task asks for the "
                "10th and the 90th.",
                _summary(np.median, _percentile(5), _percentile(95)),
            ),
            Mistake(
                "percentiles-25-and-75",
                "Low and high are the 25th and 75th percentile, the middle half. The "
                "task asks for the 10th and the 90th.",
                _summary(np.median, _percentile(25), _percentile(75)),
            ),
            Mistake(
                "percentiles-as-shares",
                "`np.percentile` counts from 0 to 100, so 0.1 is nearly the smallest "
                "value. Write 10 and 90, or use `np.quantile`.",
                _summary(np.median, _percentile(0.1), _percentile(0.9)),
            ),
            Mistake(
                "mean-and-deviation",
                "Low and high are one standard deviation from the middle. The task "
                "asks for percentiles, which also fit lopsided predictions.",
                _summary(
                    np.mean,
                    lambda v: np.mean(v) - np.std(v),
                    lambda v: np.mean(v) + np.std(v),
                ),
            ),
            Mistake(
                "order",
                "The three values are right, in another order. Return median, low, "
                "high.",
                lambda predictions: tuple(np.percentile(predictions, [10, 50, 90])),
            ),
            Mistake(
                "low-and-high-swapped",
                "Low and high have changed places.",
                _summary(np.median, _percentile(90), _percentile(10)),
            ),
            Mistake(
                "assumes-sorted",
                "The function picks values by their place, as if they were sorted. "
                "Predictions come in the order of the seeds.",
                _summary(_unsorted(0.5), _unsorted(0.1), _unsorted(0.9)),
            ),
        ],
    ),
)
