"""The student's side: a forked child that runs cells when it is told to.

`serve` is all that it does; `Learner` is how the leading side talks to it.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Any

from .frames import Closed, receive, send

if TYPE_CHECKING:
    from .shell import NotebookShell

__all__ = ["Learner", "serve"]

GRACE = 10.0  # seconds after a cell's own limit, before its process counts as hung


class Learner:
    """The leading side's end of the channel."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel

    def run(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        """Run a cell there; see `NotebookShell.run`.

        Raises
        ------
        Closed
            When that process is dead or hangs.
        """
        message = {"do": "run", "source": source, "number": number, "seconds": seconds}
        send(self._channel, message)
        return receive(self._channel, seconds + GRACE)

    def end(self) -> None:
        """Let it go."""
        try:
            send(self._channel, {"do": "end"})
        except Closed:
            return


def serve(channel: socket.socket, shell: NotebookShell) -> None:
    """Run cells until told to end; everything of the student's happens in here."""
    while True:
        message = receive(channel)
        if message["do"] == "end":
            return
        done = shell.run(message["source"], message["number"], message["seconds"])
        send(channel, done)
