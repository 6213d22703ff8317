"""Whose points move, from what to what, and why: a line for each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

__all__ = ["moves"]


def moves(
    student: str,
    before: Mapping[str, float],
    grades: Mapping[str, float | None],
    verdicts: Mapping[str, Any],
    why: str,
    by_hand: Collection[str] = (),
) -> list[str]:
    """Return the lines for one student; none when nothing moves.

    Parameters
    ----------
    before : mapping
        Grade id → what the machine gave.
    grades : mapping
        Grade id → what it gives now; None where a person must look.
    verdicts : mapping
        Grade id → the verdict behind it.
    why : str
        What has changed since.
    by_hand : collection of str
        Grade ids that a person has marked: these stay.
    """
    lines = []
    for name in [*grades, *(name for name in before if name not in grades)]:
        old, new = before.get(name) or 0.0, grades.get(name) or 0.0
        if name in by_hand or abs(old - new) < 1e-6:
            continue
        reason = " ".join(str((verdicts.get(name) or {}).get("reason") or "").split())
        said = f": {reason}" if reason else ""
        title = name.removeprefix("check-")
        lines.append(f"{student}: `{title}` {old:g} → {new:g} ({why}){said}")
    return lines
