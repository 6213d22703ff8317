"""A linear recurrence in compiled ways, step by step and all steps together.

>>> a, x = recurrences.random_steps(1000, hidden=64, seed=0)
>>> states, seconds = recurrences.timed("scan", a, x)
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np

__all__ = ["WAYS", "random_steps", "scan", "step_by_step", "timed"]

REPEATS = 3


def scan(decays: Any, inputs: Any) -> Any:
    """Return s_t = decays_t · s_{t−1} + inputs_t from 0, all steps together.

    Two neighbouring steps make one step of the same kind, so pairs are joined, then
    pairs of pairs: about log2(time) rounds in place of `time` steps (Blelloch, 1990;
    for recurrent networks Martin and Cundy, 2018).

    Parameters
    ----------
    decays, inputs : (batch, time, hidden) tensors
        Of one shape.

    Returns
    -------
    (batch, time, hidden) tensor
    """
    from rnn_course.models import keras

    def join(left: Any, right: Any) -> Any:
        return right[0] * left[0], right[0] * left[1] + right[1]

    return keras.ops.associative_scan(join, (decays, inputs), axis=1)[1]


def step_by_step(decays: Any, inputs: Any) -> Any:
    """Return the same as `scan`, by a loop over the time."""
    from rnn_course.models import tf

    decays, inputs = (tf.transpose(x, (1, 0, 2)) for x in (decays, inputs))
    kept = tf.TensorArray(inputs.dtype, size=inputs.shape[0])
    state = tf.zeros_like(inputs[0])
    for t in tf.range(inputs.shape[0]):
        state = decays[t] * state + inputs[t]
        kept = kept.write(t, state)
    return tf.transpose(kept.stack(), (1, 0, 2))


WAYS: dict[str, Callable[..., Any]] = {
    "plain loop": step_by_step,
    "scan": scan,
    "XLA loop": step_by_step,
}


def random_steps(
    length: int, hidden: int, seed: int, batch: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return decays from 0.9 to 1 and normal inputs, (batch, length, hidden) float32."""
    rng = np.random.default_rng(seed)
    shape = (batch, length, hidden)
    decays = rng.uniform(0.9, 1.0, shape)
    return decays.astype("float32"), rng.normal(size=shape).astype("float32")


def timed(way: str, decays: np.ndarray, inputs: np.ndarray) -> tuple[np.ndarray, float]:
    """Run one way, compiled.

    Parameters
    ----------
    way : str
        One of `WAYS`. The XLA loop is one fused program; Keras's scan for TensorFlow
        cannot be compiled with XLA, so it is compared with a plain loop as well.
    decays, inputs : (batch, time, hidden) float32 arrays
        As from `random_steps`.

    Returns
    -------
    states : (batch, time, hidden) ndarray
        What it gives.
    seconds : float
        The shortest of three runs; compiling is not counted.
    """
    from rnn_course.models import tf

    program = _compiled(way)
    tensors = tf.constant(decays), tf.constant(inputs)
    states, durations = np.asarray(program(*tensors)), []
    for _ in range(REPEATS):
        start = time.perf_counter()
        np.asarray(program(*tensors))
        durations.append(time.perf_counter() - start)
    return states, min(durations)


@cache
def _compiled(way: str) -> Any:
    from rnn_course.models import tf

    return tf.function(WAYS[way], jit_compile=way.startswith("XLA"))
