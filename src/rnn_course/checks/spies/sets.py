"""A spy on sets: in which order does the process of the answer hold these strings?

Python hashes strings in another way each time it starts, so the order of a set is one
process's own affair. An answer that follows it does not give the same result tomorrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import Spy

__all__ = ["SetsSpy"]


class SetsSpy(Spy):
    """Tells the order that a set has there.

    Parameters
    ----------
    lists : sequence of lists of str
        Each becomes a set.

    Attributes
    ----------
    orders : list of lists of str
        The same strings, as the sets hold them; empty before the first call.
    """

    kind = "sets"

    def __init__(self, lists: Sequence[Sequence[str]]) -> None:
        self.lists = [list(strings) for strings in lists]
        self.orders: list[list[str]] = []

    def __exit__(self, *_: object) -> None:
        self.orders = [list(set(strings)) for strings in self.lists]

    def options(self) -> dict[str, Any]:
        """See `Spy.options`."""
        return {"lists": self.lists}

    def report(self) -> dict[str, Any]:
        """See `Spy.report`."""
        return {"orders": self.orders}

    def absorb(self, report: dict[str, Any]) -> None:
        """See `Spy.absorb`."""
        orders = [[str(string) for string in order] for order in report["orders"]]
        if [sorted(order) for order in orders] != [sorted(set(x)) for x in self.lists]:
            raise ValueError("These are not the strings that were sent.")
        self.orders = orders
