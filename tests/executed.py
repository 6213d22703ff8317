"""What a notebook's own outputs say of its exercises and questions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from rnn_course.cards import VERDICT_MIME
from rnn_course.checks.verdict import CANNOT_BE_CHECKED, NOT_ATTEMPTED, PASSED
from rnn_course.quiz.picks import MIME, question_id
from rnn_course.rehearsal import Report, Result

__all__ = ["compare"]


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
