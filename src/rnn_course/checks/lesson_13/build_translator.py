"""Look back while translating: what the network must be, and what it must learn.

The form comes first, since most mistakes show there at once; then the learner's own
network, loss and optimizer are trained on numbers of 16 digits, until the goal is
reached. Exact match is counted with the right words given: a sentence that is right so
is right in a free run too, and the other way round (lesson 11).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.layers import demand_model
from rnn_course.checks.training import Training
from rnn_course.checks.verdict import Wrong
from rnn_course.networks import attention, translation

__all__ = ["BUILD_TRANSLATOR"]

SIZES = ((11, 7, 5), (6, 13, 8))  # vocab_in, vocab_out, units
SECONDS = 30.0  # for one call: Keras may have to be loaded
DIGITS, UNITS, PAIRS, BATCH, UNSEEN = 16, 64, 12_800, 64, 500
EPOCHS = 12  # at most
GOAL = 0.95
STANDSTILL = 0.5  # nats; above it, a loss that no longer falls is given up
NOTHING = 1e-3  # share by which a loss must have fallen, to speak of learning


# --- inputs -----------------------------------------------------------------------


def _ids(vocab_in: int, vocab_out: int) -> tuple[np.ndarray, np.ndarray]:
    """Return source and decoder ids, both with padding in some rows."""
    rng = chance.generator(vocab_in)
    source = rng.integers(1, vocab_in, size=(4, 6))
    given = rng.integers(1, vocab_out, size=(4, 5))
    source[0, :2], given[0, :2] = vocab_in - 1, vocab_out - 1
    source[1, 3:], source[2, 1:], given[3, 3:] = 0, 0, 0
    return source.astype("int32"), given.astype("int32")


def _changed(ids: np.ndarray, place: int) -> np.ndarray:
    """Return ids with another one at a place of each row."""
    other = ids.copy()
    other[:, place] = np.where(ids[:, place] > 1, ids[:, place] - 1, 2)
    return other


# --- probes: the form --------------------------------------------------------------


def _demand_form(case: Case) -> None:
    counts = []
    for sizes in SIZES:
        model = _build(case, *sizes)
        _demand_model(model)
        source, given = _ids(*sizes[:2])
        said = _demand_shape(model, source, given, sizes[1])
        _demand_source(model, source, given, said)
        _demand_way_back(model)
        _demand_direction(model, source, given, said)
        _demand_still_padding(model, source, given, said)
        _demand_loss(model, said, sizes[1])
        counts.append(model.count_params())
    more = _build(case, *SIZES[1][:2], SIZES[1][2] + 7)
    if more.count_params() == counts[-1]:
        raise Wrong(
            "The network is of one size, whatever `units` is. Hand it on to the recurrent "
            "layers: `GRU(units, …)`.",
            "units-ignored",
        )


def _build(case: Case, vocab_in: int, vocab_out: int, units: int, seed: int = 0) -> Any:

    chance.seed_keras(seed)
    patient = replace(case.exercise, seconds=max(case.exercise.seconds, SECONDS))
    sizes = {"vocab_in": vocab_in, "vocab_out": vocab_out, "units": units}
    return replace(case, exercise=patient).call(**sizes)


def _demand_model(model: Any) -> None:
    demand_model(model, "build_translator")
    if not model.compiled or model.loss is None:
        raise Wrong(
            "The network is not compiled with a loss, so nobody can train it. Call "
            "`model.compile` with an optimizer and a loss before you return it.",
            "not-compiled",
        )
    inputs = getattr(model, "inputs", None)
    if inputs is not None and [tuple(one.shape) for one in inputs] != 2 * [
        (None, None)
    ]:
        seen = ", ".join(str(tuple(one.shape)) for one in inputs)
        raise Wrong(
            f"The network's inputs have the shapes {seen}; expected two of (None, None), "
            "source ids and decoder ids of any length: `keras.Input((None,))` twice, and "
            "`keras.Model([source, given], logits)`.",
            "input-shape",
        )


def _say(model: Any, source: np.ndarray, given: np.ndarray) -> np.ndarray:
    return np.asarray(model([source, given], training=False), dtype="float64")


def _demand_shape(
    model: Any, source: np.ndarray, given: np.ndarray, vocab_out: int
) -> np.ndarray:
    _demand_ids(model, source, given)
    said = _say(model, source, given)
    expected = (*given.shape, vocab_out)
    if said.shape != expected:
        raise Wrong(
            f"For decoder ids of shape {given.shape} and vocab_out = {vocab_out} the "
            f"output has the shape {said.shape}; expected (batch, U, vocab_out) = "
            f"{expected}: logits at every step of the decoder.",
            "output-shape",
        )
    return said


def _about_sides(model: Any, source: np.ndarray, given: np.ndarray) -> tuple[str, str]:
    """Tell why the output has the source's length, or only works at one length."""
    if not _works(model, source, np.minimum(given, 1)):  # the wrong table
        return (
            "The network's inputs are turned round: the source comes first, the "
            "decoder's words second. `keras.Model([source, given], logits)`.",
            "inputs-swapped",
        )
    return (
        "The network answers with as many steps as the *source* has. The decoder's "
        "states ask, so they stand first: `Attention()([hidden, states])` gives a "
        "context for each step of the decoder.",
        "queries-last",
    )


