"""Keras's recurrent cells for many networks at once, their weights stacked.

Every array has one more axis in front, one entry for each network. The tests hold
each cell against the Keras layer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rnn_course.models import keras, tf

__all__ = ["CELLS", "States", "kind_of", "zero_states"]

States = tuple[tf.Tensor, ...]


def kind_of(layer: keras.layers.Layer) -> str:
    """Return the name of a layer's cell, a key of `CELLS`.

    Raises
    ------
    ValueError
        When there is no such cell.
    """
    name = type(layer).__name__
    if name == "SimpleRNN":
        name = f"SimpleRNN {layer.activation.__name__}"
    if name not in CELLS:
        known = ", ".join(CELLS)
        raise ValueError(f"build() returned a layer {name}; expected one of {known}.")
    return name


def zero_states(kind: str, networks: int, rows: int, hidden: int) -> States:
    """Return the states before the first step, (networks, rows, hidden) each."""
    zeros = tf.zeros((networks, rows, hidden))
    return (zeros, zeros) if kind == "LSTM" else (zeros,)


def _simple(activation: Callable[[tf.Tensor], tf.Tensor]) -> Callable[..., States]:
    def step(
        read: tf.Tensor, states: States, recurrent: tf.Tensor, bias: Any
    ) -> States:
        return (activation(read + states[0] @ recurrent + bias[:, None]),)

    return step


def _lstm(read: tf.Tensor, states: States, recurrent: tf.Tensor, bias: Any) -> States:
    h, c = states
    i, f, new, o = tf.split(read + h @ recurrent + bias[:, None], 4, axis=-1)
    c = tf.sigmoid(f) * c + tf.sigmoid(i) * tf.tanh(new)
    return tf.sigmoid(o) * tf.tanh(c), c


def _gru(read: tf.Tensor, states: States, recurrent: tf.Tensor, bias: Any) -> States:
    (h,) = states
    x_z, x_r, x_h = tf.split(read + bias[:, :1], 3, axis=-1)
    h_z, h_r, h_h = tf.split(h @ recurrent + bias[:, 1:], 3, axis=-1)
    z, r = tf.sigmoid(x_z + h_z), tf.sigmoid(x_r + h_r)
    return (z * h + (1 - z) * tf.tanh(x_h + r * h_h),)


# Each takes x_t @ kernel (networks, rows, gates · hidden), the states, the stacked
# recurrent kernels and biases; it returns the next states, h first.
CELLS: Mapping[str, Callable[..., States]] = {
    "SimpleRNN tanh": _simple(tf.tanh),
    "SimpleRNN relu": _simple(tf.nn.relu),
    "GRU": _gru,
    "LSTM": _lstm,
}
