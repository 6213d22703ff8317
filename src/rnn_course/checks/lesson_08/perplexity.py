"""Perplexity: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Number
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["PERPLEXITY"]

Inputs = dict[str, Any]


def _drawn(count: int, low: float = 0.005, high: float = 0.9) -> Any:
    """Draw probabilities evenly on a log axis, so that the kinds of mean differ."""

    def make(rng: np.random.Generator) -> Inputs:
        return {
            "probabilities": np.exp(rng.uniform(np.log(low), np.log(high), size=count))
        }

    return make


def _equal(rng: np.random.Generator) -> Inputs:
    return {"probabilities": np.full(7, 1 / rng.integers(3, 60))}


def _float32(rng: np.random.Generator) -> Inputs:
    return {"probabilities": _drawn(12)(rng)["probabilities"].astype("float32")}


def _every_other(rng: np.random.Generator) -> Inputs:
    return {"probabilities": _drawn(24)(rng)["probabilities"][::2]}


def _certain(_: np.random.Generator) -> Inputs:
    return {"probabilities": np.ones(5)}


def _perplexity(probabilities: Any) -> float:
    return float(np.exp(-np.mean(np.log(np.asarray(probabilities, dtype=float)))))


def _nats(probabilities: Any) -> float:
    return float(-np.mean(np.log(np.asarray(probabilities, dtype=float))))


def _as_root_of_a_product(p: np.ndarray) -> float:
    return float(1 / np.prod(p) ** (1 / len(p)))


def _as_product_of_reciprocals(p: np.ndarray) -> float:
    return float(np.prod(1 / p) ** (1 / len(p)))


def _as_power(p: np.ndarray) -> float:
    return float(np.prod(p) ** (-1 / len(p)))


def _in_pure_python(p: np.ndarray) -> float:
    product = 1.0
    for one in p:
        product *= float(one)
    return product ** (-1 / len(p))


_ARITHMETIC = (
    "`perplexity` takes the ordinary (arithmetic) mean of the probabilities. One very "
    "bad guess hardly moves that mean. Take the *geometric* mean: average the "
    "logarithms, then undo the logarithm."
)
_RECIPROCALS = (
    "`perplexity` averages the reciprocals 1/p, so one very small probability decides "
    "everything. Average the *logarithms*, then undo the logarithm."
)
_UNDERFLOW = (
    "`perplexity` multiplies all probabilities first. A product of thousands of them is "
    "too small for a computer and becomes 0. Average the logarithms instead: the sum "
    "of logarithms is the logarithm of the product."
)
_NOT_UNDONE = (
    "`perplexity` returns the cross-entropy, the mean of −log p. One step is missing: "
    "undo the logarithm, `np.exp(…)` for `np.log`, `2 ** …` for `np.log2`."
)
_MIXED = (
    "`perplexity` mixes two logarithms: with `np.log` (nats) goes `np.exp`, with "
    "`np.log2` (bits) goes `2 ** …`. Either pair gives the same result."
)
_SUM = (
    "`perplexity` adds the logarithms and does not divide by how many there are. It is "
    "a mean *per word*: a longer text is not a worse one."
)


def _slip(name: str, message: str, make: Callable[[np.ndarray], Any]) -> Mistake:
    return Mistake(name, message, lambda probabilities: make(probabilities))


PERPLEXITY = Exercise(
    name="perplexity",
    title="Perplexity",
    points=2,
    section="How to score a distribution",
    hints=(
        "Three steps: the logarithm of each probability, their mean, and then undo the "
        "logarithm. Mind the sign: a perplexity is 1 or more.",
        "`np.exp(-np.mean(np.log(probabilities)))`.",
    ),
    examine=Probing(
        reference=_perplexity,
        kind=Number(),
        probes=[
            Probe("probabilities of very different size", _drawn(9), trials=4),
            Probe("equal probabilities", _equal, share=0.5),
            Probe("thousands of probabilities", _drawn(5000), share=0.5, trials=1),
            Probe("a single probability", _drawn(1), share=0.25),
            Probe("float32 probabilities", _float32, share=0.25),
            Probe("every other entry of an array", _every_other, share=0.25, trials=1),
            Probe("a reader who is always certain", _certain, share=0.25, trials=1),
        ],
        mistakes=[
            _slip("arithmetic-mean", _ARITHMETIC, lambda p: 1 / np.mean(p)),
            _slip(
                "arithmetic-mean",
                "`perplexity` returns the ordinary mean of the probabilities. Expected "
                "the reciprocal of their *geometric* mean.",
                np.mean,
            ),
            _slip(
                "arithmetic-mean",
                "`perplexity` takes the logarithm of the mean. Take the mean of the "
                "*logarithms*, then undo the logarithm.",
                lambda p: -np.log(np.mean(p)),
            ),
            _slip("mean-of-reciprocals", _RECIPROCALS, lambda p: np.mean(1 / p)),
            _slip(
                "median",
                "`perplexity` takes the median. Every word counts: average the "
                "logarithms of all of them.",
                lambda p: 1 / np.median(p),
            ),
            _slip("not-undone", _NOT_UNDONE, _nats),
            _slip("not-undone", _NOT_UNDONE, lambda p: _nats(p) / np.log(2)),
            _slip("not-undone", _NOT_UNDONE, lambda p: _nats(p) / np.log(10)),
            _slip(
                "not-inverted",
                "`perplexity` returns the geometric mean of the probabilities. One step "
                "is missing: its reciprocal, 1 divided by it. Is a minus sign missing?",
                lambda p: 1 / _perplexity(p),
            ),
            _slip(
                "minus-sign",
                "`perplexity` returns a mean of log p, which is below zero. The "
                "logarithm of a probability is negative: put a minus before it, then "
                "undo the logarithm.",
                lambda p: -_nats(p),
            ),
            _slip(
                "minus-sign",
                "`perplexity` returns a mean of log p, which is below zero. The "
                "logarithm of a probability is negative: put a minus before it, then "
                "undo the logarithm.",
                lambda p: -_nats(p) / np.log(2),
            ),
            _slip("mixed-logarithms", _MIXED, lambda p: 2 ** _nats(p)),
            _slip("mixed-logarithms", _MIXED, lambda p: np.exp(_nats(p) / np.log(2))),
            _slip("mixed-logarithms", _MIXED, lambda p: 10 ** _nats(p)),
            _slip("mixed-logarithms", _MIXED, lambda p: np.exp(_nats(p) / np.log(10))),
            _slip("not-averaged", _SUM, lambda p: np.exp(len(p) * _nats(p))),
            _slip("not-averaged", _SUM, lambda p: len(p) * _nats(p)),
            _slip("not-averaged", _SUM, lambda p: 1 / np.prod(p)),
            _slip(
                "weighted-by-p",
                "`perplexity` weighs each logarithm with its own probability, p · log p. "
                "That is the formula of an entropy. Here each word of the text counts "
                "once: the plain mean of the logarithms.",
                lambda p: np.exp(-np.sum(p * np.log(p))),
            ),
            _slip(
                "weighted-by-p",
                "`perplexity` weighs each logarithm with its own probability, p · log p. "
                "That is the formula of an entropy. Here each word of the text counts "
                "once: the plain mean of the logarithms.",
                lambda p: 2 ** -np.sum(p * np.log2(p)),
            ),
            _slip("underflow", _UNDERFLOW, _as_root_of_a_product),
            _slip("underflow", _UNDERFLOW, _as_product_of_reciprocals),
            _slip("underflow", _UNDERFLOW, _as_power),
            _slip("underflow", _UNDERFLOW, _in_pure_python),
        ],
    ),
)
