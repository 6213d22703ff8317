"""The two processes of one submission, from the fork to their end."""

from __future__ import annotations

import contextlib
import importlib
import itertools
import os
import random
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from ...checks.chance import lend
from ...quiz.source import BANK
from ...submission.job import Done, Job
from ...submission.walk import walk
from ..cells.shell import NotebookShell
from ..checker.checker import Checker, Learner
from ..confine import ConfinementError, Limits, confine, guard
from ..learner.servant import Servant
from ..learner.stand_ins import take_checks_away
from ..limits import of_checker, of_learner
from ..wire.channel import Channel
from ..wire.frames import pack

__all__ = ["fork_checker", "live_as_learner", "setting_of"]


_NUMBERS = itertools.count(os.getpid() << 9)  # tell learners apart, also their users


def setting_of(job: Job, scratch: str, weaker: bool) -> dict[str, Any]:
    """Return what a learner's process must know: nothing of the submission."""
    limits = asdict(of_learner(job.limits))
    number = next(_NUMBERS)
    return {"scratch": scratch, "limits": limits, "weaker": weaker, "number": number}


def live_as_learner(
    end: socket.socket, setting: dict[str, Any], shell: NotebookShell
) -> None:
    """Be confined, then run the student's cells when told to.

    Parameters
    ----------
    end : socket
        Its one way to the outside.
    setting : dict
        As `setting_of` makes it.
    shell : NotebookShell
        Made before the fork.
    """
    scratch = Path(setting["scratch"])
    try:
        loaded = take_checks_away()
        if loaded:
            raise ConfinementError(f"{loaded[0]} was loaded before the fork.")
        limits, weaker = Limits(**setting["limits"]), setting["weaker"]
        number, keep = setting["number"], [end.fileno()]
        layers = confine(scratch, limits, weaker, keep=keep, number=number)
    except ConfinementError as problem:
        Channel(end).send({"error": str(problem)})
        return
    _begin_afresh(str(scratch))
    sys.path.insert(0, str(scratch))  # as at home: modules that a notebook writes

    def run(*cell: Any) -> dict[str, Any]:
        importlib.invalidate_caches()
        return shell.run(*cell)

    channel = Channel(end)
    channel.send({"layers": layers})
    Servant(channel, shell.user_ns, run).serve()


def fork_checker(
    end: socket.socket, answer: int, job: Job, shell: NotebookShell, scratch: str
) -> int:
    """Fork the leading process; it writes one message to `answer` and ends."""

    def live() -> None:
        began = time.monotonic()
        bank = os.environ.get(BANK)
        guard(Path(scratch), of_checker(job.limits), [Path(bank)] if bank else [])
        _begin_afresh(scratch)
        learner = Learner(Channel(end))
        checker = Checker(shell, learner, job.lesson)
        with lend(job.secret):
            done = walk(job, learner, checker.check)
        done.layers = learner.layers
        done.seconds = time.monotonic() - began
        _write(answer, done)

    return _fork(live, keep=[end.fileno(), answer])


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
