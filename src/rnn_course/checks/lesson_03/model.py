"""The examiner of `build_model` (lesson 03): what the returned network does.

Names of losses and activations can be written in many ways, so the network is judged by
its behaviour: random weights go in, and its outputs are compared with the equations.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.layers import demand_model
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_model"]

INPUT, OUTPUT = (None, 3, 1), (None, 1)
SIZES = ((7, "relu"), (12, "tanh"))
FUNCTIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda a: np.maximum(a, 0),
    "tanh": np.tanh,
    "sigmoid": lambda a: 1 / (1 + np.exp(-a)),
    "linear": lambda a: a,
}


def examine_model(case: Case) -> None:
    """Build two networks and examine both.

    Raises
    ------
    Wrong
        With the first thing that is not right.
    """
    for units, activation in chance.among(SIZES, _sizes):
        model = case.call(units=units, activation=activation)
        _demand_model(model)
        _demand_shapes(model)
        cell = _demand_layers(model)
        _demand_units(cell, units)
        _demand_outputs(model, activation)
        _demand_loss(model)


def _sizes(rng: np.random.Generator) -> tuple[tuple[int, str], ...]:
    few, more = (int(units) for units in rng.choice(range(2, 24), 2, replace=False))
    return (few, "relu"), (more, "tanh")


examine_model.trains = True  # it loads TensorFlow: its tests are slow ones


def _demand_model(model: Any) -> None:
    demand_model(model, "build_model")
    if not model.built or not getattr(model, "inputs", None):
        raise Wrong(
            "The network does not know the shape of its input yet. Begin the list of "
            "layers with `keras.Input((3, 1))`.",
            "no-input-shape",
        )


def _demand_shapes(model: Any) -> None:
    if len(model.inputs) != 1 or tuple(model.input_shape) != INPUT:
        swapped = " Steps come first, features second." if _swapped(model) else ""
        raise Wrong(
            f"The network's input has the shape {model.input_shape}; expected "
            f"{INPUT}: any number of windows, 3 steps, 1 feature.{swapped}",
            "input-shape",
        )
    shape = tuple(model.output_shape)
    if shape == OUTPUT:
        return
    hint = " Is `Dense(1)` missing at the end?"
    if len(shape) == 3:
        hint = " `return_sequences=True` gives an output for every step; leave it out."
    raise Wrong(
        f"The network's output has the shape {shape}; expected {OUTPUT}: one number "
        f"for each window.{hint}",
        "output-shape",
    )


def _swapped(model: Any) -> bool:
    return tuple(model.input_shape) == (None, 1, 3)


def _demand_layers(model: Any) -> Any:
    """Return the recurrent layer's cell, when it is the right one and Dense follows."""
    from rnn_course.models import keras

    layers = [layer for layer in _layers(model) if layer.weights]
    kinds = ", ".join(type(layer).__name__ for layer in layers)
    cells = [getattr(layer, "cell", None) for layer in layers]
    simple = [cell for cell in cells if isinstance(cell, keras.layers.SimpleRNNCell)]
    if not simple:
        raise Wrong(
            f"The network's layers are {kinds or 'none'}; expected a SimpleRNN "
            "followed by a Dense layer.",
            "wrong-layer",
        )
    units = simple[0].units
    shapes = [(1, units), (units, units), (units,), (units, 1), (1,)]
    if [tuple(w.shape) for w in model.trainable_weights] != shapes:
        raise Wrong(
            "The network has other weights than one SimpleRNN followed by one "
            f"Dense(1), both with biases: its layers are {kinds}.",
            "extra-or-missing-weights",
        )
    return simple[0]


def _layers(model: Any) -> Iterator[Any]:
    """Yield the layers, those of a network inside the network too."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _layers(layer)
        else:
            yield layer


def _demand_units(cell: Any, units: int) -> None:
    if cell.units != units:
        raise Wrong(
            f"Called with units={units}, the recurrent layer has {cell.units} units. "
            "Hand the argument on: `SimpleRNN(units, …)`.",
            "wrong-units",
        )


def _demand_outputs(model: Any, activation: str) -> None:
    """Compare the outputs with the equations, and name the activation that fits."""
    rng = chance.generator(3)
    old = model.get_weights()
    weights = [rng.normal(scale=0.5, size=w.shape).astype("float32") for w in old]
    X = rng.normal(size=(5, 3, 1)).astype("float32")
    model.set_weights(weights)
    try:
        said = np.asarray(model(X))[:, 0]
    finally:
        model.set_weights(old)
    fits = [name for name in FUNCTIONS if _equal(said, X, weights, FUNCTIONS[name])]
    if activation in fits:
        return
    if fits:
        raise Wrong(
            f"Called with activation={activation!r}, the recurrent layer computes with "
            f"{fits[0]!r}. Hand the argument on: `activation=activation`.",
            "wrong-activation",
        )
    raise Wrong(
        "The layers are right, but the network computes something else. Does `Dense(1)` "
        "have an activation, or is there a layer that changes the numbers between? "
        "The output must be free to take any value.",
        "wrong-computation",
    )


def _equal(
    said: np.ndarray,
    X: np.ndarray,
    weights: list[np.ndarray],
    function: Callable[[np.ndarray], np.ndarray],
) -> bool:
    W_xh, W_hh, b_h, W_hy, b_y = weights
    h = np.zeros((len(X), len(W_hh)))
    for t in range(X.shape[1]):
        h = function(X[:, t] @ W_xh + h @ W_hh + b_h)
    return np.allclose(said, (h @ W_hy + b_y)[:, 0], rtol=1e-3, atol=1e-4)


def _demand_loss(model: Any) -> None:
    if not model.compiled or model.loss is None:
        raise Wrong(
            "The network is not compiled, so `fit` would not know what to do. Call "
            '`model.compile(optimizer="adam", loss="mse")` before you return it.',
            "not-compiled",
        )
    from rnn_course.models import tf

    truth, said = tf.constant([[0.0], [2.0]]), tf.constant([[1.0], [5.0]])
    loss = float(model.compute_loss(x=None, y=truth, y_pred=said))
    if abs(loss - (1 + 9) / 2) > 1e-4:
        raise Wrong(
            "The network is compiled with another loss than the mean squared error. "
            'Write `loss="mse"`.',
            "wrong-loss",
        )
