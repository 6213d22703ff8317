"""Checks of lesson 05, Vanishing and exploding gradients."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Array, Number
from rnn_course.checks.lesson_05.decay import DECAY, decay
from rnn_course.checks.lesson_05.diagnosis import DIAGNOSIS, Illness, diagnosis
from rnn_course.checks.lesson_05.jacobian import JACOBIAN
from rnn_course.checks.lesson_05.recall import examine_dataset
from rnn_course.checks.probes import Probe, Probing
from rnn_course.networks.gradients import jacobian_norms

__all__ = ["EXERCISES"]

Inputs = dict[str, Any]
Random = np.random.Generator


# --- jacobian_norms ---------------------------------------------------------------


def _states(time: int, hidden: int, scale: float = 1.0):
    """Return a maker of states and weights of these sizes."""

    def make(rng: Random) -> Inputs:
        W_hh = scale * rng.normal(size=(hidden, hidden))
        H, h = np.empty((time, hidden)), rng.uniform(-0.5, 0.5, size=hidden)
        for t in range(time):
            h = H[t] = np.tanh(rng.normal(size=hidden) / 2 + h @ W_hh)
        return {"H": H, "W_hh": W_hh}

    return make


def _zero_states(rng: Random) -> Inputs:
    """Return states at which tanh has slope 1: only the weights count."""
    return {"H": np.zeros((4, 3)), "W_hh": rng.normal(size=(3, 3))}


def _single(rng: Random) -> Inputs:
    made = _states(6, 4)(rng)
    return {name: np.asfortranarray(a, np.float32) for name, a in made.items()}


def _whole(rng: Random) -> Inputs:
    return {
        "H": np.zeros((4, 3), dtype=int),
        "W_hh": rng.integers(-2, 3, size=(3, 3)),
    }


JACOBIAN_NORMS = Exercise(
    name="jacobian_norms",
    title="Measure every lag",
    points=3,
    section="From one step to many",
    hints=(
        "Start at the end with the identity matrix, whose norm is 1. Walk back one step "
        "at a time; each time multiply what you have, from the right, by the Jacobian of "
        "that step, and note the norm.",
        "The Jacobian from step t − 1 to t is `(1 - H[t] ** 2)[:, None] * W_hh.T`. Begin "
        "with `product = np.eye(len(W_hh))`; for t from the last step down to 1 do "
        "`product = product @ …` and collect `np.linalg.norm(product, ord=2)`. Then turn "
        "the list round.",
    ),
    examine=Probing(
        reference=jacobian_norms,
        kind=Array("time,"),
        tolerance=1e-5,
        probes=[
            Probe("five steps of three units", _states(5, 3), trials=3),
            Probe("more units than steps", _states(4, 7)),
            Probe("two steps", _states(2, 4)),
            Probe("states of zero", _zero_states),
            Probe("strong weights", _states(7, 5, scale=2.0)),
            Probe("a single step", _states(1, 3), share=0.25),
            Probe("a single unit", _states(6, 1), share=0.25),
            Probe("forty steps", _states(40, 6, scale=0.3), share=0.25),
            Probe(
                "float32 arrays, stored by columns", _single, share=0.25, tolerance=1e-4
            ),
            Probe("whole numbers", _whole, share=0.25),
        ],
        mistakes=JACOBIAN,
    ),
)


# --- decay_per_step, diagnose -----------------------------------------------------


def _norms(factor: float, count: int, noise: float = 0.3, last: float = 1.0):
    """Return a maker of norms in time order that change by `factor` a step back."""

    def make(rng: Random) -> Inputs:
        lags = np.arange(count)[::-1]
        wobble = np.exp(noise * rng.normal(size=count))
        return {"norms": last * factor**lags * wobble}

    return make


def _a_list(rng: Random) -> Inputs:
    return {"norms": _norms(0.7, 9)(rng)["norms"].tolist()}


def _whole_norms(rng: Random) -> Inputs:
    return {"norms": [16, 9, 4, 2, 1]}


def _float32(rng: Random) -> Inputs:
    return {"norms": _norms(0.8, 12)(rng)["norms"].astype(np.float32)}


DECAY_PER_STEP = Exercise(
    name="decay_per_step",
    title="One factor for the whole line",
    points=2,
    section="One number for a line",
    hints=(
        "Take the logarithm of the norms first: what is multiplied at each step is then "
        "added. `np.polyfit(x, y, 1)` fits a straight line and returns its slope and its "
        "intercept.",
        "The norms are in time order, so the lags run from `len(norms) - 1` down to 0. "
        "Fit `np.log(norms)` against these lags. The slope is the change of the "
        "logarithm for each step *back*; `np.exp(slope)` is the factor.",
    ),
    examine=Probing(
        reference=decay,
        kind=Number(),
        probes=[
            Probe("norms that shrink towards the past", _norms(0.7, 12), trials=3),
            Probe("norms that grow towards the past", _norms(1.4, 10)),
            Probe("a last norm that is not 1", _norms(0.8, 7, last=20.0)),
            Probe("two norms", _norms(0.6, 2), share=0.25),
            Probe("very small norms", _norms(0.1, 60), share=0.25),
            Probe("a list", _a_list, share=0.25),
            Probe("whole numbers", _whole_norms, share=0.25, trials=1),
            Probe("float32 norms", _float32, share=0.25, tolerance=1e-3),
        ],
        mistakes=DECAY,
    ),
)

_JUDGE = Probing(
    reference=diagnosis,
    kind=Illness(),
    probes=[
        Probe("a factor of about 0.5", _norms(0.5, 8, noise=0.1)),
        Probe("a factor of about 0.86", _norms(0.86, 40, noise=0.1), trials=3),
        Probe("a factor of about 0.94", _norms(0.94, 40, noise=0.1), trials=3),
        Probe("a factor of about 1", _norms(1.0, 30, noise=0.1)),
        Probe("a factor of about 1.06", _norms(1.06, 40, noise=0.1), trials=3),
        Probe("a factor of about 1.14", _norms(1.14, 40, noise=0.1), trials=3),
        Probe("a factor of about 1.6", _norms(1.6, 8, noise=0.1)),
        Probe(
            "norms that shrink slowly from a large one", _norms(0.96, 90, last=900.0)
        ),
        Probe("norms that are all small", _norms(1.3, 5, noise=0.1, last=1e-6)),
        Probe("two norms", _norms(0.7, 2, noise=0.0), share=0.25),
    ],
    mistakes=DIAGNOSIS,
)


def _examine_diagnosis(case: Case) -> None:
    """Judge `diagnose` beside a right `decay_per_step`, whatever the learner's is."""
    _JUDGE(case.with_names(decay_per_step=decay))


DIAGNOSE = Exercise(
    name="diagnose",
    title="Name the illness",
    points=1,
    section="One number for a line",
    hints=(
        "Get the factor with `decay_per_step(norms)`. Then there are three cases: below "
        "0.9, above 1.1, and everything between.",
        '`if factor < 0.9: return "vanishing"`, a second `if` for `factor > 1.1`, and at '
        'the end `return "healthy"`. The three words are in small letters.',
    ),
    examine=_examine_diagnosis,
)

RECALL_DATASET = Exercise(
    name="recall_dataset",
    title="Make the recall task",
    points=2,
    section="A task that needs memory",
    hints=(
        "Draw `y` with `rng.integers`. Begin with zeros of shape `(n, delay + 1, symbols "
        "+ 1)`, then set one entry of each row and step to 1.",
        "First step: `X[np.arange(n), 0, y] = 1`. All later steps are blank: "
        "`X[:, 1:, symbols] = 1`. Return `X, y`.",
    ),
    examine=examine_dataset,
)

EXERCISES = (JACOBIAN_NORMS, DECAY_PER_STEP, DIAGNOSE, RECALL_DATASET)
