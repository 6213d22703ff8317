"""Checks of lesson 02, Inside the recurrent cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes, float32_by_columns
from rnn_course.checks.kinds import Array, Number
from rnn_course.checks.lesson_02.comparison import CompareWithKeras
from rnn_course.checks.lesson_02.forward_mistakes import FORWARD
from rnn_course.checks.lesson_02.readout_mistakes import COUNT, READOUT, count
from rnn_course.checks.lesson_02.step_mistakes import STEP, step
from rnn_course.checks.probes import Probe, Probing
from rnn_course.networks import cells

__all__ = ["EXERCISES"]

Inputs = dict[str, Any]
Random = np.random.Generator


def _weights(rng: Random, features: int, hidden: int) -> Inputs:
    return {
        "W_xh": rng.normal(size=(features, hidden)),
        "W_hh": rng.normal(size=(hidden, hidden)),
        "b_h": rng.normal(size=hidden),
    }


def _one_hot(rng: Random, *shape: int) -> np.ndarray:
    """Return rows of whole numbers with a single 1."""
    return np.eye(shape[-1], dtype=int)[rng.integers(shape[-1], size=shape[:-1])]


# --- rnn_step -------------------------------------------------------------------


def _step(rng: Random, batch: int | None = None) -> Inputs:
    rows, features, hidden = different_sizes(rng, 3)
    batch = batch or rows
    states = {
        "x_t": rng.normal(size=(batch, features)),
        "h_prev": rng.uniform(-0.9, 0.9, size=(batch, hidden)),
    }
    return states | _weights(rng, features, hidden)


def _step_without_bias(rng: Random, **sizes: int) -> Inputs:
    inputs = _step(rng, **sizes)
    return inputs | {"b_h": np.zeros_like(inputs["b_h"])}


def _square_step(rng: Random) -> Inputs:
    """Return inputs for which every product fits, also a transposed one."""
    states = {"x_t": rng.normal(size=(3, 3)), "h_prev": rng.uniform(-1, 1, size=(3, 3))}
    return states | _weights(rng, 3, 3) | {"b_h": np.zeros(3)}


def _whole_step(rng: Random) -> Inputs:
    inputs = _step_without_bias(rng)
    rows = {name: _one_hot(rng, *inputs[name].shape) for name in ("x_t", "h_prev")}
    return inputs | rows


def _large_step(rng: Random) -> Inputs:
    inputs = _step_without_bias(rng)
    return inputs | {"x_t": 2000 * np.sign(inputs["x_t"])}


RNN_STEP = Exercise(
    name="rnn_step",
    title="One step of the cell",
    points=2,
    section="The hidden layer",
    hints=(
        "Add three things, each of shape `(batch, hidden)` or ready to spread over the "
        "batch: what the input says, what the state before says, and the bias. Then "
        "squash the sum.",
        "What the input says is `x_t @ W_xh`. Write the same kind of product for "
        "`h_prev` with `W_hh`, add `b_h`, and put the whole sum inside `np.tanh(…)`.",
    ),
    examine=Probing(
        reference=step,
        kind=Array("batch, hidden"),
        probes=[
            Probe("biases of zero", _step_without_bias),
            Probe("biases of zero", _square_step, trials=1),
            Probe("biases that are not zero", _step, share=0.5),
            Probe("biases that are not zero", lambda rng: _step(rng, 1), share=0.5),
            Probe(
                "a batch of one row",
                lambda rng: _step_without_bias(rng, batch=1),
                share=0.25,
            ),
            Probe(
                "float32 arrays, stored by columns",
                lambda rng: float32_by_columns(_step_without_bias(rng)),
                share=0.25,
            ),
            Probe("one-hot rows of whole numbers", _whole_step, share=0.25),
            Probe("very large inputs", _large_step, share=0.25, trials=1),
        ],
        mistakes=STEP,
    ),
)


# --- rnn_forward ----------------------------------------------------------------


def _sequence(rng: Random, batch: int | None = None, time: int | None = None) -> Inputs:
    rows, steps, features, hidden = different_sizes(rng, 4)
    batch, time = batch or rows, time or steps
    data = {
        "X": rng.normal(size=(batch, time, features)),
        "h0": rng.choice([-0.9, 0.9], size=(batch, hidden)),
    }
    return data | _weights(rng, features, hidden)


def _from_zeros(rng: Random, **sizes: int) -> Inputs:
    inputs = _sequence(rng, **sizes)
    return inputs | {"h0": np.zeros_like(inputs["h0"])}


def _square_sequence(rng: Random) -> Inputs:
    """Return inputs whose axes all have one length, so that every product fits."""
    rows = {"X": rng.normal(size=(4, 4, 4)), "h0": rng.uniform(-1, 1, size=(4, 4))}
    return rows | _weights(rng, 4, 4)


def _whole_sequence(rng: Random) -> Inputs:
    inputs = _sequence(rng)
    zeros = np.zeros(inputs["h0"].shape, dtype=int)
    return inputs | {"X": _one_hot(rng, *inputs["X"].shape), "h0": zeros}


_START = "a start state h0 that is not zero"

RNN_FORWARD = Exercise(
    name="rnn_forward",
    title="Read a whole sequence",
    points=3,
    section="Unrolling: the same cell, once a step",
    hints=(
        "Keep one variable `h`. It begins as `h0`. A loop over the *time* axis takes "
        "`X[:, t]`, makes the next `h` from it and from the `h` before, and keeps a "
        "copy of each.",
        "Collect the states in a list, `states.append(h)`, where `h` comes from "
        "`rnn_step(X[:, t], h, W_xh, W_hh, b_h)`. At the end "
        "`np.stack(states, axis=1)` puts time in the middle: (batch, time, hidden).",
    ),
    examine=Probing(
        reference=cells.rnn_forward,
        kind=Array("batch, time, hidden"),
        probes=[
            Probe("a start state of zeros", _from_zeros),
            Probe(_START, _sequence, share=0.5, trials=3),
            Probe(_START, lambda rng: _sequence(rng, batch=1), share=0.5),
            Probe(_START, lambda rng: _sequence(rng, time=1), share=0.5),
            Probe(_START, _square_sequence, share=0.5, trials=1),
            Probe(_START, lambda rng: float32_by_columns(_sequence(rng)), share=0.5),
            Probe(
                "a batch of one row", lambda rng: _from_zeros(rng, batch=1), share=0.25
            ),
            Probe(
                "a sequence of one step",
                lambda rng: _from_zeros(rng, time=1),
                share=0.25,
            ),
            Probe("one-hot rows of whole numbers", _whole_sequence, share=0.25),
        ],
        mistakes=FORWARD,
        tolerance=3e-4,
    ),
)


# --- readout --------------------------------------------------------------------


def _readout(rng: Random, **sizes: int) -> Inputs:
    batch, time, hidden, outputs = different_sizes(rng, 4)
    batch, time = sizes.get("batch", batch), sizes.get("time", time)
    return {
        "H": rng.uniform(-1, 1, size=(batch, time, hidden)),
        "W_hy": rng.normal(size=(hidden, outputs)),
        "b_y": rng.normal(size=outputs),
    }


def _readout_without_bias(rng: Random, **sizes: int) -> Inputs:
    inputs = _readout(rng, **sizes)
    return inputs | {"b_y": np.zeros_like(inputs["b_y"])}


def _whole_readout(rng: Random) -> Inputs:
    inputs = _readout_without_bias(rng)
    return inputs | {"H": _one_hot(rng, *inputs["H"].shape)}


READOUT = Exercise(
    name="readout",
    title="From states to outputs",
    points=1,
    section="The output layer",
    hints=(
        "The same small layer is used at every step: a product with `W_hy`, plus "
        "`b_y`. Nothing squashes the result.",
        "`@` works on the last axis of `H`, so one product serves all rows and all "
        "steps at once: `H @ W_hy` has shape (batch, time, outputs). Add the bias.",
    ),
    examine=Probing(
        reference=lambda H, W_hy, b_y: H @ W_hy + b_y,
        kind=Array("batch, time, outputs"),
        probes=[
            Probe("biases of zero", _readout_without_bias),
            Probe("biases that are not zero", _readout, share=0.5),
            Probe(
                "one row of one step",
                lambda rng: _readout_without_bias(rng, batch=1, time=1),
                share=0.25,
            ),
            Probe(
                "float32 arrays, stored by columns",
                lambda rng: float32_by_columns(_readout_without_bias(rng)),
                share=0.25,
            ),
            Probe("one-hot rows of whole numbers", _whole_readout, share=0.25),
        ],
        mistakes=READOUT,
    ),
)


# --- count_parameters -----------------------------------------------------------


def _network(rng: Random) -> Inputs:
    features, hidden, outputs = different_sizes(rng, 3)
    return {"features": features, "hidden": 10 * hidden, "outputs": outputs}


def _numpy_sizes(rng: Random) -> Inputs:
    return {name: np.int64(size) for name, size in _network(rng).items()}


COUNT_PARAMETERS = Exercise(
    name="count_parameters",
    title="Count the parameters",
    points=1,
    section="One set of weights for all steps",
    hints=(
        "Write down the shape of each of the five arrays: `W_xh`, `W_hh`, `b_h`, "
        "`W_hy`, `b_y`. How many numbers does each hold?",
        "`W_xh` holds `features * hidden` numbers and `b_h` holds `hidden`. Do the "
        "same for the other three, then add all five. The sequence's length is in "
        "none of them.",
    ),
    examine=Probing(
        reference=count,
        kind=Number(whole=True),
        probes=[
            Probe("several features, units and outputs", _network, trials=4),
            Probe("one of each", lambda rng: dict.fromkeys(_ONE, 1), trials=1),
            Probe("NumPy's whole numbers", _numpy_sizes),
        ],
        mistakes=COUNT,
        tolerance=1e-9,
    ),
)

_ONE = ("features", "hidden", "outputs")


# --- keras_difference -----------------------------------------------------------

KERAS_DIFFERENCE = Exercise(
    name="keras_difference",
    title="Compare with Keras",
    points=3,
    section="Equal to Keras, to six digits",
    hints=(
        "Four moves: set the seed; build `keras.layers.SimpleRNN` so that it returns "
        "*every* state and starts with biases that are not zero; let it read `X`; let "
        "`rnn_forward` read `X` with the same three weight arrays.",
        "Begin with `keras.utils.set_random_seed(seed)` and "
        "`keras.layers.SimpleRNN(units, return_sequences=True, "
        'bias_initializer="random_normal")`. Call the layer on `X`, then take '
        "`layer.get_weights()`. The start state is `np.zeros((len(X), units))`. Return "
        "the largest `np.abs(…)` as a `float`.",
    ),
    examine=CompareWithKeras(),
    seconds=20,
)

EXERCISES = (RNN_STEP, RNN_FORWARD, READOUT, COUNT_PARAMETERS, KERAS_DIFFERENCE)
