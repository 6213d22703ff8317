"""Forecasts of lesson 07 under a lag slider: told the truth each day, or on their own."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import NamedTuple

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.text import Text

from rnn_course import plots
from rnn_course.forecasts import Trial, free_runs
from rnn_course.widgets.figure import LiveFigure

__all__ = ["forecast_explorer"]

SHOWN = 60  # days in the picture
LONGEST = 7  # days, the largest lag
STEPS = 4  # on the axis of the truth
FORCED, FREE = "one step ahead", "free running"
NARROW = {"layout": ipywidgets.Layout(width="15em")}


class _Days(NamedTuple):
    """What is drawn of one series, in its own unit."""

    truth: np.ndarray  # (days,), with LONGEST days in front of the first start
    forced: np.ndarray  # (days,), forecasts made with the truth of the day before
    free: np.ndarray  # (starts, SHOWN), run k begins at day k
    before: np.ndarray  # (days,), what was known the day before
    label: str


def forecast_explorer(trials: Mapping[str, Trial], width: int = 10) -> LiveFigure:
    """Return the interactive figure.

    The forecast, teacher-forced or free-running, is drawn over sixty days of the truth
    and can be moved back by some days. Below stands its correlation with the truth of
    as many days before.

    Parameters
    ----------
    trials : mapping of str to Trial
        The name stands in the menu.
    width : int
        Days that a model reads.
    """
    cases = {name: _days(trial, width) for name, trial in trials.items()}
    upper, lower = _axes()
    days = np.arange(SHOWN)
    line = partial(upper.plot, [], [], animated=True)
    (truth,) = line(color=plots.INK, ls="-", lw=1.5, label="truth")
    (said,) = line(color=plots.VERMILION, ls=(0, (5, 2)), label="forecast")
    upper.legend(loc="upper right", ncols=2, fontsize=9)
    (curve,) = lower.plot([], [], color=plots.BLUE, ls="-", marker="o", animated=True)
    (here,) = lower.plot([], [], "s", ms=10, mfc="none", mew=2, animated=True)
    here.set_color(plots.VERMILION)
    title = upper.set_title(" ", animated=True)
    unit, numbers = _moving_labels(upper)

    def redraw(series: str, kind: str, first: int, lag: int) -> None:
        case = cases[series]
        own, forecast = _shown(case, kind, first)
        bottom, step = _scale(case.truth)
        unit.set_text(case.label)
        for place, number in enumerate(numbers):
            number.set_text(f"{bottom + place * step:g}")
        truth.set_data(days, (own - bottom) / step)
        said.set_data(days - lag, (forecast - bottom) / step)
        strengths = _strengths(case, kind, first)
        curve.set_data(np.arange(LONGEST + 1), np.nan_to_num(strengths))
        here.set_data([lag], [np.nan_to_num(strengths[lag])])
        title.set_text(_finding(strengths, lag))

    def describe(series: str, kind: str, first: int, lag: int) -> str:
        return _words(cases[series], series, kind, first, lag)

    last = min(len(case.free) for case in cases.values()) - 1
    return LiveFigure(upper.figure, _controls(list(cases), last), redraw, describe)


def _days(trial: Trial, width: int) -> _Days:
    """Let the model forecast everything that the controls can ask for."""
    values = np.asarray(trial.series, dtype=float)
    scaled = (values - trial.mean) / trial.deviation
    windows = np.lib.stride_tricks.sliding_window_view(scaled, width)[:-1, :, None]
    starts = windows[LONGEST : len(windows) - SHOWN + 1]
    forced = free_runs(trial.model, windows, 1)[:, 0]
    free = free_runs(trial.model, starts, SHOWN)
    return _Days(
        values[width:],
        forced * trial.deviation + trial.mean,
        free * trial.deviation + trial.mean,
        values[width - 1 : -1],
        trial.label,
    )


def _shown(case: _Days, kind: str, first: int) -> tuple[np.ndarray, np.ndarray]:
    """Return truth and forecast of the days in the picture, (SHOWN,) each."""
    days = slice(LONGEST + first, LONGEST + first + SHOWN)
    return case.truth[days], case.free[first] if kind == FREE else case.forced[days]


def _scale(truth: np.ndarray) -> tuple[float, float]:
    """Return the lowest number on the axis and the distance of two, both round."""
    low, high = truth.min(), truth.max()
    size = 10.0 ** np.floor(np.log10((high - low) / STEPS))
    for step in size * np.array([1, 2, 2.5, 5, 10, 20]):
        bottom = step * np.floor(low / step)
        if bottom + STEPS * step >= high:
            break
    return float(bottom), float(step)


def _strengths(case: _Days, kind: str, first: int) -> np.ndarray:
    """Correlate the shown forecast with the truth of 0 to LONGEST days before."""
    _, forecast = _shown(case, kind, first)
    if forecast.std() < 1e-9 * (1 + np.abs(forecast).max()):
        return np.full(LONGEST + 1, np.nan)  # a line without ups and downs
    days = case.truth[first : first + LONGEST + SHOWN]
    earlier = np.lib.stride_tricks.sliding_window_view(days, SHOWN)[::-1]
    apart = earlier - earlier.mean(axis=1, keepdims=True)
    own = forecast - forecast.mean()
    return apart @ own / np.sqrt((apart**2).sum(axis=1) * (own @ own))


def _finding(strengths: np.ndarray, lag: int) -> str:
    if np.isnan(strengths).any():
        return "The forecast is a flat line"
    best, days = int(strengths.argmax()), {0: "its own day", 1: "the day before"}
    return (
        f"Lag {lag}: correlation {strengths[lag]:.2f}. It fits "
        f"{days.get(best, f'{best} days before')} best"
    )


def _words(case: _Days, series: str, kind: str, first: int, lag: int) -> str:
    own, forecast = _shown(case, kind, first)
    days = slice(LONGEST + first, LONGEST + first + SHOWN)
    off, base = (np.abs(own - other).mean() for other in (forecast, case.before[days]))
    strengths = _strengths(case, kind, first)
    fits = "it has no ups and downs to correlate"
    if not np.isnan(strengths).any():
        fits = (
            f"its correlation with the truth {_number(lag)} before is "
            f"{strengths[lag]:.2f}, and the highest one is at lag {strengths.argmax()}"
        )
    return (
        f"{series}, {case.label}, {kind}, sixty days from day {first}. The forecast is "
        f"off by {off:.1f} on average; to repeat the day before, told anew each day, by "
        f"{base:.1f}. Moved back by {_number(lag)}; {fits}."
    )


def _number(days: int) -> str:
    return f"{days} day" if days == 1 else f"{days} days"


def _axes() -> tuple[Axes, Axes]:
    """Draw what never moves."""
    plots.use_style()
    _, (upper, lower) = plt.subplots(2, figsize=(6, 4), height_ratios=(3, 2))
    upper.set(
        xlim=(0, SHOWN - 1),
        ylim=(-0.1, STEPS + 0.8),  # in steps; above: the legend
        xlabel="day in the picture",
        ylabel=" ",
    )
    # Room for what `_moving_labels` writes here.
    upper.set_yticks(range(STEPS + 1), ["0000"] * (STEPS + 1), color="none")
    lower.set(
        xlim=(-0.4, LONGEST + 0.4),
        ylim=(-1.1, 1.15),
        xlabel="lag (days before the forecast's own day)",
        ylabel="correlation",
    )
    return upper, lower


def _moving_labels(upper: Axes) -> tuple[Text, list[Text]]:
    """Write the axis by hand: another series then moves texts and redraws no axis."""
    write = partial(upper.text, s="", animated=True)
    beside = {"transform": upper.get_yaxis_transform(), "color": plots.MUTED}
    numbers = [
        write(-0.015, place, ha="right", va="center", **beside)
        for place in range(STEPS + 1)
    ]
    middle = {"transform": upper.transAxes, "ha": "center", "va": "center"}
    return write(-0.1, 0.5, rotation=90, color=plots.INK, **middle), numbers


def _controls(names: list[str], last: int) -> dict[str, ipywidgets.Widget]:
    menu = ipywidgets.Dropdown
    return {
        "series": menu(options=names, description="Series", **NARROW),
        "kind": menu(options=[FORCED, FREE], description="Forecast", **NARROW),
        "first": ipywidgets.IntSlider(
            value=min(90, last), min=0, max=last, step=1, description="First day"
        ),
        "lag": ipywidgets.IntSlider(
            value=0, min=0, max=LONGEST, step=1, description="Lag"
        ),
    }
