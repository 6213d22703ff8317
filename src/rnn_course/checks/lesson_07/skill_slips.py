"""The skill score and the ways in which a score flatters."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["MISTAKES", "skill"]


def _error(truth: Any, forecast: Any) -> float:
    return np.mean(np.abs(np.asarray(truth, float) - forecast))


def skill(truth: Any, forecast: Any, baseline: Any) -> float:
    """Return 1 − MAE of the forecast / MAE of the baseline."""
    return 1 - _error(truth, forecast) / _error(truth, baseline)


def _by(error: Any) -> Any:
    """Return the score with another measure of error in place of the MAE."""
    return lambda truth, forecast, baseline: (
        1 - error(truth, forecast) / error(truth, baseline)
    )


def _square(truth: Any, forecast: Any) -> float:
    return np.mean((np.asarray(truth, float) - forecast) ** 2)


_NO_BASELINE = (
    "`skill_score` does not use the baseline. An error alone is neither large nor small: "
    "divide by the error of the forecast that costs nothing."
)
_SQUARES = (
    "`skill_score` compares squared errors. Asked is the mean *absolute* error of both, "
    "`np.mean(np.abs(…))`."
)
_NO_ABSOLUTE = (
    "`skill_score` lets errors of opposite signs cancel. Take the absolute value of each "
    "error before the mean: `np.mean(np.abs(truth - forecast))`."
)
_ROUNDED = (
    "`skill_score` rounds its result. Return it as it is; round only where you print."
)

MISTAKES = (
    Mistake(
        "clipped-at-zero",
        "`skill_score` never goes below 0. A forecast can be *worse* than the baseline, "
        "and a random walk shows it: then the honest score is negative.",
        lambda **given: max(0.0, skill(**given)),
    ),
    Mistake(
        "clipped-at-zero",
        "`skill_score` drops the sign. A forecast can be *worse* than the baseline; then "
        "the honest score is negative.",
        lambda **given: abs(skill(**given)),
    ),
    Mistake(
        "ratio-alone",
        "`skill_score` returns the ratio of the two errors. The skill is 1 minus that: 0 "
        "is as good as the baseline, 1 is perfect.",
        lambda **given: 1 - skill(**given),
    ),
    Mistake(
        "sign-turned",
        "`skill_score` has the sign turned: a better forecast gets a lower score. It is "
        "1 − ratio.",
        lambda **given: -skill(**given),
    ),
    Mistake(
        "upside-down",
        "`skill_score` divides the error of the baseline by that of the forecast. The "
        "baseline's error belongs below the line.",
        lambda truth, forecast, baseline: skill(truth, baseline, forecast),
    ),
    Mistake(
        "upside-down",
        "`skill_score` divides the error of the baseline by that of the forecast. It is "
        "1 − forecast's error / baseline's error.",
        lambda truth, forecast, baseline: (
            _error(truth, baseline) / _error(truth, forecast)
        ),
    ),
    Mistake("squared-errors", _SQUARES, _by(_square)),
    Mistake("squared-errors", _SQUARES, _by(lambda t, f: np.sqrt(_square(t, f)))),
    Mistake(
        "median-error",
        "`skill_score` compares median errors. Asked is the mean absolute error.",
        _by(lambda t, f: np.median(np.abs(np.asarray(t, float) - f))),
    ),
    Mistake(
        "largest-error",
        "`skill_score` compares the largest errors. Asked is the mean absolute error.",
        _by(lambda t, f: np.abs(np.asarray(t, float) - f).max()),
    ),
    Mistake("no-absolute", _NO_ABSOLUTE, _by(lambda t, f: np.mean(np.subtract(t, f)))),
    Mistake(
        "no-absolute", _NO_ABSOLUTE, _by(lambda t, f: abs(np.mean(np.subtract(t, f))))
    ),
    Mistake(
        "no-baseline",
        _NO_BASELINE,
        lambda truth, forecast, baseline: (
            1 - _error(truth, forecast) / _error(truth, np.mean(truth))
        ),
    ),
    Mistake(
        "no-baseline",
        _NO_BASELINE,
        lambda truth, forecast, baseline: (
            1 - _square(truth, forecast) / _square(truth, np.mean(truth))
        ),
    ),
    Mistake(
        "no-baseline",
        _NO_BASELINE,
        lambda truth, forecast, baseline: (
            1 - _error(truth, forecast) / np.mean(np.abs(truth))
        ),
    ),
    Mistake(
        "no-baseline",
        _NO_BASELINE,
        lambda truth, forecast, baseline: (
            1
            - np.mean(
                np.abs((np.asarray(truth, float) - forecast) / np.asarray(truth, float))
            )
        ),
    ),
    Mistake(
        "no-baseline",
        _NO_BASELINE,
        lambda truth, forecast, baseline: 1 - _error(truth, forecast),
    ),
    Mistake(
        "no-baseline",
        _NO_BASELINE,
        lambda truth, forecast, baseline: _error(truth, forecast),
    ),
    Mistake(
        "no-baseline",
        "`skill_score` returns the correlation of forecast and truth. A copy of "
        "yesterday correlates very well and knows nothing. Compare its error with that "
        "of the baseline.",
        lambda truth, forecast, baseline: np.corrcoef(truth, forecast)[0, 1],
    ),
    Mistake(
        "baseline-as-truth",
        "`skill_score` measures the forecast against the baseline. Both are measured "
        "against the truth.",
        lambda truth, forecast, baseline: (
            1 - _error(forecast, baseline) / _error(truth, baseline)
        ),
    ),
    Mistake(
        "mean-of-ratios",
        "`skill_score` divides day by day and then takes the mean. Take the mean of each "
        "forecast's errors first, then divide once.",
        lambda truth, forecast, baseline: (
            1
            - np.mean(
                np.abs(np.subtract(truth, forecast))
                / np.abs(np.subtract(truth, baseline))
            )
        ),
    ),
    Mistake(
        "difference-of-errors",
        "`skill_score` returns the difference of the two errors, which has a unit. "
        "Divide: 1 − forecast's error / baseline's error has none.",
        lambda truth, forecast, baseline: (
            _error(truth, baseline) - _error(truth, forecast)
        ),
    ),
    Mistake(
        "percent",
        "`skill_score` gives per cent. Asked is a share: 1 is perfect.",
        lambda **given: 100 * skill(**given),
    ),
    Mistake("rounded", _ROUNDED, lambda **given: round(skill(**given), 2)),
    Mistake("rounded", _ROUNDED, lambda **given: round(skill(**given), 3)),
    Mistake(
        "no-brackets",
        "`skill_score` subtracts from 1 first and divides then. Divide the two errors "
        "first: 1 − (forecast's error / baseline's error).",
        lambda truth, forecast, baseline: (
            (1 - _error(truth, forecast)) / _error(truth, baseline)
        ),
    ),
    Mistake(
        "forecast-as-truth",
        "`skill_score` measures the baseline against the forecast. Both are measured "
        "against the truth. Are the arguments in the order of the task?",
        lambda truth, forecast, baseline: skill(forecast, truth, baseline),
    ),
)
