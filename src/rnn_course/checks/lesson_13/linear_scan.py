"""A recurrence without a curve: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes, float32_by_columns
from rnn_course.checks.kinds import Array
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["LINEAR_SCAN"]

Inputs = dict[str, Any]
Random = np.random.Generator
LONG = 2000  # steps
SECONDS = 20.0  # for one call: Keras may have to be loaded


# --- inputs -----------------------------------------------------------------------


def _sequences(rng: Random) -> Inputs:
    shape = tuple(different_sizes(rng, 3))
    return {"decays": rng.random(shape), "inputs": rng.normal(size=shape)}


def _of(*shape: int) -> Callable[[Random], Inputs]:
    return lambda rng: {"decays": rng.random(shape), "inputs": rng.normal(size=shape)}


def _extremes(rng: Random) -> Inputs:
    """Mix decays of 0, tiny ones and 1."""
    shape = tuple(different_sizes(rng, 3))
    decays = rng.choice([0.0, 1e-12, 0.5, 1.0], size=shape)
    decays.flat[:4] = 0.0, 1e-12, 0.5, 1.0
    return {"decays": decays, "inputs": rng.normal(size=shape)}


def _long(rng: Random) -> Inputs:
    decays = rng.uniform(0.2, 1.0, size=(2, LONG, 3))
    return {"decays": decays, "inputs": rng.normal(size=decays.shape)}


def _long_with_zeros(rng: Random) -> Inputs:
    inputs = _long(rng)
    inputs["decays"][rng.random((2, LONG, 3)) < 0.02] = 0.0
    inputs["decays"][rng.random((2, LONG, 3)) < 0.2] = 1.0
    return inputs


def _whole_numbers(rng: Random) -> Inputs:
    inputs = _sequences(rng)
    return inputs | {"inputs": rng.integers(-5, 6, size=inputs["decays"].shape)}


def _single(rng: Random) -> Inputs:
    return float32_by_columns(_sequences(rng))


# --- what is right, and mistakes ----------------------------------------------------


def _loop(step: Callable[..., Any], decays: Any, inputs: Any) -> np.ndarray:
    """Carry a state over the time: `step` of state, decay and input."""
    decays, inputs = np.asarray(decays, float), np.asarray(inputs, float)
    state, states = np.zeros(inputs[:, 0].shape), []
    for t in range(inputs.shape[1]):
        state = step(state, decays[:, t], inputs[:, t])
        states.append(state)
    return np.stack(states, axis=1)


def _states(decays: Any, inputs: Any) -> np.ndarray:
    return _loop(lambda s, a, x: a * s + x, decays, inputs)


def _carried(step: Callable[..., Any]) -> Callable[..., np.ndarray]:
    return lambda decays, inputs: _loop(step, decays, inputs)


def _before(array: Any) -> np.ndarray:
    """Return an array one step later in time, 0 first."""
    array = np.asarray(array, float)
    return np.concatenate([np.zeros_like(array[:, :1]), array[:, :-1]], axis=1)


def _after(array: Any) -> np.ndarray:
    array = np.asarray(array, float)
    return np.concatenate([array[:, 1:], np.zeros_like(array[:, :1])], axis=1)


def _cumulated(crutch: float = 0.0) -> Callable[..., np.ndarray]:
    def make(decays: Any, inputs: Any) -> np.ndarray:
        product = np.cumprod(decays, axis=1)
        return product * np.cumsum(inputs / (product + crutch), axis=1)

    return make


def _cumulated_from(floor: float) -> Callable[..., np.ndarray]:
    def make(decays: Any, inputs: Any) -> np.ndarray:
        product = np.cumprod(decays, axis=1)
        return product * np.cumsum(inputs / np.maximum(product, floor), axis=1)

    return make


def _cumulated_logarithms(crutch: float = 0.0) -> Callable[..., np.ndarray]:
    def make(decays: Any, inputs: Any) -> np.ndarray:
        logs = np.cumsum(np.log(decays + crutch), axis=1)
        return np.exp(logs) * np.cumsum(inputs * np.exp(-logs), axis=1)

    return make


def _all_at_once(decays: Any, inputs: Any) -> np.ndarray:
    """Read states that are not there yet, zeros but for the first."""
    inputs = np.asarray(inputs, float)
    first = np.where(np.arange(inputs.shape[1])[:, None] == 0, inputs, 0.0)
    return decays * _before(first) + inputs


def _not_reset(decays: Any, inputs: Any) -> np.ndarray:
    shape = np.shape(inputs)
    rows = (np.reshape(x, (1, -1, shape[2])) for x in (decays, inputs))
    return _states(*rows).reshape(shape)


def _as_many_steps_as_rows(decays: Any, inputs: Any) -> np.ndarray:
    steps = range(len(inputs))
    return _states(
        np.stack([decays[:, t] for t in steps], axis=1),
        np.stack([inputs[:, t] for t in steps], axis=1),
    )


def _into_the_inputs(decays: Any, inputs: Any) -> np.ndarray:
    for t in range(1, inputs.shape[1]):
        inputs[:, t] += decays[:, t] * inputs[:, t - 1]
    return inputs


def _over_the_batch(decays: Any, inputs: Any) -> np.ndarray:
    return _states(np.swapaxes(decays, 0, 1), np.swapaxes(inputs, 0, 1)).swapaxes(0, 1)


def _over_hidden(decays: Any, inputs: Any) -> np.ndarray:
    return _states(np.swapaxes(decays, 2, 1), np.swapaxes(inputs, 2, 1)).swapaxes(2, 1)


def _in_whole_numbers(decays: Any, inputs: Any) -> np.ndarray:
    states = np.zeros_like(inputs)
    states[:, 0] = inputs[:, 0]
    for t in range(1, inputs.shape[1]):
        states[:, t] = decays[:, t] * states[:, t - 1] + inputs[:, t]
    return states


_PRODUCTS = (
    "`linear_scan` divides by a cumulated product of decays. A product of 2,000 numbers "
    "below 1 is too small for any computer, and one decay of 0 makes all of it 0: the "
    "states are lost. Go step by step, or join neighbouring pairs as the text does."
)
_CRUTCHES = (6, 7, 8, 9, 10, 12, 15, 16, 20, 30, 100, 300)  # 10 to minus this
_WHOLE = "The input goes in whole: `decay * state + input`."
_AXIS = (
    "`linear_scan` runs over the wrong axis. The time is axis 1: (batch, time, hidden)."
)
_LAST = (
    "`linear_scan` returns the last states alone. Expected the state after each step."
)
_MISTAKES = (
    Mistake("cumulated-products", _PRODUCTS, _cumulated()),
    Mistake("cumulated-products", _PRODUCTS, _cumulated_logarithms()),
    Mistake(
        "cumulated-products",
        _PRODUCTS,
        lambda decays, inputs: np.nan_to_num(_cumulated()(decays, inputs)),
    ),
    *(
        Mistake("cumulated-products", _PRODUCTS, with_a(10.0**-size))
        for with_a in (_cumulated, _cumulated_from, _cumulated_logarithms)
        for size in _CRUTCHES
    ),
    Mistake(
        "all-at-once",
        "`linear_scan` reads states that are not computed yet: they are still 0. Go "
        "through the time step by step.",
        _all_at_once,
    ),
    Mistake(
        "state-not-reset",
        "`linear_scan` carries the state on from one row of the batch to the next. In "
        "each row it begins at 0.",
        _not_reset,
    ),
    Mistake(
        "has-a-curve",
        "`linear_scan` puts a tanh around the state. Here there is none: `decay * state + "
        "input`.",
        _carried(lambda s, a, x: np.tanh(a * s + x)),
    ),
    Mistake(
        "input-scaled",
        f"`linear_scan` weakens the new input too. {_WHOLE}",
        _carried(lambda s, a, x: a * (s + x)),
    ),
    Mistake(
        "input-scaled",
        f"`linear_scan` takes an average, with `1 - decay` for the input. {_WHOLE}",
        _carried(lambda s, a, x: a * s + (1 - a) * x),
    ),
    Mistake(
        "decay-turned-round",
        "`linear_scan` keeps `1 - decay` of the old state. The decay is the share that "
        "*stays*.",
        _carried(lambda s, a, x: (1 - a) * s + x),
    ),
    Mistake(
        "decay-on-the-input",
        "`linear_scan` weakens the input. It is the old state that decays: "
        "`decay * state + input`.",
        _carried(lambda s, a, x: s + a * x),
    ),
    Mistake(
        "shifted-by-one",
        "`linear_scan` is one step late: it keeps the state from before the input. First "
        "make the new state, then keep it.",
        lambda decays, inputs: _before(_states(decays, inputs)),
    ),
    Mistake(
        "decay-of-another-step",
        "`linear_scan` uses the decay of the step before. Decay and input of the same "
        "step belong together: s_t = decays_t · s_{t−1} + inputs_t.",
        lambda decays, inputs: _states(_before(decays), inputs),
    ),
    Mistake(
        "decay-of-another-step",
        "`linear_scan` uses the decay of the next step. Decay and input of the same step "
        "belong together: s_t = decays_t · s_{t−1} + inputs_t.",
        lambda decays, inputs: _states(_after(decays), inputs),
    ),
    Mistake(
        "no-decay",
        "`linear_scan` adds everything up and forgets nothing. Multiply the old state by "
        "the decay first.",
        lambda decays, inputs: np.cumsum(inputs, axis=1),
    ),
    Mistake(
        "no-carry",
        "`linear_scan` adds a share of the *input* before. The *state* is carried: it "
        "holds what is left of all inputs so far.",
        lambda decays, inputs: decays * _before(inputs) + inputs,
    ),
    Mistake(
        "no-carry",
        "`linear_scan` gives the inputs back: nothing is carried from step to step.",
        lambda decays, inputs: np.asarray(inputs, float),
    ),
    Mistake(
        "first-input-lost",
        "`linear_scan` leaves the first state at 0. The first state is the first input, "
        "since nothing was before.",
        lambda decays, inputs: _states(
            decays, np.asarray(inputs) * (np.arange(inputs.shape[1]) > 0)[:, None]
        ),
    ),
    Mistake("wrong-axis", _AXIS, _over_the_batch),
    Mistake("wrong-axis", _AXIS, _over_hidden),
    Mistake("wrong-axis", _AXIS, _as_many_steps_as_rows),
    Mistake(
        "time-first",
        "`linear_scan` returns (time, batch, hidden). A list of states makes the time the "
        "first axis; `np.stack(states, axis=1)` makes it the second.",
        lambda decays, inputs: np.swapaxes(_states(decays, inputs), 0, 1),
    ),
    Mistake(
        "only-the-last", _LAST, lambda decays, inputs: _states(decays, inputs)[:, -1]
    ),
    Mistake(
        "only-the-last", _LAST, lambda decays, inputs: _states(decays, inputs)[:, -1:]
    ),
    Mistake(
        "whole-number-states",
        "`linear_scan` loses the fractions when the inputs are whole numbers: "
        "`np.zeros_like(inputs)` and `inputs.copy()` then hold whole numbers only. Use "
        "`np.zeros(inputs.shape)`.",
        _in_whole_numbers,
    ),
    Mistake(
        "into-the-inputs",
        "`linear_scan` writes into its argument `inputs`, which whoever called it still "
        "needs; and whole numbers there cannot hold fractions. Write into an array of "
        "your own, `np.zeros(inputs.shape)`.",
        _into_the_inputs,
    ),
)

LINEAR_SCAN = Exercise(
    name="linear_scan",
    title="A linear recurrence",
    points=2,
    section="The recurrence returns",
    seconds=SECONDS,
    hints=(
        "It is lesson 01's leaky memory, with a decay of its own for every step and every "
        "unit. Begin with a state of 0 and go through the time, axis 1.",
        "Inside the loop over t: `state = decays[:, t] * state + inputs[:, t]`, then keep "
        "it in place t of an array `np.zeros(inputs.shape)`. No division is needed "
        "anywhere.",
    ),
    examine=Probing(
        reference=_states,
        kind=Array("batch, time, hidden"),
        probes=[
            Probe("any decays", _sequences, trials=3),
            Probe("decays of 0, tiny ones and 1", _extremes),
            Probe("2,000 steps", _long, trials=1),
            Probe("2,000 steps, some decays 0", _long_with_zeros, trials=1),
            Probe("one step", _of(3, 1, 2), trials=1, share=0.5),
            Probe("a batch of one row", _of(1, 5, 3), trials=1, share=0.5),
            Probe("inputs in whole numbers", _whole_numbers, share=0.5, telling=False),
            Probe("single precision", _single, share=0.5),
        ],
        mistakes=_MISTAKES,
    ),
)
