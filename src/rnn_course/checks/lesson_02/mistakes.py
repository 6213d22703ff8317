"""Known mistakes of lesson 02: what each returns, and what it deserves to hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake
from rnn_course.networks.cells import rnn_forward

__all__ = ["COUNT", "FORWARD", "READOUT", "STEP", "count", "step"]

Array = np.ndarray


def _known(id: str, message: str, make: Callable[..., Any]) -> Mistake:
    """Return a `Mistake` whose `make` takes its inputs by place."""
    return Mistake(id, message, lambda **inputs: make(*inputs.values()))


def step(x_t: Array, h_prev: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    """Return the right next state, (batch, hidden)."""
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


def count(features: int, hidden: int, outputs: int) -> int:
    """Return the right number of parameters."""
    return (features + hidden + 1) * hidden + (hidden + 1) * outputs


def _sum(x_t: Array, h_prev: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return x_t @ W_xh + h_prev @ W_hh + b_h


def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _tanh_written_out(z: Array) -> Array:
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def _cut_to_whole(values: Array, rows: Array) -> Array:
    """Return what is left when results go into an array of whole numbers."""
    return np.trunc(values) if rows.dtype.kind in "iu" else values


STEP = (
    _known(
        "no-tanh",
        "`rnn_step` returns the sum as it is. Without the tanh the cell is linear: "
        "many steps collapse into one matrix product, and states can grow without end. "
        "Put the whole sum inside `np.tanh(…)`.",
        _sum,
    ),
    _known(
        "recurrent-transposed",
        "`rnn_step` uses `W_hh` transposed, which connects the units the wrong way "
        "round. `W_hh[i, j]` leads from old unit i to new unit j, so the state comes "
        "first: `h_prev @ W_hh`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, h_prev, W_xh, W_hh.T, b_h),
    ),
    _known(
        "input-transposed",
        "`rnn_step` uses `W_xh` transposed. Its shape is (features, hidden), so the "
        "product that leads from features to units is `x_t @ W_xh`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, h_prev, W_xh.T, W_hh, b_h),
    ),
    *(
        _known(
            "weights-first",
            "`rnn_step` puts weights in front of the data. That is right for a single "
            "column; here each row is one of the batch, so the data come first: "
            "`x_t @ W_xh` and `h_prev @ W_hh`.",
            make,
        )
        for make in (
            lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(
                W_xh @ x_t + W_hh @ h_prev + b_h
            ),
            lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(
                W_xh @ x_t + h_prev @ W_hh + b_h
            ),
            lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(
                x_t @ W_xh + W_hh @ h_prev + b_h
            ),
        )
    ),
    *(
        _known(
            "star-for-product",
            "`rnn_step` multiplies with `*`, number by number. A unit adds up all "
            "inputs, each with its weight, and that is the product `@`: "
            "`x_t @ W_xh` and `h_prev @ W_hh`.",
            make,
        )
        for make in (
            lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(
                x_t * W_xh + h_prev * W_hh + b_h
            ),
            lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(
                x_t @ W_xh + h_prev * W_hh + b_h
            ),
        )
    ),
    _known(
        "state-ignored",
        "`rnn_step` does not use `h_prev`. What is left is an ordinary layer, which "
        "has forgotten everything before this input. Add `h_prev @ W_hh` to the sum.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, 0 * h_prev, W_xh, W_hh, b_h),
    ),
    _known(
        "input-ignored",
        "`rnn_step` does not use `x_t`, so the cell never sees its input. Add "
        "`x_t @ W_xh` to the sum.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(0 * x_t, h_prev, W_xh, W_hh, b_h),
    ),
    _known(
        "bias-missing",
        "`rnn_step` leaves out the bias: it is right only where `b_h` is zero. Each "
        "unit has its own number to add, `+ b_h`, before the tanh.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, h_prev, W_xh, W_hh, 0 * b_h),
    ),
    _known(
        "bias-outside",
        "`rnn_step` adds the bias after the tanh. It belongs to the sum inside, "
        "where it decides how easily a unit switches on: `np.tanh(… + b_h)`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: (
            step(x_t, h_prev, W_xh, W_hh, 0 * b_h) + b_h
        ),
    ),
    _known(
        "sigmoid",
        "`rnn_step` squashes with the sigmoid, which gives values from 0 to 1. This "
        "cell uses tanh, from −1 to 1, so that a state can also say “the opposite”. "
        "Replace it by `np.tanh`.",
        lambda *given: _sigmoid(_sum(*given)),
    ),
    _known(
        "relu",
        "`rnn_step` cuts off negative sums (ReLU). This cell squashes the sum with "
        "`np.tanh`, which keeps the sign and stays between −1 and 1.",
        lambda *given: np.maximum(_sum(*given), 0),
    ),
    _known(
        "no-recurrent-weights",
        "`rnn_step` adds `h_prev` itself, without `W_hh`. Then each unit hears only "
        "its own old value, at full strength. Mix the units: `h_prev @ W_hh`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + h_prev + b_h),
    ),
    _known(
        "state-outside",
        "`rnn_step` squashes only what the input says and adds the state outside. "
        "One tanh goes around everything: input, state and bias.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + b_h) + h_prev @ W_hh,
    ),
    _known(
        "state-outside",
        "`rnn_step` squashes only what the input says and adds state and bias outside. "
        "One tanh goes around everything: input, state and bias.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh) + h_prev @ W_hh + b_h,
    ),
    _known(
        "two-tanhs",
        "`rnn_step` squashes the input part and the state part one by one, then adds "
        "them. The two must be weighed against each other first: one sum, one tanh.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: (
            np.tanh(x_t @ W_xh + b_h) + np.tanh(h_prev @ W_hh)
        ),
    ),
    _known(
        "two-tanhs",
        "`rnn_step` squashes the input part and the state part one by one, then adds "
        "them and the bias. All three must be weighed against each other first: one "
        "sum, one tanh.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: (
            np.tanh(x_t @ W_xh) + np.tanh(h_prev @ W_hh) + b_h
        ),
    ),
    _known(
        "input-outside",
        "`rnn_step` squashes only what the state says and adds the input outside. "
        "One tanh goes around everything: input, state and bias.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: x_t @ W_xh + np.tanh(h_prev @ W_hh + b_h),
    ),
    _known(
        "overflow",
        "`rnn_step` is right for ordinary numbers, but gives NaN for large ones: with "
        "tanh written out, `np.exp` of a large number is infinite, and infinity "
        "divided by infinity is no number. `np.tanh` knows better.",
        lambda *given: _tanh_written_out(_sum(*given)),
    ),
    _known(
        "cut-to-whole-numbers",
        "`rnn_step` is right for fractions, but loses everything after the point when "
        "it is given whole numbers: an array made with `zeros_like` or `copy` has the "
        "whole-number type of its model. Make it with `np.zeros(shape)`.",
        lambda x_t, h_prev, *weights: _cut_to_whole(
            step(x_t, h_prev, *weights), h_prev
        ),
    ),
)


def _walk(slip: Mistake) -> Callable[..., Array]:
    """Return rnn_forward with a mistaken step."""

    def forward(X: Array, h0: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
        states, h = [], h0
        for x_t in X.swapaxes(0, 1):
            h = slip.make(x_t=x_t, h_prev=h, W_xh=W_xh, W_hh=W_hh, b_h=b_h)
            states.append(h)
        return np.stack(states, axis=1)

    return forward


def _batch_as_time(X: Array, h0: Array, *weights: Array) -> Array:
    states, h = [], h0
    for x_t in X:
        h = step(x_t, h, *weights)
        states.append(h)
    return np.stack(states)


def _states_before(X: Array, h0: Array, *weights: Array) -> Array:
    H = rnn_forward(X, h0, *weights)
    return np.concatenate([h0[:, None], H[:, :-1]], axis=1)


def _never_carried(X: Array, h0: Array, *weights: Array) -> Array:
    return step(X, h0[:, None], *weights)


def _last_everywhere(X: Array, h0: Array, *weights: Array) -> Array:
    H = rnn_forward(X, h0, *weights)
    return np.repeat(H[:, -1:], H.shape[1], axis=1)


def _one_array(X: Array, h0: Array, *weights: Array) -> Array:
    h = h0.copy()
    for t in range(X.shape[1]):
        h[:] = step(X[:, t], h, *weights)
    return np.stack([h] * X.shape[1], axis=1)


def _first_input_skipped(X: Array, h0: Array, *weights: Array) -> Array:
    return np.concatenate([h0[:, None], rnn_forward(X[:, 1:], h0, *weights)], axis=1)


def _first_sequence_for_all(X: Array, h0: Array, *weights: Array) -> Array:
    return rnn_forward(np.broadcast_to(X[:1], X.shape), h0, *weights)


def _axes_mixed(X: Array, h0: Array, *weights: Array) -> Array:
    H = rnn_forward(X, h0, *weights)
    return H.swapaxes(0, 1).reshape(H.shape)


def _room_like_inputs(X: Array, h0: Array, *weights: Array) -> Array:
    H = np.zeros(X.shape)
    H[...] = rnn_forward(X, h0, *weights)
    return H


def _backwards(X: Array, h0: Array, *weights: Array) -> Array:
    return rnn_forward(X[:, ::-1], h0, *weights)


FORWARD = (
    _known(
        "starts-from-zeros",
        "`rnn_forward` starts from zeros instead of `h0`: it is right only where `h0` "
        "is zero. Let the first step hear `h0`. (Or does it read `H[:, t - 1]` at "
        "t = 0? Index −1 is the *last* step, which is still empty then.)",
        lambda X, h0, *weights: rnn_forward(X, 0 * h0, *weights),
    ),
    _known(
        "input-one-late",
        "`rnn_forward` reads `X[:, t - 1]` at step t. At t = 0 this is index −1, the "
        "*last* input, and every other input comes one step late. Read `X[:, t]`; "
        "only the state comes from the step before.",
        lambda X, h0, *weights: rnn_forward(np.roll(X, 1, axis=1), h0, *weights),
    ),
    _known(
        "only-last",
        "`rnn_forward` returns only the last state. Later layers may need the state "
        "of every step: keep each one and stack them to (batch, time, hidden).",
        lambda *given: rnn_forward(*given)[:, -1],
    ),
    _known(
        "only-last",
        "`rnn_forward` returns only the last state, as a sequence of length one. Keep "
        "the state of every step and stack them to (batch, time, hidden).",
        lambda *given: rnn_forward(*given)[:, -1:],
    ),
    _known(
        "time-first",
        "`rnn_forward` returns the time axis first. In this course the batch comes "
        "first: (batch, time, hidden). With a list of states, `np.stack(states, "
        "axis=1)` puts time in the middle.",
        lambda *given: rnn_forward(*given).swapaxes(0, 1),
    ),
    _known(
        "features-before-time",
        "`rnn_forward` returns (batch, hidden, time). Stack the states along axis 1, "
        "not along the last one, to get (batch, time, hidden).",
        lambda *given: rnn_forward(*given).swapaxes(1, 2),
    ),
    _known(
        "batch-as-time",
        "`rnn_forward` loops over the first axis of `X`. That is the batch: the rows "
        "are separate sequences and must not hear each other. Loop over the middle "
        "axis, `X[:, t]`.",
        _batch_as_time,
    ),
    _known(
        "h0-included",
        "`rnn_forward` returns one state too many: `h0` stands in front. `H[:, 0]` is "
        "the state *after* the first input, so leave `h0` out of the result.",
        lambda X, h0, *weights: np.concatenate(
            [h0[:, None], rnn_forward(X, h0, *weights)], axis=1
        ),
    ),
    _known(
        "states-before",
        "`rnn_forward` keeps the state from *before* each step: `h0` comes first and "
        "the last state is lost. Compute the new state first, then keep it.",
        _states_before,
    ),
    _known(
        "last-everywhere",
        "`rnn_forward` returns the last state at every step. Was one and the same "
        "array changed in place and kept many times? Make a new array at each step, "
        "or keep `h.copy()`.",
        _last_everywhere,
    ),
    _known(
        "last-everywhere",
        "`rnn_forward` returns the last state at every step: one and the same array is "
        "changed in place, `h[:] = …`, and kept many times. Make a new array at each "
        "step: `h = …`.",
        _one_array,
    ),
    _known(
        "first-input-skipped",
        "`rnn_forward` puts `h0` itself at `H[:, 0]` and never reads the first input. "
        "`H[:, 0]` is the state *after* `X[:, 0]`: begin the loop at 0.",
        _first_input_skipped,
    ),
    _known(
        "first-sequence-for-all",
        "`rnn_forward` reads the inputs of the first sequence, `X[0]`, for every row "
        "of the batch. `X[:, t]` takes step t of all sequences at once.",
        _first_sequence_for_all,
    ),
    _known(
        "axes-mixed",
        "`rnn_forward` has the right states, with time in front, and a `reshape` mixes "
        "their rows. It only counts numbers off, it does not swap axes: use "
        "`np.stack(states, axis=1)`.",
        _axes_mixed,
    ),
    _known(
        "room-like-inputs",
        "`rnn_forward` mixes up two lengths: it stops with a ValueError unless there "
        "are as many features as units. Is the array for the states made in the shape "
        "of `X`? States need (batch, time, hidden), and `h0.shape[1]` is hidden.",
        _room_like_inputs,
    ),
    _known(
        "stops-after-first",
        "`rnn_forward` returns only the first state. Is the `return` inside the loop? "
        "Then the first step ends the function: indent it less.",
        lambda *given: rnn_forward(*given)[:, :1],
    ),
    _known(
        "never-carried",
        "`rnn_forward` lets every step start from `h0`. The state is never handed on, "
        "so no step knows what came before. Each step needs the `h` that the step "
        "before has made.",
        _never_carried,
    ),
    _known(
        "state-ignored",
        "`rnn_forward` gives each step a state of zeros, so no step knows what came "
        "before. Hand each new `h` on to the next step.",
        lambda X, h0, *weights: step(X, 0 * h0[:, None], *weights),
    ),
    _known(
        "backwards",
        "`rnn_forward` reads the sequence from its end. Start with `X[:, 0]`.",
        _backwards,
    ),
    _known(
        "backwards",
        "`rnn_forward` reads the sequence from its end and then turns the states "
        "round. State t must depend on the inputs up to t alone: start with `X[:, 0]`.",
        lambda *given: _backwards(*given)[:, ::-1],
    ),
    _known(
        "cut-to-whole-numbers",
        "`rnn_forward` is right for fractions, but loses everything after the point "
        "when `X` or `h0` holds whole numbers: `zeros_like` (or `dtype=X.dtype`) then "
        "makes an array of whole numbers, and `h[:] = …` writes into one if `h` is "
        "`h0`. Make a new array with `np.zeros(shape)`.",
        lambda X, *rest: _cut_to_whole(rnn_forward(X, *rest), X),
    ),
    *(
        _known(
            slip.id,
            "In every step of `rnn_forward` the same slip as in a single step: "
            + slip.message.replace("`rnn_step`", "it"),
            _walk(slip),
        )
        for slip in STEP
        if slip.id not in ("state-ignored", "cut-to-whole-numbers")
    ),
)


def _logits(H: Array, W_hy: Array, b_y: Array) -> Array:
    return H @ W_hy + b_y


def _softmax(z: Array, axis: int | None = -1) -> Array:
    raised = np.exp(z - z.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


READOUT = (
    _known(
        "softmax",
        "`readout` applies a softmax. The exercise asks for the raw scores, the "
        "logits: in training the loss function can apply the softmax, and twice is "
        "wrong. Return the sum as it is.",
        lambda *given: _softmax(_logits(*given)),
    ),
    _known(
        "softmax",
        "`readout` applies a softmax, and over the steps at that. The exercise asks "
        "for the raw scores, the logits: return the sum as it is.",
        lambda *given: _softmax(_logits(*given), axis=1),
    ),
    _known(
        "softmax",
        "`readout` applies a softmax, and over all numbers at once at that. The "
        "exercise asks for the raw scores, the logits: return the sum as it is.",
        lambda *given: _softmax(_logits(*given), axis=None),
    ),
    _known(
        "softmax",
        "`readout` applies the logarithm of a softmax. The exercise asks for the raw "
        "scores, the logits: return the sum as it is.",
        lambda *given: np.log(_softmax(_logits(*given))),
    ),
    _known(
        "tanh",
        "`readout` squashes the result with tanh, as the hidden layer does. Outputs "
        "must be free to take any value: return the sum as it is.",
        lambda *given: np.tanh(_logits(*given)),
    ),
    _known(
        "sigmoid",
        "`readout` squashes the result with a sigmoid. The exercise asks for the raw "
        "scores, the logits: return the sum as it is.",
        lambda *given: _sigmoid(_logits(*given)),
    ),
    _known(
        "relu",
        "`readout` cuts off negative results. A low score is a statement too: return "
        "the sum as it is.",
        lambda *given: np.maximum(_logits(*given), 0),
    ),
    _known(
        "bias-missing",
        "`readout` leaves out the bias: it is right only where `b_y` is zero. Add one "
        "number for each output, `+ b_y`.",
        lambda H, W_hy, b_y: H @ W_hy,
    ),
    _known(
        "only-last",
        "`readout` reads only the last step. Here every step has an output: use all "
        "of `H`, and return (batch, time, outputs).",
        lambda *given: _logits(*given)[:, -1],
    ),
    _known(
        "only-last",
        "`readout` reads only the last step. Here every step has an output: use all "
        "of `H`, and return (batch, time, outputs).",
        lambda *given: _logits(*given)[:, -1:],
    ),
    _known(
        "argmax",
        "`readout` returns the number of the best output. The exercise asks for all "
        "the scores, one for each output: leave the choice to whoever reads them.",
        lambda *given: _logits(*given).argmax(axis=-1),
    ),
    _known(
        "time-first",
        "`readout` returns the time axis first. Keep the order of `H`: (batch, time, "
        "outputs).",
        lambda *given: _logits(*given).swapaxes(0, 1),
    ),
)

COUNT = (
    _known(
        "always-the-same",
        "`count_parameters` gives 47 whatever the sizes are, the number of the network "
        "above. Compute it from `features`, `hidden` and `outputs`, not from arrays of "
        "the notebook.",
        lambda features, hidden, outputs: 47,
    ),
    _known(
        "second-recurrent-bias",
        "`count_parameters` counts a second bias for the hidden layer. Input and state "
        "meet in one sum, and that sum has one bias: `b_h`, `hidden` numbers in all.",
        lambda features, hidden, outputs: count(features, hidden, outputs) + hidden,
    ),
    _known(
        "no-readout",
        "`count_parameters` stops at the recurrent cell. The output layer has "
        "parameters too: `W_hy` and `b_y`.",
        lambda features, hidden, outputs: (features + hidden + 1) * hidden,
    ),
    _known(
        "no-recurrent-weights",
        "`count_parameters` leaves out `W_hh`, the weights that lead from the state "
        "back to the state: hidden times hidden of them.",
        lambda features, hidden, outputs: count(features, hidden, outputs) - hidden**2,
    ),
    _known(
        "no-input-weights",
        "`count_parameters` leaves out `W_xh`, the weights that lead from the input "
        "to the state: features times hidden of them.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - features * hidden
        ),
    ),
    _known(
        "no-biases",
        "`count_parameters` counts the weights but no biases. `b_h` holds one number "
        "for each unit, `b_y` one for each output.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden - outputs
        ),
    ),
    _known(
        "no-hidden-bias",
        "`count_parameters` leaves out `b_h`, one number for each hidden unit.",
        lambda features, hidden, outputs: count(features, hidden, outputs) - hidden,
    ),
    _known(
        "no-output-bias",
        "`count_parameters` leaves out `b_y`, one number for each output.",
        lambda features, hidden, outputs: count(features, hidden, outputs) - outputs,
    ),
    _known(
        "one-bias-a-layer",
        "`count_parameters` counts one bias for a whole layer. Every unit has its own: "
        "`hidden` numbers in `b_h`, `outputs` numbers in `b_y`.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden - outputs + 2
        ),
    ),
    _known(
        "recurrent-weights-once-a-unit",
        "`count_parameters` counts one recurrent weight for each unit. Every unit "
        "hears *every* old unit, so `W_hh` is square: hidden times hidden.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden**2 + hidden
        ),
    ),
    _known(
        "output-fed-back",
        "`count_parameters` counts weights from the outputs back to the units. In this "
        "network the *hidden state* comes back: `W_hh` is hidden times hidden.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden**2 + outputs * hidden
        ),
    ),
    _known(
        "inputs-to-outputs",
        "`count_parameters` lets the inputs lead straight to the outputs. The output "
        "layer reads the state: `W_hy` is hidden times outputs.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) + (features - hidden) * outputs
        ),
    ),
)
