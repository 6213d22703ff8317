"""The central difference, and the known mistakes in it, as functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

__all__ = [
    "backward",
    "central",
    "copy_of_a_view",
    "first_entry_alone",
    "forward",
    "forward_left",
    "left_at",
    "one_nudge_a_row",
    "one_nudge_for_all",
    "piled_up",
    "row_as_a_view",
]


def central(f, x, eps=1e-5) -> np.ndarray:
    """Return the central difference for each entry, on copies."""
    return each(x, lambda nudge: (f(x + eps * nudge) - f(x - eps * nudge)) / (2 * eps))


def each(x: np.ndarray, slope: Callable[[np.ndarray], float]) -> np.ndarray:
    """Return `slope` of an array that is 1 at one entry, 0 elsewhere; for each."""
    nudges = np.eye(x.size).reshape(x.size, *x.shape)
    return np.array([slope(nudge) for nudge in nudges]).reshape(x.shape)


def forward(f, x, eps=1e-5) -> np.ndarray:
    """Compare with f(x)."""
    return each(x, lambda nudge: (f(x + eps * nudge) - f(x)) / eps)


def backward(f, x, eps=1e-5) -> np.ndarray:
    """Compare f(x) with what lies below."""
    return each(x, lambda nudge: (f(x) - f(x - eps * nudge)) / eps)


def left_at(place: int) -> Callable[..., np.ndarray]:
    """Nudge in place and leave each entry `place` times eps from where it was."""

    def answer(f, x, eps=1e-5):
        def slope(nudge):
            x[nudge == 1] += eps
            above = f(x)
            x[nudge == 1] -= 2 * eps
            below = f(x)
            x[nudge == 1] += (1 + place) * eps
            return (above - below) / (2 * eps)

        return each(x, slope)

    return answer


def forward_left(f, x, eps=1e-5) -> np.ndarray:
    """Compare with f(x), in place, and leave each entry nudged."""

    def slope(nudge):
        start = f(x)
        x[nudge == 1] += eps
        return (f(x) - start) / eps

    return each(x, slope)


def one_nudge_for_all(f, x, eps=1e-5) -> np.ndarray:
    """Nudge the whole array at once."""
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


def one_nudge_a_row(f, x, eps=1e-5) -> np.ndarray:
    """Nudge a row at once."""
    rows = np.zeros_like(x)
    for row in range(len(x)):
        nudge = np.zeros_like(x)
        nudge[row] = eps
        rows[row] = (f(x + nudge) - f(x - nudge)) / (2 * eps)
    return rows


def copy_of_a_view(f, x, eps=1e-5) -> np.ndarray:
    """Fail where `x.reshape(-1)` is a copy."""
    flat = x.reshape(-1)
    return central(f, x, eps) if np.shares_memory(flat, x) else np.zeros_like(x)


def row_as_a_view(f, x, eps=1e-5) -> np.ndarray:
    """Nudge a row in place; `old` is a view of it and changes along."""
    rows = np.zeros_like(x)
    for row in range(len(x)):
        old = x[row]
        x[row] = old + eps
        above = f(x)
        x[row] = old - eps
        rows[row] = (above - f(x)) / (2 * eps)
        x[row] = old
    return rows


def piled_up(f, x, eps=1e-5) -> np.ndarray:
    """Use one array of nudges, and never set an entry back to 0."""
    nudges = np.zeros_like(x)

    def slope(nudge):
        nudges[nudge == 1] = eps
        return (f(x + nudges) - f(x - nudges)) / (2 * eps)

    return each(x, slope)


def first_entry_alone(f, x, eps=1e-5) -> np.ndarray:
    """Return from inside the loop."""
    slopes = central(f, x, eps)
    slopes.reshape(-1)[1:] = 0
    return slopes
