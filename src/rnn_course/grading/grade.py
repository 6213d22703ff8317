"""Grade a class: from what was handed in to the gradebook, pages and lists.

This module is light: what takes seconds to import is imported once the warm parent, too,
has begun to import.
"""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path
from typing import Any

from ..errors import CourseError
from .confine import demand_layers
from .order import Order, Summary, Tell
from .plan.assignment import lesson_modules
from .workers.pool import Pool, Setting

__all__ = ["find_root", "grade_class", "skip_panels", "skip_slow_import"]


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
    from .workers.cluster import ClusterPool

    return ClusterPool(order.cluster, _setting(order))


def skip_slow_import() -> None:
    """Keep jsonschema from a second of work for a check that notebooks do not need.

    It imports this package where it is installed, to check international addresses, and
    does without it otherwise.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def skip_panels() -> None:
    """Keep nbgrader from a second of work for JupyterLab's panels, which nobody opens.

    For a command that reads gradebooks only; say it before nbgrader is imported.
    """
    if "nbgrader" in sys.modules:
        return
    for panel in (
        "assignment_list",
        "course_list",
        "validate_assignment",
        "formgrader",
    ):
        name = f"nbgrader.server_extensions.{panel}"
        empty = types.ModuleType(name)
        vars(empty)["load_jupyter_server_extension"] = None
        sys.modules.setdefault(name, empty)


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
