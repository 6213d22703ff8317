"""The gradebook: nbgrader's own tables, and one of ours beside them.

One process writes, one transaction a submission: grades, comments, the late penalty and
our own record of the result appear together or not at all.
"""

from __future__ import annotations

import datetime
import json
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sql

from ...errors import CourseError
from ...submission.handout import CellFact
from .tables import RELEASES, RESULTS, SEEDS, make_tables

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbgrader import api

__all__ = ["Book", "address_of", "open_book"]

TRIES, PAUSE = 12, 0.5  # of one write; SQLite itself waits five seconds each time


def address_of(out: Path, gradebook: str) -> str:
    """Return the gradebook's address; a file in `out` unless told."""
    return gradebook or f"sqlite:///{out.resolve() / 'gradebook.db'}"


def open_book(address: str) -> Book:
    """Open a gradebook, making its tables when there are none.

    Raises
    ------
    CourseError
        When it cannot be reached.
    """
    try:
        try:
            make_tables(address)
        except (sql.exc.OperationalError, sql.exc.ProgrammingError):
            time.sleep(PAUSE)  # a second grader may be making them at this moment
            make_tables(address)
        return Book(api.Gradebook(address))
    except sql.exc.SQLAlchemyError as error:
        raise CourseError(
            f"The gradebook {address} cannot be opened: {_reason(error)}."
        ) from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "orig", error)).split("\n")[0]


