"""Where results stand: what belongs to one lesson stands in that lesson's folder.

The folder of results holds the gradebook, `autograded/` and `feedback/` as nbgrader
orders them, and a folder for each lesson with its `report.html` and `grades.csv`.
Earlier versions wrote these two beside the gradebook, the last lesson over all others.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from ...files import write_whole
from ...released import lesson_names

__all__ = ["lesson_folder", "results_in", "take_over"]

NAMES = ("report.html", "grades.csv")
_LOOKED_AT = 20_000  # characters of a report, until it has said its lesson


def results_in(out: Path) -> tuple[Path, ...]:
    """Return the folders of results: what lies there was not handed in."""
    return tuple(out / name for name in ("autograded", "feedback", ".reference"))


def lesson_folder(out: Path, lesson: str) -> Path:
    """Return where a lesson's report and list are."""
    return out / lesson


def take_over(out: Path) -> str | None:
    """Move what an earlier version wrote beside the gradebook into its lesson's folder.

    Returns
    -------
    str or None
        The lesson whose report it is; None when there is none.
    """
    report = out / NAMES[0]
    lesson = _lesson_of(report)
    if lesson is None:
        return None
    folder = lesson_folder(out, lesson)
    if not (folder / NAMES[0]).exists():
        folder.mkdir(exist_ok=True)
        page = report.read_text(encoding="utf-8", errors="replace")
        page = page.replace('href="feedback/', 'href="../feedback/')
        write_whole(folder / NAMES[0], page.encode())
        if (out / NAMES[1]).exists():
            shutil.copy2(out / NAMES[1], folder / NAMES[1])
    return lesson


def _lesson_of(report: Path) -> str | None:
    try:
        with report.open(encoding="utf-8", errors="replace") as file:
            start = file.read(_LOOKED_AT)
    except OSError:
        return None
    said = [name for name in lesson_names() if f"Lesson {name} " in start]
    return said[0] if len(said) == 1 else None
