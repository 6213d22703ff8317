"""Count the words: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["BAG_OF_WORDS"]

Inputs = dict[str, Any]

_WORDS = ("the", "there", "cat", "catch", "on", "one", "mat")


def _known_words(rng: np.random.Generator) -> Inputs:
    vocabulary = [str(word) for word in rng.permutation(_WORDS)]
    tokens = [*rng.choice(vocabulary[:-1], size=9), vocabulary[0], vocabulary[0]]
    return {"tokens": [str(token) for token in tokens], "vocabulary": vocabulary}


def _vocabulary_dict(rng: np.random.Generator) -> Inputs:
    inputs = _known_words(rng)
    ids = {word: place for place, word in enumerate(inputs["vocabulary"])}
    return inputs | {"vocabulary": ids}


def _unknown_word(rng: np.random.Generator) -> Inputs:
    inputs = _known_words(rng)
    tokens = [*inputs["tokens"], "dragon", "dragon", inputs["vocabulary"][1], "unicorn"]
    return inputs | {"tokens": tokens}


def _unknown_word_dict(rng: np.random.Generator) -> Inputs:
    return _vocabulary_dict(rng) | {"tokens": _unknown_word(rng)["tokens"]}


def _each_word_once(rng: np.random.Generator) -> Inputs:
    inputs = _known_words(rng)
    return inputs | {"tokens": [str(word) for word in rng.permutation(_WORDS)[:4]]}


def _no_words(rng: np.random.Generator) -> Inputs:
    return _known_words(rng) | {"tokens": []}


def _counts(tokens: list[str], vocabulary: Any) -> np.ndarray:
    return np.array([tokens.count(word) for word in vocabulary], dtype=float)


def _places(vocabulary: Any) -> dict[str, int]:
    return {word: place for place, word in enumerate(vocabulary)}


def _counted_at(places: list[int], size: int) -> np.ndarray:
    counts = np.zeros(size)
    for place in places:
        counts[place] += 1
    return counts


def _with_default(default: int, extra: int = 0) -> Any:
    """Put unknown words into the slot `default`, of `extra` slots more."""

    def make(tokens: list[str], vocabulary: Any) -> np.ndarray:
        known = _places(vocabulary)
        places = [known.get(token, default) for token in tokens]
        return _counted_at(places, len(known) + extra)

    return make


def _counts_inside_words(tokens: list[str], vocabulary: Any) -> np.ndarray:
    text = " ".join(tokens)
    return np.array([text.count(word) for word in vocabulary])


def _counts_all_words_met(tokens: list[str], vocabulary: Any) -> np.ndarray:
    words = dict.fromkeys([*vocabulary, *tokens])
    return np.array([tokens.count(word) for word in words])


def _rows(tokens: list[str], vocabulary: Any) -> np.ndarray:
    """Write one row for each word, a one-hot matrix."""
    return np.array([[w == token for w in vocabulary] for token in tokens], float)


def _for_a_dict_only(tokens: list[str], vocabulary: Any) -> np.ndarray:
    places = [vocabulary[token] for token in tokens if token in vocabulary]
    return _counted_at(places, len(vocabulary))


def _for_a_list_only(tokens: list[str], vocabulary: Any) -> np.ndarray:
    places = [vocabulary.index(token) for token in tokens if token in vocabulary]
    return _counted_at(places, len(vocabulary))


_CRASH = (
    "`bag_of_words` stops with an error when a word is not in the vocabulary. "
    "Ask first (`if token in vocabulary`) and leave unknown words out."
)
_UNKNOWN_COUNTED = (
    "`bag_of_words` gives unknown words a slot of the counts that belongs to a known "
    "word. Unknown words are left out: no slot goes up."
)
_SHARES = (
    "`bag_of_words` divides by the number of words. Expected the counts themselves, "
    "whole numbers."
)

BAG_OF_WORDS = Exercise(
    name="bag_of_words",
    title="Count the words",
    points=2,
    section="A bag of words counts and forgets",
    hints=(
        "The result has one number for each word of the *vocabulary*, in the "
        "vocabulary's order. How often does the first word of the vocabulary stand "
        "in `tokens`? And the second?",
        "`tokens.count(word)` says how often a word stands in a list. Do that for "
        "each word of the vocabulary, and make an array of the numbers. Words that "
        "are not in the vocabulary are then never asked about.",
    ),
    examine=Probing(
        reference=_counts,
        kind=Array("words of the vocabulary"),
        probes=[
            Probe("words that repeat", _known_words, share=0.5, trials=3),
            Probe("each word once", _each_word_once),
            Probe("a vocabulary that is a dict", _vocabulary_dict, share=0.25),
            Probe("words outside the vocabulary", _unknown_word, share=0.25),
            Probe(
                "a dict, and words outside the vocabulary",
                _unknown_word_dict,
                share=0.25,
            ),
            Probe("no words at all", _no_words, share=0.25, trials=1),
        ],
        mistakes=[
            Mistake(
                "presence",
                "`bag_of_words` marks that a word is there (1), however often it comes. "
                "Count: a word that stands there three times gives 3.",
                lambda tokens, vocabulary: np.minimum(_counts(tokens, vocabulary), 1),
            ),
            Mistake(
                "crash-on-unknown",
                _CRASH,
                lambda tokens, vocabulary: _counted_at(
                    [_places(vocabulary)[t] for t in tokens], len(vocabulary)
                ),
            ),
            Mistake(
                "crash-on-unknown",
                _CRASH,
                lambda tokens, vocabulary: _counted_at(
                    [list(vocabulary).index(t) for t in tokens], len(vocabulary)
                ),
            ),
            Mistake(
                "needs-a-dict",
                "`bag_of_words` works for a vocabulary that is a dict, but not for one "
                "that is a list. `for word in vocabulary` goes through both in order.",
                _for_a_dict_only,
            ),
            Mistake(
                "needs-a-list",
                "`bag_of_words` works for a vocabulary that is a list, but not for one "
                "that is a dict. `for word in vocabulary` goes through both in order.",
                _for_a_list_only,
            ),
            Mistake("unknown-counted", _UNKNOWN_COUNTED, _with_default(0)),
            Mistake("unknown-counted", _UNKNOWN_COUNTED, _with_default(-1)),
            Mistake(
                "extra-slot",
                "`bag_of_words` has an extra slot for unknown words. The result has "
                "exactly one number for each word of the vocabulary.",
                _with_default(-1, extra=1),
            ),
            Mistake(
                "extra-slot",
                "`bag_of_words` makes a slot for each word that it meets. The result "
                "has exactly one number for each word of the vocabulary.",
                _counts_all_words_met,
            ),
            Mistake(
                "one-slot-per-token",
                "`bag_of_words` gives one number for each word of the *sentence*. "
                "Expected one number for each word of the *vocabulary*.",
                lambda tokens, vocabulary: [tokens.count(token) for token in tokens],
            ),
            Mistake(
                "one-slot-per-token",
                "`bag_of_words` gives one number for each different word of the "
                "*sentence*. Expected one for each word of the *vocabulary*, with 0 "
                "for a word that does not occur.",
                lambda tokens, vocabulary: list(Counter(tokens).values()),
            ),
            Mistake(
                "rows-not-added",
                "`bag_of_words` returns a row for each word of the sentence. Add the "
                "rows up: expected one number for each word of the vocabulary.",
                lambda tokens, vocabulary: _rows(tokens, vocabulary).reshape(
                    -1, len(vocabulary)
                ),
            ),
            Mistake(
                "ids-not-counts",
                "`bag_of_words` gives the place of each word of the sentence in the "
                "vocabulary. Expected how *often* each word of the vocabulary comes.",
                lambda tokens, vocabulary: [
                    _places(vocabulary)[t] for t in tokens if t in vocabulary
                ],
            ),
            Mistake(
                "counts-inside-words",
                "`bag_of_words` also counts words inside longer ones: it finds `the` in "
                "`there`. Compare whole words; `tokens` is a list, so "
                "`tokens.count(word)` does.",
                _counts_inside_words,
            ),
            Mistake(
                "shares-not-counts",
                _SHARES,
                lambda tokens, vocabulary: (
                    _counts(tokens, vocabulary) / max(1, len(tokens))
                ),
            ),
            Mistake(
                "shares-not-counts",
                _SHARES,
                lambda tokens, vocabulary: [
                    tokens.count(word) / len(tokens) for word in vocabulary
                ],
            ),
            Mistake(
                "sorted-by-alphabet",
                "`bag_of_words` gives the counts in alphabetical order. Expected the "
                "order of the vocabulary as it was given.",
                lambda tokens, vocabulary: _counts(tokens, sorted(vocabulary)),
            ),
        ],
    ),
)
