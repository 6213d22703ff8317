"""The translators of lesson 13: with attention and without, on telephone numbers.

>>> read, written = translation.digits(12_800, 16, rng)
>>> model = attention.build(32)
>>> attention.learn(model, read, written, epochs=4)
>>> attention.forced_match(model, *translation.digits(500, 16, rng, least=16)).mean()
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.data import number_words as words
from rnn_course.data.number_words import ENGLISH_IDS, FRENCH_IDS, START, STOP, pad
from rnn_course.networks.gates import gru_step
from rnn_course.networks.lookback import attend
from rnn_course.networks.translation import read_states

__all__ = [
    "VOCAB_IN",
    "VOCAB_OUT",
    "Looker",
    "build",
    "forced_match",
    "learn",
    "number_translator",
]

VOCAB_IN, VOCAB_OUT = len(ENGLISH_IDS) + 1, len(FRENCH_IDS) + 1


def build(
    units: int, looks_back: bool = True, evenly: bool = False, rate: float = 0.005
) -> Any:
    """Return a new compiled translator.

    Attention as in Luong and others (2015): the decoder's state asks after its step,
    and context and state together give the next word.

    Parameters
    ----------
    units : int
        Of both GRUs, and the length of the vectors that stand for words.
    looks_back : bool
        With attention over the encoder's states; without, the last state is all.
    evenly : bool
        Look at all words alike, whatever the decoder asks: the control.
    rate : float
        Adam's learning rate.

    Returns
    -------
    keras.Model
        [English ids (batch, T), French ids (batch, U)] to logits (batch, U, words).
    """
    from rnn_course.models import build_optimizer, keras

    layers = keras.layers
    read = keras.Input((None,), dtype="int32")
    given = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(VOCAB_IN, units, mask_zero=True)(read)
    reader = layers.GRU(units, return_sequences=True, return_state=True, name="reader")
    states, last = reader(vectors)
    before = layers.Embedding(VOCAB_OUT, units)(given)
    writer = layers.GRU(units, return_sequences=True, name="writer")
    hidden = writer(before, initial_state=last)
    both = hidden
    if looks_back:
        asks = hidden * 0.0 if evenly else hidden  # all scores 0, all weights equal
        context = layers.Attention()([asks, states])
        both = layers.Concatenate()([context, hidden])
    model = keras.Model([read, given], layers.Dense(VOCAB_OUT)(both))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=0)
    optimizer = keras.optimizers.Adam(rate)
    model.compile(optimizer=optimizer, loss=loss)
    build_optimizer(model)
    return model


def learn(
    model: Any, read: np.ndarray, written: np.ndarray, epochs: int, batch: int = 64
) -> list[float]:
    """Train a translator; return its mean loss in each epoch.

    Parameters
    ----------
    model : keras.Model
        Compiled, of two inputs.
    read, written : (n, T), (n, U + 1) int arrays
        As `translation.digits` returns them.
    epochs, batch : int
        Rounds over all pairs, and pairs in an update.
    """
    history = model.fit(
        [read, written[:, :-1]],
        written[:, 1:],
        batch_size=batch,
        epochs=epochs,
        verbose=0,
    )
    return [float(loss) for loss in history.history["loss"]]


def forced_match(model: Any, read: np.ndarray, written: np.ndarray) -> np.ndarray:
    """Tell which sentences are entirely right, (n,) bool.

    The right words are given. A sentence that is right so is right in a free run too,
    and the other way round: up to the first mistake both read the same (lesson 11).
    """
    given = [read, written[:, :-1]]
    said = model.predict(given, batch_size=500, verbose=0).argmax(axis=-1)
    truth = written[:, 1:]
    return ((said == truth) | (truth == 0)).all(axis=1)


def number_translator(
    seed: int, units: int = 64, epochs: int = 8
) -> tuple[Looker, float]:
    """Train a translator that looks back on lesson 11's numbers.

    Parameters
    ----------
    seed : int
        Of its start.
    units, epochs : int
        As lesson 11 has them.

    Returns
    -------
    looker : Looker
        The network in NumPy.
    share : float
        Exact match on the 7,000 numbers that it has not seen.
    """
    from rnn_course.models import keras

    pairs = [
        (words.split(words.english(n)), words.split(words.french(n)))
        for n in range(words.LARGEST + 1)
    ]
    read = pad([ENGLISH_IDS[w] for w in english] for english, _ in pairs)
    start, stop = FRENCH_IDS[START], FRENCH_IDS[STOP]
    written = pad([start, *(FRENCH_IDS[w] for w in fr), stop] for _, fr in pairs)
    train, test = words.split_numbers(3000)
    keras.utils.set_random_seed(seed)
    model = build(units, rate=0.008)
    learn(model, read[train], written[train], epochs)
    share = forced_match(model, read[test], written[test]).mean()
    return Looker.of(model), float(share)


@dataclass(frozen=True)
class Looker:
    """A translator that looks back, in NumPy, one sentence at a time.

    Attributes
    ----------
    en_vectors, fr_vectors : (words, vector) arrays
        What stands for a word.
    en_gru, fr_gru : lists of arrays
        Kernel, recurrent kernel and bias.
    W_hy, b_y : (2 · units, words), (words,) arrays
        The readout of context and state.
    """

    en_vectors: np.ndarray
    fr_vectors: np.ndarray
    en_gru: list[np.ndarray]
    fr_gru: list[np.ndarray]
    W_hy: np.ndarray
    b_y: np.ndarray

    @classmethod
    def of(cls, model: Any) -> Looker:
        """Take the weights of a model of `build` with attention."""
        reader, writer = (model.get_layer(name) for name in ("reader", "writer"))
        tables = [w.numpy() for w in model.weights if "embeddings" in w.path]
        tables.sort(key=len)  # French has fewer words
        dense = next(x for x in model.layers if x.name.startswith("dense"))
        return cls(
            tables[1],
            tables[0],
            reader.get_weights(),
            writer.get_weights(),
            *dense.get_weights(),
        )

    def read(self, sentence: Sequence[int]) -> np.ndarray:
        """Return the encoder's state after each word, (words, units)."""
        return read_states(sentence, self.en_vectors, self.en_gru)

    def step(
        self, token: int, state: np.ndarray, states: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Make a step of the decoder.

        Parameters
        ----------
        token : int
            The French word before.
        state : (units,)
            The decoder's state before.
        states : (words, units)
            The encoder's, from `read`.

        Returns
        -------
        logits : (French words,) ndarray
        state : (units,) ndarray
            After the step.
        weights : (words,) ndarray
            How much it looks at each English word.
        """
        h = gru_step(self.fr_vectors[None, token], state[None], *self.fr_gru)[0]
        scores = states @ h
        shares = np.exp(scores - scores.max())
        shares /= shares.sum()
        both = np.concatenate([attend(shares, states), h])
        return both @ self.W_hy + self.b_y, h, shares
