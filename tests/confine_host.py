"""Forks processes that put chosen layers of confinement in force and try something.

Started by `tests.test_confine`: ``python -m tests.confine_host FD``. It has no threads,
so that it can fork safely.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"

from rnn_course.grading import confine as confinement
from rnn_course.grading.confine import (
    identity,
    landlock,
    namespaces,
    reach,
    seccomp,
    view,
)
from rnn_course.grading.confine.limits import limit

__all__ = ["main"]

ORDINARY = 61234  # a user who owns nothing


def main() -> None:
    """Serve requests until the other side hangs up."""
    confinement.prepare()
    desk = socket.socket(fileno=int(sys.argv[1]))
    while text := desk.recv(65536):
        desk.send(json.dumps(_try(json.loads(text))).encode())


def _try(request: dict) -> dict:
    reader, writer = os.pipe()
    scratch = Path(tempfile.mkdtemp(prefix="rnn-course-test-"))
    scratch.chmod(0o777)
    child = os.fork()
    if child == 0:
        os.setsid()
        os.close(reader)
        with contextlib.suppress(BaseException):
            os.write(writer, json.dumps(_attempt(request, scratch, writer)).encode())
        os._exit(0)
    os.close(writer)
    said = _read(reader, 30.0)
    ended = _has_ended(child, 0.0 if said else 5.0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    return {"ended": ended, "status": status} | (json.loads(said) if said else {})


def _has_ended(child: int, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _read(reader: int, seconds: float) -> bytes:
    said = b""
    while select.select([reader], [], [], seconds)[0] and (
        part := os.read(reader, 65536)
    ):
        said += part
        if said.endswith(b"}"):
            break
    os.close(reader)
    return said


def _attempt(request: dict, scratch: Path, writer: int) -> dict:
    """Put the layers in force, run the code, and say what came of it."""
    limits = confinement.Limits(**request["limits"])
    if request["user"] and os.geteuid() == 0:
        namespaces.enter_mounts()
        namespaces.hide_homes(reach.needed())
        os.setgroups([])
        os.setresgid(ORDINARY, ORDINARY, ORDINARY)
        os.setresuid(ORDINARY, ORDINARY, ORDINARY)
    names = {"scratch": scratch, "os": os, "outside": request["outside"], "Path": Path}
    names |= {"writer": writer, "parent": os.getppid()}
    try:
        if request["layers"] == "all":
            secrets = [Path(path) for path in request["secrets"]]
            names["layers"] = confinement.confine(
                scratch, limits, request["weaker"], keep=[writer], secrets=secrets
            )
        else:
            for layer in request["layers"]:
                _put(layer, scratch, limits)
            os.chdir(scratch)
        exec(compile(request["code"], "<attack>", "exec"), names)
        done = {"works": True, "value": names.get("value")}
    except BaseException as error:
        done = {"works": False, "error": f"{type(error).__name__}: {error}"}
    return done | {"layers": names.get("layers", [])}


def _put(layer: str, scratch: Path, limits: confinement.Limits) -> None:
    if layer == "files":
        landlock.restrict(reach.rules(scratch))
    elif layer == "calls":
        seccomp.restrict()
    elif layer == "limits":
        limit(limits, 0)
    elif layer == "identity":
        scratch.chmod(0o700)
        identity.become_nobody(str(scratch), os.getpid())
        identity.drop_powers()
    elif layer == "namespaces":
        namespaces.enter()
        namespaces.start_inside([])
        view.show_only(scratch, reach.needed(), apart=True)
        namespaces.small_disk(scratch, limits.scratch)


if __name__ == "__main__":
    main()
