"""What a network for `build_classifier` must be before it is worth training."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.layers import demand_model
from rnn_course.checks.verdict import Wrong

__all__ = ["build", "demand_form", "demand_still_padding", "say"]

SIZES = (7, 300)  # of vocabularies, to see that the argument is handed on
SECONDS = 30.0  # to build one network: Keras may have to be loaded
NEAR = 1e-4  # between probabilities that must be equal
PADDING = (1, 6, 40)  # zeros added to a row
AXES = {  # what Keras says, and what it means here
    "expected ndim=3, found ndim=2": (
        "A recurrent layer got an array without an axis for the time. Before the first "
        "there must be an `Embedding`, and where one recurrent layer feeds another, the "
        "first needs `return_sequences=True`."
    ),
    "expected ndim=3, found ndim=4": (
        "A recurrent layer got an array with one axis too many. Begin with "
        "`keras.Input((None,))`: an `Embedding` adds the axis of the features itself."
    ),
    "must be fully-defined": (
        "A `Dense` needs rows of one fixed length, and sentences may have any. Let a "
        "recurrent layer stand before it, and no `Flatten`: the last state is of one "
        "length for all."
    ),
}


def build(case: Case, vocab_size: int, seed: int = 0) -> Any:
    """Call the answer after setting the seed."""

    chance.seed_keras(seed)
    patient = replace(case.exercise, seconds=max(case.exercise.seconds, SECONDS))
    try:
        return replace(case, exercise=patient).call(vocab_size=vocab_size)
    except Wrong as wrong:
        raise _explained(wrong) from None


def _explained(wrong: Wrong) -> Wrong:
    """Put what Keras says into plain words, where a beginner could not read it."""
    if "Only input tensors may be passed" in wrong.reason:
        return Wrong(
            "The check was given a network; expected the function that builds it: "
            "`check.build_classifier(build_classifier)`, without calling it.",
            "not-a-function",
        )
    for said, meant in AXES.items():
        if said in wrong.reason:
            return Wrong(f"`build_classifier` stopped. {meant}", "axes", wrong.share)
    return wrong


def say(model: Any, X: np.ndarray) -> np.ndarray:
    """Return the network's output for rows of ids, as a float64 array."""
    return np.asarray(model(X, training=False), dtype="float64")


def demand_form(case: Case) -> None:
    """Examine two new networks, of two sizes of vocabulary."""
    for size in SIZES:
        model = build(case, size)
        _demand_model(model)
        X = _rows(size, 5, 9)
        shape = _demand_input(model, X, size)
        _demand_output(model, shape, X)
        _demand_loss(model)
        _demand_probability_loss(model)
        demand_still_padding(model, X)
        _demand_order(model, size)


def _rows(size: int, count: int, length: int, seed: int = 0) -> np.ndarray:
    """Return rows of ids with some padding; the largest id is among them."""
    X = chance.generator(seed).integers(1, size, size=(count, length))
    for row, words in zip(X, (length, 4, 3, 6, length), strict=False):
        row[words:] = 0
    X[0, 0] = size - 1
    return X


def _demand_model(model: Any) -> None:
    demand_model(model, "build_classifier")
    if not model.compiled or model.loss is None:
        raise Wrong(
            "The network is not compiled with a loss, so nobody can train it. Call "
            '`model.compile(optimizer=…, loss="binary_crossentropy")` before you '
            "return it.",
            "not-compiled",
        )


def _demand_input(model: Any, X: np.ndarray, size: int) -> tuple[int, ...]:
    """Return the output's shape; rows of any length must be welcome."""
    declared = [tuple(one.shape) for one in getattr(model, "inputs", None) or []]
    if len(declared) == 1 and (len(declared[0]) != 2 or declared[0][1] is not None):
        raise Wrong(
            f"The network's input has the shape {declared[0]}; expected (None, None): "
            "any number of sentences, ids of any number of words. Begin with "
            "`keras.Input((None,))`.",
            "input-shape",
        )
    try:
        shape = tuple(model(np.minimum(X, 1)).shape)  # ids that every table has
    except Exception as error:
        raise Wrong(
            f"The network stops with {type(error).__name__} when it reads ids of shape "
            f"{X.shape}. Begin with `keras.Input((None,))` and an `Embedding`.",
            "input-shape",
        ) from None
    try:
        model(X)
    except Exception:
        raise Wrong(
            f"Called with vocab_size={size}, the network cannot read the id {size - 1}. "
            "Hand the argument on: `Embedding(vocab_size, …)`. It counts padding and "
            "the unknown word already.",
            "vocab-size",
        ) from None
    return shape


