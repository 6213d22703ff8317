"""The warm parent: everything imported, nothing run; it forks the checkers.

It is a process of its own, started by `pool.Warm`, and speaks JSON over one socket:
jobs come in, results go out. The learners' processes are forked by its own first child,
the nursery, which has been told nothing. It holds no thread when it forks and runs no
TensorFlow operation ever: a child of a process that did would hang in its first `fit`.
"""

from __future__ import annotations

import collections
import contextlib
import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .nursery import Nursery, open_nursery

THREADS = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "VECLIB_MAXIMUM")


def prepare(modules: list[str], threads: int) -> Any:
    """Import what notebooks need; return the shell.

    Parameters
    ----------
    modules : list of str
        What the lesson imports.
    threads : int
        How many each child may use at once.
    """
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    os.environ["RNN_COURSE_GRADING"] = "1"
    os.environ["NBGRADER_EXECUTION"] = "autograde"
    for name in THREADS:
        os.environ[f"{name}_NUM_THREADS"] = "1"
    if {"keras", "tensorflow"} & {name.partition(".")[0] for name in modules}:
        importlib.import_module("rnn_course.models")  # both, and silent
    for name in modules:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    if tf := sys.modules.get("tensorflow"):  # a lesson without it starts without it
        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
    from ..cells.shell import make_shell
    from . import child  # noqa: F401
    from .warmup import warm_up

    shell = make_shell()
    warm_up(shell)
    return shell


@dataclass
class Pair:
    """The two processes of a submission that is being graded."""

    key: str
    learner: int
    checker: int
    answer: int
    scratch: str
    deadline: float
    data: bytearray = field(default_factory=bytearray)


class Parent:
    """Forks pairs, gathers their answers, ends what takes too long."""

    def __init__(
        self, boss: socket.socket, shell: Any, nursery: Nursery, start: dict[str, Any]
    ) -> None:
        self.boss, self.shell, self.nursery = boss, shell, nursery
        self.slots, self.weaker = start["slots"], start["weaker"]
        self.waiting: collections.deque[dict[str, Any]] = collections.deque()
        self.pairs: dict[int, Pair] = {}
        self.inbox = bytearray()
        self.watch = selectors.DefaultSelector()
        self.watch.register(boss, selectors.EVENT_READ)

    def live(self) -> None:
        """Serve until the boss hangs up."""
        while True:
            for key, _ in self.watch.select(self._patience()):
                if key.fileobj is self.boss:
                    if not self._hear():
                        return
                else:
                    self._gather(self.pairs[key.fd])
            for pair in list(self.pairs.values()):
                if time.monotonic() > pair.deadline:
                    self._finish(pair, "stopped: it took too long")
            while self.waiting and len(self.pairs) < self.slots:
                self._start(self.waiting.popleft())

    def end_all(self) -> None:
        """Kill every child and clean up."""
        for pair in list(self.pairs.values()):
            self._bury(pair)

    def _patience(self) -> float | None:
        if not self.pairs:
            return None
        first = min(pair.deadline for pair in self.pairs.values())
        return max(0.0, first - time.monotonic()) + 0.01

    def _hear(self) -> bool:
        from ..wire.frames import unpack

        part = self.boss.recv(1 << 20)
        self.inbox += part
        while (message := unpack(self.inbox)) is not None:
            self.waiting.append(message)
        return bool(part)

    def _start(self, message: dict[str, Any]) -> None:
        from ...submission.job import Job
        from .child import fork_checker, setting_of

        threads = sum(1 for _ in Path("/proc/self/task").iterdir())
        if threads != 1:  # a child of several threads may hang for ever
            raise SystemExit(f"the warm parent has {threads} threads; expected 1")
        job = Job.read(message["job"])
        scratch = tempfile.mkdtemp(prefix="rnn-course-")
        ours, theirs = socket.socketpair()
        ears, mouth = os.pipe()
        learner = self.nursery.fork(theirs, setting_of(job, scratch, self.weaker))
        checker = fork_checker(ours, mouth, job, self.shell, _beside(scratch))
        ours.close()
        theirs.close()
        os.close(mouth)
        deadline = time.monotonic() + job.limits.notebook + 30
        pair = Pair(message["key"], learner, checker, ears, scratch, deadline)
        self.pairs[ears] = pair
        self.watch.register(ears, selectors.EVENT_READ)

    def _gather(self, pair: Pair) -> None:
        from ..wire.frames import LARGEST, unpack

        part = os.read(pair.answer, 1 << 20)
        pair.data += part
        if len(pair.data) > LARGEST:
            self._finish(pair, "its result was too large")
        elif not part:
            done = None
            with contextlib.suppress(Exception):
                done = unpack(pair.data)
            self._finish(pair, "grading it failed", done)

    def _finish(
        self, pair: Pair, reason: str, done: dict[str, Any] | None = None
    ) -> None:
        from ...submission.job import Done
        from ..wire.frames import send

        peak, end = self._bury(pair)
        done = done or Done(flags=[reason]).plain()
        done["peak"] = peak
        if end and done["flags"]:
            done["flags"][0] += f" ({end})"
        send(self.boss, {"key": pair.key, "done": done})

    def _bury(self, pair: Pair) -> tuple[int, str]:
        """End both processes with all of theirs; return their largest memory.

        Returned too, in words: how the student's process had ended by itself.
        """
        self.watch.unregister(pair.answer)
        os.close(pair.answer)
        del self.pairs[pair.answer]
        for kill in (os.killpg, os.kill):
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(pair.checker, signal.SIGKILL)
        _, _, used = os.wait4(pair.checker, 0)
        status, peak, ended = self.nursery.end(pair.learner)
        for folder in (pair.scratch, _beside(pair.scratch)):
            _remove(folder)
        words = _in_words(status) if ended and status else ""
        return max(peak, used.ru_maxrss * 1024), words


