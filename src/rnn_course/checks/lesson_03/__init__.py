"""Checks of lesson 03, Predict the next number."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array, Number, Parts, Unfit
from rnn_course.checks.lesson_03.model import examine_model
from rnn_course.checks.lesson_03.predict import examine_predictions
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["EXERCISES"]


class Float32(Array):
    """An array of float32 numbers."""

    def read(self, value: Any, expected: Any) -> np.ndarray:
        """See `Array.read`; the type counts too."""
        array = super().read(value, expected)
        dtype = np.asarray(value).dtype
        if dtype != np.float32:
            raise Unfit(f"it returned numbers of type {dtype}; expected float32")
        return array


class Three(Parts):
    """Three numbers: a tuple, a list or an array of them."""

    def read(self, value: Any, expected: Any) -> dict[str, Any]:
        """See `Parts.read`."""
        whole = isinstance(value, np.ndarray) and value.ndim == 1
        return super().read(list(value) if whole else value, expected)


def _input(windows: Any) -> np.ndarray:
    return np.asarray(windows, dtype="float32")[..., np.newaxis]


def _windows(rng: np.random.Generator) -> dict[str, Any]:
    n, width = rng.permutation(np.arange(2, 8))[:2]
    return {"windows": rng.normal(size=(n, width))}


def _lesson_shape(rng: np.random.Generator) -> dict[str, Any]:
    return {"windows": rng.normal(size=(4, 3))}


def _whole(rng: np.random.Generator) -> dict[str, Any]:
    return {"windows": rng.integers(1, 50, size=(5, 4))}


def _lists(rng: np.random.Generator) -> dict[str, Any]:
    return {"windows": rng.integers(1, 50, size=(3, 6)).tolist()}


def _one_window(rng: np.random.Generator) -> dict[str, Any]:
    return {"windows": rng.normal(size=(1, 5))}


TO_RNN_INPUT = Exercise(
    name="to_rnn_input",
    title="Give every step its feature axis",
    points=1,
    section="Three axes",
    hints=(
        "A recurrent layer reads (windows, steps, features). The table has the first "
        "two axes; one more is missing, at the end, and its length is 1.",
        '`np.asarray(windows, dtype="float32")` gives the numbers their type. Then '
        "index with `[..., np.newaxis]`, or reshape to `windows.shape + (1,)`.",
    ),
    examine=Probing(
        reference=_input,
        kind=Float32("windows, steps, features"),
        probes=[
            Probe("a table of another size", _windows, trials=4),
            Probe("the lesson's size", _lesson_shape),
            Probe("whole numbers", _whole),
            Probe("a list of lists", _lists),
            Probe("a single window", _one_window),
        ],
        mistakes=[
            Mistake(
                "not-float32",
                "The shape is right, the type is not: the result holds other numbers "
                "than float32, the type that Keras computes with. Convert it with "
                '`dtype="float32"`.',
                lambda windows: np.asarray(windows, dtype="float64")[..., np.newaxis],
            ),
            Mistake(
                "no-feature-axis",
                "The result still has two axes. A recurrent layer needs a third one, "
                "of length 1, for the features of a step.",
                lambda windows: np.asarray(windows, dtype="float32"),
            ),
            Mistake(
                "axes-swapped",
                "The new axis stands in the middle: the network would see *one* step "
                "with many features. Steps come second, features last.",
                lambda windows: np.asarray(windows, dtype="float32")[:, np.newaxis],
            ),
            Mistake(
                "feature-axis-first",
                "The new axis stands first: that is one window with many steps. The "
                "feature axis comes last.",
                lambda windows: np.asarray(windows, dtype="float32")[np.newaxis],
            ),
            Mistake(
                "time-first",
                "Windows and steps have changed places. Keras wants the windows "
                "(the batch) first.",
                lambda windows: np.asarray(windows, dtype="float32").T[..., np.newaxis],
            ),
            Mistake(
                "fixed-shape",
                "The sizes 4 and 3 are written into the function. Other tables have "
                "other sizes: take them from `windows.shape`.",
                lambda windows: np.asarray(windows, "float32").reshape(4, 3, 1),
            ),
            Mistake(
                "fixed-width",
                "The width 3 is written into the function. Other windows have other "
                "widths: take it from `windows.shape`.",
                lambda windows: np.asarray(windows, "float32").reshape(-1, 3, 1),
            ),
            Mistake(
                "needs-an-array",
                "The function works for an array, but not for a list of lists. "
                "`np.asarray(windows)` at the start accepts both.",
                lambda windows: np.asarray(windows[..., np.newaxis], dtype="float32"),
            ),
            Mistake(
                "reads-the-shape-of-a-list",
                "The function works for an array, but not for a list of lists. "
                "`np.asarray(windows)` at the start accepts both.",
                lambda windows: np.reshape(windows, (*windows.shape, 1)).astype(
                    "float32"
                ),
            ),
        ],
    ),
    seconds=20,  # an answer may load TensorFlow
)

BUILD_MODEL = Exercise(
    name="build_model",
    title="Build the network for any size",
    points=2,
    section="The network, line by line",
    hints=(
        "It is the model of the lesson, with `units` in place of 50 and `activation` "
        'in place of `"relu"`. Do not forget to compile and to return it.',
        "Three parts: `keras.Input((3, 1))`, then `keras.layers.SimpleRNN(units, "
        "activation=activation)`, then `keras.layers.Dense(1)`. After that "
        '`model.compile(optimizer="adam", loss="mse")`.',
    ),
    examine=examine_model,
    seconds=20,
)


def _numbers(count: int):
    def make(rng: np.random.Generator) -> dict[str, Any]:
        return {"predictions": rng.gamma(2.0, 2.0, size=count) + 5}

    return make


def _list(rng: np.random.Generator) -> dict[str, Any]:
    return {"predictions": (rng.gamma(2.0, 2.0, size=20) + 5).tolist()}


def _single(rng: np.random.Generator) -> dict[str, Any]:
    return {"predictions": rng.normal(8, 1, size=1).astype("float32")}


def _summary(middle: Any, low: Any, high: Any):
    """Return a function that summarises predictions in this way."""
    return lambda predictions: (
        middle(predictions),
        low(predictions),
        high(predictions),
    )


def _percentile(share: float):
    return lambda values: np.percentile(values, share)


def _unsorted(share: float):
    return lambda values: np.asarray(values)[int(share * (len(values) - 1))]


SEED_SUMMARY = Exercise(
    name="seed_summary",
    title="Sum up many seeds",
    points=2,
    section="Twenty networks",
    hints=(
        "NumPy has a function for each of the three: `np.median` and `np.percentile`.",
        "The low end is `np.percentile(predictions, 10)`, the high end the same with "
        "90. Return median, low, high, in this order.",
    ),
    examine=Probing(
        reference=_summary(np.median, _percentile(10), _percentile(90)),
        kind=Three(median=Number(), low=Number(), high=Number()),
        probes=[
            Probe("twenty predictions, unsorted", _numbers(20), trials=3),
            Probe("an odd count", _numbers(7)),
            Probe("a list", _list),
            Probe("a single prediction", _single),
        ],
        mistakes=[
            Mistake(
                "mean-instead-of-median",
                "Low and high are right. The first value is the mean; a single wild "
                "network moves it, the median stays. Use `np.median`.",
                _summary(np.mean, _percentile(10), _percentile(90)),
            ),
            Mistake(
                "smallest-and-largest",
                "Low and high are the smallest and the largest value. These grow with "
                "every seed that you add; take the 10th and 90th percentile.",
                _summary(np.median, np.min, np.max),
            ),
            Mistake(
                "percentiles-5-and-95",
                "Low and high are the 5th and 95th percentile. The task asks for the "
                "10th and the 90th.",
                _summary(np.median, _percentile(5), _percentile(95)),
            ),
            Mistake(
                "percentiles-25-and-75",
                "Low and high are the 25th and 75th percentile, the middle half. The "
                "task asks for the 10th and the 90th.",
                _summary(np.median, _percentile(25), _percentile(75)),
            ),
            Mistake(
                "percentiles-as-shares",
                "`np.percentile` counts from 0 to 100, so 0.1 is nearly the smallest "
                "value. Write 10 and 90, or use `np.quantile`.",
                _summary(np.median, _percentile(0.1), _percentile(0.9)),
            ),
            Mistake(
                "mean-and-deviation",
                "Low and high are one standard deviation from the middle. The task "
                "asks for percentiles, which also fit lopsided predictions.",
                _summary(
                    np.mean,
                    lambda v: np.mean(v) - np.std(v),
                    lambda v: np.mean(v) + np.std(v),
                ),
            ),
            Mistake(
                "order",
                "The three values are right, in another order. Return median, low, "
                "high.",
                lambda predictions: tuple(np.percentile(predictions, [10, 50, 90])),
            ),
            Mistake(
                "low-and-high-swapped",
                "Low and high have changed places.",
                _summary(np.median, _percentile(90), _percentile(10)),
            ),
            Mistake(
                "assumes-sorted",
                "The function picks values by their place, as if they were sorted. "
                "Predictions come in the order of the seeds.",
                _summary(_unsorted(0.5), _unsorted(0.1), _unsorted(0.9)),
            ),
        ],
    ),
)

PREDICT_NEXT = Exercise(
    name="predict_next",
    title="Predict the change",
    points=3,
    section="Predict the change",
    hints=(
        "Train on what does not depend on how large the numbers are: subtract a "
        "window's last number from the window, and let the target be the change. In "
        "`predict_next` do the same, then add the last number again.",
        'Training: `model = build_model(50, "relu")`, then `fit_fast(model, '
        "(W - W[:, -1:])[..., None], change, updates=600)` with windows `W` of several "
        "steps. Predicting: "
        "`window[-1] + model.predict(shifted, verbose=0)[0, 0]`, where `shifted` has "
        "the shape (1, 3, 1).",
    ),
    examine=examine_predictions,
    seconds=30,
)

EXERCISES = (TO_RNN_INPUT, BUILD_MODEL, SEED_SUMMARY, PREDICT_NEXT)
