"""The numbers that lesson 07 states, measured again with other seeds."""

import numpy as np
import pytest

from rnn_course import forecasts
from rnn_course.data import seattle, stock
from rnn_course.forecasts import mean_error
from tests.course import cell_names

LESSON = "07-time-series"
WIDTH = 10

weather = seattle.load()
HIGH, DATES = weather.high, weather.dates
TRAIN, VALIDATION, TEST = forecasts.split_by_time(HIGH, 0.5, 0.25)
FIRST, SECOND = len(TRAIN), len(TRAIN) + len(VALIDATION)
CALENDAR = forecasts.seasonal_mean(DATES[:FIRST], TRAIN, DATES)


def linear(begin, end):
    windows, _ = forecasts.cut(HIGH[begin - WIDTH : end], WIDTH)
    return forecasts.linear_forecast(TRAIN, windows)


# --- what needs no network ----------------------------------------------------------


def test_the_parts_are_nearly_calendar_years():
    assert [len(part) for part in (TRAIN, VALIDATION, TEST)] == [730, 365, 366]
    assert str(DATES[SECOND]) == "2014-12-31"
    assert TEST.mean() - TRAIN.mean() == pytest.approx(1.7, abs=0.05)
    assert 0.5 < HIGH.mean() - TRAIN.mean() < 1


def test_a_price_that_climbs_leaks_more_than_seattle():
    price = stock.simulated_price(seed=3)
    leak, own = (
        (series.mean() - series[:FIRST].mean()) / series[:FIRST].std()
        for series in (price, HIGH)
    )
    assert leak > 4 * own > 0


@pytest.mark.parametrize("seed", range(5))
def test_shuffled_windows_have_seen_nearly_every_day_of_the_test(seed):
    targets = np.arange(WIDTH, len(HIGH))
    quarter = len(targets) // 4

    def seen_before(order):
        seen = order[quarter:, None] - np.arange(WIDTH + 1)
        return np.isin(order[:quarter], seen).sum()

    rng = np.random.default_rng(seed)
    assert quarter == 362
    assert seen_before(rng.permutation(targets)) >= 358
    assert seen_before(targets[::-1]) == 0


def test_the_validation_year():
    truth = HIGH[FIRST:SECOND]
    assert mean_error(truth, HIGH[FIRST - 1 : SECOND - 1]) == pytest.approx(
        2.3, abs=0.05
    )
    assert mean_error(truth, CALENDAR[FIRST:SECOND]) == pytest.approx(3.0, abs=0.05)
    assert mean_error(truth, linear(FIRST, SECOND)) == pytest.approx(2.2, abs=0.05)


def test_the_test_year_without_a_network():
    off = {
        "persistence": np.abs(TEST - HIGH[SECOND - 1 : -1]),
        "calendar": np.abs(TEST - CALENDAR[SECOND:]),
        "linear": np.abs(TEST - linear(SECOND, len(HIGH))),
    }
    assert off["persistence"].mean() == pytest.approx(2.23, abs=0.005)
    assert off["calendar"].mean() == pytest.approx(3.32, abs=0.005)
    assert off["linear"].mean() == pytest.approx(2.13, abs=0.005)
    gap, low, _ = forecasts.difference_range(off["calendar"], off["persistence"])
    assert gap == pytest.approx(1.1, abs=0.05)
    assert low > 0.5
    _, low, high = forecasts.difference_range(off["persistence"], off["linear"])
    assert low == pytest.approx(0, abs=0.005)  # on the edge
    assert high == pytest.approx(0.20, abs=0.01)


# --- networks -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def names():
    """The lesson's own network and functions."""
    return cell_names(
        LESSON,
        "weather = seattle.load()",
        "WIDTH = 10",
        "train, validation, test = forecasts",
        "def network(",
        "X_validation, _ =",
        "def trained(",
        "def forecast_price(",
    )


MEAN, DEVIATION = TRAIN.mean(), TRAIN.std()
SCALED = (HIGH - MEAN) / DEVIATION
X_TEST = forecasts.cut(SCALED[SECOND - WIDTH :], WIDTH)[0]


