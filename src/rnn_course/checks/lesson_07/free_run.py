"""Let a model feed on its own forecasts: right results, known mistakes.

The learner's function is given small Keras networks made of standard layers, and what
is right is computed from their weights in NumPy.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.lesson_07.free_run_slips import MISTAKES, UNITS, run
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.verdict import Wrong

__all__ = ["FREE_RUN"]

Inputs = dict[str, Any]
Random = np.random.Generator
FEW = 3  # steps of most trials: each costs a call of the model
SECONDS = 30.0  # for one call: Keras compiles a model anew for each shape


@cache
def _model(kind: str, width: int, _: str) -> Any:
    """Return a small network, made once: its first answer takes long, others do not.

    The last argument is `chance.turn`: other secrets, other weights.
    """
    from rnn_course.models import keras

    if kind == "recurrent":  # of any width
        layers = [keras.Input((None, 1)), keras.layers.SimpleRNN(UNITS)]
    else:
        layers = [keras.Input((width, 1)), keras.layers.Flatten()]
    model = keras.Sequential([*layers, keras.layers.Dense(1)])
    rng = chance.generator(width)
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
        model = _model(kind, width, chance.turn())
        return {"model": model, "window": window.astype(dtype), "steps": steps}

    return make


_PROBING = Probing(
    reference=run,
    kind=Array("steps"),
    tolerance=1e-3,
    probes=[
        Probe("a recurrent network", _given("recurrent", 4)),
        Probe("a linear model", _given("linear", 5, steps=6), trials=1),
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
    made = _given("linear", 5)(chance.generator(1))
    once = case.try_call(**made | {"steps": 1}).trouble
    more = case.try_call(**made | {"steps": 3}).trouble
    if once and _about_shape(once.message):
        raise Wrong(
            "`free_run` hands the model something other than one window of shape "
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
