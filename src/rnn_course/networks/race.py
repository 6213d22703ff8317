"""Three readers of text of about equal size: a GRU, a transformer block, a minGRU.

Each maps ids (batch, time) to logits (batch, time, vocabulary), compiled like lesson
12's network, so that `rnn_course.models.fit_texts` trains them on equal terms.
"""

from __future__ import annotations

from typing import Any

from rnn_course.networks import characters

__all__ = ["RATES", "gru", "min_gru", "numbers_kept", "transformer"]

HIDDEN = 128  # units of the GRU; the others are as wide as equal size asks for
HEADS = 4
CLIP = 1.0
RATES = {"GRU": 0.005, "transformer": 0.002, "minGRU": 0.005}


def gru(vocab_size: int, seed: int = 0) -> Any:
    """Return lesson 12's network of 128 units."""
    return characters.build(vocab_size, HIDDEN, seed)


def transformer(
    vocab_size: int,
    length: int,
    seed: int = 0,
    width: int = 72,
    rate: float = RATES["transformer"],
) -> Any:
    """Return one causal transformer block (Vaswani and others, 2017).

    Layers are normalised before each half of the block, as has become usual (Xiong and
    others, 2020).

    Parameters
    ----------
    vocab_size : int
        How many ids there are.
    length : int
        Positions that have a vector: it reads no longer text.
    seed : int
        Of the starting weights.
    width : int
        Numbers at each place.
    rate : float
        Adam's learning rate.
    """
    from rnn_course.models import keras

    keras.utils.set_random_seed(seed)
    layers, ops = keras.layers, keras.ops
    ids = keras.Input((length,), dtype="int32")
    places = layers.Embedding(length, width, name="positions")
    x = layers.Embedding(vocab_size, width)(ids)
    x = x + places(ops.zeros_like(ids) + ops.arange(length, dtype="int32"))
    read = layers.LayerNormalization()(x)
    looks = layers.MultiHeadAttention(HEADS, width // HEADS)
    x = x + looks(read, read, use_causal_mask=True)
    read = layers.LayerNormalization()(x)
    x = x + layers.Dense(width)(layers.Dense(4 * width, activation="gelu")(read))
    logits = layers.Dense(vocab_size)(layers.LayerNormalization()(x))
    return _compiled(keras.Model(ids, logits), rate)


def min_gru(
    vocab_size: int,
    length: int,
    seed: int = 0,
    hidden: int = 560,
    rate: float = RATES["minGRU"],
) -> Any:
    """Return a network with one minGRU (Feng and others, 2024).

    Its gate and its candidate come from the input alone: h_t = (1 − z_t) h_{t−1} +
    z_t c_t with z_t = sigmoid(x_t W_z + b_z) and c_t = x_t W_c + b_c. So all steps are
    computed together.

    Parameters
    ----------
    vocab_size, length, seed, rate
        As in `transformer`.
    hidden : int
        Units.
    """
    from rnn_course.models import keras

    keras.utils.set_random_seed(seed)
    layers = keras.layers
    ids = keras.Input((length,), dtype="int32")
    x = layers.Embedding(vocab_size, 32)(ids)
    opens = layers.Dense(hidden, activation="sigmoid")(x)
    states = _doubled(1 - opens, opens * layers.Dense(hidden)(x), length)
    return _compiled(keras.Model(ids, layers.Dense(vocab_size)(states)), rate)


def _doubled(decays: Any, inputs: Any, length: int) -> Any:
    """Return the states of a linear recurrence, (batch, length, hidden).

    Each round joins every step with the one `reach` before it (Hillis and Steele,
    1986): more work than `keras.ops.associative_scan`, but XLA compiles it.
    """
    from rnn_course.models import keras

    ops, reach = keras.ops, 1
    while reach < length:
        gap = ((0, 0), (reach, 0), (0, 0))
        inputs = inputs + decays * ops.pad(inputs[:, :-reach], gap)
        decays = decays * ops.pad(decays[:, :-reach], gap)
        reach *= 2
    return inputs


def numbers_kept(length: int, width: int = 72) -> dict[str, int]:
    """Return how many numbers each keeps of the text, to write the next character.

    A recurrent network keeps its state. A transformer keeps a key and a value for each
    place that it has read.

    Parameters
    ----------
    length : int
        Characters read so far.
    width : int
        Numbers at each place of the transformer.
    """
    return {"GRU": HIDDEN, "transformer": 2 * width * length, "minGRU": 560}


def _compiled(model: Any, rate: float) -> Any:
    from rnn_course.models import keras

    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer=keras.optimizers.Adam(rate, clipnorm=CLIP), loss=loss)
    return model
