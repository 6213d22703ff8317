"""Which version of a lesson a class is graded by, and what has changed since.

The gradebook holds the release that its class was handed. The checkout may have moved
on: points raised, a check corrected, exercises added. Nobody's points follow by
themselves; `--again-all` shows what would change, and then takes the new release.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import rnn_course

from ...submission.handout import CellFact
from ..order import Order
from ..plan.assignment import Assignment, load
from .book import Book, open_book

__all__ = [
    "AGAIN",
    "Release",
    "changes_since",
    "digest_of",
    "enter",
    "graded_with",
]

AGAIN = "`--again-all` shows first what that would change, and whose points."


@dataclass
class Release:
    """What a class is graded by.

    Attributes
    ----------
    assignment : Assignment
        The lesson, as the gradebook has it, or as it is to have it.
    facts : dict or None
        What the gradebook must take over before anything is written; None when nothing.
    notes : list of str
        What the teacher should know.
    """

    assignment: Assignment
    facts: dict[str, CellFact] | None = None
    notes: list[str] = field(default_factory=list)


def enter(order: Order, book: Book, address: str) -> Release:
    """Return the release by which a class is graded; enter the lesson if it is new."""
    from ...build.release import enter_in_gradebook

    root, lesson = order.root, order.lesson
    digest = digest_of(root, lesson)
    old = book.facts(lesson)
    if not old:
        enter_in_gradebook(root, lesson, address)
        book.db.expire_all()
        book.keep_release(lesson, digest)
        return Release(load(root, lesson, book.facts(lesson)))
    if book.release(lesson) == digest:
        return Release(load(root, lesson, old))
    new = _current_facts(root, lesson)
    differences = _differences(old, new)
    if order.again_all and differences:
        return Release(load(root, lesson, new), new)
    if not differences or not book.has_submissions(lesson):
        book.take_release(lesson, new, digest)
        return Release(load(root, lesson, book.facts(lesson)))
    said = "; ".join(differences)
    most = sum(fact.points for fact in old.values() if fact.is_grade)
    note = (
        f"{lesson} has changed since this class was handed it: {said}. The class is "
        f"graded by its own release, of {most:g} points. {AGAIN}"
    )
    return Release(load(root, lesson, old), None, [note])


def digest_of(root: Path, lesson: str) -> str:
    """Return what a release depends on, in short."""
    digest = hashlib.sha256()
    for folder in ("solutions", "lessons"):
        path = root / folder / lesson / f"{lesson}.ipynb"
        digest.update(path.read_bytes() if path.exists() else b"")
    return digest.hexdigest()


def _current_facts(root: Path, lesson: str) -> dict[str, CellFact]:
    """Return what a new gradebook would hold of the lesson, hidden tests included."""
    from ...build.release import enter_in_gradebook

    with tempfile.TemporaryDirectory() as folder:
        address = f"sqlite:///{Path(folder).resolve() / 'release.db'}"
        enter_in_gradebook(root, lesson, address)
        book = open_book(address)
        try:
            return book.facts(lesson)
        finally:
            book.close()


def _differences(old: Mapping[str, CellFact], new: Mapping[str, CellFact]) -> list[str]:
    """Say what differs in cells that carry points."""
    before = {name: fact for name, fact in old.items() if fact.is_grade}
    after = {name: fact for name, fact in new.items() if fact.is_grade}
    said = [
        f"{_title(name)} is new ({after[name].points:g} points)"
        for name in sorted(after.keys() - before.keys())
    ]
    said += [f"{_title(name)} is gone" for name in sorted(before.keys() - after.keys())]
    for name in sorted(before.keys() & after.keys()):
        one, other = before[name], after[name]
        if one.points != other.points:
            said.append(f"{_title(name)} {one.points:g} → {other.points:g} points")
        elif one.is_locked and one.source != other.source:
            said.append(f"the test of {_title(name)} is another")
    return said


def _title(name: str) -> str:
    return f"`{name.removeprefix('check-')}`"


def graded_with(assignment: Assignment) -> dict[str, Any]:
    """Return what a grade depends on besides the submission, each part in short."""
    lesson, graded = assignment.lesson, assignment.graded.items()
    checks = Path(rnn_course.__file__).parent / "checks"
    others = [
        path
        for path in checks.rglob("*.py")
        if "lesson_" not in str(path.relative_to(checks))
    ]
    mine = list(checks.glob(f"lesson_{lesson[:2]}.py"))
    mine += (checks / f"lesson_{lesson[:2]}").rglob("*.py")
    return {
        "points": {name: fact.points for name, fact in graded},
        "tests": _short(fact.source.encode() for _, fact in graded if fact.is_locked),
        "checks": _short(path.read_bytes() for path in sorted([*others, *mine])),
        "questions": _short([_bank(assignment.bank, lesson)]),
    }


def _bank(folder: Path, lesson: str) -> bytes:
    path = folder / f"{lesson}.yaml"
    return path.read_bytes() if path.exists() else b""


def _short(parts: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()[:16]


def changes_since(before: Any, now: Mapping[str, Any]) -> list[str]:
    """Say what has changed since a grade was given.

    Parameters
    ----------
    before : object
        What its result remembers; None where it was graded by an earlier version, which
        remembered nothing.
    now : mapping
        As `graded_with` returns it.
    """
    if not isinstance(before, Mapping):
        return ["this version of the course"]
    if json.dumps(before, sort_keys=True) == json.dumps(now, sort_keys=True):
        return []
    words = {
        "points": "the points",
        "tests": "the tests",
        "checks": "the checks",
        "questions": "the questions",
    }
    return [words[part] for part in words if before.get(part) != now[part]]
