"""What is written when everyone has a grade: feedback, grades.csv, report.html."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ...quiz.source import BANK, GRADING, find_questions
from ..handed_in.forms import BY_NAME, Owner
from ..handed_in.roster import Roster
from ..order import Order, Summary, Tell
from ..plan.assignment import Assignment
from ..workers.desk import Overrun
from .book import Book
from .feedback import Feedback
from .lists import write_list
from .marks import Marks, owner_of, read_marks
from .places import lesson_folder, take_over
from .report import missing_students, write_report

__all__ = ["write_pages"]


def write_pages(
    book: Book,
    assignment: Assignment,
    order: Order,
    summary: Summary,
    tell: Tell,
    roster: Roster | None = None,
) -> None:
    """Write every page and list from the gradebook; note who is missing."""
    marks = read_marks(book, assignment)
    tell("pages", len(marks))
    with _bank(assignment.bank):
        questions = {q.id: q for q in find_questions(order.lesson)}
    feedback = Feedback(assignment, questions, order.out)
    for one in marks:
        try:
            feedback.write(one)
        except (Overrun, OSError) as error:
            what = f"{error!s:.200}"  # not the others' fault
            summary.problems.append(f"{one.student} has no feedback page: {what}")
        tell("page", one.student)
    feedback.close()
    _note_absent(book, marks, summary, roster or Roster())
    for one in marks:
        if one.pending:
            words = f"to grade by hand: {', '.join(sorted(one.pending))}"
            summary.waiting.setdefault(one.student, words)
    first = take_over(order.out)
    folders = [lesson_folder(order.out, order.lesson)]
    if first in (None, order.lesson):  # where it was before each lesson had a folder
        folders.append(order.out)
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        write_list(folder / "grades.csv", "csv", assignment, marks)
        write_report(order.out, assignment, marks, summary.problems, summary.missing,
                     summary.strangers, folder)  # fmt: skip


def _note_absent(
    book: Book, marks: list[Marks], summary: Summary, roster: Roster
) -> None:
    """Tell who is known and handed in nothing, and who handed in and is not known."""
    owners = {one.student: owner_of(one) for one in marks}
    found = {student: roster.find(owner) for student, owner in owners.items()}
    there = {id(person) for person in found.values()}
    waiting = {id(roster.find(owner)) for owner in summary.owners.values()}
    absent = [p for p in roster.people if id(p) not in there | waiting]
    known = [
        student
        for student in missing_students(book.students(), marks)
        if student not in summary.waiting
        and roster.find(Owner(student, BY_NAME)) is None
    ]
    summary.missing = sorted({*known, *(person.name for person in absent)})
    if roster.people:
        summary.strangers = sorted(s for s, person in found.items() if person is None)


@contextlib.contextmanager
def _bank(folder: Path) -> Iterator[None]:
    """Let questions be found with their keys."""
    before = {name: os.environ.get(name) for name in (BANK, GRADING[1])}
    os.environ |= {BANK: str(folder), GRADING[1]: "1"}
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
