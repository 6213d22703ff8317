"""Attention in NumPy, and how far it makes the gradient go.

>>> mixed = attend(weights(queries, keys, mask), values)
"""

from __future__ import annotations

import numpy as np

from rnn_course.networks.gradients import back_norms, step_jacobians

__all__ = ["attend", "causal", "way_back", "weights"]


def weights(
    queries: np.ndarray, keys: np.ndarray, mask: np.ndarray | None = None
) -> np.ndarray:
    """Return softmax(q · k / √d) over the keys (Vaswani and others, 2017).

    Parameters
    ----------
    queries : (batch, T_q, d)
        What asks.
    keys : (batch, T_k, d)
        What is compared.
    mask : bool, to fit (batch, T_q, T_k), optional
        True where a key may be seen; one at least in each row.

    Returns
    -------
    (batch, T_q, T_k) ndarray
        Rows sum to 1.
    """
    scores = np.einsum("bqd,bkd->bqk", queries, keys) / np.sqrt(queries.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def attend(shares: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the sums (batch, T_q, f) of values (batch, T_k, f), each by its weight."""
    return shares @ values


def causal(length: int) -> np.ndarray:
    """Return the (length, length) mask by which nobody sees a later step."""
    steps = np.arange(length)
    return steps[:, None] >= steps


def way_back(steps: int, seed: int, units: int = 32) -> dict[str, np.ndarray]:
    """Measure how strongly a GRU's last state, and a context, feel each state.

    A new Keras GRU reads random vectors. A random query of the states' own size then
    looks at all of its states. A change of h_t reaches the context in two ways:
    straight, and through the states that follow. With A_t = ∂context/∂h_t by the
    straight way alone, the whole derivative is G_t = A_t + G_{t+1} ∂h_{t+1}/∂h_t.

    Parameters
    ----------
    steps : int
        Vectors that are read.
    seed : int
        Of weights, vectors and query.
    units : int
        Of the GRU; the vectors have as many numbers.

    Returns
    -------
    dict
        ``"last state"`` and ``"context"`` → norms (steps,), in time order: ‖∂h_T/∂h_t‖₂
        and ‖∂context/∂h_t‖₂.
    """
    from rnn_course.models import keras

    keras.utils.set_random_seed(seed)
    rng = np.random.default_rng(seed)
    layer = keras.layers.GRU(units, return_sequences=True)
    x = rng.normal(size=(steps, units)).astype("float32")
    H = np.asarray(layer(x[None]), dtype="float64")
    jacobians = np.asarray(step_jacobians([layer], x)[0], dtype="float64")
    query = rng.normal(size=(1, 1, units)) * H.std()
    straight = _straight(query[0, 0], H[0])
    return {
        "last state": back_norms(jacobians),
        "context": np.linalg.norm(_whole(straight, jacobians), ord=2, axis=(1, 2)),
    }


def _straight(query: np.ndarray, H: np.ndarray) -> np.ndarray:
    """Return ∂context/∂h_t with all other states held, (time, units, units).

    context = Σ w_k h_k, so it is w_t (1 + (h_t − context) qᵀ / √d).
    """
    shares = weights(query[None, None], H[None])[0, 0]
    context = shares @ H
    outer = np.einsum("ti,j->tij", H - context, query) / np.sqrt(len(query))
    return shares[:, None, None] * (np.eye(len(query)) + outer)


def _whole(straight: np.ndarray, jacobians: np.ndarray) -> np.ndarray:
    """Return ∂context/∂h_t by every way, (time, units, units)."""
    whole = straight.copy()
    for t in range(len(whole) - 2, -1, -1):
        whole[t] += whole[t + 1] @ jacobians[t + 1]
    return whole
