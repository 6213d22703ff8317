"""What a translator that looks back makes of one number, and at whom it looks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_course.data.number_words import (
    ENGLISH_IDS,
    FRENCH_IDS,
    START,
    STOP,
    english,
    join,
    split,
)
from rnn_course.networks.attention import Looker
from rnn_course.networks.translation import LONGEST

__all__ = ["Alignment"]

_WORDS = ("", *FRENCH_IDS)  # by id


@dataclass(frozen=True)
class Alignment:
    """One translation.

    Attributes
    ----------
    english, french : list of str
        The words that are read, and those that are said, the stop included.
    weights : (French words, English words) ndarray
        How much each French word looks at each English one; rows sum to 1.
    """

    english: list[str]
    french: list[str]
    weights: np.ndarray

    @classmethod
    def of(cls, network: Looker, number: int) -> Alignment:
        """Let a network translate a number, 0 to 9,999, by its own words."""
        read = split(english(number))
        states = network.read([ENGLISH_IDS[word] for word in read])
        state, token = states[-1], FRENCH_IDS[START]
        said, rows = [], []
        for _ in range(LONGEST):
            logits, state, weights = network.step(token, state, states)
            token = int(np.argmax(logits[1:])) + 1  # nobody says the padding
            said.append(_WORDS[token])
            rows.append(weights)
            if token == FRENCH_IDS[STOP]:
                break
        return cls(read, said, np.array(rows))

    def sentence(self) -> str:
        """Return what is said up to the stop, spelled with its hyphens."""
        return join(
            self.french[: self.french.index(STOP)] if self._ended else self.french
        )

    @property
    def _ended(self) -> bool:
        return STOP in self.french
