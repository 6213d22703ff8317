"""What is done with a submission, and what comes of it: plain values, ready for JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from ..errors import CourseError

__all__ = ["MOST_PUT_OUT", "CellResult", "Done", "Job", "LearnerGone", "Limits", "Step"]

MOST_PUT_OUT = 30_000_000  # characters that all cells of a notebook put out together


class LearnerGone(CourseError):
    """The learner's process has ended, hangs, or has broken the rules of the channel."""


@dataclass(frozen=True)
class Limits:
    """How much one submission may take.

    Attributes
    ----------
    cell, notebook : float
        Seconds of wall time for a cell, and for all of it.
    memory : int
        Bytes of address space that a child may add to the warm parent's own.
    spare : float
        Seconds for a cell that no answer needs, and that for all of them thrice.
    processes, files : int
        Processes (threads count) and open files.
    file_size : int
        Bytes of one file.
    """

    cell: float = 300.0
    notebook: float = 900.0
    spare: float = 10.0
    memory: int = 4_000_000_000
    processes: int = 256
    files: int = 256
    file_size: int = 100_000_000


@dataclass(frozen=True)
class Step:
    """One code cell, and what to do with it.

    Attributes
    ----------
    place : int
        Where it stands in the notebook.
    kind : str
        ``"run"`` (the student's process runs it), ``"check"`` (a test cell),
        ``"quiz"`` (a question with its pick) or ``"reuse"`` (a cell of the lesson that
        no answer can reach: its outputs come from the reference run).
    source : str
        The code.
    name : str
        The grade id; empty where there is none.
    points : float
        What it is worth.
    full : float
        What its check itself gives at most, where that is not what it is worth; else 0.
    hint : str
        Where a check's answer may be, should its name be missing.
    most : float
        Seconds that it may take, where that is less than others may; else 0.
    """

    place: int
    kind: str
    source: str
    name: str = ""
    points: float = 0.0
    full: float = 0.0
    hint: str = ""
    most: float = 0.0


@dataclass(frozen=True)
class Job:
    """One submission as a worker sees it.

    Attributes
    ----------
    lesson, student : str
        What was handed in, and by whom.
    steps : tuple of Step
        Its code cells, in order.
    limits : Limits
        What it may take.
    secret : str
        From which questions are drawn beside the fixed ones; none are when empty. Only
        the checker's process may know it.
    """

    lesson: str
    student: str
    steps: tuple[Step, ...]
    limits: Limits = field(default_factory=Limits)
    secret: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)

    @classmethod
    def read(cls, plain: dict[str, Any]) -> Job:
        """Undo `plain`."""
        steps = tuple(Step(**step) for step in plain["steps"])
        limits = Limits(**plain["limits"])
        secret = plain.get("secret", "")
        return cls(plain["lesson"], plain["student"], steps, limits, secret)


@dataclass
class CellResult:
    """What came of one cell.

    Attributes
    ----------
    outputs : list of dict
        In nbformat's form.
    points : float or None
        What a test cell or question earned; None for the student's own cells.
    verdict : dict or None
        Keys outcome, reason, mistake, points, max_points.
    flags : list of str
        What a person should know.
    """

    outputs: list[dict[str, Any]] = field(default_factory=list)
    points: float | None = None
    verdict: dict[str, Any] | None = None
    flags: list[str] = field(default_factory=list)


@dataclass
class Done:
    """What came of one submission.

    Attributes
    ----------
    cells : dict
        Place (as text, for JSON) → `CellResult` as a dict; a cell that never ran is
        missing.
    flags : list of str
        What a person should know of the whole.
    seconds, cell_seconds : float
        Wall time in all, and of its cells alone.
    peak : int
        The largest memory of its processes, bytes.
    layers : list of str
        The layers of confinement that were in force.
    """

    cells: dict[str, dict[str, Any]] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    seconds: float = 0.0
    cell_seconds: float = 0.0
    peak: int = 0
    layers: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return it as JSON can hold it."""
        return asdict(self)
