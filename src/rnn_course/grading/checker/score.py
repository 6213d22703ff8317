"""What a test cell's outputs are worth: nbgrader's rules, mended.

Kept: an error earns nothing; a last value that is a number is partial credit; a cell
of bare assertions that runs to its end earns everything. Mended: warnings and prints on
stderr cost nothing; a value that is no number, or beyond the points, earns nothing and
is flagged; silence of a cell that asserts nothing earns nothing.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping, Sequence
from typing import Any

from ...cards import VERDICT_MIME
from ...quiz.picks import MIME

__all__ = ["read_points", "read_verdict"]


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
