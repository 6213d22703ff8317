"""One run over a class."""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Any

from ..errors import CourseError, did_you_mean
from ..files import write_whole
from ..submission.job import Done, Job
from ..submission.plan import misses_a_name
from ..submission.read import NoNotebook
from ..submission.steps import verdicts_of
from .handed_in.collect import Collection, Found, collect
from .handed_in.groups import match_roster
from .handed_in.roster import Roster, read_roster
from .handle import Handling, Prepared
from .order import Order, Summary, Tell
from .plan.reference import KEY, Reference
from .results.again import Before
from .results.book import address_of, open_book
from .results.finish import write_pages
from .results.late import Lateness
from .results.places import results_in
from .results.release import digest_of, enter
from .results.secret import choose_seed
from .workers.desk import Overrun
from .workers.pool import Pool

__all__ = ["Run"]

MOST_FLAGS = 20  # of one submission


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
        self.roster = Roster()
        if order.students is not None:  # hear now, not in an hour, if it is no list
            self.roster = read_roster(order.students)
        order.out.mkdir(parents=True, exist_ok=True)
        self.turn = _take_turn(order.out)
        try:
            self._begin()
        except BaseException:
            self.turn.close()
            raise

    def _begin(self) -> None:
        order = self.order
        address = address_of(order.out, order.gradebook)
        self.book = open_book(address)
        self.release = enter(order, self.book, address)
        self.assignment = self.release.assignment
        self.before = Before(self.book, order.lesson, self.release)
        self.secret = choose_seed(order, self.book)
        self.late = Lateness(self.book, order.lesson, order.root, order.due)
        self.collection = self._collect()
        self.summary = Summary(
            found=len(self.collection.found),
            problems=self.collection.problems,
            waiting=self.collection.waiting,
            owners=self.collection.owners,
        )
        self.reference = Reference(self.assignment, order.out / ".reference")
        self.handling = Handling(
            self.assignment, self.collection.found, order, self.reference
        )
        self.open: dict[str, Open] = {}
        self.ready: list[tuple[Open, Done]] = []  # wait for the reference run
        self.refused: list[tuple[Found, str]] = []  # so do these
        self.held: list[Callable[[], None]] = []  # wait for the teacher's yes
        self._demand_students(order.again)

    def _collect(self) -> Collection:
        """Find what was handed in; ask where that cannot be told."""
        order = self.order
        known = self.book.results(order.lesson)
        aside = results_in(order.out)
        found = collect(order.place, order.lesson, aside, known, order.only)
        if found.question:
            raise CourseError(found.question)
        match_roster(found, self.roster)
        return found

    def _demand_students(self, wanted: tuple[str, ...]) -> None:
        known = {found.student for found in self.collection.found}
        for student in wanted:
            if student not in known:
                hint = did_you_mean(student, known)
                if student == "all":
                    hint = "To grade everybody once more, write `--again-all`."
                raise CourseError(f"{student!r} has handed in nothing. {hint}")

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *_: Any) -> None:
        self.handling.close()
        self.book.close()
        self.turn.close()

    def grade(self) -> Summary:
        """Grade what is left to grade."""
        todo = [f for f in self.collection.found if not self._is_done(f)]
        kept = {f.student for f in self.collection.found} - {f.student for f in todo}
        self.summary.kept = len(kept)
        notes = [*self.release.notes, *self.before.notes(kept), *self.secret.notes]
        for problem in [*self.summary.problems, *notes]:
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
        self._flush()
        if self.order.again_all and not self._may_write():
            self.summary.kept, self.summary.graded = self.summary.found, 0
            return self.summary
        write_pages(
            self.book, self.assignment, self.order, self.summary, self.tell, self.roster
        )
        return self.summary

    def _may_write(self) -> bool:
        """Show all that would move, and write it if the teacher agrees."""
        if not self.order.agree(self.summary.moved):
            return False
        if self.release.facts is not None:
            lesson = self.order.lesson
            digest = digest_of(self.order.root, lesson)
            self.book.take_release(lesson, self.release.facts, digest)
        for write in self.held:
            write()
        return True

    def _is_done(self, found: Found) -> bool:
        again = self.order.again_all or found.student in self.order.again
        if again or found.student not in self.before.results:
            return False
        digest, result = self.before.results[found.student]
        if digest != self.handling.digest(found.student):
            return False
        self._renew(found, digest, result)
        if result["flags"]:
            self.summary.flagged[found.student] = result["flags"]
        return True

    def _renew(self, found: Found, digest: str, result: dict[str, Any]) -> None:
        """Bring what is known of a person, and of being late, up to date."""
        flags = self.late.renewed(result["flags"], found)
        who = _who(found)
        if (flags, who) != (result["flags"], result.get("who")) or self.late.is_new:
            result |= {"flags": flags, "who": who, "lms": found.lms}
            student, plugin = found.student, self.late.plugin
            self.book.renew(
                self.order.lesson, student, digest, result, found.handed_in, plugin
            )

    def _jobs(self, todo: list[Found]) -> Iterator[tuple[str, Job]]:
        if self.reference.outputs is None:
            yield KEY, replace(self.reference.job(), secret=self.secret.of(KEY))
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
        ready.job = replace(ready.job, secret=self.secret.of(ready.digest))
        return Open(found, ready, ready.job)

    def _take(self, student: str, done: Done) -> None:
        """Write a result, now or when the outputs that it reuses are there."""
        if student == KEY:
            self.reference.demand_full(done)
            self.reference.take(done)
            self.handling.renew()
        else:
            item = self.open[student]
            if misses_a_name(item.job, done):
                self._run_all(item)
            else:
                self.ready.append((item, done))
        self._flush()

    def _flush(self) -> None:
        """Write what has waited for the lesson's own run."""
        if self.reference.outputs is None:
            return
        for item, done in self.ready:
            if self.reference.covers(_reused(item)):
                self._write(self.open.pop(item.found.student), done)
            else:
                self._run_all(item)
        self.ready.clear()
        while self.refused:
            self._refuse_now(*self.refused.pop(0))

    def _run_all(self, item: Open) -> None:
        """Grade once more, every cell: the plan has missed something."""
        try:
            every = self.handling.prepare_all(item.ready)
            item.job = item.ready.job = replace(every, secret=item.job.secret)
        except Overrun as problem:
            self._refuse(item.found, f"it cannot be read: {problem}")
        else:
            self.pool.add(item.found.student, item.job)

    def _refuse(self, found: Found, reason: str) -> None:
        self.refused.append((found, reason))

    def _refuse_now(self, found: Found, reason: str) -> None:
        """Enter zeros and the reason for what is no notebook."""
        result = {
            "flags": [*found.flags, reason],
            "verdicts": {},
            "lms": found.lms,
            "who": _who(found),
            "graded": time.time(),
            "graded_with": self.before.graded_with,
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
        result = {
            "flags": [*item.found.flags, *ready.flags, *_flags(done), *made.flags],
            "verdicts": verdicts_of(item.job, done, self.assignment, ready.absent),
            "picks": ready.picks,
            "probe_seed": self.secret.seed,
            "lms": item.found.lms,
            "who": _who(item.found),
            "graded": time.time(),
            "graded_with": self.before.graded_with,
            "seconds": round(done.seconds, 3),
            "cell_seconds": round(done.cell_seconds, 3),
            "peak": done.peak,
        }
        grades, comments = made.grades, made.comments
        self._enter(item.found, ready.digest, result, grades, comments, made.notebook)

    def _enter(
        self,
        found: Found,
        digest: str,
        result: dict[str, Any],
        grades: dict[str, float | None],
        comments: dict[str, str | None],
        notebook: str = "",
    ) -> None:
        """Write a result, or hold it until the teacher has seen what would move."""
        student = found.student
        result["flags"] = self.late.renewed(result["flags"], found)
        moved = self.before.moves(student, digest, grades, result["verdicts"])
        self.summary.moved += moved
        for line in moved:
            self.tell("moved", line)

        def write() -> None:
            if notebook:
                data = notebook.encode("utf-8", "replace")
                write_whole(self._autograded(student), data)
            self.book.write(
                self.order.lesson, student, digest, result, grades, comments,
                found.handed_in, self.late.plugin,
            )  # fmt: skip
            self.summary.graded += 1

        if self.order.again_all:
            self.held.append(write)
        else:
            write()
        if result["flags"]:
            self.summary.flagged[student] = result["flags"]
        self.tell("done", student)

    def _autograded(self, student: str) -> Path:
        lesson = self.order.lesson
        return self.order.out / "autograded" / student / lesson / f"{lesson}.ipynb"


def _take_turn(out: Path) -> IO[str]:
    """Keep a second grader out of a folder; a killed one leaves no lock behind."""
    file = (out / ".turn").open("w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise CourseError(
            f"Another `rnn-course grade` is writing to {out}. Wait until it has ended, "
            "or choose another folder with --out."
        ) from None
    return file


def _who(found: Found) -> dict[str, str]:
    """Return what the LMS calls a person, for lists and feedback."""
    owner = found.owner
    told = {"form": owner.form, "name": owner.name, "number": owner.number}
    return told | {"key": owner.key, "login": owner.login, "back": owner.back}


def _reused(item: Open) -> list[str]:
    names = item.ready.identities
    return [names[step.place] for step in item.job.steps if step.kind == "reuse"]


def _flags(done: Done) -> list[str]:
    """Return what a person should know: first of the whole, then of cells."""
    of_cells = (flag for cell in done.cells.values() for flag in cell["flags"])
    flags = [*done.flags, *of_cells]
    more = len(flags) - MOST_FLAGS
    return [*flags[:MOST_FLAGS], f"and {more} more"] if more > 1 else flags
