"""A number for each word: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Table
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["BUILD_VOCABULARY"]

Inputs = dict[str, Any]
Key = Callable[[tuple[str, int]], Any]

_WORDS = ("cat", "dog", "mat", "rug", "on", "is", "the", "sofa", "hen", "nest")


def _draw(rng: np.random.Generator, counts: dict[str, int], width: int = 4) -> Inputs:
    """Write each word so often, in a random order, `width` words a sentence."""
    words = rng.permutation([word for word, n in counts.items() for _ in range(n)])
    rows = [words[i : i + width] for i in range(0, len(words), width)]
    return {"sentences": [" ".join(row) for row in rows]}


def _different_counts(rng: np.random.Generator) -> Inputs:
    words = rng.permutation(_WORDS)[:6]
    return _draw(rng, {str(word): n for n, word in enumerate(words, 1)})


def _ties(rng: np.random.Generator) -> Inputs:
    """Words that come equally often, met neither in the alphabet's order nor against."""
    words = [str(word) for word in rng.permutation(_WORDS)]
    while True:
        inputs = _draw(rng, {word: 1 + n // 4 for n, word in enumerate(words)})
        met = list(Counter(_split(inputs["sentences"])).items())
        orders = [_numbered(met, key) for key in (_right, _by_frequency, _against)]
        if all(order != orders[0] for order in orders[1:]):
            return inputs


def _capitals(rng: np.random.Generator) -> Inputs:
    return _draw(rng, {"The": 5, "the": 4, "cat": 3, "Cat": 2, "mat": 1})


def _full_stops(rng: np.random.Generator) -> Inputs:
    return _draw(rng, {"mat.": 1, "mat": 2, ".": 3, "don't": 4, "the": 5})


def _odd_spaces(rng: np.random.Generator) -> Inputs:
    sentences = _different_counts(rng)["sentences"]
    sentences[0] = sentences[0].replace(" ", "   ") + "\n"
    sentences[-1] = "\t" + sentences[-1].replace(" ", "\t") + " "
    return {"sentences": [*sentences, ""]}


def _twice_in_one(rng: np.random.Generator) -> Inputs:
    return _draw(rng, {"cat": 6, "mat": 3, "is": 4, "on": 5}, width=9)


def _one_sentence(rng: np.random.Generator) -> Inputs:
    return {"sentences": _draw(rng, {"on": 1, "mat": 3, "cat": 2}, 9)["sentences"]}


def _split(sentences: Iterable[str]) -> list[str]:
    return [word for sentence in sentences for word in sentence.split()]


def _right(item: tuple[str, int]) -> Any:
    return -item[1], item[0]


def _by_frequency(item: tuple[str, int]) -> Any:
    return -item[1]


def _against(item: tuple[str, int]) -> Any:
    return -item[1], [-ord(letter) for letter in item[0]] + [1]


def _numbered(items: Iterable[Any], key: Key | None, first: int = 2) -> dict[str, int]:
    items = list(items)
    ordered = items if key is None else sorted(items, key=key)
    return {word: place for place, (word, _) in enumerate(ordered, first)}


def _vocabulary(sentences: list[str], key: Key | None = _right, first: int = 2) -> Any:
    """Number the words; other keys and other first ids are known mistakes."""
    return _numbered(Counter(_split(sentences)).items(), key, first)


def _ordered(key: Key | None) -> Any:
    return lambda sentences: _vocabulary(sentences, key)


def _starting(first: int) -> Any:
    return lambda sentences: _vocabulary(sentences, first=first)


def _of_words(words: Callable[[list[str]], Iterable[str]]) -> Any:
    """Number other words than those that were asked for."""
    return lambda sentences: _numbered(Counter(words(sentences)).items(), _right)


def _with_names(*names: str, zero_for_real: bool = False) -> Any:
    first = 2 + (len(names) - 2) * zero_for_real

    def make(sentences: list[str]) -> dict[str, int]:
        special = {name: place for place, name in enumerate(names)}
        return special | _vocabulary(sentences, first=first)

    return make


def _inverted(sentences: list[str]) -> dict[int, str]:
    return {place: word for word, place in _vocabulary(sentences).items()}


def _counts(sentences: list[str]) -> dict[str, int]:
    return dict(Counter(_split(sentences)))


def _clean(text: str) -> str:
    return "".join(letter if letter.isalpha() else " " for letter in text)


def _bare(text: str) -> str:
    return "".join(letter for letter in text if letter.isalnum() or letter.isspace())


def _stripped(sentences: list[str]) -> list[str]:
    words = [word.strip(".,!?") for word in _split(sentences)]
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

BUILD_VOCABULARY = Exercise(
    name="build_vocabulary",
    title="A number for each word",
    points=2,
    section="Words become numbers",
    hints=(
        "Count first: go through all sentences, `split()` each one, and count its "
        "words, in a dict or a `Counter`. Then sort the words, and number them from 2.",
        "`sorted(counts, key=lambda word: (-counts[word], word))` puts frequent words "
        "first and lets the alphabet decide between equals. `enumerate(…, start=2)` "
        "numbers them.",
    ),
    examine=Probing(
        reference=_vocabulary,
        kind=Table("word → id"),
        probes=[
            Probe("words that come differently often", _different_counts, trials=3),
            Probe("words that come equally often", _ties, share=0.5, trials=3),
            Probe("capital letters", _capitals, share=0.25),
            Probe("full stops", _full_stops, share=0.25),
            Probe("several spaces, tabs and an empty line", _odd_spaces, share=0.25),
            Probe("a word that comes twice in a sentence", _twice_in_one, share=0.5),
            Probe("a single sentence", _one_sentence, share=0.25, trials=1),
        ],
        mistakes=[
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
            Mistake("ties-by-first-met", _TIES, _ordered(_by_frequency)),
            Mistake("ties-against-alphabet", _TIES, _ordered(_against)),
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
                _of_words(lambda sentences: [w.lower() for w in _split(sentences)]),
            ),
            Mistake("no-punctuation", _PUNCTUATION, _of_words(_stripped)),
            Mistake(
                "no-punctuation",
                _PUNCTUATION,
                _of_words(lambda sentences: _split(map(_clean, sentences))),
            ),
            Mistake(
                "no-punctuation",
                _PUNCTUATION,
                _of_words(lambda sentences: _split(map(_bare, sentences))),
            ),
            *(
                Mistake("letters", _LETTERS, _of_words(letters))
                for letters in ("".join, " ".join, lambda s: "".join(_split(s)))
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
                _of_words(lambda sentences: _split(sentences[:1])),
            ),
            Mistake(
                "one-sentence-only",
                "`build_vocabulary` reads the last sentence alone. Go through all of "
                "them. Does the count begin anew in the loop?",
                _of_words(lambda sentences: _split(sentences[-1:])),
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
                lambda sentences: list(_vocabulary(sentences)),
            ),
        ],
    ),
)
