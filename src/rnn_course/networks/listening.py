"""The network of lesson 10, which names a spoken digit, and what it believes on the way.

>>> model = listening.network(20, 10)
>>> (told,) = listening.beliefs(model, [sound.features(digits.clip(7, "f2"))])
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnn_course.data.digits import pad

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


def beliefs(model: Any, sounds: Sequence[ArrayLike]) -> list[np.ndarray]:
    """Return what a network believes when each sound stops after each of its frames.

    Parameters
    ----------
    model : keras.Model
        Maps (batch, frames, features) to logits or probabilities; leaves frames of 0
        out.
    sounds : sequence of (frames, features)
        Of any lengths.

    Returns
    -------
    list of (frames, classes) ndarray
        Probabilities, one array for each sound.
    """
    rows = [np.asarray(one)[: t + 1] for one in sounds for t in range(len(one))]
    told = as_shares(model.predict(pad(rows), batch_size=512, verbose=0))
    ends = np.cumsum([len(one) for one in sounds])
    return np.split(told, ends[:-1])


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
