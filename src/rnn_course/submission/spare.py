"""Cells whose end nothing waits for: no answer and no check needs what they make.

Such a cell runs, since its figure may be worth a look; but a loop without an end in it
costs seconds, not the minutes that an answer may take.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import replace

from .job import Step
from .names import CellNames, read_names, with_bodies

__all__ = ["with_patience"]


def with_patience(
    steps: Sequence[Step], own: Collection[str], seconds: float
) -> tuple[Step, ...]:
    """Give cells that nothing waits for, and loops without an end, `seconds` at most.

    Parameters
    ----------
    steps : sequence of Step
        Every code cell, in order.
    own : collection of str
        The sources of the lesson's own cells, which may take their time.
    seconds : float
        For one such cell.
    """
    names = [read_names(step.source) for step in steps]
    later = _bodies(names)
    fixed = _fixed(names)
    needed: set[str] = set()
    far, result = False, []
    for step, cell in zip(reversed(steps), reversed(names), strict=True):
        reads = with_bodies(cell.loads, later)
        touched = (cell.stores | (reads - fixed)) & needed
        mine = step.kind == "run" and step.source not in own
        spare = mine and not (step.name or cell.opaque or far or touched)
        if not spare:
            needed |= reads.union(*(with_bodies(b, later) for b in cell.later.values()))
            far = far or (mine and cell.opaque)
        hopeless = mine and _is_endless(step.source)
        result.append(replace(step, most=seconds) if spare or hopeless else step)
    return tuple(reversed(result))


def _bodies(names: Sequence[CellNames]) -> dict[str, set[str]]:
    later: dict[str, set[str]] = {}
    for cell in names:
        for name, body in cell.later.items():
            later.setdefault(name, set()).update(body)
    return later


def _fixed(names: Sequence[CellNames]) -> set[str]:
    """Return names that are only ever modules, functions, bare numbers or texts."""
    bound = set().union(*(cell.stores for cell in names))
    loose = set().union(
        *(cell.stores - cell.plain - cell.later.keys() for cell in names)
    )
    return bound - loose


def _is_endless(source: str) -> bool:
    """Tell whether a cell has a loop at its top level that cannot end well."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(isinstance(node, ast.While) and _goes_on(node) for node in body)


def _goes_on(loop: ast.While) -> bool:
    always = isinstance(loop.test, ast.Constant) and bool(loop.test.value)
    ends = ast.Break | ast.Raise | ast.Return | ast.Try | ast.With
    return always and not any(isinstance(node, ends) for node in ast.walk(loop))
