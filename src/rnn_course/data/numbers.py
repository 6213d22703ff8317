"""What networks of lesson 03 say about windows of three consecutive numbers.

`numbers.npz` holds a table for the number explorer, so that its slider answers at
once: twenty networks for each choice of activation, input and target, asked again
and again while they were trained on the windows [1, 2, 3] to [4, 5, 6]. It was made
by this module, and the course makes it anew with

    python -m rnn_course.data.numbers

(a few minutes). Nothing in it comes from outside the course.
"""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import numpy as np

TABLE = Path(__file__).with_name("numbers.npz")

ACTIVATIONS = ("relu", "tanh")
INPUTS = ("as they are", "scaled", "shifted")
TARGETS = ("number", "change")
EPOCHS = (0, 25, 50, 100, 150, 200, 300, 400, 600, 800, 1000, 1500, 2000)
SEEDS = tuple(range(20))
FIRST = np.arange(-20, 61)  # the first number of each window that is asked
PERCENTILES = (10, 50, 90)

SMALLEST, LARGEST = 1.0, 7.0  # of all numbers seen in training, targets included
TRAINING = np.array([[1, 2, 3], [2, 3, 4], [3, 4, 5], [4, 5, 6]], dtype="float32")


def windows(first: np.ndarray = FIRST) -> np.ndarray:
    """Return windows of three consecutive numbers, (windows, 3) float32."""
    return (np.asarray(first)[:, None] + np.arange(3)).astype("float32")


def prepare(numbers: np.ndarray, how: str) -> np.ndarray:
    """Return windows (n, 3) as the network reads them, (n, 3, 1).

    Parameters
    ----------
    numbers : (n, 3)
        Windows.
    how : {"as they are", "scaled", "shifted"}
        Scaled maps the training range 1 to 7 onto 0 to 1. Shifted subtracts
        each window's own last number.
    """
    if how == "scaled":
        numbers = (numbers - SMALLEST) / (LARGEST - SMALLEST)
    elif how == "shifted":
        numbers = numbers - numbers[:, -1:]
    return numbers[..., None]


def encode_target(numbers: np.ndarray, truth: np.ndarray, how: str, target: str):
    """Return what the network is to say, (n,)."""
    if target == "change":
        step = truth - numbers[:, -1]
        return step / (LARGEST - SMALLEST) if how == "scaled" else step
    return (truth - SMALLEST) / (LARGEST - SMALLEST) if how == "scaled" else truth


def decode(said: np.ndarray, numbers: np.ndarray, how: str, target: str) -> np.ndarray:
    """Turn what networks say, (networks, n), into predicted numbers."""
    if how == "scaled":
        said = said * (LARGEST - SMALLEST)
    if target == "change":
        return said + numbers[:, -1]
    return said + SMALLEST if how == "scaled" else said


def network(activation: str):
    """Return the compiled network of the lesson."""
    from rnn_course.models import keras

    layers = [
        keras.Input((3, 1)),
        keras.layers.SimpleRNN(50, activation=activation),
        keras.layers.Dense(1),
    ]
    model = keras.Sequential(layers)
    model.compile(optimizer="adam", loss="mse")
    return model


def measure(
    activation: str,
    how: str,
    target: str,
    epochs: tuple[int, ...] = EPOCHS,
    seeds: tuple[int, ...] = SEEDS,
) -> np.ndarray:
    """Train networks and ask them after each number of epochs.

    Returns
    -------
    (epochs, seeds, windows) ndarray
        Predicted numbers.
    """
    from rnn_course.networks.crowd import Crowd

    crowd = Crowd(lambda: network(activation), seeds)
    X = prepare(TRAINING, how)
    y = encode_target(TRAINING, TRAINING[:, -1] + 1, how, target)
    asked = windows()
    table = []
    for before, now in itertools.pairwise((0, *epochs)):
        if now > before:
            crowd.fit(X, y, now - before)
        said = crowd.predict(prepare(asked, how))
        table.append(decode(said, asked, how, target))
    return np.array(table)


def make() -> np.ndarray:
    """Return the table, (activations, inputs, targets, epochs, percentiles, windows)."""
    rows = [
        np.percentile(measure(*choice), PERCENTILES, axis=1).swapaxes(0, 1)
        for choice in itertools.product(ACTIVATIONS, INPUTS, TARGETS)
    ]
    shape = (len(ACTIVATIONS), len(INPUTS), len(TARGETS))
    return np.round(np.array(rows), 2).reshape(*shape, *rows[0].shape)


@cache
def load() -> np.ndarray:
    """Return the shipped table; see `make` for its axes."""
    with np.load(TABLE) as stored:
        return stored["table"].astype(float)


if __name__ == "__main__":
    np.savez_compressed(TABLE, table=make().astype("float32"))
