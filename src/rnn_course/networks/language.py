"""Language models with a table or a network: the course's own helpers of lesson 08.

Ids 0 and 1 are padding and the unknown word; real words begin at 2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

__all__ = [
    "PADDING",
    "UNKNOWN",
    "bigram_table",
    "encode",
    "given_to",
    "next_word",
    "prefix_by_prefix",
    "shift",
    "vocabulary_of",
]

PADDING, UNKNOWN = 0, 1


def vocabulary_of(sentences: Sequence[str]) -> dict[str, int]:
    """Return word → id, by frequency and then by the alphabet, from 2 on."""
    counts = Counter(word for sentence in sentences for word in sentence.split())
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: place for place, word in enumerate(ordered, start=2)}


def encode(
    sentences: Sequence[str], vocabulary: Mapping[str, int], length: int | None = None
) -> np.ndarray:
    """Return ids (sentences, length), with zeros after the end of a sentence.

    The longest sentence sets the length when none is given; a longer one loses its
    end.
    """
    rows = [
        [vocabulary.get(word, UNKNOWN) for word in sentence.split()]
        for sentence in sentences
    ]
    length = length or max(map(len, rows))
    ids = np.zeros((len(rows), length), dtype=int)
    for row, words in zip(ids, rows, strict=True):
        row[: len(words)] = words[:length]
    return ids


def shift(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return X and Y, (n, T − 1) each: every word, and the word after it."""
    return ids[:, :-1], ids[:, 1:]


def bigram_table(ids: np.ndarray, vocab_size: int, alpha: float = 1.0) -> np.ndarray:
    """Return the probability of each word (column) after each word (row), (V, V).

    Every count is raised by `alpha` (Laplace's rule for 1), so none is 0.
    """
    counts = np.full((vocab_size, vocab_size), float(alpha))
    np.add.at(counts, shift(np.asarray(ids)), 1)
    return counts / counts.sum(axis=1, keepdims=True)


def given_to(P: np.ndarray, Y: np.ndarray) -> np.ndarray:
    """Return the probability that P (n, T, V) gave to each word of Y (n, T).

    Padding is left out: one entry for each real word, row by row.
    """
    chosen = np.take_along_axis(np.asarray(P), Y[..., np.newaxis], axis=-1)[..., 0]
    return chosen[Y != PADDING].astype(float)


def next_word(
    model: Any, prompt: str, vocabulary: Mapping[str, int]
) -> dict[str, float]:
    """Return word → probability after the prompt, the likeliest first."""
    p = np.asarray(model(encode([prompt], vocabulary)))[0, -1]
    belief = {word: float(p[place]) for word, place in vocabulary.items()}
    return dict(sorted(belief.items(), key=lambda item: -item[1]))


def prefix_by_prefix(model: Any, X: np.ndarray) -> np.ndarray:
    """Return what a model says when nothing later is there to be read, (n, T, V).

    Step t is answered from ``X[:, : t + 1]`` alone, as in real use.
    """
    steps = range(1, X.shape[1] + 1)
    said = [np.asarray(model.predict_on_batch(X[:, :t]))[:, -1] for t in steps]
    return np.stack(said, axis=1)
