"""Scores, a mask and a softmax: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes, float32_by_columns
from rnn_course.checks.kinds import Array, Unfit
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["ATTENTION_WEIGHTS"]

Inputs = dict[str, Any]
Random = np.random.Generator
Scores = np.ndarray

SECONDS = 20.0  # for one call: Keras may have to be loaded


# --- inputs -----------------------------------------------------------------------


def _sequences(rng: Random) -> Inputs:
    batch, asks, keys, size = different_sizes(rng, 4)
    return _of(rng, batch, asks, keys, size)


def _of(rng: Random, batch: int, asks: int, keys: int, size: int) -> Inputs:
    return {
        "queries": rng.normal(size=(batch, asks, size)),
        "keys": rng.normal(size=(batch, keys, size)),
    }


def _padded(rng: Random) -> Inputs:
    """Mask padding, as (batch, 1, T_k); one row keeps a single key."""
    inputs = _sequences(rng)
    batch, keys, _ = inputs["keys"].shape
    lengths = rng.integers(1, keys, size=batch)
    lengths[0] = 1
    mask = np.arange(keys) < lengths[:, None]
    return inputs | {"mask": mask[:, None, :]}


def _causal(rng: Random) -> Inputs:
    """Mask the future, as (T_q, T_k) of one length."""
    batch, steps, size = different_sizes(rng, 3)
    mask = np.arange(steps)[:, None] >= np.arange(steps)
    return _of(rng, batch, steps, steps, size) | {"mask": mask}


def _any_mask(rng: Random) -> Inputs:
    """Give each query of each row a mask of its own, (batch, T_q, T_k)."""
    inputs = _sequences(rng)
    batch, asks, _ = inputs["queries"].shape
    mask = rng.random((batch, asks, inputs["keys"].shape[1])) < 0.5
    mask[..., 0] |= ~mask.any(axis=-1)
    return inputs | {"mask": mask}


def _one_of_each(rng: Random) -> Inputs:
    return _of(rng, 1, 1, 1, 3) | {"mask": np.ones((1, 1, 1), dtype=bool)}


def _single(rng: Random) -> Inputs:
    return float32_by_columns(_sequences(rng))


def _whole_numbers(rng: Random) -> Inputs:
    batch, asks, keys, size = different_sizes(rng, 4)
    return {
        "queries": rng.integers(-2, 3, size=(batch, asks, size)),
        "keys": rng.integers(-2, 3, size=(batch, keys, size)),
    }


def _large(rng: Random) -> Inputs:
    """Make scores of about 2,000 and −2,000, near each other in each row."""
    inputs = _sequences(rng)
    size = inputs["keys"].shape[-1]
    inputs["keys"][..., 0] = 50.0
    inputs["queries"][..., 0] = 40.0 * np.sqrt(size)
    inputs["queries"][:, -1, 0] *= -1
    return inputs


# --- what is right ----------------------------------------------------------------


def _scores(queries: Any, keys: Any) -> Scores:
    queries, keys = np.asarray(queries, float), np.asarray(keys, float)
    return queries @ np.swapaxes(keys, 1, 2) / np.sqrt(queries.shape[-1])


def _softmax(scores: Scores, axis: Any = -1) -> np.ndarray:
    shares = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return shares / shares.sum(axis=axis, keepdims=True)


def _weights(queries: Any, keys: Any, mask: Any = None, **options: Any) -> np.ndarray:
    return _softmax(_masked(_scores(queries, keys), mask), **options)


def _masked(scores: Scores, mask: Any, instead: float = -np.inf) -> Scores:
    return scores if mask is None else np.where(mask, scores, instead)


@dataclass(frozen=True)
class _Weights(Array):
    """Weights: what may not be seen has exactly none."""

    axes: str = "batch, T_q, T_k"

    def read(self, value: Any, expected: Any) -> np.ndarray:
        array = super().read(value, expected)
        hidden = np.asarray(expected) == 0
        if (array[hidden] != 0).any() and np.abs(array[hidden]).max() < 1e-3:
            raise Unfit(
                "a masked key gets a weight that is tiny but not exactly 0. Put "
                "`-np.inf` (or −1e9) in the place of its score, before the softmax"
            )
        return array


# --- mistakes ---------------------------------------------------------------------


def _scaled(scale: Callable[[Any, Any], float]) -> Callable[..., np.ndarray]:
    """Return weights whose scores are multiplied by something else than 1 / √d."""

    def make(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
        scores = _scores(queries, keys) * np.sqrt(queries.shape[-1])
        return _softmax(_masked(scores * scale(queries, keys), mask))

    return make


def _inverted(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else np.where(mask, -np.inf, scores))


def _inverted_finite(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else np.where(mask, -1e9, scores))


def _penalty_turned_round(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    scores = _scores(queries, keys)
    return _softmax(scores if mask is None else scores + np.asarray(mask) * -1e9)


def _needs_a_mask(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    if mask is None:
        return np.full_like(_scores(queries, keys), np.nan)
    return _weights(queries, keys, mask)


def _scaled_too_late(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    size = np.sqrt(queries.shape[-1])
    return _softmax(_masked(_scores(queries, keys) * size, mask)) / size


def _cosines(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    queries, keys = (
        x / np.linalg.norm(x, axis=-1, keepdims=True) for x in (queries, keys)
    )
    scores = _scores(queries, keys) * np.sqrt(queries.shape[-1])
    return _softmax(_masked(scores, mask))


def _axis_added(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    return _weights(queries, keys, mask if mask is None else mask[:, None])


def _mask_as_places(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    scores = _scores(queries, keys)
    if mask is not None:
        scores[~mask] = -np.inf
    return _softmax(scores)


def _not_renewed(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    weights = _weights(queries, keys)
    return weights if mask is None else weights * mask


def _score_zero(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    return _softmax(_masked(_scores(queries, keys), mask, 0.0))


def _infinity_times_zero(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    scores = _scores(queries, keys)
    nothing = np.full_like(scores, np.nan)
    return _softmax(scores) if mask is None or not np.any(mask) else nothing


def _overflows(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    shares = np.exp(_masked(_scores(queries, keys), mask))
    return shares / shares.sum(axis=-1, keepdims=True)


def _overflows_together(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    scores = _masked(_scores(queries, keys), mask)
    shares = np.exp(scores - scores.max())
    return shares / shares.sum(axis=-1, keepdims=True)


def _swapped(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    if mask is not None:
        shape = (len(keys), queries.shape[1], keys.shape[1])
        mask = np.swapaxes(np.broadcast_to(mask, shape), 1, 2)
    return _softmax(_masked(_scores(keys, queries), mask, -1e9))


def _transposed(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
    return np.swapaxes(_weights(queries, keys, mask), 1, 2)


def _axis(axis: Any, hidden: float = -np.inf) -> Callable[..., np.ndarray]:
    def make(queries: Any, keys: Any, mask: Any = None) -> np.ndarray:
        return _softmax(_masked(_scores(queries, keys), mask, hidden), axis=axis)

    return make


_SCALE = (
    "`attention_weights` scales, but not by √d. d is the *last* axis of the queries, the "
    "length of one query; divide the scores by its square root."
)
_AXIS = (
    "The softmax of `attention_weights` runs over the wrong axis. For each query the "
    "weights of all keys sum to 1: the *last* axis of the scores, T_k."
)
_INVERTED = "`attention_weights` hides what the mask shows. In this mask True means: may be seen."
_OVERFLOW = (
    "`attention_weights` overflows when scores are in the thousands: e to the power of "
    "2,000 is no number. Subtract from each row its largest score before `np.exp`; the "
    "softmax stays the same."
)

_MISTAKES = (
    Mistake(
        "no-scale",
        "`attention_weights` does not scale. Divide the scores by √d, the square root of "
        "the length of a query.",
        _scaled(lambda queries, keys: 1.0),
    ),
    Mistake("wrong-scale", _SCALE, _scaled(lambda q, k: 1 / q.shape[-1])),
    Mistake("wrong-scale", _SCALE, _scaled(lambda q, k: q.shape[-1] ** 0.5)),
    Mistake("wrong-scale", _SCALE, _scaled(lambda q, k: k.shape[1] ** -0.5)),
    Mistake("wrong-scale", _SCALE, _scaled(lambda q, k: q.shape[1] ** -0.5)),
    Mistake("wrong-axis", _AXIS, _axis(1)),
    Mistake("wrong-axis", _AXIS, _axis(1, -1e9)),
    Mistake("wrong-axis", _AXIS, _axis(0, -1e9)),
    Mistake("wrong-axis", _AXIS, _axis(0)),
    Mistake("wrong-axis", _AXIS, _axis(None)),
    Mistake("wrong-axis", _AXIS, _axis((1, 2))),
    Mistake("mask-inverted", _INVERTED, _inverted),
    Mistake("mask-inverted", _INVERTED, _inverted_finite),
    Mistake("mask-inverted", _INVERTED, _penalty_turned_round),
    Mistake(
        "needs-a-mask",
        "`attention_weights` goes wrong without a mask. With `mask=None` all keys may be "
        "seen: `if mask is not None: …`.",
        _needs_a_mask,
    ),
    Mistake(
        "scaled-too-late",
        "`attention_weights` divides the weights by √d, so a row no longer sums to 1. "
        "Divide the *scores*, before the softmax.",
        _scaled_too_late,
    ),
    Mistake(
        "cosine",
        "`attention_weights` divides by the lengths of queries and keys. Leave their "
        "lengths alone; divide the dot products by √d.",
        _cosines,
    ),
    Mistake(
        "axis-added",
        "`attention_weights` gives the mask one more axis. It fits (batch, T_q, T_k) "
        "already: use it as it is, `np.where(mask, scores, -np.inf)`.",
        _axis_added,
    ),
    Mistake(
        "mask-as-places",
        "`attention_weights` uses the mask as places in the scores, and its shape is "
        "often smaller: (batch, 1, T_k), say. `np.where(mask, scores, -np.inf)` stretches "
        "it by NumPy's rules.",
        _mask_as_places,
    ),
    Mistake(
        "not-renewed",
        "`attention_weights` hides keys *after* the softmax, so what is left of a row is "
        "no longer 1 in sum. Put `-np.inf` in the place of the hidden scores, before it.",
        _not_renewed,
    ),
    Mistake(
        "score-zero",
        "`attention_weights` gives a hidden key the score 0, and e⁰ = 1: it keeps a share "
        "of its own. The score must be `-np.inf`, since only e to that power is 0.",
        _score_zero,
    ),
    Mistake(
        "mask-ignored",
        "`attention_weights` does not use its argument `mask`. Where it is False, the "
        "score becomes `-np.inf`, before the softmax.",
        lambda queries, keys, mask=None: _weights(queries, keys),
    ),
    Mistake(
        "no-softmax",
        "`attention_weights` returns scores. A softmax over the keys turns them into "
        "shares of 1.",
        lambda queries, keys, mask=None: _masked(_scores(queries, keys), mask, 0.0),
    ),
    Mistake(
        "no-softmax",
        "`attention_weights` returns scores. A softmax over the keys turns them into "
        "shares of 1.",
        lambda queries, keys, mask=None: _masked(_scores(queries, keys), mask),
    ),
    Mistake(
        "infinity-times-zero",
        "`attention_weights` returns NaN (not a number) where there is a mask: 0 times "
        "infinity is no number. Choose instead of multiplying: `np.where(mask, scores, "
        "-np.inf)`.",
        _infinity_times_zero,
    ),
    Mistake(
        "not-exactly-zero",
        "A masked key gets a weight that is tiny but not exactly 0. Put `-np.inf` (or "
        "−1e9) in the place of its score, before the softmax.",
        _weights,  # else right
    ),
    Mistake("overflows", _OVERFLOW, _overflows),
    Mistake("overflows", _OVERFLOW, _overflows_together),
    Mistake(
        "roles-swapped",
        "`attention_weights` lets the keys ask the queries. Expected a row of weights for "
        "each query: shape (batch, T_q, T_k).",
        _swapped,
    ),
    Mistake(
        "transposed",
        "`attention_weights` returns (batch, T_k, T_q). Expected a row for each query: "
        "shape (batch, T_q, T_k).",
        _transposed,
    ),
)

ATTENTION_WEIGHTS = Exercise(
    name="attention_weights",
    title="Who looks at whom",
    points=2,
    section="Attention in three steps",
    seconds=SECONDS,
    hints=(
        "Three steps. Each query times each key, divided by √d. Where the mask is False, "
        "`-np.inf`. Then a softmax along the last axis: one row of weights for each query.",
        "`scores = queries @ keys.swapaxes(1, 2) / np.sqrt(queries.shape[-1])` has the "
        "shape (batch, T_q, T_k). `np.where(mask, scores, -np.inf)` hides. For the "
        "softmax, subtract `scores.max(axis=-1, keepdims=True)` first.",
    ),
    examine=Probing(
        reference=_weights,
        kind=_Weights(),
        probes=[
            Probe("no mask", _sequences, trials=3),
            Probe("a mask of padding, (batch, 1, T_k)", _padded),
            Probe("a causal mask, (T_q, T_k)", _causal),
            Probe("a mask of its own for each query", _any_mask),
            Probe("one query and one key", _one_of_each, trials=1),
            Probe("whole numbers", _whole_numbers, share=0.5),
            Probe("single precision", _single, share=0.5),
            Probe("scores in the thousands", _large, share=0.5, tolerance=1e-3),
        ],
        mistakes=_MISTAKES,
    ),
)
