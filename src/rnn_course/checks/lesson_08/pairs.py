"""Each word and the next: what the answer must do, and its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes
from rnn_course.checks.kinds import Array, Parts
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["NEXT_WORD_PAIRS"]

Inputs = dict[str, Any]


def _ids(rows: int | None = None, time: int | None = None) -> Any:
    def make(rng: np.random.Generator) -> Inputs:
        n, steps = different_sizes(rng, 2)
        size = (rows or n, time or steps + 2)
        return {"ids": rng.integers(2, 90, size=size)}

    return make


def _padded(rng: np.random.Generator) -> Inputs:
    ids = _ids(5, 7)(rng)["ids"]
    for row, length in zip(ids, rng.integers(2, 7, size=5), strict=True):
        row[length:] = 0
    return {"ids": ids}


def _by_columns(rng: np.random.Generator) -> Inputs:
    return {"ids": np.asarray(_ids()(rng)["ids"], np.int32, order="F")}


def _cut(x: slice, y: slice) -> Any:
    return lambda ids: (ids[:, x], ids[:, y])


def _pairs(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return ids[:, :-1], ids[:, 1:]


def _rolled(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return ids, np.roll(ids, -1, axis=1)


def _filled_up(ids: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return ids, np.concatenate([ids[:, 1:], 0 * ids[:, :1]], axis=1)


_SAME = (
    "`next_word_pairs` gives X and Y the same words, so the network is asked for the "
    "very word that it reads. It learns to copy, its loss falls to zero, and it knows "
    "nothing about what comes *next*. Y begins one word later than X."
)
_FULL = (
    "`next_word_pairs` keeps all T words of a row. The last word has no next one, so "
    "leave it out of X: both have T − 1 columns."
)
_ROWS = (
    "`next_word_pairs` shifts along the rows: it pairs a sentence with the next "
    "*sentence*. Cut along the second axis, time: `ids[:, …]`."
)
_LAST = (
    "`next_word_pairs` gives one target a row, the last word. Here every word has a "
    "target, the word after it: Y has the same shape as X, (n, T − 1)."
)

NEXT_WORD_PAIRS = Exercise(
    name="next_word_pairs",
    title="Each word and the next",
    points=1,
    section="Each word asks for the next",
    hints=(
        "Write one row on paper, `[5, 7, 9, 2]`. Which words have a next one? These are "
        "X. And which words come next? These are Y.",
        "All but the last word of each row is `ids[:, :-1]`. All but the first is "
        "`ids[:, 1:]`.",
    ),
    examine=Probing(
        reference=_pairs,
        kind=Parts(X=Array("n, T − 1"), Y=Array("n, T − 1")),
        probes=[
            Probe("several rows", _ids(), trials=3),
            Probe("rows that end in padding", _padded),
            Probe("one row", _ids(rows=1), trials=1),
            Probe("rows of two words", _ids(time=2), trials=1),
            Probe("int32 ids, stored by columns", _by_columns, trials=1),
        ],
        mistakes=[
            Mistake("x-equals-y", _SAME, lambda ids: (ids[:, :-1], ids[:, :-1])),
            Mistake("x-equals-y", _SAME, lambda ids: (ids[:, 1:], ids[:, 1:])),
            Mistake("x-equals-y", _SAME, lambda ids: (ids, ids)),
            Mistake(
                "swapped",
                "`next_word_pairs` returns Y first: the network would read a word and "
                "be asked for the one *before*. Return `X, Y`, where Y is later.",
                _cut(slice(1, None), slice(None, -1)),
            ),
            Mistake(
                "rolled",
                "`next_word_pairs` turns each row round, as `np.roll` does: the last "
                "word of a sentence is followed by its own first one. Cut instead: "
                "both have T − 1 columns.",
                _rolled,
            ),
            Mistake("too-long", _FULL, _filled_up),
            Mistake("too-long", _FULL, lambda ids: (ids, ids[:, 1:])),
            Mistake("shifts-rows", _ROWS, lambda ids: (ids[:-1], ids[1:])),
            Mistake("last-word-only", _LAST, lambda ids: (ids[:, :-1], ids[:, -1])),
            Mistake("last-word-only", _LAST, lambda ids: (ids[:, :-1], ids[:, -1:])),
            Mistake(
                "skips-a-word",
                "`next_word_pairs` jumps over a word: the target is the word after the "
                "next one. Y begins *one* word later than X.",
                _cut(slice(None, -2), slice(2, None)),
            ),
            Mistake(
                "pair-lost",
                "`next_word_pairs` loses the first word's pair. X begins with the first "
                "word of each row.",
                _cut(slice(1, -1), slice(2, None)),
            ),
            Mistake(
                "pair-lost",
                "`next_word_pairs` loses the last pair. X has all words but the last, "
                "Y all words but the first.",
                _cut(slice(None, -2), slice(1, -1)),
            ),
            Mistake(
                "extra-axis",
                "`next_word_pairs` adds an axis, (n, T − 1, 1). Ids stay in an array of "
                "two axes: each word is one whole number.",
                lambda ids: (ids[:, :-1, None], ids[:, 1:, None]),
            ),
            Mistake(
                "extra-axis",
                "`next_word_pairs` adds an axis to Y, (n, T − 1, 1). Expected the same "
                "shape as X, (n, T − 1).",
                lambda ids: (ids[:, :-1], ids[:, 1:, None]),
            ),
            Mistake(
                "one-long-row",
                "`next_word_pairs` lays all rows end to end, so the last word of a "
                "sentence is followed by the first of another. Keep the rows apart.",
                lambda ids: (ids.ravel()[:-1], ids.ravel()[1:]),
            ),
            Mistake(
                "flat",
                "`next_word_pairs` returns flat lists of pairs. The network needs the "
                "rows, to read one sentence after another: (n, T − 1).",
                lambda ids: (ids[:, :-1].ravel(), ids[:, 1:].ravel()),
            ),
        ],
    ),
)