@pytest.fixture(scope="module", params=[range(5), range(5, 10)], ids=["own", "others"])
def models(request, names):
    X, y = forecasts.cut(SCALED[:FIRST], WIDTH)
    return [names["trained"](X, y, seed) for seed in request.param]


@pytest.mark.slow
def test_the_table_of_the_test_year(models):
    said = [MEAN + DEVIATION * m.predict_on_batch(X_TEST)[:, 0] for m in models]
    off = np.abs(TEST - said)
    each = off.mean(axis=1)
    assert each.mean() == pytest.approx(2.17, abs=0.03)
    assert each.max() - each.min() < 0.12
    yesterday = np.abs(TEST - HIGH[SECOND - 1 : -1])
    assert 1 - each.mean() / yesterday.mean() == pytest.approx(0.03, abs=0.012)
    assert each.mean() > mean_error(TEST, linear(SECOND, len(HIGH)))
    gap, low, high = forecasts.difference_range(yesterday, off.mean(axis=0))
    assert low < 0 < gap < high < 0.2  # not proven
    gap, low, high = forecasts.difference_range(
        off.mean(axis=0), np.abs(TEST - linear(SECOND, len(HIGH)))
    )
    assert 0 < gap < 0.07
    assert -0.03 < low < 0.03  # sometimes below 0, sometimes above
    for one in said:
        assert forecasts.lag_correlations(TEST, one).argmax() == 1


@pytest.mark.slow
def test_free_running_beats_persistence_and_then_the_calendar_wins(models):
    starts = np.arange(SECOND, len(HIGH) - 29)
    ahead = starts[:, None] + np.arange(30)
    runs = [
        MEAN + DEVIATION * forecasts.free_runs(m, X_TEST[: len(starts)], 30)
        for m in models
    ]
    network = np.abs(runs - HIGH[ahead]).mean(axis=(0, 1))
    persistence = np.abs(HIGH[starts - 1, None] - HIGH[ahead]).mean(axis=0)
    calendar = np.abs(CALENDAR[ahead] - HIGH[ahead]).mean(axis=0)
    assert network[0] == pytest.approx(2.2, abs=0.05)
    assert network[2] == pytest.approx(3.0, abs=0.15)
    assert (persistence[2:10] - network[2:10] > 0.3).all()
    assert (network[:10] < calendar[:10]).all()
    assert (network[13:] > calendar[13:]).all()
    assert network[29] > 4
    assert network[29] > persistence[29] - 0.2
    np.testing.assert_allclose(calendar, 3.4, atol=0.15)


@pytest.mark.slow
def test_more_updates_learn_the_training_years_by_heart(names):
    from rnn_course.models import fit_fast, keras

    X, y = forecasts.cut(SCALED[:FIRST], WIDTH)
    X_validation, _ = forecasts.cut(SCALED[FIRST - WIDTH : SECOND], WIDTH)
    off = []
    for seed in range(3):
        keras.utils.set_random_seed(seed)
        model, row = names["network"](), []
        for updates in (200, 200, 1200):
            fit_fast(model, X, y, updates, batch_size=32)
            for some, wanted in ((X, y), (X_validation, SCALED[FIRST:SECOND])):
                said = model.predict_on_batch(some)[:, 0]
                row.append(DEVIATION * mean_error(wanted, said))
        off.append(row)
    early, wrong_early, middle, _, late, wrong_late = np.mean(off, axis=0)
    assert late < min(early, middle) - 0.05
    assert wrong_late > wrong_early + 0.05


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_no_network_has_skill_on_a_random_walk(names, seed):
    price = stock.simulated_price(seed=seed)
    said = names["forecast_price"](price, seed)[1]
    truth, base = price[SECOND:], price[SECOND - 1 : -1]
    assert 1 - mean_error(truth, said) / mean_error(truth, base) < 0.03
    assert 1 - mean_error(truth, said) / mean_error(truth, base) > -0.15
    assert forecasts.lag_correlations(truth, said).argmax() == 1
    assert np.corrcoef(truth, said)[0, 1] > 0.965
