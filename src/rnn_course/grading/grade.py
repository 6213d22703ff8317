"""Grade a class: from what was handed in to the gradebook, pages and lists.

This module is light: what takes seconds to import is imported once the warm parent, too,
has begun to import.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import CourseError
from .assignment import lesson_modules
from .confine import demand_layers
from .job import Limits
from .pool import Pool, Setting

__all__ = ["Order", "Summary", "Tell", "find_root", "grade_class", "skip_slow_import"]

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


def grade_class(order: Order, tell: Tell = lambda *_: None) -> Summary:
    """Grade everything that is not graded yet.

    Parameters
    ----------
    order : Order
        What to do.
    tell : callable
        Hears of progress: ``("total", n)``, ``("done", student)``, then ``("pages", n)``,
        ``("page", student)``; and of what nobody can grade: ``("problem", words)``.

    Raises
    ------
    CourseError
        When it cannot begin.
    """
    if not order.place.exists():
        raise CourseError(f"{order.place} does not exist; expected a folder or a zip.")
    if (
        not order.weaker and not order.cluster
    ):  # a cluster's machines see for themselves
        demand_layers()
    with _pool(order) as pool:  # imports begin over there …
        skip_slow_import()
        from .run import Run  # … and here

        with Run(order, pool, tell) as run:
            return run.grade()


def _pool(order: Order) -> Any:
    if not order.cluster:
        return Pool(_setting(order))
    from .cluster import ClusterPool

    return ClusterPool(order.cluster, _setting(order))


def skip_slow_import() -> None:
    """Keep jsonschema from a second of work for a check that notebooks do not need.

    It imports this package where it is installed, to check international addresses, and
    does without it otherwise.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def _setting(order: Order) -> Setting:
    cores = len(os.sched_getaffinity(0))
    slots = order.workers or cores
    threads = max(1, cores // slots)
    modules = lesson_modules(order.root, order.lesson)
    bank = str(order.root / "quizzes")
    return Setting(modules, slots, threads, bank, order.lesson, order.weaker)


def find_root(start: Path) -> Path:
    """Return the course's folder: here, above, or the checkout.

    Raises
    ------
    CourseError
        When there is none.
    """
    checkout = Path(__file__).resolve().parents[3]
    for folder in [start, *start.parents, checkout]:
        if (folder / "solutions").is_dir() and (folder / "nbgrader_config.py").exists():
            return folder
    raise CourseError("There is no course folder here. Change into the checkout.")
