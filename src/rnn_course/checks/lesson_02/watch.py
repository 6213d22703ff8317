"""Watch a recurrent network while a learner's function runs, and disturb it a little.

Keras's recurrent layers are watched in this very process; where the learner's code
runs elsewhere, a stand-in for its `rnn_forward` is watched instead.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import Number, Unfit
from rnn_course.checks.verdict import Wrong
from rnn_course.networks.cells import rnn_forward

__all__ = ["Run", "measure", "stand_in"]


@dataclass
class Run:
    """What one call returned, and what was seen of the network meanwhile."""

    bump: np.ndarray | None = None  # (batch, time, hidden), added to the states
    value: float = np.nan
    weights: list[np.ndarray] = field(default_factory=list)
    ranks: list[int] = field(default_factory=list)
    rows: int = 0  # read so far
    felt: np.ndarray | None = None  # the bump as all rows together felt it

    def add_bump(self, states: Any) -> Any:
        """Note the states' rank; add the bump where it fits.

        Rows may come in several calls, the next ones in each. While Keras traces a
        graph, the number of rows is open: then all get the same.
        """
        shape = tuple(states.shape)
        self.ranks.append(len(shape))
        if self.bump is None or shape[-2:] != self.bump.shape[-2:]:
            return states
        if not hasattr(states, "numpy"):
            bump = self.bump.sum(axis=0, keepdims=True)
            self.felt = np.repeat(bump, len(self.bump), axis=0)
        else:
            self.felt = self.bump
            bump = self.bump[(self.rows + np.arange(shape[0])) % len(self.bump)]
            self.rows += shape[0]
        return states + bump.astype(getattr(states.dtype, "name", None))


@contextlib.contextmanager
def _watch_keras(run: Run) -> Iterator[None]:
    """Note which recurrent layer is called, and bump the states that it returns."""
    from rnn_course.models import keras

    original, layers = keras.layers.RNN.call, []

    @functools.wraps(original)
    def call(self: Any, *args: Any, **options: Any) -> Any:
        result = original(self, *args, **options)
        layers.append(self)
        if isinstance(result, list | tuple):  # with return_state
            return type(result)([run.add_bump(result[0]), *result[1:]])
        return run.add_bump(result)

    keras.layers.RNN.call = call
    try:
        yield
    finally:
        keras.layers.RNN.call = original
    if layers:
        run.weights = [np.array(array) for array in layers[-1].get_weights()]


@contextlib.contextmanager
def _no_watch(run: Run) -> Iterator[None]:
    yield


def stand_in(run: Run) -> Any:
    """Return an rnn_forward that notes its weights and bumps its states."""

    def rnn_forward_(X: Any, h0: Any, W_xh: Any, W_hh: Any, b_h: Any) -> Any:
        run.weights = [np.array(array) for array in (W_xh, W_hh, b_h)]
        given = (np.asarray(array) for array in (X, h0, W_xh, W_hh, b_h))
        return run.add_bump(rnn_forward(*given))

    return rnn_forward_


def measure(
    case: Case,
    inputs: dict[str, Any],
    place: str = "keras",
    bump: np.ndarray | None = None,
) -> Run:
    """Call the answer once and read its number.

    Parameters
    ----------
    place : {"keras", "rnn_forward"}
        Where the network is watched, and bumped.
    """
    run = Run(bump)
    if place == "rnn_forward":
        case = case.with_names(rnn_forward=stand_in(run))
    with _watch_keras(run) if place == "keras" else _no_watch(run):
        value = case.call(**inputs)
    try:
        run.value = Number().read(value, 0.0)
    except Unfit as unfit:
        problem = f"`{case.exercise.name}`: {unfit}."
        raise Wrong(problem, "unfit-result") from None
    return run
