"""The check of `numerical_gradient`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.lesson_04.nudge_slips import (
    backward,
    central,
    copy_of_a_view,
    first_entry_alone,
    forward,
    forward_left,
    left_at,
    one_nudge_a_row,
    one_nudge_for_all,
    piled_up,
    row_as_a_view,
)
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["NUMERICAL_GRADIENT"]

RIPPLE = 1e5  # waves so short that they show which eps is the default


def landscape(weights: np.ndarray, x: np.ndarray) -> float:
    """Return a curved function of x in which every entry meets every other."""
    meeting = (weights * x).sum()
    return float(meeting**3 + (weights * x**3).sum() + np.sin(x + meeting).sum())


def ripples(weights: np.ndarray, x: np.ndarray) -> float:
    """Return a function with waves about as long as the default eps."""
    return float((weights * np.sin(RIPPLE * x)).sum() / RIPPLE)


def _draw(rng: np.random.Generator, shape: tuple[int, ...], f: Any = landscape):
    weights = rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1.0, 1.0], size=shape)
    return {"f": partial(f, weights), "x": np.asarray(rng.normal(size=shape))}


def _matrix(eps: float) -> Callable[[np.random.Generator], dict[str, Any]]:
    return lambda rng: _draw(rng, (2, 3)) | {"eps": eps}


def _of_shape(*shape: int) -> Callable[[np.random.Generator], dict[str, Any]]:
    return lambda rng: _draw(rng, shape) | {"eps": float(rng.uniform(0.01, 0.1))}


def _view(rng: np.random.Generator) -> dict[str, Any]:
    given = _draw(rng, (3, 2)) | {"eps": 0.05}
    return given | {"x": np.asfortranarray(given["x"])}


_BOTH = "A central difference is (f(x + eps) − f(x − eps)) / (2 eps)."
_LEFT = (
    "`numerical_gradient` leaves `x` changed: an entry is nudged and not put back, so "
    "the next entry is measured from another place. Put each entry back before the "
    "next, or nudge a copy."
)


def _mistake(id_: str, message: str, answer: Callable[..., Any]) -> Mistake:
    return Mistake(id_, f"`numerical_gradient` {message}", answer)


MISTAKES = (
    _mistake(
        "forward-difference",
        "takes a forward difference: it compares f(x + eps) with f(x). Its error "
        f"shrinks with eps, that of the central one with eps². {_BOTH}",
        forward,
    ),
    _mistake(
        "backward-difference",
        f"takes a backward difference: it compares f(x) with f(x − eps). {_BOTH}",
        backward,
    ),
    Mistake("x-left-changed", _LEFT, left_at(-1)),
    Mistake("x-left-changed", _LEFT, left_at(1)),
    Mistake("x-left-changed", _LEFT, forward_left),
    _mistake(
        "divides-by-eps",
        "divides by eps. The two points lie 2 eps apart, so the result is twice too "
        f"large. {_BOTH}",
        lambda f, x, eps=1e-5: 2 * central(f, x, eps),
    ),
    _mistake(
        "half-step",
        f"goes eps / 2 to each side; the task asks for eps. {_BOTH}",
        lambda f, x, eps=1e-5: central(f, x, eps / 2),
    ),
    _mistake(
        "wrong-sign",
        f"has the wrong sign: it takes f(x − eps) − f(x + eps). {_BOTH}",
        lambda f, x, eps=1e-5: -central(f, x, eps),
    ),
    _mistake(
        "not-divided",
        f"does not divide by the distance. {_BOTH}",
        lambda f, x, eps=1e-5: 2 * eps * central(f, x, eps),
    ),
    _mistake(
        "eps-ignored",
        "always uses the same step. Use the argument `eps`.",
        lambda f, x, eps=1e-5: central(f, x, 1e-5),
    ),
    _mistake(
        "all-entries-at-once",
        "nudges all entries of `x` together. Nudge one entry at a time: the gradient "
        "has one number for each.",
        one_nudge_for_all,
    ),
    _mistake(
        "all-entries-at-once",
        "nudges all entries of `x` together, and returns one number. Nudge one entry "
        "at a time: the gradient has one number for each.",
        lambda f, x, eps=1e-5: (f(x + eps) - f(x - eps)) / (2 * eps),
    ),
    _mistake(
        "one-nudge-a-row",
        "nudges a whole row of `x` at once. Nudge one entry at a time: "
        "`np.ndindex(x.shape)` visits every entry of an array of any shape.",
        one_nudge_a_row,
    ),
    _mistake(
        "one-nudge-a-row",
        "nudges a whole row of `x` at once; and `old = x[row]` is a view, which "
        "changes along. Nudge one entry at a time: `np.ndindex(x.shape)` visits every "
        "entry of an array of any shape.",
        row_as_a_view,
    ),
    _mistake(
        "one-sided",
        "compares f(x + eps) with f(x), and divides by 2 eps. From x + eps it is a "
        f"way of 2 eps down to x − eps. {_BOTH}",
        lambda f, x, eps=1e-5: forward(f, x, eps) / 2,
    ),
    _mistake(
        "multiplies-by-eps",
        "multiplies by eps. Python reads `d / 2 * eps` as (d / 2) * eps: write "
        f"`d / (2 * eps)`. {_BOTH}",
        lambda f, x, eps=1e-5: eps**2 * central(f, x, eps),
    ),
    _mistake(
        "no-difference",
        "returns 0 for every entry: `f` saw the same numbers both times, or was not "
        "asked. Note that `up = x` makes no copy, only a second name, and that a "
        "nudge of `x.flatten()` does not reach `x`.",
        lambda f, x, eps=1e-5: np.zeros_like(x),
    ),
    _mistake(
        "nudges-pile-up",
        "leaves the earlier entries nudged while it measures the next. Begin each "
        "entry with a fresh array of zeros, or set the nudge back to 0.",
        piled_up,
    ),
    _mistake(
        "first-entry-alone",
        "has the slope of the first entry, and zeros for the rest. Is `return` inside "
        "the loop? Move it behind the loop.",
        first_entry_alone,
    ),
    _mistake(
        "flat-result",
        "returns a flat list of slopes; expected an array with the shape of `x`.",
        lambda f, x, eps=1e-5: central(f, x, eps).reshape(-1),
    ),
    _mistake(
        "nudges-a-copy",
        "fails for some arrays. `x.reshape(-1)` and `x.ravel()` are views of most "
        "arrays, but copies of others (a transpose, say): nudging them then does not "
        "reach `x`. Index `x` itself, with `np.ndindex(x.shape)`.",
        copy_of_a_view,
    ),
)

NUMERICAL_GRADIENT = Exercise(
    name="numerical_gradient",
    title="A gradient by nudging",
    points=2,
    section="A gradient that needs no theory",
    hints=(
        "Make `grad = np.zeros_like(x)`. Visit each entry with `for place in "
        "np.ndindex(x.shape)`, which works for any number of axes, none too.",
        "For each `place`: keep `old = x[place]`; set `x[place] = old + eps` and call "
        "`f(x)`; set `x[place] = old - eps` and call `f(x)`; put `old` back. The "
        "slope is the difference of the two calls, divided by `2 * eps`.",
    ),
    examine=Probing(
        reference=central,
        kind=Array("the shape of x"),
        probes=[
            Probe("a matrix and a large eps", _matrix(0.1)),
            Probe("a matrix and a small eps", _matrix(1e-5)),
            Probe("a vector", _of_shape(4), trials=1),
            Probe("an array with three axes", _of_shape(2, 1, 3), trials=1),
            Probe("a single number, an array without axes", _of_shape(), share=0.25),
            Probe("a matrix stored column by column", _view, share=0.25, trials=1),
            Probe("eps left out", lambda rng: _draw(rng, (2,), ripples), share=0.25),
        ],
        mistakes=MISTAKES,
        tolerance=1e-6,
    ),
)
