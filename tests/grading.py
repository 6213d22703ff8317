"""What several tests of the grader need: a lesson without a gradebook, small classes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from rnn_course.grading.handed_in.sanitize import sanitize
from rnn_course.grading.plan.assignment import Assignment
from rnn_course.submission.clean import Clean
from rnn_course.submission.handout import CellFact
from rnn_course.submission.job import Limits
from rnn_course.submission.steps import make_job
from tests.course import ROOT

__all__ = ["assignment_of", "clean_of", "hand_in", "plan_of"]


@cache
def assignment_of(lesson: str) -> Assignment:
    """Return a lesson as the grader knows it."""
    released, solved = (
        json.loads((ROOT / folder / lesson / f"{lesson}.ipynb").read_text("utf-8"))
        for folder in ("lessons", "solutions")
    )
    facts = {}
    for cell in released["cells"]:
        grading = cell["metadata"].get("nbgrader")
        if grading:
            name = grading["grade_id"]
            source = "".join(cell["source"])
            facts[name] = CellFact(name, cell["cell_type"], source, grading)
    return Assignment(lesson, released, facts, solved, ROOT / "quizzes")


def clean_of(book: NotebookNode | dict[str, Any], lesson: str) -> Clean:
    """Pass a notebook through the sanitizer."""
    return sanitize(json.dumps(book).encode(), assignment_of(lesson))


def plan_of(book: NotebookNode, lesson: str) -> dict[str, str]:
    """Return cell id → what the plan does with the cell."""
    from rnn_course.submission.plan import lean

    assignment, clean = assignment_of(lesson), clean_of(book, lesson)
    job = make_job(clean.notebook, assignment, "ana", Limits())
    steps = lean(job.steps, clean.notebook, assignment)
    return {clean.notebook.cells[step.place].id: step.kind for step in steps}


def hand_in(folder: Path, lesson: str, books: dict[str, NotebookNode]) -> Path:
    """Write a class as nbgrader collects it; return its folder."""
    for student, book in books.items():
        path = folder / student / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(book), encoding="utf-8")
    return folder
