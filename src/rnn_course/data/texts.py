"""Text as a network reads it: cleaned, split, numbered, cut into windows.

The course's own version of what the learner writes in lesson 12; the lesson uses it, so
that it runs before the exercises are solved.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rnn_course.errors import CourseError

__all__ = [
    "Corpus",
    "char_vocabulary",
    "clean",
    "encode_windows",
    "longest_copied",
    "prepare",
    "score_by_counts",
    "split_quotes",
]

MARKS = {"‘": "'", "’": "'", "“": '"', "”": '"'}
PADDING, UNKNOWN, FIRST = 0, 1, 2  # reserved ids, and the first of a character
END = "\n"  # stands before and behind each quotation

Pair = tuple[np.ndarray, np.ndarray]


def clean(text: str) -> str:
    """Return the text with single spaces, no space at its ends, plain quotation marks."""
    text = " ".join(text.split())
    for mark, plain in MARKS.items():
        text = text.replace(mark, plain)
    return text


def split_quotes(
    quotes: Iterable[str], seed: int
) -> tuple[list[str], list[str], list[str]]:
    """Drop repeats, shuffle, and cut: 80 % to train, 10 % to validate, 10 % to test."""
    once = list(dict.fromkeys(quotes))
    order = np.random.default_rng(seed).permutation(len(once))
    mixed = [once[i] for i in order]
    a, b = int(0.8 * len(once)), int(0.9 * len(once))
    return mixed[:a], mixed[a:b], mixed[b:]


def char_vocabulary(train: Iterable[str]) -> dict[str, int]:
    """Return character → id: sorted, from 2; 0 is padding, 1 is unknown."""
    characters = sorted(set("".join(train)))
    return {c: number for number, c in enumerate(characters, start=FIRST)}


def encode_windows(
    quotes: Iterable[str], vocabulary: Mapping[str, int], length: int
) -> Pair:
    """Cut windows of ids that stay inside one quotation.

    Returns
    -------
    X, Y : (windows, length) ndarray
        Ids, and the ids one place later. Windows move by one character; a quotation of
        `length` or fewer characters gives none.
    """
    rows = []
    for quote in quotes:
        ids = [vocabulary.get(c, UNKNOWN) for c in quote]
        rows += [ids[i : i + length + 1] for i in range(len(ids) - length)]
    table = np.array(rows, dtype="int32").reshape(-1, length + 1)
    return table[:, :-1], table[:, 1:]


def longest_copied(text: str, corpus: str | Iterable[str]) -> int:
    """Return the length of the longest piece of text that stands in one quotation."""
    quotes = [corpus] if isinstance(corpus, str) else list(corpus)
    best = 0
    for i in range(len(text)):
        while i + best < len(text) and any(text[i : i + best + 1] in q for q in quotes):
            best += 1
    return best


@dataclass(frozen=True)
class Corpus:
    """Quotations, ready for a network.

    Attributes
    ----------
    train, validation, test : list of str
        Clean quotations, each between two line breaks.
    vocabulary : dict
        Character → id, from the training part alone.
    """

    train: list[str]
    validation: list[str]
    test: list[str]
    vocabulary: dict[str, int]

    @property
    def size(self) -> int:
        """How many ids there are, the two reserved ones included."""
        return len(self.vocabulary) + FIRST

    def windows(self, length: int) -> tuple[Pair, Pair, Pair]:
        """Return the windows of train, validation and test; see `encode_windows`.

        Raises
        ------
        CourseError
            When a part has no window, as all its quotations are too short.
        """
        windows = {
            name: encode_windows(getattr(self, name), self.vocabulary, length)
            for name in ("train", "validation", "test")
        }
        for name, (X, _) in windows.items():
            if not len(X):
                raise CourseError(
                    f"All quotations of the {name} part are shorter than a window of "
                    f"{length} characters, so it gives none. Take more or longer "
                    "quotations, or a smaller `length`."
                )
        return windows["train"], windows["validation"], windows["test"]


def prepare(quotes: Sequence[str], seed: int) -> Corpus:
    """Clean quotations, split them, mark their ends, number the characters."""
    parts = split_quotes([clean(quote) for quote in quotes], seed)
    train, validation, test = ([f"{END}{q}{END}" for q in part] for part in parts)
    return Corpus(train, validation, test, char_vocabulary(train))


def score_by_counts(
    train: Pair, held_out: Pair, size: int, context: int, alpha: float = 0.1
) -> float:
    """Return bits per character of a baseline that only counts.

    Parameters
    ----------
    train, held_out : pair of (windows, length) arrays
        Where it counts, and where it is measured.
    size : int
        How many ids there are.
    context : {0, 1}
        0 counts characters (unigram), 1 pairs of neighbours (bigram).
    alpha : float
        Added to each count, so that nothing is impossible.
    """
    X, Y = (
        np.asarray(part) * scale
        for part, scale in zip(train, (context, 1), strict=True)
    )
    counts = np.full((size, size), alpha)
    np.add.at(counts, (X.ravel(), Y.ravel()), 1 / X.shape[1])  # each seen so often
    shares = counts / counts.sum(axis=1, keepdims=True)
    X, Y = np.asarray(held_out[0]) * context, np.asarray(held_out[1])
    return float(-np.log2(shares[X, Y]).mean())
