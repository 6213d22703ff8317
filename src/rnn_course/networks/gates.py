"""The gated cells, LSTM and GRU, step by step in NumPy.

The course's own version of what the learner writes in lesson 06, with Keras's weights
and Keras's order of the gates: notebooks, checks and widgets use it.
"""

from __future__ import annotations

import numpy as np

__all__ = ["gru_step", "lstm_forward", "lstm_step", "sigmoid"]


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-z)), written so that no size of z overflows."""
    return (1 + np.tanh(np.asarray(z) / 2)) / 2


def lstm_step(
    x_t: np.ndarray,
    h_prev: np.ndarray,
    c_prev: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the next state and cell state of an LSTM (Hochreiter and others, 1997).

    With the forget gate of Gers and others (2000), as in Keras.

    Parameters
    ----------
    x_t : (batch, features)
        The input of the step.
    h_prev, c_prev : (batch, hidden)
        State and cell state before the step.
    kernel, recurrent_kernel, bias : (features, 4 · hidden), (hidden, 4 · hidden), (4 · hidden,)
        Blocks in the order i, f, c, o: input gate, forget gate, candidate, output gate.

    Returns
    -------
    h_t, c_t : (batch, hidden) ndarray
        State and cell state after the step.
    """
    z = x_t @ kernel + h_prev @ recurrent_kernel + bias
    i, f, candidate, o = np.split(z, 4, axis=-1)
    c_t = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(candidate)
    return sigmoid(o) * np.tanh(c_t), c_t


def gru_step(
    x_t: np.ndarray,
    h_prev: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> np.ndarray:
    """Return the next state of a GRU (Cho and others, 2014), ``reset_after=True``.

    Parameters
    ----------
    x_t, h_prev : (batch, features), (batch, hidden)
        Input of the step, and the state before it.
    kernel, recurrent_kernel : (features, 3 · hidden), (hidden, 3 · hidden)
        Blocks in the order z, r, h: update gate, reset gate, candidate.
    bias : (2, 3 · hidden)
        Row 0 is added to the input's part, row 1 to the state's part.

    Returns
    -------
    (batch, hidden) ndarray
        The state after the step.
    """
    x_z, x_r, x_h = np.split(x_t @ kernel + bias[0], 3, axis=-1)
    h_z, h_r, h_h = np.split(h_prev @ recurrent_kernel + bias[1], 3, axis=-1)
    z = sigmoid(x_z + h_z)
    candidate = np.tanh(x_h + sigmoid(x_r + h_r) * h_h)
    return z * h_prev + (1 - z) * candidate


def lstm_forward(
    X: np.ndarray,
    h0: np.ndarray,
    c0: np.ndarray,
    kernel: np.ndarray,
    recurrent_kernel: np.ndarray,
    bias: np.ndarray,
) -> tuple[np.ndarray, np.ndarray]:
    """Return the states and cell states of all steps.

    Parameters
    ----------
    X : (batch, time, features)
        The inputs.
    h0, c0 : (batch, hidden)
        What the first step starts from.
    kernel, recurrent_kernel, bias
        As in `lstm_step`.

    Returns
    -------
    H, C : (batch, time, hidden) ndarray
        After each step.
    """
    h, c, states = h0, c0, []
    for t in range(X.shape[1]):
        h, c = lstm_step(X[:, t], h, c, kernel, recurrent_kernel, bias)
        states.append((h, c))
    H, C = (np.stack(part, axis=1) for part in zip(*states, strict=True))
    return H, C
