"""The examiner of `build_classifier`: it trains the learner's network on the reviews.

Training stops as soon as the goal is reached on templates that are not in the
training, so a good network is examined quickly and a slow one gets its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case
from rnn_course.checks.lesson_09.demands import (
    build,
    demand_still_padding,
)
from rnn_course.checks.lesson_09.ids import encode
from rnn_course.checks.verdict import Wrong
from rnn_course.data import reviews

__all__ = ["demand_reading"]

GOAL = 0.95
UPDATES, ROUND, BATCH = 3000, 200, 64
LENGTH = 24  # ids in a row: two more than the longest review has words
GUESSING = np.log(2)  # nats: the loss of a network that says one half


@dataclass(frozen=True)
class _Data:
    """Rows of ids and labels."""

    X: np.ndarray
    y: np.ndarray

    def score(self, model: Any) -> float:
        """Return the share of right answers."""
        said = model.predict(self.X, batch_size=600, verbose=0)
        return float(np.mean((said[:, 0] > 0.5) == self.y))


def _data(part: str, words: dict[str, int]) -> _Data:
    known = reviews.load(part)
    return _Data(encode(known.sentences, words, LENGTH), known.liked)


def demand_reading(case: Case, seeds: Sequence[int]) -> None:
    """Train from the seeds, until one start learns to read templates it never met."""
    words = reviews.vocabulary(reviews.load("train").sentences)
    train, new = _data("train", words), _data("new", words)
    for seed in seeds:
        model, losses, score = _train(case, seed, len(words) + 2, train, new)
        demand_still_padding(model, new.X[:50], share=0.25)
        if score >= GOAL:
            return
        if _hopeless(losses):
            break
    reason, mistake = _why(losses, _data("known", words).score(model), score)
    raise Wrong(
        f"After {len(losses)} updates the network is right in {100 * score:.0f} % of "
        f"the reviews from new templates; expected {100 * GOAL:.0f} %. {reason}",
        mistake,
        0.5,
    )


def _train(
    case: Case, seed: int, size: int, train: _Data, new: _Data
) -> tuple[Any, list[float], float]:
    """Train until the goal is reached; return the network, its losses, its score."""
    model = build(case, size, seed)
    model.jit_compile = True  # the same numbers in half the time
    try:
        return model, *_run(model, seed, train, new)
    except Exception:  # an operation that cannot be compiled
        model = build(case, size, seed)
        model.jit_compile = False
        return model, *_run(model, seed, train, new)


def _run(model: Any, seed: int, train: _Data, new: _Data) -> tuple[list[float], float]:
    from rnn_course.models import fit_fast

    losses: list[float] = []
    score = 0.0
    while len(losses) < UPDATES:
        more = fit_fast(model, train.X, train.y, ROUND, BATCH, seed=seed + len(losses))
        losses += more.tolist()
        score = new.score(model)
        if score >= GOAL or _hopeless(losses):
            break
    return losses, score


def _hopeless(losses: list[float]) -> bool:
    """Tell whether the loss is no number, or stays above that of guessing."""
    tail = np.array(losses[-ROUND:])
    too_large = len(losses) >= 2 * ROUND and tail.mean() > 1.06 * GUESSING
    return bool(too_large or not np.isfinite(tail).all())


def _why(losses: list[float], known: float, new: float) -> tuple[str, str | None]:
    """Name the cause that the training has shown."""
    tail = np.array(losses[-ROUND:])
    if _hopeless(losses):
        return (
            "Its loss is worse than that of guessing: the learning rate is too large. "
            "Try a tenth of it.",
            "rate-too-large",
        )
    if known >= GOAL:
        return (
            f"On new sentences from the templates of the training it is right in "
            f"{100 * known:.0f} %: it knows these by heart, but not the rule. Try another "
            "number of units, or another cell.",
            "knows-templates-by-heart",
        )
    if tail.mean() > 0.9 * np.mean(losses[:50]):
        return (
            "The loss has hardly moved. Let the `Dense` read the last state of a "
            "recurrent layer of about 32 units, and compile with "
            "`keras.optimizers.Adam` at a learning rate from 0.001 to 0.005.",
            "hardly-learns",
        )
    return (
        "It is learning, but too slowly. Try a larger learning rate, or more units.",
        "learns-slowly",
    )
