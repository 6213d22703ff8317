"""The check of `clip_by_norm`."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Arrays
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["CLIP_BY_NORM"]

List = list[np.ndarray]


def global_norm(grads: List) -> float:
    """Return the length of all entries taken as one long vector."""
    return float(np.sqrt(sum((np.asarray(g, np.float64) ** 2).sum() for g in grads)))


def _scaled(grads: List, factor: float) -> List:
    return [factor * g for g in grads]


def clip(grads: List, max_norm: float) -> List:
    """Return the arrays, scaled together when they are longer than `max_norm`."""
    norm = global_norm(grads)
    return _scaled(grads, max_norm / norm if norm > max_norm else 1.0)


def _each_value(grads: List, max_norm: float) -> List:
    return [np.clip(g, -max_norm, max_norm) for g in grads]


def _each_array(grads: List, max_norm: float) -> List:
    return [clip([g], max_norm)[0] for g in grads]


def _always(grads: List, max_norm: float) -> List:
    return [g / global_norm(grads) * max_norm for g in grads]


def _always_but_zero(grads: List, max_norm: float) -> List:
    return _scaled(grads, max_norm / (global_norm(grads) or 1.0))


def _each_array_always(grads: List, max_norm: float) -> List:
    return [_always_but_zero([g], max_norm)[0] for g in grads]


def _with_norm(norm_of: Any) -> Any:
    """Clip with another idea of the norm."""

    def answer(grads: List, max_norm: float) -> List:
        norm = norm_of(grads)
        return _scaled(grads, max_norm / norm if norm > max_norm else 1.0)

    return answer


def _to_length_one(grads: List, max_norm: float) -> List:
    norm = global_norm(grads)
    return _scaled(grads, 1 / norm if norm > max_norm else 1.0)


def _dropped(grads: List, max_norm: float) -> List:
    return _scaled(grads, 0.0 if global_norm(grads) > max_norm else 1.0)


def _gradients(length: float) -> Any:
    """Return a maker of gradients, `length` times as long as they may be."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        rows, columns = (int(n) for n in rng.permutation([2, 3, 4])[:2])
        grads = [rng.normal(size=s) for s in [(rows, columns), (columns,), (1, 2, 2)]]
        grads[1] *= 0.1  # one short array among long ones
        max_norm = float(rng.uniform(0.4, 3.0))
        factor = length * max_norm / global_norm(grads)
        return {"grads": _scaled(grads, factor), "max_norm": max_norm}

    return make


def _single_precision(rng: np.random.Generator) -> dict[str, Any]:
    given = _gradients(5.0)(rng)
    return given | {"grads": [g.astype(np.float32) for g in given["grads"]]}


def _one_number(rng: np.random.Generator) -> dict[str, Any]:
    return {"grads": [np.array(rng.uniform(2, 9))], "max_norm": 1.5}


def _zeros(rng: np.random.Generator) -> dict[str, Any]:
    return {"grads": [np.zeros((2, 3)), np.zeros(3)], "max_norm": 1.0}


_ONE = (
    "Take all arrays together as one long vector, find its length, and multiply every "
    "array by the same factor: then the direction stays."
)


def _mistake(id_: str, message: str, answer: Any) -> Mistake:
    return Mistake(id_, f"`clip_by_norm` {message}", answer)


MISTAKES = (
    _mistake(
        "clips-each-value",
        "clips each value by itself. That bends the direction: large entries shrink, "
        f"small ones do not. {_ONE}",
        _each_value,
    ),
    _mistake(
        "per-array-norms",
        "clips each array by its own norm, so the arrays shrink by different factors "
        f"and the direction bends. {_ONE}",
        _each_array,
    ),
    _mistake(
        "per-array-norms",
        "gives each array its own norm, so the arrays change by different factors and "
        f"the direction bends. {_ONE}",
        _each_array_always,
    ),
    _mistake(
        "scales-up-small-ones",
        "stretches gradients that are shorter than `max_norm`. Clipping only ever "
        "shortens: use the factor max_norm / norm when norm > max_norm, else 1.",
        _always_but_zero,
    ),
    _mistake(
        "scales-up-small-ones",
        "always brings the gradients to length `max_norm`: it stretches short ones, "
        "and divides by zero when all are zero. Scale only when norm > max_norm.",
        _always,
    ),
    _mistake(
        "root-forgotten",
        "compares with the sum of the squares. The norm is the square root of it.",
        _with_norm(lambda grads: global_norm(grads) ** 2),
    ),
    _mistake(
        "norms-added",
        "adds the norms of the arrays. Lengths at right angles do not add: add the "
        "*squares* of all entries, then take one square root.",
        _with_norm(lambda grads: sum(global_norm([g]) for g in grads)),
    ),
    _mistake(
        "absolute-values-added",
        "adds absolute values. The norm here is the square root of the sum of squares.",
        _with_norm(lambda grads: sum(float(np.abs(g).sum()) for g in grads)),
    ),
    _mistake(
        "largest-entry-as-norm",
        "takes the largest entry as the norm. It is the square root of the sum of "
        "all squares.",
        _with_norm(lambda grads: max(float(np.abs(g).max()) for g in grads)),
    ),
    _mistake(
        "largest-array-as-norm",
        f"takes the norm of the longest array as that of all. {_ONE}",
        _with_norm(lambda grads: max(global_norm([g]) for g in grads)),
    ),
    _mistake(
        "mean-instead-of-sum",
        "averages the squares. The norm is the square root of their *sum*.",
        _with_norm(
            lambda grads: global_norm(grads) / np.sqrt(sum(g.size for g in grads))
        ),
    ),
    _mistake(
        "to-length-one",
        "shortens to length 1. A gradient that is too long keeps length `max_norm`: "
        "the factor is max_norm / norm.",
        _to_length_one,
    ),
    _mistake(
        "long-ones-dropped",
        "sets gradients that are too long to zero. Keep their direction, and shorten "
        "them to `max_norm`.",
        _dropped,
    ),
    _mistake(
        "never-clips",
        "returns the gradients as they came. When their norm is above `max_norm`, "
        "multiply all of them by max_norm / norm.",
        lambda grads, max_norm: list(grads),
    ),
)

CLIP_BY_NORM = Exercise(
    name="clip_by_norm",
    title="Shorten a gradient that is too long",
    points=2,
    section="Exercise 4.4: Shorten a gradient that is too long (2 points)",
    hints=(
        "One number decides for all arrays: the square root of the sum of *all* "
        "squared entries. `(g**2).sum()` gives the part of one array.",
        "`norm = np.sqrt(sum((g**2).sum() for g in grads))`. The factor is "
        "`max_norm / norm` when `norm > max_norm`, and 1 otherwise. Return "
        "`[factor * g for g in grads]`: a new list of new arrays.",
    ),
    examine=Probing(
        reference=clip,
        kind=Arrays(),
        probes=[
            Probe("gradients that are far too long", _gradients(6.0)),
            Probe("gradients that are a little too long", _gradients(1.2)),
            Probe("gradients that are short enough", _gradients(0.5), share=0.5),
            Probe("gradients that are all zero", _zeros, share=0.25, trials=1),
            Probe("one array without axes", _one_number, share=0.25, trials=1),
            Probe("float32 arrays", _single_precision, trials=1),
        ],
        mistakes=MISTAKES,
        tolerance=1e-5,
        returns_new=True,
    ),
)
