"""Lesson 04: what the right gradients are, and what each known mistake makes of them.

The right ones come from the complex-step method, not from a backward pass: for a
smooth f, f'(x) is the imaginary part of f(x + ih) / h, exact to rounding for tiny h
(Squire and Trapp, SIAM Review 40, 1998).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

__all__ = [
    "before",
    "collect",
    "per_step",
    "rnn_gradients",
    "step_gradients",
    "step_pieces",
    "walk_back",
]

TINY = 1e-30  # the complex step
Parts = tuple[np.ndarray, ...]


def step_gradients(dh_t, x_t, h_prev, h_t, W_xh, W_hh) -> Parts:
    """Return (dx_t, dh_prev, dW_xh, dW_hh, db_h) by complex steps."""
    one = (dh_t[:, None], x_t[:, None], h_t[:, None], h_prev)
    dX, dh_prev, dW_xh, dW_hh, db_h = rnn_gradients(*one, W_xh, W_hh)
    return dX[:, 0], dh_prev, dW_xh, dW_hh, db_h


def rnn_gradients(dH, X, H, h0, W_xh, W_hh) -> Parts:
    """Return (dX, dh0, dW_xh, dW_hh, db_h) by complex steps.

    The loss is sum(dH * H). The bias is not known; what the states tell of it,
    arctanh(h_t) - x_t @ W_xh - h_{t-1} @ W_hh, stands in for it.
    """
    arrays = [np.asarray(a, np.float64) for a in (dH, X, H, h0, W_xh, W_hh)]
    dH, X, H, h0, W_xh, W_hh = arrays
    rest = np.arctanh(H) - X @ W_xh - before(H, h0) @ W_hh

    def loss(X, h0, W_xh, W_hh, b_h):
        h, total = h0, 0.0
        for t in range(H.shape[1]):
            z = X[..., t, :] @ W_xh + h @ W_hh + rest[:, t] + b_h[..., None, :]
            h = np.tanh(z)
            total = total + (dH[:, t] * h).sum(axis=(-2, -1))
        return total

    return _slopes(loss, X, h0, W_xh, W_hh, np.zeros(H.shape[2]))


def _slopes(loss: Callable[..., np.ndarray], *arrays: np.ndarray) -> Parts:
    """Return the gradient for each array; all its nudges go through at once."""
    slopes = []
    for place, array in enumerate(arrays):
        nudges = np.eye(array.size).reshape(array.size, *array.shape)
        nudged = array + 1j * TINY * nudges
        values = loss(*arrays[:place], nudged, *arrays[place + 1 :])
        slopes.append((values.imag / TINY).reshape(array.shape))
    return tuple(slopes)


def before(H: np.ndarray, h0: np.ndarray) -> np.ndarray:
    """Return h_{t-1} for every t, (batch, time, hidden)."""
    return np.concatenate([h0[:, None], H[:, :-1]], axis=1)


def step_pieces(dz, x_t, h_prev, W_xh, W_hh) -> Parts:
    """Return one step's gradients, given dz, that of its sum before tanh."""
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=0)


def walk_back(
    dH: np.ndarray,
    slope: np.ndarray,
    back: Callable[[np.ndarray, np.ndarray], np.ndarray],
    order: Iterable[int] | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return dz of every step, and what is carried beyond the last one visited.

    Parameters
    ----------
    dH, slope : (batch, time, hidden)
        What each state hears from its own loss; the slope that stands for tanh'.
    back : callable
        From a step's (dh, dz) to what it carries to the next step visited.
    order : iterable of int
        The steps as visited; the last one first when left out.
    """
    dZ, carried = np.zeros_like(dH), np.zeros_like(dH[:, 0])
    for t in reversed(range(dH.shape[1])) if order is None else order:
        dh = dH[:, t] + carried
        dZ[:, t] = dh * slope[:, t]
        carried = back(dh, dZ[:, t])
    return dZ, carried


def per_step(X, states, dZ) -> Parts:
    """Return each step's part of dW_xh, dW_hh, db_h; time is the first axis."""
    return (
        np.einsum("btf,bth->tfh", X, dZ),
        np.einsum("btg,bth->tgh", states, dZ),
        dZ.sum(axis=0),
    )


def collect(X, states, dZ, W_xh, dh0, take=lambda parts: parts.sum(axis=0)) -> Parts:
    """Put the five gradients together; `take` reduces the parts of all steps."""
    return dZ @ W_xh.T, dh0, *map(take, per_step(X, states, dZ))
