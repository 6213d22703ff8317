"""Factors per step and their names: what is right, and what known mistakes return."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["DECAY", "DIAGNOSIS", "decay", "diagnosis"]

Array = np.ndarray


def _lags(norms: Any) -> Array:
    return np.arange(len(norms))[::-1]


def _slope(norms: Any) -> float:
    return np.polyfit(_lags(norms), np.log(np.asarray(norms, float)), 1)[0]


def decay(norms: Any) -> float:
    """Return the factor by which norms, in time order, change for each step back."""
    return float(np.exp(_slope(norms)))


def _no_intercept(norms: Any) -> float:
    lags, logs = _lags(norms), np.log(norms)
    return np.exp(lags @ logs / (lags @ lags))


def _ratios(norms: Any) -> Array:
    norms = np.asarray(norms, float)
    return norms[:-1] / norms[1:]


DECAY = (
    Mistake(
        "per-step-forward",
        "This is the factor for a step *forward*. The norms are in time order, so the "
        "oldest comes first; asked is the factor for each step back.",
        lambda norms: np.exp(-_slope(norms)),
    ),
    Mistake(
        "slope-not-factor",
        "This is the slope of the logarithm. The factor is its exponential: "
        "`np.exp(slope)`.",
        _slope,
    ),
    Mistake(
        "no-intercept",
        "The line is forced through 0 at the last step. Fit slope *and* intercept, as "
        "`np.polyfit(…, 1)` does.",
        _no_intercept,
    ),
    Mistake(
        "no-logarithm",
        "The line is fitted to the norms themselves. Take their logarithm first: a "
        "constant factor is a straight line only there.",
        lambda norms: np.polyfit(_lags(norms), np.asarray(norms, float), 1)[0],
    ),
    Mistake(
        "first-and-last",
        "Only the first and the last norm are used. One unlucky value then decides "
        "everything; fit a line to all of them.",
        lambda norms: (norms[0] / norms[-1]) ** (1 / (len(norms) - 1)),
    ),
    Mistake(
        "total-change",
        "This is the change over the whole sequence. Asked is the factor for one step.",
        lambda norms: norms[0] / norms[-1],
    ),
    Mistake(
        "mean-of-ratios",
        "This averages the ratios of neighbours. Asked is the factor from a "
        "straight-line fit to the log norms.",
        lambda norms: _ratios(norms).mean(),
    ),
    Mistake(
        "mixed-logarithms",
        "Logarithm and exponential do not fit together: undo `np.log10` with `10 ** …`, "
        "and `np.log` with `np.exp`.",
        lambda norms: np.exp(_slope(norms) / np.log(10)),
    ),
    Mistake(
        "mixed-logarithms",
        "Logarithm and exponential do not fit together: undo `np.log10` with `10 ** …`, "
        "and `np.log` with `np.exp`.",
        lambda norms: 10 ** _slope(norms),
    ),
    Mistake(
        "intercept-not-slope",
        "This comes from the intercept of the line. `np.polyfit(…, 1)` returns the slope "
        "first.",
        lambda norms: np.exp(np.polyfit(_lags(norms), np.log(norms), 1)[1]),
    ),
)


def _name(factor: float, low: float = 0.9, high: float = 1.1) -> str:
    if factor < low:
        return "vanishing"
    return "exploding" if factor > high else "healthy"


def diagnosis(norms: Any) -> str:
    """Return "vanishing", "healthy" or "exploding"."""
    return _name(decay(norms))


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
        "The border is drawn at 1, so nearly nothing is healthy. A factor from 0.9 to "
        "1.1 counts as healthy.",
        lambda norms: _name(decay(norms), 1.0, 1.0),
    ),
    Mistake(
        "judges-the-first-norm",
        "This judges the oldest norm, not the factor per step: a long sequence would "
        "vanish and a short one would not. Use `decay_per_step(norms)`.",
        lambda norms: _name(norms[0]),
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
        "This calls everything healthy. Look at the factor.",
        lambda norms: "healthy",
    ),
    Mistake(
        "always-the-same",
        "This calls everything vanishing. Look at the factor.",
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
