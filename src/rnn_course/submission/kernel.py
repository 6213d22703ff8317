"""The learner's process of `rnn-course check`: a kernel, as JupyterLab starts it."""

from __future__ import annotations

import os
import queue
import re
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager
from nbformat.v4 import output_from_msg

from ..checks.verdict import CANNOT_BE_CHECKED, Verdict
from .job import CellResult, LearnerGone, Step
from .score import judged
from .words import ENDED, SLOW, gone

__all__ = ["Kernel"]

START = 120.0  # seconds until a kernel answers
GRACE = 10.0  # seconds after its time, before a kernel counts as hung
_LOOK = 0.5  # seconds between looks at whether it lives
_MOST = 20_000_000  # characters that one cell may put out
_SHOWN = ("stream", "display_data", "execute_result", "error")


class Kernel:
    """Runs a learner's cells and test cells; a context manager.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    folder : Path
        Where the notebook lies.

    Attributes
    ----------
    gone : str
        Why it is gone; empty as long as it lives.
    """

    def __init__(self, lesson: str, folder: Path) -> None:
        self.gone = ""
        self._lesson, self._folder = lesson, folder
        self._manager = KernelManager(kernel_name="python3")
        self._client: BlockingKernelClient | None = None

    def __enter__(self) -> Kernel:
        self._manager.start_kernel(
            extra_arguments=["--IPKernelApp.log_level=ERROR"],
            env=os.environ | {"RNN_COURSE_GRADING": "1"},
            cwd=str(self._folder),
        )
        try:
            self._client = self._manager.client()
            self._client.start_channels()
            self._client.wait_for_ready(timeout=START)
            self._tell("prepare()")
        except BaseException:
            self.end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Let it go."""
        if self._client is not None:
            self._client.stop_channels()
            self._client = None
        if self._manager.has_kernel:
            self._manager.shutdown_kernel(now=True)
        self._manager.cleanup_resources()

    def run(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        """Run a cell; see `walk.Learner.run`."""
        return self._execute(source, seconds)

    def check(self, step: Step, number: int, seconds: float) -> CellResult:
        """Run a test cell or a question; what it says of a kernel that is gone, too."""
        if self.gone:
            return self._without_kernel(step)
        try:
            missing = self._tell(f"missing_names({step.source!r})")
            ran = self._execute(_inside(self._test(step)), seconds)
        except LearnerGone:
            return self._without_kernel(step)
        return judged(step, ran, re.findall(r"\w+", missing))

    def _test(self, step: Step) -> str:
        return f"run_test({self._lesson!r}, {step.source!r})"

    def _without_kernel(self, step: Step) -> CellResult:
        if step.kind == "quiz":  # a pick needs no kernel, but its card does
            return CellResult(points=0.0)
        verdict = Verdict(CANNOT_BE_CHECKED, self.gone, None, 0.0, step.points)
        return CellResult(points=0.0, verdict=vars(verdict))

    def _tell(self, call: str) -> str:
        """Call a function of `inside`; return its value's text."""
        ran = self._execute(_inside(call), GRACE)
        results = [o for o in ran["outputs"] if o["output_type"] == "execute_result"]
        return results[-1]["data"]["text/plain"] if results else ""

    def _execute(self, source: str, seconds: float) -> dict[str, Any]:
        """Execute code and collect what it puts out.

        Raises
        ------
        LearnerGone
            When the kernel dies, or goes on after it was told to stop.
        """
        if self.gone or self._client is None:
            raise LearnerGone(self.gone)
        asked = self._client.execute(source, allow_stdin=False)
        said = _Said()
        until = time.monotonic() + seconds
        while True:
            if time.monotonic() > until:
                if said.slow:
                    self._lose(SLOW)
                self._manager.interrupt_kernel()
                until, said.slow = time.monotonic() + GRACE, True
            message = self._next()
            if message is None or message["parent_header"].get("msg_id") != asked:
                continue
            if _is_idle(message):
                return said.as_ran(seconds)
            said.take(message)

    def _next(self) -> dict[str, Any] | None:
        """Return the next message, or None when there was none for a moment."""
        try:
            return self._client.get_iopub_msg(timeout=_LOOK)
        except queue.Empty:
            if not self._manager.is_alive():
                self._lose(ENDED)
            return None

    def _lose(self, why: str) -> None:
        self.gone = gone(why)
        raise LearnerGone(self.gone)


def _inside(call: str) -> str:
    return f"__import__({_INSIDE!r}, fromlist=['_']).{call}"


_INSIDE = "rnn_course.submission.inside"


def _is_idle(message: dict[str, Any]) -> bool:
    status = message["content"].get("execution_state")
    return message["msg_type"] == "status" and status == "idle"


class _Said:
    """What a cell puts out, up to a bound."""

    def __init__(self) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.updates: list[dict[str, Any]] = []
        self.slow = self.cut = False
        self._room = _MOST

    def take(self, message: dict[str, Any]) -> None:
        """Keep what a message shows."""
        kind, content = message["msg_type"], message["content"]
        name = (content.get("transient") or {}).get("display_id")
        if kind == "clear_output":
            self.outputs.clear()
        elif kind == "update_display_data" and self._fits(content):
            found = {"data": content["data"], "metadata": content["metadata"]}
            self.updates.append({"display_id": name, **found})
        elif kind in _SHOWN and self._fits(content):
            output = dict(output_from_msg(message))
            self.outputs.append(output | ({"display_id": name} if name else {}))

    def _fits(self, content: dict[str, Any]) -> bool:
        size = len(str(content.get("text") or content.get("data") or ""))
        self.cut |= size > self._room
        self._room -= 0 if self.cut else size
        return not self.cut or "ename" in content

    def as_ran(self, seconds: float) -> dict[str, Any]:
        """Return it as a shell does."""
        if self.slow:
            _tell_why_stopped(self.outputs, seconds)
        return {
            "outputs": self.outputs,
            "updates": self.updates,
            "cut": self.cut,
            "slow": self.slow,
        }


def _tell_why_stopped(outputs: list[dict[str, Any]], seconds: float) -> None:
    """Say in the cell that its time was up, in place of "KeyboardInterrupt"."""
    reason = f"the cell was stopped after {seconds:g} s"
    outputs[:] = [o for o in outputs if o.get("ename") != "KeyboardInterrupt"]
    words = {"ename": "TooSlow", "evalue": reason, "traceback": [f"TooSlow: {reason}"]}
    outputs.append({"output_type": "error", **words})
