"""Known mistakes of `jacobian_norms`, and what they would return."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["JACOBIAN"]

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


def _each_step(H: Array, W_hh: Array) -> Array:
    return np.array(
        [np.linalg.norm((1 - h**2)[:, None] * W_hh.T, ord=2) for h in np.asarray(H)]
    )


def _last(value: float, function: Callable[..., Array]) -> Callable[..., Array]:
    """Return `function` with its last entry set to `value`."""
    return lambda H, W_hh: np.append(function(H, W_hh)[:-1], value)


def _one_too_many(H: Array, W_hh: Array) -> Array:
    """Let entry t hold the step that leads to t, too."""
    H = np.asarray(H, float)
    return _right(np.vstack([H[:1], H]), W_hh)[:-1]


def _from_the_start(H: Array, W_hh: Array) -> Array:
    """Return the norms of dh_t/dh_0."""
    return np.array([_right(H[: t + 1], W_hh)[0] for t in range(len(H))])


_right = _walk()
_ABOUT_SINGLE_STEPS = (
    "This gives the norm of each single step. Asked is the way from step t to the *end*: "
    "the product of all steps between."
)
_ABOUT_NORM = (
    "This is another norm, the root of all squared entries. Take the spectral norm, "
    "`np.linalg.norm(product, ord=2)`: the largest stretch of any direction."
)
_ABOUT_ENTRIES = (
    "Matrices are multiplied entry by entry here: NumPy's `*` does that. The product of "
    "two matrices is `@`."
)

JACOBIAN = (
    Mistake(
        "no-tanh-slope",
        "The slope of tanh is missing. A step back is not only the weights: it is "
        "`(1 - h ** 2)[:, None] * W_hh.T`, with the slope at the later state.",
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
        "The steps do not stand in the order of the formula. Going back from the end, an "
        "earlier step stands further to the right: `product @ step`, where `step` is "
        "`(1 - h ** 2)[:, None] * W_hh.T`. (With each step transposed, the order turns "
        "round.)",
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
        _ABOUT_SINGLE_STEPS,
        lambda H, W_hh: np.append(_each_step(H, W_hh)[1:], 1.0),
    ),
    Mistake("single-steps", _ABOUT_SINGLE_STEPS, _each_step),
    Mistake("single-steps", _ABOUT_SINGLE_STEPS, _last(1.0, _each_step)),
    Mistake(
        "entry-by-entry",
        _ABOUT_ENTRIES,
        _walk(join=lambda product, step: product * step),
    ),
    Mistake(
        "entry-by-entry",
        _ABOUT_ENTRIES,
        _walk(jacobian=lambda d, W: np.diag(d) * W.T),
    ),
    Mistake("frobenius-norm", _ABOUT_NORM, _walk(norm=np.linalg.norm)),
    Mistake("frobenius-norm", _ABOUT_NORM, _last(1.0, _walk(norm=np.linalg.norm))),
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
        "one-step-too-many",
        "Each entry holds one step too many. The step that leads *to* t is not on the way "
        "from t to the end: entry t starts with the step from t to t + 1, and the last "
        "entry is 1.",
        _one_too_many,
    ),
    Mistake(
        "from-the-start",
        "This is how each state depends on the *first* one. Asked is how the *last* "
        "state depends on each: begin at the end and walk back.",
        _from_the_start,
    ),
    Mistake(
        "last-one-is-zero",
        "The last entry is 0. The last state depends on itself with norm 1.",
        _last(0.0, _right),
    ),
    Mistake(
        "last-one-missing",
        "One entry is missing: the last state depends on itself with norm 1.",
        lambda H, W_hh: _right(H, W_hh)[:-1],
    ),
)
