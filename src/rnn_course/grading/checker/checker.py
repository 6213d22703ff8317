"""The checker's side of a notebook: it runs test cells, and never the learner's code.

A test cell comes from the lesson, not from the submission. It runs here, in a shell of
its own; a name that it reads and that this shell does not hold is the learner's, and
stands for a function or a value in the learner's process at that moment.
"""

from __future__ import annotations

import ast
import builtins
import importlib
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ...checks.verdict import Uncheckable
from ...errors import CourseError
from ...submission.job import CellResult, LearnerGone, Step
from ...submission.score import judged
from ..wire.channel import Channel, ChannelClosed, ChannelSlow
from .proxies import LearnerProcess, RemoteSubject
from .shown import read_ran

if TYPE_CHECKING:
    from ..cells.shell import NotebookShell

__all__ = ["Checker", "Learner"]

START = 60.0  # seconds until a learner's process is confined
ALIASES = {
    "np": "numpy",
    "numpy": "numpy",
    "plt": "matplotlib.pyplot",
    "keras": "keras",
    "tf": "tensorflow",
    "rnn_course": "rnn_course",
    "plots": "rnn_course.plots",
    "math": "math",
}


class Learner:
    """A learner's process, from the walk's side.

    Parameters
    ----------
    channel : Channel
        Its connection.

    Attributes
    ----------
    layers : list of str
        The layers of confinement that are in force there.
    """

    def __init__(self, channel: Channel) -> None:
        self.process = LearnerProcess(channel)
        self.layers: list[str] = []
        try:
            hello = channel.receive(START)
        except (ChannelSlow, ChannelClosed):
            self.process.gone = "The notebook's process did not start."
            return
        if "error" in hello:
            self.process.gone = str(hello["error"])
        self.layers = hello.get("layers", [])

    @property
    def gone(self) -> str:
        """Why it is gone; empty as long as it lives."""
        return self.process.gone

    def run(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        """Run a cell there; see `NotebookShell.run`.

        Raises
        ------
        LearnerGone
            When that process is dead or hangs.
        """
        return read_ran(self.process.run(source, number, seconds))

    def end(self) -> None:
        """Let it go."""
        self.process.end()


class Checker:
    """Runs test cells and questions.

    Parameters
    ----------
    shell : NotebookShell
        Of this process.
    learner : Learner
        Whose names the test cells read.
    lesson : str
        The lesson's name.
    """

    def __init__(self, shell: NotebookShell, learner: Learner, lesson: str) -> None:
        from ...lesson import begin

        self._shell, self._learner = shell, learner
        self._missing: list[str] = []  # names that a check reads and nobody has defined
        desk = zip(("check", "hint", "solution", "quiz"), begin(lesson), strict=True)
        shell.user_ns.update(desk)

    def check(self, step: Step, number: int, seconds: float) -> CellResult:
        """Run one test cell or question, for at most so many seconds."""
        began = time.monotonic()
        self._missing = []
        lent = dict(self._names(step.source)) if step.kind == "check" else {}
        self._shell.user_ns.update(lent)
        try:
            ran = self._shell.run(step.source, number, seconds)
        finally:
            self._learner.process.take_back()
            for name in lent:
                self._shell.user_ns.pop(name, None)
        result = judged(step, ran, self._missing)
        if time.monotonic() - began > seconds:
            result.flags.append(f"the check in cell {number} took too long")
        return result

    def _names(self, source: str) -> Iterator[tuple[str, Any]]:
        """Yield what stands for the learner's names in a test cell."""
        wanted = [name for name in _read(source) if name not in self._shell.user_ns]
        for name in [name for name in wanted if name in ALIASES]:
            wanted.remove(name)
            yield name, importlib.import_module(ALIASES[name])
        try:
            kinds = self._learner.process.kinds(wanted)
        except LearnerGone:
            kinds = dict.fromkeys(wanted, "function")  # a call says what has happened
        for name, kind in kinds.items():
            if kind == "function":
                yield name, RemoteSubject(self._learner.process, name)
            elif kind == "value":
                yield name, self._value(name)
            else:
                self._missing.append(name)

    def _value(self, name: str) -> Any:
        try:
            return self._learner.process.fetch(name)
        except (LearnerGone, Uncheckable) as problem:
            return Unseen(str(problem))
        except (CourseError, TypeError, ValueError, LookupError) as error:
            return Unseen(f"`{name}` cannot be read ({type(error).__name__}).")


class Unseen:
    """A value that could not be fetched; a check that is given one says why."""

    def __init__(self, why: str) -> None:
        self.why = why

    def call(self, *_: Any) -> Any:
        """Say why there is nothing to call."""
        raise Uncheckable(self.why)

    with_names = watched = outside_names = is_empty = call


def _read(source: str) -> list[str]:
    """Return the names that a cell reads."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return []
    found = [
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    ]
    return sorted(set(found) - set(dir(builtins)))  # `len` is ours, whatever they say
