"""Cut a series into windows: what the answer must do, its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array, Parts
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["MAKE_WINDOWS"]

Inputs = dict[str, Any]


def _series(length: int, width: int) -> Any:
    """Return a maker of series; where there is room for two windows, it stays so."""
    room = length - width

    def make(rng: np.random.Generator) -> Inputs:
        wide = chance.size(rng, width, 3, 9) if room == 2 else width
        size = wide + (room if room == 2 else chance.size(rng, room, 3, 60))
        return {"series": rng.normal(size=size), "width": wide}

    return make


def _whole_number_list(rng: np.random.Generator) -> Inputs:
    return {"series": [int(x) for x in rng.integers(-50, 50, size=9)], "width": 4}


def _windows(
    series: Any,
    width: int,
    *,
    lost: int = 0,
    first: int = 0,
    ahead: int = 0,
    step: int = 1,
    back: bool = False,
) -> tuple[np.ndarray, np.ndarray]:
    """Cut windows in the right way, or in one of several wrong ways.

    `lost` windows are missing at the end, the first one begins at `first`, the target
    lies `ahead` of the right place, windows begin `step` apart, `back` turns them.
    """
    series = np.asarray(series, dtype=float)
    starts = np.arange(first, len(series) - width - lost, step)
    X = series[starts[:, None] + np.arange(width)]
    y = series[starts + width + ahead]
    return (X[:, ::-1] if back else X)[:, :, None], y


def _reshaped(shape: str) -> Any:
    """Give X another shape: "nw", "wn1", "n1w" (n windows of width w)."""

    def make(series: Any, width: int) -> tuple[np.ndarray, np.ndarray]:
        X, y = _windows(series, width)
        flat = X[:, :, 0]
        return {"nw": flat, "wn1": flat.T[:, :, None], "n1w": flat[:, None]}[shape], y

    return make


def _target_column(series: Any, width: int) -> tuple[np.ndarray, np.ndarray]:
    X, y = _windows(series, width)
    return X, y[:, None]


def _last_window_kept(series: Any, width: int) -> tuple[np.ndarray, np.ndarray]:
    series = np.asarray(series, dtype=float)
    X = np.lib.stride_tricks.sliding_window_view(series, width)
    return X[:, :, None], series[width:]


def _target_is_first(series: Any, width: int) -> tuple[np.ndarray, np.ndarray]:
    return _windows(series, width)[0], np.asarray(series, dtype=float)[:-width]


def _width_changed(by: int) -> Any:
    """Cut windows of `width` + `by` values; the targets are right."""

    def make(series: Any, width: int) -> tuple[np.ndarray, np.ndarray]:
        series = np.asarray(series, dtype=float)
        starts = np.arange(len(series) - width)
        X = series[starts[:, None] + np.arange(width + by)]
        return X[:, :, None], series[width:]

    return make


_TARGET_INSIDE = (
    "In `make_windows` the target stands inside its own window: the network is told "
    "the answer. The target is the value just *after* the window, `series[i + width]`."
)
_OFF_BY_ONE = (
    "`make_windows` leaves a gap: the target is two steps after the window's last "
    "value. It is the very next one, `series[i + width]`."
)

MAKE_WINDOWS = Exercise(
    name="make_windows",
    title="Cut a series into windows",
    points=2,
    section="A window on the past",
    hints=(
        "Write a short series on paper, `[10, 20, 30, 40, 50]` with width 3. Which "
        "windows have a value after them? How many are there: `len(series) - width`?",
        "Window number `i` is `series[i : i + width]` and its target is "
        "`series[i + width]`. Stack the windows into an array of shape (n, width); "
        "`X[:, :, None]` or `reshape` adds the last axis.",
    ),
    examine=Probing(
        reference=_windows,
        kind=Parts(X=Array("windows, width, features"), y=Array("windows")),
        probes=[
            Probe("width 4", _series(11, 4)),
            Probe("a list of whole numbers", _whole_number_list),
            Probe("width 1", _series(6, 1), trials=1),
            Probe("a series that gives two windows only", _series(7, 5), trials=1),
            Probe("a longer series", _series(60, 7), trials=1),
        ],
        mistakes=[
            Mistake(
                "target-inside",
                _TARGET_INSIDE,
                lambda series, width: _windows(series, width, ahead=-1),
            ),
            Mistake(
                "target-inside",
                _TARGET_INSIDE,
                lambda series, width: (
                    _last_window_kept(series, width)[0],
                    np.asarray(series)[width - 1 :],
                ),
            ),
            Mistake(
                "target-inside",
                "In `make_windows` the target is the window's *first* value. It is "
                "the value just after the window, `series[i + width]`.",
                _target_is_first,
            ),
            Mistake(
                "target-inside",
                "`make_windows` makes its windows one value too long, so that each "
                "holds its own target. `series[i : i + width]` has `width` values.",
                _width_changed(1),
            ),
            Mistake(
                "window-too-short",
                "`make_windows` makes its windows one value too short. The end of a "
                "slice is left out already: `series[i : i + width]` has `width` values.",
                _width_changed(-1),
            ),
            Mistake(
                "swapped",
                "`make_windows` returns `y` first. Expected `X, y`, in this order.",
                lambda series, width: _windows(series, width)[::-1],
            ),
            Mistake(
                "last-window-lost",
                "`make_windows` loses the last window. There are `len(series) - width` "
                "windows; `range(n)` already stops before `n`.",
                lambda series, width: _windows(series, width, lost=1),
            ),
            Mistake(
                "first-window-lost",
                "`make_windows` loses the first window: it begins at `series[1]`. "
                "Count from 0.",
                lambda series, width: _windows(series, width, first=1),
            ),
            Mistake(
                "off-by-one",
                _OFF_BY_ONE,
                lambda series, width: _windows(series, width, lost=1, ahead=1),
            ),
            Mistake(
                "no-target-for-the-last",
                "`make_windows` makes one window too many: the last one has no value "
                "after it. There are `len(series) - width` windows, not "
                "`len(series) - width + 1`.",
                _last_window_kept,
            ),
            Mistake(
                "no-feature-axis",
                "`make_windows` returns `X` of shape (n, width). A recurrent network "
                "expects (n, width, 1): one feature at each step. Add the last axis "
                "with `X[:, :, None]` or `reshape`.",
                _reshaped("nw"),
            ),
            Mistake(
                "time-axis-first",
                "`make_windows` returns `X` with time first, (width, n, 1). Expected "
                "(n, width, 1): each row is one window.",
                _reshaped("wn1"),
            ),
            Mistake(
                "feature-axis-in-the-middle",
                "`make_windows` returns `X` of shape (n, 1, width): one step with "
                "`width` features. Expected `width` steps with one feature each, "
                "(n, width, 1).",
                _reshaped("n1w"),
            ),
            Mistake(
                "target-column",
                "`make_windows` returns `y` as a column, (n, 1). Expected shape (n,): "
                "one number for each window.",
                _target_column,
            ),
            Mistake(
                "no-overlap",
                "`make_windows` cuts windows that do not overlap. The next window "
                "begins *one* value later, not `width` values later.",
                lambda series, width: _windows(series, width, step=width),
            ),
            Mistake(
                "backwards",
                "`make_windows` turns each window around. The oldest value comes first.",
                lambda series, width: _windows(series, width, back=True),
            ),
        ],
    ),
)
