"""Train a compiled model by a number of updates, without `fit`'s restarts."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from rnn_course.bars import Bar
from rnn_course.models.quiet import keras, tf

__all__ = ["build_optimizer", "fit_fast"]

SHORT = 12  # windows of up to this many steps are unrolled while training


def fit_fast(
    model: keras.Model,
    X: ArrayLike,
    y: ArrayLike,
    updates: int,
    batch_size: int | None = None,
    seed: int | None = None,
) -> np.ndarray:
    """Train a compiled model by a number of updates, silently.

    `model.fit(X, y, epochs=200)` starts its data pipeline anew for each epoch,
    which takes far longer than the training itself when an epoch is one batch.
    Here the data set repeats inside one long epoch: the same updates, without
    the restarts.

    Parameters
    ----------
    model : keras.Model
        Compiled.
    X : (examples, time, features)
        Inputs.
    y : (examples,) or (examples, outputs)
        Targets.
    updates : int
        Steps of the optimizer, one batch each.
    batch_size : int, optional
        Examples in a batch, drawn in a new order in each round; all of them
        in each batch when left out.
    seed : int, optional
        Sets every random generator before training (order of batches,
        dropout); to repeat the starting weights too, call
        `keras.utils.set_random_seed` before the model is built.

    Returns
    -------
    (updates,) ndarray
        The loss of each batch, before its update.
    """
    if seed is not None:
        keras.utils.set_random_seed(seed)
    build_optimizer(model)
    recorder = _Recorder(updates)
    short = [layer for layer in model.layers if _is_rolled(layer, np.shape(X))]
    for layer in short:
        layer.unroll = True  # the same numbers; the start is a quarter faster
    try:
        model.fit(
            _repeated(X, y, batch_size, seed),
            epochs=1,
            steps_per_epoch=updates,
            verbose=0,
            shuffle=False,  # the data set shuffles where that is needed
            callbacks=[recorder],
        )
    finally:
        for layer in short:
            layer.unroll = False
    return np.array(recorder.losses)


def build_optimizer(model: keras.Model) -> None:
    """Make what a compiled model's optimizer remembers of each weight.

    Keras makes it within the first update, and must then trace that update twice: a
    second or more for a recurrent layer. The numbers are the same.

    Parameters
    ----------
    model : keras.Model
        Compiled; any other, or one whose shapes are not known yet, is left alone.
    """
    optimizer = getattr(model, "optimizer", None)
    if model.built and optimizer is not None and not optimizer.built:
        optimizer.build(model.trainable_variables)


def _repeated(
    X: ArrayLike, y: ArrayLike, batch_size: int | None, seed: int | None
) -> tf.data.Dataset:
    """Return a data set without end."""
    X, y = np.asarray(X), np.asarray(y)
    data = tf.data.Dataset.from_tensor_slices((X, y))
    if batch_size is not None and batch_size < len(X):
        data = data.shuffle(len(X), seed=seed)
    return data.repeat().batch(batch_size or len(X))


def _is_rolled(layer: Any, shape: tuple[int, ...]) -> bool:
    return len(shape) == 3 and shape[1] <= SHORT and not getattr(layer, "unroll", True)


class _Recorder(keras.callbacks.Callback):
    """Keeps the loss of each batch and moves the progress bar."""

    def __init__(self, updates: int) -> None:
        super().__init__()
        self.losses: list[float] = []
        self._bar = Bar(updates)

    def on_train_batch_end(self, batch: int, logs: dict[str, float]) -> None:
        self.losses.append(float(logs["loss"]))
        self.model.reset_metrics()  # else Keras reports the mean over all batches
        self._bar.move(batch + 1)

    def on_train_end(self, logs: Any = None) -> None:
        self._bar.close()
