"""How each LMS names what students handed in: one table, a row for each form.

A name is read from its left, where the LMS writes; what follows is a student's own.
A row is tried on one part of a path, the one in the place where the LMS, or the teacher,
says whose the file is (see `places`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["BY_NAME", "FORMS", "NBGRADER", "Form", "Owner", "read_owner"]

FOLDER, FILE, ZIP = "folder", "file", "zip"


@dataclass(frozen=True)
class Owner:
    """Who handed something in, in the words of the LMS or the teacher.

    Attributes
    ----------
    key : str
        Tells one person from another.
    form : str
        The row of the table.
    name, number, login : str
        What is known of the person; empty where it is not.
    turn : tuple
        Of two attempts the larger is the later.
    when : datetime or None
        When it was handed in, by the clock on the teacher's wall.
    late : bool
        Whether the LMS says that it was late.
    back : str
        How the name of a file begins that the LMS is to give back to this person.
    """

    key: str
    form: str
    name: str = ""
    number: str = ""
    login: str = ""
    turn: tuple = ()
    when: datetime.datetime | None = None
    late: bool = False
    back: str = ""


@dataclass(frozen=True)
class Form:
    """A row of the table.

    Attributes
    ----------
    name : str
        Whose form it is.
    example : str
        A path as it is in the export.
    kinds : str
        Of what it may be the name.
    pattern : Pattern
        Fits the whole name.
    owner : callable
        Reads the match.
    most : float
        The least part of a place's names that must fit, for a form that others look like.
    """

    name: str
    example: str
    kinds: tuple[str, ...]
    pattern: re.Pattern[str]
    owner: Callable[[re.Match[str]], Owner]
    most: float = 0.0

    def end(self, name: str, kind: str) -> int | None:
        """Return where in a name the LMS's words end; None where they do not fit."""
        match = self.pattern.fullmatch(name) if kind in self.kinds else None
        if match is None:
            return None
        own = match.groupdict().get("rest")
        return len(name) - len(own or "")


def _moodle(match: re.Match[str]) -> Owner:
    key = f"{match['name']}_{match['number']}"
    back = f"{key}_assignsubmission_file_/"
    return Owner(key, "Moodle", match["name"], match["number"], back=back)


def _canvas(match: re.Match[str]) -> Owner:
    key = f"{match['name']}_{match['number']}"
    turn, back = (), ""
    if match["file"]:  # a text that was typed in has no number
        turn, back = (int(match["file"]),), match.string[: match.start("rest")]
    return Owner(
        key, "Canvas", match["name"], match["number"],
        turn=turn, late=bool(match["late"]), back=back,
    )  # fmt: skip


def _canvas_nameless(match: re.Match[str]) -> Owner:
    number, late = match["number"], bool(match["late"] or match["first"])
    turn = (int(match["file"]),)
    back = match.string[: match.start("rest")]
    return Owner(
        f"anon_{number}", "Canvas", "", number, turn=turn, late=late, back=back
    )


def _blackboard(match: re.Match[str]) -> Owner:
    """Keep the whole head: who the person is, all heads together tell."""
    try:
        when = datetime.datetime.strptime(match["when"], "%Y-%m-%d-%H-%M-%S")
    except ValueError:  # the 30th of February
        return Owner(match["head"], "Blackboard")
    return Owner(match["head"], "Blackboard", turn=(when.timestamp(),), when=when)


def _ilias(match: re.Match[str]) -> Owner:
    name = f"{match['first']} {match['last']}"
    return Owner(match[0], "ILIAS", name, match["number"], match["login"])


_DATE = r"(?!(?:19|20)\d\d_\d\d?_)"  # the year and month of a date are no numbers

FORMS = (
    Form(
        "Moodle",
        "Ana Núñez_1234567_assignsubmission_file_/homework.ipynb",
        (FOLDER, FILE, ZIP),
        re.compile(
            r"(?P<name>.+?)_(?P<number>\d+)_assignsubmission_[a-z0-9]+(?:_(?P<rest>.*))?",
            re.DOTALL,
        ),
        _moodle,
    ),
    Form(
        "Blackboard",
        "Homework 2_ana_attempt_2026-11-29-10-11-12_homework.ipynb",
        (FOLDER, FILE, ZIP),
        re.compile(
            r"(?P<head>.+?)_attempt_"
            r"(?P<when>\d{4}-(?:0\d|1[0-2])-(?:[0-2]\d|3[01])-"
            r"(?:[01]\d|2[0-3])-[0-5]\d-[0-5]\d)"
            r"(?:_(?P<rest>.+)|\.txt)",
            re.DOTALL,
        ),
        _blackboard,
    ),
    Form(
        "Canvas, names hidden",
        "anon_LATE_abc3XY_90003_homework.ipynb",
        (FOLDER, FILE, ZIP),
        re.compile(
            r"(?P<first>LATE_)?anon_(?P<late>LATE_)?(?P<number>[A-Za-z0-9]{3,12})_"
            r"(?P<file>\d+)_(?P<rest>.+)",
            re.DOTALL,
        ),
        _canvas_nameless,
        0.5,
    ),
    Form(
        "Canvas",
        "nunezana_LATE_77_90001_homework-1.ipynb",
        (FOLDER, FILE, ZIP),
        re.compile(
            r"(?P<name>.+?)_(?P<late>LATE_)?" + _DATE + r"(?P<number>\d+)_"
            r"(?:(?P<file>\d+)_(?P<rest>.+)|(?:text|link)\.html)",
            re.DOTALL,
        ),
        _canvas,
        0.5,
    ),
    Form(
        "ILIAS",
        "Submissions/Núñez_Ana_ana_1234/homework.ipynb",
        (FOLDER,),
        re.compile(
            r"(?P<last>[^_]+)_(?P<first>[^_]+)_(?P<login>.+)_(?P<number>\d+)",
            re.DOTALL,
        ),
        _ilias,
        0.5,
    ),
)
NBGRADER = (
    "nbgrader"  # submitted/ana/LESSON/LESSON.ipynb: the folder above the lesson's
)
BY_NAME = "by name"  # ana.ipynb, ana/homework.ipynb, ana.zip


def read_owner(name: str, kind: str, forms: tuple[Form, ...] = FORMS) -> Owner | None:
    """Read one name of an export.

    Parameters
    ----------
    name : str
        A part of a path.
    kind : str
        ``"folder"``, ``"file"`` or ``"zip"``.
    forms : tuple of Form
        The rows to try.
    """
    for form in forms:
        match = form.pattern.fullmatch(name) if kind in form.kinds else None
        if match:
            return form.owner(match)
    return None
