"""Lesson 06: what its prose states, over several seeds."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_course.networks import gates
from tests.course import solution_names

LESSON = "06-lstm-and-gru"


@pytest.fixture(scope="module")
def solution():
    return solution_names(LESSON)


@pytest.fixture(scope="module")
def keras():
    from rnn_course.models import keras

    return keras


def blocks(*values):
    def start(shape, dtype=None):
        row = np.repeat(np.float32(values), shape[-1] // len(values))
        return np.zeros(shape, "float32") + row

    return start


def lstm(i, f):
    from rnn_course.models import keras

    return keras.layers.LSTM(
        32, bias_initializer=blocks(i, f, 0, 0), unit_forget_bias=False
    )


def gru(z):
    from rnn_course.models import keras

    return keras.layers.GRU(32, bias_initializer=blocks(z / 2, 0, 0))


# --- the cells are those of Keras --------------------------------------------------


def random_layer(keras, kind, seed, hidden=7, features=3):
    keras.utils.set_random_seed(seed)
    layer = getattr(keras.layers, kind)(
        hidden, return_sequences=True, return_state=True
    )
    layer.build((None, None, features))
    rng = np.random.default_rng(seed)
    weights = [rng.normal(scale=0.5, size=w.shape) for w in layer.get_weights()]
    layer.set_weights(weights)
    given = [rng.normal(size=(5, 11, features)), *rng.normal(size=(2, 5, hidden))]
    return layer, layer.get_weights(), [a.astype("float32") for a in given]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("whose", ["course", "solution"])
def test_lstm_agrees_with_keras(keras, solution, seed, whose):
    ours = gates.lstm_forward if whose == "course" else solution["lstm_forward"]
    layer, weights, (X, h0, c0) = random_layer(keras, "LSTM", seed)
    H_keras, _, c_last = layer(X, initial_state=[h0, c0])
    H, C = ours(X, h0, c0, *weights)
    np.testing.assert_allclose(H, H_keras, atol=1e-5)
    np.testing.assert_allclose(C[:, -1], c_last, atol=1e-5)
    for t in (0, 4):  # cell states on the way
        _, _, c = layer(X[:, : t + 1], initial_state=[h0, c0])
        np.testing.assert_allclose(C[:, t], c, atol=1e-5)
    step = gates.lstm_step if whose == "course" else solution["lstm_step"]
    h, c = step(X[:, 0], h0, c0, *weights)
    np.testing.assert_allclose(h, np.asarray(H_keras)[:, 0], atol=1e-5)
    np.testing.assert_allclose(c, C[:, 0], atol=1e-5)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("whose", ["course", "solution"])
def test_gru_agrees_with_keras(keras, solution, seed, whose):
    step = gates.gru_step if whose == "course" else solution["gru_step"]
    layer, weights, (X, h, _) = random_layer(keras, "GRU", seed)
    assert weights[2].shape == (2, 21)
    H_keras = np.asarray(layer(X, initial_state=h)[0])
    for t in range(X.shape[1]):
        h = step(X[:, t], h, *weights)
        np.testing.assert_allclose(h, H_keras[:, t], atol=1e-5)


# --- numbers in the prose ----------------------------------------------------------


def test_the_table_of_shares():
    left = {b: float(gates.sigmoid(b)) ** 60 for b in (0, 1, 3, 5, 6)}
    assert round(float(gates.sigmoid(1)), 2) == 0.73
    assert f"{left[1]:.0e}" == "7e-09"
    assert left[3] == pytest.approx(1 / 20, abs=0.005)
    assert left[5] == pytest.approx(0.67, abs=0.005)
    assert left[6] == pytest.approx(0.86, abs=0.005)
    assert float(gates.sigmoid(-2)) == pytest.approx(0.12, abs=0.005)


def test_longer_memories():
    f = float(gates.sigmoid(6))
    assert f**600 == pytest.approx(0.23, abs=0.005)
    assert f**6000 < 1e-6


def test_the_trap(keras):
    layer = keras.layers.LSTM(2, bias_initializer=keras.initializers.Constant(3))
    layer.build((None, None, 9))
    rows = layer.get_weights()[2].reshape(4, 2)
    np.testing.assert_array_equal(rows, [[3, 3], [1, 1], [3, 3], [3, 3]])


def test_the_shapes(keras):
    layer = keras.layers.LSTM(3)
    layer.build((None, None, 2))
    shapes = [tuple(weight.shape) for weight in layer.weights]
    assert shapes == [(2, 12), (3, 12), (12,)]


def test_the_right_way(keras):
    layer = lstm(-2, 6)
    layer.build((None, None, 9))
    rows = layer.get_weights()[2].reshape(4, 32)
    np.testing.assert_array_equal(rows[:, 0], [-2, 6, 0, 0])
    gated = gru(4)
    gated.build((None, None, 9))
    np.testing.assert_array_equal(
        gated.get_weights()[2].sum(axis=0)[[0, 32, 64]], [4, 0, 0]
    )


def felt(layer):
    from rnn_course.models import tf
    from rnn_course.networks import recall

    X, _ = recall.dataset(8, 60, 8, np.random.default_rng(0))
    X = tf.constant(X)
    with tf.GradientTape() as tape:
        tape.watch(X)
        total = tf.reduce_sum(layer(X))
    norms = np.linalg.norm(tape.gradient(total, X), axis=(0, 2))
    return norms[0] / norms[-1]


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(5))
def test_what_a_new_layer_feels_of_the_first_input(keras, seed):
    keras.utils.set_random_seed(seed)
    assert felt(keras.layers.LSTM(32)) < 1e-4
    assert felt(keras.layers.GRU(32)) < 1e-9
    for layer in (lstm(0, 3), lstm(-2, 6), gru(4)):
        assert felt(layer) > 0.1


# --- the recall experiment ---------------------------------------------------------

SEEDS = range(10)


def solved(build, rate=0.003):
    """Return how many of ten networks solve recall at delay 60, and their accuracy."""
    from rnn_course.networks import recall

    result = recall.train(build, delays=[60], seeds=SEEDS, rate=rate)
    return int(result.solved.sum()), float(result.accuracy.mean())


@pytest.mark.slow
def test_default_cells_only_guess(keras):
    trap = keras.initializers.Constant(3)
    for build in (
        lambda: keras.layers.LSTM(32),
        lambda: keras.layers.LSTM(32, bias_initializer=trap),
        lambda: keras.layers.GRU(32),
    ):
        assert solved(build) == (0, 0.125)


def guessers(keras, updates):
    """Return how many of five default LSTMs solve it, and their median loss."""
    from rnn_course.networks import recall

    run = recall.train(
        lambda: keras.layers.LSTM(32), delays=[60], seeds=range(5), updates=updates
    )
    return int(run.solved.sum()), float(np.median(run.losses[-1]))


@pytest.mark.slow
def test_three_times_as_many_updates_do_not_help(keras):
    count, loss = guessers(keras, 1000)
    assert count == 0
    assert loss == pytest.approx(np.log(8), abs=0.05)


@pytest.mark.long
def test_ten_thousand_updates_do_not_help(keras, proof):
    count, loss = guessers(keras, 10_000)
    proof.save("lstm_guesses", {"updates": 10_000, "solved of 5": count, "loss": loss})
    assert count == 0
    assert loss == pytest.approx(np.log(8), abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("bias", [3, 6])
def test_the_forget_bias_alone_is_not_enough(bias):
    count, accuracy = solved(lambda: lstm(0, bias))
    assert 1 <= count <= 6
    assert 0.4 <= accuracy <= 0.9


@pytest.mark.slow
def test_both_biases_or_an_open_update_gate_solve_it():
    assert solved(lambda: lstm(-2, 6)) == (10, 1.0)
    assert solved(lambda: gru(4)) == (10, 1.0)


@pytest.mark.slow
def test_the_plain_cell_beats_the_default_cells_at_a_small_rate(keras):
    count, accuracy = solved(lambda: keras.layers.SimpleRNN(32))
    assert 6 <= count <= 9
    assert accuracy > 0.7
    count, _ = solved(lambda: keras.layers.SimpleRNN(32), rate=0.01)
    assert 2 <= count <= 6
    assert solved(lambda: gru(4), rate=0.01) == (10, 1.0)


@pytest.mark.slow
def test_a_larger_rate_spoils_it_for_some():
    count, _ = solved(lambda: lstm(-2, 6), rate=0.01)
    assert 4 <= count <= 9
