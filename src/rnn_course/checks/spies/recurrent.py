"""A spy on Keras's recurrent layers: which one was called, and what if it said other?

In the learner's own process the bump is added there. Its twin in another process is not
told the bump, as all that it holds can be read: it sends the layer's weights and what the
layer read, and gets back states that have the bump in them already. Whoever finds the twin
and feeds it learns what a layer would have said, and must still compare.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from rnn_course.networks.cells import rnn_forward

from . import Spy

__all__ = ["RecurrentSpy"]


class RecurrentSpy(Spy):
    """Notes the weights of the last recurrent layer that is called, and bumps its states.

    Parameters
    ----------
    bump : (batch, time, hidden), optional
        Is added to the states.
    ask : callable, optional
        Of a twin: takes what a layer read, and its weights; returns its states.

    Attributes
    ----------
    weights : list of arrays
        Of that layer.
    ranks : list of int
        Of the states of each call.
    felt : (batch, time, hidden) or None
        The bump as all rows together felt it.
    examined : tuple of array and list of arrays, or None
        What the network reads, and its weights; where known, no other gets the bump.
    """

    kind = "recurrent"

    def __init__(
        self,
        bump: np.ndarray | None = None,
        ask: Callable[[Any, Any], Any] | None = None,
    ) -> None:
        self.bump, self.ask = bump, ask
        self.weights: list[np.ndarray] = []
        self.ranks: list[int] = []
        self.felt: np.ndarray | None = None
        self.examined: tuple[np.ndarray, list[np.ndarray]] | None = None
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

    def is_meant(self, read: np.ndarray, weights: Sequence[np.ndarray]) -> bool:
        """Tell whether it is the network that is examined, reading what it was given.

        With other weights, or other inputs, the bump would stand there for all to see.
        """
        if self.examined is None:
            return True
        X, known = self.examined
        rows = X[(self._rows + np.arange(len(read))) % len(X)]
        return (
            rows.shape == read.shape
            and np.allclose(read, rows, rtol=1e-5, atol=1e-6)
            and len(known) == len(weights)
            and all(map(np.array_equal, known, weights))
        )

    def say(self, read: Any, weights: Sequence[Any]) -> np.ndarray | None:
        """Return for a twin what a layer of these weights says, bump and all.

        Where the bump does not fit there is nothing to say: the layer's own states hold.
        """
        W_xh, W_hh, *bias = self.weights = [_numbers(array) for array in weights]
        read = _numbers(read).astype(float)
        if self.bump is None or (read.shape[1], len(W_hh)) != self.bump.shape[1:]:
            return None
        if not self.is_meant(read, self.weights):
            return None
        start, b_h = np.zeros((len(read), len(W_hh))), bias[0] if bias else 0.0
        self.ranks.append(3)
        return rnn_forward(read, start, W_xh, W_hh, b_h) + self.bump_rows(len(read))

    def _heard(self, layer: Any, read: Any, states: Any) -> Any:
        """Return what this layer says in this call."""
        if self.ask is None:
            return self.add_bump(states)
        if read is None or not hasattr(states, "numpy"):
            return states
        said = self.ask(np.asarray(read), layer.get_weights())
        if said is not None and len(states.shape) == 2:  # of the last step alone
            said = np.asarray(said)[:, -1]
        if said is None or np.shape(said) != tuple(states.shape):
            return states
        return states * 0 + np.asarray(said, np.asarray(states).dtype)

    def __enter__(self) -> RecurrentSpy:
        from rnn_course.models import keras, tf

        self._eagerly = tf.config.functions_run_eagerly()
        if self.ask is not None:  # what is traced could not ask
            tf.config.run_functions_eagerly(True)
        self._original = original = keras.layers.RNN.call

        @functools.wraps(original)
        def call(layer: Any, *args: Any, **options: Any) -> Any:
            result = original(layer, *args, **options)
            self._layers.append(layer)
            begun = [*args[1:2], options.get("initial_state")]
            read = args[0] if args and not any(x is not None for x in begun) else None
            if isinstance(result, list | tuple):  # with return_state
                heard = self._heard(layer, read, result[0])
                return type(result)([heard, *result[1:]])
            return self._heard(layer, read, result)

        keras.layers.RNN.call = call
        return self

    def __exit__(self, *_: object) -> None:
        from rnn_course.models import keras, tf

        tf.config.run_functions_eagerly(self._eagerly)
        keras.layers.RNN.call = self._original
        if self._layers:
            self.weights = [np.array(w) for w in self._layers[-1].get_weights()]

    def options(self) -> dict[str, Any]:
        """See `Spy.options`."""
        return {} if self.bump is None else {"ask": self.say}

    def report(self) -> dict[str, Any]:
        """See `Spy.report`."""
        return {"weights": self.weights, "ranks": self.ranks}

    def absorb(self, report: dict[str, Any]) -> None:
        """See `Spy.absorb`."""
        if self.bump is None:  # else it has been seen here, see `say`
            self.weights = [_numbers(array) for array in report["weights"]]
            self.ranks = [int(rank) for rank in report["ranks"][:1000]]


def _numbers(value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError("no numbers")
    return array
