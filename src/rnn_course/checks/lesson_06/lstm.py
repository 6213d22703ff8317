"""Known mistakes in one step of an LSTM: what each returns, what it should hear."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake
from rnn_course.networks.gates import lstm_step, sigmoid

__all__ = ["STEP", "known", "trunc_like"]

Array = np.ndarray
Pair = tuple[Array, Array]
ORDER = "i, f, c, o"


def known(id: str, message: str, make: Callable[..., Any]) -> Mistake:
    """Return a `Mistake` whose `make` takes its inputs by place."""
    return Mistake(id, message, lambda **inputs: make(*inputs.values()))


def trunc_like(values: Array, rows: Array) -> Array:
    """Return what is left when results go into an array of whole numbers."""
    return np.trunc(values) if np.asarray(rows).dtype.kind in "iu" else values


def _sums(x_t: Array, h_prev: Array, kernel: Array, recurrent: Array, bias: Array):
    return np.split(x_t @ kernel + h_prev @ recurrent + bias, 4, axis=-1)


def _step(
    change: Callable[..., Pair] | None = None,
    order: tuple[int, ...] = (0, 1, 2, 3),
    gate: Callable[[Array], Array] = sigmoid,
    squash: Callable[[Array], Array] = np.tanh,
) -> Callable[..., Pair]:
    """Return a step with another order, gate, squashing, or last two equations."""

    def usual(i: Array, f: Array, g: Array, o: Array, c: Array, _: Array) -> Pair:
        new = f * c + i * g
        return o * np.tanh(new), new

    def step(
        x_t: Array,
        h_prev: Array,
        c_prev: Array,
        kernel: Array,
        recurrent: Array,
        bias: Array,
    ) -> Pair:
        sums = _sums(x_t, h_prev, kernel, recurrent, bias)
        i, f, g, o = (sums[place] for place in order)
        parts = gate(i), gate(f), squash(g), gate(o)
        return (change or usual)(*parts, c_prev, h_prev)

    return step


def _with(new: Callable[..., Array], out: Callable[..., Array] | None = None):
    """Return the last two equations with another cell state, another state."""

    def change(i: Array, f: Array, g: Array, o: Array, c: Array, h: Array) -> Pair:
        fresh = new(i, f, g, c, h)
        return (out or (lambda o, fresh, c: o * np.tanh(fresh)))(o, fresh, c), fresh

    return change


def _usual(i: Array, f: Array, g: Array, c: Array, h: Array) -> Array:
    return f * c + i * g


def _interleaved(x_t, h_prev, c_prev, kernel, recurrent, bias) -> Pair:
    z = x_t @ kernel + h_prev @ recurrent + bias
    i, f, g, o = (z[..., place::4] for place in range(4))
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


def _more_bias(x_t, h_prev, c_prev, kernel, recurrent, bias) -> Pair:
    units = len(recurrent)
    extra = np.repeat([0.0, 1.0, 0.0, 0.0], units)
    return lstm_step(x_t, h_prev, c_prev, kernel, recurrent, bias + extra)


def _swapped(*given: Array) -> Pair:
    return lstm_step(*given)[::-1]


def _overflowing(z: Array) -> Array:
    return np.exp(z) / (1 + np.exp(z))


STEP = (
    known(
        "h-and-c-swapped",
        "`lstm_step` returns the cell state first. The task asks for `(h_t, c_t)`, the "
        "state first.",
        _swapped,
    ),
    known(
        "h-and-c-swapped",
        "`lstm_step` takes `h_prev` for the cell state and `c_prev` for the state: the "
        "gates read `h_prev`, and what they keep is `c_prev`.",
        lambda x, h, c, *weights: lstm_step(x, c, h, *weights),
    ),
    known(
        "no-tanh-on-c",
        "The cell state is right, the state is not: `lstm_step` lets the cell state out "
        "without squashing it. `h_t` is the output gate times `np.tanh(c_t)`.",
        _step(_with(_usual, lambda o, new, c: o * new)),
    ),
    known(
        "tanh-kept-in-c",
        "`lstm_step` squashes the cell state itself. The tanh belongs to the way out "
        "alone: `c_t` stays as it is, or its long memory is squashed at each step.",
        _step(_with(lambda *p: np.tanh(_usual(*p)), lambda o, new, c: o * new)),
    ),
    known(
        "old-cell-state",
        "`lstm_step` lets the *old* cell state out. Compute `c_t` first, then "
        "`h_t` from `c_t`.",
        _step(_with(_usual, lambda o, new, c: o * np.tanh(c))),
    ),
    known(
        "sigmoid-on-c",
        "The cell state is right, the state is not: `lstm_step` sends the cell state "
        "through the sigmoid. `h_t` is the output gate times `np.tanh(c_t)`.",
        _step(_with(_usual, lambda o, new, c: o * sigmoid(new))),
    ),
    known(
        "no-output-gate",
        "`lstm_step` leaves out the output gate: `h_t = o * np.tanh(c_t)`.",
        _step(_with(_usual, lambda o, new, c: np.tanh(new))),
    ),
    known(
        "no-tanh-on-candidate",
        "`lstm_step` adds the candidate as a bare sum. The third block goes through "
        "`np.tanh` before the input gate weighs it.",
        _step(squash=lambda z: z),
    ),
    known(
        "sigmoid-on-candidate",
        "`lstm_step` sends the candidate through the sigmoid, so it could only ever "
        "add. The third block goes through `np.tanh`, which also takes away.",
        _step(squash=sigmoid),
    ),
    known(
        "tanh-on-gates",
        "`lstm_step` computes the gates with tanh, from −1 to 1. A gate says how much "
        "passes, from 0 to 1: use the sigmoid for the blocks i, f and o.",
        _step(gate=np.tanh),
    ),
    known(
        "no-sigmoid",
        "`lstm_step` uses the gates' sums as they are. A gate is a share from 0 to 1: "
        "send the blocks i, f and o through the sigmoid.",
        _step(gate=lambda z: z),
    ),
    known(
        "nothing-squashed",
        "`lstm_step` uses all four sums as they are. The blocks i, f and o go through "
        "the sigmoid, the candidate through `np.tanh`.",
        _step(gate=lambda z: z, squash=lambda z: z),
    ),
    known(
        "sigmoid-turned",
        "`lstm_step` has its gates open where they should be shut. Is a minus missing "
        "in the sigmoid? It is `1 / (1 + np.exp(-z))`.",
        _step(gate=lambda z: sigmoid(-z)),
    ),
    known(
        "no-input-gate",
        "`lstm_step` adds the whole candidate. The input gate decides how much of it "
        "is written: `i * np.tanh(…)`.",
        _step(_with(lambda i, f, g, c, h: f * c + g)),
    ),
    known(
        "no-forget-gate",
        "`lstm_step` keeps the old cell state whole. The forget gate decides how much "
        "of it stays: `f * c_prev`.",
        _step(_with(lambda i, f, g, c, h: c + i * g)),
    ),
    known(
        "forget-gate-turned",
        "`lstm_step` keeps `1 − f` of the old cell state. Its name misleads: a forget "
        "gate of 1 *keeps* everything, `f * c_prev`.",
        _step(_with(lambda i, f, g, c, h: (1 - f) * c + i * g)),
    ),
    known(
        "coupled-gates",
        "`lstm_step` writes with `1 − f` in place of the input gate. That is a GRU's "
        "trick; an LSTM has an input gate of its own: `f * c_prev + i * candidate`.",
        _step(_with(lambda i, f, g, c, h: f * c + (1 - f) * g)),
    ),
    known(
        "cell-state-ignored",
        "`lstm_step` does not use `c_prev`. The old cell state, weighed by the forget "
        "gate, is the memory: `f * c_prev + i * candidate`.",
        _step(_with(lambda i, f, g, c, h: i * g)),
    ),
    known(
        "keeps-h",
        "`lstm_step` keeps a share of `h_prev`. What the forget gate keeps is the cell "
        "state, `f * c_prev`.",
        _step(_with(lambda i, f, g, c, h: f * h + i * g)),
    ),
    known(
        "multiplies",
        "`lstm_step` multiplies what is kept and what is written. They are *added*: "
        "`f * c_prev + i * candidate`. This sum is the additive path.",
        _step(_with(lambda i, f, g, c, h: f * c * i * g)),
    ),
    *(
        known(
            "gate-order",
            "`lstm_step` takes the four blocks in another order than Keras. From left "
            f"to right they are {ORDER}: input gate, forget gate, candidate, output "
            "gate.",
            _step(order=order),
        )
        for order in list(itertools.permutations(range(4)))[1:]
    ),
    known(
        "interleaved",
        "`lstm_step` takes every fourth column for a gate. The blocks stand side by "
        "side: the first `hidden` columns are the input gate, and so on.",
        _interleaved,
    ),
    known(
        "state-ignored",
        "`lstm_step` does not use `h_prev`: add `h_prev @ recurrent_kernel` to the sum.",
        lambda x, h, *rest: lstm_step(x, 0 * h, *rest),
    ),
    known(
        "input-ignored",
        "`lstm_step` does not use `x_t`: add `x_t @ kernel` to the sum.",
        lambda x, *rest: lstm_step(0 * x, *rest),
    ),
    known(
        "bias-missing",
        "`lstm_step` leaves out the bias: it is right only where all biases are zero. "
        "The bias of the forget gate is what this lesson is about.",
        lambda x, h, c, k, r, b: lstm_step(x, h, c, k, r, 0 * b),
    ),
    known(
        "forget-bias-added",
        "`lstm_step` adds 1 to the forget gate. In Keras this 1 is already *in* the "
        "bias when the layer starts; adding it again changes what was learned.",
        _more_bias,
    ),
    known(
        "overflow",
        "`lstm_step` is right for ordinary numbers, but gives NaN for large ones: "
        "`np.exp(z) / (1 + np.exp(z))` becomes infinity over infinity. Write "
        "`1 / (1 + np.exp(-z))`.",
        _step(gate=_overflowing),
    ),
    known(
        "cut-to-whole-numbers",
        "`lstm_step` loses everything after the point when it is given whole numbers: "
        "`zeros_like` makes an array of whole numbers then. Use `np.zeros(shape)`.",
        lambda x, h, c, *w: tuple(
            trunc_like(part, c) for part in lstm_step(x, h, c, *w)
        ),
    ),
)
