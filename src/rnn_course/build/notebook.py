"""Turn a lesson's Markdown into nbgrader's source notebook."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import jupytext
import nbformat
from nbformat import NotebookNode

from ..colab import colab_cell
from ..quiz.bank import Bank
from ..quiz.questions import Question
from ..quiz.score import key
from .source import TAGS, Lesson

__all__ = ["dumps", "solution_notebook", "solution_text"]

_KERNEL = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}
_SPLIT = "---\njupyter:\n  jupytext:\n    split_at_heading: true\n---\n"


def solution_notebook(lesson: Lesson, bank: Bank, way_back: str = "") -> NotebookNode:
    """Return the solved notebook, quiz and all, with nbgrader's metadata.

    Parameters
    ----------
    lesson : Lesson
        A lesson that keeps all rules.
    bank : Bank
        Its questions.
    way_back : str
        Links to earlier lessons, the last lines of the notebook.
    """
    questions = {question.id: question for question in bank.questions}
    notebook = jupytext.reads(_SPLIT + lesson.text, fmt="md")
    notebook.metadata = nbformat.from_dict(_KERNEL)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    if way_back:
        notebook.cells[-1].source += f"\n\n{way_back}"
    used: set[str] = set()
    for cell in notebook.cells:
        tags = {key: cell.metadata[key] for key in TAGS if key in cell.metadata}
        cell.metadata = NotebookNode()
        _expand(cell, tags, questions)
        cell["id"] = _cell_id(cell, used)
    notebook.cells.insert(1, colab_cell())  # below the title
    return notebook


def solution_text(lesson: Lesson) -> dict[str, str]:
    """Return each exercise's solution as a learner may see it, all parts joined."""
    texts: dict[str, list[str]] = {}
    for cell in lesson.code:
        if "exercise" in cell.tags:
            lines = cell.source.split("\n")
            kept = [line for line in lines if "### " not in line]
            texts.setdefault(cell.tags["exercise"], []).append("\n".join(kept).strip())
    return {name: "\n\n\n".join(parts) for name, parts in texts.items()}


def dumps(notebook: NotebookNode) -> bytes:
    """Write a notebook the same way every time."""
    text = json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False)
    return (text + "\n").encode()


def _expand(
    cell: NotebookNode, tags: dict[str, Any], questions: dict[str, Question]
) -> None:
    """Expand the short tags into nbgrader's metadata, and fill empty cells."""
    worth = float(tags.get("points", 0))
    if "exercise" in tags:
        part = f"-{tags['part']}" if "part" in tags else ""
        cell.metadata["nbgrader"] = _nbgrader(tags["exercise"] + part, solution=True)
    elif "check" in tags:
        name = tags["check"]
        cell.source = cell.source or f"check.{name}({name})"
        cell.metadata["nbgrader"] = _nbgrader(f"check-{name}", points=worth)
    elif "quiz" in tags:
        question = questions[tags["quiz"]]
        cell.source = f'quiz.ask("{question.id}", answer={key(question)!r})'
        graded = _nbgrader(f"quiz-{question.id}", points=question.points)
        cell.metadata["nbgrader"] = graded
    elif "written" in tags:
        written = _nbgrader(f"written-{tags['written']}", points=worth, solution=True)
        cell.metadata["nbgrader"] = written


def _nbgrader(
    grade_id: str, points: float | None = None, solution: bool = False
) -> dict[str, Any]:
    """Return nbgrader's metadata of a cell, format 3."""
    metadata = {
        "grade": points is not None,
        "grade_id": grade_id,
        "locked": points is not None and not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    if points is not None:
        metadata["points"] = int(points) if float(points).is_integer() else points
    return metadata


def _cell_id(cell: NotebookNode, used: set[str]) -> str:
    """Return a short id which changes only when the cell changes."""
    grading = cell.metadata.get("nbgrader")
    stem = grading["grade_id"] if grading else _digest(cell.cell_type + cell.source)
    name, number = stem[:60], 1
    while name in used:
        number += 1
        name = f"{stem[:55]}-{number}"
    used.add(name)
    return name


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
