"""What is to be graded, and what came of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..submission.job import Limits
from .handed_in.forms import Owner

__all__ = ["Order", "Summary", "Tell"]

Tell = Callable[[str, Any], None]


@dataclass(frozen=True)
class Order:
    """What is to be graded, and how.

    Attributes
    ----------
    root : Path
        The course's folder.
    lesson : str
        The lesson's name.
    place, out : Path
        What was handed in, and where results go.
    gradebook : str
        Its address; a file in `out` when empty.
    again : tuple of str
        Students to grade again.
    again_all : bool
        Grade everybody again, by the lesson as it is now.
    agree : callable
        Hears the lines of all points that would move; says whether they may.
    students : Path, optional
        A list of all students, to tell who is missing.
    workers : int
        Submissions at once; as many as cores when 0.
    cluster : str
        The address of a Dask scheduler; empty for this machine alone.
    reuse : bool
        Take the outputs of the lesson's own cells from one run of the lesson, where no
        answer reaches them; else run every cell of every submission.
    limits : Limits
        What one submission may take.
    weaker : bool
        Go on where a layer of confinement is missing.
    only : str
        Everything is this student's.
    due : datetime, optional
        A new due date, UTC.
    probe_seed : int, optional
        From which questions are drawn; the gradebook's own when left out.
    """

    root: Path
    lesson: str
    place: Path
    out: Path
    gradebook: str = ""
    again: tuple[str, ...] = ()
    again_all: bool = False
    agree: Callable[[list[str]], bool] = lambda _: True
    students: Path | None = None
    workers: int = 0
    cluster: str = ""
    reuse: bool = True
    limits: Limits = field(default_factory=Limits)
    weaker: bool = False
    only: str = ""
    due: datetime.datetime | None = None
    probe_seed: int | None = None


@dataclass
class Summary:
    """What came of it.

    Attributes
    ----------
    graded, kept : int
        Graded now, and graded before.
    flagged : dict
        Student → flags.
    problems : list of str
        Files that belong to nobody.
    missing : list of str
        Students who handed in nothing.
    moved : list of str
        A line for each of a student's points that are others than before.
    found : int
        How many handed in.
    waiting : dict
        Student → why a person must look at what was handed in.
    owners : dict
        Student → who waits, in the words of the LMS.
    strangers : list of str
        Students who are not in the list of the class.
    """

    graded: int = 0
    kept: int = 0
    found: int = 0
    flagged: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    moved: list[str] = field(default_factory=list)
    waiting: dict[str, str] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    strangers: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every submission has a grade or a flag."""
        return self.graded + self.kept == self.found
