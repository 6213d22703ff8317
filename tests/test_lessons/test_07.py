"""The numbers that lesson 07 states, measured again with other seeds."""

from typing import NamedTuple

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


class Crowd(NamedTuple):
    """What five networks say of the test year."""

    said: np.ndarray  # (models, days), °C
    alone: np.ndarray  # (models, starts, steps), °C


MEAN, DEVIATION = TRAIN.mean(), TRAIN.std()
SCALED = (HIGH - MEAN) / DEVIATION
X, Y = forecasts.cut(SCALED[:FIRST], WIDTH)
X_VALIDATION = forecasts.cut(SCALED[FIRST - WIDTH : SECOND], WIDTH)[0]
X_TEST = forecasts.cut(SCALED[SECOND - WIDTH :], WIDTH)[0]
STEPS = 30
STARTS = np.arange(SECOND, len(HIGH) - STEPS + 1)
AHEAD = STARTS[:, None] + np.arange(STEPS)


@pytest.fixture(scope="module")
def names():
    """The lesson's own network and functions; no cell trains before a test asks."""
    names = cell_names(
        LESSON,
        "weather = seattle.load()",
        "WIDTH = 10",
        "train, validation, test = forecasts",
        functions=("network", "trained", "forecast_price"),
    )
    names["new"], names["network"] = names["network"], once(names["network"])
    return names


def once(network):
    """Make one network and give it back as new each time: Keras compiles only one."""
    model = network()
    model.optimizer.build(model.trainable_variables)
    begin = [variable.numpy() for variable in model.optimizer.variables]

    def renewed():
        model.set_weights(network().get_weights())
        for variable, value in zip(model.optimizer.variables, begin, strict=True):
            variable.assign(value)
        return model

    return renewed


@pytest.fixture(scope="module")
def own(names):
    return crowd(names["trained"](X, Y, seed) for seed in range(5))


@pytest.fixture(scope="module")
def others(names):
    return crowd(names["trained"](X, Y, seed) for seed in range(5, 10))


def crowd(models):
    """Ask each network before the next one is made."""
    runs = [forecasts.free_runs(model, X_TEST, STEPS) for model in models]
    runs = MEAN + DEVIATION * np.array(runs)
    return Crowd(runs[..., 0], runs[:, : len(STARTS)])


@pytest.fixture(params=["own", "others"])
def networks(request):
    return request.getfixturevalue(request.param)


@pytest.mark.slow
def test_a_renewed_network_learns_what_a_new_one_does(names, own, monkeypatch):
    monkeypatch.setitem(names, "network", names["new"])
    (said,) = crowd([names["trained"](X, Y, 4)]).said
    np.testing.assert_array_equal(own.said[4], said)


@pytest.mark.slow
def test_the_table_of_the_test_year(networks):
    off = np.abs(TEST - networks.said)
    each = off.mean(axis=1)
    assert each.mean() == pytest.approx(2.17, abs=0.03)
    assert each.max() - each.min() < 0.12
    yesterday = np.abs(TEST - HIGH[SECOND - 1 : -1])
    assert 1 - each.mean() / yesterday.mean() == pytest.approx(0.03, abs=0.012)
    assert each.mean() > mean_error(TEST, linear(SECOND, len(HIGH)))
    gap, low, high = forecasts.difference_range(yesterday, off.mean(axis=0))
    assert low < 0 < gap < high < 0.2  # not proven
    gap, low, high = forecasts.difference_range(
        yesterday, np.abs(TEST - linear(SECOND, len(HIGH)))
    )
    assert 0 < low < 0.002 < gap  # on the edge
    gap, low, high = forecasts.difference_range(
        off.mean(axis=0), np.abs(TEST - linear(SECOND, len(HIGH)))
    )
    assert 0 < gap < 0.07
    assert -0.03 < low < 0.03  # sometimes below 0, sometimes above
    for one in networks.said:
        assert forecasts.lag_correlations(TEST, one).argmax() == 1


@pytest.mark.slow
def test_free_running_beats_persistence_and_then_the_calendar_wins(networks):
    network = np.abs(networks.alone - HIGH[AHEAD]).mean(axis=(0, 1))
    persistence = np.abs(HIGH[STARTS - 1, None] - HIGH[AHEAD]).mean(axis=0)
    calendar = np.abs(CALENDAR[AHEAD] - HIGH[AHEAD]).mean(axis=0)
    assert network[0] == pytest.approx(2.2, abs=0.05)
    assert network[2] == pytest.approx(3.0, abs=0.15)
    assert (persistence[2:10] - network[2:10] > 0.3).all()
    for day in (2, 4, 9):
        off = np.abs(networks.alone - HIGH[AHEAD])[..., day].mean(axis=0)
        repeated = np.abs(HIGH[STARTS - 1] - HIGH[AHEAD[:, day]])
        assert forecasts.difference_range(repeated, off)[1] > 0.1  # real
    assert (network[:10] < calendar[:10]).all()
    assert (network[13:] > calendar[13:]).all()
    assert network[29] > 4
    assert network[29] > persistence[29] - 0.2
    np.testing.assert_allclose(calendar, 3.4, atol=0.15)


@pytest.mark.slow
def test_more_updates_learn_the_training_years_by_heart(names):
    from rnn_course.models import fit_fast

    early, late = [], []
    for seed in range(3):
        model = names["trained"](X, Y, seed)
        early.append(errors(model))
        fit_fast(model, X, Y, updates=1400, batch_size=32)  # 1,600 in all
        late.append(errors(model))
    train, validation = np.mean(late, axis=0) - np.mean(early, axis=0)
    assert train < -0.05
    assert validation > 0.05


def errors(model):
    """Return how far off it is in the training years and in the validation year, °C."""
    asked = (X, Y), (X_VALIDATION, SCALED[FIRST:SECOND])
    return [
        DEVIATION * mean_error(wanted, model.predict_on_batch(some)[:, 0])
        for some, wanted in asked
    ]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_no_network_has_skill_on_a_random_walk(names, seed):
    price = stock.simulated_price(seed=seed)
    said = names["forecast_price"](price, seed)[1]
    truth, base = price[SECOND:], price[SECOND - 1 : -1]
    skill = 1 - mean_error(truth, said) / mean_error(truth, base)
    assert -0.15 < skill < 0.03
    if seed == 3:
        assert skill < 0  # yesterday's price was off by less
    assert forecasts.lag_correlations(truth, said).argmax() == 1
    assert np.corrcoef(truth, said)[0, 1] > 0.965
