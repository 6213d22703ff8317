"""Where the gates of a network for `memory_model` start, in words."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from rnn_course.checks.layers import recurrent

__all__ = ["flat_candidate", "shut_gate"]

OPEN = 3.0  # a bias from which on a gate counts as one that keeps
FLAT = 2.0  # tanh has a slope below 0.08 here


class _Start(NamedTuple):
    """Mean biases of a layer: of the gate that keeps, and of the candidate."""

    keep: float
    cell: str
    candidate: float


def shut_gate(model: Any) -> str:
    """Return a sentence on the gate that keeps least, or a general one."""
    least = min(_starts(model), default=None)
    if least is None or least.keep >= OPEN:
        return (
            "Start with a gate that keeps: a forget gate (LSTM) or an update gate "
            "(GRU) with a large bias."
        )
    if least.cell == "LSTM":
        return (
            f"The forget gate of its LSTM starts with a bias of {least.keep:.3g}; a gate "
            "that keeps needs a larger one. (`bias_initializer` alone misses the forget "
            "gate: add `unit_forget_bias=False`. After `get_weights`, hand the changed "
            "bias back by `set_weights`.)"
        )
    return (
        f"The update gate of its GRU starts with a bias of {least.keep:.3g}, both rows "
        "added; a gate that keeps needs a larger one. (It is the first block of three. "
        "After `get_weights`, hand the changed bias back by `set_weights`.)"
    )


def flat_candidate(model: Any) -> float | None:
    """Return a candidate's bias where tanh is flat, though the gate keeps; or None."""
    for start in _starts(model):
        if start.keep >= OPEN and abs(start.candidate) >= FLAT:
            return start.candidate
    return None


def _starts(model: Any) -> list[_Start]:
    """Look at each LSTM and GRU that has a bias."""
    from rnn_course.models import keras

    found = []
    for layer in recurrent(model):
        if isinstance(layer, keras.layers.LSTM) and layer.use_bias:
            _, keep, candidate, _ = np.split(layer.get_weights()[2], 4)
        elif isinstance(layer, keras.layers.GRU) and layer.use_bias:
            bias = np.atleast_2d(layer.get_weights()[2]).sum(axis=0)
            keep, _, candidate = np.split(bias, 3)
        else:
            continue
        cell = "LSTM" if isinstance(layer, keras.layers.LSTM) else "GRU"
        found.append(_Start(float(keep.mean()), cell, float(candidate.mean())))
    return found
