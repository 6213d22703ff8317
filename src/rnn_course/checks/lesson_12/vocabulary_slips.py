"""`char_vocabulary` with each known mistake."""

from __future__ import annotations

from collections import Counter
from typing import Any

from rnn_course.checks.probes import Mistake
from rnn_course.data.texts import (
    char_vocabulary,
)

__all__ = ["VOCABULARY"]


def _numbered(characters: Any, start: int = 2) -> dict[str, int]:
    return {c: number for number, c in enumerate(characters, start=start)}


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
    Mistake(
        "not-sorted",
        "The characters are numbered in the order in which they occur first. Sort them.",
        lambda train: _numbered(dict.fromkeys("".join(train))),
    ),
    Mistake(
        "repeats-kept",
        "The ids have gaps: a character that occurs often is counted each time. Take "
        "each character once, with `set`, before you number them.",
        lambda train: _numbered(sorted("".join(train))),
    ),
    Mistake(
        "quotations-as-keys",
        "The keys are whole quotations. The network reads characters: join the "
        'quotations first, `"".join(train)`.',
        lambda train: _numbered(sorted(set(train))),
    ),
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
