"""Train a learner's compiled network on batches that are new each time."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from typing import Any

import numpy as np

from rnn_course.checks import chance

__all__ = ["Trainer"]


class Trainer:
    """A compiled network, its own loss and optimizer, and compiled updates.

    Parameters
    ----------
    model : keras.Model
        Compiled, called at least once.
    """

    def __init__(self, model: Any) -> None:
        from rnn_course.models import tf

        self.model = model
        self.seconds = 0.0
        model.optimizer.build(model.trainable_variables)
        self._fresh = [np.array(v) for v in model.optimizer.variables]
        self._update = tf.function(self._step, jit_compile=True)
        self._said = tf.function(lambda X: model(X, training=False), jit_compile=True)

    def adopt(self, model: Any) -> bool:
        """Start anew with the weights of another network of the same build.

        The compiled update is used again. Returns False when the weights differ.
        """
        config = [
            getattr(m.optimizer, "get_config", dict)() for m in (self.model, model)
        ]
        new, old = model.get_weights(), self.model.get_weights()
        if [w.shape for w in new] != [w.shape for w in old] or config[0] != config[1]:
            return False
        self.model.set_weights(new)
        for variable, value in zip(
            self.model.optimizer.variables, self._fresh, strict=True
        ):
            variable.assign(value)
        self.seconds = 0.0
        return True

    def update(self, X: np.ndarray, y: np.ndarray) -> float:
        """Train on one batch and return its loss before the update."""
        start = time.perf_counter()
        X, y = X.astype("float32"), y.astype("int32")
        try:
            loss = self._update(X, y)
        except Exception:  # an operation that XLA does not know
            loss = self._plainly(X, y)
        self.seconds += time.perf_counter() - start
        return float(loss)

    def accuracy(self, X: np.ndarray, y: np.ndarray) -> float:
        """Return the share of sequences whose symbol has the highest score."""
        said = self._answers(X.astype("float32"))
        return float((np.asarray(said).argmax(axis=1) == y).mean())

    def fading(self, X: np.ndarray) -> float:
        """Return how strongly the answer feels the first input, against the last."""
        from rnn_course.models import tf

        X = tf.constant(X, tf.float32)
        with tf.GradientTape() as tape:
            tape.watch(X)
            said = self.model(X, training=False)
            total = tf.reduce_sum(said * chance.generator(0).normal(size=said.shape))
        felt = np.asarray(tape.gradient(total, X))
        first, last = (float(np.linalg.norm(felt[:, t])) for t in (0, -1))
        return first / last if last else 0.0

    @contextlib.contextmanager
    def zeroed(self, layers: list[Any]) -> Iterator[None]:
        """Set the weights of layers to zero for as long as the block runs."""
        before = [layer.get_weights() for layer in layers]
        for layer, weights in zip(layers, before, strict=True):
            layer.set_weights([0 * w for w in weights])
        try:
            yield
        finally:
            for layer, weights in zip(layers, before, strict=True):
                layer.set_weights(weights)

    def _answers(self, X: np.ndarray) -> Any:
        try:
            return self._said(X)
        except Exception:
            return self.model(X, training=False)

    def _plainly(self, X: np.ndarray, y: np.ndarray) -> Any:
        from rnn_course.models import tf

        self._update = tf.function(self._step)
        return self._update(X, y)

    def _step(self, X: Any, y: Any) -> Any:
        from rnn_course.models import tf

        with tf.GradientTape() as tape:
            said = self.model(X, training=True)
            loss = self.model.compute_loss(x=X, y=y, y_pred=said, training=True)
        variables = self.model.trainable_variables
        self.model.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss
