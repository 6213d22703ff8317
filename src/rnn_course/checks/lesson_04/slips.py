"""Lesson 04: the known mistakes in the two backward passes, as functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_course.checks.lesson_04.gradients import (
    before,
    collect,
    per_step,
    step_pieces,
    walk_back,
)

__all__ = ["put", "rnn_slip", "step_slip", "time_slip"]

Answer = Callable[..., tuple[np.ndarray, ...]]


def step_slip(
    dz: Callable[..., np.ndarray] | None = None,
    *,
    end: Callable[..., tuple[np.ndarray, ...]] | None = None,
) -> Answer:
    """Make a wrong `step_backward`.

    Parameters
    ----------
    dz : callable
        A wrong dL/dz, from all six arguments.
    end : callable
        Spoils the right result: takes it, the right dz, and all six arguments.
    """

    def answer(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
        given = (dh_t, x_t, h_prev, h_t, W_xh, W_hh)
        wrong = dz(*given) if dz else dh_t * (1 - h_t**2)
        parts = step_pieces(wrong, x_t, h_prev, W_xh, W_hh)
        return end(parts, wrong, *given) if end else parts

    return answer


def rnn_slip(
    *,
    own: Callable[[np.ndarray], np.ndarray] = lambda dH: dH,
    slope: Callable[[np.ndarray, np.ndarray], np.ndarray] = lambda H, was: 1 - H**2,
    back: Callable[..., np.ndarray] = lambda dh, dz, W_hh: dz @ W_hh.T,
    states: Callable[[np.ndarray, np.ndarray], np.ndarray] = before,
    order: Callable[[int], range] | None = None,
    take: Callable[[np.ndarray], np.ndarray] = lambda parts: parts.sum(axis=0),
) -> Answer:
    """Make a wrong `rnn_backward`: one of its ingredients is not the right one.

    Parameters
    ----------
    own : callable
        What is heard of dH.
    slope : callable
        From H and the states before, in place of 1 - H**2.
    back : callable
        From (dh, dz, W_hh) to what is carried to the step before.
    states : callable
        From H and h0 to what stands for the states before.
    order : callable
        From the number of steps to the order of the visit.
    take : callable
        How the parts of all steps become one gradient.
    """

    def answer(dH, X, H, h0, W_xh, W_hh):
        steps = order(H.shape[1]) if order else None
        bent = slope(H, before(H, h0))
        dZ, dh0 = walk_back(own(dH), bent, lambda dh, dz: back(dh, dz, W_hh), steps)
        return collect(X, states(H, h0), dZ, W_xh, dh0, take)

    return answer


def time_slip(end: Callable[..., tuple[np.ndarray, ...]]) -> Answer:
    """Make a wrong `rnn_backward` that spoils the right result at its end.

    `end` takes the right result, the parts of dW_xh, dW_hh and db_h (time first),
    dL/dz of all steps, and the arguments by name.
    """

    def answer(dH, X, H, h0, W_xh, W_hh):
        dZ, dh0 = walk_back(dH, 1 - H**2, lambda dh, dz: dz @ W_hh.T)
        states = before(H, h0)
        right = collect(X, states, dZ, W_xh, dh0)
        given = {"dH": dH, "X": X, "H": H, "h0": h0, "W_xh": W_xh, "W_hh": W_hh}
        return end(right, per_step(X, states, dZ), dZ, given)

    return answer


def put(parts: tuple[np.ndarray, ...], **new: np.ndarray) -> tuple[np.ndarray, ...]:
    """Replace some of the five gradients, named by their place: `p0` … `p4`."""
    return tuple(new.get(f"p{place}", part) for place, part in enumerate(parts))
