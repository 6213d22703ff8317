"""Which of several notebooks of one person counts: by the lesson's cells, then by date."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...recognise import count_cells
from ..limits import COUNTING, READING
from .apart import each
from .archive import Member
from .forms import Owner

__all__ = ["Candidate", "choose", "count_in", "local_to_utc"]

MOST_READ = 40  # notebooks of one person
MOST_LINES = 5  # about one person


@dataclass(frozen=True)
class Candidate:
    """A notebook that may be the one.

    Attributes
    ----------
    where : str
        The file, for people.
    member : Member
        Reads it.
    owner : Owner
        Whose it is, with the attempt.
    named : bool
        Whether it is named by the lesson.
    copied : bool
        Whether Jupyter made it, as a checkpoint.
    """

    where: str
    member: Member
    owner: Owner
    named: bool = False
    copied: bool = False

    @property
    def order(self) -> tuple:
        """The later is the larger."""
        when = self.member.handed_in or self.member.changed
        return not self.copied, self.owner.turn, when, self.named, self.where


def choose(
    candidates: Sequence[Candidate], lesson: str
) -> tuple[Candidate, list[str], list[str]]:
    """Return the notebook that counts, what to say of the others, and flags.

    Parameters
    ----------
    candidates : sequence of Candidate
        One at least.
    lesson : str
        The lesson's name.
    """
    if len(candidates) == 1:
        return candidates[0], [], []
    sorted_ = sorted(candidates, key=lambda c: c.order, reverse=True)
    counts = count_in([c.member for c in sorted_], lesson)
    cells = {id(c): count for c, count in zip(sorted_, counts, strict=False)}
    most = max(cells.values())
    good = [c for c in sorted_ if cells.get(id(c), 0) * 2 >= most]
    best = good[0]
    lines = [
        f"{c.where} {_why_not(c, best, cells)}"
        for c in sorted_
        if c is not best and not c.copied
    ]
    flags = []
    newer = sorted_[: sorted_.index(best)]
    if newer:
        flags.append(
            f"of {len(candidates)} notebooks {best.where} was graded: the newer "
            f"{newer[0].where} has {_count(cells[id(newer[0])])} of the lesson's cells"
        )
    more = len(lines) - MOST_LINES
    if more > 0:
        lines[MOST_LINES:] = [f"{more} more are older."]
    return best, lines, flags


def _why_not(candidate: Candidate, best: Candidate, cells: dict[int, int]) -> str:
    if candidate.order > best.order:
        mine, its = cells[id(candidate)], cells[id(best)]
        return f"is newer, but has {_count(mine)} of the lesson's cells, not {its}."
    return "is older."


def _count(number: int) -> str:
    return str(number) if number else "none"


def count_in(members: Sequence[Member], lesson: str) -> Iterator[int]:
    """Yield how many cells of the lesson each file has; 0 where it is no notebook.

    A student wrote them: they are read in a process of its own, within limits, and no
    more than so many.
    """

    def count(member: Member) -> int:
        try:
            return count_cells(json.loads(member.read().decode("utf-8-sig")), lesson)
        except (OSError, ValueError, RecursionError, MemoryError):
            return 0

    for said in each(count, members[:MOST_READ], READING, COUNTING):
        yield said or 0


def local_to_utc(when: datetime.datetime | None) -> datetime.datetime | None:
    """Take a time of the clock on the teacher's wall for what it is in UTC."""
    if when is None:
        return None
    return when.astimezone(datetime.UTC).replace(tzinfo=None)
