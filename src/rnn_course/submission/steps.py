"""From a clean notebook to the steps of a job, and from what came back to points."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from nbformat import NotebookNode

from ..checks import exercises
from ..checks.verdict import NOT_ATTEMPTED, Verdict
from ..errors import CourseError
from ..quiz.picks import PREFIX
from ..quiz.source import find_questions
from .handout import CellFact, Handout
from .job import Done, Job, Limits, Step
from .names import read_names
from .recognise import is_untouched
from .spare import with_patience

__all__ = ["ABSENT", "comments_of", "grades_of", "make_job", "verdicts_of"]

ABSENT = (
    "This is not in this notebook, which is of another release of the lesson. "
    "`rnn-course lab --update` brings the lesson that has it."
)


def make_job(
    notebook: NotebookNode, handout: Handout, student: str, limits: Limits
) -> Job:
    """Say what there is to do for a notebook."""
    steps, full = [], _full_points(handout.lesson)
    code = [(p, c) for p, c in enumerate(notebook.cells) if c.cell_type == "code"]
    defined = _defined([cell.source for _, cell in code])
    for place, cell in code:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        fact = handout.facts.get(name)
        step = Step(place, "run", cell.source, name)
        if fact is not None and fact.is_grade and fact.is_locked:
            step = _test(place, cell, fact, full)
            step = replace(step, hint=_hint(step, notebook, defined))
        steps.append(step)
    own = {cell["source"] for cell in handout.cells if not cell["name"]}
    patient = with_patience(steps, own, limits.spare)
    return Job(handout.lesson, student, patient, limits)


def _test(
    place: int, cell: NotebookNode, fact: CellFact, full: Mapping[str, float]
) -> Step:
    kind = "quiz" if fact.name.startswith(PREFIX) else "check"
    most = full.get(fact.name, fact.points)
    most = 0.0 if most == fact.points else most
    return Step(place, kind, cell.source, fact.name, fact.points, most)


def _full_points(lesson: str) -> dict[str, float]:
    """Return grade id → what the package's own check or question gives at most."""
    full = {}
    with contextlib.suppress(CourseError):
        full |= {f"check-{e.name}": e.points for e in exercises(lesson).values()}
    with contextlib.suppress(CourseError):
        full |= {PREFIX + q.id: q.points for q in find_questions(lesson)}
    return full


def _defined(sources: Iterable[str]) -> set[str]:
    return set().union(*(read_names(source).stores for source in sources))


def _hint(step: Step, notebook: NotebookNode, defined: set[str]) -> str:
    """Say what an answer's cell defines, where what its check wants is nowhere."""
    exercise = step.name.removeprefix("check-")
    if step.kind != "check" or exercise in defined or not exercise.isidentifier():
        return ""
    found: dict[str, None] = {}
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if cell.cell_type == "code" and name == exercise:
            found |= dict.fromkeys(read_names(cell.source).later)
    if not found:
        return ""
    names = ", ".join(f"`{name[:60]}`" for name in list(found)[:3])
    return f"Its cell defines {names}: give the function the name `{exercise}`."


def grades_of(
    notebook: NotebookNode, handout: Handout, job: Job, done: Done
) -> dict[str, float | None]:
    """Return grade id → points; None where a person must look; silence earns 0."""
    grades: dict[str, float | None] = dict.fromkeys(handout.graded, 0.0)
    for step in job.steps:
        result = done.cells.get(str(step.place))
        if step.kind in ("check", "quiz") and result is not None:
            grades[step.name] = result["points"] or 0.0
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        fact = handout.facts.get(name)
        if fact is None or not fact.is_grade or fact.is_locked:
            continue
        if fact.grading.get("task") or not is_untouched(cell.source, fact):
            grades[name] = None
    return grades


def verdicts_of(
    job: Job, done: Done, handout: Handout, absent: Iterable[str] = ()
) -> dict[str, dict[str, Any]]:
    """Return grade id → verdict, for what has one; also for what is not there."""
    found = {
        step.name: done.cells[str(step.place)]["verdict"]
        for step in job.steps
        if step.name and done.cells.get(str(step.place), {}).get("verdict")
    }
    for name in absent:
        fact = handout.facts[name]
        if fact.is_grade:
            verdict = Verdict(NOT_ATTEMPTED, ABSENT, None, 0.0, fact.points)
            found[name] = asdict(verdict)
    return found


def comments_of(notebook: NotebookNode, handout: Handout) -> dict[str, str | None]:
    """Return solution id → nbgrader's comment: "No response." where nothing changed."""
    return {
        cell.metadata.nbgrader.grade_id: (
            "No response."
            if is_untouched(cell.source, handout.facts[cell.metadata.nbgrader.grade_id])
            else None
        )
        for cell in notebook.cells
        if cell.metadata.get("nbgrader", {}).get("solution")
    }
