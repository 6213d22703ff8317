"""The steps of recurrent layers, written once for NumPy and for TensorFlow.

A step takes ``x``, the input's part of the sum (bias included), and the state. NumPy
and TensorFlow share ``@``, ``+`` and the arguments of `split`, so the caller hands in
`tanh` and `split` and gets the same step from either.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from rnn_course.errors import CourseError
from rnn_course.models.quiet import keras

__all__ = ["Layers", "initial_states", "read_layers", "recurrent_steps", "unpack"]

Array = Any  # a NumPy array or a tensor
States = Sequence[tuple[Array, ...]]


class Layers(NamedTuple):
    """The weights of a network that reads ids, as its steps use them.

    Attributes
    ----------
    kinds : tuple of str
        The recurrent layers, "SimpleRNN", "GRU" or "LSTM".
    table : (vocabulary, blocks · hidden)
        What each id adds to the first layer's sum: embedding times kernel, plus
        bias, multiplied once and for all.
    recurrent : list of tuples
        Each layer's (kernel, bias, recurrent kernel, recurrent bias); the first
        layer's kernel and bias are in the table.
    W_hy, b_y : (hidden, vocabulary), (vocabulary,)
        The readout.
    """

    kinds: tuple[str, ...]
    table: Array
    recurrent: list[tuple[Array, ...]]
    W_hy: Array
    b_y: Array

    @property
    def weights(self) -> tuple[Any, ...]:
        """All but the kinds."""
        return tuple(self[1:])


def unpack(kinds: tuple[str, ...], weights: Sequence[Any]) -> Layers:
    """Put together what `Layers.weights` took apart."""
    return Layers(kinds, *weights)


def read_layers(model: keras.Model) -> Layers:
    """Copy the weights of a model, float32.

    Raises
    ------
    CourseError
        When the model is not an `Embedding`, recurrent layers and a `Dense`.
    """
    passive = (keras.layers.InputLayer, keras.layers.Dropout)
    layers = [layer for layer in model.layers if not isinstance(layer, passive)]
    if len(layers) < 3:
        _refuse(model)
    embedding, *cells, readout = layers
    fits = isinstance(embedding, keras.layers.Embedding)
    fits = fits and isinstance(readout, keras.layers.Dense)
    if not fits or not all(_is_known(cell) for cell in cells):
        _refuse(model)
    if readout.activation is not keras.activations.linear:
        _refuse(model, "its Dense layer has an activation; expected logits. ")
    recurrent = [_weights(cell) for cell in cells]
    (kernel, bias, U, b), *rest = recurrent
    table = np.asarray(embedding.get_weights()[0]) @ kernel + bias
    W_hy, b_y = _dense_weights(readout)
    kinds = tuple(type(cell).__name__ for cell in cells)
    empty = np.zeros((0, 0), "float32")
    return Layers(kinds, table, [(empty, empty, U, b), *rest], W_hy, b_y)


def _is_known(layer: Any) -> bool:
    """Tell whether a layer is a recurrent one with Keras's own activations."""
    if type(layer).__name__ not in CELLS or not layer.return_sequences:
        return False
    plain = layer.activation is keras.activations.tanh and not layer.go_backwards
    gates = getattr(layer, "recurrent_activation", keras.activations.sigmoid)
    return (
        plain
        and gates is keras.activations.sigmoid
        and getattr(layer, "reset_after", True)
        and layer.use_bias
    )


def _weights(layer: Any) -> tuple[np.ndarray, ...]:
    """Return kernel, bias, recurrent kernel, recurrent bias."""
    kernel, U, bias = layer.get_weights()
    if bias.ndim == 2:  # a GRU has a second row for the state's part
        return kernel, bias[0], U, bias[1]
    return kernel, bias, U, np.zeros_like(bias)


def _dense_weights(layer: Any) -> tuple[np.ndarray, np.ndarray]:
    weights = layer.get_weights()
    if len(weights) == 2:
        return weights[0], weights[1]
    return weights[0], np.zeros(weights[0].shape[1], "float32")


def _refuse(model: Any, why: str = "") -> None:
    names = ", ".join(type(layer).__name__ for layer in model.layers)
    raise CourseError(
        f"This model cannot be written with step by step: {why}its layers are {names}; "
        "expected Embedding, then SimpleRNN, GRU or LSTM layers with "
        "return_sequences=True and Keras's own activations, then Dense."
    )


def initial_states(layers: Layers) -> list[tuple[np.ndarray, ...]]:
    """Return states of zeros, each (1, hidden); an LSTM has two."""
    states = []
    for kind, weights in zip(layers.kinds, layers.recurrent, strict=True):
        zeros = np.zeros((1, weights[2].shape[0]), "float32")
        states.append((zeros, zeros) if kind == "LSTM" else (zeros,))
    return states


def recurrent_steps(
    tanh: Callable[[Array], Array],
    split: Callable[[Array, int, int], Sequence[Array]],
    layers: Layers,
    x: Array,
    states: States,
) -> tuple[Array, list[tuple[Array, ...]]]:
    """Take one step through all recurrent layers.

    Parameters
    ----------
    tanh, split : callable
        NumPy's or TensorFlow's.
    layers : Layers
        The weights.
    x : (batch, blocks · hidden)
        Rows of the table.
    states : sequence of tuples
        Each layer's, (batch, hidden).

    Returns
    -------
    h, states
        The last layer's state (batch, hidden), and the new states.
    """
    after = []
    for number, (kind, weights) in enumerate(
        zip(layers.kinds, layers.recurrent, strict=True)
    ):
        kernel, bias, U, b = weights
        if number:
            x = after[-1][0] @ kernel + bias
        step = CELLS[kind]
        after.append(step(tanh, split, x, states[number][0] @ U + b, *states[number]))
    return after[-1][0], after


def _simple(tanh: Any, _: Any, x: Array, s: Array, h: Array) -> tuple[Array, ...]:
    return (tanh(x + s),)


def _gru(tanh: Any, split: Any, x: Array, s: Array, h: Array) -> tuple[Array, ...]:
    (x_z, x_r, x_h), (s_z, s_r, s_h) = split(x, 3, -1), split(s, 3, -1)
    z, r = _sigmoid(tanh, x_z + s_z), _sigmoid(tanh, x_r + s_r)
    candidate = tanh(x_h + r * s_h)
    return (candidate + z * (h - candidate),)


def _lstm(
    tanh: Any, split: Any, x: Array, s: Array, h: Array, c: Array
) -> tuple[Array, ...]:
    i, f, g, o = split(x + s, 4, -1)
    c = _sigmoid(tanh, f) * c + _sigmoid(tanh, i) * tanh(g)
    return _sigmoid(tanh, o) * tanh(c), c


def _sigmoid(tanh: Any, z: Array) -> Array:
    return 0.5 + 0.5 * tanh(0.5 * z)


CELLS = {"SimpleRNN": _simple, "GRU": _gru, "LSTM": _lstm}
