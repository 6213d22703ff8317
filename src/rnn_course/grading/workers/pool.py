"""Warm parents as seen from the grader: started, fed, restarted when they die."""

from __future__ import annotations

import collections
import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from ...errors import CourseError
from ...submission.job import Done, Job
from ..wire.frames import Closed, pack, receive, send, unpack
from .path import safe_path

__all__ = ["Pool", "Setting"]

_START = (  # -I: no current folder, no PYTHONPATH, no usercustomize
    "import json, sys; sys.path[:] = json.loads(sys.argv[2]); "
    "from rnn_course.grading.workers.warm import main; main()"
)
CHILDREN = 400  # submissions that one warm parent serves
AHEAD = 40  # submissions before its end, its successor begins to import
DEATHS = 2  # a submission that was there at so many deaths is flagged, not tried again
START = 300.0  # seconds for the imports, on a very busy machine


@dataclass(frozen=True)
class Setting:
    """What a warm parent is made for.

    Attributes
    ----------
    modules : tuple of str
        What the lesson imports.
    slots : int
        Submissions graded at once.
    threads : int
        Threads that each may use at once.
    bank : str
        Where the keys of the questions are.
    lesson : str
        Whose checks are needed.
    weaker : bool
        Go on where a layer of confinement is missing.
    """

    modules: tuple[str, ...]
    slots: int = 1
    threads: int = 1
    bank: str = ""
    lesson: str = ""
    weaker: bool = False


class Warm:
    """One warm parent."""

    def __init__(self, setting: Setting) -> None:
        self.setting, self.served = setting, 0
        self.inbox = bytearray()
        self.jobs: dict[str, Job] = {}
        self.socket, theirs = socket.socketpair()
        self.log = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the process)
        environment = os.environ | {"RNN_COURSE_BANK": setting.bank}
        for name in ("OMP", "OPENBLAS", "MKL"):
            environment[f"{name}_NUM_THREADS"] = "1"
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-I",
                "-c",
                _START,
                str(theirs.fileno()),
                json.dumps(safe_path(sys.path)),
            ],
            pass_fds=[theirs.fileno()],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self.log,
        )
        theirs.close()
        send(self.socket, {"slots": setting.slots, "threads": setting.threads,
                           "modules": list(setting.modules), "lesson": setting.lesson,
                           "weaker": setting.weaker})  # fmt: skip
        self.ready, self._words = False, ""

    def wait(self) -> None:
        """Wait until everything is imported."""
        if not self.ready:
            try:
                receive(self.socket, START)
            except Closed:
                self.process.kill()  # too slow, or dead already
                raise
            self.socket.settimeout(None)
            self.ready = True

    def submit(self, key: str, job: Job) -> None:
        """Hand over a submission."""
        self.jobs[key] = job
        self.served += 1
        self.wait()
        with _as_closed():
            self._send(pack({"key": key, "job": job.plain()}))

    def _send(self, data: bytes) -> None:
        """Send, and take in what comes meanwhile: the other side may be sending, too.

        If both only sent, each would wait for the other for ever.
        """
        rest = memoryview(data)
        while rest:
            come, free, _ = select.select([self.socket], [self.socket], [])
            if come:
                self._hear()
            if free:
                with contextlib.suppress(BlockingIOError):
                    rest = rest[self.socket.send(rest, socket.MSG_DONTWAIT) :]

    def _hear(self) -> None:
        part = self.socket.recv(1 << 20)
        if not part:
            raise Closed("The warm parent died.")
        self.inbox += part

    def poll(self, seconds: float) -> list[tuple[str, Done]]:
        """Return what is done, waiting up to `seconds` for the first.

        Raises
        ------
        Closed
            When the process has died.
        """
        found = self._whole()
        if not found and select.select([self.socket], [], [], seconds)[0]:
            with _as_closed():
                self._hear()
            found = self._whole()
        return found

    def _whole(self) -> list[tuple[str, Done]]:
        """Take the messages that have come whole."""
        found = []
        while (message := unpack(self.inbox)) is not None:
            self.jobs.pop(message["key"], None)
            found.append((message["key"], Done(**message["done"])))
        return found

    def last_words(self) -> str:
        """Return the last line that it has written to stderr."""
        if not self.log.closed:
            self.log.seek(0)
            lines = self.log.read().decode("utf-8", "replace").split("\n")
            self._words = next((line for line in reversed(lines) if line.strip()), "")
        return self._words

    def end(self) -> None:
        """Hang up, and make sure that it is gone; its children go with it."""
        self.socket.close()
        if not self.jobs:
            self.process.kill()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.last_words()
        self.log.close()


@contextlib.contextmanager
def _as_closed() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Closed(str(error)) from None


class Pool:
    """Grades a stream of submissions on one warm parent with several slots."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.warm = Warm(setting)
        self.next: Warm | None = None
        self.old: list[Warm] = []
        self.deaths: collections.Counter[str] = collections.Counter()
        self.died = 0
        self.again: list[tuple[str, Job]] = []

    def add(self, key: str, job: Job) -> None:
        """Take one more, while `grade` is under way."""
        self.again.append((key, job))

    def __enter__(self) -> Pool:
        return self

    def __exit__(self, *_: Any) -> None:
        for warm in filter(None, [self.warm, self.next, *self.old]):
            with contextlib.suppress(OSError):
                warm.end()

    def grade(self, jobs: Iterable[tuple[str, Job]]) -> Iterator[tuple[str, Done]]:
        """Yield (key, result) in the order in which they are done."""
        jobs, again = iter(jobs), self.again
        more = True
        while more or again or self._busy():
            while self._busy() < self.setting.slots + 2 and (more or again):
                item = again.pop() if again else next(jobs, None)
                if item is None:
                    more = False
                    break
                self._submit(*item)
            for warm in [self.warm, *self.old]:
                if warm.jobs:
                    yield from self._collect(warm)

    def _busy(self) -> int:
        return len(self.warm.jobs) + sum(len(warm.jobs) for warm in self.old)

    def _submit(self, key: str, job: Job) -> None:
        if self.warm.served == CHILDREN - AHEAD and self.next is None:
            self.next = Warm(self.setting)
        if self.warm.served >= CHILDREN:
            self.old.append(self.warm)
            self.warm = self._successor()
        with contextlib.suppress(Closed):  # `_collect` finds that it is dead
            self.warm.submit(key, job)

    def _collect(self, warm: Warm) -> Iterator[tuple[str, Done]]:
        try:
            yield from warm.poll(0.05 if self.old else 1.0)
        except Closed:
            yield from self._bury(warm)
        if warm in self.old and not warm.jobs:
            self.old.remove(warm)
            warm.end()

    def _bury(self, warm: Warm) -> Iterator[tuple[str, Done]]:
        """Start a new parent; try its submissions again, but not for ever."""
        self.died += 1
        lost = dict(warm.jobs)
        warm.jobs.clear()
        warm.end()
        if not warm.ready or self.died > 3 + len(self.deaths):
            raise CourseError(
                "The process that grades has died: "
                f"{warm.last_words() or 'it gave no reason'}. What is graded is kept; "
                "run the same command again to continue."
            )
        for key, job in lost.items():
            self.deaths[key] += 1
            if self.deaths[key] >= DEATHS:
                yield key, Done(flags=["grading it ended the grader's process, twice"])
            else:
                self.again.append((key, job))
        if warm is self.warm:
            self.warm = self._successor()
        time.sleep(0.1)

    def _successor(self) -> Warm:
        """Return a warm parent, the one that is ready if there is one."""
        successor, self.next = self.next or Warm(self.setting), None
        return successor