def _works(model: Any, source: np.ndarray, given: np.ndarray) -> bool:
    try:
        _say(model, source, given)
    except Exception:
        return False
    return True


def _demand_ids(model: Any, source: np.ndarray, given: np.ndarray) -> None:
    small = np.minimum(source, 1), np.minimum(given, 1)
    if not _works(model, *small):
        raise Wrong(*_about_lengths(model, *small))
    if _say(model, *small).shape[1:2] == source.shape[1:]:
        raise Wrong(*_about_sides(model, source, given))
    tries = {  # whose table it is
        "vocab_in": (source, small[1]),
        "vocab_out": (source, given),
    }
    for name, ids in tries.items():
        if not _works(model, *ids):
            raise Wrong(
                f"The network cannot read all ids below `{name}`: an embedding has too "
                f"few rows. `Embedding({name}, …)`: the number of ids comes first, the "
                "length of a vector second.",
                "embedding-too-small",
            )


def _about_lengths(
    model: Any, source: np.ndarray, given: np.ndarray
) -> tuple[str, str]:
    """Tell why the network cannot read a source and decoder's words of two lengths."""
    seen = f"[source ids {source.shape}, decoder ids {given.shape}]"
    if _works(model, source[:, : given.shape[1]], given):
        return (
            f"The network stops when it reads {seen}: it works only where both are "
            "equally long. The decoder's states ask, so they stand first: "
            "`Attention()([hidden, states])` gives a context for each step of the decoder.",
            "queries-last",
        )
    return (
        f"The network stops when it reads {seen}. Attention wants two sequences of states "
        "of equal size: does the decoder return a state for each step "
        "(`return_sequences=True`), and are its states as long as the encoder's?",
        "input-shape",
    )


def _demand_source(
    model: Any, source: np.ndarray, given: np.ndarray, said: np.ndarray
) -> None:
    if _same(_say(model, _changed(source, 0), given), said):
        raise Wrong(
            "The output is the same for another source: the network does not read what it "
            "has to translate. The first input is the source.",
            "source-ignored",
        )
    if _same(_say(model, source, _changed(given, 0))[:, 1:], said[:, 1:]):
        raise Wrong(
            "The output does not feel the decoder's earlier words. The second input holds "
            "them: an `Embedding` and a recurrent layer read it.",
            "words-ignored",
        )


def _demand_way_back(model: Any) -> None:
    """Demand a way from source to output past the encoder's last state."""
    from rnn_course.models import keras

    graph = getattr(model, "_functional", model)
    depths = getattr(graph, "_nodes_by_depth", None)
    if not depths:  # a class of one's own: training will tell
        return
    long = {id(model.inputs[0])}  # tensors of the source that keep its length
    for depth in sorted(depths, reverse=True):
        for node in depths[depth]:
            if any(id(tensor) in long for tensor in node.input_tensors):
                long |= {id(one) for one in node.output_tensors if _is_long(one)}
    if id(model.outputs[0]) in long:
        return
    kinds = (keras.layers.Attention, keras.layers.MultiHeadAttention)
    looks = [
        x for x in model._flatten_layers(include_self=False) if isinstance(x, kinds)
    ]
    if looks and not any(_reads(model, layer, 1) for layer in looks):
        raise Wrong(
            "The attention looks at the encoder's last state alone. With a single key "
            "there is nothing to choose: its weight is always 1. Let the encoder return "
            "its states at *all* steps, `return_sequences=True`.",
            "looks-at-one-state",
        )
    if looks:
        raise Wrong(
            "The attention looks at the decoder's own states, and the source comes "
            "through one state alone. The decoder's states ask, and what they look at are "
            "the *encoder's* states: `Attention()([hidden, states])`, queries first.",
            "attends-to-the-decoder",
        )
    raise Wrong(
        "All that the output learns of the source comes through the encoder's last state: "
        "this is lesson 11's bottleneck. Let the encoder return its states at all steps, "
        "and let the decoder's states look at them with `keras.layers.Attention`.",
        "last-state-alone",
    )


