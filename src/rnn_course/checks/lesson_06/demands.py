"""What a network for `memory_model` must be before it is worth training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.layers import demand_model, recurrent
from rnn_course.checks.verdict import Wrong

__all__ = ["DELAY", "SYMBOLS", "batch", "build", "demand_any_size", "recurrent"]

DELAY, SYMBOLS = 60, 8
SECONDS = 20.0  # to build one network: Keras may have to be loaded


def build(case: Case, seed: int, delay: int, symbols: int) -> Any:
    """Call the answer after setting the seed."""

    chance.seed_keras(seed)
    patient = replace(case.exercise, seconds=max(case.exercise.seconds, SECONDS))
    return replace(case, exercise=patient).call(delay=delay, symbols=symbols)


def demand_any_size(case: Case) -> None:
    """Examine networks of two delays before anything is trained."""
    models = [build(case, 0, delay, SYMBOLS) for delay in (DELAY, 5)]
    for model, delay in zip(models, (DELAY, 5), strict=True):
        _demand_model(model, delay)
    counts = [model.count_params() for model in models]
    _demand_recurrence(models[0], counts[0] != counts[1])
    _demand_loss(models[0])


def _demand_model(model: Any, delay: int) -> None:
    demand_model(model, "memory_model")
    if not model.built:  # weights that are not made yet could not be handed on
        raise Wrong(
            "The network has no weights yet, as it does not know what it will read. Begin "
            "it with `keras.Input((delay + 1, symbols + 1))`.",
            "not-built",
        )
    if not model.compiled:
        raise Wrong(
            "The network is not compiled, so nobody can train it. Call `model.compile` "
            "with an optimizer and a loss before you return it.",
            "not-compiled",
        )
    X, _ = batch(chance.generator(0), 3, delay)
    try:
        shape = tuple(model(X).shape)
    except Exception:
        shape = None
    if shape is None or not _fits(model, X.shape):
        raise Wrong(
            f"The network for delay {delay} and {SYMBOLS} symbols is not made for "
            f"sequences of shape (batch, delay + 1, symbols + 1) = {X.shape}. Begin it "
            "with `keras.Input((delay + 1, symbols + 1))`.",
            "input-shape",
        )
    if shape != (3, SYMBOLS):
        raise Wrong(*_about_shape(shape))


def _fits(model: Any, shape: tuple[int, ...]) -> bool:
    """Tell whether the input that the network declares, if any, has this shape."""
    inputs = getattr(model, "inputs", None) or []
    if len(inputs) != 1:
        return True
    pairs = zip(inputs[0].shape[1:], shape[1:], strict=False)
    return all(size in (None, wanted) for size, wanted in pairs)


def _about_shape(shape: tuple[int, ...]) -> tuple[str, str]:
    text = (
        f"For 3 sequences and {SYMBOLS} symbols the network's output has the shape "
        f"{shape}; expected (batch, symbols) = (3, {SYMBOLS}), one score a symbol."
    )
    if len(shape) == 3:
        text += " Leave `return_sequences=True` out of the last recurrent layer."
    elif shape == (3, SYMBOLS + 1):
        text += " The blank is never an answer."
    elif shape != (3, SYMBOLS):
        text += " Does a `Dense(symbols)` stand at the end?"
    return text, "output-shape"


def _demand_recurrence(model: Any, grows: bool) -> None:
    layers = list(recurrent(model))
    if not layers:
        raise Wrong(
            "The network has no recurrent layer. The task is to *remember*: read the "
            "sequence step by step with an `LSTM` or a `GRU`.",
            "not-recurrent",
        )
    if grows:
        raise Wrong(
            "The number of weights grows with the delay: something reads all steps at "
            "once, so nothing has to be remembered. Let the answer come from the last "
            "state alone.",
            "reads-all-steps",
        )
    if _feels_earlier_states(model, layers[-1]):
        raise Wrong(
            "The answer is made from the states of all steps (by pooling, perhaps), so "
            "nothing has to be remembered until the end. Leave "
            "`return_sequences=True` out of the last recurrent layer, and let its last "
            "state go to `Dense(symbols)`.",
            "reads-all-steps",
        )
    if any(getattr(layer, "go_backwards", False) for layer in layers):
        raise Wrong(
            "The network reads the sequence from its end (`go_backwards`, or "
            "`Bidirectional`). Then the symbol comes last and nothing has to be "
            "remembered. Read forwards.",
            "reads-backwards",
        )


def _feels_earlier_states(model: Any, layer: Any) -> bool:
    """Tell whether states before the last reach the answer past the layer."""
    from rnn_course.models import keras, tf

    graph = getattr(model, "_functional", model)  # a Sequential holds one
    rows = getattr(graph, "_nodes_by_depth", {})  # none in a class of one's own
    nodes = [n for row in rows.values() for n in row]
    states = [n.output_tensors[0] for n in nodes if n.operation is layer]
    if not layer.return_sequences or not states:  # none: inside another model
        return False
    both = keras.Model(graph.inputs, [states[-1], graph.outputs[0]])
    X, _ = batch(chance.generator(0), 3, DELAY)
    with tf.GradientTape() as tape:
        states, said = both(X)
        mixed = chance.generator(0).normal(size=said.shape).astype("float32")
        total = tf.reduce_sum(said * mixed)
    felt = tape.gradient(total, states)
    return felt is not None and bool(np.any(np.asarray(felt)[:, :-1]))


def _demand_loss(model: Any) -> None:
    """Compare the loss with the cross-entropy of what the network says."""
    if model.loss is None:
        raise Wrong(
            "The network is compiled without a loss, so nothing tells it what is wrong. "
            "Add `loss=` to `compile`: a sparse categorical cross-entropy.",
            "no-loss",
        )
    X, y = batch(chance.generator(1), 64, DELAY)
    said = model(X)
    try:
        loss = float(model.compute_loss(x=X, y=y, y_pred=said))
    except Exception as error:
        raise Wrong(
            f"The loss cannot be computed ({type(error).__name__}). Targets are class "
            "numbers, 0 to symbols − 1, not one-hot rows: use the *sparse* categorical "
            "cross-entropy.",
            "wrong-loss",
        ) from None
    values = np.asarray(said, dtype="float64")
    likely = (values >= 0).all() and np.allclose(values.sum(axis=1), 1, atol=1e-3)
    as_shares = np.clip(values, 1e-7, 1)
    wrong = -np.log(as_shares / as_shares.sum(axis=1, keepdims=True))
    if not likely and abs(loss - wrong[np.arange(64), y].mean()) < 1e-2:
        raise Wrong(
            "The network gives logits, any numbers, but its loss takes them for "
            "probabilities. Either `SparseCategoricalCrossentropy(from_logits=True)`, or "
            '`activation="softmax"` in the last layer. One of the two is needed.',
            "loss-takes-logits-for-probabilities",
        )


def batch(rng: np.random.Generator, n: int, delay: int) -> tuple[Any, Any]:
    """Return random sequences of the recall task and their symbols."""
    from rnn_course.networks import recall

    return recall.dataset(n, delay, SYMBOLS, rng)
