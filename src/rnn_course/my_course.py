"""A learner's own copy of the lessons.

The copy is made on the first start and belongs to the learner from then on: nothing
here overwrites a notebook that was changed. A small record beside it, `.course/`,
keeps the hash of each lesson as it was handed out, so that an untouched notebook can
be told from one with answers in it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .files import write_whole

__all__ = ["NAME", "News", "add_missing", "news", "notebook_path", "update"]

NAME = "my-course"
_RECORD = Path(".course/lessons.json")


@dataclass(frozen=True)
class News:
    """What became of one lesson.

    Attributes
    ----------
    lesson : str
        Its name.
    what : str
        ``"new"`` (it was not there), ``"renewed"`` (it was untouched), or ``"beside"``
        (it holds the learner's work, which stays; the new one lies beside it).
    path : Path
        Where the new file goes, relative to the learner's folder.
    origin : Path
        The file that is handed out.
    """

    lesson: str
    what: str
    path: Path
    origin: Path


def notebook_path(lesson: str) -> Path:
    """Return where a lesson lies, relative to the learner's folder."""
    return Path(lesson) / f"{lesson}.ipynb"


def add_missing(lessons: Path, folder: Path) -> list[News]:
    """Copy the lessons that `folder` does not have yet; touch no other file.

    Parameters
    ----------
    lessons : Path
        The folder of lessons as they are handed out.
    folder : Path
        The learner's; made when there is none.
    """
    return _bring(folder, [one for one in news(lessons, folder) if one.what == "new"])


def update(lessons: Path, folder: Path) -> list[News]:
    """Bring in every new or changed lesson, beside a notebook that has work in it."""
    return _bring(folder, news(lessons, folder))


def news(lessons: Path, folder: Path) -> list[News]:
    """Say what `update` would do; change nothing."""
    record = _read_record(folder)
    paths = sorted(lessons.glob("*/*.ipynb"))
    origins = [path for path in paths if path.stem == path.parent.name]
    found = [_compare(origin, folder, record) for origin in origins]
    return [one for one in found if one]


def _compare(origin: Path, folder: Path, record: dict[str, str]) -> News | None:
    """Return what is new about one lesson, if anything is."""
    lesson = origin.stem
    path = notebook_path(lesson)
    mine = folder / path
    if not mine.exists():
        return News(lesson, "new", path, origin)
    handed_out = record.get(lesson)
    if _hash(origin) in (handed_out, _hash(mine)):
        return None
    if _hash(mine) == handed_out:
        return News(lesson, "renewed", path, origin)
    beside = next(
        other
        for other in _names_beside(path)
        if not (folder / other).exists() or _hash(folder / other) == handed_out
    )
    return News(lesson, "beside", beside, origin)


def _names_beside(path: Path) -> Iterator[Path]:
    yield path.with_stem(f"{path.stem} (updated)")
    number = 2
    while True:
        yield path.with_stem(f"{path.stem} (updated {number})")
        number += 1


def _bring(folder: Path, found: list[News]) -> list[News]:
    """Copy what was found, one whole file at a time; the record follows each."""
    record = _read_record(folder)
    for one in found:
        content = one.origin.read_bytes()
        write_whole(folder / one.path, content)
        record[one.lesson] = hashlib.sha256(content).hexdigest()
        write_whole(folder / _RECORD, json.dumps(record, indent=1).encode())
    return found


def _read_record(folder: Path) -> dict[str, str]:
    """Return lesson → hash; nothing where the record is missing or unreadable."""
    try:
        record = json.loads((folder / _RECORD).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