def _reads(model: Any, layer: Any, side: int) -> bool:
    """Tell whether what an attention layer looks at depends on the decoder's words."""
    seen = layer._inbound_nodes[-1].input_tensors[side]
    waiting, found = [seen], set()
    while waiting:
        tensor = waiting.pop()
        if id(tensor) in found:
            continue
        found.add(id(tensor))
        source = getattr(tensor, "_keras_history", None)
        if source is not None:
            node = source.operation._inbound_nodes[source.node_index]
            waiting.extend(node.input_tensors)
    return id(model.inputs[1]) in found


def _is_long(tensor: Any) -> bool:
    """Tell whether a tensor has an axis of open length behind the batch."""
    shape = tensor.shape
    return len(shape) > 2 or (len(shape) == 2 and shape[1] is None)


def _demand_direction(
    model: Any, source: np.ndarray, given: np.ndarray, said: np.ndarray
) -> None:
    for place in (1, given.shape[1] - 1):
        if not _same(
            _say(model, source, _changed(given, place))[:, :place], said[:, :place]
        ):
            raise Wrong(
                "A word changes what was said *before* it: the decoder sees later words, "
                "which it will not have in use. Let it read forwards only, and let only "
                "the *encoder's* states be looked at.",
                "sees-later-words",
            )


def _demand_still_padding(
    model: Any, source: np.ndarray, given: np.ndarray, said: np.ndarray
) -> None:
    for zeros in (1, 9):
        padded = np.pad(source, [(0, 0), (0, zeros)])
        if not _same(_say(model, padded, given), said):
            raise Wrong(*_about_padding(model))
        longer = np.pad(given, [(0, 0), (0, zeros)])
        if not _same(_say(model, source, longer)[:, : given.shape[1]], said):
            raise Wrong(
                "Zeros behind the decoder's words change what was said before them. Let "
                "the decoder read forwards only.",
                "sees-later-words",
            )


def _about_padding(model: Any) -> tuple[str, str]:
    seen = "With more zeros behind the source the output changes"
    layers = model._flatten_layers(include_self=False)
    if any(getattr(layer, "mask_zero", False) for layer in layers):
        return (
            f"{seen}, although the `Embedding` makes a mask: the attention, or a layer "
            "before it, does not heed it. `keras.layers.Attention` takes the mask that "
            "comes with the encoder's states; your own operations need `keras.ops.where`.",
            "mask-lost",
        )
    return (
        f"{seen}: padding is read, and looked at, as if it were words. Write "
        "`Embedding(vocab_in, …, mask_zero=True)` for the source; the recurrent layer and "
        "`Attention` then skip it.",
        "no-mask",
    )


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return bool(np.allclose(one, other, rtol=0, atol=1e-6 + 1e-4 * np.ptp(other)))


def _demand_loss(model: Any, said: np.ndarray, vocab_out: int) -> None:
    from rnn_course.models import tf

    if (said >= 0).all() and np.allclose(said.sum(axis=-1), 1, atol=1e-3):
        raise Wrong(
            "The outputs are probabilities: there is a softmax on the last layer. Expected "
            "logits, any numbers; the loss with `from_logits=True` takes the softmax.",
            "softmax-applied",
        )
    rng = chance.generator(0)
    truth = rng.integers(1, vocab_out, size=said.shape[:2]).astype("int32")
    loud = rng.normal(scale=4.0, size=said.shape).astype("float32")
    right = -np.log(_softmax(loud))[*np.indices(truth.shape), truth].mean()
    try:
        loss = model.compute_loss(
            x=None, y=tf.constant(truth), y_pred=tf.constant(loud)
        )
        fits = abs(float(loss) - sum(map(float, model.losses)) - right) < 1e-2
    except Exception:
        fits = False
    if not fits:
        raise Wrong(
            "The loss is not the cross-entropy of the logits. Targets are ids, one number "
            "a step: `keras.losses.SparseCategoricalCrossentropy(from_logits=True, "
            "ignore_class=0)`.",
            "wrong-loss",
        )


