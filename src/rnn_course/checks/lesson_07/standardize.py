"""Scale with what the training part knows: right results, and known leaks."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Arrays
from rnn_course.checks.probes import Mistake, Probe, Probing

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


def _scaled(parts: tuple[Any, ...], middle: Any, spread: Any) -> tuple[np.ndarray, ...]:
    return tuple((np.asarray(part, float) - middle) / spread for part in parts)


def standardize(train: Any, *others: Any, **named: Any) -> tuple[np.ndarray, ...]:
    """Return all parts, scaled by mean and deviation of the training part."""
    others = (*others, *named.values())
    return _scaled((train, *others), np.mean(train, 0), np.std(train, 0))


def _with(middle: Any, spread: Any) -> Any:
    """Return a scaler whose statistics are functions of all the parts."""

    def make(**parts: Any) -> tuple[np.ndarray, ...]:
        given = tuple(parts.values())
        return _scaled(given, middle(given), spread(given))

    return make


def _each_by_itself(**parts: Any) -> tuple[np.ndarray, ...]:
    return tuple((part - np.mean(part, 0)) / np.std(part, 0) for part in parts.values())


def _in_whole_numbers(**parts: Any) -> tuple[np.ndarray, ...]:
    return tuple(
        scaled.astype(np.asarray(part).dtype)
        for scaled, part in zip(standardize(**parts), parts.values(), strict=True)
    )


_FITTED_ON_ALL = (
    "`standardize` takes the mean and the deviation of all parts together. Then the "
    "training knows something of the test. Use the statistics of `train` alone, for "
    "every part."
)
_TABLE = (
    "`standardize` takes one mean and one deviation for the whole table. Each column "
    "has its own unit, so each is scaled by itself: `mean(axis=0)`, `std(axis=0)`."
)

MISTAKES = (
    Mistake(
        "fitted-on-all",
        _FITTED_ON_ALL,
        _with(
            lambda parts: np.concatenate(parts).mean(0),
            lambda parts: np.concatenate(parts).std(0),
        ),
    ),
    Mistake(
        "fitted-on-all",
        _FITTED_ON_ALL,
        _with(
            lambda parts: np.concatenate(parts).mean(),
            lambda parts: np.concatenate(parts).std(),
        ),
    ),
    Mistake(
        "each-by-itself",
        "`standardize` scales each part by its own mean and deviation. A warm test year "
        "then looks like any other, and at the time of a forecast its mean is not "
        "known. Use the statistics of `train` for every part.",
        _each_by_itself,
    ),
    Mistake(
        "fitted-on-test",
        "`standardize` takes the statistics of the last part. Use those of `train`.",
        _with(lambda parts: parts[-1].mean(0), lambda parts: parts[-1].std(0)),
    ),
    Mistake(
        "one-scale-for-the-table",
        _TABLE,
        _with(lambda parts: np.mean(parts[0]), lambda parts: np.std(parts[0])),
    ),
    Mistake(
        "sample-deviation",
        "`standardize` divides by the deviation with `ddof=1`. Expected is the plain "
        "one, `np.std(train, axis=0)`, which divides by the number of rows.",
        _with(
            lambda parts: np.mean(parts[0], 0),
            lambda parts: np.std(parts[0], 0, ddof=1),
        ),
    ),
    Mistake(
        "variance",
        "`standardize` divides by the variance. Divide by its root, `np.std`.",
        _with(lambda parts: np.mean(parts[0], 0), lambda parts: np.var(parts[0], 0)),
    ),
    Mistake(
        "mean-not-subtracted",
        "`standardize` divides and does not subtract the mean. The training part should "
        "end up with mean 0.",
        _with(lambda parts: 0.0, lambda parts: np.std(parts[0], 0)),
    ),
    Mistake(
        "not-divided",
        "`standardize` subtracts the mean and does not divide. The training part should "
        "end up with deviation 1.",
        _with(lambda parts: np.mean(parts[0], 0), lambda parts: 1.0),
    ),
    Mistake(
        "smallest-and-largest",
        "`standardize` maps the smallest value to 0 and the largest to 1. Asked is "
        "another scale: mean 0 and standard deviation 1.",
        _with(lambda parts: np.min(parts[0], 0), lambda parts: np.ptp(parts[0], 0)),
    ),
    Mistake(
        "others-unscaled",
        "`standardize` scales the training part alone and hands the others on as they "
        "were. They need the same scale.",
        lambda train, **others: (standardize(train)[0], *others.values()),
    ),
    Mistake(
        "others-missing",
        "`standardize` returns the training part alone. Return every part, in the "
        "order in which they came.",
        lambda train, **others: standardize(train),
    ),
    Mistake(
        "train-missing",
        "`standardize` returns the other parts and not the training part. Return every "
        "part, the training part first.",
        lambda **parts: standardize(**parts)[1:],
    ),
    Mistake(
        "not-a-tuple",
        "`standardize` called with one part returns an array. Return a tuple all the "
        "same, `(train_z,)`: then whoever calls it knows what to expect.",
        lambda **parts: (
            standardize(**parts) if len(parts) > 1 else standardize(**parts)[0]
        ),
    ),
    Mistake(
        "whole-numbers",
        "`standardize` keeps whole numbers when it is given whole numbers, and cuts the "
        "fractions off. Do not write into a copy of the array; the result of "
        "`(part - mean) / deviation` has fractions.",
        _in_whole_numbers,
    ),
)

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
