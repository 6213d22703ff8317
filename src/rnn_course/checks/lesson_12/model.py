"""The examiner of `build_model` (lesson 12): what the returned network does with ids."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.layers import demand_model, recurrent
from rnn_course.checks.lesson_12.patience import patient
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_model"]

SIZES = ((47, 7), (11, 12))  # vocabulary, hidden
SECONDS = 30.0  # for one call
BATCH, TIME = 3, 9
UPDATES = 12  # on one batch, which any sane optimizer learns a little of


def examine_model(case: Case) -> None:
    """Build two networks and examine both.

    Raises
    ------
    Wrong
        With the first thing that is not right.
    """
    case = patient(case, SECONDS)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Keras on softmax with from_logits=True
        for vocab_size, hidden in chance.among(SIZES, _sizes):
            model = case.call(vocab_size=vocab_size, hidden=hidden)
            _demand_model(model)
            ids = chance.generator(hidden).integers(2, vocab_size, (BATCH, TIME))
            said = _demand_shapes(model, ids, vocab_size)
            _demand_recurrence(model, hidden)
            _demand_direction(model, ids, said)
            _demand_logits(model, said)
            _demand_loss(model, ids, said)
        _demand_learning(model, ids)


def _sizes(rng: np.random.Generator) -> tuple[tuple[int, int], ...]:
    return tuple((int(rng.integers(9, 60)), hidden) for hidden in _units_drawn(rng))


def _units_drawn(rng: np.random.Generator) -> list[int]:
    return [int(units) for units in rng.choice(range(5, 20), 2, replace=False)]


examine_model.trains = True  # it loads TensorFlow: its tests are slow ones


def _demand_model(model: Any) -> None:
    demand_model(model, "build_model")
    if not model.compiled:
        raise Wrong(
            "The network is not compiled, so nobody can train it. Call `model.compile` "
            "with an optimizer and a loss before you return it.",
            "not-compiled",
        )


def _demand_shapes(model: Any, ids: np.ndarray, vocab_size: int) -> np.ndarray:
    """Demand ids of any number and length in, one row of logits a place out."""
    expected = (BATCH, TIME, vocab_size)
    fixed = _is_fixed(model)  # asked now: a first call writes its own shape down
    for part in (ids, ids[:1, :4]):
        said = _ask(model, part)
        if said is None and _ask(model, np.full_like(part, 2)) is not None:
            raise Wrong(
                f"The network cannot read all ids from 0 to {vocab_size - 1}: its "
                "embedding has too few rows. `Embedding(vocab_size, …)`: the number of "
                "ids comes first, the length of a vector second.",
                "embedding-too-small",
            )
        if said is None or fixed:
            raise Wrong(
                f"The network cannot read ids of shape (batch, time) = {part.shape}. It "
                "must take any number of rows and of steps: begin it with "
                "`keras.Input((None,))`, then an `Embedding`.",
                "input-shape",
            )
        if said.shape != (*part.shape, vocab_size):
            raise Wrong(*_about_output(said.shape, (*part.shape, vocab_size)))
    said = _ask(model, ids)
    if said.shape != expected or not np.isfinite(said).all():
        raise Wrong("The network's output holds NaN or infinity.", "not-finite")
    return said


def _is_fixed(model: Any) -> bool:
    """Tell whether the network declares a number of rows or steps.

    A `Sequential` without an `Input` declares nothing and reads any number.
    """
    inputs = model.inputs if model.built else []
    return any(size is not None for tensor in inputs for size in tensor.shape[:2])


def _ask(model: Any, ids: np.ndarray) -> np.ndarray | None:
    try:
        return np.asarray(model(ids.astype("int32"), training=False))
    except Exception:
        return None


def _about_output(shape: tuple[int, ...], expected: tuple[int, ...]) -> tuple[str, str]:
    text = (
        f"For ids of shape {expected[:2]} and {expected[2]} ids in all the network's "
        f"output has the shape {shape}; expected (batch, time, vocab_size) = {expected}."
    )
    if len(shape) == 2:
        text += " It predicts after *every* character: `return_sequences=True`."
    else:
        text += " Does a `Dense(vocab_size)` stand at the end?"
    return text, "output-shape"


def _demand_recurrence(model: Any, hidden: int) -> None:
    units = [_units(layer) for layer in recurrent(model)]
    if not units:
        raise Wrong(
            "The network has no recurrent layer, so it cannot remember what it has "
            "read. Put a `GRU`, an `LSTM` or a `SimpleRNN` behind the embedding.",
            "not-recurrent",
        )
    if hidden not in units:
        raise Wrong(
            f"Asked for {hidden} hidden units, the network's recurrent layers have "
            f"{', '.join(map(str, units))}. Write `hidden` where the number stands.",
            "wrong-units",
        )


def _units(layer: Any) -> Any:
    size = getattr(layer, "units", None) or getattr(layer, "state_size", None)
    while isinstance(size, list | tuple):
        size = size[-1]
    return size


def _demand_direction(model: Any, ids: np.ndarray, said: np.ndarray) -> None:
    """Demand that the past is felt and the future is not."""
    if not _same(_ask(model, ids), said):
        raise Wrong(
            "The same ids gave two different outputs. A network that keeps its state "
            "between calls (`stateful=True`) cannot be trained on mixed windows.",
            "not-repeatable",
        )
    middle = TIME // 2
    later, earlier = ids.copy(), ids.copy()
    later[:, middle] = _others(ids[:, middle])
    earlier[:, middle - 2] = _others(ids[:, middle - 2])
    if not _same(_ask(model, later)[:, :middle], said[:, :middle]):
        raise Wrong(
            "An output changes when a *later* character changes: the network sees what "
            "it has to predict. Read forwards only, without `Bidirectional` or "
            "`go_backwards`.",
            "sees-the-future",
        )
    if _same(_ask(model, earlier)[:, middle], said[:, middle]):
        raise Wrong(
            "An output does not feel the character two places before: nothing is "
            "remembered. Does the recurrent layer stand between embedding and output?",
            "not-recurrent",
        )


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=1e-6 + 1e-5 * np.ptp(other)))


def _others(ids: np.ndarray) -> np.ndarray:
    return np.where(ids > 2, ids - 1, ids + 1)


def _demand_logits(model: Any, said: np.ndarray) -> None:
    sums = said.sum(axis=-1)
    if (said >= 0).all() and np.allclose(sums, 1, atol=1e-3):
        raise Wrong(
            "The outputs are probabilities: they are above 0 and add up to 1. Expected "
            "logits, any numbers: leave the softmax out of the last layer. The loss "
            "with `from_logits=True` takes it itself, and `sample` divides logits.",
            "softmax-output",
        )
    if (said >= 0).all():
        raise Wrong(
            "No logit is below 0. An activation on the last layer cuts them off; leave "
            "it out.",
            "activation-on-the-output",
        )


def _demand_loss(model: Any, ids: np.ndarray, said: np.ndarray) -> None:
    """Compare the loss with the cross-entropy of the logits, in nats."""
    from rnn_course.models import tf

    Y = np.roll(ids, 1, axis=1).astype("int32")
    loud = 30 * said  # far from uniform, so that a wrong loss shows

    try:
        loss = model.compute_loss(x=ids, y=tf.constant(Y), y_pred=tf.constant(loud))
        loss = float(loss) - sum(float(extra) for extra in model.losses)
    except Exception as error:
        raise Wrong(
            f"The loss cannot be computed ({type(error).__name__}). Targets are ids, one "
            "number a place, not one-hot rows: use the *sparse* categorical "
            "cross-entropy.",
            "wrong-loss",
        ) from None
    right = _surprise(loud, Y)
    if abs(loss - right) > 1e-3 * max(1.0, right):
        raise Wrong(
            "The loss is not the cross-entropy of the logits. The default takes them for "
            "probabilities; write "
            "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`.",
            "wrong-loss",
        )


def _demand_learning(model: Any, ids: np.ndarray) -> None:
    """Demand that a few updates on one batch lower its loss."""
    from rnn_course.models import build_optimizer

    build_optimizer(model)
    Y = np.roll(ids, 1, axis=1).astype("int32")
    before = _surprise(_ask(model, ids), Y)
    for _ in range(UPDATES):
        model.train_on_batch(ids.astype("int32"), Y)
    after = _surprise(_ask(model, ids), Y)
    if not after < before:
        raise Wrong(
            f"After {UPDATES} updates on one and the same batch the network predicts it "
            "no better than before. Is the learning rate too large, zero, or negative? "
            "0.001 to 0.01 is usual for Adam.",
            "does-not-learn",
            0.5,
        )


def _surprise(logits: np.ndarray, Y: np.ndarray) -> float:
    """Return the cross-entropy of logits, in nats."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    scores = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return float(-np.take_along_axis(scores, Y[..., None], axis=-1).mean())
