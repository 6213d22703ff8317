"""Checks of lesson 06, LSTM and GRU."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes, float32_by_columns
from rnn_course.checks.kinds import Array, Parts
from rnn_course.checks.lesson_06 import forward, gru, lstm
from rnn_course.checks.lesson_06.demands import demand_any_size
from rnn_course.checks.lesson_06.memory import SEEDS, demand_memory
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.training import Training
from rnn_course.networks import gates

__all__ = ["EXERCISES"]

Inputs = dict[str, Any]
Random = np.random.Generator


def _weights(rng: Random, features: int, hidden: int, blocks: int) -> Inputs:
    rows = (2,) if blocks == 3 else ()
    return {
        "kernel": rng.normal(size=(features, blocks * hidden)),
        "recurrent_kernel": rng.normal(size=(hidden, blocks * hidden)),
        "bias": rng.normal(size=(*rows, blocks * hidden)),
    }


def _without_bias(inputs: Inputs) -> Inputs:
    return inputs | {"bias": np.zeros_like(inputs["bias"])}


def _whole(inputs: Inputs, *names: str) -> Inputs:
    """Return rows of whole numbers in place of some inputs."""
    return inputs | {name: np.rint(2 * inputs[name]).astype(int) for name in names}


def _large(inputs: Inputs) -> Inputs:
    return inputs | {"x_t": 3000 * np.sign(inputs["x_t"])}


def _lstm(rng: Random, batch: int | None = None) -> Inputs:
    rows, features, hidden = different_sizes(rng, 3)
    batch = batch or rows
    states = {
        "x_t": rng.normal(size=(batch, features)),
        "h_prev": rng.uniform(-0.9, 0.9, size=(batch, hidden)),
        "c_prev": rng.normal(scale=1.5, size=(batch, hidden)),
    }
    return states | _weights(rng, features, hidden, 4)


def _gru(rng: Random, batch: int | None = None) -> Inputs:
    inputs = _lstm(rng, batch)
    rows = {name: inputs[name] for name in ("x_t", "h_prev")}
    features, hidden = rows["x_t"].shape[1], rows["h_prev"].shape[1]
    return rows | _weights(rng, features, hidden, 3)


def _step_probes(make: Any, *states: str) -> list[Probe]:
    def plain(rng: Random, **sizes: int) -> Inputs:
        return _without_bias(make(rng, **sizes))

    return [
        Probe("biases of zero", plain),
        Probe("biases that are not zero", make, share=0.5, trials=3),
        Probe("a batch of one row", lambda rng: plain(rng, batch=1), share=0.25),
        Probe(
            "float32 arrays, stored by columns",
            lambda rng: float32_by_columns(plain(rng)),
            share=0.25,
        ),
        Probe(
            "rows of whole numbers",
            lambda rng: _whole(plain(rng), "x_t", *states),
            share=0.25,
        ),
        Probe("very large inputs", lambda rng: _large(plain(rng)), share=0.25),
    ]


LSTM_STEP = Exercise(
    name="lstm_step",
    title="One step of an LSTM",
    points=3,
    section="The LSTM, gate by gate",
    hints=(
        "One product serves all four blocks: `x_t @ kernel + h_prev @ "
        "recurrent_kernel + bias` has shape (batch, 4 · hidden). `np.split(…, 4, "
        "axis=-1)` cuts it into i, f, candidate, o, in this order.",
        "The sigmoid goes around i, f and o, the tanh around the candidate. Then "
        "`c_t = f * c_prev + i * candidate` and `h_t = o * np.tanh(c_t)`. The sigmoid "
        "of z is `1 / (1 + np.exp(-z))`. Return `h_t, c_t`.",
    ),
    examine=Probing(
        reference=gates.lstm_step,
        kind=Parts(h_t=Array("batch, hidden"), c_t=Array("batch, hidden")),
        probes=_step_probes(_lstm, "h_prev", "c_prev"),
        mistakes=lstm.STEP,
    ),
)

GRU_STEP = Exercise(
    name="gru_step",
    title="One step of a GRU",
    points=3,
    section="The GRU: one gate less",
    hints=(
        "Make two sums, `x_t @ kernel + bias[0]` and `h_prev @ recurrent_kernel + "
        "bias[1]`, and cut each into three blocks: z, r, h. For z and r add the two "
        "and take the sigmoid. The candidate needs them apart.",
        "With blocks `x_z, x_r, x_h` and `h_z, h_r, h_h` the candidate is "
        "`np.tanh(x_h + r * h_h)`. The new state is "
        "`z * h_prev + (1 - z) * candidate`.",
    ),
    examine=Probing(
        reference=gates.gru_step,
        kind=Array("batch, hidden"),
        probes=_step_probes(_gru, "h_prev"),
        mistakes=gru.STEP,
    ),
)


def _sequence(rng: Random, batch: int | None = None, time: int | None = None) -> Inputs:
    rows, steps, features, hidden = different_sizes(rng, 4)
    batch, time = batch or rows, time or steps
    data = {
        "X": rng.normal(size=(batch, time, features)),
        "h0": rng.choice([-0.9, 0.9], size=(batch, hidden)),
        "c0": rng.choice([-1.5, 1.5], size=(batch, hidden)),
    }
    return data | _weights(rng, features, hidden, 4)


def _from_zeros(rng: Random, **sizes: int) -> Inputs:
    inputs = _sequence(rng, **sizes)
    return inputs | {name: np.zeros_like(inputs[name]) for name in ("h0", "c0")}


_START = "start states that are not zero"

LSTM_FORWARD = Exercise(
    name="lstm_forward",
    title="An LSTM over a whole sequence",
    points=2,
    section="The same numbers as Keras",
    hints=(
        "Two variables go round the loop: `h` begins as `h0`, `c` as `c0`. At each step "
        "`lstm_step` makes the next two from `X[:, t]`. Keep both in lists.",
        "In the loop: `h, c = lstm_step(X[:, t], h, c, kernel, recurrent_kernel, "
        "bias)`. At the end `np.stack(…, axis=1)` for each list.",
    ),
    examine=Probing(
        reference=gates.lstm_forward,
        kind=Parts(H=Array("batch, time, hidden"), C=Array("batch, time, hidden")),
        probes=[
            Probe("start states of zeros", _from_zeros),
            Probe(_START, _sequence, share=0.5, trials=3),
            Probe(
                "a batch of one row", lambda rng: _sequence(rng, batch=1), share=0.25
            ),
            Probe("one step", lambda rng: _sequence(rng, time=1), share=0.25),
            Probe(
                "float32 arrays",
                lambda rng: float32_by_columns(_sequence(rng)),
                share=0.25,
            ),
            Probe(
                "whole numbers",
                lambda rng: _whole(_sequence(rng), "X", "h0", "c0"),
                share=0.25,
            ),
        ],
        mistakes=forward.FORWARD,
        tolerance=3e-4,
    ),
)

MEMORY_MODEL = Exercise(
    name="memory_model",
    title="A network that remembers for 60 steps",
    points=4,
    section="A network that remembers",
    hints=(
        "Start from a network that keeps by default. At the start a GRU's update gate, "
        "or an LSTM's forget gate, should be close to 1, so that sixty of them "
        "multiplied leave something over. Its bias decides.",
        "A GRU of 32 units whose update gate has the bias 4 (the first `units` entries "
        "of row 0), `Dense(symbols)`, Adam with a learning rate of 0.01, and "
        "`SparseCategoricalCrossentropy(from_logits=True)`. An LSTM wants a forget bias "
        "of 6, an input-gate bias of −2 and a rate of 0.003.",
    ),
    examine=Training(demand_any_size, demand_memory, SEEDS),
    seconds=30,
)

EXERCISES = (LSTM_STEP, GRU_STEP, LSTM_FORWARD, MEMORY_MODEL)
