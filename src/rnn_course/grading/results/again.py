"""What was given before, and what of it would be another grade now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .book import Book
from .moves import moves
from .release import AGAIN, Release, changes_since, graded_with

__all__ = ["Before"]


class Before:
    """What the gradebook and our records say of a class before a run.

    Parameters
    ----------
    book : Book
        The gradebook.
    lesson : str
        The lesson's name.
    release : Release
        By which the class is graded now.

    Attributes
    ----------
    results : dict
        Student → (digest of what was submitted, the result).
    graded_with : dict
        What every grade of this run depends on.
    """

    def __init__(self, book: Book, lesson: str, release: Release) -> None:
        self.results = book.results(lesson)
        self.graded_with = graded_with(release.assignment)
        self._scores, self._by_hand = book.machine_scores(lesson)

    def changed(self, student: str) -> str:
        """Say what has changed since a student was graded; "" when nothing."""
        if student not in self.results:
            return ""
        result = self.results[student][1]
        changes = changes_since(result.get("graded_with"), self.graded_with)
        if not changes:
            return ""
        *others, last = changes
        words = f"{', '.join(others)} and {last}" if others else last
        return words if "version" in words else f"{words} changed"

    def notes(self, kept: Iterable[str]) -> Iterator[str]:
        """Say how many keep a grade that other checks, points or questions gave."""
        found: dict[str, int] = {}
        for student in kept:
            what = self.changed(student)
            found[what] = found.get(what, 0) + 1
        for what, number in found.items():
            if what:
                yield f"{number} graded before {what}; their points stay. {AGAIN}"

    def moves(
        self,
        student: str,
        digest: str,
        grades: Mapping[str, float | None],
        verdicts: Mapping[str, Any],
    ) -> list[str]:
        """Return a line for each of a student's points that are others than before."""
        if student not in self.results:
            return []
        newer = self.results[student][0] != digest
        why = "another submission" if newer else self.changed(student)
        return moves(
            student,
            self._scores.get(student, {}),
            grades,
            verdicts,
            why or "graded again",
            self._by_hand.get(student, ()),
        )
