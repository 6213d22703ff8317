"""What the exercises of lesson 05 must return, and what known mistakes would."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .probes import Mistake

__all__ = ["DECAY", "DIAGNOSIS", "JACOBIAN", "decay", "diagnosis"]

Array = np.ndarray


def _walk(
    slope: Callable[[Array], Array] = lambda h: 1 - h**2,
    jacobian: Callable[[Array, Array], Array] = lambda d, W: d[:, None] * W.T,
    join: Callable[[Array, Array], Array] = lambda product, step: product @ step,
    norm: Callable[[Array], float] = lambda m: np.linalg.norm(m, ord=2),
    shift: int = 0,
) -> Callable[[Array, Array], Array]:
    """Return a `jacobian_norms`; each argument is one place for a mistake."""

    def jacobian_norms(H: Array, W_hh: Array) -> Array:
        H, W_hh = np.asarray(H, float), np.asarray(W_hh, float)
        product = np.eye(len(W_hh))
        norms = [norm(product)]
        for t in range(len(H) - 1, 0, -1):
            product = join(product, jacobian(slope(H[t - shift]), W_hh))
            norms.append(norm(product))
        return np.array(norms[::-1])

    return jacobian_norms


def _bound(H: Array, W_hh: Array) -> Array:
    """Multiply the norms of the steps."""
    steps = [np.linalg.norm((1 - h**2)[:, None] * W_hh.T, ord=2) for h in H[1:]]
    return np.append(np.cumprod(steps[::-1])[::-1], 1.0)


def _single_steps(H: Array, W_hh: Array) -> Array:
    steps = [np.linalg.norm((1 - h**2)[:, None] * W_hh.T, ord=2) for h in H[1:]]
    return np.append(steps, 1.0)


_right = _walk()

JACOBIAN = (
    Mistake(
        "no-tanh-slope",
        "The slope of tanh is missing. A step back is not only the weights: it is "
        "`(1 - h ** 2)`, the slope at the state it comes from, times `W_hh`.",
        _walk(slope=np.ones_like),
    ),
    Mistake(
        "slope-of-the-wrong-quantity",
        "The slope of tanh is taken at the wrong place. `H` already holds tanh of the "
        "sum, so the slope is `1 - H[t] ** 2`, without another tanh.",
        _walk(slope=lambda h: 1 - np.tanh(h) ** 2),
    ),
    Mistake(
        "slope-not-squared",
        "The slope of tanh is `1 - h ** 2`; here the square is missing.",
        _walk(slope=lambda h: 1 - h),
    ),
    Mistake(
        "slope-one-step-early",
        "The slopes are taken one step too early. The step from t − 1 to t squashes the "
        "sum of step t, so its slope is `1 - H[t] ** 2`.",
        _walk(shift=1),
    ),
    Mistake(
        "product-in-the-wrong-order",
        "The factors are right, but they are multiplied in the wrong order. Going back "
        "from the end, each earlier step stands further to the right: `product @ step`.",
        _walk(join=lambda product, step: step @ product),
    ),
    Mistake(
        "weights-not-transposed",
        "`W_hh` must be transposed here. `h @ W_hh` has the Jacobian `W_hh.T`: row i "
        "belongs to unit i of the later state.",
        _walk(jacobian=lambda d, W: d[:, None] * W),
    ),
    Mistake(
        "slope-on-the-wrong-side",
        "The slopes multiply the wrong side of `W_hh.T`. They belong to the later "
        "state, so they scale its rows: `(1 - h ** 2)[:, None] * W_hh.T`.",
        _walk(jacobian=lambda d, W: d * W.T),
    ),
    Mistake(
        "norm-of-a-sum",
        "The steps are added up. A change goes through one step *after* the other, so "
        "their Jacobians are multiplied.",
        _walk(join=lambda product, step: product + step),
    ),
    Mistake(
        "product-of-norms",
        "This is the product of each step's norm. It is only an upper bound: what one "
        "step stretches most, the next may shrink. Multiply the matrices, then take the "
        "norm.",
        _bound,
    ),
    Mistake(
        "single-steps",
        "This gives the norm of each single step. Asked is the way from step t to the "
        "*end*: the product of all steps between.",
        _single_steps,
    ),
    Mistake(
        "frobenius-norm",
        "This is another norm, the root of all squared entries. Take the spectral norm, "
        "`np.linalg.norm(product, ord=2)`: the largest stretch of any direction.",
        _walk(norm=np.linalg.norm),
    ),
    Mistake(
        "largest-eigenvalue",
        "This is the largest eigenvalue. A matrix can stretch a vector by more than "
        "that; take the spectral norm, `np.linalg.norm(product, ord=2)`.",
        _walk(norm=lambda m: np.abs(np.linalg.eigvals(m)).max()),
    ),
    Mistake(
        "by-lag",
        "The norms are right, but they begin at the end. Return them in time order: "
        "the last entry is 1.",
        lambda H, W_hh: _right(H, W_hh)[::-1],
    ),
    Mistake(
        "last-one-missing",
        "One entry is missing: the last state depends on itself with norm 1.",
        lambda H, W_hh: _right(H, W_hh)[:-1],
    ),
)


def _lags(norms: Any) -> Array:
    return np.arange(len(norms))[::-1]


def _slope(norms: Any) -> float:
    return np.polyfit(_lags(norms), np.log(np.asarray(norms, float)), 1)[0]


def decay(norms: Any) -> float:
    """Return the factor by which norms, in time order, change for each step back."""
    return float(np.exp(_slope(norms)))


def _no_intercept(norms: Any) -> float:
    lags, logs = _lags(norms), np.log(norms)
    return np.exp(lags @ logs / (lags @ lags))


def _ratios(norms: Any) -> Array:
    norms = np.asarray(norms, float)
    return norms[:-1] / norms[1:]


DECAY = (
    Mistake(
        "per-step-forward",
        "This is the factor for a step *forward*. The norms are in time order, so the "
        "oldest comes first; asked is the factor for each step back.",
        lambda norms: np.exp(-_slope(norms)),
    ),
    Mistake(
        "slope-not-factor",
        "This is the slope of the logarithm. The factor is its exponential: "
        "`np.exp(slope)`.",
        _slope,
    ),
    Mistake(
        "no-intercept",
        "The line is forced through 0 at the last step. Fit slope *and* intercept, as "
        "`np.polyfit(…, 1)` does.",
        _no_intercept,
    ),
    Mistake(
        "no-logarithm",
        "The line is fitted to the norms themselves. Take their logarithm first: a "
        "constant factor is a straight line only there.",
        lambda norms: np.polyfit(_lags(norms), np.asarray(norms, float), 1)[0],
    ),
    Mistake(
        "first-and-last",
        "Only the first and the last norm are used. One unlucky value then decides "
        "everything; fit a line to all of them.",
        lambda norms: (norms[0] / norms[-1]) ** (1 / (len(norms) - 1)),
    ),
    Mistake(
        "total-change",
        "This is the change over the whole sequence. Asked is the factor for one step.",
        lambda norms: norms[0] / norms[-1],
    ),
    Mistake(
        "mean-of-ratios",
        "This averages the ratios of neighbours. Asked is the factor from a "
        "straight-line fit to the log norms.",
        lambda norms: _ratios(norms).mean(),
    ),
    Mistake(
        "mixed-logarithms",
        "Logarithm and exponential do not fit together: undo `np.log10` with `10 ** …`, "
        "and `np.log` with `np.exp`.",
        lambda norms: np.exp(_slope(norms) / np.log(10)),
    ),
    Mistake(
        "mixed-logarithms",
        "Logarithm and exponential do not fit together: undo `np.log10` with `10 ** …`, "
        "and `np.log` with `np.exp`.",
        lambda norms: 10 ** _slope(norms),
    ),
    Mistake(
        "intercept-not-slope",
        "This comes from the intercept of the line. `np.polyfit(…, 1)` returns the slope "
        "first.",
        lambda norms: np.exp(np.polyfit(_lags(norms), np.log(norms), 1)[1]),
    ),
)


def _name(factor: float, low: float = 0.9, high: float = 1.1) -> str:
    if factor < low:
        return "vanishing"
    return "exploding" if factor > high else "healthy"


def diagnosis(norms: Any) -> str:
    """Return "vanishing", "healthy" or "exploding"."""
    return _name(decay(norms))


_SWAPPED = {"vanishing": "exploding", "exploding": "vanishing", "healthy": "healthy"}

DIAGNOSIS = (
    Mistake(
        "names-swapped",
        "Vanishing and exploding have changed places. A factor *below* 1 shrinks the "
        "norm at each step back: vanishing. (Norms are in time order.)",
        lambda norms: _SWAPPED[diagnosis(norms)],
    ),
    Mistake(
        "nothing-is-healthy",
        "The border is drawn at 1, so nearly nothing is healthy. A factor from 0.9 to "
        "1.1 counts as healthy.",
        lambda norms: _name(decay(norms), 1.0, 1.0),
    ),
    Mistake(
        "judges-the-first-norm",
        "This judges the oldest norm, not the factor per step: a long sequence would "
        "vanish and a short one would not. Use `decay_per_step(norms)`.",
        lambda norms: _name(norms[0]),
    ),
    Mistake(
        "judges-the-whole-change",
        "This judges the change over the whole sequence. Use the factor per step, "
        "`decay_per_step(norms)`.",
        lambda norms: _name(norms[0] / norms[-1]),
    ),
    Mistake(
        "other-spelling",
        'The diagnosis is right, the spelling is not: write "vanishing", "healthy" '
        'or "exploding", in small letters.',
        lambda norms: diagnosis(norms).capitalize(),
    ),
    Mistake(
        "other-spelling",
        'The diagnosis is right, the spelling is not: write "vanishing", "healthy" '
        'or "exploding", in small letters.',
        lambda norms: diagnosis(norms).upper(),
    ),
    Mistake(
        "always-the-same",
        "This calls everything healthy. Look at the factor.",
        lambda norms: "healthy",
    ),
    Mistake(
        "always-the-same",
        "This calls everything vanishing. Look at the factor.",
        lambda norms: "vanishing",
    ),
    Mistake(
        "exploding-is-missing",
        "A factor above 1.1 must be called exploding.",
        lambda norms: _name(decay(norms), 0.9, np.inf),
    ),
    Mistake(
        "vanishing-is-missing",
        "A factor below 0.9 must be called vanishing.",
        lambda norms: _name(decay(norms), 0.0, 1.1),
    ),
)
