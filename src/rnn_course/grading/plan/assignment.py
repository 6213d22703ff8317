"""A lesson as the grader knows it: what was released, and what it is worth."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...errors import CourseError
from ...submission.handout import CellFact, Handout

__all__ = ["Assignment", "lesson_modules", "load"]


@dataclass(frozen=True)
class Assignment(Handout):
    """A lesson that was released, as the grader knows it.

    Attributes
    ----------
    solved : dict
        The solved notebook as JSON has it.
    bank : Path
        The folder of question banks.
    """

    solved: dict[str, Any]
    bank: Path

    @property
    def known(self) -> dict[str, Any]:
        """The solved notebook."""
        return self.solved


def lesson_modules(root: Path, lesson: str) -> tuple[str, ...]:
    """Return the modules that a lesson's cells import."""
    solved = _read(root / "solutions" / lesson / f"{lesson}.ipynb")
    found: dict[str, None] = {}
    for cell in solved["cells"]:
        if cell["cell_type"] == "code":
            found |= dict.fromkeys(_imports("".join(cell["source"])))
    return tuple(found)


def load(root: Path, lesson: str, facts: dict[str, CellFact]) -> Assignment:
    """Read a lesson from the checkout.

    Parameters
    ----------
    root : Path
        The checkout.
    lesson : str
        The lesson's name.
    facts : dict
        What the gradebook holds of it, hidden tests included; see `Book.facts`.

    Raises
    ------
    CourseError
        When it is not built, or the gradebook holds another version of it.
    """
    released = _read(root / "lessons" / lesson / f"{lesson}.ipynb")
    solved = _read(root / "solutions" / lesson / f"{lesson}.ipynb")
    order = [
        cell["metadata"]["nbgrader"]["grade_id"]
        for cell in released["cells"]
        if "nbgrader" in cell["metadata"]
    ]
    if set(order) != set(facts):
        raise CourseError(
            f"The gradebook holds another version of {lesson}, with other exercises. "
            "Grade into a new folder, or run `rnn-course release` on a new gradebook."
        )
    ordered = {name: facts[name] for name in order}
    return Assignment(lesson, released, ordered, solved, root / "quizzes")


def _read(path: Path) -> dict[str, Any]:
    if not path.exists():
        raise CourseError(f"{path} is missing. Run `rnn-course build` first.")
    return json.loads(path.read_text(encoding="utf-8"))


def _imports(source: str) -> list[str]:
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append(node.module)
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return found
