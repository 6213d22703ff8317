"""Read many files that students wrote, each at a desk, all with one total of time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from ..limits import LOOKING, Share
from ..workers.desk import Desk, Overrun
from .archive import Member

__all__ = ["beginnings", "each"]


def each(
    step: Callable[[Member], Any], members: Sequence[Member], share: Share, total: float
) -> Iterator[Any]:
    """Yield what a step says of each file; None where that took too much.

    Parameters
    ----------
    step : callable
        What it returns crosses as JSON.
    members : sequence of Member
        The files, the most important first: the last ones may get nothing.
    share : Share
        Of one file.
    total : float
        Seconds of processor time of all of them.
    """

    def timed(number: int) -> tuple[Any, float]:
        began = time.process_time()
        return step(members[number]), time.process_time() - began

    with Desk({"step": timed}) as desk:
        for number in range(len(members)):
            mine = replace(share, seconds=min(share.seconds, total))
            if total <= 0:
                yield None
                continue
            try:
                said, used = desk.do("step", mine, number)
            except Overrun:
                said, used = None, mine.seconds
            total -= used
            yield said


def beginnings(members: Sequence[Member], size: int) -> list[bytes]:
    """Return the first bytes of each file; none where it cannot be read, or is empty."""

    def begin(member: Member) -> str:
        try:
            return member.read()[:size].decode("latin-1")
        except OSError:
            return ""

    said = each(begin, members, LOOKING, 5.0 + 0.05 * len(members))
    return [(text or "").encode("latin-1") for text in said]
