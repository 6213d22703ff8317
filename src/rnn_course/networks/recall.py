"""The recall task of lessons 05 and 06, and a trainer for many networks at once.

A network reads one symbol, then `delay` blanks, and must say which symbol it was.

>>> from rnn_course import recall
>>> result = recall.train(lambda: keras.layers.GRU(32), delays=[10, 40], seeds=range(5))
>>> result.solved.sum(axis=1)  # of five networks, at each delay
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from rnn_course.bars import Bar

__all__ = ["SYMBOLS", "Training", "dataset", "train"]

SYMBOLS = 8


def dataset(
    n: int, delay: int, symbols: int, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Return random sequences of the recall task.

    Parameters
    ----------
    n : int
        Sequences.
    delay : int
        Blanks after the symbol; 0 is legal.
    symbols : int
        How many different ones there are.
    rng : numpy.random.Generator
        Where the symbols come from.

    Returns
    -------
    X : (n, delay + 1, symbols + 1) float32 ndarray
        One-hot; the last column is the blank.
    y : (n,) ndarray
        The symbol of each first step, 0 to symbols - 1.
    """
    y = rng.integers(symbols, size=n)
    X = np.zeros((n, delay + 1, symbols + 1), dtype="float32")
    X[np.arange(n), 0, y] = 1
    X[:, 1:, symbols] = 1
    return X, y


@dataclass(frozen=True)
class Training:
    """What came of training.

    Attributes
    ----------
    losses : (updates, delays, seeds) ndarray
        Cross-entropy in nats, before each update.
    norms : (updates, delays, seeds) ndarray
        Length of the whole gradient, before it is clipped.
    accuracy : (delays, seeds) ndarray
        Share of the symbols that each network names in the end; every sequence
        of the task is tried.
    """

    losses: np.ndarray
    norms: np.ndarray
    accuracy: np.ndarray

    @property
    def solved(self) -> np.ndarray:
        """Which networks name every symbol, (delays, seeds)."""
        return self.accuracy > 0.99


def train(
    build: Callable[[], Any],
    delays: Sequence[int],
    seeds: Sequence[int],
    *,
    updates: int = 300,
    rate: float = 0.01,
    batch: int = 32,
    symbols: int = SYMBOLS,
    optimizer: str = "adam",
    clip: float = np.inf,
) -> Training:
    """Train one network for each delay and seed, all side by side.

    Each is the layer that `build` returns, and a `Dense(symbols)` that reads its
    last state. No network touches another; they only share the time.

    Parameters
    ----------
    build : callable
        Returns a new `SimpleRNN` (tanh or relu), `GRU` or `LSTM` of Keras; its
        initializers, called after `keras.utils.set_random_seed`, give the start.
    delays, seeds : sequence of int
        One network for each pair.
    updates, batch : int
        Steps of the optimizer, and random sequences in each.
    rate : float
        Learning rate.
    optimizer : {"adam", "sgd"}
        With Keras's default settings.
    clip : float
        Gradients longer than this are shortened to it, each network's by itself.

    Raises
    ------
    ValueError
        When the layer or the optimizer is not one of these.
    """
    from rnn_course.models import tf
    from rnn_course.networks.recall_step import Step, compiled_step
    from rnn_course.networks.stacked import kind_of

    starts = [_start(build, symbols, seed) for seed in seeds]
    weights = _for_each_delay([np.stack(w) for w in zip(*starts, strict=True)], delays)
    step = compiled_step(Step(kind_of(build()), max(delays), optimizer))
    lengths = tf.constant(np.repeat(delays, len(seeds)), tf.int32)
    shares = _for_each_delay([_draws(seeds, updates, batch, symbols)], delays)[0]
    rule = tf.constant(rate, tf.float32), tf.constant(clip, tf.float32)
    state, losses, norms = _run(step, step.start(weights), lengths, shares, rule)
    shape = len(delays), len(seeds)
    return Training(
        losses.reshape(updates, *shape),
        norms.reshape(updates, *shape),
        np.asarray(step.accuracy(state, lengths)).reshape(shape),
    )


def _run(
    step: Any, state: Any, lengths: Any, shares: np.ndarray, rule: tuple[Any, Any]
) -> tuple[Any, np.ndarray, np.ndarray]:
    """Return the final state, and losses and norms of each update, (updates, nets)."""
    bar = Bar(shares.shape[1])
    records = []
    for update in range(shares.shape[1]):
        state, *record = step.update(state, lengths, shares[:, update], *rule)
        records.append(record)
        bar.move(update + 1)
    bar.close()
    losses, norms = (np.array(part) for part in zip(*records, strict=True))
    return state, losses, norms


def _start(build: Callable[[], Any], symbols: int, seed: int) -> list[np.ndarray]:
    """Return the weights of one network as Keras starts them."""
    from rnn_course.models import keras

    keras.utils.set_random_seed(int(seed))
    layer = build()
    layer.build((None, None, symbols + 1))
    readout = keras.layers.Dense(symbols)
    readout.build((None, layer.units))
    return [*layer.get_weights(), *readout.get_weights()]


def _draws(seeds: Sequence[int], updates: int, batch: int, symbols: int) -> np.ndarray:
    """Return each symbol's share of each batch, (seeds, updates, symbols).

    A batch of 32 holds only `symbols` different sequences. So the trainer reads
    each once and weighs it: the same loss, at a quarter of the work.
    """
    even = np.full(symbols, 1 / symbols)
    counts = [
        np.random.default_rng(int(s)).multinomial(batch, even, updates) for s in seeds
    ]
    return (np.array(counts) / batch).astype("float32")


def _for_each_delay(
    arrays: list[np.ndarray], delays: Sequence[int]
) -> list[np.ndarray]:
    """Repeat (seeds, …) arrays to (delays · seeds, …)."""
    return [np.concatenate([array] * len(delays)) for array in arrays]
