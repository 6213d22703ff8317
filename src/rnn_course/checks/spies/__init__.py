"""What a check may watch while a learner's function runs, here or in another process.

A spy is a context: it is entered where the function runs, just before, and left just
after. It is made of plain values and reports plain values, so that a grader can send it
to the process that holds the function: `options` says how to make its twin there,
`report` what the twin has seen, and `absorb` takes that in. A spy holds no secret: the
learner's code can look at it.
"""

from __future__ import annotations

import importlib
from contextlib import AbstractContextManager
from typing import Any

__all__ = ["Spy", "make_spy"]

_KINDS = {
    "recurrent": "RecurrentSpy",
    "networks": "NetworksSpy",
    "sets": "SetsSpy",
}


class Spy(AbstractContextManager):
    """The base of all spies.

    Attributes
    ----------
    kind : str
        The module of this package that holds it.
    """

    kind = ""

    def attach(self, function: Any) -> None:
        """Hear which function is about to be called."""

    def options(self) -> dict[str, Any]:
        """Return the arguments that make its twin in another process."""
        return {}

    def report(self) -> dict[str, Any]:
        """Return what was seen in the last call: plain values, and networks."""
        return {}

    def absorb(self, report: dict[str, Any]) -> None:
        """Take in a twin's report.

        Raises
        ------
        ValueError, TypeError, KeyError
            When it is not of the form that a twin would give it.
        """


def make_spy(kind: str, options: dict[str, Any]) -> Spy:
    """Make the twin of a spy.

    Raises
    ------
    KeyError
        When there is no such kind.
    """
    module = importlib.import_module(f"{__name__}.{kind}") if kind in _KINDS else None
    return getattr(module, _KINDS[kind])(**options)
