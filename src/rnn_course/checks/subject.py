"""A learner's function, called with care.

A check knows a learner's function only as a `Subject`: it calls it with plain values
and looks at what comes back. `LocalSubject` calls a function of this process; a grader
may put one in its place that sends a message instead.
"""

from __future__ import annotations

import contextlib
import copy
import dis
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from .limits import TooSlow, quietly, stop_after
from .spies import Spy
from .trouble import Trouble, shorten

__all__ = [
    "Call",
    "LocalSubject",
    "Subject",
    "as_it_was",
    "copies",
    "plain",
    "subject_of",
]


@dataclass(frozen=True)
class Call:
    """What came of one call.

    Attributes
    ----------
    value : object
        What the function returned; None after an error.
    trouble : Trouble or None
        Why it did not return.
    printed : str
        What it printed.
    changed : tuple of str
        Arguments that it changed in place, by more than rounding.
    given_back : str
        The argument that it returned, if its value is that very object.
    """

    value: Any = None
    trouble: Trouble | None = None
    printed: str = ""
    changed: tuple[str, ...] = ()
    given_back: str = ""


class Subject(Protocol):
    """What a check may ask of a learner's function."""

    def call(self, arguments: Mapping[str, Any], seconds: float) -> Call:
        """Call with these arguments, in their order, for at most `seconds`."""

    def outside_names(self) -> list[str]:
        """Name the notebook's variables (data, not functions) that it reads."""

    def is_empty(self) -> bool:
        """Tell whether the function is a stub that does nothing."""

    def with_names(self, names: Mapping[str, Any]) -> Subject:
        """Return the same function, with functions of the notebook replaced.

        While it runs, `names` stand in place of what the notebook has defined.
        """

    def watched(self, spy: Spy) -> Subject:
        """Return the same function, with a spy that watches each of its calls."""


def subject_of(answer: Any, namespace: Mapping[str, Any] | None = None) -> Subject:
    """Return `answer` as a subject, wrapping a plain callable.

    A plain callable finds the names that it uses in `namespace` first.
    """
    if hasattr(answer, "outside_names"):
        return answer
    code, known = (getattr(answer, name, None) for name in ("__code__", "__globals__"))
    used = _global_names(code) & (namespace or {}).keys() if code else set()
    # What it finds by itself stays as it is: what a call leaves there, the next one meets.
    names = {
        n: namespace[n] for n in used if known.get(n, namespace) is not namespace[n]
    }
    return LocalSubject(answer, names)


class LocalSubject:
    """A function of this very process.

    Parameters
    ----------
    function : callable
        The learner's answer.
    names : mapping, optional
        Globals of the function, put in place while it runs.
    spy : Spy, optional
        Watches while it runs.
    """

    def __init__(
        self,
        function: Callable[..., Any],
        names: Mapping[str, Any] | None = None,
        spy: Spy | None = None,
    ) -> None:
        self.function = function
        self.names = dict(names or {})
        self.spy = spy

    def with_names(self, names: Mapping[str, Any]) -> LocalSubject:
        """See `Subject.with_names`."""
        return LocalSubject(self.function, self.names | dict(names), self.spy)

    def watched(self, spy: Spy) -> LocalSubject:
        """See `Subject.watched`."""
        spy.attach(self.function)
        return LocalSubject(self.function, self.names, spy)

    def call(self, arguments: Mapping[str, Any], seconds: float) -> Call:
        """Call on copies of the arguments; see `Subject.call`."""
        given = copies(arguments)
        value, trouble = None, None
        watching = contextlib.nullcontext() if self.spy is None else self.spy
        with quietly() as printed, watching:
            try:
                with _in_place(self.function, self.names), stop_after(seconds):
                    value = self.function(*given.values())
            except KeyboardInterrupt:
                raise
            except TooSlow:
                trouble = Trouble("slow", "TooSlow", "", f"{seconds:g} s")
            except BaseException as error:
                trouble = shorten(error, self.function)
        changed = tuple(
            name for name in given if not _same(given[name], arguments[name])
        )
        back = next((name for name in given if given[name] is value), "")
        return Call(value, trouble, printed.getvalue(), changed, back)

    def outside_names(self) -> list[str]:
        """See `Subject.outside_names`; read from the compiled code."""
        code = getattr(self.function, "__code__", None)
        if code is None:
            return []
        known = self.function.__globals__
        return [n for n in sorted(_global_names(code)) if _is_data(known.get(n))]

    def is_empty(self) -> bool:
        """See `Subject.is_empty`."""
        code = getattr(self.function, "__code__", None)
        return code is not None and _does_nothing(code)


