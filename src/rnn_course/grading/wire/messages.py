"""Values as bytes, and back, between two processes of which one is not trusted.

The encoding is small and typed: numbers, texts, lists, tuples, dicts, sets, NumPy arrays
and `Record`s, each with a tag and its length. The decoder believes nothing: a length, a
shape, a type or a depth is held against what has really arrived *before* memory is taken.
Nothing in it can call code: there is no pickle and no eval.
"""

from __future__ import annotations

import math
import re
import struct
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from rnn_course.errors import CourseError

__all__ = ["BOUNDS", "Bounds", "MessageError", "Record", "decode", "encode"]


class MessageError(CourseError):
    """A message that breaks a rule, or a value that no message can hold."""


@dataclass(frozen=True)
class Bounds:
    """The most that one message may hold.

    Attributes
    ----------
    size : int
        Bytes.
    items : int
        Values, counting each entry of each list, but an array as one.
    depth : int
        Lists inside lists.
    digits : int
        Bytes of one whole number.
    same_hash : int
        Keys of one dict that share a hash: more would make it crawl.
    """

    size: int = 64 * 2**20
    items: int = 1_000_000
    depth: int = 32
    digits: int = 1024
    same_hash: int = 16


BOUNDS = Bounds()


@dataclass(frozen=True)
class Record:
    """Something that is not plain: its kind, and plain values that describe it.

    What a kind means is not this module's business; see `portable`.
    """

    kind: str
    fields: dict[str, Any] = field(default_factory=dict)


Convert = Callable[[Any], Any]

_COUNT, _SIZES = struct.Struct(">I"), struct.Struct(">Q")
_FLOAT, _COMPLEX = struct.Struct(">d"), struct.Struct(">dd")
_DTYPE = re.compile(
    r"\|b1|\|[iu]1|<[iu][248]|<f[248]|<c(8|16)|<U[1-9]\d{0,6}|\|S[1-9]\d{0,6}"
)
_CONSTANTS = {b"N": None, b"T": True, b"F": False, b"E": Ellipsis}
_GROUPS: dict[bytes, Callable[[Iterable[Any]], Any]] = {
    b"l": list,
    b"t": tuple,
    b"z": set,
    b"Z": frozenset,
}
_AXES, _LONGEST = 32, 2**31  # of an array


def encode(
    value: Any, bounds: Bounds = BOUNDS, convert: Convert | None = None
) -> bytes:
    """Return a value as bytes.

    Parameters
    ----------
    convert : callable, optional
        Turns a value of another type into one that a message can hold.

    Raises
    ------
    MessageError
        When the value is too large, too deep, or of a type that cannot be sent.
    """
    writer = _Writer(bounds, convert)
    writer.write(value, 0)
    return bytes(writer.out)


def decode(data: bytes | bytearray | memoryview, bounds: Bounds = BOUNDS) -> Any:
    """Return the value of a message.

    Raises
    ------
    MessageError
        When the message breaks any rule; never another exception.
    """
    if len(data) > bounds.size:
        raise MessageError(
            f"A message of {len(data)} bytes came; {bounds.size} at most."
        )
    reader = _Reader(memoryview(data), bounds)
    value = reader.read(0)
    if reader.place != len(data):
        raise MessageError("A message goes on after its end.")
    return value


