"""Steps for `greedy_decode` to call: decoders that follow a script.

Such a step is a plain function of plain values. Its state is the history of all tokens
that it was given, so its logits show whether the state was carried on, and whether each
token was fed back. Off the script it says words that nobody else would say; a state
that it has not made itself leads it astray for good.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.checks import chance

__all__ = ["Script", "Step"]

Step = Callable[[Any, Any], tuple[np.ndarray, Any]]

_MARK, _ASTRAY = -7, -9  # first entry of each state; in place of a history not its own
_PATIENCE = 40  # calls after which every step says stop, so that loops come to an end


@dataclass(frozen=True)
class Script:
    """A decoder that says these words, then stop.

    Attributes
    ----------
    words : sequence of int
        Its sentence.
    start, stop : int
        The two ids.
    size : int
        Ids in all.
    seed : int
        Of the other logits.
    shift : float
        Added to all logits.
    barred : bool
        Give minus infinity to most ids.
    paired : bool
        Hand the state on as a tuple of two arrays.
    """

    words: Sequence[int]
    start: int
    stop: int
    size: int
    seed: int
    shift: float = 0.0
    barred: bool = False
    paired: bool = False

    def step(self) -> Step:
        """Return the decoder's step, a plain function."""

        def step(token: Any, state: Any) -> tuple[np.ndarray, Any]:
            history = [*_history(state), _one_id(token)]
            logits = self._logits(history)
            after = np.array([[_MARK, *history]])
            return logits, (after, -after) if self.paired else after

        return step

    def _next(self, history: list[int], rng: np.random.Generator) -> int:
        said = [self.start, *self.words]
        if history == said[: len(history)]:
            return [*self.words, self.stop][len(history) - 1]
        if len(history) > _PATIENCE:
            return self.stop
        others = set(range(self.size)) - {self.start, self.stop}
        return int(rng.choice(sorted(others)))

    def _logits(self, history: list[int]) -> np.ndarray:
        rng = chance.generator([self.seed, *(abs(token) for token in history)])
        best = self._next(history, rng)
        logits = rng.normal(size=self.size)
        logits[self.start] = logits.min() - 0.5
        logits[best] = logits.max() + 0.5
        if self.barred:
            second = np.argsort(logits)[-2]
            logits[np.delete(np.arange(self.size), [best, second])] = -np.inf
        return (logits + self.shift).astype(np.float32)


def _history(state: Any) -> list[int]:
    """Return the tokens that led to a state, or that it leads astray."""
    if state is None:
        return []
    try:
        values = np.asarray(state[0] if isinstance(state, tuple | list) else state)
        values = values.astype(float).ravel()
    except (TypeError, ValueError, IndexError):
        return [_ASTRAY]
    if not values.size or values[0] != _MARK:
        return [_ASTRAY]
    return [int(value) for value in values[1:]]


def _one_id(token: Any) -> int:
    if np.size(token) != 1:
        raise TypeError(
            f"step was given a token of shape {np.shape(token)}; expected a single id"
        )
    return int(np.asarray(token).ravel()[0])
