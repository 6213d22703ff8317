"""Train networks on windows of text, several sizes at a time, on every core.

`fit` measures no more than it must and says little about text. `fit_text` compiles a
whole update with XLA, measures bits per character on training and held-out windows as
it goes, and can keep the weights that were best on the held-out ones. `fit_texts` does
so for several networks side by side, one thread each.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnn_course.bars import Bar
from rnn_course.models.fitting import build_optimizer
from rnn_course.models.quiet import keras, tf

__all__ = ["TextCurve", "fit_text", "fit_texts"]

Windows = tuple[ArrayLike, ArrayLike]
LN2 = float(np.log(2))  # nats in a bit
COMPILED = True  # with XLA: slower to start, faster to train
SAMPLE = 512  # held-out windows measured at a time, spread over all of them


@dataclass(frozen=True)
class TextCurve:
    """How a training went, in bits per character.

    Attributes
    ----------
    updates : (points,) ndarray
        Updates done when each point was measured.
    train : (points,) ndarray
        Mean over the batches since the point before.
    validation : (points,) ndarray
        On held-out windows; empty without any.
    """

    updates: np.ndarray
    train: np.ndarray
    validation: np.ndarray

    @property
    def best(self) -> int:
        """Updates done when the held-out score was lowest."""
        return int(self.updates[self.validation.argmin()])


def fit_text(
    model: keras.Model,
    train: Windows,
    validation: Windows | None = None,
    *,
    updates: int,
    batch_size: int = 32,
    every: int = 50,
    seed: int = 0,
    keep_best: bool = False,
    tell: Callable[[int], None] | None = None,
) -> TextCurve:
    """Train a compiled model on windows of ids.

    Parameters
    ----------
    model : keras.Model
        Compiled: its own loss and optimizer are used. Ids to logits.
    train, validation : pair of (windows, length) int arrays
        Ids, and the ids that follow them.
    updates : int
        Steps of the optimizer.
    batch_size : int
        Windows in a batch, drawn at random, with replacement.
    every : int
        Updates between two points of the curve.
    seed : int
        Of the draws. To repeat the starting weights as well, call
        `keras.utils.set_random_seed` before the model is built.
    keep_best : bool
        In the end, go back to the weights with the lowest held-out score.
    tell : callable, optional
        Hears how many updates are done; in place of a progress bar.

    Returns
    -------
    TextCurve
        In bits per character.
    """
    bar = Bar(updates) if tell is None else None
    step = _Step(model, train, validation)
    draws = np.random.default_rng(seed).integers(
        0, len(train[0]), (updates, batch_size)
    )
    points, losses, best = [], [], (np.inf, None)
    for done, rows in enumerate(draws.astype("int32"), start=1):
        losses.append(step.update(rows))
        (tell or bar.move)(done)
        if done % every and done < updates:
            continue
        points.append((done, np.mean([float(x) for x in losses]), step.held_out()))
        losses = []
        if keep_best and points[-1][2] < best[0]:
            best = points[-1][2], model.get_weights()
    if bar:
        bar.close()
    if best[1] is not None:
        model.set_weights(best[1])
    counts, fitted, held_out = (np.array(part) for part in zip(*points, strict=True))
    return TextCurve(counts, fitted, held_out if validation else held_out[:0])


def fit_texts(
    models: Mapping[Any, keras.Model], *windows: Windows, updates: int, **options: Any
) -> dict[Any, TextCurve]:
    """Train several models on the same windows, side by side; see `fit_text`.

    Each takes the steps that it would take alone. The largest starts first, so that
    no core waits for it in the end. A progress bar counts all updates.

    Parameters
    ----------
    models : mapping of name to keras.Model
        Compiled.
    *windows
        Training windows, and held-out ones if there are any.
    updates : int
        For each model.
    **options
        As for `fit_text`.

    Returns
    -------
    dict
        Name → curve, in the order of `models`.
    """
    bar, lock, done = Bar(updates * len(models)), threading.Lock(), [0]

    def tell(_: int) -> None:
        with lock:
            done[0] += 1
            bar.move(done[0])

    def fit(name: Any) -> TextCurve:
        return fit_text(models[name], *windows, updates=updates, tell=tell, **options)

    by_size = sorted(models, key=lambda name: -models[name].count_params())
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        curves = dict(zip(by_size, pool.map(fit, by_size), strict=True))
    bar.close()
    return {name: curves[name] for name in models}


class _Step:
    """The compiled update of one model, and its held-out score."""

    def __init__(
        self, model: keras.Model, train: Windows, validation: Windows | None
    ) -> None:
        self.model = model
        self.train = [tf.constant(part, tf.int32) for part in train]
        self.sample = None
        if validation is not None:
            rows = np.linspace(0, len(validation[0]) - 1, SAMPLE).astype(int)
            self.sample = [tf.constant(np.asarray(part)[rows]) for part in validation]
        build_optimizer(model)
        self._update = tf.function(self._train_step, jit_compile=COMPILED)
        self._score = tf.function(self._bits, jit_compile=COMPILED)

    def update(self, rows: np.ndarray) -> Any:
        """Train on some windows; return their bits before the update."""
        return self._update(rows)

    def held_out(self) -> float:
        """Return bits per character on a sample of the held-out windows."""
        if self.sample is None:
            return np.nan
        return float(self._score(*self.sample))

    def _train_step(self, rows: Any) -> Any:
        X, Y = (tf.gather(part, rows) for part in self.train)
        variables = self.model.trainable_variables
        with tf.GradientTape() as tape:
            loss = self._loss(X, Y, training=True)
        self.model.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss / LN2

    def _bits(self, X: Any, Y: Any) -> Any:
        return self._loss(X, Y, training=False) / LN2

    def _loss(self, X: Any, Y: Any, training: bool) -> Any:
        """Return the model's own loss, in nats per character."""
        logits = self.model(X, training=training)
        return self.model.compute_loss(x=X, y=Y, y_pred=logits, training=training)
