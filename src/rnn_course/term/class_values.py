"""One value of a class's file: what it may be, and what is said when it is not."""

from __future__ import annotations

import datetime
import difflib
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

from ..errors import CourseError, did_you_mean

__all__ = [
    "Wrong",
    "duration",
    "flag",
    "moment",
    "names",
    "number",
    "piece",
    "text",
    "whole",
    "zone",
]

UNITS = {"minute": 60, "hour": 3600, "day": 86400, "week": 604800}
PIECES = {"hour": datetime.timedelta(hours=1), "day": datetime.timedelta(days=1)}


class Wrong(CourseError):
    """A value that cannot be; the words say what was expected."""


def _expect(fits: bool, value: object, expected: str) -> None:
    if not fits:
        raise Wrong(f"seen {value!r}; expected {expected}.")


def text(value: object) -> str:
    """Read a text."""
    _expect(isinstance(value, str), value, "a text in quotes")
    return str(value)


def flag(value: object) -> bool:
    """Read yes or no."""
    _expect(isinstance(value, bool), value, "true or false")
    return bool(value)


def number(low: float, high: float) -> Callable[[Any], float]:
    """Return what reads a number between two."""

    def read(value: Any) -> float:
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        expected = f"a number from {low:g}"
        expected += f" to {high:g}" if high < 1e6 else " on"
        _expect(fits and low <= value <= high, value, expected)  # no nan is between
        return float(value)

    return read


def whole(value: Any) -> int:
    """Read a whole number from 0 on."""
    fits = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    _expect(fits, value, "a whole number from 0 on")
    return int(value)


def names(value: Any) -> list[str]:
    """Read a list of texts."""
    fits = isinstance(value, list) and all(isinstance(one, str) for one in value)
    _expect(fits, value, 'texts in brackets, ["ada", "ben"]')
    return list(value)


def piece(value: Any) -> datetime.timedelta:
    """Read ``"day"`` or ``"hour"``."""
    _expect(isinstance(value, str), value, '"day" or "hour"')
    if value not in PIECES:
        raise Wrong(f"seen {value!r}. {did_you_mean(value, PIECES)}")
    return PIECES[value]


def duration(value: Any) -> datetime.timedelta:
    """Read a span of time such as ``"15 minutes"``."""
    expected = 'a span of time such as "15 minutes", "2 hours" or "7 days"'
    match = re.fullmatch(r"\s*(\d+)\s*([a-z]+?)s?\s*", value) if _is(value) else None
    _expect(match is not None, value, expected)
    count, unit = int(match[1]), match[2]  # type: ignore[index]
    if unit not in UNITS:
        raise Wrong(f"seen {value!r}. {did_you_mean(unit, UNITS)}")
    _expect(count * UNITS[unit] < 10**9, value, expected)
    return datetime.timedelta(seconds=count * UNITS[unit])


def _is(value: object) -> bool:
    return isinstance(value, str)


def zone(value: Any) -> datetime.tzinfo:
    """Read the name of a time zone."""
    name = text(value)
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        known = zoneinfo.available_timezones()
        near = difflib.get_close_matches(name[:100], known, n=1)
        hint = f"Did you mean {near[0]!r}?" if near else "One is 'Europe/Berlin'."
        raise Wrong(f"there is no time zone {name!r}. {hint}") from None


def moment(
    value: Any, of: datetime.tzinfo | None, end_of_day: bool = False
) -> datetime.datetime:
    """Read a point in time.

    Parameters
    ----------
    value : object
        A time of TOML or a text; with an offset, or by the clock of the class's zone.
    of : tzinfo or None
        The zone; None is this machine's.
    end_of_day : bool
        Whether a day alone means its end, not its beginning.
    """
    expected = "a time such as 2026-11-30T18:00:00, or a day such as 2026-11-30"
    if isinstance(value, str):
        try:
            is_day = re.fullmatch(r"\s*\d{4}-\d\d-\d\d\s*", value)
            read = datetime.date if is_day else datetime.datetime
            value = read.fromisoformat(value.strip())
        except ValueError:
            raise Wrong(f"seen {value!r}; expected {expected}.") from None
    _expect(isinstance(value, datetime.date), value, expected)
    if not isinstance(value, datetime.datetime):
        last = datetime.time(23, 59, 59) if end_of_day else datetime.time()
        value = datetime.datetime.combine(value, last)
    _expect(1990 <= value.year <= 2200, str(value), "a year from 1990 to 2200")
    if value.tzinfo is not None:
        return value
    made = value.replace(tzinfo=of) if of is not None else value.astimezone()
    back = made.astimezone(datetime.UTC).astimezone(of).replace(tzinfo=None)
    if back != value:
        raise Wrong(f"there is no {value}: the clocks go forward over it.")
    return made
