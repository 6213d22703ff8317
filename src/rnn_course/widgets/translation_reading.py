"""What an encoder–decoder makes of one number, step by step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_course.data.number_words import (
    ENGLISH_IDS,
    FRENCH_IDS,
    START,
    STOP,
    english,
    french,
    join,
    split,
)
from rnn_course.networks.translation import LONGEST, Translator

__all__ = ["OWN", "RIGHT", "WORDS", "Reading"]

OWN, RIGHT = "its own words", "the right words"
WORDS = ("", *FRENCH_IDS)  # by id


@dataclass(frozen=True)
class Reading:
    """One translation.

    Attributes
    ----------
    english : list of str
        The words that the encoder reads.
    states : (words, units) ndarray
        Its state after each.
    given, said : list of int
        What the decoder reads at each step, and what it says.
    chances : (steps, ids) ndarray
        The probability of each word at each step.
    right : list of bool
        Whether each word stands at its place in the right translation.
    """

    english: list[str]
    states: np.ndarray
    given: list[int]
    said: list[int]
    chances: np.ndarray
    right: list[bool]

    @classmethod
    def of(
        cls, network: Translator, number: int, forced: bool, slip: int = 0
    ) -> Reading:
        """Let a network translate a number.

        Parameters
        ----------
        network : Translator
            In NumPy.
        number : int
            0 to 9,999.
        forced : bool
            Give the decoder the right words in place of its own.
        slip : int
            The word, from 1, at which it says its second choice; 0 for none.
        """
        words = split(english(number))
        states = network.read([ENGLISH_IDS[word] for word in words])
        truth = [FRENCH_IDS[word] for word in [*split(french(number)), STOP]]
        state, given, said, chances = states[-1], [FRENCH_IDS[START]], [], []
        for step in range(LONGEST):
            logits, state = network.step(given[-1], state)
            order = np.argsort(logits[1:])[::-1] + 1  # nobody says the padding
            said.append(int(order[1 if slip == step + 1 else 0]))
            chances.append(_softmax(logits))
            if step + 1 == len(truth) if forced else said[-1] == FRENCH_IDS[STOP]:
                break
            given.append(truth[step] if forced else said[-1])
        right = [a == b for a, b in zip(said, truth, strict=False)]
        right += [False] * (len(said) - len(right))
        return cls(words, states, given[: len(said)], said, np.array(chances), right)

    def sentence(self) -> str:
        """Return what is said up to the stop, spelled with its hyphens."""
        words = [WORDS[token] for token in self.said]
        return join(words[: words.index(STOP)] if STOP in words else words)

    def sureness(self) -> np.ndarray:
        """Return the probability of each word that is said, (steps,)."""
        return self.chances[np.arange(len(self.said)), self.said]


def _softmax(logits: np.ndarray) -> np.ndarray:
    weights = np.exp(logits - logits.max())
    return weights / weights.sum()
