"""The known mistakes of `step_backward`, and what each deserves to hear."""

from __future__ import annotations

import numpy as np

from rnn_course.checks.lesson_04.slips import put, step_slip
from rnn_course.checks.probes import Mistake

__all__ = ["STEP_MISTAKES"]

_SLOPE = (
    "The slope of tanh is 1 − tanh(z)², and tanh(z) is `h_t` itself: "
    "`dz = dh_t * (1 - h_t**2)`."
)
_SUM = (
    "The bias is added to every row of the batch, so each row sends it a gradient: "
    "sum over the batch (axis 0), which leaves shape (hidden,)."
)


def _wrong_slope(id_: str, seen: str, slope) -> Mistake:
    """Make a mistake of `step_backward` in the slope of tanh."""

    def dz(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
        return dh_t * slope(x_t, h_prev, h_t, W_xh, W_hh)

    return Mistake(id_, f"`step_backward` {seen} {_SLOPE}", step_slip(dz))


def _wrong_end(id_: str, message: str, end) -> Mistake:
    """Make a mistake of `step_backward` after a right dz; `end(parts, dz, given)`."""

    def spoil(parts, dz, *given):
        names = ("dh_t", "x_t", "h_prev", "h_t", "W_xh", "W_hh")
        return end(list(parts), dz, dict(zip(names, given, strict=True)))

    return Mistake(id_, f"`step_backward` {message}", step_slip(end=spoil))


STEP_MISTAKES = (
    _wrong_slope(
        "slope-left-out",
        "passes `dh_t` on as if tanh were not there.",
        lambda x, h_prev, h, W_xh, W_hh: 1,
    ),
    _wrong_slope(
        "slope-of-tanh-twice",
        "takes the slope of tanh at `h_t`: it applies tanh to a value that has "
        "already been through tanh.",
        lambda x, h_prev, h, W_xh, W_hh: 1 - np.tanh(h) ** 2,
    ),
    _wrong_slope(
        "slope-of-previous-state",
        "takes the slope of tanh from the state before, `h_prev`.",
        lambda x, h_prev, h, W_xh, W_hh: 1 - h_prev**2,
    ),
    _wrong_slope(
        "slope-without-bias",
        "works out the sum before tanh afresh, without the bias, which is not given.",
        lambda x, h_prev, h, W_xh, W_hh: 1 - np.tanh(x @ W_xh + h_prev @ W_hh) ** 2,
    ),
    _wrong_slope(
        "slope-not-squared",
        "uses 1 − h as the slope.",
        lambda x, h_prev, h, W_xh, W_hh: 1 - h,
    ),
    _wrong_slope(
        "slope-squared-as-a-whole",
        "uses (1 − h)². The square belongs to h alone.",
        lambda x, h_prev, h, W_xh, W_hh: (1 - h) ** 2,
    ),
    _wrong_slope(
        "slope-of-sigmoid",
        "uses h(1 − h), the slope of the sigmoid.",
        lambda x, h_prev, h, W_xh, W_hh: h * (1 - h),
    ),
    _wrong_slope(
        "slope-upside-down",
        "uses h² where 1 − h² belongs.",
        lambda x, h_prev, h, W_xh, W_hh: h**2,
    ),
    Mistake(
        "incoming-gradient-left-out",
        "`step_backward` uses the slope of tanh alone and leaves out `dh_t`, the "
        "gradient so far. The chain rule multiplies the two: "
        "`dz = dh_t * (1 - h_t**2)`.",
        step_slip(lambda dh_t, x, h_prev, h_t, W_xh, W_hh: 1 - h_t**2),
    ),
    _wrong_end(
        "bias-not-summed",
        f"returns one bias gradient for each row. {_SUM}",
        lambda parts, dz, g: put(parts, p4=dz),
    ),
    _wrong_end(
        "bias-averaged",
        f"averages the bias gradient over the batch. {_SUM}",
        lambda parts, dz, g: put(parts, p4=dz.mean(axis=0)),
    ),
    _wrong_end(
        "bias-summed-to-one-number",
        f"sums the bias gradient to one number. {_SUM}",
        lambda parts, dz, g: put(parts, p4=dz.sum()),
    ),
    _wrong_end(
        "bias-summed-over-hidden",
        f"sums the bias gradient over the hidden units (axis 1). {_SUM}",
        lambda parts, dz, g: put(parts, p4=dz.sum(axis=1)),
    ),
    _wrong_end(
        "averages-over-batch",
        "divides the gradients of the weights by the batch size. Any average belongs "
        "to the loss, so it is in `dh_t` already: here rows are summed.",
        lambda parts, dz, g: (*parts[:2], *(part / len(dz) for part in parts[2:])),
    ),
    _wrong_end(
        "recurrent-weights-not-transposed",
        "multiplies by `W_hh` on the way back to `h_prev`. Forwards the state went "
        "through `W_hh`; backwards it goes through its transpose, `W_hh.T`.",
        lambda parts, dz, g: put(parts, p1=dz @ g["W_hh"]),
    ),
    _wrong_end(
        "recurrent-gradient-transposed",
        "returns `dW_hh` transposed. Entry (i, j) of `W_hh` leads *from* unit i of "
        "`h_prev` *to* unit j of `h_t`: `h_prev.T @ dz`.",
        lambda parts, dz, g: put(parts, p3=parts[3].T),
    ),
    _wrong_end(
        "recurrent-gradient-from-new-state",
        "makes `dW_hh` from `h_t`. What went through `W_hh` in this step was the "
        "state before: `h_prev.T @ dz`.",
        lambda parts, dz, g: put(parts, p3=g["h_t"].T @ dz),
    ),
    _wrong_end(
        "weights-without-slope",
        "uses `dh_t` for the weights and `dz` for the rest. The weights act before "
        "tanh, so their gradients are made from `dz` as well.",
        lambda parts, dz, g: put(
            parts,
            p2=g["x_t"].T @ g["dh_t"],
            p3=g["h_prev"].T @ g["dh_t"],
            p4=g["dh_t"].sum(axis=0),
        ),
    ),
    _wrong_end(
        "inputs-without-slope",
        "sends `dh_t` back to `x_t` and `h_prev`. Both act before tanh, so the "
        "gradient on its way to them passes the slope first: use `dz`.",
        lambda parts, dz, g: put(
            parts, p0=g["dh_t"] @ g["W_xh"].T, p1=g["dh_t"] @ g["W_hh"].T
        ),
    ),
    _wrong_end(
        "inputs-without-slope",
        "makes `dh_prev` from `dh_t`. `h_prev` acts before tanh, so the gradient on "
        "its way there passes the slope first: use `dz`.",
        lambda parts, dz, g: put(parts, p1=g["dh_t"] @ g["W_hh"].T),
    ),
    _wrong_end(
        "results-in-another-order",
        "has the right gradients in another order. Expected: dx_t, dh_prev, dW_xh, "
        "dW_hh, db_h.",
        lambda parts, dz, g: (parts[1], parts[0], *parts[2:]),
    ),
    _wrong_end(
        "results-in-another-order",
        "has the right gradients in another order. Expected: dx_t, dh_prev, dW_xh, "
        "dW_hh, db_h.",
        lambda parts, dz, g: (*parts[2:], *parts[:2]),
    ),
    _wrong_end(
        "results-in-another-order",
        "has the right gradients in another order. Expected: dx_t, dh_prev, dW_xh, "
        "dW_hh, db_h.",
        lambda parts, dz, g: (*parts[:2], parts[3], parts[2], parts[4]),
    ),
)
