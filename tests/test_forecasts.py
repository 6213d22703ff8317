"""Forecasts and their judges, held against other ways of computing the same."""

import numpy as np
import pytest

from rnn_course import forecasts
from rnn_course.data import seattle, stock


@pytest.fixture(scope="module")
def high():
    return seattle.load().high


@pytest.mark.parametrize("rows", [10, 11, 1461])
def test_parts_join_to_the_series(rows):
    series = np.arange(rows)
    parts = forecasts.split_by_time(series)
    np.testing.assert_array_equal(np.concatenate(parts), series)
    assert abs(len(parts[0]) - 0.7 * rows) <= 1
    assert abs(len(parts[1]) - 0.15 * rows) <= 1


def test_windows_and_targets():
    X, y = forecasts.cut([1, 2, 3, 4, 5], 3)
    np.testing.assert_array_equal(X[..., 0], [[1, 2, 3], [2, 3, 4]])
    np.testing.assert_array_equal(y, [4, 5])
    assert X.dtype == y.dtype == np.float32


def test_seasonal_mean_goes_round_the_new_year():
    known = np.arange("2013-01-01", "2015-01-01", dtype="datetime64[D]")
    values = np.zeros(len(known))
    values[[0, 364, 365, 729]] = 1  # 1 January and 31 December, twice
    asked = np.array(["2016-01-01", "2016-07-01"], dtype="datetime64[D]")
    said = forecasts.seasonal_mean(known, values, asked, reach=2)
    assert said[1] == 0
    assert 0.3 < said[0] < 0.6


def test_seasonal_mean_of_a_constant_is_the_constant(high):
    dates = seattle.load().dates
    said = forecasts.seasonal_mean(dates[:730], np.full(730, 7.0), dates)
    np.testing.assert_allclose(said, 7)


def test_linear_forecast_finds_the_weights_of_its_series():
    rng = np.random.default_rng(0)
    series = list(rng.normal(size=2))
    for _ in range(300):
        series.append(0.5 * series[-1] + 0.3 * series[-2] + 1 + 0.01 * rng.normal())
    windows = np.array([[[2.0], [1.0]], [[0.0], [3.0]]])
    said = forecasts.linear_forecast(series, windows)
    np.testing.assert_allclose(said, [2.1, 2.5], atol=0.2)


@pytest.mark.parametrize("lag", [0, 1, 4])
def test_the_lag_of_a_copy_is_found(lag):
    truth = np.random.default_rng(1).normal(size=200)
    curve = forecasts.lag_correlations(truth, np.roll(truth, lag))
    assert curve.argmax() == lag
    assert curve[lag] == pytest.approx(1)
    direct = np.corrcoef(np.roll(truth, lag)[7:], truth[5:-2])[0, 1]
    assert curve[2] == pytest.approx(direct)


def test_a_difference_and_its_range():
    rng = np.random.default_rng(2)
    worse, better = rng.gamma(2, 1, size=(2, 365))
    gap, low, high = forecasts.difference_range(worse + 1, better)
    assert gap == pytest.approx((worse + 1 - better).mean())
    assert 0 < low < gap < high
    _, low, high = forecasts.difference_range(worse, better)
    assert low < 0 < high
    deviation = (worse - better).std() / np.sqrt(365)
    assert high - low == pytest.approx(2 * 1.96 * deviation, rel=0.25)


def test_days_that_follow_each_other_make_the_range_wider():
    slow = np.repeat(np.random.default_rng(3).normal(size=52), 7)
    _, low, high = forecasts.difference_range(slow, 0 * slow, block=7)
    _, low_1, high_1 = forecasts.difference_range(slow, 0 * slow, block=1)
    assert high - low > 1.5 * (high_1 - low_1)


def test_free_runs_feed_on_themselves():
    windows = np.array([[[1.0], [2.0]], [[0.0], [4.0]]])
    said = forecasts.free_runs(lambda X: X[:, 0] + X[:, 1], windows, 4)
    np.testing.assert_array_equal(said, [[3, 5, 8, 13], [4, 8, 12, 20]])


# --- the data ---------------------------------------------------------------------


def test_no_day_of_seattle_is_missing():
    weather = seattle.load()
    assert len(weather.dates) == 1461
    np.testing.assert_array_equal(np.diff(weather.dates).astype(int), 1)
    assert str(weather.dates[0]) == "2012-01-01"
    assert (weather.high > weather.low).mean() > 0.99
    assert (weather.rain >= 0).all()
    assert weather.low.min() > -10
    assert weather.high.max() < 40
    assert all(len(column) == 1461 for column in weather)


def test_seattle_is_what_its_module_makes(tmp_path):
    weather = seattle.load()
    lines = ["date,precipitation,temp_max,temp_min,wind,weather"]
    for date, high, low, rain, wind in zip(*weather, strict=True):
        day = str(date).replace("-", "/")
        lines.append(f"{day},{rain},{high},{low},{wind},sun")
    source = tmp_path / "seattle-weather.csv"
    source.write_text("\n".join(lines))
    assert seattle.convert(source) == seattle.FILE.read_text()
    assert seattle.FILE.stat().st_size < 50_000


def test_a_simulated_price_is_a_walk_without_memory():
    prices = np.array([stock.simulated_price(400, seed) for seed in range(200)])
    changes = np.diff(np.log(prices), axis=1)
    assert changes.std() == pytest.approx(stock.VOLATILITY, rel=0.01)
    assert (
        abs(np.corrcoef(changes[:, 1:].ravel(), changes[:, :-1].ravel())[0, 1]) < 0.01
    )
    assert prices[:, -1].mean() == pytest.approx(100, abs=3 * prices[:, -1].std() / 14)
    np.testing.assert_array_equal(stock.simulated_price(400, 3), prices[3])
