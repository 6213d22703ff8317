"""The examiner of `build_listener`: it trains the learner's network on 45 voices.

The network hears batches of the shipped training voices, and is asked now and then
about all sounds of the unseen ones. It is done as soon as it reaches the goal.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from rnn_course.bars import Bar
from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.lesson_10.demands import (
    build,
    demand_padding_ignored,
    demand_well_formed,
)
from rnn_course.checks.verdict import Wrong
from rnn_course.data import digits

__all__ = ["demand_form", "demand_hearing"]

BATCH, UPDATES, EVERY = 32, 600, 50
SECONDS = 90.0  # of training, also on a busy machine
GOAL = 0.85
SIZES = ((7, 4), (20, 10))
CHANCE = np.log(10)  # nats: the loss of a network that knows nothing
_CUT_OFF = (
    "No score is ever below 0: an activation in the last layer cuts them off. Logits "
    "are any numbers, so give `Dense(classes)` no activation (or softmax)."
)


def demand_form(case: Case) -> None:
    """Demand networks of several sizes that fit the task."""
    for sizes in SIZES:
        model = build(case, *sizes)
        demand_well_formed(model, *sizes)
        demand_padding_ignored(model, *sizes)


def demand_hearing(case: Case, seeds: Sequence[int]) -> None:
    """Train a network for each seed: its batches come in that order."""
    for seed in seeds:
        model = build(case, *SIZES[-1])
        _demand_success(model, seed)
        demand_padding_ignored(model, *SIZES[-1])  # zeros may have moved


def _demand_success(model: Any, seed: int) -> None:
    from rnn_course.models import build_optimizer

    losses, bar, begin = [], Bar(UPDATES), time.perf_counter()
    build_optimizer(model)
    train, unseen = digits.load("train"), digits.load("unseen")
    for X, y in _batches(train, seed):
        losses.append(_update(model, X, y))
        bar.move(len(losses))
        late = time.perf_counter() - begin > SECONDS
        if not np.isfinite(losses[-1]) or late:
            break
        if len(losses) % EVERY == 0 and _share_right(model, unseen) >= GOAL:
            bar.close()
            return
    bar.close()
    named = 100 * _share_right(model, unseen)
    known = _share_right(model, train)
    reason, mistake = _why(losses, known, len(losses) < UPDATES)
    if mistake is None and _cut_off(model, unseen):
        reason, mistake = _CUT_OFF, "scores-cut-off"
    raise Wrong(
        f"After {len(losses)} updates the network names {named:.0f} % of the digits "
        f"spoken by voices that it has not heard. {reason}",
        mistake,
        0.25,
    )


def _batches(spoken: digits.Spoken, seed: int) -> Any:
    """Yield batches, each sound once before any comes again."""
    rng = chance.generator(seed)
    count = len(spoken.y)
    order = np.concatenate([rng.permutation(count) for _ in range(UPDATES)])
    for start in range(0, UPDATES * BATCH, BATCH):
        rows = order[start : start + BATCH]
        yield spoken.X[rows], spoken.y[rows]


def _update(model: Any, X: np.ndarray, y: np.ndarray) -> float:
    """Train on one batch and return its loss before the update."""
    model.reset_metrics()
    return float(np.ravel(model.train_on_batch(X, y))[0])


def _share_right(model: Any, spoken: digits.Spoken) -> float:
    said = np.asarray(model.predict(spoken.X, batch_size=450, verbose=0))
    return float((said.argmax(axis=1) == spoken.y).mean())


def _cut_off(model: Any, spoken: digits.Spoken) -> bool:
    """Tell whether no score is below 0, though scores are no probabilities."""
    said = np.asarray(model.predict(spoken.X[:50], verbose=0))
    return bool((said >= 0).all() and not np.allclose(said.sum(axis=1), 1, atol=1e-3))


def _why(losses: list[float], known: float, stopped: bool) -> tuple[str, str | None]:
    """Name the cause that the training has shown."""
    tail = np.array(losses[20:] or losses)
    if not np.isfinite(losses).all() or tail.max() > 1.5 * CHANCE:
        return (
            "The loss jumped above that of guessing: the learning rate is too large. "
            "Try a tenth of it.",
            "rate-too-large",
        )
    if stopped:
        return "Training took too long. Are there too many units?", "too-slow"
    if tail[-50:].mean() > 0.5 * CHANCE and np.std(np.diff(tail)) < 0.2:
        return (
            "The loss hardly moves: the learning rate is too small for so few updates. "
            "Try ten times as much.",
            "rate-too-small",
        )
    if known > 0.95:
        return (
            "It names nearly all that it was trained on: it has learned those voices by "
            "heart. Take fewer units, or a `Dropout` layer.",
            "by-heart",
        )
    return (
        "Give it more units (32 to 128), or another learning rate: three times, or a "
        "third.",
        None,
    )
