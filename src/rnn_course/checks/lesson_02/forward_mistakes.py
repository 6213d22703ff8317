"""Known mistakes of `rnn_forward`: what each returns, what it deserves to hear."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_course.checks.lesson_02.step_mistakes import (
    STEP,
    Array,
    cut_to_whole,
    known,
    step,
)
from rnn_course.checks.probes import Mistake
from rnn_course.networks.cells import rnn_forward

__all__ = ["FORWARD"]


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
    known(
        "starts-from-zeros",
        "`rnn_forward` starts from zeros instead of `h0`: it is right only where `h0` "
        "is zero. Let the first step hear `h0`. (Or does it read `H[:, t - 1]` at "
        "t = 0? Index −1 is the *last* step, which is still empty then.)",
        lambda X, h0, *weights: rnn_forward(X, 0 * h0, *weights),
    ),
    known(
        "input-one-late",
        "`rnn_forward` reads `X[:, t - 1]` at step t. At t = 0 this is index −1, the "
        "*last* input, and every other input comes one step late. Read `X[:, t]`; "
        "only the state comes from the step before.",
        lambda X, h0, *weights: rnn_forward(np.roll(X, 1, axis=1), h0, *weights),
    ),
    known(
        "only-last",
        "`rnn_forward` returns only the last state. Later layers may need the state "
        "of every step: keep each one and stack them to (batch, time, hidden).",
        lambda *given: rnn_forward(*given)[:, -1],
    ),
    known(
        "only-last",
        "`rnn_forward` returns only the last state, as a sequence of length one. Keep "
        "the state of every step and stack them to (batch, time, hidden).",
        lambda *given: rnn_forward(*given)[:, -1:],
    ),
    known(
        "time-first",
        "`rnn_forward` returns the time axis first. In this course the batch comes "
        "first: (batch, time, hidden). With a list of states, `np.stack(states, "
        "axis=1)` puts time in the middle.",
        lambda *given: rnn_forward(*given).swapaxes(0, 1),
    ),
    known(
        "features-before-time",
        "`rnn_forward` returns (batch, hidden, time). Stack the states along axis 1, "
        "not along the last one, to get (batch, time, hidden).",
        lambda *given: rnn_forward(*given).swapaxes(1, 2),
    ),
    known(
        "batch-as-time",
        "`rnn_forward` loops over the first axis of `X`. That is the batch: the rows "
        "are separate sequences and must not hear each other. Loop over the middle "
        "axis, `X[:, t]`.",
        _batch_as_time,
    ),
    known(
        "h0-included",
        "`rnn_forward` returns one state too many: `h0` stands in front. `H[:, 0]` is "
        "the state *after* the first input, so leave `h0` out of the result.",
        lambda X, h0, *weights: np.concatenate(
            [h0[:, None], rnn_forward(X, h0, *weights)], axis=1
        ),
    ),
    known(
        "states-before",
        "`rnn_forward` keeps the state from *before* each step: `h0` comes first and "
        "the last state is lost. Compute the new state first, then keep it.",
        _states_before,
    ),
    known(
        "last-everywhere",
        "`rnn_forward` returns the last state at every step. Was one and the same "
        "array changed in place and kept many times? Make a new array at each step, "
        "or keep `h.copy()`.",
        _last_everywhere,
    ),
    known(
        "last-everywhere",
        "`rnn_forward` returns the last state at every step: one and the same array is "
        "changed in place, `h[:] = …`, and kept many times. Make a new array at each "
        "step: `h = …`.",
        _one_array,
    ),
    known(
        "first-input-skipped",
        "`rnn_forward` puts `h0` itself at `H[:, 0]` and never reads the first input. "
        "`H[:, 0]` is the state *after* `X[:, 0]`: begin the loop at 0.",
        _first_input_skipped,
    ),
    known(
        "first-sequence-for-all",
        "`rnn_forward` reads the inputs of the first sequence, `X[0]`, for every row "
        "of the batch. `X[:, t]` takes step t of all sequences at once.",
        _first_sequence_for_all,
    ),
    known(
        "axes-mixed",
        "`rnn_forward` has the right states, with time in front, and a `reshape` mixes "
        "their rows. It only counts numbers off, it does not swap axes: use "
        "`np.stack(states, axis=1)`.",
        _axes_mixed,
    ),
    known(
        "room-like-inputs",
        "`rnn_forward` mixes up two lengths: it stops with a ValueError unless there "
        "are as many features as units. Is the array for the states made in the shape "
        "of `X`? States need (batch, time, hidden), and `h0.shape[1]` is hidden.",
        _room_like_inputs,
    ),
    known(
        "stops-after-first",
        "`rnn_forward` returns only the first state. Is the `return` inside the loop? "
        "Then the first step ends the function: indent it less.",
        lambda *given: rnn_forward(*given)[:, :1],
    ),
    known(
        "never-carried",
        "`rnn_forward` lets every step start from `h0`. The state is never handed on, "
        "so no step knows what came before. Each step needs the `h` that the step "
        "before has made.",
        _never_carried,
    ),
    known(
        "state-ignored",
        "`rnn_forward` gives each step a state of zeros, so no step knows what came "
        "before. Hand each new `h` on to the next step.",
        lambda X, h0, *weights: step(X, 0 * h0[:, None], *weights),
    ),
    known(
        "backwards",
        "`rnn_forward` reads the sequence from its end. Start with `X[:, 0]`.",
        _backwards,
    ),
    known(
        "backwards",
        "`rnn_forward` reads the sequence from its end and then turns the states "
        "round. State t must depend on the inputs up to t alone: start with `X[:, 0]`.",
        lambda *given: _backwards(*given)[:, ::-1],
    ),
    known(
        "cut-to-whole-numbers",
        "`rnn_forward` is right for fractions, but loses everything after the point "
        "when `X` or `h0` holds whole numbers: `zeros_like` (or `dtype=X.dtype`) then "
        "makes an array of whole numbers, and `h[:] = …` writes into one if `h` is "
        "`h0`. Make a new array with `np.zeros(shape)`.",
        lambda X, *rest: cut_to_whole(rnn_forward(X, *rest), X),
    ),
    *(
        known(
            slip.id,
            "In every step of `rnn_forward` the same slip as in a single step: "
            + slip.message.replace("`rnn_step`", "it"),
            _walk(slip),
        )
        for slip in STEP
        if slip.id not in ("state-ignored", "cut-to-whole-numbers")
    ),
)
