"""The examiner of `sample`: judged by frequencies, limits and repeatability."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import Number, Unfit
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_sample"]

DRAWS = 240
#: Twice the log-likelihood ratio that chance exceeds once in ten million, 4 degrees.
UNLIKELY = 40.0
LOGITS = np.array([0.5, -1.5, 2.0, -0.2, 1.1])
HINT = "`np.random.default_rng(seed)` makes an `rng`; draw from the one that is given."

MESSAGES = {
    "ignores-the-temperature": "The frequencies are the same at every temperature. "
    "Divide the *logits* by it, before the softmax: `logits / temperature`.",
    "multiplies-by-the-temperature": "A high temperature makes the choice more certain; "
    "it should make it freer. Divide the logits by the temperature, do not multiply.",
    "divides-probabilities": "The temperature divides the probabilities. That changes "
    "little, or nothing once they are scaled to 1. Divide the *logits*, then take the "
    "softmax.",
    "ignores-the-logits": "Every character comes equally often, whatever the logits "
    "say. Draw with the probabilities softmax(logits / temperature).",
    "softmax-of-the-negative": "The least likely characters come most often. Is there a "
    "minus sign in the exponential?",
}


def examine_sample(case: Case) -> None:
    """Draw many times, each time with a generator of its own.

    Raises
    ------
    Wrong
        With the first thing that is not right.
    """
    some = chance.among(LOGITS, _shaken)
    _demand_repeatability(case, some)
    for temperature in (1.0, 0.5, 2.0):
        _demand_frequencies(case, some, temperature)
    _demand_the_limits(case, some)
    for logits in (some.astype("float32"), np.repeat(some, 2)[::2]):
        _demand_frequencies(case, logits, 0.7)
    whole = np.array([1, 0, 2, -1])
    _demand_frequencies(case, chance.among(whole, lambda r: r.permutation(whole)), 1)
    _demand_no_overflow(case)


def _shaken(rng: np.random.Generator) -> np.ndarray:
    """Return logits that differ as much as the fixed ones, in another order."""
    return rng.permutation(LOGITS) + rng.uniform(-0.1, 0.1, len(LOGITS))


def softmax(logits: Any, temperature: float = 1.0) -> np.ndarray:
    """Return softmax(logits / temperature)."""
    scores = np.asarray(logits, float) / temperature
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()


def _draw(case: Case, logits: np.ndarray, temperature: float, seed: int) -> int:
    """Draw once; the generator is new, as a copy of one would always give the same."""
    rng = chance.generator(seed)
    call = case.try_call(logits=logits, temperature=temperature, rng=rng)
    if call.trouble or call.value is None:
        case.call(logits=logits, temperature=temperature, rng=rng)  # raises
    try:
        drawn = Number(whole=True).read(call.value, 0)
    except Unfit as unfit:
        raise Wrong(
            f"`sample`: {unfit}. Return one id, an `int`.", "unfit-result"
        ) from None
    if not 0 <= drawn < len(logits):
        raise Wrong(
            f"`sample` returned {drawn:g} for {len(logits)} logits; expected a place "
            f"from 0 to {len(logits) - 1}.",
            "out-of-range",
        )
    if call.changed:
        raise Wrong(
            "`sample` changes the logits that it was given (`logits /= …`?). Make a new "
            "array: `logits / temperature`.",
            "changes-its-inputs",
            0.5,
        )
    return int(drawn)


def _demand_repeatability(case: Case, logits: np.ndarray) -> None:
    draws = [[_draw(case, logits, 1.0, seed) for seed in range(30)] for _ in range(2)]
    if draws[0] != draws[1]:
        raise Wrong(
            "The same generator, in the same state, gave two different draws. The "
            f"randomness comes from somewhere else than `rng`. {HINT}",
            "ignores-the-rng",
        )
    if len(set(draws[0])) > 1:
        return
    if draws[0][0] == logits.argmax() and not _turns_away(case, logits):
        raise Wrong(
            "At temperature 1 the likeliest character is chosen every time. Draw it at "
            "random, with the probabilities softmax(logits / temperature).",
            "always-the-largest",
        )
    raise Wrong(
        "Thirty generators with thirty seeds gave the same draw. The function does not "
        f"use the `rng` that it is given: does it make one of its own? {HINT}",
        "ignores-the-rng",
    )


def _turns_away(case: Case, logits: np.ndarray) -> bool:
    """Tell whether logits that are nearly equal give others than the largest."""
    nearly = [sign * 0.1 * logits[::step] for sign in (1, -1) for step in (1, -1)]
    return any(_draw(case, one, 1.0, 0) != one.argmax() for one in nearly)


def _counts(case: Case, logits: np.ndarray, temperature: float) -> np.ndarray:
    first = round(1000 * temperature)
    draws = [
        _draw(case, logits, temperature, seed) for seed in range(first, first + DRAWS)
    ]
    return np.bincount(draws, minlength=len(logits))


def _demand_frequencies(case: Case, logits: np.ndarray, temperature: float) -> None:
    counts = _counts(case, logits, temperature)
    if _fits(counts, softmax(logits, temperature)):
        return
    likely = softmax(logits)
    explanations = {
        "divides-probabilities": softmax(likely, temperature),
        "ignores-the-temperature": likely,
        "multiplies-by-the-temperature": softmax(logits, 1 / temperature),
        "ignores-the-logits": np.full(len(logits), 1 / len(logits)),
        "softmax-of-the-negative": softmax(-np.asarray(logits), temperature),
    }
    fitting = [name for name, shares in explanations.items() if _fits(counts, shares)]
    name = min(
        fitting, key=lambda name: _surprise(counts, explanations[name]), default=None
    )
    raise Wrong(
        MESSAGES.get(
            name,
            f"{DRAWS} draws at temperature {temperature:g} do not have the frequencies "
            "of softmax(logits / temperature).",
        ),
        name,
    )


def _fits(counts: np.ndarray, shares: np.ndarray) -> bool:
    return _surprise(counts, shares) < UNLIKELY


def _surprise(counts: np.ndarray, shares: np.ndarray) -> float:
    """Return the G statistic: twice the sum of observed · log(observed / expected)."""
    seen = counts > 0
    with np.errstate(divide="ignore"):
        ratio = np.log(counts[seen] / (counts.sum() * shares[seen]))
    return float(2 * (counts[seen] * ratio).sum())


def _demand_the_limits(case: Case, some: np.ndarray) -> None:
    for logits in _several(8):
        for zero in (0, 0.0):
            _demand_largest(case, logits, zero, "temperature-zero")
    counts = _counts(case, some, 1e6)
    if not _fits(counts, np.full(len(some), 1 / len(some))):
        raise Wrong(
            "At a very high temperature every character should come equally often; "
            "they do not. Divide the logits by the temperature.",
            "high-temperature",
        )


def _demand_largest(
    case: Case, logits: np.ndarray, temperature: float, mistake: str
) -> None:
    """Demand the largest logit's place."""
    rng = chance.generator(1)
    call = case.try_call(logits=logits, temperature=temperature, rng=rng)
    whole = call.trouble is None and np.ndim(call.value) == 0
    if whole and call.value == logits.argmax():
        return
    seen = f"It stopped with {call.trouble.name}." if call.trouble else ""
    if mistake == "temperature-zero":
        raise Wrong(
            f"At temperature 0 the likeliest character is chosen, always. {seen} A "
            "division by zero helps nobody: treat 0 first, with `np.argmax`.",
            mistake,
            0.5,
        )
    raise Wrong(
        f"At a very small temperature the likeliest character is nearly certain. {seen} "
        "`np.exp` of a large number is infinite: subtract the largest score before the "
        "exponential, which changes no probability.",
        mistake,
        0.75,
    )


def _demand_no_overflow(case: Case) -> None:
    for logits in _several(4):
        _demand_largest(case, logits, 0.002, "overflows")


def _several(count: int) -> Iterable[np.ndarray]:
    """Yield logits whose largest one stands out, not always at the same place."""
    rng = chance.generator(12)
    for _ in range(count):
        logits = rng.normal(size=int(rng.integers(3, 9)))
        logits[int(rng.integers(len(logits)))] = 5.0
        yield logits
