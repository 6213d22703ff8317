"""The recall task, its stacked cells against Keras, and its trainer."""

import numpy as np
import pytest

from rnn_course.models import keras, tf
from rnn_course.networks import recall, stacked

LAYERS = {
    "SimpleRNN tanh": lambda: keras.layers.SimpleRNN(
        6, bias_initializer="random_normal"
    ),
    "SimpleRNN relu": lambda: keras.layers.SimpleRNN(6, "relu"),
    "GRU": lambda: keras.layers.GRU(6, bias_initializer="random_normal"),
    "LSTM": lambda: keras.layers.LSTM(6),
}


def test_dataset_holds_a_symbol_and_then_blanks():
    X, y = recall.dataset(5, 3, 4, np.random.default_rng(0))
    assert X.shape == (5, 4, 5)
    assert (X[:, 0].argmax(axis=1) == y).all()
    assert (X[:, 1:, 4] == 1).all()
    assert (X.sum(axis=2) == 1).all()
    assert recall.dataset(2, 0, 3, np.random.default_rng(0))[0].shape == (2, 1, 4)


@pytest.mark.parametrize("kind", LAYERS)
def test_stacked_cell_equals_keras(kind):
    keras.utils.set_random_seed(1)
    layers = [LAYERS[kind]() for _ in range(2)]
    X = np.random.default_rng(0).normal(size=(3, 5, 4)).astype("float32")
    expected = [layer(X).numpy() for layer in layers]
    assert stacked.kind_of(layers[0]) == kind
    weights = zip(*(layer.get_weights() for layer in layers), strict=True)
    kernel, recurrent, bias = map(np.stack, weights)
    states = stacked.zero_states(kind, 2, 3, 6)
    for t in range(5):
        states = stacked.CELLS[kind](X[:, t] @ kernel, states, recurrent, bias)
    np.testing.assert_allclose(states[0], expected, atol=1e-6)


def test_unknown_layers_and_optimizers_are_named():
    with pytest.raises(ValueError, match="SimpleRNN sigmoid; expected one of"):
        recall.train(lambda: keras.layers.SimpleRNN(4, "sigmoid"), [2], [0])
    with pytest.raises(ValueError, match='optimizer="rms" is not known'):
        recall.train(LAYERS["GRU"], [2], [0], optimizer="rms")


@pytest.mark.slow
@pytest.mark.parametrize("kind", LAYERS)
@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
def test_training_takes_the_steps_of_keras(kind, optimizer):
    updates, delay, symbols, seed = 5, 3, 8, 7
    options = {"updates": updates, "optimizer": optimizer, "rate": 0.1, "clip": 0.05}
    result = recall.train(LAYERS[kind], [delay, 6], [2, seed], **options)
    keras.utils.set_random_seed(seed)
    layer = LAYERS[kind]()
    layer.build((None, None, symbols + 1))
    model = keras.Sequential([layer, keras.layers.Dense(symbols)])
    model.build((None, delay + 1, symbols + 1))
    rule = keras.optimizers.get(
        {
            "class_name": optimizer,
            "config": {"learning_rate": 0.1, "global_clipnorm": 0.05},
        }
    )
    shares = recall._draws([seed], updates, 32, symbols)[0]
    X = np.zeros((symbols, delay + 1, symbols + 1), dtype="float32")
    X[np.arange(symbols), 0, np.arange(symbols)] = 1
    X[:, 1:, symbols] = 1
    for update in range(updates):
        with tf.GradientTape() as tape:
            own = tf.linalg.diag_part(tf.nn.log_softmax(model(X)))
            loss = -tf.reduce_sum(shares[update] * own)
        gradients = tape.gradient(loss, model.trainable_variables)
        norm = tf.linalg.global_norm(gradients)
        assert result.losses[update, 0, 1] == pytest.approx(float(loss), abs=1e-4)
        assert result.norms[update, 0, 1] == pytest.approx(float(norm), rel=1e-3)
        rule.apply(gradients, model.trainable_variables)


@pytest.mark.slow
def test_short_delays_are_learned():
    result = recall.train(LAYERS["GRU"], [0, 2], [0, 1], updates=200, rate=0.03)
    assert result.solved.all()
    assert result.losses[-1].max() < 0.3
