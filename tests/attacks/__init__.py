"""Hostile and broken submissions, and what each of them deserves.

An `Attack` turns the solved notebook of lesson 00 (or 03) into a hostile one. Its answer
to the exercise is wrong unless the attack says otherwise, so a point is a success that it
must not have. All are harmless to whoever reads them; those that run must only ever run
inside the grader's confinement, or where nothing can be harmed.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from nbformat import NotebookNode

__all__ = ["ATTACKS", "Attack", "attack", "attacks_on"]


@dataclass(frozen=True)
class Attack:
    """One hostile or broken submission.

    Attributes
    ----------
    name : str
        Short, also the student's name.
    about : str
        What it tries, for the table of the guide.
    lesson : str
        The lesson that it is handed in for.
    source : str or None
        The answer's cell; None when `change` does it all.
    change : callable or None
        Changes the notebook, or returns the file's bytes.
    points : float
        What the exercise deserves.
    flag : str
        Part of the flag that it deserves, or several with ``|`` between; empty when
        there is nothing to tell.
    group : str
        The module that it stands in.
    """

    name: str
    about: str
    lesson: str
    source: str | None
    change: Callable[[NotebookNode], NotebookNode | bytes] | None
    points: float
    flag: str
    group: str


ATTACKS: dict[str, Attack] = {}
LIMIT, UNSEEN, LATE = "ran into a limit", "cannot be checked", "took too long"
TELLING = {  # flags that come from the check, or from a limit, whatever the cell does
    LIMIT: "memory-at-once file-of-a-terabyte",
    f"{LIMIT}|was stopped": "memory-flood disk-flood",  # on a busy machine
    f"{UNSEEN}|was stopped": "endless-callbacks",  # on a busy machine, by its limit
    UNSEEN: "patches-builtins broadcast-reply list-in-itself long-number same-hash "
    "lambda-layer own-layer own-model names-a-program names-builtins "
    "loads-a-file pickled-lambda a-billion-units nested-config reads-a-vocabulary ",
    f"{LATE}|{UNSEEN}": "reply-of-ranges",  # as fast as the machine is
    LATE: "raises-oddly endless-answer endless-in-C endless-array "
    "endless-len endless-class",
    "was put back": "deleted-check",
    "no notebook of lesson": "other-lesson",
    "cells that are no cells": "odd-fields",
}


def attack(
    name: str,
    about: str,
    source: str | None = None,
    change: Callable[[NotebookNode], NotebookNode | bytes] | None = None,
    points: float = 0.0,
    flag: str = "",
    lesson: str = "00-start-here",
) -> None:
    """Register an attack."""
    if name in ATTACKS:
        raise ValueError(f"{name} is there already")
    for told, names in TELLING.items():
        flag = told if name in names.split() else flag
    group = inspect.stack()[1].frame.f_globals["__name__"].rpartition(".")[2]
    ATTACKS[name] = Attack(name, about, lesson, source, change, points, flag, group)


def attacks_on(lesson: str) -> list[Attack]:
    """Return all attacks that are handed in for a lesson."""
    from . import broken, escape, flood, forge, models, spy, texts  # noqa: F401

    return [one for one in ATTACKS.values() if one.lesson == lesson]
