"""A term's grade: what being late takes, which lessons are left out, the weighted mean."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from .class_plan import LatePolicy

__all__ = ["Counted", "Final", "after_lateness", "final_grade", "is_late"]

ZERO = datetime.timedelta()


@dataclass(frozen=True)
class Counted:
    """One lesson of one student, as it enters the term's grade.

    Attributes
    ----------
    lesson : str
        Its name.
    percent : float
        Of its points, after what being late took.
    weight : float
        Beside the others' weights.
    can_drop : bool
        Whether it may be left out.
    """

    lesson: str
    percent: float
    weight: float = 1.0
    can_drop: bool = True


@dataclass(frozen=True)
class Final:
    """A student's grade for the term.

    Attributes
    ----------
    percent : float or None
        None where no lesson counts yet.
    dropped : tuple of str
        The lessons that are left out.
    """

    percent: float | None
    dropped: tuple[str, ...] = ()


def is_late(policy: LatePolicy | None, late: datetime.timedelta) -> bool:
    """Tell whether work came later than the due date and its grace."""
    return late > max(ZERO, policy.grace if policy else ZERO)


def after_lateness(
    policy: LatePolicy, percent: float, late: datetime.timedelta
) -> float:
    """Return what is left of a lesson's percent.

    Time is counted from the due date, the grace included; each piece that has begun
    takes its percent of the lesson's points. What was below `least` before stays.

    Parameters
    ----------
    percent : float
        What the work earned.
    late : timedelta
        How long after the due date it came; negative before.
    """
    if not is_late(policy, late):
        return percent
    if policy.closes is not None and late > policy.closes:
        return 0.0
    pieces = -(-late // policy.each)  # a whole number: no time is rounded
    left = percent - policy.takes * pieces
    return max(left, min(percent, policy.least), 0.0)


def final_grade(lessons: Iterable[Counted], drop: int = 0) -> Final:
    """Return the weighted mean of a student's lessons without the lowest.

    With weights, the lowest percent is not always the best one to leave out. So those
    are left out, up to `drop` of them, without which the mean is highest; one stays.
    Among equals as few as can be, and the earliest.
    """
    counted = [one for one in lessons if one.weight > 0]
    if not counted:
        return Final(None)
    open_ = [place for place, one in enumerate(counted) if one.can_drop]
    most = min(drop, len(open_), len(counted) - 1)
    sets = (out for size in range(most + 1) for out in combinations(open_, size))
    best = max(sets, key=lambda out: (round(_mean(counted, out), 9), -len(out)))
    return Final(_mean(counted, best), tuple(counted[place].lesson for place in best))


def _mean(counted: Sequence[Counted], out: Sequence[int]) -> float:
    kept = [one for place, one in enumerate(counted) if place not in out]
    weight = sum(one.weight for one in kept)
    return sum(one.weight * one.percent for one in kept) / weight
