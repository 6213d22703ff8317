"""A spy on Keras's recurrent layers: which one was called, and what if it said other?"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from . import Spy

__all__ = ["RecurrentSpy"]


class RecurrentSpy(Spy):
    """Notes the weights of the last recurrent layer that is called, and bumps its states.

    Parameters
    ----------
    bump : (batch, time, hidden), optional
        Is added to the states.

    Attributes
    ----------
    weights : list of arrays
        Of that layer.
    ranks : list of int
        Of the states of each call.
    felt : (batch, time, hidden) or None
        The bump as all rows together felt it.
    """

    kind = "recurrent"

    def __init__(self, bump: np.ndarray | None = None) -> None:
        self.bump = bump
        self.weights: list[np.ndarray] = []
        self.ranks: list[int] = []
        self.felt: np.ndarray | None = None
        self._rows = 0  # read so far
        self._layers: list[Any] = []

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
            bump = self.bump_rows(shape[0])
        return states + bump.astype(getattr(states.dtype, "name", None))

    def bump_rows(self, rows: int) -> np.ndarray:
        """Return the bump of the next rows."""
        self.felt = self.bump
        bump = self.bump[(self._rows + np.arange(rows)) % len(self.bump)]
        self._rows += rows
        return bump

    def __enter__(self) -> RecurrentSpy:
        from rnn_course.models import keras

        self._original = original = keras.layers.RNN.call

        @functools.wraps(original)
        def call(layer: Any, *args: Any, **options: Any) -> Any:
            result = original(layer, *args, **options)
            self._layers.append(layer)
            if isinstance(result, list | tuple):  # with return_state
                return type(result)([self.add_bump(result[0]), *result[1:]])
            return self.add_bump(result)

        keras.layers.RNN.call = call
        return self

    def __exit__(self, *_: object) -> None:
        from rnn_course.models import keras

        keras.layers.RNN.call = self._original
        if self._layers:
            self.weights = [np.array(w) for w in self._layers[-1].get_weights()]

    def options(self) -> dict[str, Any]:
        """See `Spy.options`."""
        return {"bump": self.bump}

    def report(self) -> dict[str, Any]:
        """See `Spy.report`."""
        return {"weights": self.weights, "ranks": self.ranks, "felt": self.felt}

    def absorb(self, report: dict[str, Any]) -> None:
        """See `Spy.absorb`."""
        self.weights = [_numbers(array) for array in report["weights"]]
        self.ranks = [int(rank) for rank in report["ranks"][:1000]]
        felt = report["felt"]
        self.felt = None if felt is None else _numbers(felt)


def _numbers(value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError("no numbers")
    return array
