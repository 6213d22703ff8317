"""`char_vocabulary` with each known mistake."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from numbers import Real
from typing import Any

from rnn_course.checks.probes import Mistake
from rnn_course.data.texts import (
    char_vocabulary,
)

__all__ = ["VOCABULARY", "out_of_order"]


def _numbered(characters: Any, start: int = 2) -> dict[str, int]:
    return {c: number for number, c in enumerate(characters, start=start)}


def out_of_order(results: Sequence[tuple[list[str], Any]]) -> Mistake | None:
    """Recognise the right keys in no order: that of a set, say, which nobody knows.

    `results` holds what was given, and what came of it.
    """
    if not all(isinstance(value, dict) for _, value in results):
        return None
    if all(_is_numbered(value, set("".join(train))) for train, value in results):
        return _NOT_SORTED
    if all(value.keys() == set(train) for train, value in results):
        return _QUOTATIONS
    return None


def _is_numbered(value: dict[Any, Any], keys: set[str]) -> bool:
    wanted = set(range(2, len(keys) + 2))
    plain = all(
        isinstance(number, Real) for number in value.values()
    )  # a list has no hash
    return value.keys() == keys and plain and set(value.values()) == wanted


_NOT_SORTED = Mistake(
    "not-sorted",
    "The characters are numbered in the order in which they came, or in that of a `set`, "
    "which is another one each time Python starts. Sort them: `sorted(…)`.",
    lambda train: _numbered(dict.fromkeys("".join(train))),
)
_QUOTATIONS = Mistake(
    "quotations-as-keys",
    "The keys are whole quotations. The network reads characters: join the "
    'quotations first, `"".join(train)`.',
    lambda train: _numbered(sorted(set(train))),
)

VOCABULARY = [
    Mistake(
        "starts-at-zero",
        "The first id is 0. The ids 0 (padding) and 1 (unknown) are reserved: start at "
        "2, for example with `enumerate(…, start=2)`.",
        lambda train: _numbered(sorted(set("".join(train))), 0),
    ),
    Mistake(
        "starts-at-one",
        "The first id is 1, which is reserved for unknown characters. Start at 2.",
        lambda train: _numbered(sorted(set("".join(train))), 1),
    ),
    Mistake(
        "starts-at-three",
        "The first id is 3. Only 0 and 1 are reserved: start at 2.",
        lambda train: _numbered(sorted(set("".join(train))), 3),
    ),
    Mistake(
        "by-frequency",
        "The characters are numbered by how often they occur. Sort them by "
        "themselves, so that the same characters always get the same ids.",
        lambda train: _numbered(c for c, _ in Counter("".join(train)).most_common()),
    ),
    _NOT_SORTED,
    Mistake(
        "repeats-kept",
        "The ids have gaps: a character that occurs often is counted each time. Take "
        "each character once, with `set`, before you number them.",
        lambda train: _numbered(sorted("".join(train))),
    ),
    _QUOTATIONS,
    *(
        Mistake(
            "foreign-character",
            "A character is in the vocabulary that stands in no quotation. Join the "
            'quotations with nothing between them: `"".join(train)`.',
            lambda train, sign=sign: _numbered(sorted({*"".join(train), *sign})),
        )
        for sign in (" ", "\n", "[]', ", "[]\"', ")
    ),
    Mistake(
        "words",
        "The keys are words. This lesson's network reads characters: join the "
        "quotations and take each character once.",
        lambda train: _numbered(sorted(set(" ".join(train).split()))),
    ),
    Mistake(
        "reserved-ids-as-keys",
        "Padding and unknown have keys of their own. They are no characters: only real "
        "characters are keys, and the ids 0 and 1 stay free.",
        lambda train: {"<pad>": 0, "<unk>": 1} | char_vocabulary(train),
    ),
    Mistake(
        "lowercased",
        "Capital letters are missing. They are characters of their own: do not lower "
        "the text.",
        lambda train: char_vocabulary([quote.lower() for quote in train]),
    ),
    Mistake(
        "id-to-character",
        "The dictionary leads from ids to characters. Turn it around: the character is "
        "the key.",
        lambda train: {n: c for c, n in char_vocabulary(train).items()},
    ),
    Mistake(
        "first-quotation-only",
        "Only the first quotation's characters are there. Join all of them.",
        lambda train: char_vocabulary(train[:1]),
    ),
]
