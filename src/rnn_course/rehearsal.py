"""Run a learner's notebook from a clean start, and say how each answer does.

The steps are those of `rnn-course grade` (`submission`): the notebook is restored, runs
cell by cell, and is judged by the same checks. Here it runs in a kernel of the learner's
own computer; there, in a process that is kept in.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .cards import VERDICT_MIME
from .checks.limits import TooSlow, stop_after
from .checks.verdict import CANNOT_BE_CHECKED, NOT_ATTEMPTED, PASSED
from .errors import CourseError
from .recognise import lesson_of
from .submission.clean import Clean, clean
from .submission.handout import CellFact, Handout, read_handout
from .submission.job import Done, Job, Limits
from .submission.kernel import Kernel
from .submission.plan import lean, misses_a_name
from .submission.read import NoNotebook, parse
from .submission.steps import grades_of, make_job, verdicts_of
from .submission.suspicion import SUSPICION
from .submission.walk import walk

__all__ = ["Report", "Result", "exit_status", "rehearse"]

WAITS = "waits for a person"
_PLANNING = 5.0  # seconds of thought about which cells must run


@dataclass(frozen=True)
class Result:
    """How one exercise or question does.

    Attributes
    ----------
    name : str
        The exercise's or question's id.
    outcome, reason : str
        As in a `Verdict`; a question is ``"answered"`` or ``"not attempted"``, an answer
        in words ``"waits for a person"``.
    points, max_points : float
        Earned, and to be had.
    """

    name: str
    outcome: str
    reason: str
    points: float
    max_points: float


@dataclass
class Report:
    """How a notebook does.

    Attributes
    ----------
    path : Path
        The file.
    results : list of Result
        Exercises, questions and answers in words, in the lesson's order.
    remarks : list of str
        What the learner should know of the notebook's state.
    """

    path: Path
    results: list[Result] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def rehearse(
    path: Path,
    tell: Callable[[int, int], None] = lambda *_: None,
    limits: Limits | None = None,
) -> Report:
    """Run a notebook in a fresh kernel and collect every verdict; change no file.

    Parameters
    ----------
    path : Path
        A lesson's notebook.
    tell : callable
        Hears how many cells are done, and how many there are.
    limits : Limits, optional
        Seconds for a cell and for all; those of grading when left out.

    Raises
    ------
    CourseError
        When the file is no notebook of this course.
    """
    raw, handout, found = _open(path)
    job = make_job(found.notebook, handout, "", limits or Limits())
    lean_job = _lean(job, found, handout)
    done = _run(lean_job, path.parent, tell)
    if misses_a_name(lean_job, done):
        done = _run(job, path.parent, tell)
    report = Report(path, _results(job, done, found, handout))
    report.remarks = [
        *_about_saved(raw, report.results),
        *_about_order(raw),
        *found.notes,
        *found.flags,
        *_about_run(job, done),
    ]
    return report


def _open(path: Path) -> tuple[dict[str, Any], Handout, Clean]:
    try:
        data = path.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        what = "is not there" if missing else "cannot be opened"
        raise CourseError(f"{path} {what}; expected an .ipynb file.") from None
    try:
        raw = parse(data)
    except NoNotebook:
        raise CourseError(f"{path} is no notebook; expected an .ipynb file.") from None
    lesson = lesson_of(raw)
    if lesson is None:
        raise CourseError(f"{path} is no lesson: it has neither exercise nor question.")
    handout = read_handout(lesson)
    try:
        return raw, handout, clean(data, handout)
    except NoNotebook as problem:
        raise CourseError(f"{path} cannot be checked: {problem}.") from None


def _lean(job: Job, found: Clean, handout: Handout) -> Job:
    """Leave out the lesson's own cells that no answer reaches, as grading does."""
    with contextlib.suppress(TooSlow), stop_after(_PLANNING):
        return replace(job, steps=lean(job.steps, found.notebook, handout))
    return job


def _run(job: Job, folder: Path, tell: Callable[[int, int], None]) -> Done:
    total = len(job.steps)
    with Kernel(job.lesson, folder) as kernel:
        done = walk(job, kernel, kernel.check, lambda number: tell(number, total))
    tell(total, total)
    return done


def _results(job: Job, done: Done, found: Clean, handout: Handout) -> list[Result]:
    grades = grades_of(found.notebook, handout, job, done)
    verdicts = verdicts_of(job, done, handout, found.absent)
    return [
        _result(fact, grades[name], verdicts.get(name))
        for name, fact in handout.graded.items()
    ]


def _result(
    fact: CellFact, points: float | None, verdict: dict[str, Any] | None
) -> Result:
    name = re.sub("^(check|quiz|written)-", "", fact.name)
    if not fact.is_locked:
        outcome = WAITS if points is None else NOT_ATTEMPTED
        return Result(name, outcome, "", points or 0.0, fact.points)
    said = verdict or {}
    outcome = str(said.get("outcome", CANNOT_BE_CHECKED))
    reason = str(said.get("reason") or "")
    if verdict is None:
        reason = "its cell shows no result: the notebook did not come so far"
    return Result(name, outcome, reason, points or 0.0, fact.points)


def _about_saved(raw: dict[str, Any], results: list[Result]) -> Iterator[str]:
    """Tell what passed when the notebook was saved, and does not any more."""
    passed = set(_passed(raw))
    for result in results:
        if result.name in passed and result.outcome != PASSED:
            yield (
                f"`{result.name}` passed when you saved, but not from a clean start. A "
                "cell was changed, removed or run in another order after that."
            )


def _passed(raw: dict[str, Any]) -> Iterator[str]:
    for cell in raw["cells"]:
        with contextlib.suppress(AttributeError, TypeError, KeyError):
            name = cell["metadata"]["nbgrader"]["grade_id"]
            for output in cell["outputs"]:
                verdict = output.get("data", {}).get(VERDICT_MIME) or {}
                if verdict.get("outcome") == PASSED:
                    yield name.removeprefix("check-")


def _about_order(raw: dict[str, Any]) -> Iterator[str]:
    """Say whether the saved numbers show that cells ran in another order, or not."""
    counts = [
        cell.get("execution_count")
        for cell in raw["cells"]
        if isinstance(cell, dict) and cell.get("cell_type") == "code"
        and "".join(map(str, cell.get("source") or "")).strip()
    ]  # fmt: skip
    counts = [count if isinstance(count, int) else None for count in counts]
    done = [count for count in counts if count is not None]
    if done and done != sorted(done):
        yield "The cells were not run from top to bottom; here they were."
    if done and None in counts:
        missing = counts.count(None)
        cells = "1 cell" if missing == 1 else f"{missing} cells"
        yield f"{cells} had not been run when the notebook was saved."


def _about_run(job: Job, done: Done) -> Iterator[str]:
    flags = [*done.flags, *(f for cell in done.cells.values() for f in cell["flags"])]
    yield from (f for f in flags if SUSPICION not in f and "cannot be checked" not in f)
    for step in job.steps:
        result = done.cells.get(str(step.place), {"outputs": []})
        for output in result["outputs"]:
            if output["output_type"] == "error" and step.kind == "run":
                first = step.source.strip().split("\n")[0]
                name, text = output["ename"], str(output["evalue"])[:300]
                yield f"The cell `{first}` stops with {name}: {text}"


def exit_status(reports: list[Report]) -> int:
    """Return 0 when nothing is wrong; what is not attempted is not wrong."""
    fine = {PASSED, NOT_ATTEMPTED, WAITS, "answered"}
    outcomes = {result.outcome for report in reports for result in report.results}
    return 0 if outcomes <= fine else 1