class _Writer:
    """Appends values to `out`."""

    def __init__(self, bounds: Bounds, convert: Convert | None) -> None:
        self.bounds, self.convert = bounds, convert
        self.out = bytearray()
        self.items = 0

    def write(self, value: Any, depth: int) -> None:
        self.items += 1
        if depth > self.bounds.depth:
            raise MessageError(f"it is nested more than {self.bounds.depth} deep")
        if self.items > self.bounds.items:
            raise MessageError(f"it holds more than {self.bounds.items} values")
        for tag, constant in _CONSTANTS.items():
            if value is constant:
                return self._add(tag)
        write = _WRITERS.get(type(value))
        if write is not None:
            return write(self, value, depth)
        if isinstance(value, np.generic):
            return self._scalar(value, depth)
        if self.convert is None:
            raise MessageError(f"a {type(value).__name__} cannot be sent")
        return self.write(self.convert(value), depth + 1)

    def _add(self, *parts: bytes | memoryview) -> None:
        if len(self.out) + sum(map(len, parts)) > self.bounds.size:
            raise MessageError(f"it takes more than {self.bounds.size} bytes")
        for part in parts:
            self.out += part

    def _int(self, value: int, depth: int) -> None:
        size = value.bit_length() // 8 + 1
        if size > self.bounds.digits:
            raise MessageError(f"a whole number takes more than {size} bytes")
        self._add(b"i", _COUNT.pack(size), value.to_bytes(size, "big", signed=True))

    def _float(self, value: float, depth: int) -> None:
        self._add(b"d", _FLOAT.pack(value))

    def _complex(self, value: complex, depth: int) -> None:
        self._add(b"c", _COMPLEX.pack(value.real, value.imag))

    def _text(self, value: str, depth: int) -> None:
        if len(value) > self.bounds.size:
            raise MessageError("a text is too long")
        data = value.encode("utf-8", errors="replace")  # half a surrogate pair: "?"
        self._add(b"s", _COUNT.pack(len(data)), data)

    def _bytes(self, value: bytes, depth: int) -> None:
        self._add(b"b", _COUNT.pack(len(value)), value)

    def _group(self, value: Any, depth: int) -> None:
        tag = next(tag for tag, make in _GROUPS.items() if make is type(value))
        self._add(tag, _COUNT.pack(len(value)))
        for item in value:
            self.write(item, depth + 1)

    def _dict(self, value: dict[Any, Any], depth: int) -> None:
        self._add(b"D", _COUNT.pack(len(value)))
        for key, item in value.items():
            self.write(key, depth + 1)
            self.write(item, depth + 1)

    def _record(self, value: Record, depth: int) -> None:
        self._add(b"R")
        self.write(value.kind, depth + 1)
        self.write(value.fields, depth + 1)

    def _scalar(self, value: np.generic, depth: int) -> None:
        array = _plain(np.asarray(value))
        if array.dtype.kind == "O":
            raise MessageError(f"a {type(value).__name__} cannot be sent")
        self._add(b"n")
        self._array(array, depth)

    def _array(self, value: np.ndarray, depth: int) -> None:
        array = _plain(value)
        if array.ndim > _AXES:
            raise MessageError(f"an array has more than {_AXES} axes")
        order = sorted(range(array.ndim), key=lambda axis: -abs(array.strides[axis]))
        if array.dtype.kind == "O":
            order = list(range(array.ndim))
        name = b"O" if array.dtype.kind == "O" else array.dtype.str.encode()
        if array.nbytes > self.bounds.size:
            raise MessageError(f"an array takes more than {self.bounds.size} bytes")
        self._add(b"a", bytes([len(name)]), name, bytes([array.ndim]), bytes(order))
        self._add(*(_SIZES.pack(size) for size in array.shape))
        if name == b"O":
            for item in array.reshape(-1):
                self.write(item, depth + 1)
        elif array.size and array.dtype.itemsize:
            # the bytes as they lie in memory, so that a transpose stays a transpose
            self._add(np.ascontiguousarray(array.transpose(order)).tobytes())


def _plain(array: np.ndarray) -> np.ndarray:
    """Return an array of a type that a message can hold, little end first."""
    array, kind = array.view(np.ndarray), array.dtype.kind
    if kind in "US" and not array.dtype.itemsize:
        array = array.astype(f"{kind}1")
    if kind == "V" and array.dtype.names is None:  # bfloat16 and its like
        array = array.astype(np.float32) if _is_number(array) else array.astype(object)
    elif kind == "f" and array.dtype.itemsize > 8:
        array = array.astype(np.float64)
    elif kind == "c" and array.dtype.itemsize > 16:
        array = array.astype(np.complex128)
    elif kind in "mM":
        array = array.astype(str)
    elif kind not in "biufcUSO":
        array = array.astype(object)
    return array.astype(array.dtype.newbyteorder("<"), copy=False)


def _is_number(array: np.ndarray) -> bool:
    return np.can_cast(array.dtype, np.float32) or "float" in array.dtype.name


_WRITERS: dict[type, Callable[[_Writer, Any, int], None]] = {
    int: _Writer._int,
    float: _Writer._float,
    complex: _Writer._complex,
    str: _Writer._text,
    bytes: _Writer._bytes,
    dict: _Writer._dict,
    Record: _Writer._record,
    np.ndarray: _Writer._array,
    **dict.fromkeys(_GROUPS.values(), _Writer._group),
}


