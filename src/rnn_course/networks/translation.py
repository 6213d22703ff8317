"""The encoder–decoder of lesson 11: built in Keras, run in NumPy.

>>> encoder, decoder, model = translation.build(64)
>>> model.fit([E, decoder_input], decoder_target, batch_size=64, epochs=10)
>>> said = translation.greedy_all(encoder, decoder, E)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from rnn_course.data.number_words import (
    ENGLISH_IDS,
    FRENCH_IDS,
    START,
    STOP,
    english,
    french,
    pad,
)
from rnn_course.networks.gates import gru_step

__all__ = [
    "Translator",
    "build",
    "digits",
    "exact_match",
    "greedy_all",
    "read_states",
    "shift",
]

LONGEST = 9  # the longest French number, and the stop


def build(units: int, vector: int = 32, rate: float = 0.008) -> tuple[Any, Any, Any]:
    """Return a new encoder, a new decoder, and both as one compiled model.

    Sequence to sequence with one state between them (Cho and others, 2014; Sutskever
    and others, 2014).

    Parameters
    ----------
    units : int
        Of both GRUs, so the length of the state that is handed over.
    vector : int
        Numbers that stand for a word.
    rate : float
        Adam's learning rate.

    Returns
    -------
    encoder : keras.Model
        English ids (batch, time), 0 behind the last, to the state (batch, units).
    decoder : keras.Model
        French ids (batch, time) and a state (batch, units) to logits
        (batch, time, words) and the next state.
    model : keras.Model
        [English ids, French ids] to logits; trains both.
    """
    from rnn_course.models import build_optimizer, keras

    layers = keras.layers
    read = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(len(ENGLISH_IDS) + 1, vector, mask_zero=True)(read)
    encoder = keras.Model(read, layers.GRU(units)(vectors))

    given, before = keras.Input((None,), dtype="int32"), keras.Input((units,))
    vectors = layers.Embedding(len(FRENCH_IDS) + 1, vector)(given)
    gru = layers.GRU(units, return_sequences=True, return_state=True)
    hidden, after = gru(vectors, initial_state=before)
    logits = layers.Dense(len(FRENCH_IDS) + 1)(hidden)
    decoder = keras.Model([given, before], [logits, after])

    model = keras.Model([read, given], decoder([given, encoder(read)])[0])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)
    model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    build_optimizer(model)
    return encoder, decoder, model


def shift(target: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return what the decoder reads and what it must say, one word ahead.

    Parameters
    ----------
    target : (n, time)
        Rows of ids from the start to the stop, zeros behind.

    Returns
    -------
    decoder_input, decoder_target : (n, time − 1) ndarray
    """
    return target[:, :-1], target[:, 1:]


def exact_match(predicted: Iterable[Any], truth: Iterable[Any]) -> float:
    """Return the share of the sentences that are right from the first to the last word.

    Parameters
    ----------
    predicted, truth : sequences of equal length
        Lists of ids or words, strings, or the rows of two padded arrays.
    """
    pairs = zip(predicted, truth, strict=True)
    return float(np.mean([list(one) == list(other) for one, other in pairs]))


def greedy_all(
    encoder: Any, decoder: Any, sentences: np.ndarray, longest: int = LONGEST
) -> np.ndarray:
    """Translate many sentences at once, each word the likeliest one.

    Parameters
    ----------
    encoder, decoder : keras.Model
        As `build` returns them.
    sentences : (sentences, time)
        English ids, zeros behind.
    longest : int
        Steps of the decoder, the one that says stop included.

    Returns
    -------
    (sentences, longest) int ndarray
        French ids, the stop, then zeros.
    """
    size = 2000
    state = encoder.predict(sentences, batch_size=size, verbose=0)
    token = np.full((len(sentences), 1), FRENCH_IDS[START])
    said = np.zeros((len(sentences), longest), dtype=int)
    for t in range(longest):
        given = [token, state]
        logits, state = decoder.predict(given, batch_size=size, verbose=0)
        said[:, t] = logits[:, 0].argmax(axis=-1)
        token = said[:, t : t + 1]
    stopped = np.cumsum(said == FRENCH_IDS[STOP], axis=1) > 0
    after = np.pad(stopped, [(0, 0), (1, 0)])[:, :-1]
    return np.where(after, 0, said)


def digits(
    n: int, most: int, rng: np.random.Generator, least: int = 1
) -> tuple[np.ndarray, np.ndarray]:
    """Return telephone numbers, read out digit by digit in both languages.

    Parameters
    ----------
    n : int
        How many.
    most : int
        Digits of the longest; each length from `least` is equally likely.
    rng : numpy.random.Generator
        Where they come from.
    least : int
        Digits of the shortest.

    Returns
    -------
    english : (n, most) int ndarray
        Ids, zeros behind.
    french : (n, most + 2) int ndarray
        Ids from start to stop, zeros behind.
    """
    lengths = rng.integers(least, most + 1, n)
    dialled = [rng.integers(10, size=length) for length in lengths]
    one = [ENGLISH_IDS[english(digit)] for digit in range(10)]
    other = [FRENCH_IDS[french(digit)] for digit in range(10)]
    start, stop = FRENCH_IDS[START], FRENCH_IDS[STOP]
    return (
        pad([[one[d] for d in row] for row in dialled], most),
        pad([[start, *(other[d] for d in row), stop] for row in dialled], most + 2),
    )


def read_states(
    sentence: Sequence[int], vectors: np.ndarray, gru: Sequence[np.ndarray]
) -> np.ndarray:
    """Return a GRU's state after each word, (words, units).

    Parameters
    ----------
    sentence : sequence of int
        Ids.
    vectors : (ids, vector)
        What stands for each.
    gru : sequence of arrays
        Kernel, recurrent kernel and bias, as Keras has them.
    """
    h = np.zeros((1, len(gru[1])))
    states = []
    for word in sentence:
        h = gru_step(vectors[None, word], h, *gru)
        states.append(h[0])
    return np.array(states)


class Translator:
    """A trained encoder–decoder in NumPy, one sentence at a time.

    Parameters
    ----------
    weights : sequence of arrays
        What `get_weights` of the whole model returns: the encoder's vectors and GRU,
        the decoder's vectors, GRU and readout.
    """

    def __init__(self, weights: Sequence[np.ndarray]) -> None:
        self.en_vectors, *self.en_gru = weights[:4]
        self.fr_vectors, *self.fr_gru = weights[4:8]
        self.W_hy, self.b_y = weights[8:]

    def read(self, sentence: Sequence[int]) -> np.ndarray:
        """Return the encoder's state after each word, (words, units)."""
        return read_states(sentence, self.en_vectors, self.en_gru)

    def step(self, token: int, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return logits (words,) and the next state (units,) of the decoder."""
        vector = self.fr_vectors[None, token]
        h = gru_step(vector, state[None], *self.fr_gru)
        return (h @ self.W_hy + self.b_y)[0], h[0]
