"""Forecasts of a series and how to judge them: what lesson 07 shares with its figure.

>>> train, validation, test = split_by_time(np.arange(10.0))
>>> X, y = cut(train, width=3)
>>> X.shape, y.shape
((4, 3, 1), (4,))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "Trial",
    "cut",
    "difference_range",
    "free_runs",
    "lag_correlations",
    "linear_forecast",
    "mean_error",
    "seasonal_mean",
    "split_by_time",
]


class Trial(NamedTuple):
    """A trained model and days that it has not been taught.

    Attributes
    ----------
    model : callable
        Maps scaled windows (n, width, 1) to (n, 1), the next value.
    series : (width + days,) ndarray
        What is forecast, in its own unit; the first `width` values come before it.
    mean, deviation : float
        The scale that the model was trained on.
    label : str
        What the series is, with its unit.
    """

    model: Callable[[np.ndarray], Any]
    series: np.ndarray
    mean: float
    deviation: float
    label: str


DAYS_A_YEAR = 366  # day numbers wrap round here


def split_by_time(
    series: np.ndarray, train: float = 0.7, validation: float = 0.15
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cut a series or a table into three parts, in time order; the rest is the test.

    Parameters
    ----------
    series : (n,) or (n, features)
        One row a time step.
    train, validation : float
        Shares of the rows, 0 to 1.
    """
    first = round(len(series) * train)
    second = first + round(len(series) * validation)
    return series[:first], series[first:second], series[second:]


def cut(series: ArrayLike, width: int) -> tuple[np.ndarray, np.ndarray]:
    """Return every window and the value after it, as Keras reads them.

    Returns
    -------
    X : (n − width, width, 1) ndarray of float32
        Windows.
    y : (n − width,) ndarray of float32
        The value after each.
    """
    series = np.asarray(series, dtype="float32")
    X = np.lib.stride_tricks.sliding_window_view(series, width)[:-1]
    return X[..., np.newaxis], series[width:]


def mean_error(truth: ArrayLike, forecast: ArrayLike) -> float:
    """Return the mean absolute error (MAE), in the unit of the series."""
    return float(np.abs(np.asarray(truth) - np.asarray(forecast)).mean())


def seasonal_mean(
    known_dates: ArrayLike, known: ArrayLike, dates: ArrayLike, reach: int = 15
) -> np.ndarray:
    """Forecast what the calendar says: the mean around that day in the known years.

    Parameters
    ----------
    known_dates, known : (n,)
        Days (datetime64) and values of the past.
    dates : (m,)
        Days to forecast.
    reach : int
        Days before and after the day of the year that count too.

    Returns
    -------
    (m,) ndarray
    """
    past, wanted = day_of_year(known_dates), day_of_year(dates)
    half = DAYS_A_YEAR // 2
    apart = np.abs((wanted[:, None] - past + half) % DAYS_A_YEAR - half)
    near = apart <= reach  # (m, n)
    return near @ np.asarray(known, float) / near.sum(axis=1)


def day_of_year(dates: ArrayLike) -> np.ndarray:
    """Return 0 for 1 January, and so on."""
    days = np.asarray(dates, dtype="datetime64[D]")
    return (days - days.astype("datetime64[Y]")).astype(int)


def linear_forecast(known: ArrayLike, windows: ArrayLike) -> np.ndarray:
    """Forecast with a linear autoregression: one weight for each day, and a constant.

    Parameters
    ----------
    known : (n,)
        The series from which least squares takes the weights.
    windows : (m, width, 1)
        What the forecasts are made from.

    Returns
    -------
    (m,) ndarray
        The value after each window.
    """
    windows = np.asarray(windows, dtype=float)
    X, y = cut(known, windows.shape[1])
    weights, *_ = np.linalg.lstsq(_with_ones(X), y.astype(float), rcond=None)
    return _with_ones(windows) @ weights


def _with_ones(windows: np.ndarray) -> np.ndarray:
    flat = np.asarray(windows, dtype=float)[..., 0]
    return np.column_stack([flat, np.ones(len(flat))])


def lag_correlations(
    truth: ArrayLike, forecast: ArrayLike, longest: int = 7
) -> np.ndarray:
    """Correlate a forecast with the truth of the same day, of the day before, and so on.

    Parameters
    ----------
    truth, forecast : (n,)
        Aligned: entry t of both is about the same day.
    longest : int
        The largest lag, in steps.

    Returns
    -------
    (longest + 1,) ndarray
        Entry k compares the forecast with the truth k steps earlier. A forecast that
        repeats yesterday peaks at 1. All lags compare the same forecasts.
    """
    truth, forecast = np.asarray(truth, float), np.asarray(forecast, float)
    kept = forecast[longest:]
    pairs = [truth[longest - lag : len(truth) - lag] for lag in range(longest + 1)]
    return np.array([np.corrcoef(kept, earlier)[0, 1] for earlier in pairs])


def difference_range(
    worse: ArrayLike, better: ArrayLike, block: int = 7, draws: int = 2000
) -> tuple[float, float, float]:
    """Say how sure a difference of two mean errors is, by drawing weeks again.

    Days that follow each other are alike, so whole blocks of days are drawn with
    replacement (the moving block bootstrap, Künsch 1989).

    Parameters
    ----------
    worse, better : (days,)
        Absolute errors of two forecasts on the same days.
    block : int
        Days that stay together.
    draws : int
        How many test periods are drawn.

    Returns
    -------
    mean, low, high : float
        The difference and the range that holds 95 % of the drawn ones. When the range
        holds 0, these days cannot tell which forecast is better.
    """
    gaps = np.asarray(worse, float) - np.asarray(better, float)
    count = -(-len(gaps) // block)
    starts = np.random.default_rng(0).integers(
        0, len(gaps) - block + 1, (draws, count, 1)
    )
    days = (starts + np.arange(block)).reshape(draws, -1)[:, : len(gaps)]
    low, high = np.percentile(gaps[days].mean(axis=1), [2.5, 97.5])
    return float(gaps.mean()), float(low), float(high)


def free_runs(
    model: Callable[[np.ndarray], Any], windows: Sequence[Any], steps: int
) -> np.ndarray:
    """Let a model feed on its own forecasts, from many windows at once.

    Parameters
    ----------
    model : callable
        Maps (n, width, 1) to (n, 1), the next value; a Keras model will do.
    windows : (n, width, 1)
        Where each run begins.
    steps : int
        How far each run goes.

    Returns
    -------
    (n, steps) ndarray
    """
    ask = getattr(model, "predict_on_batch", model)
    windows = np.asarray(windows, dtype="float32")
    said = []
    for _ in range(steps):
        said.append(np.asarray(ask(windows), dtype="float32").reshape(-1))
        last = said[-1][:, None, None]
        windows = np.concatenate([windows[:, 1:], last], axis=1)
    return np.stack(said, axis=1)
