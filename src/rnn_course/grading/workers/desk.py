"""Handle what a student wrote in a process of its own, within limits.

Reading, parsing, cleaning and rendering are no match for every text: a few kilobytes
may cost minutes, or become gigabytes. So each such step is done at a desk: a forked
child with a bound on its processor time, its memory and its answer. A child over a
bound ends, and with it nothing but this step; the next step has a new one. The child
may read files, and that is all: it changes none, starts nothing and reaches nobody (as
far as this machine's kernel offers that). All that it inherits but its one connection is
closed.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import time
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from ...errors import CourseError
from ..confine import landlock, seccomp
from ..confine.limits import memory_now
from ..limits import MIB, Share

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["Desk", "Overrun", "grant"]

STEPS = 200  # done by one child, then a fresh one takes its place
PARTING = 5.0  # seconds of processor time to write an answer down
_ENDED = (signal.SIGSEGV, signal.SIGABRT, signal.SIGBUS)


class Overrun(CourseError):
    """A step took more than its share: the text says of what."""


class Desk:
    """Where steps are done, one after the other.

    Parameters
    ----------
    steps : mapping
        Name → callable. What it takes and returns crosses as JSON; all else that it
        needs, the child inherits when it is forked, at the first step after `renew`.
    errors : tuple of exception classes
        Of these, one that a step raises is raised by `do` with the same words.
    """

    def __init__(
        self,
        steps: Mapping[str, Callable[..., Any]],
        errors: tuple[type[Exception], ...] = (),
    ) -> None:
        self._steps = steps
        self._errors = {error.__name__: error for error in errors}
        self._number, self._done = 0, 0
        self._ours = -1  # our end of the connection to the child

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: Any) -> None:
        self.renew()

    def __del__(self) -> None:
        self.renew()

    def do(self, name: str, share: Share, *arguments: Any) -> Any:
        """Do a step within its share; return what it returned.

        Raises
        ------
        Overrun
            When it took more than that, or ended in another way; the text says how.
        """
        for last in (False, True):
            if self._ours < 0 or self._done >= STEPS:
                self._open()
            data, late = self._ask(name, share, arguments)
            self._done += 1
            if data.endswith(b"\n") and len(data) <= share.answer:
                return self._read(json.loads(data))
            status, used = self._end()
            if not late or last or used > share.seconds / 2:
                break  # else it hung, or the machine was very busy: once more
        if late:
            raise Overrun("it took too long")
        if len(data) > share.answer:
            raise Overrun(f"it became larger than {share.answer / 1e6:g} MB")
        raise Overrun(_in_words(status))

    def renew(self) -> None:
        """Let the child go: the next one inherits what stands here then."""
        if self._ours >= 0:
            self._end()

    def _read(self, said: dict[str, Any]) -> Any:
        if "answer" in said:
            return said["answer"]
        if said["error"] in self._errors:
            raise self._errors[said["error"]](said["text"])
        if said["error"] == "MemoryError":
            raise Overrun("it took too much memory")
        raise Overrun(f"{said['error']}: {said['text']}")

    def _open(self) -> None:
        self.renew()
        ours, theirs = socket.socketpair()
        self._ours = ours.detach()
        with warnings.catch_warnings():  # of threads: none is needed over there
            warnings.simplefilter("ignore", DeprecationWarning)
            self._number, self._done = os.fork(), 0
        if self._number == 0:
            try:
                _keep_only(theirs.fileno())
                _lock()
                _serve(theirs, self._steps)
            finally:
                os._exit(0)
        theirs.close()

    def _ask(self, name: str, share: Share, arguments: Any) -> tuple[bytes, bool]:
        """Return what came, and whether waiting was given up."""
        until = time.monotonic() + share.patience
        data = bytearray()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            _write(self._ours, [name, vars(share), arguments])
            while len(data) <= share.answer and not data.endswith(b"\n"):
                left = until - time.monotonic()
                if left <= 0 or not select.select([self._ours], [], [], left)[0]:
                    return bytes(data), True
                part = os.read(self._ours, 1 << 20)
                if not part:
                    break
                data += part
        return bytes(data), False

    def _end(self) -> tuple[int, float]:
        """End the child; return its status, and its seconds of processor time."""
        os.close(self._ours)
        self._ours = -1
        with contextlib.suppress(ProcessLookupError):
            os.kill(self._number, signal.SIGKILL)
        _, status, used = os.wait4(self._number, 0)
        return os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime


def _in_words(status: int) -> str:
    if -status in _ENDED:
        return "it took too much memory, or was nested too deep"
    if status >= 0:
        return f"its process ended with status {status}"
    return "it took too much time"


def _keep_only(number: int) -> None:
    for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGPROF, signal.SIGXCPU):
        signal.signal(name, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the grader's to hear
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    os.closerange(3, number)
    os.closerange(number + 1, 65536)


def _lock() -> None:
    """Let this process read, and do nothing else to anybody."""
    for step in (
        lambda: landlock.restrict([("/", landlock.READ, True)]),
        seccomp.restrict,
    ):
        with contextlib.suppress(OSError, KeyError):
            step()


def _serve(theirs: socket.socket, steps: Mapping[str, Callable[..., Any]]) -> None:
    """Live as the child: a line comes in, a line goes out."""
    begun = memory_now()
    with theirs.makefile("rb") as questions:
        for line in questions:
            name, share, arguments = json.loads(line)
            _limit(Share(**share), begun)
            answer = _answer(steps[name], arguments)
            grant(Share(PARTING, by_megabyte=0.0), 0)
            _write(theirs.fileno(), answer)


def _limit(share: Share, begun: tuple[int, int]) -> None:
    if resource is not None:
        data, space = begun
        wanted = {
            "CORE": 0,
            "FSIZE": 0,
            "DATA": data + share.memory,
            "AS": space + share.memory + 512 * MIB,
        }
        for name, value in wanted.items():
            number = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(number)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(number, (value, hard))
    grant(share, 0)


def grant(share: Share, size: int) -> None:
    """Give the step that is running its share of time, for so many bytes that it read."""
    seconds = share.seconds + share.by_megabyte * size / 1e6
    signal.setitimer(signal.ITIMER_PROF, seconds)  # ends the process, in C code, too


def _answer(step: Callable[..., Any], arguments: list[Any]) -> dict[str, Any]:
    try:
        return {"answer": step(*arguments)}
    except Exception as error:
        text = str(error)
        if not isinstance(error, CourseError | OSError):
            text = text[:200]
        return {"error": type(error).__name__, "text": text}


def _write(number: int, message: Any) -> None:
    rest = memoryview(json.dumps(message).encode() + b"\n")
    while rest:
        rest = rest[os.write(number, rest) :]