@contextlib.contextmanager
def _in_place(function: Callable[..., Any], names: Mapping[str, Any]) -> Iterator[None]:
    """Set globals of a function, and put the old ones back."""
    known = getattr(function, "__globals__", {})
    before = {name: known[name] for name in names if name in known}
    known.update(names)
    try:
        yield
    finally:
        for name in names:
            known.pop(name, None)
        known.update(before)


@contextlib.contextmanager
def as_it_was(answer: Any) -> Iterator[None]:
    """Give a function's globals their old values back after the block.

    A check calls an answer with inputs of its own; what the answer stores in the notebook
    then must not stand in place of what the learner has put there.
    """
    code, known = (getattr(answer, name, None) for name in ("__code__", "__globals__"))
    stored = _global_names(code, "STORE_GLOBAL") if code else set()
    before = {name: known[name] for name in stored if name in known}
    try:
        yield
    finally:
        for name in stored - before.keys():
            known.pop(name, None)
        if before:
            known.update(before)


def _does_nothing(code: types.CodeType) -> bool:
    """Tell whether the body is only a docstring, ``pass`` or ``...``."""
    steps = [i for i in dis.get_instructions(code) if i.opname != "RESUME"]
    names = {i.opname for i in steps}
    constants = [i.argval for i in steps if "CONST" in i.opname]
    return names <= {"LOAD_CONST", "RETURN_VALUE", "RETURN_CONST"} and constants == [
        None
    ]


def _global_names(code: types.CodeType, do: str = "LOAD_GLOBAL") -> set[str]:
    names = {i.argval for i in dis.get_instructions(code) if i.opname == do}
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            names |= _global_names(constant, do)
    return names


def _is_data(value: Any) -> bool:
    return isinstance(value, np.ndarray | list | tuple | dict | set | int | float | str)


def plain(value: Any) -> Any:
    """Return a value as a learner would write it: Python's own numbers and strings.

    Arrays stay; so do the values inside them.
    """
    if isinstance(value, np.generic):
        return value.item()
    if type(value) in (list, tuple):
        return type(value)(plain(item) for item in value)
    if type(value) is dict:
        return {plain(key): plain(item) for key, item in value.items()}
    return value


def copies(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Copy data and random generators; leave functions and models as they are."""
    return {name: _copy(value) for name, value in arguments.items()}


def _copy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if isinstance(value, list | dict | set | np.random.Generator):
        return copy.deepcopy(value)
    return value


def _same(one: Any, other: Any) -> bool:
    if isinstance(other, np.ndarray):
        return (
            isinstance(one, np.ndarray)
            and one.shape == other.shape
            and _same_array(one, other)
        )
    if isinstance(other, list | tuple) and isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(_same, one, other))
    if isinstance(other, dict | set | str):
        return one == other
    return True


def _same_array(one: np.ndarray, other: np.ndarray) -> bool:
    """Compare entries; a number that was changed and put back may be off by rounding."""
    if one.dtype.kind == "f" and other.dtype.kind == "f":
        size = np.abs(other[np.isfinite(other)]).max(initial=0.0)
        bound = 8 * np.finfo(one.dtype).eps * size
        return np.allclose(one, other, rtol=0, atol=bound, equal_nan=True)
    return np.array_equal(one, other, equal_nan=one.dtype.kind == "c")
