"""Shift by one word: what the answer must do, and its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.inputs import different_sizes
from rnn_course.checks.kinds import Array, Parts
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["TEACHER_FORCING"]

Inputs = dict[str, Any]
Random = np.random.Generator
Pair = tuple[Any, Any]


def _shifted(target: np.ndarray) -> Pair:
    target = np.asarray(target)
    return target[..., :-1], target[..., 1:]


# --- inputs -----------------------------------------------------------------------


def _row(rng: Random, time: int) -> np.ndarray:
    """Return different ids: a start, words, a stop."""
    return rng.permutation(np.arange(1, time + 9))[:time]


def _table(rng: Random) -> Inputs:
    rows, time = different_sizes(rng, 2)
    start, stop = 41, 42
    target = np.array([_row(rng, time + 2) for _ in range(rows)])
    target[:, 0], target[:, -1] = start, stop
    return {"target": target}


def _one_sentence(rng: Random) -> Inputs:
    return {"target": _row(rng, int(rng.integers(4, 8)))}


def _padded(rng: Random) -> Inputs:
    target = np.zeros((4, 7), dtype=int)
    for row, length in zip(target, rng.permutation([3, 4, 5, 7]), strict=True):
        row[:length] = [31, *_row(rng, int(length) - 2), 32]
    return {"target": target}


def _square(rng: Random) -> Inputs:
    return {"target": np.array([_row(rng, 5) for _ in range(5)])}


def _one_row(rng: Random) -> Inputs:
    return {"target": _row(rng, 6)[None]}


def _no_words(rng: Random) -> Inputs:
    return {"target": np.array([[7, 9], [7, 9], [7, 9]])}


def _strided(rng: Random) -> Inputs:
    return {"target": np.array([_row(rng, 6) for _ in range(4)], np.int32).T.copy().T}


# --- mistakes ---------------------------------------------------------------------


def _swapped(target: np.ndarray) -> Pair:
    return _shifted(target)[::-1]


def _rows_cut(target: np.ndarray) -> Pair:
    return target[:-1], target[1:]


def _table_only(target: np.ndarray) -> Pair:
    return target[:, :-1], target[:, 1:]


def _rolled(target: np.ndarray) -> Pair:
    return target, np.roll(target, -1, axis=-1)


def _end(target: np.ndarray, by: int, first: bool) -> np.ndarray:
    """Return a row shifted by one, with zeros where it was."""
    zeros = np.zeros_like(target[..., :1])
    parts = (zeros, target[..., :-by]) if first else (target[..., by:], zeros)
    return np.concatenate(parts, axis=-1)


_NOT_SHIFTED = (
    "Input and target of the decoder are the same. The target is one word ahead: while "
    "it reads a word, the decoder must say the *next* one."
)
_TOO_LONG = (
    "Both parts are as long as `target`. Input and target have one word less: the input "
    "leaves out the last one, the target leaves out the first."
)

_MISTAKES = (
    Mistake(
        "swapped",
        "Input and target have changed places. The decoder reads from the start on, and "
        "must say what comes one word later: return `(decoder_input, decoder_target)`.",
        _swapped,
    ),
    Mistake("not-shifted", _NOT_SHIFTED, lambda target: (target, target)),
    Mistake("not-shifted", _NOT_SHIFTED, lambda target: (target[..., :-1], target[..., :-1])),
    Mistake("not-shifted", _NOT_SHIFTED, lambda target: (target[..., 1:], target[..., 1:])),
    Mistake("not-shifted", _NOT_SHIFTED, lambda target: (target[..., 1:-1], target[..., 1:-1])),
    Mistake("rows-cut", "This leaves out a whole *sentence*: `target[:-1]` cuts rows. "
        "Cut the last axis, time: `target[..., :-1]`.", _rows_cut),
    Mistake("needs-a-table", "This works for a table (n, T), but not for a single "
        "sentence (T,). `target[..., :-1]` cuts the last axis of both.", _table_only),
    Mistake("too-long", _TOO_LONG, lambda target: (target, _end(target, 1, False))),
    Mistake("too-long", _TOO_LONG, lambda target: (_end(target, 1, True), target)),
    Mistake("too-long", _TOO_LONG, _rolled),
    Mistake("too-long", _TOO_LONG, lambda target: (np.roll(target, 1, axis=-1), target)),
    Mistake(
        "input-too-long",
        "The decoder's input is too long: its last word has no next one to say. Leave "
        "the last column out.",
        lambda target: (target, target[..., 1:]),
    ),
    Mistake(
        "target-too-long",
        "The decoder's target still holds the start. Nobody has to say it: leave the "
        "first column out.",
        lambda target: (target[..., :-1], target),
    ),
    Mistake(
        "stop-missing",
        "The stop is missing from the decoder's target. It must learn to say it: else a "
        "translation never ends.",
        lambda target: (target[..., :-2], target[..., 1:-1]),
    ),
    Mistake(
        "stop-missing",
        "The stop is missing from the decoder's target. It must learn to say it: else a "
        "translation never ends.",
        lambda target: (target[..., :-1], target[..., 1:-1]),
    ),
    Mistake(
        "start-missing",
        "The start is missing from the decoder's input. It is what the decoder reads "
        "before it says the first word.",
        lambda target: (target[..., 1:-1], target[..., 2:]),
    ),
    Mistake(
        "start-missing",
        "The start is missing from the decoder's input. It is what the decoder reads "
        "before it says the first word.",
        lambda target: (target[..., 1:-1], target[..., 1:]),
    ),
    Mistake(
        "two-ahead",
        "The target is two words ahead of the input. It must be one.",
        lambda target: (target[..., :-2], target[..., 2:]),
    ),
    Mistake(
        "time-first",
        "Input and target are transposed: expected (n, T − 1), a row for each sentence.",
        lambda target: tuple(part.T for part in _shifted(target)),
    ),
    Mistake(
        "flattened",
        "All sentences have become one long row. Keep a row for each sentence.",
        lambda target: tuple(part.ravel() for part in _shifted(target)),
    ),
)  # fmt: skip

TEACHER_FORCING = Exercise(
    name="teacher_forcing",
    title="Shift by one word",
    points=2,
    section="Start, stop, and one word ahead",
    hints=(
        "Write one sentence down twice, the second time one place to the left: "
        "`start deux cents stop` and `deux cents stop`. What does the decoder read "
        "when it must say `deux`? What must it say when it reads `cents`?",
        "The input is everything but the last column, the target everything but the "
        "first. `target[..., :-1]` cuts the last axis, for a table and for a single "
        "sentence alike.",
    ),
    examine=Probing(
        reference=_shifted,
        kind=Parts(decoder_input=Array("…, T − 1"), decoder_target=Array("…, T − 1")),
        probes=[
            Probe("a table of sentences", _table, trials=3),
            Probe("as many sentences as words", _square),
            Probe("padded sentences", _padded),
            Probe("a single sentence (T,)", _one_sentence),
            Probe("a table of one sentence", _one_row),
            Probe("sentences without a word between start and stop", _no_words),
            Probe("a table stored by columns", _strided),
        ],
        mistakes=_MISTAKES,
    ),
)