class Book:
    """A gradebook that is open."""

    def __init__(self, gradebook: api.Gradebook) -> None:
        self.gradebook = gradebook
        self.db = gradebook.db
        self._known: dict[str, tuple[str, str, list[tuple[str, str, str]]]] = {}

    def close(self) -> None:
        """Close it."""
        self.gradebook.close()

    def facts(self, lesson: str) -> dict[str, CellFact]:
        """Return what is known of a lesson's cells, by grade id; {} when nothing."""
        try:
            notebook = self.gradebook.find_notebook(lesson, lesson)
        except api.MissingEntry:
            return {}
        grades = {cell.name: cell for cell in notebook.grade_cells}
        tasks = {cell.name: cell for cell in notebook.task_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        facts = {}
        for cell in notebook.source_cells:
            worth = grades.get(cell.name) or tasks.get(cell.name)
            grading = {
                "grade": cell.name in grades,
                "solution": cell.name in solutions,
                "task": cell.name in tasks,
                "locked": bool(cell.locked),
                "checksum": cell.checksum,
                "cell_type": cell.cell_type,
                "grade_id": cell.name,
                "schema_version": 3,
            }
            if worth is not None:
                grading["points"] = worth.max_score
            facts[cell.name] = CellFact(cell.name, cell.cell_type, cell.source, grading)
        return facts

    def duedate(self, lesson: str) -> datetime.datetime | None:
        """Return until when a lesson may be handed in, UTC; None for ever."""
        return self.gradebook.find_assignment(lesson).duedate

    def set_duedate(self, lesson: str, due: datetime.datetime) -> None:
        """Say until when a lesson may be handed in, UTC."""

        def write() -> None:
            self.gradebook.find_assignment(lesson).duedate = due
            self.db.commit()

        self._try_again_and_again(write)

    def renew(
        self,
        lesson: str,
        student: str,
        digest: str,
        result: Mapping[str, Any],
        timestamp: datetime.datetime | None,
        late: Any,
    ) -> None:
        """Keep a result anew, with the penalty that the due date asks for now."""

        def write() -> None:
            found = self._submission(lesson, student)
            if found is not None:
                found.timestamp = timestamp or found.timestamp
                self.db.flush()
                self._penalise(lesson, student, late)
            self._keep(lesson, student, digest, result)
            self.db.commit()

        self._try_again_and_again(write)
        self.db.expunge_all()

    def results(self, lesson: str) -> dict[str, tuple[str, dict[str, Any]]]:
        """Return student → (digest of what was submitted, the result)."""
        query = sql.select(RESULTS).where(RESULTS.c.lesson == lesson)
        rows = self.db.execute(query).all()
        return {row.student: (row.digest, json.loads(row.result)) for row in rows}

    def write(
        self,
        lesson: str,
        student: str,
        digest: str,
        result: Mapping[str, Any],
        grades: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        timestamp: datetime.datetime | None = None,
        late: Any = None,
    ) -> None:
        """Write one submission, all of it or nothing.

        Parameters
        ----------
        lesson, student, digest : str
            Whose submission, and what it was.
        result : mapping
            Kept for the report, as JSON.
        grades : mapping
            Grade id → points; None where a person must look.
        comments : mapping
            Grade id of a solution → nbgrader's automatic comment.
        timestamp : datetime, optional
            When it was handed in, UTC.
        late : LateSubmissionPlugin, optional
            Says what being late costs.

        Raises
        ------
        CourseError
            When another program keeps the gradebook locked, or it cannot be written.
        """

        def write() -> None:
            whose = {"lesson": lesson, "student": student}
            if not self._update(whose, grades, comments, timestamp):
                self._insert(whose, grades, comments, timestamp)
            self._penalise(lesson, student, late)
            self._keep(lesson, student, digest, result)
            self.db.commit()

        self._try_again_and_again(write)
        self.db.expunge_all()  # else every submission ever written stays in memory

    def _try_again_and_again(self, write: Callable[[], None]) -> None:
        """Write; formgrader, or a second grader, may be writing at this moment."""
        for left in reversed(range(TRIES)):
            try:
                return write()
            except (sql.exc.OperationalError, sql.exc.IntegrityError) as error:
                self.db.rollback()
                if not left:
                    raise CourseError(
                        f"The gradebook cannot be written: {_reason(error)}. Does "
                        "another program keep it locked, or is the disk full? What is "
                        "graded is kept; run the same command again to continue."
                    ) from None
            except BaseException:
                self.db.rollback()
                raise
            time.sleep(PAUSE)

    def _update(
        self,
        whose: Mapping[str, str],
        grades: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        timestamp: datetime.datetime | None,
    ) -> bool:
        """Set what the machine says; a person's scores, credits and words stay."""
        found = self._submission(**whose)
        if found is None:
            return False
        found.timestamp = timestamp or found.timestamp
        for notebook in found.notebooks:
            for grade in notebook.grades:
                if grade.name in grades:
                    grade.auto_score = points = grades[grade.name]
                    manual = grade.manual_score is not None
                    grade.needs_manual_grade = manual or points is None
            for comment in notebook.comments:
                if comment.name in comments:
                    comment.auto_comment = comments[comment.name]
        self.db.flush()
        return True

    def _submission(self, lesson: str, student: str) -> api.SubmittedAssignment | None:
        query = (
            sql.select(api.SubmittedAssignment)
            .join(api.Assignment)
            .where(api.Assignment.name == lesson)
            .where(api.SubmittedAssignment.student_id == student)
        )
        return self.db.scalars(query).first()

    def _insert(
        self,
        whose: Mapping[str, str],
        grades: Mapping[str, float | None],
        comments: Mapping[str, str | None],
        timestamp: datetime.datetime | None,
    ) -> None:
        """Add a submission with all its rows, few statements for many rows."""
        lesson, student = whose["lesson"], whose["student"]
        assignment, notebook, cells = self._identities(lesson)
        if self.db.get(api.Student, student) is None:
            self._add(api.Student, [{"id": student}])
        one, two = api.new_uuid(), api.new_uuid()
        row = {"assignment_id": assignment, "student_id": student}
        self._add(api.SubmittedAssignment, [{"id": one, "timestamp": timestamp, **row}])
        row = {"assignment_id": one, "notebook_id": notebook, "flagged": False}
        self._add(api.SubmittedNotebook, [{"id": two, **row}])
        self._add(api.Grade, [
            {"id": api.new_uuid(), "cell_id": identity, "notebook_id": two,
             "auto_score": grades.get(name),
             "needs_manual_grade": grades.get(name) is None}
            for identity, name, kind in cells if kind != "SolutionCell"
        ])  # fmt: skip
        self._add(api.Comment, [
            {"id": api.new_uuid(), "cell_id": identity, "notebook_id": two,
             "auto_comment": comments.get(name)}
            for identity, name, kind in cells if kind != "GradeCell"
        ])  # fmt: skip

    def _add(self, table: Any, rows: list[dict[str, Any]]) -> None:
        if rows:
            self.db.execute(sql.insert(table.__table__), rows)

    def _identities(self, lesson: str) -> tuple[str, str, list[tuple[str, str, str]]]:
        """Return the ids of assignment and notebook, and of the cells with names."""
        if lesson not in self._known:
            notebook = self.gradebook.find_notebook(lesson, lesson)
            query = sql.select(
                api.BaseCell.id, api.BaseCell.name, api.BaseCell.type
            ).where(api.BaseCell.notebook_id == notebook.id)
            cells = [tuple(row) for row in self.db.execute(query)]
            self._known[lesson] = (notebook.assignment_id, notebook.id, cells)
        return self._known[lesson]

    def _penalise(self, lesson: str, student: str, late: Any) -> None:
        """Take off for being late what nbgrader's plugin says."""
        if late is None:
            return
        submission = self._submission(lesson, student)
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = None
            seconds = submission.total_seconds_late
            if seconds:
                self.db.flush()
                self.db.refresh(notebook)
                score = notebook.score
                penalty = late.late_submission_penalty(student, score, seconds)
                if penalty is not None:
                    notebook.late_submission_penalty = min(max(penalty, 0), score)

    def _keep(
        self, lesson: str, student: str, digest: str, result: Mapping[str, Any]
    ) -> None:
        mine = (RESULTS.c.lesson == lesson) & (RESULTS.c.student == student)
        self.db.execute(sql.delete(RESULTS).where(mine))
        row = {"lesson": lesson, "student": student, "digest": digest}
        text = json.dumps(result)  # ASCII: no database minds what a student wrote
        self.db.execute(sql.insert(RESULTS).values(**row, result=text))

    def grades(self, lesson: str) -> Iterator[tuple[str, dict[str, Any], float]]:
        """Yield student, grade id → (score, most, needs a person), penalty."""
        assignment = self.gradebook.find_assignment(lesson)
        query = (
            sql.select(
                api.SubmittedAssignment.student_id,
                api.BaseCell.name,
                api.Grade.score,
                api.Grade.needs_manual_grade,
                api.SubmittedNotebook.late_submission_penalty,
            )
            .join(api.SubmittedNotebook, api.Grade.notebook)
            .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment)
            .join(api.BaseCell, api.Grade.cell)
            .where(api.SubmittedAssignment.assignment_id == assignment.id)
            .order_by(api.SubmittedAssignment.student_id)
        )
        student, scores, penalty = None, {}, 0.0
        for row in self.db.execute(query):
            if row[0] != student:
                if student is not None:
                    yield student, scores, penalty
                student, scores, penalty = row[0], {}, row[4] or 0.0
            scores[row[1]] = (row[2], bool(row[3]))
        if student is not None:
            yield student, scores, penalty

    def comments(self, lesson: str) -> dict[str, dict[str, str]]:
        """Return student → grade id → what a person wrote."""
        query = (
            sql.select(
                api.SubmittedAssignment.student_id,
                api.BaseCell.name,
                api.Comment.manual_comment,
            )
            .join(api.SubmittedNotebook, api.Comment.notebook)
            .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment)
            .join(api.Assignment, api.SubmittedAssignment.assignment)
            .join(api.BaseCell, api.Comment.cell)
            .where(api.Assignment.name == lesson)
            .where(api.Comment.manual_comment.is_not(None))
        )
        found: dict[str, dict[str, str]] = {}
        for student, name, text in self.db.execute(query):
            found.setdefault(student, {})[name] = text
        return found

    def machine_scores(
        self, lesson: str
    ) -> tuple[dict[str, dict[str, float]], dict[str, set[str]]]:
        """Return what the machine gave, and which cells a person has marked.

        Returns
        -------
        tuple
            Student → grade id → points; student → grade ids.
        """
        query = (
            sql.select(
                api.SubmittedAssignment.student_id,
                api.BaseCell.name,
                api.Grade.auto_score,
                api.Grade.manual_score,
            )
            .join(api.SubmittedNotebook, api.Grade.notebook)
            .join(api.SubmittedAssignment, api.SubmittedNotebook.assignment)
            .join(api.Assignment, api.SubmittedAssignment.assignment)
            .join(api.BaseCell, api.Grade.cell)
            .where(api.Assignment.name == lesson)
        )
        scores: dict[str, dict[str, float]] = {}
        by_hand: dict[str, set[str]] = {}
        for student, name, machine, person in self.db.execute(query):
            scores.setdefault(student, {})[name] = machine or 0.0
            if person is not None:
                by_hand.setdefault(student, set()).add(name)
        return scores, by_hand

    def has_submissions(self, lesson: str) -> bool:
        """Tell whether anybody has a grade for a lesson."""
        query = (
            sql.select(sql.func.count(api.SubmittedAssignment.id))
            .join(api.Assignment, api.SubmittedAssignment.assignment)
            .where(api.Assignment.name == lesson)
        )
        return bool(self.db.scalar(query))

    def handed_in(self, lesson: str) -> dict[str, datetime.datetime]:
        """Return student → when the work came, UTC, where that is known."""
        query = (
            sql.select(
                api.SubmittedAssignment.student_id, api.SubmittedAssignment.timestamp
            )
            .join(api.Assignment, api.SubmittedAssignment.assignment)
            .where(api.Assignment.name == lesson)
            .where(api.SubmittedAssignment.timestamp.is_not(None))
        )
        return {student: when for student, when in self.db.execute(query)}

    def release(self, lesson: str) -> str:
        """Return the digest of the release that the gradebook was compared with."""
        query = sql.select(RELEASES.c.digest).where(RELEASES.c.lesson == lesson)
        return self.db.scalar(query) or ""

    def keep_release(self, lesson: str, digest: str) -> None:
        """Remember with which release the gradebook agrees."""
        self.db.execute(sql.delete(RELEASES).where(RELEASES.c.lesson == lesson))
        row = {"lesson": lesson, "digest": digest}
        self.db.execute(sql.insert(RELEASES).values(**row))
        self.db.commit()

    def seed(self, lesson: str) -> int | None:
        """Return the seed of a lesson's questions, if one is kept."""
        query = sql.select(SEEDS.c.seed).where(SEEDS.c.lesson == lesson)
        kept = self.db.scalar(query)
        return None if kept is None else int(kept)

    def keep_seed(self, lesson: str, seed: int) -> None:
        """Remember the seed of a lesson's questions."""
        self.db.execute(sql.delete(SEEDS).where(SEEDS.c.lesson == lesson))
        self.db.execute(sql.insert(SEEDS).values(lesson=lesson, seed=str(seed)))
        self.db.commit()

    def take_release(
        self, lesson: str, facts: Mapping[str, CellFact], digest: str
    ) -> None:
        """Take over another release of a lesson; everyone's marks stay.

        Raises
        ------
        CourseError
            When a cell is gone that a person has marked.
        """
        from .retake import retake

        retake(self.gradebook, lesson, self.facts(lesson), facts)
        self._known.pop(lesson, None)
        self.db.expire_all()
        self.keep_release(lesson, digest)

    def students(self) -> list[str]:
        """Return everyone whom the gradebook knows."""
        return sorted(self.db.scalars(sql.select(api.Student.id)))