def _beside(scratch: str) -> str:
    """Return the folder of the checker, beside the learner's; made when it is new."""
    folder = Path(f"{scratch}-check")
    folder.mkdir(mode=0o700, exist_ok=True)
    return str(folder)


def _remove(folder: str) -> None:
    """Remove a folder, also one that is deeper than Python's own way can go."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    if Path(folder).exists():
        subprocess.run(["rm", "-rf", "--", folder], check=False, capture_output=True)


def _in_words(status: int) -> str:
    if status >= 0:
        return f"it ended itself with status {status}"
    with contextlib.suppress(ValueError):
        return f"ended by the signal {signal.Signals(-status).name}"
    return f"ended by signal {-status}"


def _nursery(boss: socket.socket, shell: Any) -> Nursery:
    """Fork the process that learners are forked from, while nothing is known yet."""
    from ..confine import prepare
    from .child import live_as_learner

    prepare()
    return open_nursery(lambda *life: live_as_learner(*life, shell), boss.close)


def _learn(lesson: str) -> None:
    """Load a lesson's checks, so that each checker has them from its birth."""
    from ...checks import exercises
    from ...quiz.source import find_questions

    exercises(lesson)
    find_questions(lesson)


def main() -> None:
    """Run as ``python -m rnn_course.grading.workers.warm FD``."""
    from ..wire.frames import receive, send

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the boss's to hear
    boss = socket.socket(fileno=int(sys.argv[1]))
    start = receive(boss)
    shell = prepare(start["modules"], start["threads"])
    gc.collect()
    gc.freeze()
    nursery = _nursery(boss, shell)
    _learn(start["lesson"])
    send(boss, {"ready": os.getpid()})
    boss.settimeout(None)
    parent = Parent(boss, shell, nursery, start)
    try:
        parent.live()
    finally:
        parent.end_all()


if __name__ == "__main__":
    main()
