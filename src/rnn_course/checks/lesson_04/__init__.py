"""Checks of lesson 04, Backpropagation through time."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array, Parts
from rnn_course.checks.lesson_04.clipping import CLIP_BY_NORM
from rnn_course.checks.lesson_04.differences import NUMERICAL_GRADIENT
from rnn_course.checks.lesson_04.gradients import rnn_gradients, step_gradients
from rnn_course.checks.lesson_04.pieces import truncated_exercise
from rnn_course.checks.lesson_04.rnn_mistakes import RNN_MISTAKES
from rnn_course.checks.lesson_04.step_mistakes import STEP_MISTAKES
from rnn_course.checks.probes import Probe, Probing

__all__ = ["EXERCISES"]

_SINGLE = 1e-5  # float32 agrees to this share of the largest entry


def _sequence(rng: np.random.Generator, batch: int, time: int) -> dict[str, Any]:
    """Draw arguments of `rnn_backward` whose sizes are all different."""
    pool = rng.permutation([size for size in range(2, 8) if size not in (batch, time)])
    features, hidden = (int(size) for size in pool[:2])
    X = rng.normal(size=(batch, time, features))
    h0 = rng.uniform(-0.9, 0.9, size=(batch, hidden))
    W_xh = rng.normal(size=(features, hidden)) / np.sqrt(features)
    W_hh = rng.normal(size=(hidden, hidden)) / np.sqrt(hidden)
    b_h = rng.normal(size=hidden) / 2
    H, h = np.empty((batch, time, hidden)), h0
    for t in range(time):
        h = H[:, t] = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
    dH = rng.normal(size=H.shape)
    return {"dH": dH, "X": X, "H": H, "h0": h0, "W_xh": W_xh, "W_hh": W_hh}


def _many(rng: np.random.Generator) -> dict[str, Any]:
    batch, time = rng.permutation([2, 3, 4, 5])[:2]
    return _sequence(rng, int(batch), int(time))


def _single_precision(rng: np.random.Generator) -> dict[str, Any]:
    return {name: a.astype(np.float32) for name, a in _many(rng).items()}


def _one_row(rng: np.random.Generator) -> dict[str, Any]:
    return _sequence(rng, 1, int(rng.integers(3, 5)))


def _one_step(rng: np.random.Generator) -> dict[str, Any]:
    return _sequence(rng, int(rng.integers(3, 5)), 1)


def _last_only(rng: np.random.Generator) -> dict[str, Any]:
    given = _many(rng)
    given["dH"][:, :-1] = 0
    return given


def _step(given: dict[str, Any]) -> dict[str, Any]:
    """Cut the first step out of a sequence."""
    first = {"dh_t": given["dH"][:, 0], "x_t": given["X"][:, 0], "h_prev": given["h0"]}
    weights = {"W_xh": given["W_xh"], "W_hh": given["W_hh"]}
    return first | {"h_t": given["H"][:, 0]} | weights


STEP_BACKWARD = Exercise(
    name="step_backward",
    title="Back through one step",
    points=3,
    section="From numbers to arrays",
    hints=(
        "Begin with `dz`, the gradient at the sum before tanh. Its shape is that of "
        "`h_t`. The slope of tanh is 1 − (its *output*)², and the output is at hand. "
        "Every one of the five results is made from `dz`.",
        "`dz = dh_t * (1 - h_t**2)`. Then let the shapes lead: `dW_xh` is "
        "(features, hidden), made from `x_t` (batch, features) and `dz` (batch, "
        "hidden): `x_t.T @ dz`. For `dx_t` (batch, features): `dz @ W_xh.T`. "
        "The bias is added to every row, so its gradient is the sum over the rows.",
    ),
    examine=Probing(
        reference=step_gradients,
        kind=Parts(
            dx_t=Array("batch, features"),
            dh_prev=Array("batch, hidden"),
            dW_xh=Array("features, hidden"),
            dW_hh=Array("hidden, hidden"),
            db_h=Array("hidden,"),
        ),
        probes=[
            Probe("a batch of several rows", lambda rng: _step(_many(rng)), trials=3),
            Probe("a batch of one row", lambda rng: _step(_one_row(rng))),
            Probe(
                "float32 arrays",
                lambda rng: _step(_single_precision(rng)),
                tolerance=_SINGLE,
            ),
        ],
        mistakes=STEP_MISTAKES,
        tolerance=1e-6,
    ),
)

RNN_BACKWARD = Exercise(
    name="rnn_backward",
    title="Back through the whole sequence",
    points=4,
    section="Exercise 4.2: Back through the whole sequence (4 points)",
    hints=(
        "Loop over the steps from the last to the first. Keep one array that carries "
        "the gradient from a step to the step before; it starts as zeros. At step t "
        "the state hears from two sides: `dH[:, t]`, and what is carried.",
        "Inside `for t in reversed(range(time))`: `h_prev = H[:, t - 1] if t > 0 else "
        "h0`, then call `step_backward(dH[:, t] + dh, X[:, t], h_prev, H[:, t], …)`. "
        "Its `dh_prev` is the next `dh`. Write its `dx_t` into `dX[:, t]`, and *add* "
        "(`+=`) the three others to totals that started as zeros.",
    ),
    examine=Probing(
        reference=rnn_gradients,
        kind=Parts(
            dX=Array("batch, time, features"),
            dh0=Array("batch, hidden"),
            dW_xh=Array("features, hidden"),
            dW_hh=Array("hidden, hidden"),
            db_h=Array("hidden,"),
        ),
        probes=[
            Probe("a loss at every step", _many, trials=3),
            Probe("a loss at the last step alone", _last_only),
            Probe("a batch of one row", _one_row),
            Probe("a sequence of one step", _one_step),
            Probe("float32 arrays", _single_precision, tolerance=_SINGLE),
        ],
        mistakes=RNN_MISTAKES,
        tolerance=1e-6,
    ),
)

TRUNCATED_BACKWARD = truncated_exercise(_sequence, _SINGLE)

EXERCISES = (
    STEP_BACKWARD,
    RNN_BACKWARD,
    NUMERICAL_GRADIENT,
    CLIP_BY_NORM,
    TRUNCATED_BACKWARD,
)
