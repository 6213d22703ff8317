"""Where learners' processes are born: a process that knows nothing worth reading.

A forked child holds all that its parent held. So the process that forks the learners
never sees a submission, a test, a verdict or the gradebook: it was forked from the warm
parent before the first job came, and hears only which folder and which limits to use.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

from ..confine.namespaces import fork_apart

__all__ = ["Nursery", "open_nursery"]

_LONGEST = 65536  # bytes of a request

Live = Callable[[socket.socket, dict[str, Any]], None]


class Nursery:
    """The nursery as seen from the process that grades."""

    def __init__(self, desk: socket.socket) -> None:
        self._desk = desk

    def fork(self, channel: socket.socket, setting: dict[str, Any]) -> int:
        """Fork a learner; return its number.

        Parameters
        ----------
        channel : socket
            Its one connection to the outside; the caller closes its own copy.
        setting : dict
            What `live` needs to know, ready for JSON.
        """
        text = json.dumps({"fork": setting}).encode()
        socket.send_fds(self._desk, [text], [channel.fileno()])
        return self._answer()["number"]

    def end(self, number: int) -> tuple[int, int, bool]:
        """End a learner with all of its processes.

        Returns
        -------
        tuple
            Its exit status (negative: the signal that ended it), its largest memory in
            bytes, and whether it had ended before.
        """
        self._desk.sendall(json.dumps({"end": number}).encode())
        said = self._answer()
        return said["status"], said["peak"], said["ended"]

    def _answer(self) -> dict[str, Any]:
        data = self._desk.recv(_LONGEST)
        if not data:
            raise SystemExit("the nursery has died")
        return json.loads(data)


def open_nursery(live: Live, close: Callable[[], None]) -> Nursery:
    """Fork the nursery.

    Parameters
    ----------
    live : callable
        The life of a learner: takes its end of the channel and its setting.
    close : callable
        Run in the nursery at once: closes what it must not inherit.
    """
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    if os.fork() == 0:
        try:
            ours.close()
            close()
            _serve(theirs, live)
        finally:
            os._exit(0)
    theirs.close()
    return Nursery(ours)


def _serve(desk: socket.socket, live: Live) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    children: set[int] = set()
    try:
        while True:
            text, ends, _, _ = socket.recv_fds(desk, _LONGEST, 1)
            if not text:
                return
            request = json.loads(text)
            if "fork" in request:
                number = _fork(desk, live, ends[0], request["fork"])
                os.close(ends[0])
                children.add(number)
                said = {"number": number}
            else:
                said = _end(request["end"])
                children.discard(request["end"])
            desk.sendall(json.dumps(said).encode())
    finally:
        for number in children:
            _end(number)


def _fork(desk: socket.socket, live: Live, end: int, setting: dict[str, Any]) -> int:
    number = fork_apart()
    if number:
        return number
    status = 1
    try:
        os.setsid()
        desk.close()
        live(socket.socket(fileno=end), setting)
        status = 0
    except BaseException:
        import traceback

        traceback.print_exc()
        status = 1
    finally:
        os._exit(status)


def _end(number: int) -> dict[str, Any]:
    ended = (
        os.waitid(os.P_PID, number, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    )
    for kill in (os.killpg, os.kill):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            kill(number, signal.SIGKILL)
    _, status, used = os.wait4(number, 0)
    peak = 1024 * used.ru_maxrss
    return {"status": os.waitstatus_to_exitcode(status), "peak": peak, "ended": ended}
