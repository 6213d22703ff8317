"""What a test cell's outputs are worth: nbgrader's rules, mended.

Kept: an error earns nothing; a last value that is a number is partial credit; a cell
of bare assertions that runs to its end earns everything. Mended: warnings and prints on
stderr cost nothing; a value that is no number, or beyond the points, earns nothing and
is flagged; silence of a cell that asserts nothing earns nothing.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from ..cards import VERDICT_MIME
from ..checks.anew import OTHER_INPUTS
from ..checks.verdict import CANNOT_BE_CHECKED, WRONG, Verdict
from ..quiz.picks import MIME
from .job import CellResult, Step
from .suspicion import SUSPICION

__all__ = ["judged", "read_points", "read_verdict"]


def judged(step: Step, ran: Mapping[str, Any], missing: Collection[str]) -> CellResult:
    """Return what a test cell or question has earned, from what it put out.

    Parameters
    ----------
    step : Step
        The test cell.
    ran : mapping
        Its outputs and updates, as a shell gives them.
    missing : collection of str
        Names that it reads and that nobody has defined.
    """
    outputs = [*ran["outputs"], *ran["updates"]]
    full = step.full or step.points
    points, flags = read_points(step.source, ran["outputs"], full)
    if step.full:  # the gradebook's points are not the check's
        points = round(points * step.points / step.full, 4)
    verdict = read_verdict(outputs) or _on_missing(step, outputs, missing)
    result = CellResult(outputs, points, verdict, flags)
    if (verdict or {}).get("outcome") == CANNOT_BE_CHECKED:
        result.flags.append(f"{step.name} cannot be checked")
    elif (verdict or {}).get("mistake") == OTHER_INPUTS:
        result.flags.append(f"{step.name} is right for known inputs alone{SUSPICION}")
    elif (verdict or {}).get("mistake") == "too-slow":
        result.flags.append(f"{step.name}: the answer was stopped")
    return result


def _on_missing(
    step: Step, outputs: Sequence[Mapping[str, Any]], missing: Collection[str]
) -> dict[str, Any] | None:
    """Say what no check could say: there was nothing to give to it."""
    errors = [o["evalue"] for o in outputs if o.get("ename") == "NameError"]
    said = {f"name '{name}' is not defined": name for name in missing}
    name = next((said[error] for error in errors if error in said), None)
    if name is None:
        return None
    why = step.hint or (
        "Has its cell stopped with an error, is it missing, or has the function got "
        "another name?"
    )
    reason = f"There is no `{name}` when this check runs. {why}"
    return asdict(Verdict(WRONG, reason, "not-defined", 0.0, step.points))


def read_points(
    source: str, outputs: Sequence[Mapping[str, Any]], most: float
) -> tuple[float, list[str]]:
    """Return the points that a test cell has earned, and flags.

    Parameters
    ----------
    source : str
        The test cell, as the lesson has it.
    outputs : sequence of dict
        What it put out when it ran to its end, or to an error.
    most : float
        What it is worth.
    """
    if any(output.get("output_type") == "error" for output in outputs):
        return 0.0, []
    results = [o for o in outputs if o.get("output_type") == "execute_result"]
    if not results:
        return (most, []) if asserts(source) else (0.0, ["a check said nothing"])
    said = results[-1].get("data", {}).get("text/plain", "")
    points = _number("".join(said))
    if points is None or not 0 <= points <= most:
        if asserts(source):
            return most, []
        return 0.0, ["a check's value is not a number of points"]
    return points, []


def read_verdict(outputs: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """Return the verdict that a check has put beside its card, or None.

    A quiz question has one too: ``"answered"`` or ``"not attempted"``.
    """
    for output in outputs:
        data = output.get("data") or {}
        verdict = data.get(VERDICT_MIME)
        if isinstance(verdict, Mapping):
            return dict(verdict)
        pick = data.get(MIME)
        if isinstance(pick, Mapping):
            answered = pick.get("pick") is not None
            outcome = "answered" if answered else "not attempted"
            return {"outcome": outcome, "pick": pick.get("pick")}
    return None


def asserts(source: str) -> bool:
    """Tell whether code asserts something by itself, as nbgrader's test cells do."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):
        return False
    return any(_asserts(node) for node in ast.walk(tree))


def _asserts(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert | ast.Raise):
        return True
    if not isinstance(node, ast.Call):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name.startswith("assert")


def _number(text: str) -> float | None:
    try:
        value = float(text.strip()[:40])
    except ValueError:
        return None
    return value if math.isfinite(value) else None
