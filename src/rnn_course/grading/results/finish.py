"""What is written when everyone has a grade: feedback, grades.csv, report.html."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from ...quiz.source import BANK, GRADING, find_questions
from ..order import Order, Summary, Tell
from ..plan.assignment import Assignment
from ..workers.desk import Overrun
from .book import Book
from .feedback import Feedback
from .lists import read_students, write_list
from .marks import read_marks
from .report import missing_students, write_report

__all__ = ["write_pages"]


def write_pages(
    book: Book, assignment: Assignment, order: Order, summary: Summary, tell: Tell
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
    known = book.students()
    if order.students is not None:
        known += read_students(order.students)
    missing = summary.missing = missing_students(known, marks)
    write_list(order.out / "grades.csv", "csv", assignment, marks)
    write_report(order.out, assignment, marks, summary.problems, missing)


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
