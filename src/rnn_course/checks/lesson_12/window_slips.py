"""`encode_windows` with each known mistake."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake
from rnn_course.data.texts import (
    encode_windows,
)

__all__ = ["TOO_MANY", "WINDOWS"]


Pairs = tuple[np.ndarray, np.ndarray]

ACROSS = (
    "Windows reach from one quotation into the next, as if all were one text. "
    "What follows a quotation in the list is chance: cut each one by itself."
)
TOO_MANY = (
    "The windows do not all have the same length, so they make no array: the last "
    "target of a quotation is cut short at its end. A quotation of n characters has "
    "n − length windows, not one more: `range(len(ids) - length)`."
)


def _ids(quotes: Any, vocabulary: Any) -> list[list[int]]:
    return [[vocabulary.get(c, 1) for c in quote] for quote in quotes]


def _rows(quotes: list[list[int]], length: int, step: int = 1) -> Iterator[list[int]]:
    """Yield pieces of length + 1."""
    for ids in quotes:
        for i in range(0, len(ids) - length, step):
            yield ids[i : i + length + 1]


def _tables(rows: Any, length: int) -> Pairs:
    table = np.array(list(rows), dtype=int).reshape(-1, length + 1)
    return table[:, :-1], table[:, 1:]


def _all_but_last(quotes: Any, vocabulary: Any, length: int) -> Pairs:
    shorter = [ids[:-1] for ids in _ids(quotes, vocabulary)]
    return _tables(_rows(shorter, length), length)


def _padded(quotes: Any, vocabulary: Any, length: int) -> Pairs:
    ids = [q + [0] * (length + 1 - len(q)) for q in _ids(quotes, vocabulary)]
    return _tables(_rows(ids, length), length)


WINDOWS = [
    Mistake(
        "across-quotations",
        ACROSS,
        lambda quotes, vocabulary, length: encode_windows(
            ["".join(quotes)], vocabulary, length
        ),
    ),
    Mistake(
        "across-quotations",
        ACROSS,
        lambda quotes, vocabulary, length: encode_windows(
            [" ".join(quotes)], vocabulary, length
        ),
    ),
    Mistake(
        "target-is-the-input",
        "Y is the same as X: the network would learn to repeat what it reads. Y is one "
        "place later: `ids[i + 1 : i + length + 1]`.",
        lambda **given: (encode_windows(**given)[0],) * 2,
    ),
    Mistake(
        "swapped",
        "X and Y have changed places. X comes first, Y is one place later in the text.",
        lambda **given: encode_windows(**given)[::-1],
    ),
    Mistake(
        "last-character-only",
        "Y holds one character a window. The network predicts after *every* character, "
        "so Y has the shape of X, one place later.",
        lambda **given: (encode_windows(**given)[0], encode_windows(**given)[1][:, -1]),
    ),
    Mistake(
        "rolled",
        "The last target of a window is the window's own first character. What "
        "follows is in the quotation: `ids[i + 1 : i + length + 1]`.",
        lambda **given: (
            encode_windows(**given)[0],
            np.roll(encode_windows(**given)[0], -1, axis=1),
        ),
    ),
    Mistake(
        "across-quotations",
        "Windows reach from one quotation into the next, over a line break. Cut each "
        "quotation by itself.",
        lambda quotes, vocabulary, length: encode_windows(
            ["\n".join(quotes)], vocabulary, length
        ),
    ),
    Mistake(
        "one-window-too-many",
        TOO_MANY,
        lambda quotes, vocabulary, length: tuple(
            [
                ids[i + later : i + later + length]
                for ids in _ids(quotes, vocabulary)
                for i in range(len(ids) - length + 1)
            ]
            for later in (0, 1)
        ),
    ),
    Mistake(
        "last-window-lost",
        "The last window of each quotation is missing. A quotation of n characters has "
        "n − length windows.",
        _all_but_last,
    ),
    Mistake(
        "windows-do-not-overlap",
        "The windows stand side by side. They move by one character: with stride 1 "
        "each place of a quotation is seen with every context.",
        lambda quotes, vocabulary, length: _tables(
            _rows(_ids(quotes, vocabulary), length, length), length
        ),
    ),
    Mistake(
        "short-ones-padded",
        "Short quotations are filled up with zeros. Those of `length` or fewer "
        "characters give no window here.",
        _padded,
    ),
    Mistake(
        "unknown-crashes",
        "A character that is not in the vocabulary stops the function. Give it the id "
        "1: `vocabulary.get(character, 1)`.",
        lambda quotes, vocabulary, length: _tables(
            _rows([[vocabulary[c] for c in q] for q in quotes], length), length
        ),
    ),
    Mistake(
        "unknown-is-zero",
        "Unknown characters get the id 0, which is for padding. Theirs is 1.",
        lambda quotes, vocabulary, length: _tables(
            _rows([[vocabulary.get(c, 0) for c in q] for q in quotes], length), length
        ),
    ),
    Mistake(
        "unknown-dropped",
        "Unknown characters are left out, so that what was apart stands together. Each "
        "gets the id 1.",
        lambda quotes, vocabulary, length: encode_windows(
            ["".join(c for c in q if c in vocabulary) for q in quotes],
            vocabulary,
            length,
        ),
    ),
]
