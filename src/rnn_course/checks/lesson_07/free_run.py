"""Let a model feed on its own forecasts: right results, known mistakes.

The learner's function is given small Keras networks made of standard layers, and what
is right is computed from their weights in NumPy.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.probes import Mistake, Probe, Probing
from rnn_course.checks.verdict import Wrong

__all__ = ["FREE_RUN"]

Inputs = dict[str, Any]
Random = np.random.Generator
FEW = 4  # steps of most trials: each costs a call of the model
UNITS = 3
SECONDS = 30.0  # for one call: Keras compiles a model anew for each shape


@cache
def _model(kind: str, width: int) -> Any:
    """Return a small network, made once: its first answer takes long, others do not."""
    from rnn_course.models import keras

    if kind == "recurrent":  # of any width
        layers = [keras.Input((None, 1)), keras.layers.SimpleRNN(UNITS)]
    else:
        layers = [keras.Input((width, 1)), keras.layers.Flatten()]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    rng = np.random.default_rng(width)
    weights = [0.6 * rng.normal(size=weight.shape) for weight in model.get_weights()]
    if kind == "linear":
        kernel = rng.uniform(0.3, 1.0, size=(width, 1))
        weights = [0.9 * kernel / kernel.sum(), np.array([0.7])]
    model.set_weights(weights)
    model.predict(np.zeros((1, width, 1)), verbose=0)
    return model


def _given(kind: str, width: int, steps: int = FEW, dtype: str = "float64") -> Any:
    """Return a maker of a model, a window for it, and a number of steps."""

    def make(rng: Random) -> Inputs:
        window = rng.normal(size=(width, 1))
        if dtype == "int64":
            window = rng.integers(2, 9, size=(width, 1))
        model = _model(kind, width)
        return {"model": model, "window": window.astype(dtype), "steps": steps}

    return make


def _next(model: Any, window: np.ndarray) -> float:
    """Return the model's next value, from its weights."""
    weights = [np.asarray(weight, float) for weight in model.get_weights()]
    if len(weights) == 2:
        kernel, bias = weights
        return float(window[:, 0] @ kernel[:, 0] + bias[0])
    W_xh, W_hh, b_h, W_hy, b_y = weights
    h = np.zeros(UNITS)
    for x_t in window:
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return float(h @ W_hy[:, 0] + b_y[0])


