"""The figure of forecasts: its numbers, its words, every corner."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.data import seattle, stock
from rnn_course.forecasts import Trial
from rnn_course.widgets.forecast_explorer import (
    FORCED,
    FREE,
    LONGEST,
    SHOWN,
    STEPS,
    _days,
    _scale,
    _strengths,
)


def yesterday(X):
    return X[:, -1]


def trial(series, model=yesterday, label="price (€)"):
    return Trial(model, series, series.mean(), series.std(), label)


@pytest.fixture(scope="module")
def live():
    yield widgets.forecast_explorer(
        {
            "Seattle": trial(
                seattle.load().high[:376], label="highest temperature (°C)"
            ),
            "price": trial(stock.simulated_price(376, 3)),
        }
    )
    plt.close("all")


def test_forecasts_are_aligned_with_the_truth():
    series = np.arange(100.0)
    case = _days(trial(series, lambda X: X[:, -1] + 1 / series.std()), 10)
    np.testing.assert_array_equal(case.truth, series[10:])
    np.testing.assert_allclose(case.forced, case.truth, atol=1e-3)
    np.testing.assert_array_equal(case.before, series[9:-1])
    assert case.free.shape == (100 - 10 - LONGEST - SHOWN + 1, SHOWN)
    np.testing.assert_allclose(case.free[3], series[20:80], atol=1e-3)


def test_free_runs_repeat_what_stands_before_the_first_day():
    series = stock.simulated_price(376, 1)
    case = _days(trial(series), 10)
    np.testing.assert_allclose(case.free[5], series[10 + LONGEST + 4], rtol=1e-5)


@pytest.mark.parametrize("first", [0, 17])
def test_correlations_are_numpys(first):
    case = _days(trial(seattle.load().high[:376]), 10)
    strengths = _strengths(case, FORCED, first)
    shown = np.arange(LONGEST + first, LONGEST + first + SHOWN)
    for lag in range(LONGEST + 1):
        direct = np.corrcoef(case.forced[shown], case.truth[shown - lag])[0, 1]
        assert strengths[lag] == pytest.approx(direct)


def test_words_name_the_lag_of_a_copy(live):
    for series in ("Seattle", "price"):
        live.set(series=series, kind=FORCED, first=90, lag=1)
        assert "1 day before is 1.00, and the highest one is at lag 1" in live.words
        off, base = (
            live.words.split(mark)[1].split()[0] for mark in ("off by ", "by ")
        )
        assert off == base.rstrip(".")


def test_the_upper_panel_has_the_unit_of_its_series(live):
    upper = live.figure.axes[0]
    for series, label, values in (
        ("Seattle", "highest temperature (°C)", seattle.load().high[10:376]),
        ("price", "price (€)", stock.simulated_price(376, 3)[10:]),
    ):
        live.set(series=series, kind=FORCED, first=90, lag=0)
        *numbers, unit = [text.get_text() for text in upper.texts]
        assert unit == label
        bottom, *_, top = map(float, numbers)
        assert bottom <= values.min() < values.max() <= top
        own = bottom + upper.lines[0].get_ydata() * (top - bottom) / STEPS
        np.testing.assert_allclose(own, values[LONGEST + 90 :][:SHOWN])


@pytest.mark.parametrize(
    ("low", "high", "scale"),
    [
        (1.7, 35.6, (0, 10)),
        (-1.6, 33.9, (-20, 20)),
        (145, 208, (140, 20)),
        (0, 4, (0, 1)),
        (0.01, 0.09, (0, 0.025)),
    ],
)
def test_the_axis_has_round_numbers(low, high, scale):
    bottom, step = _scale(np.array([low, high]))
    assert (bottom, step) == pytest.approx(scale)
    assert bottom <= low < high <= bottom + STEPS * step


def test_another_series_redraws_nothing_that_stands_still(live):
    live.set(series="price", kind=FORCED, first=90, lag=0)
    still = live._still
    live.set(series="Seattle", kind=FREE, first=91, lag=2)
    assert live._still is still


def test_a_flat_run_has_no_correlation(live):
    live.set(series="price", kind=FREE, lag=2)
    assert "no ups and downs" in live.words
    assert "nan" not in live.words


def test_every_corner_is_drawn(live):
    names = [control.description for control in live.controls.values()]
    assert names == ["Series", "Forecast", "First day", "Lag"]
    for series in ("Seattle", "price"):
        for kind in (FORCED, FREE):
            for first in (0, live.controls["first"].max):
                for lag in (0, LONGEST):
                    live.set(series=series, kind=kind, first=first, lag=lag)
                    assert f"from day {first}" in live.words
    assert live.picture.alt == live.words


def test_a_still_picture_stands_in(live):
    bundle = live._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "sixty days from day" in bundle["text/html"]
