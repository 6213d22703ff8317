"""The skill score: what the answer must do."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Number
from rnn_course.checks.lesson_07.skill_slips import MISTAKES, skill
from rnn_course.checks.probes import Probe, Probing
from rnn_course.data.stock import simulated_price

__all__ = ["SKILL_SCORE"]

Inputs = dict[str, Any]
Random = np.random.Generator


def _forecasts(own: float, other: float, shift: float = 0.0) -> Any:
    """Return a maker of a truth and two forecasts with errors of these sizes."""

    def make(rng: Random) -> Inputs:
        truth = rng.normal(size=23) * 4 + 12
        return {
            "truth": truth,
            "forecast": truth + shift + own * rng.normal(size=23),
            "baseline": truth + other * rng.gamma(2.0, 1.0, 23) * _signs(rng, 23),
        }

    return make


def _signs(rng: Random, count: int) -> np.ndarray:
    return rng.choice([-1.0, 1.0], count)


def _lagged_copy(rng: Random) -> Inputs:
    """Return a simulated price whose forecast and baseline both repeat yesterday."""
    price = simulated_price(days=60, seed=int(rng.integers(1000)))
    return {"truth": price[1:], "forecast": price[:-1], "baseline": price[:-1].copy()}


def _noisy_copy(rng: Random) -> Inputs:
    """Return a simulated price whose forecast is yesterday's and some noise."""
    made = _lagged_copy(rng)
    return made | {"forecast": made["forecast"] + rng.normal(size=59)}


def _perfect(rng: Random) -> Inputs:
    made = _forecasts(1.0, 1.0)(rng)
    return made | {"forecast": made["truth"].copy()}


def _whole(rng: Random) -> Inputs:
    truth = rng.integers(5, 25, 12)
    return {
        "truth": truth,
        "forecast": truth + rng.integers(-2, 3, 12),
        "baseline": truth + rng.integers(1, 6, 12),
    }


def _single(rng: Random) -> Inputs:
    made = _forecasts(1.0, 1.5)(rng)
    return {name: part.astype(np.float32)[::2] for name, part in made.items()}


SKILL_SCORE = Exercise(
    name="skill_score",
    title="Skill over a baseline",
    points=2,
    section="Skill over a baseline",
    hints=(
        "Compute two numbers first: the mean absolute error of the forecast, and that of "
        "the baseline, both against the truth.",
        "`np.mean(np.abs(truth - forecast))` is the first, the second likewise. The "
        "score is `1 - first / second`. Leave it negative where it is.",
    ),
    examine=Probing(
        reference=skill,
        kind=Number(),
        probes=[
            Probe("a forecast that is better", _forecasts(0.5, 1.5), trials=3),
            Probe("a forecast that is worse", _forecasts(3.0, 0.5), share=0.5),
            Probe("a forecast that is always too high", _forecasts(0.3, 1.0, 2.0)),
            Probe("a random walk and yesterday's price", _lagged_copy, share=0.5),
            Probe("a random walk and a noisy copy of it", _noisy_copy, share=0.5),
            Probe("a perfect forecast", _perfect, share=0.25),
            Probe("whole numbers", _whole, share=0.25),
            Probe("float32 numbers", _single, share=0.25, tolerance=1e-3),
        ],
        mistakes=MISTAKES,
    ),
)
