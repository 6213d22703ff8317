"""The way through one notebook, cell by cell, led from the checker's side."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from .frames import Closed
from .job import CellResult, Done, Job, Step
from .learner import Learner
from .score import read_points, read_verdict

__all__ = ["Check", "check_in_place", "walk"]

Check = Callable[[Step, int], CellResult]


def walk(job: Job, learner: Learner, check: Check) -> Done:
    """Run every cell that has to run, in order.

    Parameters
    ----------
    job : Job
        The submission.
    learner : Learner
        Runs the student's cells.
    check : callable
        Takes a `Step` (a test cell or a question) and its number; runs it.

    Returns
    -------
    Done
        What was reached, even when the student's process died on the way.
    """
    done, displays = Done(), {}
    began = time.monotonic()
    for number, step in enumerate(job.steps, 1):
        left = job.limits.notebook - (time.monotonic() - began)
        if left <= 0:
            done.flags.append(f"stopped: over {job.limits.notebook:g} s in all")
            break
        if step.kind == "reuse":
            continue
        start = time.monotonic()
        try:
            if step.kind == "run":
                result = _run(step, number, learner, min(left, job.limits.cell))
            else:
                result = check(step, number)
        except Closed:
            done.flags.append(f"the student's process ended in code cell {number}")
            break
        finally:
            done.cell_seconds += time.monotonic() - start
        _settle(result, displays)
        done.cells[str(step.place)] = asdict(result)
    learner.end()
    return done


def _run(step: Step, number: int, learner: Learner, seconds: float) -> CellResult:
    ran = learner.run(step.source, number, seconds)
    result = CellResult([*ran["outputs"], *ran["updates"]])
    if ran["slow"]:
        result.flags.append(f"code cell {number} was stopped after {seconds:g} s")
    if ran["cut"]:
        result.flags.append(f"code cell {number} put out too much; the rest is cut")
    return result


def _settle(result: CellResult, displays: dict[str, list[dict[str, Any]]]) -> None:
    """Let updates change the displays that they name, wherever these stand."""
    settled = []
    for output in result.outputs:
        name = output.pop("display_id", None)
        if "output_type" not in output:
            for earlier in displays.get(name, []):
                earlier.update(output)
            continue
        if name is not None:
            displays.setdefault(name, []).append(output)
        settled.append(output)
    result.outputs[:] = settled


def check_in_place(learner: Learner, seconds: float) -> Check:
    """Return a check that runs test cells in the student's own process."""

    def check(step: Step, number: int) -> CellResult:
        result = _run(step, number, learner, seconds)
        shown = [o for o in result.outputs if "output_type" in o]
        result.points, flags = read_points(step.source, shown, step.points)
        result.verdict = read_verdict(shown)
        result.flags += flags
        return result

    return check
