"""Scaling by the training part alone: the right way and the known leaks and slips."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["MISTAKES", "standardize"]


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


def _without_a_loop(train: Any, **others: Any) -> tuple[np.ndarray, ...]:
    """Subtract from the tuple of the other parts; NumPy makes one array of it."""
    mean, deviation = np.mean(train, 0), np.std(train, 0)
    return (train - mean) / deviation, (tuple(others.values()) - mean) / deviation


def _nested(**parts: Any) -> tuple[Any, ...]:
    first, *others = standardize(**parts)
    return first, others


def _without_brackets(**parts: Any) -> tuple[np.ndarray, ...]:
    shift = np.mean(parts["train"], 0) / np.std(parts["train"], 0)
    return tuple(part - shift for part in parts.values())


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
        "were. They need the same scale: take the mean and the deviation of `train` "
        "before you overwrite it, and use them for every part.",
        lambda train, **others: (standardize(train)[0], *others.values()),
    ),
    Mistake(
        "others-not-looped",
        "`standardize` computes with `others` as a whole. It is a tuple of parts, each "
        "of its own length: scale them one by one, in a loop.",
        _without_a_loop,
    ),
    Mistake(
        "others-nested",
        "`standardize` returns the other parts in a list of their own. Return one flat "
        "tuple, `(train_z, validation_z, test_z)`: a star unpacks a list, "
        "`(train_z, *others_z)`.",
        _nested,
    ),
    Mistake(
        "no-brackets",
        "`standardize` divides the mean and not the difference. Division comes first in "
        "Python: write `(part - mean) / deviation`, with brackets.",
        _without_brackets,
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
