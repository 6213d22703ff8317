"""One run over a class."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from ..errors import CourseError, did_you_mean
from ..files import write_whole
from ..submission.job import Done, Job
from ..submission.plan import misses_a_name
from ..submission.read import NoNotebook
from ..submission.steps import verdicts_of
from .handed_in.collect import Found, collect, results_in
from .handle import Handling, Prepared
from .order import Order, Summary, Tell
from .plan.assignment import Assignment, load
from .plan.reference import KEY, Reference
from .results.book import Book, address_of, open_book
from .results.finish import write_pages
from .results.lists import read_students
from .workers.desk import Overrun
from .workers.pool import Pool

__all__ = ["Run"]


@dataclass
class Open:
    """A submission on its way."""

    found: Found
    ready: Prepared
    job: Job


class Run:
    """One run over a class."""

    def __init__(self, order: Order, pool: Pool, tell: Tell) -> None:
        self.order, self.pool, self.tell = order, pool, tell
        if order.students is not None:
            read_students(order.students)  # hear now, not in an hour, if it is no list
        self.collection = collect(order.place, order.lesson, results_in(order.out))
        order.out.mkdir(parents=True, exist_ok=True)
        self.turn = _take_turn(order.out)
        address = address_of(order.out, order.gradebook)
        self.book = open_book(address)
        self.assignment = _enter(order, self.book, address)
        self.summary = Summary(
            found=len(self.collection.found), problems=self.collection.problems
        )
        self.reference = Reference(self.assignment, order.out / ".reference")
        self.handling = Handling(
            self.assignment, self.collection.found, order, self.reference
        )
        self.late: Any = None
        if self.book.duedate(order.lesson):
            self.late = _late_plugin(order.root)
        self.open: dict[str, Open] = {}
        self.ready: list[tuple[Open, Done]] = []  # wait for the reference run

        self._demand_students(order.again)

    def _demand_students(self, wanted: tuple[str, ...]) -> None:
        known = {found.student for found in self.collection.found}
        for student in wanted:
            if student not in known:
                hint = did_you_mean(student, known)
                raise CourseError(f"{student!r} has handed in nothing. {hint}")

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: Any) -> None:
        self.handling.close()
        self.book.close()
        self.turn.close()

    def grade(self) -> Summary:
        """Grade what is left to grade."""
        before = self.book.results(self.order.lesson)
        todo = [f for f in self.collection.found if not self._is_done(f, before)]
        self.summary.kept = len(self.collection.found) - len(todo)
        for problem in self.summary.problems:
            self.tell("problem", problem)
        if not self.collection.found:
            raise CourseError(
                f"No notebook of {self.order.lesson} was found in {self.order.place}. "
                "Expected nbgrader's folder `submitted`, a folder or zip as Moodle or "
                "Canvas exports it, or notebooks named by student."
            )
        self.tell("total", len(todo))
        for student, done in self.pool.grade(self._jobs(todo)):
            self._take(student, done)
        write_pages(self.book, self.assignment, self.order, self.summary, self.tell)
        return self.summary

    def _is_done(self, found: Found, before: dict[str, tuple[str, Any]]) -> bool:
        if found.student in self.order.again or found.student not in before:
            return False
        digest, result = before[found.student]
        same = digest == self.handling.digest(found.student)
        if same and result["flags"]:
            self.summary.flagged[found.student] = result["flags"]
        return same

    def _jobs(self, todo: list[Found]) -> Iterator[tuple[str, Job]]:
        if self.order.reuse and self.reference.outputs is None:
            yield KEY, self.reference.job()
        for found in todo:
            try:
                item = self._prepare(found)
            except (NoNotebook, OSError) as problem:
                self._refuse(found, str(problem))
            except Overrun as problem:
                self._refuse(found, f"it cannot be read: {problem}")
            except Exception as error:  # one notebook must not stop all others
                what = f"{type(error).__name__}: {error!s:.200}"
                self._refuse(found, f"it cannot be prepared for grading ({what})")
            else:
                self.open[found.student] = item
                yield found.student, item.job

    def _prepare(self, found: Found) -> Open:
        """Read a submission and say what is to be done for it."""
        ready = self.handling.prepare(found.student)
        return Open(found, ready, ready.job)

    def _take(self, student: str, done: Done) -> None:
        """Write a result, now or when the outputs that it reuses are there."""
        if student == KEY:
            self.reference.take(done)
            self.handling.renew()
        else:
            item = self.open[student]
            if misses_a_name(item.job, done):
                self._run_all(item)
            else:
                self.ready.append((item, done))
        if self.reference.outputs is None and self.order.reuse:
            return
        for item, done in self.ready:
            if self.reference.covers(_reused(item)):
                self._write(self.open.pop(item.found.student), done)
            else:
                self._run_all(item)
        self.ready.clear()

    def _run_all(self, item: Open) -> None:
        """Grade once more, every cell: the plan has missed something."""
        try:
            item.job = item.ready.job = self.handling.prepare_all(item.ready)
        except Overrun as problem:
            self._refuse(item.found, f"it cannot be read: {problem}")
        else:
            self.pool.add(item.found.student, item.job)

    def _refuse(self, found: Found, reason: str) -> None:
        """Enter zeros and the reason for what is no notebook."""
        result = {
            "flags": [*found.flags, reason],
            "verdicts": {},
            "graded": time.time(),
        }
        grades = dict.fromkeys(self.assignment.graded, 0.0)
        self._enter(found, self.handling.digest(found.student), result, grades, {})

    def _write(self, item: Open, done: Done) -> None:
        ready = item.ready
        try:
            made = self.handling.finish(ready, done)
        except Overrun as problem:  # not even without all that it shows
            self._refuse(item.found, f"it cannot be written: {problem}")
            return
        path = self._autograded(item.found.student)
        write_whole(path, made.notebook.encode("utf-8", "replace"))
        result = {
            "flags": [*item.found.flags, *ready.flags, *_flags(done), *made.flags],
            "verdicts": verdicts_of(item.job, done, self.assignment, ready.absent),
            "picks": ready.picks,
            "lms": item.found.lms,
            "graded": time.time(),
            "seconds": round(done.seconds, 3),
            "cell_seconds": round(done.cell_seconds, 3),
            "peak": done.peak,
        }
        self._enter(item.found, ready.digest, result, made.grades, made.comments)

    def _enter(
        self, found: Found, digest: str, result: dict, grades: dict, comments: dict
    ) -> None:
        lesson, student = self.order.lesson, found.student
        self.book.write(
            lesson, student, digest, result, grades, comments, found.handed_in,
            self.late,
        )  # fmt: skip
        self.summary.graded += 1
        if result["flags"]:
            self.summary.flagged[student] = result["flags"]
        self.tell("done", student)

    def _autograded(self, student: str) -> Path:
        lesson = self.order.lesson
        return self.order.out / "autograded" / student / lesson / f"{lesson}.ipynb"


def _take_turn(out: Path) -> IO[str]:
    """Keep a second grader out of a folder; a killed one leaves no lock behind."""
    file = (out / ".turn").open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CourseError(
            f"Another `rnn-course grade` is writing to {out}. Wait until it has ended, "
            "or choose another folder with --out."
        ) from None
    return file


def _enter(order: Order, book: Book, address: str) -> Assignment:
    facts = book.facts(order.lesson)
    if not facts:
        from ..build.release import enter_in_gradebook

        enter_in_gradebook(order.root, order.lesson, address)
        book.db.expire_all()
        facts = book.facts(order.lesson)
    return load(order.root, order.lesson, facts)


def _late_plugin(root: Path) -> Any:
    """Return what says how much being late costs, as the course is configured."""
    from nbgrader.preprocessors import AssignLatePenalties

    from ..build.release import load_config

    plugin = AssignLatePenalties(config=load_config(root))
    plugin.init_plugin()
    return plugin.plugin_inst


def _reused(item: Open) -> list[str]:
    names = item.ready.identities
    return [names[step.place] for step in item.job.steps if step.kind == "reuse"]


def _flags(done: Done) -> list[str]:
    cells = done.cells.values()
    return [*done.flags, *(flag for cell in cells for flag in cell["flags"])]
