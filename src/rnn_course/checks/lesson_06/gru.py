"""Known mistakes in one step of a GRU: what each returns, what it should hear."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import numpy as np

from rnn_course.checks.lesson_06.lstm import known, trunc_like
from rnn_course.networks.gates import gru_step, sigmoid

__all__ = ["STEP"]

Array = np.ndarray


def _step(
    mix: Callable[..., Array] | None = None,
    candidate: Callable[..., Array] | None = None,
    order: tuple[int, ...] = (0, 1, 2),
    gate: Callable[[Array], Array] = sigmoid,
    squash: Callable[[Array], Array] = np.tanh,
) -> Callable[..., Array]:
    """Return a step with other equations, another order, gate or squashing."""
    mix = mix or (lambda z, h, new: z * h + (1 - z) * new)
    candidate = candidate or (lambda x, h, r: x + r * h)

    def step(
        x_t: Array, h_prev: Array, kernel: Array, recurrent: Array, bias: Array
    ) -> Array:
        from_x = np.split(x_t @ kernel + bias[0], 3, axis=-1)
        from_h = np.split(h_prev @ recurrent + bias[1], 3, axis=-1)
        update, reset, new = order
        z, r = (gate(from_x[place] + from_h[place]) for place in (update, reset))
        return mix(z, h_prev, squash(candidate(from_x[new], from_h[new], r)))

    return step


def _reset_before(inside: bool, turned: bool = False) -> Callable[..., Array]:
    """Return a step that resets the state before its product (`reset_after=False`)."""

    def step(
        x_t: Array, h_prev: Array, kernel: Array, recurrent: Array, bias: Array
    ) -> Array:
        x_z, x_r, x_h = np.split(x_t @ kernel + bias[0], 3, axis=-1)
        h_z, h_r, _ = np.split(h_prev @ recurrent + bias[1], 3, axis=-1)
        last = np.split(recurrent, 3, axis=-1)[2], np.split(bias[1], 3)[2]
        z, r = sigmoid(x_z + h_z), sigmoid(x_r + h_r)
        z = 1 - z if turned else z
        new = np.tanh(x_h + (r * h_prev) @ last[0] + (last[1] if inside else 0))
        return z * h_prev + (1 - z) * new

    return step


def _bias_after_reset(x_t, h_prev, kernel, recurrent, bias) -> Array:
    both = np.array([bias[0] + bias[1], 0 * bias[1]])
    return gru_step(x_t, h_prev, kernel, recurrent, both)


def _interleaved(x_t, h_prev, kernel, recurrent, bias) -> Array:
    def regroup(array: Array) -> Array:
        return np.concatenate([array[..., place::3] for place in range(3)], axis=-1)

    return gru_step(x_t, h_prev, *map(regroup, (kernel, recurrent, bias)))


def _rows(choose: Callable[[Array], Array]) -> Callable[..., Array]:
    return lambda x, h, k, r, bias: gru_step(x, h, k, r, choose(bias))


_BEFORE = (
    "`gru_step` applies the reset gate to the state *before* the product. Keras's GRU "
    "(`reset_after=True`) multiplies first: `r * (h_prev @ U_h + bias[1] of that block)`."
)

STEP = (
    known(
        "z-swapped",
        "`gru_step` has z and 1 − z the wrong way round. In Keras the update gate says "
        "how much *stays*: `z * h_prev + (1 - z) * candidate`.",
        _step(lambda z, h, new: (1 - z) * h + z * new),
    ),
    known("reset-before-product", _BEFORE, _reset_before(True)),
    known("reset-before-product", _BEFORE, _reset_before(False)),
    known(
        "reset-before-product",
        _BEFORE + " Besides, z and 1 − z are the wrong way round.",
        _reset_before(True, turned=True),
    ),
    known(
        "bias-after-reset",
        "`gru_step` adds the second row of the bias outside the reset gate. For the "
        "candidate it belongs inside: `r * (h_prev @ U_h + bias[1] of that block)`.",
        _bias_after_reset,
    ),
    known(
        "bias-rows-swapped",
        "`gru_step` takes the rows of the bias the wrong way round. Row 0 goes with "
        "the input, row 1 with the state.",
        _rows(lambda bias: bias[::-1]),
    ),
    known(
        "one-bias-row",
        "`gru_step` uses only row 0 of the bias. Row 1 is added to the state's part, "
        "`h_prev @ recurrent_kernel + bias[1]`.",
        _rows(lambda bias: bias * [[1], [0]]),
    ),
    known(
        "one-bias-row",
        "`gru_step` uses only row 1 of the bias. Row 0 is added to the input's part, "
        "`x_t @ kernel + bias[0]`.",
        _rows(lambda bias: bias * [[0], [1]]),
    ),
    known(
        "bias-missing",
        "`gru_step` leaves out the bias: it is right only where all biases are zero.",
        _rows(lambda bias: 0 * bias),
    ),
    known(
        "no-reset-gate",
        "`gru_step` leaves out the reset gate. It weighs the state's part of the "
        "candidate, `x_h + r * h_h`, before the tanh.",
        _step(candidate=lambda x, h, r: x + h),
    ),
    known(
        "reset-on-everything",
        "`gru_step` lets the reset gate weigh the input's part too. It weighs the "
        "state's part of the candidate alone: `x_h + r * h_h`.",
        _step(candidate=lambda x, h, r: r * (x + h)),
    ),
    known(
        "reset-on-the-input",
        "`gru_step` lets the reset gate weigh the input's part. It weighs the state's "
        "part: `x_h + r * h_h`.",
        _step(candidate=lambda x, h, r: r * x + h),
    ),
    known(
        "only-candidate",
        "`gru_step` returns the candidate. The new state is a mixture: "
        "`z * h_prev + (1 - z) * candidate`.",
        _step(lambda z, h, new: new),
    ),
    known(
        "added-whole",
        "`gru_step` adds the whole candidate to what stays. The two shares sum to 1: "
        "`z * h_prev + (1 - z) * candidate`.",
        _step(lambda z, h, new: z * h + new),
    ),
    known(
        "added-whole",
        "`gru_step` keeps the whole old state and adds to it. The two shares sum to 1: "
        "`z * h_prev + (1 - z) * candidate`.",
        _step(lambda z, h, new: h + (1 - z) * new),
    ),
    known(
        "no-tanh",
        "`gru_step` mixes in the candidate's bare sum. It goes through `np.tanh` first.",
        _step(squash=lambda a: a),
    ),
    known(
        "sigmoid-on-candidate",
        "`gru_step` sends the candidate through the sigmoid. It is a new state, not a "
        "gate: use `np.tanh`, from −1 to 1.",
        _step(squash=sigmoid),
    ),
    known(
        "tanh-on-gates",
        "`gru_step` computes the gates with tanh. A gate is a share from 0 to 1: use "
        "the sigmoid for z and r.",
        _step(gate=np.tanh),
    ),
    known(
        "no-sigmoid",
        "`gru_step` uses the gates' sums as they are. A gate is a share from 0 to 1: "
        "send z and r through the sigmoid.",
        _step(gate=lambda a: a),
    ),
    known(
        "nothing-squashed",
        "`gru_step` uses all sums as they are. z and r go through the sigmoid, the "
        "candidate through `np.tanh`.",
        _step(gate=lambda a: a, squash=lambda a: a),
    ),
    known(
        "sigmoid-turned",
        "`gru_step` has its gates open where they should be shut. Is a minus missing "
        "in the sigmoid? It is `1 / (1 + np.exp(-z))`.",
        _step(gate=lambda a: sigmoid(-a)),
    ),
    *(
        known(
            "gate-order",
            "`gru_step` takes the three blocks in another order than Keras. From left "
            "to right they are z, r, h: update gate, reset gate, candidate.",
            _step(order=order),
        )
        for order in list(itertools.permutations(range(3)))[1:]
    ),
    known(
        "interleaved",
        "`gru_step` takes every third column for a gate. The blocks stand side by "
        "side: the first `hidden` columns are the update gate, and so on.",
        _interleaved,
    ),
    known(
        "state-ignored",
        "`gru_step` does not use `h_prev` at all.",
        lambda x, h, *weights: gru_step(x, 0 * h, *weights),
    ),
    known(
        "input-ignored",
        "`gru_step` does not use `x_t`: add `x_t @ kernel + bias[0]` to the sums.",
        lambda x, *rest: gru_step(0 * x, *rest),
    ),
    known(
        "overflow",
        "`gru_step` is right for ordinary numbers, but gives NaN for large ones: "
        "`np.exp(z) / (1 + np.exp(z))` becomes infinity over infinity. Write "
        "`1 / (1 + np.exp(-z))`.",
        _step(gate=lambda a: np.exp(a) / (1 + np.exp(a))),
    ),
    known(
        "cut-to-whole-numbers",
        "`gru_step` loses everything after the point when it is given whole numbers: "
        "`zeros_like` makes an array of whole numbers then. Use `np.zeros(shape)`.",
        lambda x, h, *weights: trunc_like(gru_step(x, h, *weights), h),
    ),
)