class _Reader:
    """Reads values from `data`, in which `place` is the next byte."""

    def __init__(self, data: memoryview, bounds: Bounds) -> None:
        self.data, self.bounds = data, bounds
        self.place = self.items = 0

    def read(self, depth: int) -> Any:
        self._count(1)
        if depth > self.bounds.depth:
            raise MessageError(f"A message is nested over {self.bounds.depth} deep.")
        tag = bytes(self._take(1))
        if tag in _CONSTANTS:
            return _CONSTANTS[tag]
        read = _READERS.get(tag)
        if read is None:
            raise MessageError(f"A message holds an unknown tag, {tag!r}.")
        return read(self, tag, depth)

    def _take(self, size: int) -> memoryview:
        if size > len(self.data) - self.place:
            raise MessageError(
                f"A message promises {size} bytes that it does not hold."
            )
        self.place += size
        return self.data[self.place - size : self.place]

    def _count(self, items: int) -> None:
        self.items += items
        if self.items > self.bounds.items:
            raise MessageError(f"A message holds over {self.bounds.items} values.")

    def _length(self) -> int:
        return _COUNT.unpack(self._take(4))[0]

    def _entries(self, each: int = 1) -> int:
        """Return how many entries follow; each takes a byte at least."""
        length = self._length()
        if length * each > len(self.data) - self.place:
            raise MessageError(f"A message promises {length} entries, and holds fewer.")
        return length

    def _int(self, tag: bytes, depth: int) -> int:
        size = self._length()
        if size > self.bounds.digits:
            raise MessageError(f"A message holds a whole number of {size} bytes.")
        return int.from_bytes(self._take(size), "big", signed=True)

    def _float(self, tag: bytes, depth: int) -> float:
        return _FLOAT.unpack(self._take(8))[0]

    def _complex(self, tag: bytes, depth: int) -> complex:
        return complex(*_COMPLEX.unpack(self._take(16)))

    def _text(self, tag: bytes, depth: int) -> str:
        try:
            return bytes(self._take(self._length())).decode("utf-8")
        except UnicodeDecodeError:
            raise MessageError("A message holds a text that is not UTF-8.") from None

    def _bytes(self, tag: bytes, depth: int) -> bytes:
        return bytes(self._take(self._length()))

    def _group(self, tag: bytes, depth: int) -> Any:
        items = [self.read(depth + 1) for _ in range(self._entries())]
        if tag in b"zZ":
            self._demand_keys(items)
        return _GROUPS[tag](items)

    def _dict(self, tag: bytes, depth: int) -> dict[Any, Any]:
        count = self._entries(each=2)
        pairs = [(self.read(depth + 1), self.read(depth + 1)) for _ in range(count)]
        self._demand_keys([key for key, _ in pairs])
        return dict(pairs)

    def _demand_keys(self, keys: list[Any]) -> None:
        """Demand keys that can be looked up, and that do not all lie in one bucket."""
        try:
            hashes = Counter(map(hash, keys))
        except TypeError:
            raise MessageError("A message holds a key that cannot be one.") from None
        if max(hashes.values(), default=0) > self.bounds.same_hash:
            raise MessageError("A message holds too many keys with one hash.")

    def _record(self, tag: bytes, depth: int) -> Record:
        kind, fields = self.read(depth + 1), self.read(depth + 1)
        if not isinstance(kind, str) or not isinstance(fields, Mapping):
            raise MessageError("A message holds a record without kind or fields.")
        if not all(isinstance(name, str) for name in fields):
            raise MessageError("A message holds a record with a field without name.")
        return Record(kind, dict(fields))

    def _scalar(self, tag: bytes, depth: int) -> Any:
        array = self.read(depth + 1)
        if not isinstance(array, np.ndarray) or array.ndim or array.dtype.kind == "O":
            raise MessageError("A message holds a single number that is not one.")
        return array[()]

    def _array(self, tag: bytes, depth: int) -> np.ndarray:
        name = bytes(self._take(self._take(1)[0])).decode("latin-1")
        axes = self._take(1)[0]
        if axes > _AXES or not (name == "O" or _DTYPE.fullmatch(name)):
            raise MessageError("A message holds an array of an unknown type.")
        order = list(self._take(axes))
        shape = [_SIZES.unpack(self._take(8))[0] for _ in range(axes)]
        if sorted(order) != list(range(axes)):
            raise MessageError("A message holds an array with strange axes.")
        if math.prod(size or 1 for size in shape) > _LONGEST:
            raise MessageError("A message holds an array that is too long.")
        if name == "O":
            return self._objects(shape, depth)
        return self._numbers(np.dtype(name), shape, order)

    def _objects(self, shape: list[int], depth: int) -> np.ndarray:
        size = math.prod(shape)
        if size > len(self.data) - self.place:
            raise MessageError("A message holds an array that is shorter than it says.")
        array = np.empty(size, dtype=object)
        for place in range(size):
            array[place] = self.read(depth + 1)
        return array.reshape(shape)

    def _numbers(self, dtype: np.dtype, shape: list[int], order: list[int]) -> Any:
        data = self._take(math.prod(shape) * dtype.itemsize)
        laid = [shape[axis] for axis in order]
        if not dtype.itemsize or not data:
            return np.zeros(laid, dtype).transpose(np.argsort(order))
        array = np.frombuffer(bytearray(data), dtype)
        if dtype.kind == "b":  # a byte of 2 would be neither true nor false
            array = array.view(np.uint8) != 0
        if dtype.kind == "U" and not _are_characters(array.view("<u4")):
            raise MessageError("A message holds an array of what is not text.")
        return array.reshape(laid).transpose(np.argsort(order))


def _are_characters(points: np.ndarray) -> bool:
    surrogate = (points >= 0xD800) & (points < 0xE000)
    return bool((points <= 0x10FFFF).all() and not surrogate.any())


_READERS: dict[bytes, Callable[[_Reader, bytes, int], Any]] = {
    b"i": _Reader._int,
    b"d": _Reader._float,
    b"c": _Reader._complex,
    b"s": _Reader._text,
    b"b": _Reader._bytes,
    b"D": _Reader._dict,
    b"R": _Reader._record,
    b"n": _Reader._scalar,
    b"a": _Reader._array,
    **dict.fromkeys(_GROUPS, _Reader._group),
}
