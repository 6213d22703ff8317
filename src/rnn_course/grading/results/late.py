"""Work that came after the due date: flagged, and with a policy it costs points.

The due date stands in the gradebook, where nbgrader's formgrader shows it. What being
late costs, the course's `nbgrader_config.py` says (`c.LateSubmissionPlugin`).
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from ..handed_in.collect import Found
from .book import Book

__all__ = ["Lateness", "parse_due"]

_LATE = "handed in late, "


class Lateness:
    """The due date of a lesson, and what follows from it.

    Parameters
    ----------
    book : Book
        The gradebook.
    lesson : str
        The lesson's name.
    root : Path
        The course's folder.
    due : datetime, optional
        A new due date, UTC.
    """

    def __init__(
        self, book: Book, lesson: str, root: Path, due: datetime.datetime | None
    ) -> None:
        self.is_new = due is not None
        if due is not None:
            book.set_duedate(lesson, due)
        self.due = book.duedate(lesson)
        self.plugin = _plugin(root) if self.due else None

    def renewed(self, flags: list[str], found: Found) -> list[str]:
        """Return the flags, with one that says how late the work came."""
        said = f"{_LATE}says"
        kept = [f for f in flags if not f.startswith(_LATE) or f.startswith(said)]
        when = found.handed_in
        if self.due is None or when is None:
            return kept
        seconds = (when - self.due).total_seconds()
        return [f"{_LATE}by {_words(seconds)}", *kept] if seconds > 0 else kept


def parse_due(text: str) -> datetime.datetime | None:
    """Read a due date by the clock on the wall; return it in UTC, None when empty.

    Raises
    ------
    ValueError
        When it is no date.
    """
    if not text.strip():
        return None
    when = datetime.datetime.fromisoformat(text.strip())
    return when.astimezone(datetime.UTC).replace(tzinfo=None)


def _words(seconds: float) -> str:
    for name, size in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= size:
            number = int(seconds // size)
            return f"{number} {name}{'s' if number > 1 else ''}"
    return "less than a minute"


def _plugin(root: Path) -> Any:
    """Return what says how much being late costs, as the course is configured."""
    from nbgrader.preprocessors import AssignLatePenalties

    from ...build.release import load_config

    plugin = AssignLatePenalties(config=load_config(root))
    plugin.init_plugin()
    return plugin.plugin_inst
