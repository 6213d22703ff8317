"""A spy on the Keras networks that a function asks, or could ask.

It notes what each network read and said. It can lend a network other weights for as long
as the function runs, to see whether the function follows.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from . import Spy

__all__ = ["Heard", "NetworksSpy", "Seen"]

_WAYS = ("__call__", "predict", "predict_on_batch")  # of asking a network
_MOST = 1000  # questions kept of one call
_NUMBERS: weakref.WeakKeyDictionary[Any, int] = weakref.WeakKeyDictionary()
_NEXT = itertools.count()


@dataclass(frozen=True)
class Heard:
    """One question to a network: its number, what it read, and what it said."""

    number: int
    read: np.ndarray
    said: np.ndarray


@dataclass(frozen=True)
class Seen:
    """A network, as it was when it was first seen.

    Attributes
    ----------
    number : int
        It keeps this number.
    weights : list of arrays
        As `get_weights` gives them.
    trained : bool
        Whether its optimizer has made updates, or a bias has moved from zero.
    model : keras.Model or None
        The network or a copy of it; None when there can be no copy.
    """

    number: int
    weights: list[np.ndarray]
    trained: bool
    model: Any


class NetworksSpy(Spy):
    """Notes every network that is asked, and finds those within the function's reach.

    Parameters
    ----------
    lent : dict, optional
        Network's number → weights that it has while the function runs.
    known : list of int
        Networks that need not be shown again.

    Attributes
    ----------
    calls : list of Heard
        In order, of all calls so far.
    networks : dict
        Number → `Seen`; those that were asked come first.
    namespace : mapping
        Names of the notebook, in which networks are looked for too.
    """

    kind = "networks"

    def __init__(
        self, lent: dict[int, list[np.ndarray]] | None = None, known: list[int] = ()
    ) -> None:
        self.lent = dict(lent or {})
        self.calls: list[Heard] = []
        self.networks: dict[int, Seen] = {}
        self.namespace: Mapping[str, Any] = {}
        self._known = set(known)
        self._function: Any = None
        self._asked: list[Any] = []
        self._depth = 0
        self._undo = contextlib.ExitStack()

    def attach(self, function: Any) -> None:
        """See `Spy.attach`."""
        self._function = function

    @contextlib.contextmanager
    def lending(self, number: int, weights: list[np.ndarray]) -> Iterator[None]:
        """Lend a network these weights during all calls inside the block."""
        self.lent[number] = weights
        try:
            yield
        finally:
            del self.lent[number]

    def __enter__(self) -> NetworksSpy:
        from rnn_course.models import keras

        self._undo = contextlib.ExitStack()
        for network, number in list(_NUMBERS.items()):
            if number in self.lent:
                self._undo.callback(network.set_weights, network.get_weights())
                network.set_weights(self.lent[number])
        for way in _WAYS:
            self._undo.callback(_put_back, way, keras.Model.__dict__.get(way))
            setattr(keras.Model, way, self._listening(getattr(keras.Model, way)))
        return self

    def __exit__(self, *_: object) -> None:
        self._undo.close()
        for network in [*self._asked, *self._within_reach()]:
            self._show(network)
        self._asked.clear()

    def _listening(self, original: Any) -> Any:
        @functools.wraps(original)
        def ask(network: Any, *args: Any, **options: Any) -> Any:
            self._depth += 1
            try:
                said = original(network, *args, **options)
            finally:
                self._depth -= 1
            if self._depth == 0:  # not a network inside another
                self._note(network, args, options, said)
            return said

        return ask

    def _note(self, network: Any, args: Any, options: Any, said: Any) -> None:
        self._asked.append(network)
        given = args[0] if args else options.get("x", options.get("inputs"))
        with contextlib.suppress(Exception):  # a data set, a symbolic tensor, …
            read = np.asarray(given, dtype="float32")
            self.calls.append(Heard(_number(network), read, np.asarray(said)))

    def _show(self, network: Any) -> None:
        number = _number(network)
        if number not in self.networks and number not in self._known:
            weights = [np.asarray(w) for w in network.get_weights()]
            self.networks[number] = Seen(number, weights, _is_trained(network), network)

    def _within_reach(self) -> Iterator[Any]:
        """Yield the networks that the notebook, or the function's own names, hold."""
        keras = _keras()
        function = self._function
        cells = getattr(function, "__closure__", None) or ()
        held = [cell.cell_contents for cell in cells if _is_filled(cell)]
        held += getattr(function, "__defaults__", None) or ()
        held += self.namespace.values()
        held += getattr(function, "__globals__", {}).values()
        for value in held:
            group = value.values() if isinstance(value, dict) else value
            for one in (
                list(group) if isinstance(value, dict | list | tuple) else [value]
            ):
                if isinstance(one, keras.Model):
                    yield one

    def options(self) -> dict[str, Any]:
        """See `Spy.options`."""
        return {"lent": self.lent, "known": list(self.networks)}

    def report(self) -> dict[str, Any]:
        """See `Spy.report`."""
        calls = [
            (heard.number, heard.read, heard.said) for heard in self.calls[-_MOST:]
        ]
        seen = self.networks.values()
        networks = [(one.number, one.weights, one.trained, one.model) for one in seen]
        return {"calls": calls, "networks": networks}

    def absorb(self, report: dict[str, Any]) -> None:
        """See `Spy.absorb`."""
        for number, read, said in report["calls"]:
            self.calls.append(Heard(int(number), _numbers(read), _numbers(said)))
        for number, weights, trained, model in report["networks"]:
            if isinstance(model, _keras().Model):  # rather look than believe
                weights, trained = model.get_weights(), _is_trained(model)
            else:
                model, weights = None, [_numbers(w) for w in weights]
            seen = Seen(int(number), weights, trained is True, model)
            self.networks.setdefault(seen.number, seen)


def _keras() -> Any:
    from rnn_course.models import keras

    return keras


def _number(network: Any) -> int:
    if network not in _NUMBERS:
        _NUMBERS[network] = next(_NEXT)
    return _NUMBERS[network]


def _put_back(way: str, original: Any) -> None:
    keras = _keras()
    if original is None:  # it was inherited
        delattr(keras.Model, way)
    else:
        setattr(keras.Model, way, original)


def _is_trained(network: Any) -> bool:
    optimizer = getattr(network, "optimizer", None)
    if optimizer is not None and int(optimizer.iterations) > 0:
        return True
    biases = [w for w in network.trainable_weights if w.path.endswith("bias")]
    return not biases or any(np.any(np.asarray(bias)) for bias in biases)


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False


def _numbers(value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError("no numbers")
    return array
