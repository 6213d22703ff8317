"""Small tanh networks that learn, in NumPy, to recall the one marked symbol of many.

Lesson 04's task that needs the gradient through time, with the controls that could
refute it: the gradient cut at borders, and recurrent weights that never change.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rnn_course.networks import cells

__all__ = ["DELAY", "HIDDEN", "SYMBOLS", "draw", "lag_parts", "train"]

SYMBOLS, DELAY, HIDDEN = 8, 10, 32
BATCH, TESTED = 32, 500
Weights = list[np.ndarray]


def draw(
    n: int, rng: np.random.Generator, delay: int = DELAY
) -> tuple[np.ndarray, np.ndarray]:
    """Return n random sequences and what to say at their end.

    Parameters
    ----------
    n : int
        Sequences.
    rng : numpy.random.Generator
        Where the symbols come from.
    delay : int
        Symbols after the marked one.

    Returns
    -------
    X : (n, delay + 1, 9) ndarray
        One-hot symbols; the last column, the flag, is 1 at the first step alone.
    y : (n,) ndarray
        The marked symbol, 0 to 7.
    """
    drawn = rng.integers(SYMBOLS, size=(n, delay + 1))
    X = np.eye(SYMBOLS + 1)[drawn]
    X[:, 0, SYMBOLS] = 1
    return X, drawn[:, 0]


def train(
    seeds: Sequence[int],
    *,
    piece: int | None = None,
    frozen: bool = False,
    updates: int = 1000,
    rate: float = 0.5,
    delay: int = DELAY,
) -> np.ndarray:
    """Train one network for each seed, all side by side; return their scores.

    The loss stands at the last step alone; plain gradient descent, clipped at length 1.

    Parameters
    ----------
    seeds : sequence of int
        Each gives the start of a network, and its sequences.
    piece : int, optional
        Carry no gradient over a border between pieces of so many steps.
    frozen : bool
        Leave W_hh as it started.
    updates, rate, delay
        Updates of 32 new sequences each; the learning rate; steps after the mark.

    Returns
    -------
    (networks,) ndarray
        The share of right answers on 500 new sequences.
    """
    weights = [np.stack(part) for part in zip(*map(_start, seeds), strict=True)]
    rngs = [np.random.default_rng([int(seed), 1]) for seed in seeds]
    for _ in range(updates):
        gradients = _gradients(weights, *_draw(rngs, BATCH, delay), piece)
        if frozen:
            gradients[1][:] = 0
        moves = zip(weights, _clipped(gradients), strict=True)
        weights = [w - rate * g for w, g in moves]
    X, y = _draw(rngs, TESTED, delay)
    said = _states(weights, X)[:, :, -1] @ weights[3] + weights[4][:, None]
    return (said.argmax(axis=2) == y).mean(axis=1)


def lag_parts(seed: int, steps: int = 100, hidden: int = 16) -> np.ndarray:
    """Return `cells.lag_parts`, (steps, steps), of a random network of lesson 04.

    Its recurrent weights are orthogonal, and each step has a loss.
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(1, steps, 4))
    W_xh = rng.normal(size=(4, hidden)) / 4
    turn = np.linalg.qr(rng.normal(size=(hidden, hidden)))[0]
    h0 = np.zeros(hidden)
    H = cells.rnn_forward(X, h0[None], W_xh, turn, np.zeros(hidden))
    return cells.lag_parts(rng.normal(size=(steps, hidden)), H[0], h0, turn)


def _start(seed: int) -> Weights:
    """Return W_xh, W_hh, b_h, W_hy, b_y as lesson 04 starts them."""
    rng = np.random.default_rng(int(seed))
    W_xh = rng.normal(0, 0.3, (SYMBOLS + 1, HIDDEN))
    W_hh = np.linalg.qr(rng.normal(size=(HIDDEN, HIDDEN)))[0]
    W_hy = rng.normal(0, 0.1, (HIDDEN, SYMBOLS))
    return [W_xh, W_hh, np.zeros(HIDDEN), W_hy, np.zeros(SYMBOLS)]


def _draw(
    rngs: Sequence[np.random.Generator], n: int, delay: int
) -> tuple[np.ndarray, np.ndarray]:
    X, y = zip(*(draw(n, rng, delay) for rng in rngs), strict=True)
    return np.stack(X), np.stack(y)


def _states(weights: Weights, X: np.ndarray) -> np.ndarray:
    """Return all states, (networks, batch, time, hidden)."""
    W_xh, W_hh, b_h = weights[:3]
    drive = X @ W_xh[:, None] + b_h[:, None, None]
    H, h = np.empty_like(drive), np.zeros_like(drive[:, :, 0])
    for t in range(X.shape[2]):
        h = H[:, :, t] = np.tanh(drive[:, :, t] + h @ W_hh)
    return H


def _gradients(
    weights: Weights, X: np.ndarray, y: np.ndarray, piece: int | None
) -> Weights:
    """Return each network's mean gradient over its batch, for all five weights."""
    H = _states(weights, X)
    last = H[:, :, -1]
    scores = np.exp(last @ weights[3] + weights[4][:, None])
    d_logits = scores / scores.sum(axis=2, keepdims=True) - np.eye(SYMBOLS)[y]
    d_logits /= X.shape[1]
    dZ = np.empty_like(H)
    carried = d_logits @ _turned(weights[3])
    for t in reversed(range(H.shape[2])):
        dZ[:, :, t] = carried * (1 - H[:, :, t] ** 2)
        carried = dZ[:, :, t] @ _turned(weights[1])
        if piece and t % piece == 0:
            carried = np.zeros_like(carried)
    before = np.concatenate([np.zeros_like(H[:, :, :1]), H[:, :, :-1]], axis=2)
    flat = _rows(dZ)
    inner = [_turned(_rows(X)) @ flat, _turned(_rows(before)) @ flat, flat.sum(axis=1)]
    return [*inner, _turned(last) @ d_logits, d_logits.sum(axis=1)]


def _turned(matrices: np.ndarray) -> np.ndarray:
    return matrices.swapaxes(1, 2)


def _rows(array: np.ndarray) -> np.ndarray:
    """Make (networks, batch, time, n) to (networks, batch · time, n)."""
    return array.reshape(len(array), -1, array.shape[-1])


def _clipped(gradients: Weights) -> Weights:
    """Shorten each network's gradient to length 1 where it is longer."""
    squares = sum((g.reshape(len(g), -1) ** 2).sum(axis=1) for g in gradients)
    factor = np.minimum(1, 1 / np.sqrt(np.maximum(squares, 1e-30)))
    return [g * factor.reshape(-1, *[1] * (g.ndim - 1)) for g in gradients]
