"""A lesson as it was handed out: its cells, and what each of them is worth."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from ..errors import CourseError
from ..released import FOLDER

__all__ = ["CellFact", "Handout", "facts_in", "read_handout"]


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
        The whole source, hidden tests included where the grader knows them.
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
    def is_solution(self) -> bool:
        """Whether a student answers in it."""
        return bool(self.grading.get("solution"))

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
class Handout:
    """A lesson that was handed out.

    Attributes
    ----------
    lesson : str
        Its name; also the notebook's.
    released : dict
        The notebook as JSON has it.
    facts : dict
        Grade id → `CellFact`, in the lesson's order.
    """

    lesson: str
    released: dict[str, Any]
    facts: dict[str, CellFact]

    @property
    def known(self) -> dict[str, Any]:
        """The notebook whose names the plan reads: solved, where that is at hand."""
        return self.released

    @cached_property
    def kernelspec(self) -> dict[str, Any]:
        """The kernel that the lesson names."""
        return dict(self.released["metadata"].get("kernelspec", {}))

    @cached_property
    def graded(self) -> dict[str, CellFact]:
        """The cells that carry points."""
        return {name: fact for name, fact in self.facts.items() if fact.is_grade}

    @property
    def most(self) -> float:
        """The points that can be earned."""
        return sum(fact.points for fact in self.graded.values())

    @cached_property
    def cells(self) -> list[dict[str, Any]]:
        """The lesson's cells: id, type, source as one text, grade id or ``""``."""
        return [
            {
                "id": cell.get("id", ""),
                "cell_type": cell["cell_type"],
                "source": "".join(cell["source"]),
                "name": cell["metadata"].get("nbgrader", {}).get("grade_id", ""),
            }
            for cell in self.released["cells"]
        ]


def facts_in(notebook: dict[str, Any]) -> dict[str, CellFact]:
    """Return what a notebook's own metadata say, by grade id."""
    facts = {}
    for cell in notebook["cells"]:
        grading = cell["metadata"].get("nbgrader")
        if grading:
            name, source = grading["grade_id"], "".join(cell["source"])
            facts[name] = CellFact(name, cell["cell_type"], source, dict(grading))
    return facts


@cache
def read_handout(lesson: str) -> Handout:
    """Return a lesson as the installed package has it.

    Raises
    ------
    CourseError
        When it has not been built.
    """
    path = FOLDER / f"{lesson}.ipynb"
    if not path.exists():
        raise CourseError(
            f"The package holds no notebook of {lesson}. Run `rnn-course build`, or "
            "install the course again."
        )
    notebook = json.loads(path.read_text(encoding="utf-8"))
    return Handout(lesson, notebook, facts_in(notebook))
