"""Keras without noise, a fast `fit` that changes no number, and crowds."""

import subprocess
import sys

import numpy as np
import pytest

from rnn_course import bars

pytestmark = pytest.mark.slow

NOISE_TEST = """
from rnn_course.models import keras, fit_fast
import numpy as np
X = np.arange(12, dtype="float32").reshape(4, 3, 1)
for cell in (keras.layers.SimpleRNN, keras.layers.LSTM, keras.layers.GRU):
    for _ in range(2):
        activation = "relu" if cell is keras.layers.SimpleRNN else "tanh"
        model = keras.Sequential(
            [keras.Input((3, 1)), cell(4, activation=activation), keras.layers.Dense(1)]
        )
        model.compile("adam", "mse")
        fit_fast(model, X, X[:, -1, 0], 3)
        model.fit(X, X[:, -1, 0], epochs=2, verbose=0)
        for _ in range(3):
            model.predict(X, verbose=0)
"""


@pytest.fixture(scope="module")
def data():
    X = np.array([[1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]], dtype="float32")
    return X[..., None], np.array([4, 5, 6, 7], dtype="float32")


def network():
    from rnn_course.models import keras

    layers = [
        keras.Input((3, 1)),
        keras.layers.SimpleRNN(5, activation="relu"),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="mse")
    return model


def test_keras_makes_no_noise():
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", NOISE_TEST],
        capture_output=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr.decode()
    assert run.stderr == b""
    assert run.stdout == b""


def test_fast_fit_takes_the_steps_of_fit(data):
    from rnn_course.models import fit_fast, keras

    keras.utils.set_random_seed(3)
    plain = network()
    history = plain.fit(*data, epochs=6, verbose=0, shuffle=False).history["loss"]
    keras.utils.set_random_seed(3)
    fast = network()
    losses = fit_fast(fast, *data, updates=6)
    np.testing.assert_allclose(losses, history, rtol=1e-5)
    np.testing.assert_allclose(fast(data[0]), plain(data[0]), rtol=1e-4)
    assert not fast.layers[0].unroll


def test_fast_fit_repeats_itself(data):
    from rnn_course.models import fit_fast, keras

    runs = []
    for _ in range(2):
        keras.utils.set_random_seed(1)
        runs.append(fit_fast(network(), *data, updates=5, batch_size=2, seed=7))
    np.testing.assert_array_equal(*runs)


def test_fast_fit_goes_on_where_it_stopped(data):
    from rnn_course.models import fit_fast, keras

    keras.utils.set_random_seed(1)
    whole = fit_fast(network(), *data, updates=6)
    keras.utils.set_random_seed(1)
    model = network()
    halves = [fit_fast(model, *data, updates=3) for _ in range(2)]
    np.testing.assert_allclose(np.concatenate(halves), whole, rtol=1e-5)


@pytest.mark.parametrize("cell", ["SimpleRNN", "GRU", "LSTM"])
def test_an_optimizer_built_early_changes_no_number_and_traces_once(data, cell):
    from rnn_course.models import build_optimizer, keras

    def train(prepare):
        keras.utils.set_random_seed(2)
        layer = getattr(keras.layers, cell)(4, dropout=0.2)
        model = keras.Sequential([keras.Input((3, 1)), layer, keras.layers.Dense(1)])
        model.compile(optimizer=keras.optimizers.Adam(0.01), loss="mse")
        step, traced = model.train_step, []
        model.train_step = lambda batch: traced.append(batch) or step(batch)
        prepare(model)
        history = model.fit(*data, epochs=4, batch_size=2, verbose=0)
        return history.history["loss"], model.get_weights(), len(traced)

    late, early = train(lambda model: None), train(build_optimizer)
    assert early[0] == late[0]
    for one, other in zip(early[1], late[1], strict=True):
        np.testing.assert_array_equal(one, other)
    assert (early[2], late[2]) == (1, 2)


def test_an_optimizer_is_not_built_before_the_weights_are_known(data):
    from rnn_course.models import build_optimizer, fit_fast, keras

    build_optimizer(keras.Sequential([keras.Input((3, 1)), keras.layers.GRU(2)]))
    model = keras.Sequential([keras.layers.SimpleRNN(5), keras.layers.Dense(1)])
    model.compile(optimizer="adam", loss="mse")
    build_optimizer(model)
    assert not model.optimizer.built
    assert np.isfinite(fit_fast(model, *data, updates=2)).all()
    assert len(model.optimizer.variables) > 2 * len(model.trainable_variables)


def test_crowd_equals_networks_trained_alone(data):
    from rnn_course.models import fit_fast, keras
    from rnn_course.networks.crowd import Crowd

    crowd = Crowd(network, seeds=[4, 9])
    losses = np.concatenate([crowd.fit(*data, updates=10) for _ in range(2)])
    for column, seed in enumerate([4, 9]):
        keras.utils.set_random_seed(seed)
        alone = network()
        expected = fit_fast(alone, *data, updates=20)
        np.testing.assert_allclose(losses[:, column], expected, rtol=1e-4)
        told = alone.predict(data[0], verbose=0)[:, 0]
        np.testing.assert_allclose(crowd.predict(data[0])[column], told, rtol=1e-4)


def test_bar_appears_only_for_long_work(monkeypatch):
    seen = []
    now = iter([7.0, 7.5, 8.1, 8.2, 8.5])
    monkeypatch.setattr(bars.time, "perf_counter", lambda: next(now))
    bar = bars.Bar(total=100)
    monkeypatch.setattr(bar, "_open", lambda done: seen.append(done))
    bar.move(1)
    bar.move(5)
    bar.move(11)
    assert seen == [11]
    bar.move(12)
    bar.move(13)
    bar.close()


def test_bar_stays_away_from_short_work(monkeypatch):
    now = iter([7.0, 8.1])
    monkeypatch.setattr(bars.time, "perf_counter", lambda: next(now))
    bar = bars.Bar(total=100)
    monkeypatch.setattr(bar, "_open", lambda done: pytest.fail("no bar needed"))
    bar.move(1)
    bar.move(50)


def test_bar_says_where_it_is():
    picture = bars.Bar(2000)._picture(500)
    assert picture["text/plain"] == "500 of 2,000 updates"
    assert 'value="500"' in picture["text/html"]


def test_bar_says_how_long_it_will_take(monkeypatch):
    now = iter([7.0, 8.1, 9.5])
    monkeypatch.setattr(bars.time, "perf_counter", lambda: next(now))
    bar, shown = bars.Bar(total=101), []

    class Handle:
        def update(self, picture, raw):
            shown.append(picture["text/plain"])

    monkeypatch.setattr(bar, "_open", lambda done: Handle())
    for done in (1, 12, 26):  # 25 updates in 2.5 seconds: 75 more take 7.5
        bar.move(done)
    assert shown == ["26 of 101 updates, about 8 s left"]


def test_summarise_takes_each_window_by_itself():
    from rnn_course.networks.crowd import summarise

    said = np.random.default_rng(0).normal(size=(21, 3))
    low, median, high = summarise(said)
    for window in range(3):
        column = sorted(said[:, window])
        # With 21 values the percentiles are values themselves.
        assert low[window] == pytest.approx(column[2])
        assert median[window] == pytest.approx(column[10])
        assert high[window] == pytest.approx(column[18])
