"""The gradebook: nbgrader's own tables, and one of ours beside them.

One process writes, one transaction a submission: grades, comments, the late penalty and
our own record of the result appear together or not at all.
"""

from __future__ import annotations

import datetime
import json
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sql
from alembic.config import Config as AlembicConfig
from alembic.script import ScriptDirectory

from ..errors import CourseError
from .assignment import CellFact

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from nbgrader import api
    from nbgrader.dbutil import ALEMBIC_DIR

__all__ = ["Book", "address_of", "open_book"]

_OURS = sql.MetaData()
RESULTS = sql.Table(
    "rnn_course_result",
    _OURS,
    sql.Column("lesson", sql.String(128), primary_key=True),
    sql.Column("student", sql.String(128), primary_key=True),
    sql.Column("digest", sql.String(64), nullable=False),
    sql.Column("result", sql.Text, nullable=False),
)


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
        _make_tables(address)
        return Book(api.Gradebook(address))
    except sql.exc.SQLAlchemyError as error:
        reason = str(getattr(error, "orig", error)).split("\\n")[0]
        raise CourseError(
            f"The gradebook {address} cannot be opened: {reason}"
        ) from None


def _make_tables(address: str) -> None:
    """Make the tables as nbgrader would, without its call of another program."""
    engine = sql.create_engine(address)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
        fresh = not sql.inspect(connection).get_table_names()
        if fresh:
            api.Base.metadata.create_all(bind=connection)
            head = _head()
            connection.exec_driver_sql(
                "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
            )
            connection.execute(
                sql.text("INSERT INTO alembic_version VALUES (:head)"), {"head": head}
            )
        _OURS.create_all(bind=connection)
    engine.dispose()


def _head() -> str:
    config = AlembicConfig()
    config.set_main_option("script_location", ALEMBIC_DIR)
    return ScriptDirectory.from_config(config).get_current_head()


class Book:
    """A gradebook that is open."""

    def __init__(self, gradebook: api.Gradebook) -> None:
        self.gradebook = gradebook
        self.db = gradebook.db

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
        """
        try:
            submission = self._submission(lesson, student, timestamp)
            (notebook,) = [n for n in submission.notebooks if n.name == lesson]
            self._set_grades(notebook, grades)
            for comment in notebook.comments:
                if comment.name in comments:
                    comment.auto_comment = comments[comment.name]
            self.db.flush()
            self._penalise(submission, notebook, late)
            self._keep(lesson, student, digest, result)
            self.db.commit()
        except BaseException:
            self.db.rollback()
            raise
        self.db.expunge_all()  # else every submission ever written stays in memory

    def _submission(
        self, lesson: str, student: str, timestamp: datetime.datetime | None
    ) -> api.SubmittedAssignment:
        person = self.db.get(api.Student, student)
        if person is None:
            person = api.Student(id=student)
            self.db.add(person)
        assignment = self.gradebook.find_assignment(lesson)
        found = self.db.scalars(
            sql.select(api.SubmittedAssignment).filter_by(
                assignment_id=assignment.id, student_id=student
            )
        ).first()
        if found is None:
            with self.db.no_autoflush:
                found = api.SubmittedAssignment(assignment=assignment, student=person)
                for notebook in assignment.notebooks:
                    self._add_notebook(found, notebook)
                self.db.add(found)
            self.db.flush()
        found.timestamp = timestamp or found.timestamp
        return found

    @staticmethod
    def _add_notebook(
        submission: api.SubmittedAssignment, notebook: api.Notebook
    ) -> None:
        entry = api.SubmittedNotebook(notebook=notebook, assignment=submission)
        for cell in [*notebook.grade_cells, *notebook.task_cells]:
            api.Grade(cell_id=cell.id, notebook=entry)
        for cell in [*notebook.solution_cells, *notebook.task_cells]:
            api.Comment(cell_id=cell.id, notebook=entry)

    @staticmethod
    def _set_grades(
        notebook: api.SubmittedNotebook, grades: Mapping[str, float | None]
    ) -> None:
        """Set what the machine says; a person's score and extra credit stay."""
        for grade in notebook.grades:
            if grade.name in grades:
                grade.auto_score = grades[grade.name]
                manual = grade.manual_score is not None
                grade.needs_manual_grade = manual or grade.auto_score is None

    def _penalise(
        self,
        submission: api.SubmittedAssignment,
        notebook: api.SubmittedNotebook,
        late: Any,
    ) -> None:
        notebook.late_submission_penalty = None
        seconds = submission.total_seconds_late
        if late is None or not seconds:
            return
        self.db.refresh(notebook)
        score = notebook.score
        penalty = late.late_submission_penalty(submission.student_id, score, seconds)
        if penalty is not None:
            notebook.late_submission_penalty = min(max(penalty, 0), score)

    def _keep(
        self, lesson: str, student: str, digest: str, result: Mapping[str, Any]
    ) -> None:
        mine = (RESULTS.c.lesson == lesson) & (RESULTS.c.student == student)
        self.db.execute(sql.delete(RESULTS).where(mine))
        row = {"lesson": lesson, "student": student, "digest": digest}
        text = json.dumps(result, ensure_ascii=False)
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
