"""Known mistakes in an LSTM over a whole sequence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_course.checks.lesson_06.lstm import STEP, known, trunc_like
from rnn_course.checks.probes import Mistake
from rnn_course.networks.gates import lstm_forward, lstm_step

__all__ = ["FORWARD"]

Array = np.ndarray
Pair = tuple[Array, Array]


def _each(change: Callable[[Array], Array]) -> Callable[..., Pair]:
    """Change both results in the same way."""
    return lambda *given: tuple(change(part) for part in lstm_forward(*given))


def _walk(slip: Mistake) -> Callable[..., Pair]:
    """Return lstm_forward with a mistaken step."""
    names = ("x_t", "h_prev", "c_prev", "kernel", "recurrent_kernel", "bias")

    def forward(X: Array, h: Array, c: Array, *weights: Array) -> Pair:
        steps = []
        for x_t in X.swapaxes(0, 1):
            given = dict(zip(names, (x_t, h, c, *weights), strict=True))
            h, c = slip.make(**given)
            steps.append((h, c))
        return tuple(np.stack(part, axis=1) for part in zip(*steps, strict=True))

    return forward


def _carry(keep_h: bool, keep_c: bool) -> Callable[..., Pair]:
    """Let steps start anew from h0 or c0 unless they are kept."""

    def forward(X: Array, h0: Array, c0: Array, *weights: Array) -> Pair:
        h, c, steps = h0, c0, []
        for x_t in X.swapaxes(0, 1):
            h, c = lstm_step(x_t, h if keep_h else h0, c if keep_c else c0, *weights)
            steps.append((h, c))
        return tuple(np.stack(part, axis=1) for part in zip(*steps, strict=True))

    return forward


def _states_before(X: Array, h0: Array, c0: Array, *weights: Array) -> Pair:
    H, C = lstm_forward(X, h0, c0, *weights)
    return (
        np.concatenate([h0[:, None], H[:, :-1]], axis=1),
        np.concatenate([c0[:, None], C[:, :-1]], axis=1),
    )


def _batch_as_time(X: Array, h0: Array, c0: Array, *weights: Array) -> Pair:
    h, c, steps = h0, c0, []
    for x_t in X:
        h, c = lstm_step(x_t, h, c, *weights)
        steps.append((h, c))
    return tuple(np.stack(part) for part in zip(*steps, strict=True))


def _pair_swapped(X: Array, h: Array, c: Array, *weights: Array) -> Pair:
    steps = []
    for x_t in X.swapaxes(0, 1):
        c, h = lstm_step(x_t, h, c, *weights)
        steps.append((h, c))
    return tuple(np.stack(part, axis=1) for part in zip(*steps, strict=True))


def _axes_mixed(part: Array) -> Array:
    return part.swapaxes(0, 1).reshape(part.shape)


_ALL = "Keep the state of every step and stack them to (batch, time, hidden)."

FORWARD = (
    known(
        "h-and-c-swapped",
        "`lstm_forward` returns the cell states first. The task asks for `(H, C)`.",
        lambda *given: lstm_forward(*given)[::-1],
    ),
    known(
        "starts-swapped",
        "`lstm_forward` starts with `h0` and `c0` exchanged: `h0` is the state, `c0` the "
        "cell state.",
        lambda X, h0, c0, *weights: lstm_forward(X, c0, h0, *weights),
    ),
    known(
        "only-last",
        f"`lstm_forward` returns the last states alone. {_ALL}",
        _each(lambda part: part[:, -1]),
    ),
    known(
        "only-last-c",
        "`H` is right. `C` holds the last cell state alone, as Keras gives it; here the "
        f"cell states of all steps are asked for. {_ALL}",
        lambda *given: (lstm_forward(*given)[0], lstm_forward(*given)[1][:, -1]),
    ),
    known(
        "starts-from-zeros",
        "`lstm_forward` starts from zeros in place of `h0` and `c0`: it is right only "
        "where both are zero.",
        lambda X, h0, c0, *weights: lstm_forward(X, 0 * h0, 0 * c0, *weights),
    ),
    known(
        "starts-from-zeros",
        "`lstm_forward` starts from zeros in place of `h0`: it is right only where `h0` "
        "is zero.",
        lambda X, h0, c0, *weights: lstm_forward(X, 0 * h0, c0, *weights),
    ),
    known(
        "starts-from-zeros",
        "`lstm_forward` starts from zeros in place of `c0`: it is right only where `c0` "
        "is zero.",
        lambda X, h0, c0, *weights: lstm_forward(X, h0, 0 * c0, *weights),
    ),
    known(
        "never-carried",
        "`lstm_forward` lets every step start from `h0` and `c0`. Hand `h` and `c` on "
        "from each step to the next.",
        _carry(False, False),
    ),
    known(
        "c-never-carried",
        "`lstm_forward` hands `h` on, but every step starts from `c0`. The cell state is "
        "the long memory: hand it on too.",
        _carry(True, False),
    ),
    known(
        "h-never-carried",
        "`lstm_forward` hands `c` on, but every step starts from `h0`. The gates read "
        "the state of the step before: hand it on too.",
        _carry(False, True),
    ),
    known(
        "time-first",
        "`lstm_forward` returns the time axis first. The batch comes first: with lists "
        "of states, `np.stack(states, axis=1)` puts time in the middle.",
        _each(lambda part: part.swapaxes(0, 1)),
    ),
    known(
        "axes-mixed",
        "`lstm_forward` has the right states, with time in front, and a `reshape` mixes "
        "their rows. It only counts numbers off, it does not swap axes: use "
        "`np.stack(states, axis=1)`.",
        _each(_axes_mixed),
    ),
    known(
        "pair-swapped",
        "`lstm_forward` takes the pair of each step the wrong way round. `lstm_step` "
        "returns the state first: `h, c = lstm_step(…)`.",
        _pair_swapped,
    ),
    known(
        "features-before-time",
        "`lstm_forward` returns (batch, hidden, time). Stack the states along axis 1.",
        _each(lambda part: part.swapaxes(1, 2)),
    ),
    known(
        "states-before",
        "`lstm_forward` keeps the states from *before* each step. Compute the new ones "
        "first, then keep them.",
        _states_before,
    ),
    known(
        "last-everywhere",
        "`lstm_forward` returns the last state at every step. Was one array changed in "
        "place and kept many times? Make a new one at each step.",
        _each(lambda part: np.repeat(part[:, -1:], part.shape[1], axis=1)),
    ),
    known(
        "batch-as-time",
        "`lstm_forward` loops over the first axis of `X`, the batch. Loop over the "
        "middle one, `X[:, t]`.",
        _batch_as_time,
    ),
    known(
        "backwards",
        "`lstm_forward` reads the sequence from its end. Start with `X[:, 0]`.",
        lambda X, *rest: lstm_forward(X[:, ::-1], *rest),
    ),
    known(
        "input-one-late",
        "`lstm_forward` reads `X[:, t - 1]` at step t. Read `X[:, t]`; only the states "
        "come from the step before.",
        lambda X, *rest: lstm_forward(np.roll(X, 1, axis=1), *rest),
    ),
    known(
        "cut-to-whole-numbers",
        "`lstm_forward` loses everything after the point when it is given whole "
        "numbers. Make its arrays with `np.zeros(shape)`.",
        lambda X, *rest: tuple(trunc_like(p, X) for p in lstm_forward(X, *rest)),
    ),
    *(
        known(
            slip.id,
            "In every step of `lstm_forward` the same slip as in a single step: "
            + slip.message.replace("`lstm_step`", "it"),
            _walk(slip),
        )
        for slip in STEP
        if slip.id not in ("h-and-c-swapped", "cut-to-whole-numbers")
    ),
)
