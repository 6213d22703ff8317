"""What the gradebook and our own records say of a class, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..plan.assignment import Assignment
from .book import Book

__all__ = ["Marks", "read_marks"]


@dataclass
class Marks:
    """One student's result.

    Attributes
    ----------
    student : str
        The id.
    scores : dict
        Grade id → points, in the lesson's order; what a person gave counts.
    pending : set of str
        Cells that a person must still grade.
    penalty : float
        Taken off for being late.
    comments : dict
        Grade id → a person's comment.
    result : dict
        What grading recorded: flags, verdicts, picks, seconds.
    """

    student: str
    scores: dict[str, float]
    pending: set[str] = field(default_factory=set)
    penalty: float = 0.0
    comments: dict[str, str] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def total(self) -> float:
        """All points, less the penalty."""
        return sum(self.scores.values()) - self.penalty

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return vars(self) | {"pending": sorted(self.pending)}

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Marks:
        """Undo `plain`."""
        return cls(**plain | {"pending": set(plain["pending"])})


def read_marks(book: Book, assignment: Assignment) -> list[Marks]:
    """Return everyone's result, by student."""
    results = book.results(assignment.lesson)
    comments = book.comments(assignment.lesson)
    found = []
    for student, grades, penalty in book.grades(assignment.lesson):
        scores = {
            name: float(grades[name][0] or 0) if name in grades else 0.0
            for name in assignment.graded
        }
        pending = {name for name, (_, needs) in grades.items() if needs}
        said = comments.get(student, {})
        result = results.get(student, ("", {}))[1]
        found.append(Marks(student, scores, pending, penalty, said, result))
    return found
