"""A table of what follows each word, and the ways in which it goes wrong."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["MISTAKES", "bigram"]


def _count(before: Any, after: Any, size: int) -> np.ndarray:
    counts = np.zeros((size, size))
    np.add.at(counts, (before, after), 1)
    return counts


def _counts(ids: np.ndarray, size: int) -> np.ndarray:
    return _count(ids[:, :-1], ids[:, 1:], size)


def _rows(counts: np.ndarray, alpha: float) -> np.ndarray:
    counts = counts + alpha
    return counts / counts.sum(axis=1, keepdims=True)


def bigram(ids: np.ndarray, vocab_size: int, alpha: float = 1.0) -> np.ndarray:
    """Return P(column | row), smoothed by adding `alpha` to every count."""
    return _rows(_counts(ids, vocab_size), alpha)


def _of(count: Any) -> Any:
    """Smooth and share out other counts."""

    def make(ids: np.ndarray, vocab_size: int, alpha: float = 1.0) -> np.ndarray:
        return _rows(count(ids, vocab_size), alpha)

    return make


def _from(share: Any) -> Any:
    """Make something else of the right counts; `share` takes (counts, alpha)."""

    def make(ids: np.ndarray, vocab_size: int, alpha: float = 1.0) -> np.ndarray:
        return share(_counts(ids, vocab_size), alpha)

    return make


def _once(ids: np.ndarray, size: int) -> np.ndarray:
    """Count repeated pairs once, as ``counts[before, after] += 1`` does."""
    return np.minimum(_counts(ids, size), 1)


def _across_rows(ids: np.ndarray, size: int) -> np.ndarray:
    flat = np.ravel(ids)
    return _count(flat[:-1], flat[1:], size)


def _words(ids: np.ndarray, size: int) -> np.ndarray:
    return np.tile(np.bincount(np.ravel(ids), minlength=size), (size, 1))


def _plain(counts: np.ndarray) -> np.ndarray:
    with np.errstate(invalid="ignore", divide="ignore"):
        return counts / counts.sum(axis=1, keepdims=True)


def _zero_rows(counts: np.ndarray, _: float) -> np.ndarray:
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)


def _even_rows(counts: np.ndarray, _: float) -> np.ndarray:
    return np.where(
        counts.sum(axis=1, keepdims=True), _zero_rows(counts, 0), 1 / len(counts)
    )


def _forgetful(counts: np.ndarray, alpha: float) -> np.ndarray:
    """Add alpha to the counts, and divide by what the row was without it."""
    with np.errstate(divide="ignore"):
        return (counts + alpha) / counts.sum(axis=1, keepdims=True)


_AXIS = (
    "`bigram_probabilities` makes the *columns* sum to 1. A row belongs to the word "
    "before; the probabilities of all words that may follow it sum to 1: "
    "`counts.sum(axis=1, keepdims=True)`."
)
_UNSMOOTHED = (
    "`bigram_probabilities` leaves `alpha` out, so a pair that never came gets "
    "probability 0, and a single such pair in a new text makes the perplexity infinite. "
    "Add `alpha` to every count before you divide."
)
_DIVISOR = (
    "In `bigram_probabilities` rows do not sum to 1: `alpha` is added to each of the V "
    "counts of a row, so the row's sum grows by V · `alpha`. Add first, then divide by "
    "the sum of what you have."
)

MISTAKES = (
    Mistake(
        "repeats-lost",
        "`bigram_probabilities` counts a pair that repeats only once. "
        "`counts[before, after] += 1` with whole arrays adds 1 to a place once, "
        "however often it is named. `np.add.at(counts, (before, after), 1)` "
        "adds every time; so does a loop.",
        _of(_once),
    ),
    Mistake(
        "transposed",
        "In `bigram_probabilities` rows and columns have changed places. The "
        "row is the word *before*, the column the word *after*.",
        _of(lambda ids, size: _counts(ids, size).T),
    ),
    Mistake(
        "transposed",
        "In `bigram_probabilities` rows and columns have changed places. The "
        "row is the word *before*, the column the word *after*.",
        lambda ids, vocab_size, alpha=1.0: bigram(ids, vocab_size, alpha).T,
    ),
    Mistake("columns-sum-to-one", _AXIS, _from(lambda c, a: _rows(c.T, a).T)),
    Mistake(
        "no-keepdims",
        "`bigram_probabilities` divides by the row sums, but without "
        "`keepdims=True`: numpy then divides *column* j by the sum of row j. "
        "Write `counts.sum(axis=1, keepdims=True)`.",
        _from(lambda c, a: (c + a) / (c + a).sum(axis=1)),
    ),
    Mistake(
        "whole-table",
        "`bigram_probabilities` makes the *whole table* sum to 1. Each row sums "
        "to 1: given the word before, one of the words follows.",
        _from(lambda c, a: (c + a) / (c + a).sum()),
    ),
    Mistake("no-smoothing", _UNSMOOTHED, _from(lambda c, a: _plain(c))),
    Mistake("no-smoothing", _UNSMOOTHED, _from(_zero_rows)),
    Mistake("no-smoothing", _UNSMOOTHED, _from(_even_rows)),
    Mistake(
        "no-smoothing",
        "`bigram_probabilities` adds next to nothing to the counts. Add `alpha` "
        "to every count before you divide.",
        _from(lambda c, a: _rows(c, 1e-8)),
    ),
    Mistake(
        "alpha-ignored",
        "`bigram_probabilities` always adds 1. How much is added to each count "
        "is the argument `alpha`.",
        lambda ids, vocab_size, alpha=1.0: bigram(ids, vocab_size, 1.0),
    ),
    Mistake("rows-not-one", _DIVISOR, _from(_forgetful)),
    Mistake(
        "rows-not-one",
        _DIVISOR,
        _from(lambda c, a: (c + a) / (c.sum(axis=1, keepdims=True) + a)),
    ),
    Mistake(
        "rows-not-one",
        _DIVISOR,
        _from(lambda c, a: (c + a) / (c.sum(axis=1, keepdims=True) + len(c))),
    ),
    Mistake(
        "alpha-after-dividing",
        "`bigram_probabilities` adds `alpha` to the probabilities. Add it to the "
        "*counts*, then divide.",
        _from(lambda c, a: _plain(c) + a),
    ),
    Mistake(
        "alpha-after-dividing",
        "`bigram_probabilities` adds `alpha` to the probabilities. Add it to the "
        "*counts*, then divide.",
        _from(lambda c, a: _zero_rows(c, a) + a),
    ),
    Mistake(
        "alpha-after-dividing",
        "`bigram_probabilities` adds `alpha` to the shares and divides again. "
        "Add it to the *counts*, then divide once.",
        _from(lambda c, a: _rows(_zero_rows(c, a), a)),
    ),
    Mistake(
        "alpha-where-zero",
        "`bigram_probabilities` adds `alpha` only to pairs that never came. Add "
        "it to *every* count.",
        _from(lambda c, a: _rows(np.where(c, c, a), 0)),
    ),
    Mistake(
        "counts",
        "`bigram_probabilities` returns counts. Divide each row by its sum.",
        _from(lambda c, a: c),
    ),
    Mistake(
        "counts",
        "`bigram_probabilities` returns counts. Divide each row by its sum.",
        _from(lambda c, a: c + a),
    ),
    Mistake(
        "across-rows",
        "`bigram_probabilities` also pairs the last word of a row with the first "
        "of the next. Rows are different sentences: count inside each row.",
        _of(_across_rows),
    ),
    Mistake(
        "both-ways",
        "`bigram_probabilities` counts each pair in both directions. “cat is” "
        "says nothing about “is cat”.",
        _of(lambda ids, size: _counts(ids, size) + _counts(ids, size).T),
    ),
    Mistake(
        "pair-lost",
        "`bigram_probabilities` loses the last pair of each row. A row of T "
        "words has T − 1 pairs.",
        _of(lambda ids, size: _count(ids[:, :-2], ids[:, 1:-1], size)),
    ),
    Mistake(
        "pair-lost",
        "`bigram_probabilities` loses the first pair of each row. A row of T "
        "words has T − 1 pairs.",
        _of(lambda ids, size: _count(ids[:, 1:-1], ids[:, 2:], size)),
    ),
    Mistake(
        "skips-a-word",
        "`bigram_probabilities` pairs each word with the one after the next.",
        _of(lambda ids, size: _count(ids[:, :-2], ids[:, 2:], size)),
    ),
    Mistake(
        "wraps-round",
        "`bigram_probabilities` also pairs the last word of a row with its "
        "first, as `np.roll` does and index −1. A row of T words has T − 1 "
        "pairs.",
        _of(lambda ids, size: _count(ids, np.roll(ids, -1, axis=1), size)),
    ),
    Mistake(
        "shifts-rows",
        "`bigram_probabilities` pairs a word with the one *below* it, in the "
        "next sentence. Cut along time: `ids[:, :-1]` and `ids[:, 1:]`.",
        _of(lambda ids, size: _count(ids[:-1], ids[1:], size)),
    ),
    Mistake(
        "single-words",
        "`bigram_probabilities` counts single words: all rows are equal. Count "
        "*pairs*, the word before and the word after.",
        _of(_words),
    ),
)
