"""From a clean notebook to the steps of a job, and from what came back to a notebook."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum

from ..handed_in.harmless import harmless_data
from ..job import Done, Job, Limits, Step
from .assignment import Assignment

__all__ = ["comments_of", "fill", "grades_of", "make_job"]


def make_job(
    notebook: NotebookNode, assignment: Assignment, student: str, limits: Limits
) -> Job:
    """Say what a worker has to do for a notebook."""
    steps = []
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "code":
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            fact = assignment.facts.get(name)
            tested = fact is not None and fact.is_grade and fact.is_locked
            kind = "run"
            if tested:
                kind = "quiz" if name.startswith("quiz-") else "check"
            points = fact.points if tested else 0.0
            steps.append(Step(place, kind, cell.source, name, points))
    return Job(assignment.lesson, student, tuple(steps), limits)


def fill(
    notebook: NotebookNode, job: Job, done: Done, reference: Mapping[str, Any]
) -> NotebookNode:
    """Write outputs into the notebook, as if it had been run in JupyterLab.

    Parameters
    ----------
    reference : mapping
        Cell id → outputs of the lesson's own cells, for steps to be reused.
    """
    for number, step in enumerate(job.steps, 1):
        cell = notebook.cells[step.place]
        result = done.cells.get(str(step.place))
        if step.kind == "reuse":
            outputs = reference.get(cell.id, [])
        elif result is None:
            continue
        else:
            outputs = result["outputs"]
        cell.execution_count = number
        cell.outputs = [_output(output, number) for output in outputs]
        if step.kind == "run":
            for output in cell.outputs:
                if "data" in output:
                    output.data = _node(harmless_data(output.data))
    return notebook


def _output(output: Mapping[str, Any], number: int) -> NotebookNode:
    node = NotebookNode({k: _node(v) for k, v in output.items()})
    if node.output_type == "execute_result":
        node.execution_count = number
    return node


def _node(value: Any) -> Any:
    return NotebookNode(value) if isinstance(value, dict) else value


def grades_of(
    notebook: NotebookNode, assignment: Assignment, job: Job, done: Done
) -> dict[str, float | None]:
    """Return grade id → points; None where a person must look; silence earns 0."""
    grades: dict[str, float | None] = dict.fromkeys(assignment.graded, 0.0)
    for step in job.steps:
        result = done.cells.get(str(step.place))
        if step.kind in ("check", "quiz") and result is not None:
            grades[step.name] = result["points"] or 0.0
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        fact = assignment.facts.get(name)
        if fact is None or not fact.is_grade or fact.is_locked:
            continue
        if fact.grading.get("task") or not _is_untouched(cell, assignment):
            grades[name] = None
    return grades


def comments_of(
    notebook: NotebookNode, assignment: Assignment
) -> dict[str, str | None]:
    """Return solution id → nbgrader's comment: "No response." where nothing changed."""
    return {
        cell.metadata.nbgrader.grade_id: (
            "No response." if _is_untouched(cell, assignment) else None
        )
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }


def _is_untouched(cell: NotebookNode, assignment: Assignment) -> bool:
    fact = assignment.facts[cell.metadata.nbgrader.grade_id]
    return compute_checksum(cell) == fact.grading["checksum"]
