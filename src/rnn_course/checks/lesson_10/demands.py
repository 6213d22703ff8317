"""What a network for `build_listener` must be before it is worth training."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.layers import demand_model, recurrent
from rnn_course.checks.verdict import Wrong

__all__ = ["build", "demand_padding_ignored", "demand_well_formed"]

SECONDS = 20.0  # to build one network: Keras may have to be loaded
ROWS, FRAMES = 5, 12
SAME = 1e-3  # of the largest output: padding may change no more
FAR = 6.0  # logits this far apart leave no doubt


def build(case: Case, features: int, classes: int) -> Any:
    """Call the answer after setting the seed."""

    chance.seed_keras(0)
    patient = replace(case.exercise, seconds=max(case.exercise.seconds, SECONDS))
    try:
        return replace(case, exercise=patient).call(features=features, classes=classes)
    except Wrong as wrong:
        text = f"{wrong.reason}{_advice(wrong)}"
        raise Wrong(text, wrong.mistake, wrong.share) from None


def _advice(wrong: Wrong) -> str:
    """Say what Keras's own message leaves open."""
    if wrong.mistake == "returns-nothing":
        return (
            " `model.compile(…)` itself gives None: write `return model` on a line of "
            "its own."
        )
    if wrong.mistake == "exception" and re.search("shape|ndim", wrong.reason):
        return (
            " Compare the shapes with the table: `keras.Input((None, features))` comes "
            "first, and a recurrent layer before another one needs "
            "`return_sequences=True`."
        )
    return ""


def demand_well_formed(model: Any, features: int, classes: int) -> None:
    """Demand a compiled recurrent network of the right shapes with a loss that fits."""
    demand_model(model, "build_listener")
    if not model.compiled or model.optimizer is None or not model.loss:
        seen = "compiled without a loss" if model.compiled else "not compiled"
        raise Wrong(
            f"The network is {seen}, so nobody can train it. Call `model.compile` "
            "with an optimizer and a loss before you return it.",
            "not-compiled",
        )
    _demand_shapes(model, features, classes)
    if not any(recurrent(model)):
        raise Wrong(
            "The network has no recurrent layer, so it cannot follow a sound through "
            "time. Read the frames with a `GRU` or an `LSTM`.",
            "not-recurrent",
        )
    _demand_loss(model, features, classes)


def _demand_shapes(model: Any, features: int, classes: int) -> None:
    shape = _declared(model)
    if len(shape) == 3 and shape[2] == features and shape[1] is not None:
        raise Wrong(
            f"The network takes sounds of exactly {shape[1]} frames. Sounds have all "
            "lengths: begin with `keras.Input((None, features))`.",
            "fixed-length",
        )
    X, _ = _random(features, classes)
    try:
        said = tuple(model(X).shape) if _takes(shape, features) else None
    except Exception:
        said = None
    if said is None:
        raise Wrong(
            f"Called with features={features} and classes={classes}, the network does "
            f"not take sounds of shape (batch, frames, features) = {X.shape}. Begin it "
            "with `keras.Input((None, features))`.",
            "input-shape",
        )
    if said != (ROWS, classes):
        raise Wrong(*_about_output(said, classes))


def _declared(model: Any) -> tuple[int | None, ...]:
    """Return the shape of the input that the network declares, () without one."""
    inputs = getattr(model, "inputs", None) or []
    return tuple(inputs[0].shape) if len(inputs) == 1 else ()


def _takes(shape: tuple[int | None, ...], features: int) -> bool:
    return not shape or (len(shape) == 3 and shape[2] in (None, features))


def _about_output(said: tuple[int, ...], classes: int) -> tuple[str, str]:
    text = (
        f"For {ROWS} sounds and {classes} classes the network's output has the shape "
        f"{said}; expected (batch, classes) = ({ROWS}, {classes}), one score a class."
    )
    if len(said) == 3:
        text += " Leave `return_sequences=True` out of the last recurrent layer."
    else:
        text += " Does a `Dense(classes)` stand at the end?"
    return text, "output-shape"


def _random(features: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Return sounds of noise and their classes."""
    rng = chance.generator(0)
    X = rng.normal(size=(ROWS, FRAMES, features)).astype("float32")
    return X, rng.integers(classes, size=ROWS)


def _demand_loss(model: Any, features: int, classes: int) -> None:
    X, y = _random(features, classes)
    said = np.asarray(model(X, training=False), dtype="float64")
    shares = (said >= 0).all() and np.allclose(said.sum(axis=1), 1, atol=1e-3)
    right, wrong = (_sure_of(y + step, classes, shares) for step in (0, 1))
    loss = _loss(model, X, y, said)
    better, worse = (_loss(model, X, y, one) for one in (right, wrong))
    if not np.isfinite([loss, better, worse]).all() or better > worse - 0.1:
        raise Wrong(
            "The loss does not reward the right class. Targets are class numbers, 0 to "
            "classes − 1, not one-hot rows: use the *sparse* categorical cross-entropy.",
            "wrong-loss",
        )
    clipped = np.clip(said, 1e-7, 1)
    mistaken = -np.log(clipped / clipped.sum(axis=1, keepdims=True))
    if not shares and abs(loss - mistaken[np.arange(ROWS), y].mean()) < 1e-2:
        seen = "logits, any numbers" if (said < 0).any() else "scores with another sum"
        raise Wrong(
            f"The network gives {seen}, but its loss takes them for "
            "probabilities, which sum up to 1. Either `SparseCategoricalCrossentropy(from_logits=True)`, or "
            '`activation="softmax"` in the last layer. Here there is neither.',
            "loss-takes-logits-for-probabilities",
        )


def _sure_of(y: np.ndarray, classes: int, shares: bool) -> np.ndarray:
    """Return outputs of a network that has no doubt."""
    logits = FAR * np.eye(classes)[y % classes]
    if not shares:
        return logits
    return np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)


def _loss(model: Any, X: np.ndarray, y: np.ndarray, said: np.ndarray) -> float:
    from rnn_course.models import tf

    said = tf.constant(said, tf.float32)
    try:
        return float(model.compute_loss(x=X, y=tf.constant(y), y_pred=said))
    except Exception:
        return float("nan")


def demand_padding_ignored(model: Any, features: int, classes: int) -> None:
    """Demand that frames of 0 after the end change nothing."""
    X, _ = _random(features, classes)
    alone = np.asarray(model(X[:, : FRAMES // 2], training=False))
    X[:, FRAMES // 2 :] = 0
    padded = np.asarray(model(X, training=False))
    if np.abs(padded - alone).max() > SAME * np.abs(alone).max():
        raise Wrong(*_about_padding(model))


def _about_padding(model: Any) -> tuple[str, str]:
    from rnn_course.models import keras

    masks = [
        layer
        for layer in model._flatten_layers(include_self=False)
        if isinstance(layer, keras.layers.Masking)
    ]
    seen = "Padding changes what the network says: frames of 0 after the end count."
    if not masks:
        text = "Put a `keras.layers.Masking()` before the recurrent layer."
        return f"{seen} {text}", "no-masking"
    if any(layer.mask_value != 0 for layer in masks):
        text = "`Masking` looks for another value here; padding frames are all 0."
        return f"{seen} {text}", "wrong-mask-value"
    text = (
        "There is a `Masking` layer, but its mask is lost on the way. Put it first, "
        "directly before the recurrent layer."
    )
    return f"{seen} {text}", "mask-lost"
