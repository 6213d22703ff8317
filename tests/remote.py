"""Learners in processes of their own, for tests of the grader."""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import sys
from typing import Any

from rnn_course.grading.checker.proxies import LearnerProcess
from rnn_course.grading.wire.channel import Channel, ChannelClosed
from tests.course import ROOT

__all__ = ["Host"]


class Host:
    """A warm process that forks learners; a context."""

    def __enter__(self) -> Host:
        self._desk, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.remote_host", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                cwd=ROOT,
            )
        return self

    def __exit__(self, *_: object) -> None:
        self._desk.close()
        self._process.wait(30)

    def answer(self, lesson: str, exercise: str, right: bool, place: int, **more: Any):
        """Start a learner who has written one answer of a proof corpus."""
        wanted = {
            "lesson": lesson,
            "exercise": exercise,
            "right": right,
            "place": place,
        }
        return self._start({"what": "answer", **wanted}, more)

    def source(self, source: str, **more: Any) -> Learner:
        """Start a learner whose notebook is one cell."""
        return self._start({"what": "source", "source": source}, more)

    def _start(self, request: dict[str, Any], more: dict[str, Any]) -> Learner:
        request |= {"confined": True, "limits": {}, "loud": False} | more
        ours, theirs = socket.socketpair()
        with theirs:
            text = json.dumps(request).encode()
            socket.send_fds(self._desk, [text], [theirs.fileno()])
        return Learner(Channel(ours)).wait()


class Learner(LearnerProcess):
    """A learner's process; a context that ends it."""

    def __init__(self, channel: Channel) -> None:
        super().__init__(channel)
        self.channel = channel

    def wait(self) -> Learner:
        """Wait until it is there; on a busy machine that takes longer than a call may."""
        with contextlib.suppress(ChannelClosed):  # it ended at once: the test will see
            assert self.channel.receive(120) == "ready"
        return self

    def __enter__(self) -> Learner:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()
        self.channel.close()
