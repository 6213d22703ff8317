"""The probes and known mistakes of `last_states` (lesson 09)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.inputs import different_sizes
from rnn_course.checks.probes import Mistake, Probe

__all__ = ["MISTAKES", "PROBES", "last_states"]

Random = np.random.Generator


def last_states(H: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Return the state at each true end, (batch, hidden)."""
    return H[np.arange(len(H)), np.asarray(lengths) - 1]


def _inputs(rng: Random, batch: int | None = None, time: int | None = None) -> dict:
    rows, steps, hidden = different_sizes(rng, 3)
    batch, time = batch or rows, time or steps
    H = rng.uniform(-0.9, 0.9, size=(batch, time, hidden))
    lengths = rng.integers(1, time + 1, size=batch)
    if batch > 1 and time > 1:
        lengths[0], lengths[-1] = rng.integers(1, time), time  # one full, one not
    return {"H": H, "lengths": lengths}


def _single(rng: Random) -> dict[str, Any]:
    inputs = _inputs(rng, batch=1, time=5)
    return inputs | {"lengths": np.array([3])}


def _float32(rng: Random) -> dict[str, Any]:
    inputs = _inputs(rng)
    H = np.asarray(inputs["H"], np.float32, order="F")
    return {"H": H, "lengths": inputs["lengths"].astype(np.int32)}


def _full(rng: Random) -> dict[str, Any]:
    H = _inputs(rng)["H"]
    return {"H": H, "lengths": np.full(len(H), H.shape[1])}


def _shortest(rng: Random) -> dict[str, Any]:
    H = _inputs(rng)["H"]
    return {"H": H, "lengths": np.ones(len(H), dtype=int)}


PROBES = [
    Probe("sentences of several lengths", _inputs, trials=4),
    Probe("sentences that fill every step", _full),
    Probe("sentences of one word", _shortest, share=0.5),
    Probe("a batch of one row", _single, share=0.25),
    Probe("as many sentences as steps", lambda rng: _inputs(rng, 4, 4), share=0.25),
    Probe("one step", lambda rng: _inputs(rng, time=1), share=0.25),
    Probe("float32 arrays, stored by columns", _float32, share=0.25),
]


def _averages(H: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return np.array([H[i, :n].mean(axis=0) for i, n in enumerate(lengths)])


def _shifted(by: int) -> Callable[..., np.ndarray]:
    """Return what an index that is off by so many steps gives."""
    return lambda H, lengths: np.array(
        [H[i, n - 1 + by] for i, n in enumerate(lengths)]
    )


def _all_so_far(H: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    return np.array([H[i, :n] for i, n in enumerate(lengths)])


_OFF_BY_ONE = (
    "Each state is taken one step away from its sentence's end. Python counts from 0: "
    "the last of n words stands at step n − 1."
)

MISTAKES = [
    Mistake(
        "last-step",
        "That is `H[:, -1]`, the state after the *padding*. A short sentence ended "
        "earlier: row i's last word stands at step `lengths[i] - 1`.",
        lambda H, lengths: H[:, -1],
    ),
    Mistake("off-by-one", _OFF_BY_ONE, _shifted(1)),
    Mistake(
        "off-by-one",
        _OFF_BY_ONE,
        lambda H, lengths: H[np.arange(len(H)), np.minimum(lengths, H.shape[1] - 1)],
    ),
    Mistake("off-by-one", _OFF_BY_ONE, _shifted(-1)),
    Mistake(
        "all-pairs",
        "`H[:, lengths - 1]` takes every one of these steps from *every* row. Give the "
        "row numbers too: `H[np.arange(len(H)), lengths - 1]`.",
        lambda H, lengths: H[:, lengths - 1],
    ),
    Mistake(
        "one-length-for-all",
        "All rows are read at the same step, the end of the longest sentence. Each row "
        "has a length of its own.",
        lambda H, lengths: H[:, max(lengths) - 1],
    ),
    Mistake(
        "one-length-for-all",
        "All rows are read at the same step, the end of the first sentence. Each row "
        "has a length of its own.",
        lambda H, lengths: H[:, lengths[0] - 1],
    ),
    Mistake(
        "counts-from-the-end",
        "The step is counted from the end of the array. Count it from the beginning: "
        "the words stand first, the padding last.",
        lambda H, lengths: H[np.arange(len(H)), -lengths],
    ),
    Mistake(
        "first-state",
        "That is the state after the *first* word of each sentence.",
        lambda H, lengths: H[:, 0],
    ),
    Mistake(
        "average",
        "That is the average over the words of each sentence. Only the state after the "
        "last word is asked for.",
        _averages,
    ),
    Mistake(
        "average",
        "That is the average over all steps. Only the state after the last word is "
        "asked for.",
        lambda H, lengths: H.mean(axis=1),
    ),
    Mistake(
        "sum",
        "That is the sum over the words of each sentence. Only the state after the "
        "last word is asked for.",
        lambda H, lengths: np.array([H[i, :n].sum(0) for i, n in enumerate(lengths)]),
    ),
    Mistake(
        "all-so-far",
        "`H[i, :n]` holds *all* states up to the end. Take the last of them alone: "
        "`H[i, n - 1]`.",
        _all_so_far,
    ),
    Mistake(
        "step-before-row",
        "The row and the step are changed over. The batch is the first axis of `H`: "
        "`H[i, n - 1]`, not `H[n - 1, i]`.",
        lambda H, lengths: H[lengths - 1, np.arange(len(H))],
    ),
    Mistake(
        "no-row",
        "`H[n - 1]` picks a *sentence*, as the batch is the first axis. Give the row "
        "first, then the step: `H[i, n - 1]`.",
        lambda H, lengths: H[lengths - 1],
    ),
    Mistake(
        "time-kept",
        "The values are right, but there is still an axis of length 1 for the time. "
        "Index with one number, not with a slice: `H[i, n - 1]`.",
        lambda H, lengths: last_states(H, lengths)[:, None],
    ),
]
