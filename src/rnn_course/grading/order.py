"""What is to be graded, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..submission.job import Limits

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
    """

    root: Path
    lesson: str
    place: Path
    out: Path
    gradebook: str = ""
    again: tuple[str, ...] = ()
    students: Path | None = None
    workers: int = 0
    cluster: str = ""
    reuse: bool = True
    limits: Limits = field(default_factory=Limits)
    weaker: bool = False


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
    found : int
        How many handed in.
    """

    graded: int = 0
    kept: int = 0
    found: int = 0
    flagged: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def is_complete(self) -> bool:
        """Whether every submission has a grade or a flag."""
        return self.graded + self.kept == self.found
