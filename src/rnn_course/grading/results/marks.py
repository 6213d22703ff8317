"""What the gradebook and our own records say of a class, in one place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..handed_in.forms import BY_NAME, Owner
from ..plan.assignment import Assignment
from .book import Book

__all__ = ["Marks", "owner_of", "read_marks"]


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


def owner_of(one: Marks) -> Owner:
    """Return the student in the words of the LMS, as far as grading recorded them.

    Results of earlier versions have a number, but not the name of the LMS: its form is
    empty.
    """
    who = one.result.get("who") or {}
    number = str(one.result.get("lms", ""))
    form = who.get("form", "" if number else BY_NAME)
    name = who.get("name") or (one.student.removesuffix(f"_{number}") if number else "")
    key, login = who.get("key", one.student), who.get("login", "")
    return Owner(key, form, name, number, login, back=who.get("back", ""))


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
