"""The known mistakes of `rnn_backward`, and what each deserves to hear."""

from __future__ import annotations

import numpy as np

from rnn_course.checks.lesson_04.gradients import before, collect, walk_back
from rnn_course.checks.lesson_04.slips import put, rnn_slip, time_slip
from rnn_course.checks.probes import Mistake

__all__ = ["RNN_MISTAKES"]

_CARRY = (
    "A state is heard twice: by its own loss, `dH[:, t]`, and by the next step. "
    "Add what `step_backward` returned as `dh_prev` to the `dH` of the step before."
)
_BEFORE = (
    "The state before step t is `H[:, t - 1]`, and before the first step it is `h0`."
)


_STEP = "If it calls your `step_backward`, mend it there."


def _first(parts):
    return parts[0]


def _over_the_batch(dH, X, H, h0, W_xh, W_hh):
    """Visit as many steps as there are rows."""
    rows = reversed(range(len(H)))
    dZ, dh0 = walk_back(dH, 1 - H**2, lambda dh, dz: dz @ W_hh.T, rows)
    return collect(X, before(H, h0), dZ, W_xh, dh0)


RNN_MISTAKES = (
    Mistake(
        "overwrites",
        "`rnn_backward` keeps only the first step's part of the weight gradients: "
        "each turn of the loop overwrites the one before. The weights are used at "
        "every step, so add: `dW_hh += …`.",
        rnn_slip(take=_first),
    ),
    Mistake(
        "last-step-only",
        "`rnn_backward` takes the weight gradients from the last step alone. The same "
        "weights are used at every step, so all steps contribute: add them up.",
        rnn_slip(take=lambda parts: parts[-1]),
    ),
    Mistake(
        "last-step-only",
        "`rnn_backward` goes back through the last step and stops. The same weights "
        "were used at every step before: go on, and add up what each contributes.",
        time_slip(
            lambda right, parts, dZ, g: (
                np.where(
                    np.arange(dZ.shape[1])[:, None] == dZ.shape[1] - 1, right[0], 0
                ),
                dZ[:, -1] @ g["W_hh"].T,
                *(part[-1] for part in parts),
            )
        ),
    ),
    Mistake(
        "earlier-losses-ignored",
        "`rnn_backward` hears the loss of the last step alone. Each state may have a "
        "loss of its own: add `dH[:, t]` to what is carried, at every step.",
        rnn_slip(
            own=lambda dH: np.concatenate(
                [np.zeros_like(dH[:, :-1]), dH[:, -1:]], axis=1
            )
        ),
    ),
    Mistake(
        "last-loss-twice",
        "`rnn_backward` counts the loss of the last step twice: what is carried "
        "starts as `dH[:, -1]`, and the loop adds it again. No step comes after the "
        "last one, so start with zeros.",
        rnn_slip(own=lambda dH: np.concatenate([dH[:, :-1], 2 * dH[:, -1:]], axis=1)),
    ),
    Mistake(
        "walks-over-the-batch",
        "`rnn_backward` makes as many steps as the batch has rows. Time is the second "
        "axis: loop over `X.shape[1]` steps, not over `len(X)`.",
        _over_the_batch,
    ),
    Mistake(
        "not-carried",
        f"`rnn_backward` treats each step by itself: nothing flows back. {_CARRY}",
        time_slip(lambda right, parts, dZ, g: _not_carried(g, dh0_too=False)),
    ),
    Mistake(
        "not-carried",
        f"`rnn_backward` treats each step by itself: nothing flows back. {_CARRY}",
        time_slip(lambda right, parts, dZ, g: _not_carried(g, dh0_too=True)),
    ),
    Mistake(
        "averages-over-time",
        "`rnn_backward` averages the weight gradients over the steps. Any average "
        "belongs to the loss, so it is in `dH` already: sum here.",
        rnn_slip(take=lambda parts: parts.mean(axis=0)),
    ),
    Mistake(
        "averages-over-batch",
        "`rnn_backward` divides the weight gradients by the batch size. Any average "
        "belongs to the loss, so it is in `dH` already: sum here.",
        time_slip(
            lambda right, parts, dZ, g: (
                *right[:2],
                *(part / len(dZ) for part in right[2:]),
            )
        ),
    ),
    Mistake(
        "forwards-in-time",
        "`rnn_backward` walks from the first step to the last. A state is influenced "
        "by the steps before it, so its gradient comes from the steps *after* it: "
        "start at the last step, `reversed(range(time))`.",
        rnn_slip(order=range),
    ),
    Mistake(
        "last-state-before-the-first",
        "`rnn_backward` reads `H[:, -1]`, the *last* state, as the one before the "
        f"first step: index t − 1 is −1 at t = 0. {_BEFORE}",
        rnn_slip(states=lambda H, h0: np.roll(H, 1, axis=1)),
    ),
    Mistake(
        "zeros-instead-of-h0",
        f"`rnn_backward` takes zeros as the state before the first step. {_BEFORE}",
        rnn_slip(
            states=lambda H, h0: np.concatenate(
                [np.zeros_like(H[:, :1]), H[:, :-1]], axis=1
            )
        ),
    ),
    Mistake(
        "same-step-state",
        "`rnn_backward` makes `dW_hh` from `H[:, t]`. What went through `W_hh` at "
        f"step t was the state before. {_BEFORE}",
        rnn_slip(states=lambda H, h0: H),
    ),
    Mistake(
        "first-step-left-out",
        "`rnn_backward` stops before the first step, t = 0. That step used the "
        "weights too, and only through it does the gradient reach `h0`.",
        time_slip(lambda right, parts, dZ, g: _without_first(right, parts, dZ, g)),
    ),
    Mistake(
        "dh0-is-dh1",
        "`rnn_backward` returns as `dh0` the gradient of the state *after* the first "
        "step. It still has to go back through that step: `dh0` is what the last "
        "turn of the loop carries.",
        time_slip(
            lambda right, parts, dZ, g: put(
                right, p1=dZ[:, 0] / (1 - g["H"][:, 0] ** 2)
            )
        ),
    ),
    Mistake(
        "slope-left-out",
        "`rnn_backward` passes gradients on as if tanh were not there. Each step "
        "multiplies by the slope of tanh, `1 - H[:, t]**2`. " + _STEP,
        rnn_slip(slope=lambda H, was: np.ones_like(H)),
    ),
    Mistake(
        "slope-of-tanh-twice",
        "`rnn_backward` takes the slope of tanh at `H`, which has already been "
        "through tanh. The slope is `1 - H[:, t]**2`. " + _STEP,
        rnn_slip(slope=lambda H, was: 1 - np.tanh(H) ** 2),
    ),
    Mistake(
        "slope-of-previous-state",
        "`rnn_backward` takes the slope of tanh from the state before. At step t it "
        "is `1 - H[:, t]**2`. " + _STEP,
        rnn_slip(slope=lambda H, was: 1 - was**2),
    ),
    Mistake(
        "recurrent-weights-not-transposed",
        "`rnn_backward` multiplies by `W_hh` on the way back. Forwards the state went "
        "through `W_hh`; backwards the gradient goes through `W_hh.T`. " + _STEP,
        rnn_slip(back=lambda dh, dz, W_hh: dz @ W_hh),
    ),
    Mistake(
        "carries-past-tanh",
        "`rnn_backward` carries `dh @ W_hh.T` back: the slope of tanh is missing on "
        "this path. Carry `dz @ W_hh.T`, with dz = dh * (1 − h²). " + _STEP,
        rnn_slip(back=lambda dh, dz, W_hh: dh @ W_hh.T),
    ),
    Mistake(
        "carries-without-weights",
        "`rnn_backward` carries dz back as it is. On its way to the state before, the "
        "gradient goes through `W_hh.T`.",
        rnn_slip(back=lambda dh, dz, W_hh: dz),
    ),
    Mistake(
        "time-axis-first",
        "`rnn_backward` returns dX with time as the first axis. The batch comes first "
        "everywhere in this course: (batch, time, features).",
        time_slip(lambda right, parts, dZ, g: put(right, p0=right[0].swapaxes(0, 1))),
    ),
    Mistake(
        "time-reversed",
        "`rnn_backward` returns dX in reversed order: the loop met the last step "
        "first. Write `dX[:, t] = …`, or turn the list round before stacking it.",
        time_slip(lambda right, parts, dZ, g: put(right, p0=right[0][:, ::-1])),
    ),
    Mistake(
        "bias-not-summed",
        "`rnn_backward` sums the bias gradient over time alone. The bias is "
        "added to every row too: sum over the batch, which leaves shape (hidden,).",
        time_slip(lambda right, parts, dZ, g: put(right, p4=dZ.sum(axis=1))),
    ),
    Mistake(
        "bias-not-summed",
        "`rnn_backward` sums the bias gradient over the batch alone. All steps add "
        "the same bias: sum over time as well, which leaves shape (hidden,).",
        time_slip(lambda right, parts, dZ, g: put(right, p4=parts[2])),
    ),
    Mistake(
        "weights-not-summed",
        "`rnn_backward` returns a weight gradient for each step. The weights are the "
        "same at every step: sum over time, which leaves the shape of the weights.",
        rnn_slip(take=lambda parts: parts),
    ),
)


def _not_carried(g, dh0_too: bool):
    """Take each step by itself; `dh0` may be that of the first step, or zeros."""
    alone = rnn_slip(back=lambda dh, dz, W_hh: np.zeros_like(dz))
    right = alone(**g)
    dz = g["dH"][:, 0] * (1 - g["H"][:, 0] ** 2)
    return right if dh0_too else put(right, p1=dz @ g["W_hh"].T)


def _without_first(right, parts, dZ, g):
    """End the loop at step 1; the first row of dX stays zero."""
    dX = right[0].copy()
    dX[:, 0] = 0
    carried = dZ[:, 1:2] @ g["W_hh"].T  # what step 1 sends to the state before it
    dh0 = carried[:, 0] if carried.size else np.zeros_like(g["h0"])
    return dX, dh0, *(part[1:].sum(axis=0) for part in parts)
