"""Norms of ∂h_T/∂h_t: by formula, by the tape, and by Keras's own layers."""

import numpy as np
import pytest

from rnn_course.models import keras, tf
from rnn_course.networks import gradients

SIZES = [(6, 3, 4), (9, 2, 5)]  # time, features, hidden


def random_layer(kind, features, hidden, **options):
    layer = kind(hidden, bias_initializer="random_normal", **options)
    layer.build((None, None, features))
    return layer


def jacobians_of_keras(layer, x, split):
    """Return ∂h_T/∂h_t for one step `split`, by a tape over the steps after it."""
    X = tf.constant(x[None], tf.float32)
    h = layer(X[:, : split + 1])
    with tf.GradientTape() as tape:
        tape.watch(h)
        last = layer(X[:, split + 1 :], initial_state=h)
    return tape.batch_jacobian(last, h).numpy()[0]


@pytest.mark.slow
@pytest.mark.parametrize(("time", "features", "hidden"), SIZES)
def test_formula_agrees_with_the_tape_through_keras(time, features, hidden):
    keras.utils.set_random_seed(time)
    layer = random_layer(keras.layers.SimpleRNN, features, hidden)
    x = np.random.default_rng(hidden).normal(size=(time, features))
    cell = keras.layers.SimpleRNN(hidden, return_sequences=True)
    cell.build((None, None, features))
    cell.set_weights(layer.get_weights())
    norms = gradients.jacobian_norms(cell(x[None])[0].numpy(), layer.get_weights()[1])
    assert norms[-1] == 1
    for t in range(time - 1):
        tape = np.linalg.norm(jacobians_of_keras(layer, x, t), ord=2)
        assert norms[t] == pytest.approx(tape, rel=1e-5, abs=1e-6)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["SimpleRNN", "GRU"])
def test_state_norms_agree_with_keras(kind):
    keras.utils.set_random_seed(3)
    layers = [random_layer(getattr(keras.layers, kind), 3, 5) for _ in range(2)]
    x = np.random.default_rng(1).normal(size=(7, 3))
    for layer, norms in zip(layers, gradients.state_norms(layers, x), strict=True):
        for t in range(6):
            tape = np.linalg.norm(jacobians_of_keras(layer, x, t), ord=2)
            assert norms[t] == pytest.approx(tape, rel=1e-4)


@pytest.mark.slow
def test_state_norms_of_an_lstm_are_those_of_its_cell_state():
    keras.utils.set_random_seed(4)
    layer = random_layer(keras.layers.LSTM, 3, 5, return_state=True)
    x = np.random.default_rng(2).normal(size=(6, 3))
    X = tf.constant(x[None], tf.float32)
    norms = gradients.state_norms([layer], x)[0]
    for t in range(5):
        _, h, c = layer(X[:, : t + 1])
        with tf.GradientTape() as tape:
            tape.watch(c)
            _, _, last = layer(X[:, t + 1 :], initial_state=[h, c])
        expected = np.linalg.norm(tape.batch_jacobian(last, c).numpy()[0], ord=2)
        assert norms[t] == pytest.approx(expected, rel=1e-4)


def test_relu_steps_are_the_recurrent_weights_of_the_units_that_are_on():
    keras.utils.set_random_seed(5)
    layer = random_layer(keras.layers.SimpleRNN, 2, 4, activation="relu")
    x = np.random.default_rng(3).normal(size=(5, 2))
    steps = gradients.step_jacobians([layer], x)[0]
    W_hh = layer.get_weights()[1]
    for step in steps:
        on = np.abs(step).sum(axis=1) > 0
        np.testing.assert_allclose(step[on], W_hh.T[on], rtol=1e-5)


def test_factor_is_for_each_step_back():
    assert gradients.factor(np.array([0.25, 0.5, 1.0])) == pytest.approx(0.5)
    assert gradients.factor(5 * 1.2 ** np.arange(9)[::-1]) == pytest.approx(1.2)
