"""The two processes of one submission, from the fork to their end."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterable

import numpy as np

from .frames import pack
from .job import Done, Job
from .learner import Learner, serve
from .shell import NotebookShell
from .walk import check_in_place, walk

__all__ = ["fork_checker", "fork_learner"]


def fork_learner(
    channel: socket.socket, scratch: str, shell: NotebookShell, job: Job
) -> int:
    """Fork the process that runs the student's cells; return its number.

    Parameters
    ----------
    channel : socket
        Its one way to the outside.
    scratch : str
        The folder that it works in.
    shell : NotebookShell
        Made before the fork.
    job : Job
        For its limits.
    """

    def live() -> None:
        os.chdir(scratch)
        _begin_afresh(scratch)
        serve(channel, shell)

    return _fork(live, keep=[channel.fileno()])


def fork_checker(channel: socket.socket, answer: int, job: Job) -> int:
    """Fork the leading process; it writes one message to `answer` and ends."""

    def live() -> None:
        began = time.monotonic()
        learner = Learner(channel)
        done = walk(job, learner, check_in_place(learner, job.limits.cell))
        done.seconds = time.monotonic() - began
        _write(answer, done)

    return _fork(live, keep=[channel.fileno(), answer])


def _fork(live: Callable[[], None], keep: Iterable[int]) -> int:
    """Fork a child that lives in a session of its own and never comes back here."""
    number = os.fork()
    if number:
        return number
    status = 1
    try:
        os.setsid()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, signal.SIG_DFL)
        _close_all_but(keep)
        live()
        status = 0
    except BaseException:
        status = 1
    finally:
        os._exit(status)


def _close_all_but(keep: Iterable[int]) -> None:
    """Close what was inherited; standard streams go nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)
    low = 3
    for number in sorted(keep):
        os.closerange(low, number)
        low = number + 1
    os.closerange(low, 65536)


def _begin_afresh(scratch: str) -> None:
    """Forget what the parent remembered: random states, the temporary folder."""
    random.seed(0)
    np.random.seed(0)
    tempfile.tempdir = scratch
    os.environ["TMPDIR"] = scratch
    with contextlib.suppress(KeyError):
        del os.environ["JPY_SESSION_NAME"]


def _write(answer: int, done: Done) -> None:
    data = memoryview(pack(done.plain()))
    while data:
        data = data[os.write(answer, data) :]
