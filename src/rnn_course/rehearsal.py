"""Run a learner's notebook from a clean start, and say how each answer does."""

from __future__ import annotations

import json
import os
import re
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from .cards import VERDICT_MIME
from .checks.verdict import CANNOT_BE_CHECKED, NOT_ATTEMPTED, PASSED
from .errors import CourseError
from .quiz.picks import MIME, answer_quizzes, question_id, read_picks

__all__ = [
    "Report",
    "Result",
    "compare",
    "execute",
    "exit_status",
    "read_notebook",
    "rehearse",
]

_SECONDS = 600  # a cell


@dataclass(frozen=True)
class Result:
    """How one exercise or question does.

    Attributes
    ----------
    name : str
        The exercise's or question's id.
    outcome, reason : str
        As in a `Verdict`; a question is ``"answered"`` or ``"not attempted"``.
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
        Exercises and questions in the notebook's order.
    remarks : list of str
        What the learner should know of the notebook's state.
    """

    path: Path
    results: list[Result] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def rehearse(path: Path, tell: Callable[[int, int], None] = lambda *_: None) -> Report:
    """Run a notebook in a fresh kernel and collect every verdict; change no file.

    Parameters
    ----------
    path : Path
        A lesson's notebook.
    tell : callable
        Hears how many cells are done, and how many there are.

    Raises
    ------
    CourseError
        When the file is no notebook of this course.
    """
    saved = read_notebook(path)
    fresh = nbformat.from_dict(saved.copy())
    answer_quizzes(fresh, read_picks(saved))
    execute(fresh, path.parent, tell)
    return compare(path, saved, fresh)


def compare(path: Path, saved: NotebookNode, fresh: NotebookNode) -> Report:
    """Report on a notebook as it was `saved`, and as it came out of a `fresh` run."""
    report = Report(path)
    before = {name: result for name, result, _ in _verdicts(saved)}
    for name, result, cell in _verdicts(fresh):
        outcome = result or _without_verdict(name, cell)
        report.results.append(outcome)
        was = before.get(name)
        if was and was.outcome == PASSED and outcome.outcome != PASSED:
            report.remarks.append(
                f"`{name}` passed when you saved, but not from a clean start. A cell "
                "was changed, removed or run in another order after that."
            )
    report.remarks += [*_about_order(saved), *_about_errors(fresh)]
    return report


def read_notebook(path: Path) -> NotebookNode:
    """Read a notebook.

    Raises
    ------
    CourseError
        When the file cannot be read, or holds no notebook of this course.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # nbformat raises nearly anything on strange JSON
        what = "cannot be opened" if isinstance(error, OSError) else "is no notebook"
        what = "is not there" if isinstance(error, FileNotFoundError) else what
        raise CourseError(f"{path} {what}; expected an .ipynb file.") from None
    if not any("nbgrader" in cell.metadata for cell in notebook.cells):
        raise CourseError(f"{path} is no lesson: it has neither exercise nor question.")
    return notebook


def execute(
    notebook: NotebookNode, folder: Path, tell: Callable[[int, int], None]
) -> None:
    """Run all cells of a notebook in a fresh kernel; errors stay in the notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    folder : Path
        Where it runs.
    tell : callable
        Hears how many cells are done, and how many there are.

    Raises
    ------
    CourseError
        When the kernel dies, or one cell takes more than ten minutes.
    """
    total = len(notebook.cells)

    def started(cell: NotebookNode, cell_index: int) -> None:
        tell(cell_index, total)

    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=_SECONDS,
        allow_errors=True,
        kernel_name="python3",  # this one, whatever name another computer gave its own
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=started,
    )
    environment = os.environ | {"RNN_COURSE_GRADING": "1"}
    try:
        client.execute(env=environment)
    except Exception as error:
        if hasattr(client, "_async_cleanup_kernel_future"):  # nbclient met Ctrl-C
            raise KeyboardInterrupt from None
        if not isinstance(error, CellTimeoutError | DeadKernelError):
            raise
        reason = str(error).split("\n")[0]
        raise CourseError(f"The notebook did not run to its end: {reason}") from None
    tell(total, total)


def _verdicts(
    notebook: NotebookNode,
) -> Iterator[tuple[str, Result | None, NotebookNode]]:
    """Yield each graded cell's name, its result if its output has one, and the cell."""
    for cell in notebook.cells:
        grading = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not grading.get("grade"):
            continue
        name = re.sub("^(check|quiz)-", "", str(grading.get("grade_id")))
        yield name, _result(name, cell, float(grading.get("points", 0))), cell


def _result(name: str, cell: NotebookNode, worth: float) -> Result | None:
    for data in (output.get("data", {}) for output in cell.outputs):
        verdict = _mapping(data.get(VERDICT_MIME))
        if verdict:
            wanted = ("outcome", "reason", "points")
            outcome, reason, points = (verdict.get(key) for key in wanted)
            return Result(name, str(outcome), str(reason), float(points or 0), worth)
        pick = _mapping(data.get(MIME))
        if pick:
            answered = pick.get("pick") is not None
            outcome = "answered" if answered else NOT_ATTEMPTED
            points = pick.get("points") if answered else 0
            return Result(name, outcome, "", float(points or 0), worth)
    return None


def _mapping(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        with_json = value.strip().startswith("{")
        value = json.loads(value) if with_json else {}
    return dict(value) if isinstance(value, dict) else {}


def _without_verdict(name: str, cell: NotebookNode) -> Result:
    errors = [output for output in cell.outputs if output.output_type == "error"]
    reason = "its cell shows no result"
    if errors:
        reason = f"its cell stopped with {errors[0].ename}: {errors[0].evalue:.200}"
    kind = "question" if question_id(cell) else "check"
    points = float(cell.metadata.nbgrader.get("points", 0))
    return Result(name, CANNOT_BE_CHECKED, f"The {kind}: {reason}.", 0.0, points)


def _about_order(notebook: NotebookNode) -> Iterator[str]:
    """Say whether the saved numbers show that cells ran in another order, or not."""
    cells = [c for c in notebook.cells if c.cell_type == "code" and c.source.strip()]
    counts = [c.execution_count for c in cells]
    done = [count for count in counts if count is not None]
    if done and done != sorted(done):
        yield "The cells were not run from top to bottom; here they were."
    if done and None in counts:
        missing = counts.count(None)
        cells = "1 cell" if missing == 1 else f"{missing} cells"
        yield f"{cells} had not been run when the notebook was saved."


def _about_errors(notebook: NotebookNode) -> Iterator[str]:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and "grade" not in str(cell.metadata):
                first = cell.source.strip().split("\n")[0]
                yield f"The cell `{first}` stops with {output.ename}: {output.evalue}"


def exit_status(reports: list[Report]) -> int:
    """Return 0 when nothing is wrong; what is not attempted is not wrong."""
    fine = {PASSED, NOT_ATTEMPTED, "answered"}
    outcomes = {result.outcome for report in reports for result in report.results}
    return 0 if outcomes <= fine else 1
