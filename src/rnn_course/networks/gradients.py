"""How strongly a late state of a recurrent layer depends on an earlier one.

`state_norms` works for every cell of Keras, by automatic differentiation;
`jacobian_norms` is the formula for the plain tanh cell, in NumPy. A norm is the largest
stretch of a matrix, its first singular value; `state_stretches` and
`jacobian_stretches` give all of them, the largest first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

__all__ = [
    "back_norms",
    "back_stretches",
    "factor",
    "jacobian_norms",
    "jacobian_stretches",
    "state_norms",
    "state_stretches",
    "step_jacobians",
]


def jacobian_norms(H: np.ndarray, W_hh: np.ndarray) -> np.ndarray:
    """Return ‖∂h_T/∂h_t‖₂ for each t, in time order, of a tanh cell.

    Parameters
    ----------
    H : (time, hidden)
        The states.
    W_hh : (hidden, hidden)
        Its recurrent weights.

    Returns
    -------
    (time,) ndarray
        The last entry is 1.
    """
    return jacobian_stretches(H, W_hh)[:, 0]


def jacobian_stretches(H: np.ndarray, W_hh: np.ndarray) -> np.ndarray:
    """Return all singular values of ∂h_T/∂h_t for each t, (time, hidden)."""
    steps = W_hh.T * (1 - H**2)[:, :, None]  # ∂h_t/∂h_{t-1}, (time, hidden, hidden)
    return back_stretches(steps)


def back_norms(steps: np.ndarray, size: int | None = None) -> np.ndarray:
    """Return the largest of `back_stretches`, the spectral norms, (..., time)."""
    return back_stretches(steps, size)[..., 0]


def back_stretches(steps: np.ndarray, size: int | None = None) -> np.ndarray:
    """Return the singular values of products of one-step Jacobians.

    Parameters
    ----------
    steps : (..., time, state, state)
        Entry t is ∂s_t/∂s_{t-1}, rows for the later state. The first is not used.
    size : int, optional
        Look at the last `size` entries of the state alone, at both ends; all of them
        when left out.

    Returns
    -------
    (..., time, state) ndarray
        Row t holds those of ∂s_T/∂s_t, the largest first, in time order; the last row
        is 1.
    """
    steps = np.asarray(steps, dtype=np.float64)
    kept = slice(steps.shape[-1] - (size or steps.shape[-1]), None)
    product = np.broadcast_to(np.eye(steps.shape[-1]), steps[..., 0, :, :].shape)
    products = [product]
    for t in range(steps.shape[-3] - 1, 0, -1):
        product = product @ steps[..., t, :, :]
        products.append(product)
    blocks = np.stack(products[::-1], axis=-3)[..., kept, kept]
    return np.linalg.svd(blocks, compute_uv=False)


def factor(norms: np.ndarray) -> float:
    """Return the factor for each step back, by a straight-line fit to the log norms.

    Parameters
    ----------
    norms : (time,)
        Positive, in time order.
    """
    lags = np.arange(len(norms))[::-1]
    return float(np.exp(np.polyfit(lags, np.log(norms), 1)[0]))


def state_norms(layers: Sequence[Any], x: np.ndarray) -> np.ndarray:
    """Return ‖∂s_T/∂s_t‖₂ for each t, for Keras layers that read one sequence.

    Parameters
    ----------
    layers : sequence of keras.layers.SimpleRNN, GRU or LSTM
        All of one kind and size. Their state s is h; for an LSTM it is the cell
        state c, where a change of c_t may reach c_T by every way, through h_t too.
    x : (time, features) or (layers, time, features)
        The inputs, one sequence for all layers or one for each; the first state is
        zero.

    Returns
    -------
    (layers, time) ndarray
        In time order; the last entry of each row is 1.
    """
    return state_stretches(layers, x)[..., 0]


def state_stretches(layers: Sequence[Any], x: np.ndarray) -> np.ndarray:
    """Return all singular values of ∂s_T/∂s_t, (layers, time, units).

    Parameters
    ----------
    layers, x
        As in `state_norms`.
    """
    return back_stretches(step_jacobians(layers, x), layers[0].units)


def step_jacobians(layers: Sequence[Any], x: np.ndarray) -> np.ndarray:
    """Return ∂s_t/∂s_{t-1} for each step, by `tf.GradientTape`.

    The whole state counts: h, or h and c side by side for an LSTM.

    Parameters
    ----------
    layers, x
        As in `state_norms`.

    Returns
    -------
    (layers, time, state, state) ndarray
        Rows belong to the later state.
    """
    from rnn_course.networks.stacked import kind_of

    kind = kind_of(layers[0])
    stacks = [
        np.stack(w) for w in zip(*(each.get_weights() for each in layers), strict=True)
    ]
    read = np.asarray(x, np.float32) @ stacks[0]  # (layers, time, gates · hidden)
    before = _states_before(kind, read, *stacks[1:])
    return np.array(
        [
            _one_jacobian(kind, *parts)
            for parts in zip(read, before, *stacks[1:], strict=True)
        ]
    )


def _states_before(
    kind: str, read: np.ndarray, recurrent: np.ndarray, bias: np.ndarray
) -> np.ndarray:
    """Return the whole state before each step, (layers, time, state)."""
    from rnn_course.networks.stacked import CELLS, zero_states

    states = zero_states(kind, len(read), 1, recurrent.shape[1])
    found = []
    for t in range(read.shape[1]):
        found.append(np.concatenate([np.asarray(s) for s in states], axis=-1))
        states = CELLS[kind](read[:, t : t + 1], states, recurrent, bias)
    return np.concatenate(found, axis=1)


def _one_jacobian(
    kind: str,
    read: np.ndarray,
    before: np.ndarray,
    recurrent: np.ndarray,
    bias: np.ndarray,
) -> np.ndarray:
    """Return one layer's (time, state, state): a row of the tape's batch for each."""
    from rnn_course.models import tf
    from rnn_course.networks.stacked import CELLS

    time, size = before.shape
    states = tf.constant(np.repeat(before, size, axis=0)[None])
    rows = np.tile(np.eye(size, dtype=np.float32), (time, 1))
    with tf.GradientTape() as tape:
        tape.watch(states)
        parts = tuple(tf.split(states, size // len(recurrent), axis=-1))
        step = np.repeat(read, size, axis=0)[None]
        after = CELLS[kind](step, parts, recurrent[None], bias[None])
        picked = tf.reduce_sum(rows * tf.concat(after, axis=-1))
    return tape.gradient(picked, states).numpy().reshape(time, size, size)
