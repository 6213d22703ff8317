"""The probes and known mistakes of `encode` (lesson 09)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnn_course.checks.kinds import Array, Unfit
from rnn_course.checks.probes import Mistake, Probe

__all__ = ["MISTAKES", "PROBES", "WholeNumbers", "encode"]

WORDS = ("film", "Film", "was", "not", "good", "good.", "dull", "the", "a", "never")
STRANGERS = ("wretched", "meh", "THE", "goo")


class WholeNumbers(Array):
    """An array of whole numbers."""

    def read(self, value: Any, expected: Any) -> np.ndarray:
        """See `Array.read`; the type counts too."""
        _demand_rows(value)
        array = super().read(value, expected)
        if array.size and np.asarray(value).dtype.kind not in "iu":
            raise Unfit(
                "the ids are stored as fractions (float), expected whole numbers. Make "
                "the table with `dtype=int`"
            )
        return array


def _demand_rows(value: Any) -> None:
    """See that the rows are equally long and that no id is missing."""
    if not isinstance(value, list | tuple | np.ndarray):
        return
    rows = [row for row in value if isinstance(row, list | tuple | np.ndarray)]
    if len({np.size(row) for row in rows}) > 1:
        raise Unfit(
            "the rows are not equally long. Each must have `length` places: cut the "
            "ids, `ids[:length]`, then fill up with zeros"
        )
    if any(number is None for row in rows for number in row):
        raise Unfit(
            "some ids are None. `vocabulary.get(word)` gives None for a word that is "
            "not in the dictionary; `vocabulary.get(word, 1)` gives 1"
        )


def encode(
    sentences: Sequence[str],
    vocabulary: dict[str, int],
    length: int,
    *,
    words: Callable[[str], Sequence[str]] = str.split,
    unknown: int | None = 1,
    padding: int = 0,
    keep_end: bool = False,
    in_front: bool = False,
    dtype: type = int,
) -> np.ndarray:
    """Return ids first, then zeros, (sentences, length); the options are mistakes."""
    table = np.full((len(sentences), length), padding, dtype=dtype)
    for row, sentence in zip(table, sentences, strict=True):
        ids = [vocabulary.get(word, unknown) for word in words(sentence)]
        ids = [number for number in ids if number is not None]
        ids = ids[-length:] if keep_end else ids[:length]
        if in_front:
            row[length - len(ids) :] = ids
        else:
            row[: len(ids)] = ids
    return table


def _vocabulary(rng: np.random.Generator) -> dict[str, int]:
    """Return a vocabulary whose ids are neither in order nor without gaps."""
    numbers = rng.permutation(np.arange(2, 3 * len(WORDS)))
    return {word: int(number) for word, number in zip(WORDS, numbers, strict=False)}


def _sentences(rng: np.random.Generator, words: Sequence[str], *lengths: int) -> list:
    return [" ".join(map(str, rng.choice(words, size=n))) for n in lengths]


def _make(*lengths: int, length: int, words: Sequence[str] = WORDS, gap: str = " "):
    """Return a function that makes sentences of so many words."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        sentences = [s.replace(" ", gap) for s in _sentences(rng, words, *lengths)]
        return {
            "sentences": sentences,
            "vocabulary": _vocabulary(rng),
            "length": length,
        }

    return make


def _all_unlike(rng: np.random.Generator) -> dict[str, Any]:
    """Return sentences of words that are all different, so that order shows."""
    sentences = [" ".join(map(str, rng.permutation(WORDS)[:n])) for n in (8, 9, 3)]
    return {"sentences": sentences, "vocabulary": _vocabulary(rng), "length": 6}


def _strangers(rng: np.random.Generator) -> dict[str, Any]:
    inputs = _make(4, 6, 2, length=7)(rng)
    sentences = inputs["sentences"]
    strange = [
        f"{rng.choice(STRANGERS)} {s} {rng.choice(STRANGERS)}" for s in sentences
    ]
    return inputs | {"sentences": [*strange[:2], sentences[2]]}


PROBES = [
    Probe("short sentences of known words", _make(3, 1, 5, 4, length=7)),
    Probe("a sentence that fills the row", _make(6, 2, length=6)),
    Probe("sentences that are longer than the row", _all_unlike, share=0.5),
    Probe("unknown words", _strangers, share=0.5, trials=3),
    Probe("a single sentence", _make(4, length=9), share=0.25),
    Probe("rows of length 1", _make(3, 1, length=1), share=0.25),
    Probe("an empty sentence", _make(0, 4, length=5), share=0.25),
    Probe(
        "several spaces between two words",
        _make(4, 3, length=8, gap="  "),
        share=0.25,
    ),
]


def _lower(sentence: str) -> list[str]:
    return sentence.lower().split()


def _without_dots(sentence: str) -> list[str]:
    return sentence.replace(".", "").split()


def _single_spaces(sentence: str) -> list[str]:
    return sentence.split(" ")


def _as(**options: Any) -> Callable[..., np.ndarray]:
    """Return `encode` with a mistake."""
    return lambda sentences, vocabulary, length: encode(
        sentences, vocabulary, length, **options
    )


