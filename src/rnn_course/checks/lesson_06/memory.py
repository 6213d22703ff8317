"""The examiner of `memory_model`: it trains the learner's network and sees if it recalls.

The function is called anew for each of three seeds, so each network has its own start.
Every batch is new. The trained network is asked for every symbol; then its recurrent
weights are set to zero for a moment, and it must have forgotten everything: else its
memory is not in its recurrent layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rnn_course.bars import Bar
from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.layers import recurrent
from rnn_course.checks.lesson_06.demands import (
    DELAY,
    SYMBOLS,
    batch,
    build,
)
from rnn_course.checks.lesson_06.starts import flat_candidate, shut_gate
from rnn_course.checks.lesson_06.training import Trainer
from rnn_course.checks.verdict import Wrong

__all__ = ["SEEDS", "demand_memory"]

SEEDS = (0, 1, 2)
BATCH, UPDATES, EVERY = 32, 300, 20
SECONDS = 120.0  # for one network, also on a busy machine
GOAL = 0.99
FADED = 0.03  # first input felt against the last; default cells 1e-5, open ones 0.2
CHANCE = np.log(SYMBOLS)  # nats: the loss of a network that knows nothing


@dataclass(frozen=True)
class _Start:
    """How a network stood before training: what it feels, and its biases."""

    fade: float
    gate: str
    candidate: float | None


def demand_memory(case: Case, seeds: Sequence[int]) -> None:
    """Train a network from each seed; every one must learn the task."""
    trainer, bar = None, Bar(UPDATES * len(seeds))
    for number, seed in enumerate(seeds):
        model = build(case, seed, DELAY, SYMBOLS)
        model(batch(chance.generator(0), 1, DELAY)[0])  # a class may build late
        if trainer is None or not trainer.adopt(model):
            trainer = Trainer(model)
        _demand_success(trainer, seed, number, bar)
    bar.close()


def _demand_success(trainer: Trainer, seed: int, solved: int, bar: Bar) -> None:
    rng = chance.generator(1000 + seed)
    everything, truth = batch(rng, 8 * SYMBOLS, DELAY)
    everything[:SYMBOLS, 0, :SYMBOLS], truth[:SYMBOLS] = np.eye(SYMBOLS), range(SYMBOLS)
    start = _Start(
        trainer.fading(everything),
        shut_gate(trainer.model),
        flat_candidate(trainer.model),
    )
    losses: list[float] = []
    while len(losses) < UPDATES:
        losses.append(trainer.update(*batch(rng, BATCH, DELAY)))
        bar.move(solved * UPDATES + len(losses))
        if not np.isfinite(losses[-1]) or trainer.seconds > SECONDS:
            break
        if len(losses) % EVERY == 0 and trainer.accuracy(everything, truth) >= GOAL:
            _demand_memory(trainer, everything, truth)
            return
    said = trainer.accuracy(everything, truth)
    reason, mistake = _why(losses, start, trainer)
    raise Wrong(
        f"Trained with seed {seed}, the network names {100 * said:.0f} % of the symbols "
        f"after {len(losses)} updates. {reason}",
        mistake,
        0.25 * solved,
    )


def _demand_memory(trainer: Trainer, X: np.ndarray, y: np.ndarray) -> None:
    with trainer.zeroed(list(recurrent(trainer.model))):
        if trainer.accuracy(X, y) >= GOAL:
            raise Wrong(
                "The network names every symbol, also when its recurrent weights are set "
                "to zero: its answer goes past the recurrent layer. Let it come from the "
                "last state alone.",
                "goes-past-the-memory",
            )


def _why(
    losses: list[float], start: _Start, trainer: Trainer
) -> tuple[str, str | None]:
    """Name the cause that the training has shown."""
    tail = np.array(losses[20:] or losses)
    if not np.isfinite(losses).all() or tail.max() > 1.25 * CHANCE:
        return (
            "The loss jumped above that of guessing: the learning rate is too "
            "large. Try a tenth of it.",
            "rate-too-large",
        )
    if trainer.seconds > SECONDS:
        return "Training took too long. Are there too many units?", "too-slow"
    if start.candidate is not None:
        return (
            f"The candidate starts with a bias of {start.candidate:.3g}, where tanh is "
            "flat: it writes nearly the same whatever comes in. Give a large bias to "
            "the gate alone, not to all blocks.",
            "candidate-flat",
        )
    if start.fade < FADED:
        return (
            "It forgets. Before training the answer feels the first input less than a "
            "thirtieth as strongly as the last one, so training has nothing to hold on "
            f"to. {start.gate}",
            "forgets",
        )
    if tail[-50:].mean() > 0.9 * tail[:50].mean() and np.std(np.diff(tail)) < 0.05:
        return (
            "At the start it remembers, and the loss hardly moves: the learning rate is "
            "too small for 300 updates. Try ten times as much.",
            "rate-too-small",
        )
    return (
        "At its start it remembers something, but that was not enough. Let the gates "
        "keep more, let less of the blanks in, or try another learning rate: three "
        "times, or a third.",
        None,
    )
