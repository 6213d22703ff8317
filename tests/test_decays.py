"""The thirteen networks of lesson 05: how they start, how they are drawn."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_course.models import keras
from rnn_course.networks import decays


def start(name, seed=0):
    keras.utils.set_random_seed(seed)
    layer = decays.build(name)
    layer.build((None, None, 4))
    return layer.get_weights()


@pytest.mark.parametrize("bias", [0, 1, 3, 5])
def test_only_the_forget_gate_has_a_bias(bias):
    _, _, biases = start(f"LSTM forget bias {bias}")
    i, f, new, o = np.split(biases, 4)
    assert (f == bias).all()
    assert not np.any([i, new, o])


def test_forget_bias_1_is_the_default_of_keras():
    keras.utils.set_random_seed(0)
    layer = keras.layers.LSTM(decays.HIDDEN)
    layer.build((None, None, 4))
    for ours, default in zip(
        start("LSTM forget bias 1"), layer.get_weights(), strict=True
    ):
        np.testing.assert_array_equal(ours, default)


def test_starts_of_the_plain_network():
    W_hh = start("tanh orthogonal")[1]
    np.testing.assert_allclose(W_hh @ W_hh.T, np.eye(decays.HIDDEN), atol=1e-5)
    lengths = [
        np.abs(np.linalg.eigvals(start("relu Gaussian 2", seed)[1])).max()
        for seed in range(5)
    ]
    assert np.median(lengths) == pytest.approx(2, rel=0.15)


def test_every_network_has_its_line_and_its_name():
    norms = {name: np.ones(5) for name in decays.names()}
    figure = decays.draw({"small": norms, "large": norms}, title="Finding")
    assert [len(ax.lines) for ax in figure.axes] == [14, 14]  # and the line at 1
    assert len(figure.legends[0].get_texts()) == len(decays.names()) == 13
    plt.close(figure)


def test_a_picture_can_show_some_of_them():
    norms = {name: np.ones(5) for name in decays.names()}
    figure = decays.draw({"small": norms}, which=decays.SEVEN)
    shown = [text.get_text() for text in figure.legends[0].get_texts()]
    assert shown == list(decays.SEVEN)
    assert set(shown) <= set(decays.names())
    plt.close(figure)