def _appended(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([window[1:], [[value]]])


def _run(model: Any, window: Any, steps: int, move: Any = _appended) -> np.ndarray:
    """Feed forecasts back; `move` makes the next window from the window and a value."""
    window, said = np.asarray(window, dtype=float), []
    for _ in range(steps):
        said.append(_next(model, window))
        window = move(window, said[-1])
    return np.array(said)


def _moving(move: Any) -> Any:
    return lambda model, window, steps: _run(model, window, steps, move)


def _last_replaced(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([window[:-1], [[value]]])


def _rolled_back(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([[[value]], window[:-1]])


def _front_dropped_at_the_front(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([[[value]], window[1:]])


def _in_whole_numbers(model: Any, window: Any, steps: int) -> np.ndarray:
    whole = np.asarray(window).dtype.kind in "iu"

    def move(old: np.ndarray, value: float) -> np.ndarray:
        return _appended(old, float(int(value)) if whole else value)

    return _run(model, window, steps, move)


_FRONT = (
    "`free_run` puts each forecast at the *front* of the window. Time runs from left to "
    "right: drop the oldest value, `window[1:]`, and append the forecast at the end."
)

MISTAKES = (
    Mistake(
        "window-stands-still",
        "`free_run` says the same at every step: the window is never moved on. After "
        "each forecast drop the oldest value and append the forecast.",
        _moving(lambda window, value: window),
    ),
    Mistake("forecast-at-the-front", _FRONT, _moving(_rolled_back)),
    Mistake("forecast-at-the-front", _FRONT, _moving(_front_dropped_at_the_front)),
    Mistake(
        "oldest-kept",
        "`free_run` overwrites the newest value and keeps the oldest. Move the whole "
        "window on: `window[1:]`, then the forecast.",
        _moving(_last_replaced),
    ),
    Mistake(
        "feeds-the-old-back",
        "`free_run` moves the window on but repeats its last known value. Append the "
        "model's *forecast*.",
        _moving(lambda window, value: np.concatenate([window[1:], window[-1:]])),
    ),
    Mistake(
        "wraps-around",
        "`free_run` turns the window round: the oldest value comes back at the end. "
        "The end is where the forecast belongs.",
        _moving(lambda window, value: np.roll(window, -1, axis=0)),
    ),
    Mistake(
        "appends-zeros",
        "`free_run` appends 0 in place of the forecast. Append what the model said.",
        _moving(lambda window, value: _appended(window, 0.0)),
    ),
    Mistake(
        "one-step-missing",
        "`free_run` loses the first forecast. The model's first answer is already step "
        "1 of the result.",
        lambda model, window, steps: _run(model, window, steps + 1)[1:],
    ),
    Mistake(
        "one-step-missing",
        "`free_run` stops one step early: it returns one forecast too few.",
        lambda model, window, steps: _run(model, window, steps - 1),
    ),
    Mistake(
        "one-step-too-many",
        "`free_run` returns one forecast too many. Asked are `steps` of them.",
        lambda model, window, steps: _run(model, window, steps + 1),
    ),
    Mistake(
        "window-included",
        "`free_run` returns the window and then the forecasts. Return the forecasts "
        "alone.",
        lambda model, window, steps: np.concatenate(
            [np.ravel(window), _run(model, window, steps)]
        ),
    ),
    Mistake(
        "last-window",
        "`free_run` returns the last window. Collect the forecasts in a list of their "
        "own.",
        lambda model, window, steps: np.concatenate(
            [np.ravel(window), _run(model, window, steps)]
        )[-len(window) :],
    ),
    Mistake(
        "only-the-last",
        "`free_run` returns the last forecast alone. Collect one for each step.",
        lambda model, window, steps: _run(model, window, steps)[-1],
    ),
    Mistake(
        "extra-axis",
        "`free_run` returns a table with one column. Expected shape (steps,): take the "
        "number out of the model's answer, `[0, 0]`.",
        lambda model, window, steps: _run(model, window, steps)[:, None],
    ),
    Mistake(
        "extra-axis",
        "`free_run` returns the model's answers as they are, each of shape (1, 1). "
        "Take the number out, `[0, 0]`; expected shape (steps,).",
        lambda model, window, steps: _run(model, window, steps)[:, None, None],
    ),
    Mistake(
        "whole-numbers",
        "`free_run` works on a window of whole numbers and writes its forecasts into it, "
        "which cuts off their fractions. Make it float first: "
        '`np.array(window, dtype="float32")`.',
        _in_whole_numbers,
    ),
    Mistake(
        "window-grows",
        "`free_run` never drops the oldest value, so the window grows with each step. "
        "The model reads windows of one width: keep `window[1:]`.",
        _moving(lambda window, value: np.concatenate([window, [[value]]])),
    ),
)

_PROBING = Probing(
    reference=_run,
    kind=Array("steps"),
    tolerance=1e-3,
    probes=[
        Probe("a recurrent network", _given("recurrent", 4)),
        Probe("a linear model", _given("linear", 5, steps=7), trials=1),
        Probe("a linear model of another width", _given("linear", 3)),
        Probe("a single step", _given("linear", 3, steps=1), share=0.25, trials=1),
        Probe("a window of one value", _given("linear", 1), share=0.25, trials=1),
        Probe(
            "a float32 window",
            _given("recurrent", 4, dtype="float32"),
            share=0.25,
            trials=1,
        ),
        Probe(
            "a window of whole numbers", _given("linear", 3, dtype="int64"), share=0.25
        ),
    ],
    mistakes=MISTAKES,
)


def examine_free_run(case: Case) -> None:
    """Judge the runs; say it in plain words when a model refuses the window's shape.

    Raises
    ------
    Wrong
        With the recognised mistake.
    """
    case = replace(case, exercise=replace(case.exercise, seconds=SECONDS))
    try:
        _PROBING(case)
    except Wrong as wrong:
        if wrong.mistake in (None, "exception"):
            _look_at_the_shape(case)
        raise


examine_free_run.trains = True  # it loads TensorFlow: its tests are slow ones


def _look_at_the_shape(case: Case) -> None:
    """Try a model of fixed width: does the first call fail, or the second?"""
    made = _given("linear", 5)(np.random.default_rng(1))
    once = case.try_call(**made | {"steps": 1}).trouble
    more = case.try_call(**made | {"steps": 3}).trouble
    if once and _about_shape(once.message):
        raise Wrong(
            "`free_run` hands the model something else than one window of shape "
            "(1, width, 1). The batch axis comes first: `window[np.newaxis]`. Then the "
            "model answers with shape (1, 1).",
            "no-batch-axis",
        )
    if more and not once:
        raise Wrong(
            "`free_run` makes the first step, and stops with "
            f"{more.name} at a later one. Does the window keep its shape (width, 1)? "
            "Drop the oldest value with `window[1:]` and append one row.",
            "window-changes-shape",
        )


def _about_shape(message: str) -> bool:
    words = message.lower()
    return any(word in words for word in ("shape", "ndim", "rank", "dimension"))


FREE_RUN = Exercise(
    name="free_run",
    title="On its own feet",
    points=3,
    section="On its own feet",
    hints=(
        "Make a copy of the window. In a loop: ask the model, note the number, move the "
        "window on by one value. The model wants a batch: `window[np.newaxis]` has the "
        "shape (1, width, 1).",
        "`value = model.predict(window[np.newaxis], verbose=0)[0, 0]`, append it to a "
        "list, then `window = np.concatenate([window[1:], [[value]]])`. Return the list "
        "as an array.",
    ),
    examine=examine_free_run,
    seconds=SECONDS,
)
