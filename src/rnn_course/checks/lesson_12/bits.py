"""The examiner of `bits_per_character`, and small networks for it."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import Number, Unfit, close
from rnn_course.checks.lesson_12.patience import patient
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_bits"]

SIZES = ((7, 5, 9), (50, 3, 6), (1, 8, 12))  # windows, length, vocabulary
SECONDS = 30.0  # for one call
TOLERANCE = 1e-3

NOT_A_NUMBER = (
    "The result is NaN (not a number). The model gives logits, and the logarithm of one "
    "below 0 is none: take the softmax first, or `model.evaluate`, which does."
)

MESSAGES = {
    "nats": "The result is in nats: the logarithm to base e. Divide by ln 2 for bits.",
    "multiplied-by-ln2": "The logarithm to base e was multiplied by ln 2; divide by it.",
    "sum": "The losses are added up. Expected bits per *character*: the mean over all "
    "windows and all places.",
    "per-window": "The losses of a window are added up. Expected bits per *character*: "
    "the mean over all windows and all places.",
    "last-place-only": "Only the last place of each window counts. The network predicts "
    "after every character: take the mean over all places.",
    "logits-taken-for-probabilities": "The model gives logits, but they are used as "
    "probabilities. Take the softmax first, or `from_logits=True`.",
    "target-is-the-input": "The probability of the character that was *read* is taken. "
    "Y holds the one that follows.",
    "perplexity": "That is 2 to the power of the bits, a perplexity. Return the bits.",
    "log-of-the-mean": "The logarithm of the mean probability is taken. Take the mean of "
    "the logarithms: one surprise must count in full.",
    "negative": "The result is negative. A logarithm of a probability is; change the "
    "sign.",
    "base-10": "The logarithm is to base 10. A bit is a logarithm to base 2.",
}


def examine_bits(case: Case) -> None:
    """Measure several small networks with random weights.

    Raises
    ------
    Wrong
        With the recognised mistake.
    """
    case = patient(case, SECONDS)
    for seed, (windows, length, vocab_size) in enumerate(chance.among(SIZES, _sizes)):
        rng = chance.generator(seed)
        X, Y = rng.integers(2, vocab_size, (2, windows, length))
        model = small_network(vocab_size, seed)
        logits = np.asarray(model(X.astype("int32")), dtype=float)
        value = case.call(model=model, X=X, Y=Y)
        try:
            got = Number().read(value, 1.0)
        except Unfit as unfit:
            if "NaN" in str(unfit):
                raise Wrong(NOT_A_NUMBER, "not-a-number") from None
            raise Wrong(f"`bits_per_character`: {unfit}.", "unfit-result") from None
        _demand(got, logits, X, Y)


def _sizes(rng: np.random.Generator) -> tuple[tuple[int, int, int], ...]:
    drawn = rng.integers((1, 2, 6), (40, 9, 14), size=(3, 3))
    return tuple((int(n), int(length), int(ids)) for n, length, ids in drawn)


examine_bits.trains = True  # it loads TensorFlow: its tests are slow ones


def small_network(vocab_size: int, seed: int) -> Any:
    """Return a compiled network of standard layers with large random weights."""
    from rnn_course.models import keras

    chance.seed_keras(seed)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(vocab_size, 4),
            layers.SimpleRNN(6, return_sequences=True),
            layers.Dense(vocab_size),
        ]
    )
    rng = chance.generator(seed)
    model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)
    return model


def _demand(got: float, logits: np.ndarray, X: np.ndarray, Y: np.ndarray) -> None:
    right = _bits(logits, Y)
    if close(got, right.mean(), TOLERANCE):
        return
    with np.errstate(all="ignore"):
        mistakes = _mistakes(logits, right, X, Y)
    name = next((n for n, v in mistakes.items() if close(got, v, TOLERANCE)), None)
    raise Wrong(
        MESSAGES.get(
            name,
            "The number is not the mean of −log2 p over all windows and all places, "
            "where p is the probability of the character that followed.",
        ),
        name,
    )


def _bits(logits: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Return −log2 p of each target, (windows, length)."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    scores = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    chosen = np.take_along_axis(scores, targets[..., None], axis=-1)[..., 0]
    return -chosen / np.log(2)


def _mistakes(
    logits: np.ndarray, right: np.ndarray, X: np.ndarray, Y: np.ndarray
) -> dict[str, float]:
    mean = right.mean()
    return {
        "nats": mean * np.log(2),
        "multiplied-by-ln2": mean * np.log(2) ** 2,
        "last-place-only": right[:, -1].mean(),
        "per-window": right.sum(axis=1).mean(),
        "sum": right.sum(),
        "target-is-the-input": _bits(logits, X).mean(),
        "perplexity": 2**mean,
        "log-of-the-mean": -np.log2((2**-right).mean()),
        "negative": -mean,
        "base-10": mean * np.log10(2),
        "logits-taken-for-probabilities": _as_probabilities(logits, Y),
    }


def _as_probabilities(logits: np.ndarray, Y: np.ndarray) -> float:
    """Return what Keras's default loss makes of logits, in bits."""
    from rnn_course.models import keras

    loss = keras.losses.sparse_categorical_crossentropy(Y, logits)
    return float(np.mean(np.asarray(loss))) / np.log(2)
