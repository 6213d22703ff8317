"""What an answer may return, and how two answers are compared.

A kind reads whatever a learner returned into one plain form, or says in words why it
cannot. Lists are welcome where an array is natural, numpy integers where an int is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

__all__ = [
    "Array",
    "Arrays",
    "Kind",
    "Number",
    "Parts",
    "Table",
    "Text",
    "Unfit",
    "close",
]


class Unfit(Exception):
    """The value is not of the kind that was asked for; the text says how."""


class Kind:
    """One sort of return value."""

    def read(self, value: Any, expected: Any) -> Any:
        """Return `value` in plain form.

        Raises
        ------
        Unfit
            When the type, shape or range is wrong; `expected` gives the shape.
        """
        raise NotImplementedError

    def parts(self, value: Any) -> dict[str, Any]:
        """Split a value that was read into named parts, for partial credit."""
        return {"": value}


@dataclass(frozen=True)
class Array(Kind):
    """An array of numbers.

    Parameters
    ----------
    axes : str
        Its axes in words, ``"batch, hidden"``.
    """

    axes: str

    def read(self, value: Any, expected: Any) -> np.ndarray:
        """Return a float64 array of the expected shape."""
        array = _numeric(value)
        shape = np.shape(expected)
        if array.shape != shape:
            raise Unfit(self._about_shape(array.shape, shape))
        if np.isnan(array).any() and not np.isnan(expected).any():
            raise Unfit("the result contains NaN (not a number)")
        return array

    def _about_shape(self, got: tuple[int, ...], shape: tuple[int, ...]) -> str:
        text = f"it returned shape {got}; expected ({self.axes}) = {shape}"
        if len(got) > 1 and got == shape[::-1]:
            text += ". Is the result transposed?"
        elif sorted(got) == sorted(shape) and len(got) > 1:
            text += ". Are the axes in another order?"
        return text


@dataclass(frozen=True)
class Arrays(Kind):
    """A list of arrays of any shapes (a tuple will do)."""

    def read(self, value: Any, expected: Any) -> list[np.ndarray]:
        """Return a list of float64 arrays of the expected shapes."""
        if not isinstance(value, list | tuple):
            raise Unfit(f"it returned {describe(value)}; expected a list of arrays")
        if len(value) != len(expected):
            raise Unfit(
                f"it returned a list of {len(value)}; expected {len(expected)} arrays"
            )
        arrays = [_numeric(one) for one in value]
        for place, (one, right) in enumerate(zip(arrays, expected, strict=True)):
            if one.shape != np.shape(right):
                seen = f"array {place} of the list has shape {one.shape}"
                raise Unfit(f"{seen}; expected {np.shape(right)}")
            if np.isnan(one).any() and not np.isnan(right).any():
                raise Unfit(f"array {place} of the list contains NaN (not a number)")
        return arrays


@dataclass(frozen=True)
class Number(Kind):
    """One number, whole when `whole` is set."""

    whole: bool = False

    def read(self, value: Any, expected: Any) -> float:
        """Return a float."""
        if isinstance(value, bool | np.bool_ | str | bytes | list | tuple | dict):
            raise Unfit(f"it returned {describe(value)}; expected one number")
        array = _numeric(value)
        if array.ndim != 0:
            raise Unfit(f"it returned {describe(value)}; expected one number")
        if self.whole and not _is_whole(value):
            raise Unfit(f"it returned {describe(value)}; expected a whole number (int)")
        if np.isnan(array) and not np.isnan(expected):
            raise Unfit("it returned NaN (not a number)")
        return float(array)


@dataclass(frozen=True)
class Text(Kind):
    """A string."""

    def read(self, value: Any, expected: Any) -> str:
        """Return the string."""
        if not isinstance(value, str):
            raise Unfit(f"it returned {describe(value)}; expected a string (str)")
        return str(value)


@dataclass(frozen=True)
class Table(Kind):
    """A dictionary; `what` says from what to what, ``"word → id"``."""

    what: str

    def read(self, value: Any, expected: Any) -> dict[Any, Any]:
        """Return a plain dictionary."""
        if not isinstance(value, Mapping):
            raise Unfit(f"it returned {describe(value)}; expected a dict, {self.what}")
        return dict(value)


class Parts(Kind):
    """Several values, returned as a tuple (a list will do).

    Parameters
    ----------
    **kinds : Kind
        The kind of each part, in order.
    """

    def __init__(self, **kinds: Kind) -> None:
        self.kinds = kinds

    def read(self, value: Any, expected: Any) -> dict[str, Any]:
        """Return a dict from each part's name to what was read."""
        names = ", ".join(self.kinds)
        if not isinstance(value, Sequence) or isinstance(value, str):
            raise Unfit(
                f"it returned {describe(value)}; expected {len(self.kinds)} values, "
                f"({names})"
            )
        if len(value) != len(self.kinds):
            raise Unfit(
                f"it returned {len(value)} values; expected {len(self.kinds)}: {names}"
            )
        read = {}
        for (name, kind), part, right in zip(
            self.kinds.items(), value, expected, strict=True
        ):
            try:
                read[name] = kind.read(part, right)
            except Unfit as unfit:
                read[name] = unfit
        return read

    def parts(self, value: Any) -> dict[str, Any]:
        """Return the parts by name."""
        return dict(value)


def describe(value: Any) -> str:
    """Say in a few words what a value is, without its numbers."""
    if value is None:
        return "None"
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple | dict | set | str):
        return f"a {type(value).__name__} of length {len(value)}"
    if isinstance(value, bool | int | float | np.number):
        return f"{value!s:.30} ({type(value).__name__})"
    return f"a value of type {type(value).__name__}"


def close(got: Any, expected: Any, tolerance: float) -> bool:
    """Compare two plain values; numbers relative to the array's largest entry.

    Parameters
    ----------
    got, expected : object
        Arrays, numbers, strings, None, or tuples, lists and dicts of them.
    tolerance : float
        Largest difference, as a share of the largest expected magnitude.
    """
    if isinstance(expected, str) or expected is None or isinstance(got, str):
        return type(got) is type(expected) and got == expected
    if isinstance(expected, Mapping):
        return (
            isinstance(got, Mapping)
            and got.keys() == expected.keys()
            and all(close(got[key], expected[key], tolerance) for key in expected)
        )
    if _holds_more_than_numbers(expected) and isinstance(got, tuple | list):
        return len(got) == len(expected) and all(
            close(one, other, tolerance)
            for one, other in zip(got, expected, strict=True)
        )
    return _close_arrays(got, expected, tolerance)


def _close_arrays(got: Any, expected: Any, tolerance: float) -> bool:
    try:
        a, b = _numeric(got), _numeric(expected)
    except Unfit:
        return False
    if a.shape != b.shape:
        return False
    finite = b[np.isfinite(b)]
    scale = np.abs(finite).max() if finite.size else 0.0
    bound = tolerance * (scale or 1.0)
    return bool(np.allclose(a, b, rtol=0, atol=bound, equal_nan=True))


def _holds_more_than_numbers(value: Any) -> bool:
    return isinstance(value, tuple | list) and any(
        not isinstance(item, int | float | np.number) for item in value
    )


def _numeric(value: Any) -> np.ndarray:
    """Return a float64 array, from arrays, tensors, lists or numbers."""
    try:
        array = np.asarray(value)
        if array.dtype.kind not in "iufb":
            raise TypeError
        return array.astype(np.float64)
    except (TypeError, ValueError):
        raise Unfit(f"it returned {describe(value)}; expected numbers") from None


def _is_whole(value: Any) -> bool:
    return np.asarray(value).dtype.kind in "iu"
