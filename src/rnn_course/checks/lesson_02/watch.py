"""Watch a recurrent network while a learner's function runs, and disturb it a little.

Keras's recurrent layers are watched by a spy; where none of them is seen, a stand-in for
the learner's `rnn_forward` is watched instead.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import Number, Unfit
from rnn_course.checks.spies.recurrent import RecurrentSpy
from rnn_course.checks.verdict import Wrong
from rnn_course.networks.cells import rnn_forward

__all__ = ["Run", "measure", "stand_in"]


class Run(RecurrentSpy):
    """What one call returned, and what was seen of the network meanwhile."""

    value = np.nan


def stand_in(run: Run) -> Any:
    """Return an rnn_forward that notes its weights and bumps its states."""

    def rnn_forward_(X: Any, h0: Any, W_xh: Any, W_hh: Any, b_h: Any) -> Any:
        run.weights = [np.array(array) for array in (W_xh, W_hh, b_h)]
        given = [np.asarray(array) for array in (X, h0, W_xh, W_hh, b_h)]
        states = rnn_forward(*given)
        if not run.is_meant(given[0], run.weights):
            run.ranks.append(states.ndim)
            return states
        return run.add_bump(states)

    return rnn_forward_


def measure(
    case: Case,
    inputs: dict[str, Any],
    place: str = "keras",
    bump: np.ndarray | None = None,
    weights: list[np.ndarray] | None = None,
) -> Run:
    """Call the answer once and read its number.

    Parameters
    ----------
    place : {"keras", "rnn_forward"}
        Where the network is watched, and bumped.
    weights : list of arrays, optional
        Of the network that is examined; no other one is bumped.
    """
    run = Run(bump)
    run.examined = None if weights is None else (inputs["X"], weights)
    if place == "rnn_forward":
        case = case.with_names(rnn_forward=stand_in(run))
    else:
        case = case.watched(run)
    value = case.call(**inputs)
    try:
        run.value = Number().read(value, 0.0)
    except Unfit as unfit:
        problem = f"`{case.exercise.name}`: {unfit}."
        raise Wrong(problem, "unfit-result") from None
    return run
