"""A gradebook takes over another release of a lesson, and nobody's marks are lost."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from ...errors import CourseError
from ...submission.handout import CellFact

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbgrader import api

__all__ = ["retake"]


def retake(
    gradebook: api.Gradebook,
    lesson: str,
    old: Mapping[str, CellFact],
    new: Mapping[str, CellFact],
) -> None:
    """Change the lesson's cells in the gradebook; add what submissions lack.

    Raises
    ------
    CourseError
        When a cell is gone that a person has marked.
    """
    notebook = gradebook.find_notebook(lesson, lesson)
    gone = [
        cell
        for cells in (
            notebook.grade_cells,
            notebook.solution_cells,
            notebook.task_cells,
            notebook.source_cells,
        )
        for cell in cells
        if _is_gone(cell, new)
    ]
    _demand_unmarked(lesson, gone)
    for cell in gone:
        gradebook.db.delete(cell)
    gradebook.db.commit()
    for fact in new.values():
        _enter(gradebook, lesson, fact)
    for submitted in notebook.submissions:
        _complete(gradebook, notebook, submitted)
    gradebook.db.commit()


def _is_gone(cell: api.BaseCell, new: Mapping[str, CellFact]) -> bool:
    fact = new.get(cell.name)
    if fact is None:
        return True
    if isinstance(cell, api.GradeCell):
        return not fact.grading.get("grade")
    if isinstance(cell, api.SolutionCell):
        return not fact.is_solution
    return isinstance(cell, api.TaskCell) and not fact.grading.get("task")


def _demand_unmarked(lesson: str, cells: list[api.BaseCell]) -> None:
    for cell in cells:
        rows = [*getattr(cell, "grades", ()), *getattr(cell, "comments", ())]
        by_hand = ("manual_score", "manual_comment", "extra_credit")
        if any(getattr(row, what, None) for row in rows for what in by_hand):
            raise CourseError(
                f"{lesson} has no `{cell.name}` any more, and somebody has marked it "
                "by hand. Grade into a new folder, or put the cell back."
            )


def _enter(gradebook: api.Gradebook, lesson: str, fact: CellFact) -> None:
    where = {"notebook": lesson, "assignment": lesson}
    gradebook.update_or_create_source_cell(
        fact.name,
        **where,
        cell_type=fact.cell_type,
        source=fact.source,
        locked=fact.grading["locked"],
        checksum=fact.grading["checksum"],
    )
    worth = {"max_score": fact.points, "cell_type": fact.cell_type}
    if fact.grading.get("task"):
        gradebook.update_or_create_task_cell(fact.name, **where, **worth)
    elif fact.grading.get("grade"):
        gradebook.update_or_create_grade_cell(fact.name, **where, **worth)
    if fact.is_solution:
        gradebook.update_or_create_solution_cell(fact.name, **where)


def _complete(
    gradebook: api.Gradebook, notebook: api.Notebook, submitted: api.SubmittedNotebook
) -> None:
    """Add the rows that a submission lacks, with nothing earned yet."""
    have = {grade.cell_id for grade in submitted.grades}
    for cell in [*notebook.grade_cells, *notebook.task_cells]:
        if cell.id not in have:
            row = {"auto_score": 0.0, "needs_manual_grade": False}
            gradebook.db.add(api.Grade(cell=cell, notebook=submitted, **row))
    have = {comment.cell_id for comment in submitted.comments}
    for cell in [*notebook.solution_cells, *notebook.task_cells]:
        if cell.id not in have:
            gradebook.db.add(api.Comment(cell=cell, notebook=submitted))
