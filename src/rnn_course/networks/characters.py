"""The network of lesson 12, and two slow ways to write with one.

`rnn_course.models.Writer` is the fast way; here are the two that most tutorials show,
so that the difference can be measured.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

__all__ = ["build", "write_by_predict", "write_by_steps"]

RATE = 0.005
CLIP = 1.0  # length of the gradient, lesson 05


def build(vocab_size: int, hidden: int, seed: int = 0) -> Any:
    """Return a compiled network: ids (batch, time) to logits (batch, time, vocabulary).

    Parameters
    ----------
    vocab_size : int
        How many ids there are, padding and unknown included.
    hidden : int
        Units of the GRU.
    seed : int
        Of the starting weights.
    """
    from rnn_course.models import keras

    keras.utils.set_random_seed(seed)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(vocab_size, 32),
            keras.layers.GRU(hidden, return_sequences=True),
            keras.layers.Dense(vocab_size),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    optimizer = keras.optimizers.Adam(RATE, clipnorm=CLIP)
    model.compile(optimizer=optimizer, loss=loss)
    return model


def write_by_predict(
    model: Any,
    vocabulary: Mapping[str, int],
    prompt: str,
    length: int,
    temperature: float,
    rng: np.random.Generator,
    window: int = 60,
) -> str:
    """Write with one `predict` for each character, on a window of the last ids.

    A prompt shorter than the window is filled up in front with line breaks, so that
    `predict` sees one shape only and compiles once.
    """
    characters = {number: c for c, number in vocabulary.items()}
    text = prompt.rjust(window, "\n")
    ids = [vocabulary.get(c, 1) for c in text]
    for _ in range(length):
        logits = model.predict(np.array([ids[-window:]]), verbose=0)[0, -1]
        ids.append(_draw(logits, temperature, rng))
    return prompt + "".join(characters[i] for i in ids[len(text) :])


def write_by_steps(
    model: Any,
    vocabulary: Mapping[str, int],
    prompt: str,
    length: int,
    temperature: float,
    rng: np.random.Generator,
) -> str:
    """Write with a compiled step, called from a Python loop once a character."""
    characters = {number: c for c, number in vocabulary.items()}
    step, states = _compiled_step(model)
    for character in prompt:
        logits, states = step(np.int32(vocabulary.get(character, 1)), states)
    written = []
    for _ in range(length):
        written.append(_draw(logits.numpy(), temperature, rng))
        logits, states = step(np.int32(written[-1]), states)
    return prompt + "".join(characters[i] for i in written)


def _compiled_step(model: Any) -> tuple[Any, Any]:
    """Return a compiled step of Embedding, GRU, Dense, and the first state."""
    from rnn_course.models import tf

    if not hasattr(model, "compiled_step"):
        embedding, layer, readout = model.layers

        def step(character: Any, state: Any) -> tuple[Any, Any]:
            h, (state,) = layer.cell(embedding(character[None]), [state])
            return readout(h)[0], state

        model.compiled_step = tf.function(step)
    return model.compiled_step, tf.zeros((1, model.layers[1].units))


def _draw(logits: np.ndarray, temperature: float, rng: np.random.Generator) -> int:
    """Draw an id that has a character, by the Gumbel trick."""
    noise = temperature * rng.gumbel(size=len(logits))
    return int(np.argmax((logits + noise)[2:]) + 2)
