"""What crosses between the checker and the learner, besides plain data.

Functions stay where they are: a `Record` with a number goes over, and who receives it
gets a stand-in that sends a message. Networks go as layers and weights. Random
generators go as their state. Anything else crosses as its type's name alone.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

import numpy as np

from .messages import Record
from .networks_in import Refused, build_network
from .networks_out import Unportable, describe_network

__all__ = ["Other", "Shelf", "pack", "unpack"]

_LONGEST = 2_000_000  # entries of a range that is sent as a list
_METHODS = ("predict", "predict_on_batch")  # of a stand-in for a network
_GROUPS = ((Mapping, dict), (Set, set), (tuple, tuple), (Sequence, list))
_BASES = (dict, set, tuple, list)
_BIT_GENERATORS = ("PCG64", "MT19937", "PCG64DXSM", "Philox", "SFC64")


class Other:
    """Something of another process that cannot be looked at here.

    Its class has the name of the real one, for messages such as "a value of type …".
    """

    why = ""


class Shelf:
    """Things of this process that the other one may name by number."""

    def __init__(self) -> None:
        self._things: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._next = itertools.count()

    def put(self, thing: Any) -> int:
        """Return a number for a thing, the same one each time."""
        known = self._numbers.get(id(thing))
        if known is None:
            known = next(self._next)
            self._things[known], self._numbers[id(thing)] = thing, known
        return known

    def clear(self) -> None:
        """Forget all; their numbers are never given again."""
        self._things.clear()
        self._numbers.clear()

    def get(self, number: int) -> Any:
        """Return the thing.

        Raises
        ------
        KeyError
            When there is none of this number.
        """
        return self._things[number]


def pack(value: Any, shelf: Shelf) -> Any:
    """Turn one value that is not plain into one that a message can hold.

    Meant as `messages.encode`'s `convert`: what it returns may hold such values again.
    """
    for base in (str, int, float):
        if isinstance(value, base):
            return base(value)
    if isinstance(value, np.random.Generator):
        return _generator(value)
    if _is_network(value):
        return _network(value, shelf)
    if hasattr(value, "__array__") and not isinstance(value, type):
        return np.asarray(value)
    for kind, base in _GROUPS:
        if isinstance(value, kind) and not isinstance(value, type):
            return _group(value, base)
    if isinstance(value, type):
        return Record("other", {"type": "type"})
    if callable(value) or any(hasattr(value, name) for name in _METHODS):
        return _function(value, shelf)
    return Record("other", {"type": type(value).__name__})


def _group(value: Any, base: type) -> Record:
    """Send a Counter as a dict, a deque as a list, with the name of its class."""
    if len(value) > _LONGEST:
        return Record("other", {"type": type(value).__name__})
    return Record("like", {"type": type(value).__name__, "value": base(value)})


def _function(value: Any, shelf: Shelf) -> Record:
    fields: dict[str, Any] = {"number": shelf.put(value)}
    fields["name"] = str(getattr(value, "__name__", type(value).__name__))
    fields["methods"] = [name for name in _METHODS if hasattr(value, name)]
    return Record("function", fields)


def _generator(value: np.random.Generator) -> Record:
    source = value.bit_generator
    return Record("generator", {"name": type(source).__name__, "state": source.state})


def _is_network(value: Any) -> bool:
    keras = sys.modules.get("keras")
    return keras is not None and isinstance(value, keras.Model)


def _network(value: Any, shelf: Shelf) -> Record:
    try:
        return describe_network(value, lambda function: _function(function, shelf))
    except Unportable as problem:
        return Record("other", {"type": type(value).__name__, "why": str(problem)})


def unpack(value: Any, ask: Callable[[Record], Any]) -> Any:
    """Undo `pack` for all that a message holds.

    Parameters
    ----------
    ask : callable
        Makes a stand-in of the record of a function.
    """
    if isinstance(value, list | tuple | set | frozenset):
        return type(value)(unpack(item, ask) for item in value)
    if isinstance(value, dict):
        return {unpack(k, ask): unpack(v, ask) for k, v in value.items()}
    if isinstance(value, np.ndarray) and value.dtype.kind == "O":
        items = np.empty(value.size, object)
        for place, item in enumerate(value.reshape(-1)):
            items[place] = unpack(item, ask)
        return items.reshape(value.shape)
    return _from_record(value, ask) if isinstance(value, Record) else value


def _from_record(record: Record, ask: Callable[[Record], Any]) -> Any:
    if record.kind == "function":
        return ask(record)
    if record.kind == "network":
        try:
            return build_network(record, ask)
        except Refused as problem:
            return _other("Model", str(problem))
    if record.kind == "generator":
        return _read_generator(record.fields)
    fields = record.fields
    if record.kind == "like" and type(fields.get("value")) in _BASES:
        return _like(fields["type"], unpack(fields["value"], ask))
    return _other(fields.get("type", "unknown"), str(fields.get("why", ""))[:300])


def _like(name: Any, value: Any) -> Any:
    return _class(name, type(value), {})(value)


def _other(name: Any, why: str) -> Other:
    return _class(name, Other, {"why": why})()


def _class(name: Any, base: type, more: dict[str, Any]) -> type:
    name = str(name)[:60]
    return type(name if name.isidentifier() else "unknown", (base,), more)


def _read_generator(fields: Mapping[str, Any]) -> Any:
    name = fields.get("name")
    if name not in _BIT_GENERATORS:
        return _other("Generator", "its kind is unknown")
    source = getattr(np.random, name)()
    try:
        source.state = fields["state"]
    except Exception:
        return _other("Generator", "its state is none")
    return np.random.Generator(source)
