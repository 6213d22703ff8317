"""Make the students' notebooks with nbgrader's own GenerateAssignment."""

from __future__ import annotations

import io
import logging
import tempfile
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbconvert.exporters.exporter import ResourcesDict
from nbformat import NotebookNode
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from ..errors import CourseError
from .notebook import dumps

if TYPE_CHECKING:
    from nbgrader.api import Gradebook

__all__ = ["Gentle", "enter_in_gradebook", "load_config", "release_notebooks"]

_CONFIG = "nbgrader_config.py"


class Gentle(NbGraderPreprocessor):
    """What a learner's copy needs beyond nbgrader's clearing of solutions.

    Quiz cells lose their answer and stay editable, so that ``answer="b"`` can be typed
    where no widget runs; a stub outside a function is ``...`` and stops nothing.
    """

    def preprocess_cell(
        self, cell: NotebookNode, resources: ResourcesDict, cell_index: int
    ) -> tuple[NotebookNode, ResourcesDict]:
        """Change one cell in place."""
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if is_grade(cell) and name.startswith("quiz-"):
            cell.metadata["editable"] = True
            cell.source = f'quiz.ask("{name.removeprefix("quiz-")}")'
        if cell.cell_type == "code":
            lines = cell.source.split("\n")
            stub = "raise NotImplementedError("
            cell.source = "\n".join(
                "...  # Write your answer here." if line.startswith(stub) else line
                for line in lines
            )
        return cell, resources


def release_notebooks(
    root: Path, solutions: Mapping[str, NotebookNode], database: str | None = None
) -> dict[str, bytes]:
    """Release solved notebooks.

    Parameters
    ----------
    root : Path
        The checkout, for its ``nbgrader_config.py``.
    solutions : mapping
        Lesson → solved notebook.
    database : str, optional
        The address of a gradebook to enter them in; none when left out.

    Returns
    -------
    dict
        Lesson → the bytes of the students' notebook.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        config = load_config(root)
        config.CourseDirectory.root = folder
        if database:
            config.CourseDirectory.db_url = database
        else:  # as `nbgrader generate_assignment --no-db`
            config.GenerateAssignment.no_database = True
            config.SaveCells.enabled = False
        for lesson, notebook in solutions.items():
            path = place / "solutions" / lesson / f"{lesson}.ipynb"
            path.parent.mkdir(parents=True)
            path.write_bytes(dumps(notebook))
            _generate(config, lesson)
        return {lesson: _released(place, lesson) for lesson in solutions}


def enter_in_gradebook(root: Path, lesson: str, database: str) -> Path:
    """Enter a lesson in a gradebook.

    Parameters
    ----------
    root : Path
        The checkout.
    lesson : str
        The lesson's name.
    database : str
        The gradebook's address; a relative SQLite file is taken from `root`.

    Returns
    -------
    Path
        The students' notebook, relative to `root`.

    Raises
    ------
    CourseError
        When the students' notebook in the checkout is stale, or the gradebook cannot be
        opened.
    """
    path = Path("lessons") / lesson / f"{lesson}.ipynb"
    solved = root / "solutions" / lesson / f"{lesson}.ipynb"
    if not solved.exists():
        raise CourseError(f"{solved} is missing. Run `rnn-course build` first.")
    if database.startswith("sqlite:///") and not database.startswith("sqlite:////"):
        database = f"sqlite:///{root / database.removeprefix('sqlite:///')}"
    load_config(root)  # lets nbgrader find alembic
    _enter_nameless_course(database)
    notebook = nbformat.read(solved, as_version=4)
    released = release_notebooks(root, {lesson: notebook}, database)[lesson]
    if not (root / path).exists() or (root / path).read_bytes() != released:
        raise CourseError(f"{path} is stale. Run `rnn-course build`, then try again.")
    return path


def _enter_nameless_course(database: str) -> None:
    """Enter the course without a name that nbgrader's assignments refer to.

    nbgrader leaves it out. SQLite looks away; PostgreSQL refuses the assignment.
    """
    from nbgrader.api import Course
    from sqlalchemy.exc import IntegrityError

    with _open(database) as book:
        if book.db.get(Course, "") is None:
            book.db.add(Course(id=""))
            try:
                book.db.commit()
            except IntegrityError:  # somebody else was faster
                book.db.rollback()


def _open(database: str) -> Gradebook:
    from nbgrader.api import Gradebook
    from sqlalchemy.exc import SQLAlchemyError

    try:
        return Gradebook(database)
    except (SQLAlchemyError, ImportError) as error:
        reason = str(getattr(error, "orig", error)).split("\n")[0]
        raise CourseError(
            f"The gradebook {database} cannot be opened: {reason}. Write a file as "
            "`sqlite:///gradebook.db`, a server as `postgresql+psycopg://host/grades`."
        ) from None


def load_config(root: Path) -> Config:
    """Read the course's nbgrader configuration."""
    if not (root / _CONFIG).exists():
        raise CourseError(
            f"There is no {_CONFIG} in {root}. Run this in the course's folder."
        )
    return PyFileConfigLoader(_CONFIG, path=str(root)).load_config()


def _generate(config: Config, lesson: str) -> None:
    config.CourseDirectory.assignment_id = lesson
    course = CourseDirectory(config=config)
    log, said = logging.getLogger("rnn_course.release"), io.StringIO()
    log.propagate, log.handlers = False, [logging.StreamHandler(said)]
    log.setLevel(logging.ERROR)
    converter = GenerateAssignment(coursedir=course, config=config, log=log)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            converter.start()
    except (NbGraderException, SystemExit) as error:
        reason = said.getvalue().strip() or str(error)
        raise CourseError(f"nbgrader cannot release {lesson}: {reason}") from error


def _released(place: Path, lesson: str) -> bytes:
    path = place / "lessons" / lesson / f"{lesson}.ipynb"
    return dumps(nbformat.read(path, as_version=4))
