"""A number for each word: what the answer must do."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Table
from rnn_course.checks.lesson_08.vocabulary_slips import (
    MISTAKES,
    against,
    by_frequency,
    frequent_first,
    numbered,
    split,
    vocabulary,
)
from rnn_course.checks.probes import Probe, Probing

__all__ = ["BUILD_VOCABULARY"]

Inputs = dict[str, Any]

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
        met = list(Counter(split(inputs["sentences"])).items())
        orders = [numbered(met, key) for key in (frequent_first, by_frequency, against)]
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
        reference=vocabulary,
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
        mistakes=MISTAKES,
    ),
)
