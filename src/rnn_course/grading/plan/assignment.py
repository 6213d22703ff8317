"""A lesson as the grader knows it: what was released, and what it is worth."""

from __future__ import annotations

import ast
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import CourseError

__all__ = ["Assignment", "CellFact", "lesson_modules", "load"]


@dataclass(frozen=True)
class CellFact:
    """What the lesson says of one graded or solution cell.

    Attributes
    ----------
    name : str
        The grade id.
    cell_type : str
        ``"code"`` or ``"markdown"``.
    source : str
        The whole source, hidden tests included.
    grading : dict
        nbgrader's metadata.
    """

    name: str
    cell_type: str
    source: str
    grading: dict[str, Any]

    @property
    def is_grade(self) -> bool:
        """Whether it carries points."""
        return bool(self.grading.get("grade") or self.grading.get("task"))

    @property
    def is_locked(self) -> bool:
        """Whether a student may not change it."""
        graded = self.grading.get("grade") and not self.grading.get("solution")
        return bool(graded or self.grading.get("locked"))

    @property
    def points(self) -> float:
        """What it is worth."""
        return float(self.grading.get("points") or 0)


@dataclass(frozen=True)
class Assignment:
    """A lesson that was released.

    Attributes
    ----------
    lesson : str
        Its name; also the notebook's.
    released, solved : dict
        The notebooks as JSON has them.
    facts : dict
        Grade id → `CellFact`, in the lesson's order.
    bank : Path
        The folder of question banks.
    """

    lesson: str
    released: dict[str, Any]
    solved: dict[str, Any]
    facts: dict[str, CellFact]
    bank: Path

    @cached_property
    def kernelspec(self) -> dict[str, Any]:
        """The kernel that the lesson names."""
        return dict(self.released["metadata"].get("kernelspec", {}))

    @cached_property
    def graded(self) -> dict[str, CellFact]:
        """The cells that carry points."""
        return {name: fact for name, fact in self.facts.items() if fact.is_grade}


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
    return Assignment(lesson, released, solved, ordered, root / "quizzes")


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
