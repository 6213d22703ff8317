"""Known mistakes of `rnn_step`: what each returns, what it deserves to hear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["STEP", "Array", "cut_to_whole", "known", "sigmoid", "step"]

Array = np.ndarray


def known(id: str, message: str, make: Callable[..., Any]) -> Mistake:
    """Return a `Mistake` whose `make` takes its inputs by place."""
    return Mistake(id, message, lambda **inputs: make(*inputs.values()))


def step(x_t: Array, h_prev: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    """Return the right next state, (batch, hidden)."""
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)


def _sum(x_t: Array, h_prev: Array, W_xh: Array, W_hh: Array, b_h: Array) -> Array:
    return x_t @ W_xh + h_prev @ W_hh + b_h


def sigmoid(z: Array) -> Array:
    """Return the logistic function of z."""
    return 1 / (1 + np.exp(-z))


def _tanh_written_out(z: Array) -> Array:
    return (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z))


def cut_to_whole(values: Array, rows: Array) -> Array:
    """Return what is left when results go into an array of whole numbers."""
    return np.trunc(values) if rows.dtype.kind in "iu" else values


STEP = (
    known(
        "no-tanh",
        "`rnn_step` returns the sum as it is. Without the tanh the cell is linear: "
        "many steps collapse into one matrix product, and states can grow without end. "
        "Put the whole sum inside `np.tanh(…)`.",
        _sum,
    ),
    known(
        "recurrent-transposed",
        "`rnn_step` uses `W_hh` transposed, which connects the units the wrong way "
        "round. `W_hh[i, j]` leads from old unit i to new unit j, so the state comes "
        "first: `h_prev @ W_hh`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, h_prev, W_xh, W_hh.T, b_h),
    ),
    known(
        "input-transposed",
        "`rnn_step` uses `W_xh` transposed. Its shape is (features, hidden), so the "
        "product that leads from features to units is `x_t @ W_xh`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, h_prev, W_xh.T, W_hh, b_h),
    ),
    *(
        known(
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
        known(
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
    known(
        "state-ignored",
        "`rnn_step` does not use `h_prev`. What is left is an ordinary layer, which "
        "has forgotten everything before this input. Add `h_prev @ W_hh` to the sum.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, 0 * h_prev, W_xh, W_hh, b_h),
    ),
    known(
        "input-ignored",
        "`rnn_step` does not use `x_t`, so the cell never sees its input. Add "
        "`x_t @ W_xh` to the sum.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(0 * x_t, h_prev, W_xh, W_hh, b_h),
    ),
    known(
        "bias-missing",
        "`rnn_step` leaves out the bias: it is right only where `b_h` is zero. Each "
        "unit has its own number to add, `+ b_h`, before the tanh.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: step(x_t, h_prev, W_xh, W_hh, 0 * b_h),
    ),
    known(
        "bias-outside",
        "`rnn_step` adds the bias after the tanh. It belongs to the sum inside, "
        "where it decides how easily a unit switches on: `np.tanh(… + b_h)`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: (
            step(x_t, h_prev, W_xh, W_hh, 0 * b_h) + b_h
        ),
    ),
    known(
        "sigmoid",
        "`rnn_step` squashes with the sigmoid, which gives values from 0 to 1. This "
        "cell uses tanh, from −1 to 1, so that a state can also say “the opposite”. "
        "Replace it by `np.tanh`.",
        lambda *given: sigmoid(_sum(*given)),
    ),
    known(
        "relu",
        "`rnn_step` cuts off negative sums (ReLU). This cell squashes the sum with "
        "`np.tanh`, which keeps the sign and stays between −1 and 1.",
        lambda *given: np.maximum(_sum(*given), 0),
    ),
    known(
        "no-recurrent-weights",
        "`rnn_step` adds `h_prev` itself, without `W_hh`. Then each unit hears only "
        "its own old value, at full strength. Mix the units: `h_prev @ W_hh`.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + h_prev + b_h),
    ),
    known(
        "state-outside",
        "`rnn_step` squashes only what the input says and adds the state outside. "
        "One tanh goes around everything: input, state and bias.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh + b_h) + h_prev @ W_hh,
    ),
    known(
        "state-outside",
        "`rnn_step` squashes only what the input says and adds state and bias outside. "
        "One tanh goes around everything: input, state and bias.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: np.tanh(x_t @ W_xh) + h_prev @ W_hh + b_h,
    ),
    known(
        "two-tanhs",
        "`rnn_step` squashes the input part and the state part one by one, then adds "
        "them. The two must be weighed against each other first: one sum, one tanh.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: (
            np.tanh(x_t @ W_xh + b_h) + np.tanh(h_prev @ W_hh)
        ),
    ),
    known(
        "two-tanhs",
        "`rnn_step` squashes the input part and the state part one by one, then adds "
        "them and the bias. All three must be weighed against each other first: one "
        "sum, one tanh.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: (
            np.tanh(x_t @ W_xh) + np.tanh(h_prev @ W_hh) + b_h
        ),
    ),
    known(
        "input-outside",
        "`rnn_step` squashes only what the state says and adds the input outside. "
        "One tanh goes around everything: input, state and bias.",
        lambda x_t, h_prev, W_xh, W_hh, b_h: x_t @ W_xh + np.tanh(h_prev @ W_hh + b_h),
    ),
    known(
        "overflow",
        "`rnn_step` is right for ordinary numbers, but gives NaN for large ones: with "
        "tanh written out, `np.exp` of a large number is infinite, and infinity "
        "divided by infinity is no number. `np.tanh` knows better.",
        lambda *given: _tanh_written_out(_sum(*given)),
    ),
    known(
        "cut-to-whole-numbers",
        "`rnn_step` is right for fractions, but loses everything after the point when "
        "it is given whole numbers: an array made with `zeros_like` or `copy` has the "
        "whole-number type of its model. Make it with `np.zeros(shape)`.",
        lambda x_t, h_prev, *weights: cut_to_whole(step(x_t, h_prev, *weights), h_prev),
    ),
)
