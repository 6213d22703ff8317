"""Ask a network for the next word: what the answer must do.

The networks of the check are small, with random weights: each word of the prompt moves
the answer, so whoever drops one is found out.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Table, Unfit, describe
from rnn_course.checks.lesson_08.next_word_slips import (
    MISTAKES,
    REFUSALS,
    next_word,
)
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.verdict import Wrong

__all__ = ["NEXT_WORD"]

Inputs = dict[str, Any]

_WORDS = ("The", ".", "the", "on", "is", "cat", "are", "dogs", "mat", "near", "sofa")


@cache
def network(seed: int, outputs: int, _: str = "") -> Any:
    """Return a network from ids (1, T) to probabilities (1, T, outputs).

    The last argument is `chance.turn`: other secrets, other weights.
    """
    from rnn_course.models import keras

    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(outputs, 6),
            layers.SimpleRNN(9, return_sequences=True),
            layers.Dense(outputs, activation="softmax"),
        ]
    )
    rng = chance.generator(seed)
    model.set_weights([rng.normal(size=w.shape) for w in model.get_weights()])
    return model


def _asked(prompt: Any, words: int = len(_WORDS)) -> Any:
    """Make inputs; `prompt` takes (rng, words) and returns the prompt."""

    def make(rng: np.random.Generator) -> Inputs:
        known = list(_WORDS[:words])
        return {
            "model": network(int(rng.integers(4)), words + 2, chance.turn()),
            "prompt": prompt(rng, known),
            "vocabulary": {word: place for place, word in enumerate(known, 2)},
        }

    return make


def _random_words(count: int) -> Any:
    return lambda rng, known: " ".join(str(w) for w in rng.permutation(known)[:count])


def _famous(_: Any, __: Any) -> str:
    return "The cat is on the"


def _unknown(rng: np.random.Generator, known: list[str]) -> str:
    words = [str(word) for word in rng.permutation(known)[:4]]
    words[int(rng.integers(1, 3))] = "dragon"
    return " ".join(words)


def _ends_unknown(_: Any, __: Any) -> str:
    return "The cat is unicorn"


def _spaced(_: Any, __: Any) -> str:
    return "  The cat  is\ton the "


@dataclass(frozen=True)
class _Belief(Table):
    """A probability for each word; shares of the real words alone will do too."""

    def read(self, value: Any, expected: Any) -> dict[Any, Any]:
        """Return a plain dict, scaled to what the model leaves for real words."""
        table = super().read(value, expected)
        for word, one in table.items():
            if np.ndim(one) != 0 or isinstance(one, str):
                raise Unfit(
                    f"the value of {word!r} is {describe(one)}; expected one "
                    "probability for each word"
                )
        if table.keys() != expected.keys():
            return table
        table = {word: float(one) for word, one in table.items()}
        if abs(sum(table.values()) - 1) < 1e-4:
            left = sum(expected.values())
            table = {word: left * one for word, one in table.items()}
        return table


@dataclass(frozen=True)
class _Asking(Probing):
    """The examiner; it loads TensorFlow, so its tests are slow ones."""

    trains: ClassVar[bool] = True

    def __call__(self, case: Case) -> None:
        """Examine one answer; see `Probing`."""
        try:
            super().__call__(case)
        except Wrong as wrong:
            for said, (reason, mistake) in REFUSALS.items():
                if wrong.mistake == "exception" and said in wrong.reason:
                    raise Wrong(reason, mistake, wrong.share) from None
            raise


NEXT_WORD = Exercise(
    name="next_word",
    title="Ask the network",
    points=2,
    section="The whole distribution",
    hints=(
        "The model wants a batch: an array of shape (1, T) with the ids of the prompt's "
        "words. It answers with (1, T, V), one distribution after each word. Which of "
        "them is about the word that comes *after* the prompt?",
        "With `ids = np.array([[vocabulary.get(w, 1) for w in prompt.split()]])` the "
        "distribution is `p = np.array(model(ids))[0, -1]`, and a word's probability is "
        "`p[vocabulary[word]]`.",
    ),
    seconds=15.0,
    examine=_Asking(
        reference=next_word,
        kind=_Belief("word → probability"),
        probes=[
            Probe("prompts of several words", _asked(_random_words(5)), trials=3),
            Probe("the prompt “The cat is on the”", _asked(_famous), trials=1),
            Probe("a smaller vocabulary", _asked(_random_words(3), 7), trials=1),
            Probe("a prompt of one word", _asked(_random_words(1)), trials=1),
            Probe("an unknown word in the prompt", _asked(_unknown), share=0.25),
            Probe(
                "an unknown word at the end",
                _asked(_ends_unknown),
                share=0.25,
                trials=1,
            ),
            Probe(
                "several spaces between the words",
                _asked(_spaced),
                share=0.25,
                trials=1,
            ),
        ],
        mistakes=MISTAKES,
    ),
)
