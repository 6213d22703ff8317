"""The weighted sum of the values: what the answer must do, and its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes, float32_by_columns
from rnn_course.checks.kinds import Array
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["ATTEND"]

Inputs = dict[str, Any]
Random = np.random.Generator


# --- inputs -----------------------------------------------------------------------


def _shares(rng: Random, *shape: int) -> np.ndarray:
    weights = rng.random(shape) ** 3
    return weights / weights.sum(axis=-1, keepdims=True)


def _any_sizes(rng: Random) -> Inputs:
    batch, asks, keys, size = different_sizes(rng, 4)
    return _of(rng, batch, asks, keys, size)


def _of(rng: Random, batch: int, asks: int, keys: int, size: int) -> Inputs:
    values = rng.normal(size=(batch, keys, size))
    return {"weights": _shares(rng, batch, asks, keys), "values": values}


def _square(rng: Random) -> Inputs:
    """Make as many queries as keys, as in self-attention."""
    batch, steps, size = different_sizes(rng, 3)
    return _of(rng, batch, steps, steps, size)


def _one_key_each(rng: Random) -> Inputs:
    """Give all the weight to one key, in whole numbers."""
    batch, asks, keys, size = different_sizes(rng, 4)
    return {
        "weights": np.eye(keys, dtype=int)[rng.integers(keys, size=(batch, asks))],
        "values": rng.integers(-9, 10, size=(batch, keys, size)),
    }


def _one_of_each(rng: Random) -> Inputs:
    return _of(rng, 1, 1, 1, 3)


def _single(rng: Random) -> Inputs:
    return float32_by_columns(_any_sizes(rng))


# --- what is right, and mistakes ----------------------------------------------------


def _attend(weights: Any, values: Any) -> np.ndarray:
    return np.asarray(weights, float) @ np.asarray(values, float)


def _products(weights: Any, values: Any) -> np.ndarray:
    return np.asarray(weights)[:, :, :, None] * np.asarray(values)[:, None, :, :]


def _largest(weights: Any, values: Any) -> np.ndarray:
    places = np.argmax(weights, axis=2)
    return np.take_along_axis(values, places[:, :, None], axis=1)


def _last_key(weights: Any, values: Any) -> np.ndarray:
    return np.asarray(weights)[:, :, -1:] * np.asarray(values)[:, -1:]


def _softmax_again(weights: Any, values: Any) -> np.ndarray:
    shares = np.exp(weights)
    return shares / shares.sum(axis=-1, keepdims=True) @ values


def _mean(weights: Any, values: Any) -> np.ndarray:
    means = np.mean(values, axis=1, keepdims=True)
    return np.repeat(means, weights.shape[1], axis=1)


_AXIS = (
    "`attend` sums over the wrong axis. For each query, sum over the *keys*: weights "
    "(batch, T_q, T_k) and values (batch, T_k, f) share the axis T_k, and it goes away."
)
_MIXED = (
    "`attend` multiplies the weights of one row of the batch with the values of all "
    "rows. `weights @ values` takes each with its own row of the batch; `np.dot` and "
    "`np.tensordot` do not."
)
_MISTAKES = (
    Mistake(
        "wrong-axis",
        _AXIS,
        lambda weights, values: np.einsum("bqk,bqf->bkf", weights, values),
    ),
    Mistake(
        "wrong-axis", _AXIS, lambda weights, values: np.swapaxes(weights, 1, 2) @ values
    ),
    Mistake(
        "wrong-axis",
        _AXIS,
        lambda weights, values: _products(weights, values).sum(axis=3),
    ),
    Mistake(
        "wrong-axis",
        _AXIS,
        lambda weights, values: _products(weights, values).sum(axis=1),
    ),
    Mistake(
        "wrong-axis",
        _AXIS,
        lambda weights, values: _products(weights, values).sum(axis=0),
    ),
    Mistake(
        "mean-not-sum",
        "`attend` takes the mean over the keys. The weights sum to 1 already: take the "
        "sum.",
        lambda weights, values: _products(weights, values).mean(axis=2),
    ),
    Mistake(
        "only-the-largest",
        "`attend` takes the one value with the largest weight. All values count, each by "
        "its weight: only so can a gradient reach them all.",
        _largest,
    ),
    Mistake(
        "weights-ignored",
        "`attend` takes the plain mean of the values and does not use `weights`.",
        _mean,
    ),
    Mistake(
        "one-row-for-all",
        "`attend` sums over the queries too. Expected a row for each query, (batch, T_q, "
        "f).",
        lambda weights, values: np.einsum("bqk,bkf->bf", weights, values),
    ),
    Mistake("batches-mixed", _MIXED, lambda weights, values: np.dot(weights, values)),
    Mistake(
        "batches-mixed",
        _MIXED,
        lambda weights, values: np.tensordot(weights, values, axes=1),
    ),
    Mistake(
        "only-the-last",
        "`attend` gives the last key's value, by its weight. In the loop, *add* to what "
        "is there (`+=`), or else each key overwrites the one before.",
        _last_key,
    ),
    Mistake(
        "softmax-again",
        "`attend` takes a softmax of the weights. They are shares already: multiply and "
        "add.",
        _softmax_again,
    ),
    Mistake(
        "not-summed",
        "`attend` multiplies each value by its weight; the sum over the keys is missing.",
        _products,
    ),
)

ATTEND = Exercise(
    name="attend",
    title="Take what was looked at",
    points=1,
    section="Attention in three steps",
    hints=(
        "For one query: multiply each value by its weight and add them up. For all at "
        "once, this is one matrix product in each row of the batch.",
        "`@` sums over the last axis of its left side and the last but one of its right "
        "side. Here both are T_k, so `weights @ values` is all.",
    ),
    examine=Probing(
        reference=_attend,
        kind=Array("batch, T_q, f"),
        probes=[
            Probe("queries, keys and values of different sizes", _any_sizes, trials=3),
            Probe("as many queries as keys", _square),
            Probe("one query and one key", _one_of_each, trials=1),
            Probe("all weight on one key", _one_key_each, share=0.5),
            Probe("single precision", _single, share=0.5),
        ],
        mistakes=_MISTAKES,
    ),
)
