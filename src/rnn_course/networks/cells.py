"""The plain recurrent cell over a whole sequence, forwards and backwards, in NumPy.

The course's own version of what the learner writes in lessons 02 and 04: cells of a
notebook and widgets use it, so that they run before any exercise is solved.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

__all__ = [
    "clip_by_norm",
    "lag_parts",
    "recurrent_shares",
    "rnn_backward",
    "rnn_forward",
    "truncated_backward",
]


def rnn_forward(
    X: np.ndarray, h0: np.ndarray, W_xh: np.ndarray, W_hh: np.ndarray, b_h: np.ndarray
) -> np.ndarray:
    """Return all hidden states; h_t = tanh(x_t @ W_xh + h_{t-1} @ W_hh + b_h).

    Parameters
    ----------
    X : (batch, time, features)
        The inputs.
    h0 : (batch, hidden)
        The state before the first step.
    W_xh, W_hh, b_h : (features, hidden), (hidden, hidden), (hidden,)
        The weights, in Keras's order and orientation.

    Returns
    -------
    (batch, time, hidden) ndarray
        The state after each step.
    """
    drive = X @ W_xh + b_h  # what the inputs add, for all steps at once
    H = np.empty_like(drive)
    h = h0
    for t in range(X.shape[1]):
        h = np.tanh(drive[:, t] + h @ W_hh)
        H[:, t] = h
    return H


def rnn_backward(
    dH: np.ndarray,
    X: np.ndarray,
    H: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through time.

    Parameters
    ----------
    dH : (batch, time, hidden)
        Gradient of the loss for each state, as the readout sees it: without what
        later steps add.
    X, H, h0, W_xh, W_hh
        As in `rnn_forward`, whose result is `H`.

    Returns
    -------
    tuple
        dX (batch, time, features), dh0 (batch, hidden), dW_xh (features, hidden),
        dW_hh (hidden, hidden), db_h (hidden,); summed over batch and time.
    """
    return truncated_backward(dH, X, H, h0, W_xh, W_hh, H.shape[1])


def truncated_backward(
    dH: np.ndarray,
    X: np.ndarray,
    H: np.ndarray,
    h0: np.ndarray,
    W_xh: np.ndarray,
    W_hh: np.ndarray,
    piece: int,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Backpropagate through time, but carry nothing over a border between pieces.

    Parameters
    ----------
    dH, X, H, h0, W_xh, W_hh
        As in `rnn_backward`.
    piece : int
        Steps in a piece; the first begins at step 0, the last may be shorter.

    Returns
    -------
    tuple
        As `rnn_backward`; dh0 comes from the first piece.
    """
    dZ, dh0 = _pre_activation_gradients(dH, H, W_hh, piece)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    dW_xh = np.einsum("btf,bth->fh", X, dZ)
    dW_hh = np.einsum("btg,bth->gh", before, dZ)
    return dZ @ W_xh.T, dh0, dW_xh, dW_hh, dZ.sum(axis=(0, 1))


def recurrent_shares(
    dH: np.ndarray, H: np.ndarray, h0: np.ndarray, W_hh: np.ndarray
) -> np.ndarray:
    """Return each step's share of dL/dW_hh, by length (Frobenius norm).

    Parameters
    ----------
    dH, H, h0, W_hh
        As in `rnn_backward`.

    Returns
    -------
    (time,) ndarray
        Not negative, with sum 1; zeros when no step contributes.
    """
    dZ, _ = _pre_activation_gradients(dH, H, W_hh)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    pieces = np.einsum("btg,bth->tgh", before, dZ)
    lengths = np.sqrt((pieces**2).sum(axis=(1, 2)))
    return lengths / (lengths.sum() or 1.0)


def lag_parts(
    dH: np.ndarray, H: np.ndarray, h0: np.ndarray, W_hh: np.ndarray
) -> np.ndarray:
    """Return how much of dL/dW_hh goes from each step's loss to each step.

    Parameters
    ----------
    dH, H : (time, hidden)
        As in `rnn_backward`, of one sequence.
    h0 : (hidden,)
        The state before the first step.
    W_hh : (hidden, hidden)
        The recurrent weights.

    Returns
    -------
    (time, time) ndarray
        Row s, column t: the length (Frobenius norm) of the part that the loss at step s
        contributes through step t; 0 for t > s.
    """
    time = len(H)
    before = np.linalg.norm(np.vstack([h0, H[:-1]]), axis=1)
    parts, carried = np.zeros((time, time)), dH
    for lag in range(time):
        losses = np.arange(lag, time)
        dZ = carried * (1 - H[losses - lag] ** 2)
        parts[losses, losses - lag] = np.linalg.norm(dZ, axis=1) * before[losses - lag]
        carried = dZ[1:] @ W_hh.T
    return parts


def clip_by_norm(grads: Sequence[np.ndarray], max_norm: float) -> list[np.ndarray]:
    """Shorten gradients together to `max_norm`; shorter ones stay as they are.

    Parameters
    ----------
    grads : sequence of ndarray
        Of any shapes; their norm is that of all entries as one long vector.
    max_norm : float
        Positive; `numpy.inf` never clips.

    Returns
    -------
    list of ndarray
        New arrays with the same direction.
    """
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    return [g / max(1.0, norm / max_norm) for g in grads]


def _pre_activation_gradients(
    dH: np.ndarray, H: np.ndarray, W_hh: np.ndarray, piece: int | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return dL/dz_t for every step, (batch, time, hidden), and dL/dh0.

    With `piece`, nothing is carried back over a border between pieces of that length.
    """
    dZ = np.empty_like(H)
    carried = np.zeros_like(H[:, 0])
    for t in reversed(range(H.shape[1])):
        dZ[:, t] = (dH[:, t] + carried) * (1 - H[:, t] ** 2)
        carried = dZ[:, t] @ W_hh.T
        if piece and t and t % piece == 0:
            carried = np.zeros_like(carried)
    return dZ, carried
