"""Grade a class: from what was handed in to the gradebook, pages and lists."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..errors import CourseError
from .assignment import Assignment, load
from .book import Book, address_of, open_book
from .collect import Collection, Found, collect
from .job import Done, Job, Limits
from .plan import lean, makes
from .pool import Pool, Setting
from .reference import KEY, Reference
from .sanitize import Clean, NoNotebook, sanitize
from .steps import comments_of, fill, grades_of, make_job

__all__ = ["Order", "Summary", "grade_class"]

Tell = Callable[[str, Any], None]


@dataclass(frozen=True)
class Order:
    """What is to be graded, and how.

    Attributes
    ----------
    root : Path
        The course's folder.
    lesson : str
        The lesson's name.
    place, out : Path
        What was handed in, and where results go.
    gradebook : str
        Its address; a file in `out` when empty.
    again : tuple of str
        Students to grade again.
    workers : int
        Submissions at once; as many as cores when 0.
    reuse : bool
        Take the outputs of the lesson's own cells from one run of the lesson, where no
        answer reaches them; else run every cell of every submission.
    limits : Limits
        What one submission may take.
    """

    root: Path
    lesson: str
    place: Path
    out: Path
    gradebook: str = ""
    again: tuple[str, ...] = ()
    workers: int = 0
    reuse: bool = True
    limits: Limits = field(default_factory=Limits)


@dataclass
class Summary:
    """What came of it.

    Attributes
    ----------
    graded, kept : int
        Graded now, and graded before.
    flagged : dict
        Student → flags.
    problems : list of str
        Files that belong to nobody.
    """

    graded: int = 0
    kept: int = 0
    flagged: dict[str, list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass
class Open:
    """A submission on its way."""

    found: Found
    digest: str
    clean: Clean
    job: Job


def grade_class(order: Order, tell: Tell = lambda *_: None) -> Summary:
    """Grade everything that is not graded yet.

    Parameters
    ----------
    order : Order
        What to do.
    tell : callable
        Hears of progress: ``tell("total", n)``, ``tell("done", student)``, …

    Raises
    ------
    CourseError
        When it cannot begin.
    """
    collection = collect(order.place, order.lesson)
    order.out.mkdir(parents=True, exist_ok=True)
    address = address_of(order.out, order.gradebook)
    with open_book(address) as book:
        assignment = _enter(order, book, address)
        return _Class(order, book, assignment, collection, tell).grade()


def _enter(order: Order, book: Book, address: str) -> Assignment:
    from ..build.release import enter_in_gradebook

    facts = book.facts(order.lesson)
    if not facts:
        enter_in_gradebook(order.root, order.lesson, address)
        book.db.expire_all()
        facts = book.facts(order.lesson)
    return load(order.root, order.lesson, facts)


class _Class:
    """One run over a class."""

    def __init__(
        self,
        order: Order,
        book: Book,
        assignment: Assignment,
        collection: Collection,
        tell: Tell,
    ) -> None:
        self.order, self.book, self.assignment = order, book, assignment
        self.collection, self.tell = collection, tell
        self.summary = Summary(problems=collection.problems)
        self.reference = Reference(assignment, order.out / ".reference")
        self.open: dict[str, Open] = {}
        self.ready: list[tuple[Open, Done]] = []  # wait for the reference run
        self.again: list[tuple[str, Job]] = []

    def grade(self) -> Summary:
        """Grade what is left to grade."""
        before = self.book.results(self.order.lesson)
        todo = [f for f in self.collection.found if not self._is_done(f, before)]
        self.summary.kept = len(self.collection.found) - len(todo)
        self.tell("total", len(todo))
        if todo:
            with Pool(self._setting()) as pool:
                for student, done in pool.grade(self._jobs(todo)):
                    self._take(student, done, pool)
        return self.summary

    def _setting(self) -> Setting:
        cores = len(os.sched_getaffinity(0))
        slots = self.order.workers or cores
        threads = max(1, cores // slots)
        bank = str(self.assignment.bank)
        return Setting(self.assignment.modules, slots, threads, bank)

    def _is_done(self, found: Found, before: dict[str, tuple[str, Any]]) -> bool:
        if found.student in self.order.again or found.student not in before:
            return False
        digest, result = before[found.student]
        same = digest == _digest(found)
        if same and result["flags"]:
            self.summary.flagged[found.student] = result["flags"]
        return same

    def _jobs(self, todo: list[Found]) -> Iterator[tuple[str, Job]]:
        if self.order.reuse and self.reference.outputs is None:
            yield KEY, self.reference.job()
        for found in todo:
            try:
                data = found.read()
                clean = sanitize(data, self.assignment)
            except (NoNotebook, OSError) as problem:
                self._refuse(found, str(problem))
                continue
            notebook = clean.notebook
            job = make_job(notebook, self.assignment, found.student, self.order.limits)
            if self.order.reuse:
                job = replace(job, steps=lean(job.steps, notebook, self.assignment))
            digest = hashlib.sha256(data).hexdigest()
            self.open[found.student] = Open(found, digest, clean, job)
            yield found.student, job

    def _take(self, student: str, done: Done, pool: Pool) -> None:
        """Write a result, now or when the outputs that it reuses are there."""
        if student == KEY:
            self.reference.take(done)
        else:
            item = self.open[student]
            if _lacks_a_name(item.job, done):
                self._run_all(item, pool)
            else:
                self.ready.append((item, done))
        if self.reference.outputs is None and self.order.reuse:
            return
        for item, done in self.ready:
            if self.reference.covers(_reused(item)):
                self._write(self.open.pop(item.found.student), done)
            else:
                self._run_all(item, pool)
        self.ready.clear()

    def _run_all(self, item: Open, pool: Pool) -> None:
        """Grade once more, every cell: the plan has missed something."""
        notebook, student = item.clean.notebook, item.found.student
        item.job = make_job(notebook, self.assignment, student, self.order.limits)
        pool.add(student, item.job)

    def _refuse(self, found: Found, reason: str) -> None:
        """Enter zeros and the reason for what is no notebook."""
        result = {"flags": [*found.flags, reason], "verdicts": {}, "refused": True}
        grades = dict.fromkeys(self.assignment.graded, 0.0)
        self._enter(found, _digest(found), result, grades, {})

    def _write(self, item: Open, done: Done) -> None:
        outputs = self.reference.outputs or {}
        notebook = fill(item.clean.notebook, item.job, done, outputs)
        _save(notebook, self._autograded(item.found.student))
        result = {
            "flags": [*item.found.flags, *item.clean.flags, *_flags(done)],
            "verdicts": _verdicts(item.job, done),
            "seconds": round(done.seconds, 3),
            "cell_seconds": round(done.cell_seconds, 3),
            "peak": done.peak,
        }
        grades = grades_of(notebook, self.assignment, item.job, done)
        comments = comments_of(notebook, self.assignment)
        self._enter(item.found, item.digest, result, grades, comments)

    def _enter(
        self, found: Found, digest: str, result: dict, grades: dict, comments: dict
    ) -> None:
        lesson, student = self.order.lesson, found.student
        self.book.write(
            lesson, student, digest, result, grades, comments, found.handed_in
        )
        self.summary.graded += 1
        if result["flags"]:
            self.summary.flagged[student] = result["flags"]
        self.tell("done", student)

    def _autograded(self, student: str) -> Path:
        lesson = self.order.lesson
        return self.order.out / "autograded" / student / lesson / f"{lesson}.ipynb"


def _reused(item: Open) -> list[str]:
    cells = item.clean.notebook.cells
    return [cells[step.place].id for step in item.job.steps if step.kind == "reuse"]


def _lacks_a_name(job: Job, done: Done) -> bool:
    """Tell whether a cell missed what a reused one would have made."""
    made = makes(job.steps)
    if not made:
        return False
    for result in done.cells.values():
        reason = (result["verdict"] or {}).get("reason", "")
        errors = [o for o in result["outputs"] if o.get("ename") == "NameError"]
        said = " ".join([reason, *(error["evalue"] for error in errors)])
        if made & set(re.findall(r"name '(\w+)' is not defined", said)):
            return True
    return False


def _save(notebook: NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(nbformat.writes(notebook), encoding="utf-8")
    part.replace(path)


def _verdicts(job: Job, done: Done) -> dict[str, Any]:
    return {
        step.name: done.cells[str(step.place)]["verdict"]
        for step in job.steps
        if step.name and done.cells.get(str(step.place), {}).get("verdict")
    }


def _flags(done: Done) -> list[str]:
    cells = done.cells.values()
    return [*done.flags, *(flag for cell in cells for flag in cell["flags"])]


def _digest(found: Found) -> str:
    try:
        return hashlib.sha256(found.read()).hexdigest()
    except OSError:
        return ""


def find_root(start: Path) -> Path:
    """Return the course's folder: here, above, or the checkout.

    Raises
    ------
    CourseError
        When there is none.
    """
    checkout = Path(__file__).resolve().parents[3]
    for folder in [start, *start.parents, checkout]:
        if (folder / "solutions").is_dir() and (folder / "nbgrader_config.py").exists():
            return folder
    raise CourseError("There is no course folder here. Change into the checkout.")