def _demand_output(model: Any, shape: tuple[int, ...], X: np.ndarray) -> None:
    if shape != (len(X), 1):
        hint = "Does `Dense(1, …)` stand at the end?"
        if len(shape) == 3:
            hint = (
                "That is an answer after every word. The layer before the `Dense` must "
                "be a recurrent one, without `return_sequences=True`."
            )
        raise Wrong(
            f"For {len(X)} sentences the output has the shape {shape}; expected (batch, "
            f"1), one probability each. {hint}",
            "output-shape",
        )
    old = model.get_weights()
    rng = chance.generator(1)
    model.set_weights([rng.normal(scale=3.0, size=w.shape) for w in old])
    said = say(model, _rows(SIZES[0], 40, 9))
    model.set_weights(old)
    if (said < 0).any() or (said > 1).any():
        raise Wrong(
            "The output is not a probability: it leaves the range from 0 to 1. Write "
            '`Dense(1, activation="sigmoid")`.',
            "no-sigmoid",
        )
    if np.allclose(said, 1, atol=1e-6):
        raise Wrong(
            "The output is always 1: a softmax over a single number gives 1. Write "
            '`Dense(1, activation="sigmoid")`.',
            "softmax-of-one",
        )


def _demand_loss(model: Any) -> None:
    """See that the loss is smaller for the right answer, for both labels."""
    from rnn_course.models import tf

    def loss(truth: float, said: float) -> float:
        y, said = tf.constant([[truth]]), tf.constant([[said]])
        return float(model.compute_loss(x=None, y=y, y_pred=said))

    try:
        right = loss(1.0, 0.9) < loss(1.0, 0.1) and loss(0.0, 0.1) < loss(0.0, 0.9)
    except Exception:
        right = False
    if not right:
        raise Wrong(
            "The loss does not fit one probability: it is not smaller for a better "
            'answer. Write `loss="binary_crossentropy"`.',
            "wrong-loss",
        )


def _demand_probability_loss(model: Any) -> None:
    """See that the loss does not apply a sigmoid of its own."""
    if getattr(model.loss, "from_logits", False):
        raise Wrong(
            "With `from_logits=True` the loss applies a sigmoid to what is a "
            'probability already. Leave it out: `loss="binary_crossentropy"`.',
            "from-logits",
        )


def demand_still_padding(model: Any, X: np.ndarray, share: float = 0.0) -> None:
    """Add zeros behind the words: the answers must stay the same."""
    before = say(model, X)
    for zeros in PADDING:
        padded = np.pad(X, ((0, 0), (0, zeros)))
        if np.abs(say(model, padded) - before).max() > NEAR:
            raise Wrong(*_about_padding(model, zeros), share)


def _about_padding(model: Any, zeros: int) -> tuple[str, str]:
    from rnn_course.models import keras

    plural = "s" if zeros > 1 else ""
    seen = f"With {zeros} more zero{plural} behind the words the prediction changes"
    layers = list(model._flatten_layers(include_self=False))
    if any(getattr(layer, "mask_zero", False) for layer in layers):
        return (
            f"{seen}, although the `Embedding` makes a mask: a layer between it and "
            "the answer loses the mask, or reads the padding. Let the recurrent layer "
            "come right after the `Embedding`.",
            "mask-lost",
        )
    if any(isinstance(layer, keras.layers.Masking) for layer in layers):
        return (
            f"{seen}: `Masking` looks for steps whose features are all 0, but the "
            "`Embedding` turns id 0 into other numbers. Use `mask_zero=True` there.",
            "masking-after-embedding",
        )
    return (
        f"{seen}: the network reads the padding as if it were words. Tell the "
        "`Embedding` to mask it: `mask_zero=True`.",
        "no-masking",
    )


def _demand_order(model: Any, size: int) -> None:
    """Change words over: some answer must change, else it is a bag of words."""
    rng = chance.generator(2)
    X = rng.integers(2, size, size=(20, 8))
    shuffled = rng.permuted(X, axis=1)
    if np.abs(say(model, X) - say(model, shuffled)).max() < 1e-6:
        raise Wrong(
            "The network says the same whatever the order of the words: it is a bag of "
            "words, and of two twins it gets one wrong. Read them in order, with a "
            "`SimpleRNN`, a `GRU` or an `LSTM`.",
            "order-blind",
        )
