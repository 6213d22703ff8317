"""Many networks of one kind, trained side by side: what one seed cannot tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import ArrayLike

from rnn_course.bars import Bar
from rnn_course.models import keras, tf

__all__ = ["Crowd", "summarise"]


class Crowd:
    """Many networks of one kind, each from its own seed, trained side by side.

    Their weights are stacked, and one update moves all of them. Each network
    takes the steps that it would take alone; only the time is shared.

    Parameters
    ----------
    build : callable
        Takes no argument; returns a new compiled model with optimizer "adam"
        or another that treats each weight by itself.
    seeds : sequence of int
        One for each network.
    """

    def __init__(self, build: Callable[[], keras.Model], seeds: Sequence[int]) -> None:
        starts = []
        for seed in seeds:
            keras.utils.set_random_seed(int(seed))
            self.model = build()
            starts.append(self.model.get_weights())
        for layer in self.model.layers:
            if not getattr(layer, "unroll", True):
                layer.unroll = True  # stacked weights need it
        self._weights = [
            keras.Variable(np.stack(parts)) for parts in zip(*starts, strict=True)
        ]
        self._rest = [variable.value for variable in self.model.non_trainable_variables]
        self._loss = keras.losses.get(self.model.loss)
        optimizer = self.model.optimizer
        self._optimizer = type(optimizer).from_config(optimizer.get_config())
        self._optimizer.build(self._weights)
        self._outputs = tf.function(self._all_outputs, reduce_retracing=True)

    def fit(self, X: ArrayLike, y: ArrayLike, updates: int) -> np.ndarray:
        """Train every network by so many updates on all examples at once.

        Parameters
        ----------
        X : (examples, time, features)
            Inputs.
        y : (examples,)
            Targets.
        updates : int
            How many; call again to go on.

        Returns
        -------
        (updates, networks) ndarray
            The losses, before each update.
        """
        X = tf.constant(X, tf.float32)
        y = tf.reshape(tf.constant(y, tf.float32), (len(X), -1))
        step = tf.function(lambda: self._step(X, y))
        bar = Bar(updates)
        losses = []
        for done in range(updates):
            losses.append(step())
            bar.move(done + 1)
        bar.close()
        return np.array(losses)

    def predict(self, X: ArrayLike) -> np.ndarray:
        """Return every network's predictions, (networks, examples)."""
        return self._outputs(tf.constant(X, tf.float32)).numpy()[..., 0]

    def _all_outputs(self, X: tf.Tensor) -> tf.Tensor:
        values = [variable.value for variable in self._weights]
        return tf.vectorized_map(lambda one: self._call(one, X), values)

    def _call(self, weights: Sequence[tf.Tensor], X: tf.Tensor) -> tf.Tensor:
        outputs, _ = self.model.stateless_call(list(weights), self._rest, X)
        return outputs

    def _error(
        self, weights: Sequence[tf.Tensor], X: tf.Tensor, y: tf.Tensor
    ) -> tf.Tensor:
        return tf.reduce_mean(self._loss(y, self._call(weights, X)))

    def _step(self, X: tf.Tensor, y: tf.Tensor) -> tf.Tensor:
        values = [variable.value for variable in self._weights]
        with tf.GradientTape() as tape:
            tape.watch(values)
            losses = tf.vectorized_map(lambda one: self._error(one, X, y), values)
            total = tf.reduce_sum(losses)  # no network touches another's term
        self._optimizer.apply(tape.gradient(total, values), self._weights)
        return losses


def summarise(predictions: ArrayLike) -> np.ndarray:
    """Sum up what many networks say.

    Parameters
    ----------
    predictions : (networks, windows)
        One row for each network.

    Returns
    -------
    np.ndarray (3, windows)
        The 10th percentile, the median and the 90th percentile of each window.
    """
    return np.percentile(predictions, [10, 50, 90], axis=0)
