"""Write the first `class.toml` of a class."""

from __future__ import annotations

import json
from pathlib import Path

from .. import released
from ..errors import CourseError
from ..files import write_whole
from .class_file import NAME, read_class

__all__ = ["new_class"]

HEAD = """\
# A class: what `rnn-course class` reads. The guide is docs/term.md.
title = {title}
# timezone = "Europe/Berlin"  # of all times below; this machine's when left out
{students}
# graded = "graded"            # what `rnn-course grade` has written with --out
# submissions = "submissions"  # a folder with 01.zip, 02.zip … or nbgrader's submitted/
# drop = 1                     # lowest lessons of each student that are left out

# [late]
# takes = 10            # percent of a lesson's points, for each day that has begun
# each = "day"          # or "hour"
# grace = "15 minutes"  # as long as this, late is not late
# least = 40            # percent below which being late takes nothing
# closes = "7 days"     # what comes later than this counts nothing

# [student."Ada Lovelace"]
# joined = 2026-10-20   # lessons due before do not count; `left` likewise
# excused = ["03"]
# due = {{ "04" = 2026-12-01T18:00:00 }}
"""
LESSON = """
[lessons.{number}]  # {title}
# release = 2026-10-05
# due = 2026-10-12T18:00:00
# weight = 1
"""


def new_class(folder: Path, students: Path | None = None) -> Path:
    """Write a folder's ``class.toml``, with all lessons; return its path.

    Parameters
    ----------
    students : Path, optional
        The list of the class.

    Raises
    ------
    CourseError
        When there is one already, or the list cannot be read.
    """
    path = folder / NAME
    if path.exists():
        raise CourseError(f"{path} is there already; nothing is written over.")
    place = students
    if students is not None:
        try:
            place = students.resolve().relative_to(folder.resolve())
        except ValueError:
            place = students.resolve()
    said = (
        f"students = {_text(place.as_posix())}" if place else '# students = "list.csv"'
    )
    text = HEAD.format(title=_text(folder.resolve().name), students=said)
    for lesson in released.lesson_names():
        title = released.read(lesson)["title"]
        text += LESSON.format(number=lesson[:2], title=title)
    if students is not None and not students.exists():
        raise CourseError(f"There is no {students}.")
    write_whole(path, text.encode())
    read_class(path)
    return path


def _text(words: str) -> str:
    return json.dumps(words, ensure_ascii=True)  # JSON's texts are TOML's, too
