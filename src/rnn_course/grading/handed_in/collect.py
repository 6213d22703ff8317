"""Find what was handed in: nbgrader's folders, an LMS's export, notebooks by name.

Nothing is unpacked to disk and no link is followed, so no path can lead outside.
What cannot be matched to a student is listed, never dropped.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path, PurePosixPath

from ...errors import CourseError
from ...released import lesson_names
from .archive import Member, members
from .totals import Problems

__all__ = ["Collection", "Found", "collect", "results_in"]

MOODLE = re.compile(r"(?P<name>.+)_(?P<user>\d+)_assignsubmission_file_?(?P<rest>.*)")
CANVAS = re.compile(
    r"(?P<name>[^_]+)_(?P<late>LATE_)?(?!(?:19|20)\d\d_\d\d?_)"  # a date is no number
    r"(?P<user>\d+)_(?P<turn>\d+)_(?P<rest>.+)"
)
HIDDEN = re.compile(r"^(\..*|__MACOSX|.*_feedback|_grading.*)$")


@dataclass(frozen=True)
class Found:
    """One student's notebook.

    Attributes
    ----------
    student : str
        The id in the gradebook; safe as a folder's name.
    where : str
        The file, for people.
    read : callable
        Returns its bytes.
    order : tuple
        Of two files of one student the larger counts.
    handed_in : datetime or None
        When, in UTC, where that is known for sure.
    lms : str
        The student's number in the LMS.
    flags : tuple of str
        What a person should know.
    """

    student: str
    where: str
    read: Callable[[], bytes] = field(compare=False)
    order: tuple = ()
    handed_in: datetime.datetime | None = None
    lms: str = ""
    flags: tuple[str, ...] = ()


@dataclass
class Collection:
    """All that was handed in.

    Attributes
    ----------
    found : list of Found
        One for each student, by name.
    problems : list of str
        One line for each file that belongs to nobody, or that another one replaced.
    """

    found: list[Found] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)


def results_in(out: Path) -> tuple[Path, ...]:
    """Return the folders of results: what lies there was not handed in."""
    return tuple(out / name for name in ("autograded", "feedback"))


def collect(place: Path, lesson: str, aside: tuple[Path, ...] = ()) -> Collection:
    """Look through a folder or a zip.

    Parameters
    ----------
    place : Path
        What was named.
    lesson : str
        Notebooks of other lessons are passed over.
    aside : tuple of Path
        Folders to pass over.

    Raises
    ------
    CourseError
        When there is no such place, or it cannot be read.
    """
    if not place.exists():
        raise CourseError(f"{place} does not exist; expected a folder or a zip.")
    collection = Collection()
    try:
        candidates = list(_candidates(place, lesson, collection.problems, aside))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise CourseError(f"{place} cannot be read as a zip: {error}.") from None
    best: dict[str, Found] = {}
    for found in sorted(candidates, key=lambda f: (f.student, f.order, f.where)):
        if found.student in best:
            old = best[found.student]
            both = f"{found.where} counts, {old.where}"
            collection.problems.tell(
                f"{found.student} handed in twice: {both}", "is older."
            )
        best[found.student] = found
    collection.problems.sum_up()
    collection.found = [best[student] for student in sorted(best)]
    return collection


def _candidates(
    place: Path, lesson: str, problems: Problems, aside: tuple[Path, ...]
) -> Iterator[Found]:
    for member in members(place, problems, aside):
        parts = PurePosixPath(member.name).parts
        if any(HIDDEN.match(part) for part in parts):
            continue
        if not member.name.endswith(".ipynb"):
            if not member.name.endswith(("timestamp.txt", ".csv")):
                problems.tell(member.name, "is no notebook; it is left out.")
            continue
        found = _match(member, parts, lesson)
        if found is None:
            if not _of_another_lesson(parts, lesson):
                problems.tell(member.name, "belongs to no student that can be told.")
            continue
        yield found


def _match(member: Member, parts: tuple[str, ...], lesson: str) -> Found | None:
    """Tell whose file it is; None when that cannot be told.

    The outermost name that tells it counts: what is inside a student's zip or folder is
    named by that student, who may not speak for another one.
    """
    for place, part in enumerate(parts):
        moodle = MOODLE.fullmatch(part)
        if moodle:
            name = f"{moodle['name']}_{moodle['user']}"
            return _found(member, name, lesson, lms=moodle["user"])
        is_file = place == len(parts) - 1
        canvas = CANVAS.fullmatch(part) if is_file or part.endswith(".zip") else None
        if canvas:
            flags = ("handed in late, says Canvas",) if canvas["late"] else ()
            name = f"{canvas['name']}_{canvas['user']}"
            turn = int(canvas["turn"])
            return _found(member, name, lesson, turn, lms=canvas["user"], flags=flags)
        if part == lesson and not is_file:
            return _found(member, parts[place - 1], lesson) if place else None
    if _of_another_lesson(parts, lesson):
        return None
    if len(parts) == 1:
        stem = PurePosixPath(parts[0]).stem
        return None if stem == lesson else _found(member, stem, lesson)
    return _found(member, parts[0].removesuffix(".zip"), lesson)


def _found(
    member: Member, name: str, lesson: str, turn: int = 0, **more: object
) -> Found | None:
    student = safe_name(name)
    if not student:
        return None
    named = PurePosixPath(member.name).stem == lesson
    order = (turn, member.handed_in or member.changed, named)
    return Found(
        student, member.name, member.read, order, handed_in=member.handed_in, **more
    )


def _of_another_lesson(parts: tuple[str, ...], lesson: str) -> bool:
    others = _lessons() - {lesson}
    return bool(others & {*parts[:-1], PurePosixPath(parts[-1]).stem})


@cache
def _lessons() -> frozenset[str]:
    return frozenset(lesson_names())


def safe_name(name: str) -> str:
    """Return a name that may be a folder's: no separators, no dots alone, bounded."""
    name = unicodedata.normalize("NFC", name).strip()
    name = "".join("_" if _is_strange(c) else c for c in name)
    while len(name.encode("utf-8", "replace")) > 120:
        name = name[:-1]
    return "" if name.strip(". _") == "" else name


def _is_strange(character: str) -> bool:
    return character in "/\\:\0" or unicodedata.category(character) in (
        "Cc",
        "Cs",
        "Co",
    )