def _softmax(logits: np.ndarray) -> np.ndarray:
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


# --- right: it learns ----------------------------------------------------------------


def _demand_success(case: Case, seeds: Sequence[int]) -> None:
    """Train from the seeds, until one start learns 16 digits."""
    for seed in seeds:
        losses, share = _train(case, seed)
        if share >= GOAL:
            return
        if not _learns(losses):
            break
    reason, mistake = _why(losses)
    raise Wrong(
        f"After {len(losses) - 1} epochs with {PAIRS:,} pairs of {DIGITS} digits, "
        f"{100 * share:.0f} % of the unseen ones are entirely right; expected "
        f"{100 * GOAL:.0f} %. {reason}",
        mistake,
        0.25,
    )


def _train(case: Case, seed: int) -> tuple[list[float], float]:
    """Return the loss before training and after each epoch, and the exact match."""
    rng = chance.generator([13, seed])
    read, written = translation.digits(PAIRS, DIGITS, rng, least=DIGITS)
    unseen = translation.digits(UNSEEN, DIGITS, rng, least=DIGITS)
    model = _build(case, attention.VOCAB_IN, attention.VOCAB_OUT, UNITS, seed)
    before = model.evaluate(
        [read[:UNSEEN], written[:UNSEEN, :-1]], written[:UNSEEN, 1:], verbose=0
    )
    losses, share = [float(np.ravel(before)[0])], 0.0
    while len(losses) <= EPOCHS and share < GOAL and _learns(losses):
        losses.append(attention.learn(model, read, written, epochs=1, batch=BATCH)[0])
        share = attention.forced_match(model, *unseen).mean()
    return losses, float(share)


def _learns(losses: list[float]) -> bool:
    """Tell whether the loss has fallen by anything worth the name."""
    if len(losses) == 1:
        return bool(np.isfinite(losses[0]))
    return bool(losses[-1] < (1 - NOTHING) * losses[0]) and (
        len(losses) < 4 or losses[-1] < 0.99 * losses[-3] or losses[-1] < STANDSTILL
    )


# --- mistakes --------------------------------------------------------------------------


def _why(losses: list[float]) -> tuple[str, str | None]:
    """Name the cause that the training has shown."""
    if not np.isfinite(losses).all() or losses[-1] > (1 + NOTHING) * losses[0]:
        return (
            "The loss has risen: the learning rate is too large. From 0.003 to 0.01 is "
            "usual for Adam.",
            "rate-too-large",
        )
    if losses[-1] > 0.8 * losses[0]:
        return (
            "The loss has hardly moved. Try a larger learning rate, 0.003 to 0.01 for "
            "Adam.",
            "learns-slowly",
        )
    return (
        "It learns, but not well enough. Let the context and the decoder's state *both* "
        "go to the last `Dense` (`Concatenate`), start the decoder from the encoder's "
        "last state, and try another learning rate. (The states lie between "
        "−1 and 1, so their scores are small: do not divide them by √units here.)",
        "learns-too-little",
    )


BUILD_TRANSLATOR = Exercise(
    name="build_translator",
    title="A translator that looks back",
    points=3,
    section="Build it in Keras",
    hints=(
        "Take lesson 11's encoder and decoder as one model of two inputs. The encoder's "
        "`GRU` returns its states at all steps *and* its last one. Then "
        "`Attention()([hidden, states])`: the decoder's states ask, the encoder's are "
        "looked at.",
        "`states, last = GRU(units, return_sequences=True, return_state=True)(vectors)`; "
        "`hidden = GRU(units, return_sequences=True)(words, initial_state=last)`; "
        "`context = Attention()([hidden, states])`; "
        "`Dense(vocab_out)(Concatenate()([context, hidden]))`. The source's `Embedding` "
        "has `mask_zero=True`.",
    ),
    examine=Training(_demand_form, _demand_success),
)