def _crashing(sentences: Any, vocabulary: Any, length: Any) -> np.ndarray:
    rows = [[vocabulary[word] for word in s.split()][:length] for s in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


def _uncut(sentences: Any, vocabulary: Any, length: Any) -> np.ndarray:
    table = np.zeros((len(sentences), length), dtype=int)
    for row, sentence in zip(table, sentences, strict=True):
        numbers = [vocabulary.get(word, 1) for word in sentence.split()]
        row[: len(numbers)] = numbers
    return table


def _uncut_by_index(sentences: Any, vocabulary: Any, length: Any) -> np.ndarray:
    table = np.zeros((len(sentences), length), dtype=int)
    for i, sentence in enumerate(sentences):
        for t, word in enumerate(sentence.split()):
            table[i, t] = vocabulary.get(word, 1)
    return table


def _crashing_and_uncut(sentences: Any, vocabulary: Any, length: Any) -> np.ndarray:
    table = np.zeros((len(sentences), length), dtype=int)
    for row, sentence in zip(table, sentences, strict=True):
        numbers = [vocabulary[word] for word in sentence.split()]
        row[: len(numbers)] = numbers
    return table


def _crashing_and_uncut_by_index(
    sentences: Any, vocabulary: Any, length: Any
) -> np.ndarray:
    table = np.zeros((len(sentences), length), dtype=int)
    for i, sentence in enumerate(sentences):
        for t, word in enumerate(sentence.split()):
            table[i, t] = vocabulary[word]
    return table


def _by_place(sentences: Any, vocabulary: Any, length: Any) -> np.ndarray:
    places = {word: place for place, word in enumerate(vocabulary, start=2)}
    return encode(sentences, places, length)


def _own_length(sentences: Any, vocabulary: Any, length: Any) -> np.ndarray:
    longest = max(len(sentence.split()) for sentence in sentences)
    return encode(sentences, vocabulary, longest)


_FRONT = (
    "The zeros stand in front of the words. Here they come after: first the ids, then "
    "zeros. (Keras's `pad_sequences` pads in front unless it is told "
    '`padding="post"`.)'
)
_START_LOST = (
    "A sentence that is too long loses its beginning. Here it loses its end: keep the "
    "first `length` ids."
)
_UNCUT = (
    "A sentence with more than `length` words does not fit, and the function stops. Cut "
    "its ids: `ids[:length]`."
)

MISTAKES = [
    Mistake("pads-in-front", _FRONT, _as(in_front=True)),
    Mistake("pads-in-front", _FRONT, _as(in_front=True, keep_end=True)),
    Mistake("cuts-the-beginning", _START_LOST, _as(keep_end=True)),
    Mistake(
        "skips-unknown",
        "Words outside the vocabulary are left out. Each gets the id 1, so that the "
        "network knows that *something* stood there.",
        _as(unknown=None),
    ),
    Mistake(
        "unknown-as-padding",
        "Words outside the vocabulary get the id 0, which means padding. Their id is 1: "
        "`vocabulary.get(word, 1)`.",
        _as(unknown=0),
    ),
    Mistake(
        "unknown-crashes",
        "The function stops at a word that is not in the vocabulary. "
        "`vocabulary.get(word, 1)` gives 1 for it.",
        _crashing,
    ),
    Mistake("too-long-crashes", _UNCUT, _uncut),
    Mistake("too-long-crashes", _UNCUT, _uncut_by_index),
    Mistake("too-long-crashes", _UNCUT, _crashing_and_uncut),
    Mistake("too-long-crashes", _UNCUT, _crashing_and_uncut_by_index),
    Mistake(
        "own-ids",
        "The words get ids of the function's own counting. Take those of the "
        "dictionary: `vocabulary.get(word, 1)`.",
        _by_place,
    ),
    Mistake(
        "own-length",
        "The rows are as long as the longest sentence. They must have `length` places, "
        "whatever the sentences are.",
        _own_length,
    ),
    Mistake(
        "letters",
        "The function goes through the letters of a sentence. `sentence.split()` gives "
        "its words.",
        _as(words=list),
    ),
    Mistake(
        "changes-the-case",
        "Capital letters are turned into small ones. *Film* and *film* are two words "
        "here: look each up as it stands.",
        _as(words=_lower),
    ),
    Mistake(
        "strips-marks",
        "Full stops are taken off the words. *good.* and *good* are two words here: "
        "look each up as it stands.",
        _as(words=_without_dots),
    ),
    Mistake(
        "splits-at-single-spaces",
        '`split(" ")` finds an empty word between two spaces. `split()` splits at any '
        "white space.",
        _as(words=_single_spaces),
    ),
    Mistake(
        "pads-with-one",
        "The rest of each row is filled with 1, which means an unknown word. Padding "
        "is 0.",
        _as(padding=1),
    ),
    Mistake(
        "ids-as-fractions",
        "The ids are right, but stored as fractions (float). Make the table with "
        "`dtype=int`.",
        _as(dtype=float),
    ),
]
