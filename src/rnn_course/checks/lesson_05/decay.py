"""Factors per step: what is right, and what known mistakes return."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["DECAY", "decay"]

Array = np.ndarray


def _lags(norms: Any) -> Array:
    return np.arange(len(norms))[::-1]


def _slope(norms: Any) -> float:
    return np.polyfit(_lags(norms), np.log(np.asarray(norms, float)), 1)[0]


def decay(norms: Any) -> float:
    """Return the factor by which norms, in time order, change for each step back."""
    return float(np.exp(_slope(norms)))


def _line(norms: Any) -> Array:
    """Return slope and intercept of the norms themselves, over time."""
    return np.polyfit(np.arange(len(norms)), np.asarray(norms, float), 1)


def _first_logarithm(norms: Any) -> float:
    """Return where the line through the logarithms stands at the first step."""
    return np.polyfit(np.arange(len(norms)), np.log(norms), 1)[1]


def _no_intercept(norms: Any) -> float:
    lags, logs = _lags(norms), np.log(norms)
    return np.exp(lags @ logs / (lags @ lags))


def _ratios(norms: Any) -> Array:
    norms = np.asarray(norms, float)
    return norms[:-1] / norms[1:]


_ABOUT_SLOPE_FORWARD = (
    "This is the slope of the logarithm, for a step *forward*. For a step back it has the "
    "other sign, and the factor is its exponential: `np.exp(-slope)`."
)
_ABOUT_LOGARITHM = (
    "The line is fitted to the norms themselves. Take their logarithm first: a constant "
    "factor is a straight line only there."
)
_ABOUT_ENDS = (
    "Only the first and the last norm are used. One unlucky value then decides "
    "everything; fit a line to all of them."
)
_ABOUT_RATIOS = (
    "This averages the ratios of neighbours. Asked is the factor from a straight-line fit "
    "to the log norms."
)
_ABOUT_INTERCEPT = (
    "This comes from the intercept of the line. `np.polyfit(…, 1)` returns the slope "
    "first."
)

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
    Mistake("slope-not-factor", _ABOUT_SLOPE_FORWARD, lambda norms: -_slope(norms)),
    Mistake(
        "no-intercept",
        "The line is forced through 0 at the last step. Fit slope *and* intercept, as "
        "`np.polyfit(…, 1)` does.",
        _no_intercept,
    ),
    Mistake("no-logarithm", _ABOUT_LOGARITHM, lambda norms: -_line(norms)[0]),
    Mistake("no-logarithm", _ABOUT_LOGARITHM, lambda norms: _line(norms)[0]),
    Mistake("no-logarithm", _ABOUT_LOGARITHM, lambda norms: np.exp(-_line(norms)[0])),
    Mistake("no-logarithm", _ABOUT_LOGARITHM, lambda norms: np.exp(_line(norms)[0])),
    Mistake(
        "first-and-last",
        _ABOUT_ENDS,
        lambda norms: (norms[0] / norms[-1]) ** (1 / (len(norms) - 1)),
    ),
    Mistake(
        "first-and-last",
        _ABOUT_ENDS,
        lambda norms: (norms[0] / norms[-1]) ** (1 / len(norms)),
    ),
    Mistake(
        "first-and-last",
        _ABOUT_ENDS,
        lambda norms: (norms[-1] / norms[0]) ** (1 / (len(norms) - 1)),
    ),
    Mistake(
        "total-change",
        "This is the change over the whole sequence. Asked is the factor for one step.",
        lambda norms: norms[0] / norms[-1],
    ),
    Mistake("mean-of-ratios", _ABOUT_RATIOS, lambda norms: _ratios(norms).mean()),
    Mistake("mean-of-ratios", _ABOUT_RATIOS, lambda norms: np.median(_ratios(norms))),
    Mistake("mean-of-ratios", _ABOUT_RATIOS, lambda norms: (1 / _ratios(norms)).mean()),
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
        _ABOUT_INTERCEPT,
        lambda norms: np.exp(np.polyfit(_lags(norms), np.log(norms), 1)[1]),
    ),
    Mistake(
        "intercept-not-slope",
        _ABOUT_INTERCEPT,
        lambda norms: np.exp(_first_logarithm(norms)),
    ),
    Mistake(
        "intercept-not-slope",
        _ABOUT_INTERCEPT,
        lambda norms: np.exp(-_first_logarithm(norms)),
    ),
)
