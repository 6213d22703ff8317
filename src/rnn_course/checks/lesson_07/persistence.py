"""The forecast that repeats the last value: right results, known mistakes.

Such a forecast is a copy of the series that lags by the horizon. So the examiner also
measures the lag of what it got: where the correlation with the series peaks.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Array, Unfit
from rnn_course.checks.probes import Mistake, Probe, Probing
from rnn_course.checks.verdict import Wrong

__all__ = ["PERSISTENCE_FORECAST"]

Inputs = dict[str, Any]
CLEAR = 0.99  # a correlation from which a forecast counts as a copy


def _inputs(length: int, horizon: int) -> Any:
    """Return a maker of series; where there is room for one forecast, it stays so."""
    room = length - horizon

    def make(rng: np.random.Generator) -> Inputs:
        if room == 1:
            ahead = chance.size(rng, horizon, 2, 12)
            return {"series": rng.normal(size=ahead + 1) + 5, "horizon": ahead}
        size = horizon + chance.size(rng, room, horizon + 1, 40)
        return {"series": rng.normal(size=size) + 5, "horizon": horizon}

    return make


def _whole(rng: np.random.Generator) -> Inputs:
    return {"series": rng.permutation(30)[:11], "horizon": 3}


def _single(rng: np.random.Generator) -> Inputs:
    series = rng.normal(size=24).astype(np.float32)
    return {"series": series[::2], "horizon": 2}


def persistence(series: Any, horizon: int) -> np.ndarray:
    """Return what stood `horizon` steps before each entry of ``series[horizon:]``."""
    return np.asarray(series)[: len(series) - horizon]


def _lagging(lag: Any) -> Any:
    """Return a forecast of the right length that lags by `lag(horizon)` steps."""

    def make(series: Any, horizon: int) -> np.ndarray:
        places = np.arange(horizon, len(series)) - lag(horizon)
        return np.asarray(series)[places]

    return make


def _padded(value: Any) -> Any:
    """Return a forecast with `horizon` times `value(series)` in front."""

    def make(series: Any, horizon: int) -> np.ndarray:
        front = np.full(horizon, value(series), dtype=float)
        return np.concatenate([front, persistence(series, horizon)])

    return make


_TOO_LONG = (
    "`persistence_forecast` returns one value for every entry of the series. The first "
    "`horizon` entries have no forecast; leave them out, so that the result lines up "
    "with `series[horizon:]`."
)

MISTAKES = (
    Mistake(
        "sees-the-future",
        "`persistence_forecast` returns `series[horizon:]`, the truth itself. The lag is "
        "0: nobody can forecast like that. What was known `horizon` steps earlier is "
        "`series[:-horizon]`.",
        _lagging(lambda horizon: 0),
    ),
    Mistake(
        "always-one-step",
        "`persistence_forecast` repeats the value of one step before, whatever the "
        "horizon. When the forecast is made `horizon` steps ahead, that value is not "
        "known yet: the newest one is `horizon` steps old.",
        _lagging(lambda horizon: 1),
    ),
    Mistake(
        "one-step-too-old",
        "`persistence_forecast` repeats a value that is one step older than it need be. "
        "`series[:-horizon]` is the newest that is known.",
        _lagging(lambda horizon: min(horizon + 1, 2 * horizon)),
    ),
    Mistake(
        "not-aligned",
        "`persistence_forecast` drops the last entry, whatever the horizon. It must drop "
        "the last `horizon` of them, to line up with `series[horizon:]`.",
        lambda series, horizon: np.asarray(series)[:-1],
    ),
    Mistake(
        "wraps-around",
        "`persistence_forecast` uses `np.roll`, which puts the *end* of the series in "
        "front: the first forecasts know the future. Cut with a slice.",
        lambda series, horizon: np.roll(series, horizon),
    ),
    Mistake(
        "wraps-around",
        "`persistence_forecast` uses `np.roll` the wrong way round.",
        lambda series, horizon: np.roll(series, -horizon),
    ),
    Mistake("too-long", _TOO_LONG, _padded(lambda series: 0)),
    Mistake("too-long", _TOO_LONG, _padded(lambda series: series[0])),
    Mistake("too-long", _TOO_LONG, _padded(lambda series: np.nan)),
    Mistake(
        "the-whole-series",
        "`persistence_forecast` returns the whole series. The last `horizon` values are "
        "followed by nothing; drop them.",
        lambda series, horizon: np.asarray(series),
    ),
    Mistake(
        "one-forecast",
        "`persistence_forecast` repeats one value of the series for every step. Each "
        "forecast is made anew from the newest value: one for each entry of "
        "`series[horizon:]`.",
        lambda series, horizon: np.full(len(series) - horizon, series[-1]),
    ),
    Mistake(
        "one-forecast",
        "`persistence_forecast` repeats one value of the series for every step. Each "
        "forecast is made anew from the newest value: one for each entry of "
        "`series[horizon:]`.",
        lambda series, horizon: np.full(len(series) - horizon, series[0]),
    ),
    Mistake(
        "one-forecast",
        "`persistence_forecast` returns the last value alone. Asked is a forecast for "
        "each entry of `series[horizon:]`, each made from what was known then.",
        lambda series, horizon: np.full(horizon, series[-1]),
    ),
    Mistake(
        "mean",
        "`persistence_forecast` forecasts the mean. Persistence repeats the newest "
        "value.",
        lambda series, horizon: np.full(len(series) - horizon, np.mean(series)),
    ),
)

_PROBING = Probing(
    reference=persistence,
    kind=Array("len(series) − horizon,"),
    probes=[
        Probe("a horizon of 1", _inputs(14, 1)),
        Probe("a horizon of 3", _inputs(17, 3), trials=3),
        Probe("a horizon of a week", _inputs(40, 7)),
        Probe("whole numbers", _whole, share=0.25),
        Probe("a float32 series", _single, share=0.25),
        Probe("a series with room for one forecast", _inputs(6, 5), share=0.25),
    ],
    mistakes=MISTAKES,
)


def examine_persistence(case: Case) -> None:
    """Judge the forecast; when its mistake is not known, measure the lag.

    Raises
    ------
    Wrong
        With the recognised mistake, or the lag at which the correlation peaks.
    """
    try:
        _PROBING(case)
    except Wrong as wrong:
        if wrong.mistake is None:
            _look_at_the_lag(case)
        raise


def _look_at_the_lag(case: Case) -> None:
    horizon = 4
    series = chance.generator(11).normal(size=80)
    value = case.try_call(series=series, horizon=horizon).value
    try:
        forecast = Array("steps").read(value, series[horizon:])
    except Unfit:
        return
    lags = np.arange(-8, 13)
    strength = [_correlation(series, forecast, horizon, lag) for lag in lags]
    best = int(lags[int(np.argmax(strength))])
    if best != horizon and max(strength) > CLEAR:
        raise Wrong(
            f"With a horizon of {horizon}, the forecast is a copy of the series that "
            f"lags by {best} steps: there the correlation peaks. A persistence forecast "
            "lags by the horizon, no more and no less.",
            "wrong-lag",
        )


def _correlation(
    series: np.ndarray, forecast: np.ndarray, horizon: int, lag: int
) -> float:
    """Correlate forecasts with the series `lag` steps before what they are about."""
    places = np.arange(horizon, len(series)) - lag
    kept = (places >= 0) & (places < len(series))
    pair = forecast[kept], series[places[kept]]
    if min(part.std() for part in pair) == 0:
        return 0.0
    return float(np.corrcoef(*pair)[0, 1])


PERSISTENCE_FORECAST = Exercise(
    name="persistence_forecast",
    title="The forecast to beat",
    points=2,
    section="The forecast to beat",
    hints=(
        "Take a series of five days and a horizon of 2. The forecast for day 3 is the "
        "value of day 1, the forecast for day 5 is that of day 3. Which days are used, "
        "and which are not?",
        "The last `horizon` values are followed by nothing that could be forecast. All "
        "others are the forecast: `series[:-horizon]`.",
    ),
    examine=examine_persistence,
)
