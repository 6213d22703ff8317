"""A number for each word, and the ways in which words are misnumbered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from rnn_course.checks.probes import Mistake

__all__ = [
    "MISTAKES",
    "against",
    "by_frequency",
    "frequent_first",
    "numbered",
    "split",
    "vocabulary",
]

Key = Callable[[tuple[str, int]], Any]


def split(sentences: Iterable[str]) -> list[str]:
    """Return all words of all sentences."""
    return [word for sentence in sentences for word in sentence.split()]


def frequent_first(item: tuple[str, int]) -> Any:
    """Sort frequent words first, equals by the alphabet."""
    return -item[1], item[0]


def by_frequency(item: tuple[str, int]) -> Any:
    """Sort frequent words first, and leave equals as they were met."""
    return -item[1]


def against(item: tuple[str, int]) -> Any:
    """Sort frequent words first, equals against the alphabet."""
    return -item[1], [-ord(letter) for letter in item[0]] + [1]


def numbered(items: Iterable[Any], key: Key | None, first: int = 2) -> dict[str, int]:
    """Number words from `first` on, in the order of `key`."""
    items = list(items)
    ordered = items if key is None else sorted(items, key=key)
    return {word: place for place, (word, _) in enumerate(ordered, first)}


def vocabulary(
    sentences: list[str], key: Key | None = frequent_first, first: int = 2
) -> Any:
    """Number the words; other keys and other first ids are known mistakes."""
    return numbered(Counter(split(sentences)).items(), key, first)


def _ordered(key: Key | None) -> Any:
    return lambda sentences: vocabulary(sentences, key)


def _starting(first: int) -> Any:
    return lambda sentences: vocabulary(sentences, first=first)


def _of_words(words: Callable[[list[str]], Iterable[str]]) -> Any:
    """Number other words than those that were asked for."""
    return lambda sentences: numbered(Counter(words(sentences)).items(), frequent_first)


def _with_names(*names: str, zero_for_real: bool = False) -> Any:
    first = 2 + (len(names) - 2) * zero_for_real

    def make(sentences: list[str]) -> dict[str, int]:
        special = {name: place for place, name in enumerate(names)}
        return special | vocabulary(sentences, first=first)

    return make


def _inverted(sentences: list[str]) -> dict[int, str]:
    return {place: word for word, place in vocabulary(sentences).items()}


def _counts(sentences: list[str]) -> dict[str, int]:
    return dict(Counter(split(sentences)))


def _clean(text: str) -> str:
    return "".join(letter if letter.isalpha() else " " for letter in text)


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter.isspace())


def _stripped(sentences: list[str]) -> list[str]:
    words = [word.strip(".,!?") for word in split(sentences)]
    return [word for word in words if word]


_FROM_TWO = "0 stands for padding and 1 for an unknown word, so the most frequent word has id 2."
_SPECIAL = (
    "`build_vocabulary` has keys for padding or for unknown words. Only real words are "
    "keys; the ids 0 and 1 are left free, without a name."
)
_LOWER = (
    "`build_vocabulary` writes words in small letters first. Keep them as they are: "
    "`The` and `the` are two words here."
)
_LETTERS = (
    "`build_vocabulary` numbers letters. Part each sentence into words first: "
    "`sentence.split()`."
)
_PUNCTUATION = (
    "`build_vocabulary` removes signs such as the full stop. Only white space parts "
    "words: `.` and `mat.` stay as they are."
)
_TIES = (
    "In `build_vocabulary` words that come equally often stand in the wrong order. Among "
    "them the alphabet decides: sort by `(-count, word)`."
)

_SPECIAL_NAMES = [
    ("<pad>", "<unk>"),
    ("<PAD>", "<UNK>"),
    ("[PAD]", "[UNK]"),
    ("<padding>", "<unknown>"),
    ("padding", "unknown"),
    ("pad", "unk"),
    ("", "[UNK]"),
    ("", "<unk>"),
]

MISTAKES = (
    Mistake(
        "ids-from-zero",
        f"`build_vocabulary` begins at 0. {_FROM_TWO}",
        _starting(0),
    ),
    Mistake(
        "ids-from-one",
        f"`build_vocabulary` begins at 1. {_FROM_TWO}",
        _starting(1),
    ),
    Mistake(
        "ids-from-three",
        f"`build_vocabulary` begins at 3. {_FROM_TWO}",
        _starting(3),
    ),
    *(
        Mistake("special-keys", _SPECIAL, _with_names(*names))
        for names in _SPECIAL_NAMES
    ),
    Mistake("ties-by-first-met", _TIES, _ordered(by_frequency)),
    Mistake("ties-against-alphabet", _TIES, _ordered(against)),
    Mistake(
        "by-alphabet",
        "`build_vocabulary` sorts by the alphabet alone. The most frequent word "
        "comes first; the alphabet decides only between equals.",
        _ordered(lambda item: item[0]),
    ),
    Mistake(
        "by-first-met",
        "`build_vocabulary` numbers words as they are met. The most frequent "
        "word comes first.",
        _ordered(None),
    ),
    Mistake(
        "rare-first",
        "`build_vocabulary` numbers rare words first. The most frequent word "
        "has the smallest id, 2.",
        _ordered(lambda item: (item[1], item[0])),
    ),
    Mistake(
        "rare-first",
        "`build_vocabulary` numbers rare words first. The most frequent word "
        "has the smallest id, 2.",
        _ordered(lambda item: item[1]),
    ),
    Mistake(
        "lower-case",
        _LOWER,
        _of_words(lambda sentences: [w.lower() for w in split(sentences)]),
    ),
    Mistake("no-punctuation", _PUNCTUATION, _of_words(_stripped)),
    Mistake(
        "no-punctuation",
        _PUNCTUATION,
        _of_words(lambda sentences: split(map(_clean, sentences))),
    ),
    Mistake(
        "no-punctuation",
        _PUNCTUATION,
        _of_words(lambda sentences: split(map(_bare, sentences))),
    ),
    *(
        Mistake("letters", _LETTERS, _of_words(letters))
        for letters in ("".join, " ".join, lambda s: "".join(split(s)))
    ),
    Mistake(
        "glued",
        "`build_vocabulary` joins the sentences without a space, so the last "
        "word of one and the first of the next become a single word. Split each "
        "sentence on its own.",
        _of_words(lambda sentences: "".join(sentences).split()),
    ),
    Mistake(
        "whole-sentences",
        "`build_vocabulary` numbers whole sentences. Part each one into words "
        "first: `sentence.split()`.",
        _of_words(lambda sentences: sentences),
    ),
    Mistake(
        "one-space-only",
        '`build_vocabulary` parts words at each single space, `split(" ")`, so '
        "that two spaces make an empty word. `split()` parts at white space of "
        "any length.",
        _of_words(lambda s: [w for one in s for w in one.split(" ")]),
    ),
    Mistake(
        "sentences-not-words",
        "`build_vocabulary` counts in how many sentences a word stands. Count "
        "every occurrence, also the second one in a sentence.",
        _of_words(lambda s: [w for one in s for w in sorted(set(one.split()))]),
    ),
    Mistake(
        "one-sentence-only",
        "`build_vocabulary` reads the first sentence alone. Go through all of "
        "them. Does the `return` stand inside the loop?",
        _of_words(lambda sentences: split(sentences[:1])),
    ),
    Mistake(
        "one-sentence-only",
        "`build_vocabulary` reads the last sentence alone. Go through all of "
        "them. Does the count begin anew in the loop?",
        _of_words(lambda sentences: split(sentences[-1:])),
    ),
    Mistake(
        "id-to-word",
        "`build_vocabulary` goes from id to word. Expected a dict from each "
        "word to its id.",
        _inverted,
    ),
    Mistake(
        "counts-not-ids",
        "`build_vocabulary` gives how often each word comes. Expected its id: "
        "2 for the most frequent word, 3 for the next, and so on.",
        _counts,
    ),
    Mistake(
        "list-not-dict",
        "`build_vocabulary` returns the words in a list. Expected a dict from "
        "each word to its id.",
        lambda sentences: list(vocabulary(sentences)),
    ),
)
