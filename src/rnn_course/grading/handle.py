"""The steps that handle a student's text, each as it is done apart, within limits.

What they return goes through a pipe as JSON: the process that grades everybody takes
points, flags and finished text from it, and never parses what a student wrote.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import nbformat

from ..checks.limits import TooSlow, stop_after
from ..submission.borrowed import borrowed
from ..submission.job import Done, Job, Step
from ..submission.plan import lean
from ..submission.read import NoNotebook
from ..submission.steps import comments_of, grades_of, make_job
from .handed_in.collect import Found
from .handed_in.harmless import disarm
from .handed_in.sanitize import sanitize
from .limits import CLEANING, PLANNING, PREPARING, READING
from .order import Order
from .plan.assignment import Assignment
from .plan.reference import Reference
from .plan.steps import fill
from .workers.desk import Desk, Overrun, grant

__all__ = ["Finished", "Handling", "Prepared"]

PLAIN = "what it shows is left out: making it harmless took more than its share"


@dataclass
class Prepared:
    """A submission that was read.

    Attributes
    ----------
    digest : str
        Of the file.
    notebook : str
        Restored, as JSON.
    identities : list of str
        Of its cells, in order.
    picks : dict
        Question id → pick.
    flags : list of str
        What was strange about it.
    absent : list of str
        Grade ids that this copy of the lesson never had.
    job : Job
        What is to be done for it.
    """

    digest: str
    notebook: str
    identities: list[str]
    picks: dict[str, Any]
    flags: list[str]
    absent: list[str]
    job: Job


@dataclass
class Finished:
    """A submission that was graded.

    Attributes
    ----------
    notebook : str
        With its outputs, as JSON.
    grades : dict
        Grade id → points, or None where a person must look.
    comments : dict
        Solution id → nbgrader's comment, or None.
    flags : list of str
        What was left out.
    """

    notebook: str
    grades: dict[str, float | None]
    comments: dict[str, str | None]
    flags: list[str]


class Handling:
    """Reads and writes the submissions of one run, each step at a desk.

    Parameters
    ----------
    assignment : Assignment
        The lesson.
    found : list of Found
        What was handed in.
    order : Order
        What is to be done.
    reference : Reference
        Whose outputs are reused; say `renew` when they have come.
    """

    def __init__(
        self,
        assignment: Assignment,
        found: Sequence[Found],
        order: Order,
        reference: Reference,
    ) -> None:
        self.assignment, self.order, self.reference = assignment, order, reference
        self._found = {one.student: one for one in found}
        steps = {
            "digest": self._digest,
            "read": self._read,
            "again": self._again,
            "write": self._write,
        }
        self._desk = Desk(steps, (NoNotebook, OSError))
        self.renew, self.close = self._desk.renew, self._desk.renew

    def digest(self, student: str) -> str:
        """Return what tells a file from others; nothing where it cannot be read."""
        with contextlib.suppress(OSError, Overrun):
            return self._desk.do("digest", READING, student)
        return ""

    def prepare(self, student: str) -> Prepared:
        """Read a submission and say what is to be done for it.

        Raises
        ------
        NoNotebook, OSError
            When it cannot be graded; the text says why.
        Overrun
            When reading it takes more than its share.
        """
        reuse = self.order.reuse
        try:
            said = self._desk.do("read", PREPARING, student, reuse)
        except Overrun:
            if not reuse:
                raise
            said = self._desk.do("read", PREPARING, student, False)
        return Prepared(job=self._job(student, said.pop("steps")), **said)

    def prepare_all(self, item: Prepared) -> Job:
        """Return what is to be done to run every cell."""
        steps = self._desk.do("again", PREPARING, item.job.student, item.notebook)
        return self._job(item.job.student, steps)

    def finish(self, item: Prepared, done: Done) -> Finished:
        """Write outputs into a notebook, make it harmless, say what it earned.

        Where that takes more than its share, outputs and texts are left out, not
        points.
        """
        taken = (item.notebook, item.job.plain(), done.plain())
        try:
            made = self._desk.do("write", CLEANING, *taken, False)
            return Finished(**made, flags=[])
        except Overrun:
            made = self._desk.do("write", CLEANING, *taken, True)
            return Finished(**made, flags=[PLAIN])

    def _job(self, student: str, steps: list[dict[str, Any]]) -> Job:
        made = tuple(Step(**step) for step in steps)
        return Job(self.assignment.lesson, student, made, self.order.limits)

    # What follows is done at the desk.

    def _digest(self, student: str) -> str:
        return hashlib.sha256(self._found[student].read()).hexdigest()

    def _read(self, student: str, reuse: bool) -> dict[str, Any]:
        data = self._found[student].read()
        grant(PREPARING, len(data))
        clean = sanitize(data, self.assignment)
        job = make_job(clean.notebook, self.assignment, student, self.order.limits)
        flags, steps = list(clean.flags), job.steps
        with contextlib.suppress(TooSlow), stop_after(PLANNING):
            flags += borrowed(self._sources(clean.notebook))
        if reuse:
            with contextlib.suppress(TooSlow), stop_after(PLANNING):
                steps = lean(steps, clean.notebook, self.assignment)
        return {
            "digest": hashlib.sha256(data).hexdigest(),
            "notebook": json.dumps(clean.notebook),
            "identities": [cell.id for cell in clean.notebook.cells],
            "picks": clean.picks,
            "flags": flags,
            "absent": list(clean.absent),
            "steps": [asdict(step) for step in steps],
        }

    def _sources(self, notebook: Any) -> Iterator[tuple[str, str]]:
        """Yield each code cell: the answer's name, if it is one, and its source."""
        for cell in notebook.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            fact = self.assignment.facts.get(name)
            if cell.cell_type == "code":
                yield name if fact and fact.is_solution else "", cell.source

    def _again(self, student: str, text: str) -> list[dict[str, Any]]:
        grant(PREPARING, len(text))
        notebook = nbformat.from_dict(json.loads(text))
        job = make_job(notebook, self.assignment, student, self.order.limits)
        return [asdict(step) for step in job.steps]

    def _write(
        self, text: str, job: dict[str, Any], said: dict[str, Any], plain: bool
    ) -> dict[str, Any]:
        grant(CLEANING, len(text) + len(json.dumps(said)))
        notebook = nbformat.from_dict(json.loads(text))
        read, done = Job.read(job), Done(**said)
        fill(notebook, read, done, self.reference.outputs or {}, plain)
        grades = grades_of(notebook, self.assignment, read, done)
        comments = comments_of(notebook, self.assignment)
        disarm(notebook, self.assignment.released, plain)
        whole = json.dumps(notebook, ensure_ascii=False, indent=1, sort_keys=True)
        return {"notebook": f"{whole}\n", "grades": grades, "comments": comments}
