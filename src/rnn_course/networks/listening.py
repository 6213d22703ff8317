"""The network of lesson 10, which names a spoken digit, and what it believes on the way.

>>> model = listening.network(20, 10)
>>> beliefs = listening.beliefs(model, sound.features(digits.clip(7, "f2")))
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["as_shares", "beliefs", "network"]


def network(features: int, classes: int, masked: bool = True, units: int = 64) -> Any:
    """Return a compiled network: Masking, GRU, Dense.

    Parameters
    ----------
    features, classes : int
        Numbers in a frame, and words to tell apart.
    masked : bool
        Whether frames that are all 0 are left out.
    units : int
        Of the GRU.
    """
    from rnn_course.models import keras

    mask = [keras.layers.Masking()] if masked else []
    model = keras.Sequential(
        [
            keras.Input((None, features)),
            *mask,
            keras.layers.GRU(units),
            keras.layers.Dense(classes),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)
    return model


def beliefs(model: Any, features: ArrayLike) -> np.ndarray:
    """Return what a network believes when the sound stops after each frame.

    Parameters
    ----------
    model : keras.Model
        Maps (batch, frames, features) to logits or probabilities; leaves frames of 0
        out.
    features : (frames, features)
        One sound.

    Returns
    -------
    (frames, classes) ndarray
        Probabilities.
    """
    features = np.asarray(features, dtype="float32")
    heard = np.tril(np.ones((len(features), len(features)), dtype="float32"))
    prefixes = heard[:, :, None] * features  # (prefixes, frames, features)
    return as_shares(model.predict(prefixes, verbose=0))


def as_shares(said: ArrayLike) -> np.ndarray:
    """Turn logits into probabilities; leave probabilities as they are.

    Parameters
    ----------
    said : (batch, classes)
        What a network gives.
    """
    said = np.asarray(said, dtype=float)
    if (said >= 0).all() and np.allclose(said.sum(axis=-1), 1, atol=1e-3):
        return said
    powers = np.exp(said - said.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
