"""The grader and its warm parent talk without waiting for each other for ever."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

from rnn_course.grading.wire.frames import pack, receive
from rnn_course.grading.workers.pool import Warm
from rnn_course.submission.job import Done, Job, Step

LARGE = "x" * 2_000_000  # far more than a socket holds


def warm_without_process():
    """Return what talks to a warm parent, and the other end."""
    warm, (ours, theirs) = Warm.__new__(Warm), socket.socketpair()
    warm.socket, warm.inbox, warm.jobs = ours, bytearray(), {}
    warm.served, warm.ready = 0, True
    return warm, theirs


def test_a_large_job_and_a_large_result_at_once():
    warm, theirs = warm_without_process()
    job = Job("lesson", "ana", (Step(0, "run", LARGE),))
    result = {"key": "bo", "done": Done(flags=[LARGE]).plain()}
    heard = []

    def other_side():
        theirs.sendall(pack(result))  # before it listens
        heard.append(receive(theirs))

    threads = [
        threading.Thread(target=other_side, daemon=True),
        threading.Thread(target=warm.submit, args=("ana", job), daemon=True),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
        assert not thread.is_alive()
    assert heard[0]["key"] == "ana"
    assert Job.read(heard[0]["job"]) == job
    while not (found := warm.poll(5)):
        pass
    assert [(key, done.flags) for key, done in found] == [("bo", [LARGE])]
    for end in (warm.socket, theirs):
        end.close()


def test_a_folder_deeper_than_python_can_remove(tmp_path):
    from rnn_course.grading.workers.warm import _remove

    here, place = Path.cwd(), tmp_path / "scratch"
    place.mkdir()
    os.chdir(place)
    try:
        for _ in range(3000):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(here)
    _remove(str(place))
    assert not place.exists()
