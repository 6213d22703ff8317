"""A feature axis for each step: what the answer must do, and its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array, Unfit
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["TO_RNN_INPUT"]


class Float32(Array):
    """An array of float32 numbers."""

    def read(self, value: Any, expected: Any) -> np.ndarray:
        """See `Array.read`; the type counts too."""
        array = super().read(value, expected)
        dtype = np.asarray(value).dtype
        if dtype != np.float32:
            raise Unfit(f"it returned numbers of type {dtype}; expected float32")
        return array


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
