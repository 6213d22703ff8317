"""Forks a confined process for each learner that a test needs.

It imports everything once and runs nothing, as the grader's warm parent does. Started by
`tests.remote`, never by hand: ``python -m tests.remote_host FD``.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a second thread could not be forked

import numpy as np

from rnn_course.checks.subject import subject_of
from rnn_course.grading.confine import Limits, confine, prepare
from rnn_course.grading.learner.servant import Servant
from rnn_course.grading.wire.channel import Channel
from rnn_course.models import keras

__all__ = ["main"]


def main() -> None:
    """Serve requests until the other side hangs up."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the children
    prepare()
    desk = socket.socket(fileno=int(sys.argv[1]))
    while True:
        text, ends, _, _ = socket.recv_fds(desk, 65536, 1)
        if not text:
            return
        request = json.loads(text)
        if request["what"] == "answer":
            names = _answer(request)
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            desk.close()
            if request["what"] == "source":
                names = {"np": np, "keras": keras}
            _live(ends[0], names, request)
        os.close(ends[0])


def _answer(request: dict) -> dict:
    """Return one function of a proof corpus, under the name `answer`."""
    module = importlib.import_module(f"tests.answers.lesson_{request['lesson'][:2]}")
    corpus = module.corpus
    if request["right"]:
        function = corpus.rights[request["exercise"]][request["place"]]
    else:
        function = corpus.wrongs[request["exercise"]][request["place"]].function
    return {"answer": subject_of(function, function.__globals__ | corpus.namespace)}


def _live(end: int, names: dict, request: dict) -> None:
    status = 1
    try:
        os.setpgid(0, 0)
        if request["confined"]:
            scratch = Path(tempfile.mkdtemp(prefix="rnn-course-test-"))
            limits = Limits(**request["limits"])
            confine(scratch, limits, keep=[end] + [2] * request["loud"])
        if request.get("trained"):  # as earlier cells of a notebook would have done
            importlib.import_module("tests.answers.lesson_03").trained("four")
        if request["what"] == "source":
            names["__name__"] = "__main__"
            exec(compile(request["source"], "<cell>", "exec"), names)
        channel = Channel(socket.socket(fileno=end))
        channel.send("ready")
        Servant(channel, names).serve()
        status = 0
    except BaseException:
        if request["loud"]:
            import traceback

            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


if __name__ == "__main__":
    main()
