"""What a network and a bigram expect after each word of a prompt, in NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

import numpy as np

from ..errors import CourseError
from ..networks import gates

__all__ = ["LONGEST", "ROWS", "Reader", "Reading"]

ROWS = 8  # likeliest words that are named
LONGEST = 16  # words of a prompt that are read
UNKNOWN = 1


class Reading:
    """What is expected after the first words of a prompt."""

    def __init__(
        self,
        tokens: list[str],
        read: int,
        belief: dict[str, float],
        rival: dict[str, float],
        unknown: list[str],
    ) -> None:
        self.tokens, self.count = tokens, read
        self.belief, self.rival, self.unknown = belief, rival, unknown
        self.best = sorted(belief, key=belief.__getitem__, reverse=True)[:ROWS]

    @property
    def choices(self) -> float:
        """Perplexity of the belief: as unsure as between so many equal words."""
        p = np.array([share for share in self.belief.values() if share > 0])
        return float(np.exp(-(p * np.log(p)).sum()))

    def words(self) -> str:
        if not self.tokens:
            return "The prompt is empty. Type a word, The for one."
        named = ", ".join(f"{w} {100 * self.belief[w]:.0f} %" for w in self.best[:4])
        parts = [
            f"After “{' '.join(self.tokens[: self.count])}” the network expects: {named}.",
            f"It is as unsure as between {self.choices:.1f} equally likely words.",
        ]
        if self.rival:
            best = sorted(self.rival, key=self.rival.__getitem__, reverse=True)[:2]
            named = ", ".join(f"{w} {100 * self.rival[w]:.0f} %" for w in best)
            parts.append(f"The bigram, which remembers one word, says: {named}.")
        if self.unknown:
            parts.append(f"Not in the vocabulary: {', '.join(self.unknown)}.")
        return " ".join(parts)


class Reader:
    """The forward pass in NumPy: well under a millisecond a word."""

    def __init__(
        self,
        weights: list[np.ndarray],
        vocabulary: Mapping[str, int],
        bigram: np.ndarray | None,
    ) -> None:
        if [w.ndim for w in weights] != [2, 2, 2, 2, 2, 1]:
            raise CourseError(
                f"Seen a model with {len(weights)} arrays of weights; expected six: "
                "Embedding, GRU, Dense. Build it as the lesson does."
            )
        self.embedding, *self.cell, self.W_hy, self.b_y = weights
        self.vocabulary, self.bigram = dict(vocabulary), bigram
        self.beliefs = lru_cache(maxsize=32)(self._beliefs)

    def read(self, prompt: str, count: int) -> Reading:
        """Return what is expected after the first `count` words."""
        tokens = prompt.split()[-LONGEST:]
        if not tokens:
            return Reading([], 0, {}, {}, [])
        count = min(count, len(tokens))
        belief = self._named(self.beliefs(tuple(tokens))[count - 1])
        rival = {}
        if self.bigram is not None:
            last = self.vocabulary.get(tokens[count - 1], UNKNOWN)
            rival = self._named(self.bigram[last])
        unknown = [w for w in dict.fromkeys(tokens) if w not in self.vocabulary]
        return Reading(tokens, count, belief, rival, unknown)

    def _named(self, p: np.ndarray) -> dict[str, float]:
        return {word: float(p[place]) for word, place in self.vocabulary.items()}

    def _beliefs(self, tokens: tuple[str, ...]) -> np.ndarray:
        """Return the probabilities after each word, (words, V)."""
        h, rows = np.zeros((1, len(self.W_hy))), []
        for token in tokens:
            x = self.embedding[[self.vocabulary.get(token, UNKNOWN)]]
            h = gates.gru_step(x, h, *self.cell)
            scores = (h @ self.W_hy + self.b_y)[0]
            shares = np.exp(scores - scores.max())
            rows.append(shares / shares.sum())
        return np.array(rows)
