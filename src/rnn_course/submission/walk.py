"""The way through one notebook, cell by cell, led from the checker's side."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Protocol

from .job import MOST_PUT_OUT, CellResult, Done, Job, LearnerGone, Step
from .suspicion import SUSPICION, oddities

__all__ = ["Check", "Learner", "walk"]

Check = Callable[[Step, int, float], CellResult]
Tell = Callable[[int], None]
SPARE = 3  # times as long as one spare cell may all of them take


class Learner(Protocol):
    """The process that runs a learner's cells, as a walk knows it.

    Attributes
    ----------
    gone : str
        Why it is gone; empty as long as it lives.
    """

    gone: str

    def run(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        """Run a cell: its outputs, updates, cut and slow.

        Raises
        ------
        LearnerGone
            When the process is dead or hangs.
        """

    def end(self) -> None:
        """Let it go."""


TOO_MUCH = "its cells put out too much in all; the rest is left out"


def walk(job: Job, learner: Learner, check: Check, tell: Tell = lambda _: None) -> Done:
    """Run every cell that has to run, in order.

    Parameters
    ----------
    job : Job
        The submission.
    learner : Learner
        Runs the student's cells.
    check : callable
        Takes a `Step` (a test cell or a question), its number and seconds; runs it.
    tell : callable
        Hears how many steps are behind.

    Returns
    -------
    Done
        What was reached, even when the student's process died on the way.
    """
    done = Done()
    displays: dict[bool, dict[str, list[dict[str, Any]]]] = {True: {}, False: {}}
    if learner.gone:
        done.flags.append(f"not run: {learner.gone}")
    began, spare = time.monotonic(), SPARE * job.limits.spare
    for number, step in enumerate(job.steps, 1):
        tell(number - 1)
        left = job.limits.notebook - (time.monotonic() - began)
        if left <= 0:
            done.flags.append(f"stopped: over {job.limits.notebook:g} s in all")
            break
        is_own = step.kind == "run"
        if step.kind == "reuse" or (is_own and learner.gone):
            continue
        start, seconds = time.monotonic(), min(left, job.limits.cell)
        if step.most:
            seconds = min(seconds, step.most, max(spare, 1.0))
        try:
            if is_own:
                result = _run(step, number, learner, seconds)
            else:
                result = check(step, number, seconds)
        except LearnerGone:
            result = CellResult()
        finally:
            took = time.monotonic() - start
            done.cell_seconds += took
            spare -= took if step.most else 0.0
        if learner.gone and not done.flags:
            done.flags.append(f"the student's process ended in code cell {number}")
        _settle(result, displays[is_own])
        done.cells[str(step.place)] = asdict(result)
    learner.end()
    _bound(done)
    return done


def _bound(done: Done) -> None:
    """Leave out what is too much in all, cell by cell from where it is."""
    left = MOST_PUT_OUT
    for result in done.cells.values():
        kept = []
        for output in result["outputs"]:
            left -= _size(output, left)
            if left >= 0:
                kept.append(output)
        if len(kept) < len(result["outputs"]) and TOO_MUCH not in done.flags:
            done.flags.append(TOO_MUCH)
        result["outputs"] = kept


def _size(value: Any, most: int) -> int:
    """Return how many characters a value takes as JSON; it may stop above `most`."""
    if isinstance(value, str):
        return len(json.dumps(value, ensure_ascii=False))
    inside = []
    if isinstance(value, Mapping):
        inside = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple):
        inside = value
    size = 20
    for one in inside:
        size += _size(one, most - size)
        if size > most:
            break
    return size


def _run(step: Step, number: int, learner: Learner, seconds: float) -> CellResult:
    ran = learner.run(step.source, number, seconds)
    result = CellResult([*ran["outputs"], *ran["updates"]])
    if ran["slow"]:
        why = ": nothing waits for it" if step.most else ""
        result.flags.append(
            f"code cell {number} was stopped after {round(seconds, 1):g} s{why}"
        )
    if ran["cut"]:
        result.flags.append(f"code cell {number} put out too much; the rest is cut")
    odd = oddities(step.source)
    if odd:
        words = ", ".join(f"`{word}`" for word in odd)
        result.flags.append(f"code cell {number} uses {words}{SUSPICION}")
    for words, told in _TOLD.items():
        if any(_says(output, words) for output in ran["outputs"]):
            result.flags.append(f"code cell {number} {told}")
    return result


_TOLD = {  # words of an error → what a person should hear
    ("PermissionError", "Operation not permitted", "Permission denied"): (
        "asked for what the sandbox refuses"
    ),
    (
        "No such file or directory: '/",
    ): "looked for a file that the sandbox does not hold",
    ("MemoryError", "Unable to allocate", "No space left", "File too large"): (
        "ran into a limit"
    ),
    ("ModuleNotFoundError", "No module named"): (
        "imports what is not installed on this machine"
    ),
    ("NoInputError",): "asks for input, and nobody is there to give it",
}


def _says(output: Mapping[str, Any], words: tuple[str, ...]) -> bool:
    said = (output.get("ename"), output.get("evalue"), output.get("text"))
    return any(word in str(text)[-500:] for word in words for text in said)


def _settle(result: CellResult, displays: dict[str, list[dict[str, Any]]]) -> None:
    """Let updates change the displays that they name, wherever these stand.

    The student's cells reach displays of their own alone, never those of a check.
    """
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
