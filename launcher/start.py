"""One start of the course: see that all is there, then hand over."""

import contextlib
import errno
import os
import subprocess
import sys

from . import installing
from .commands import UNWRITABLE
from .places import FULL, ROOT, VENV, StopError, program
from .roles import role_of

HELP = ("-h", "--help")
OWN = ("pack", "lock")
GO_ON = "The course goes on with the packages that it has; the next start tries again."
REFUSED = (errno.EACCES, errno.EPERM, errno.EROFS)


def main(words, help_text):
    """Install what is missing, then run what `words` name; return the exit status."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    if not words or words[0] in HELP:
        print(help_text.strip())
        return 0
    role, then = role_of(words), StopError("").then
    work = _own_work(words)
    try:
        installing.prepare(role)
        if work:
            return installing.in_turn(work)
        problem = ""
    except KeyboardInterrupt:
        return complain("Stopped; run the same command again to continue.", 130)
    except StopError as stopped:
        problem, then = str(stopped), stopped.then
    except OSError as error:
        problem = meaning_of(error)
    if problem and not _may_go_on(role, words):
        return complain(f"{problem}\n{then}")
    if problem:
        complain(f"{problem}\n{GO_ON}\n")
    return hand_over(words)


def _own_work(words):
    """Return what a word of the launcher's own does; None for all others."""
    if words[0] not in OWN:
        return None
    if words[0] == "lock":
        from .locking import plan
    else:
        from .packing import plan
    return plan(words[1:])


def _may_go_on(role, words):
    """Whether the packages of before still serve."""
    if words[0] in OWN:
        return False
    return installing.was_usable(role) and installing.is_healthy(VENV)


def meaning_of(error):
    """Say in one sentence what a system's error means here."""
    if error.errno == errno.ENOSPC:
        return FULL
    if error.errno in REFUSED:
        return f"{UNWRITABLE} ({error.filename})"
    return f"{error}."


def complain(message, status=1):
    """Print a problem apart from all else; return the exit status."""
    print(f"\n{message}", file=sys.stderr)
    return status


def hand_over(words):
    """Become the program that the first word names, inside .venv."""
    python = program(VENV)
    os.environ["VIRTUAL_ENV"] = str(VENV)
    path = os.environ.get("PATH", "")
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{path}"
    command = [str(python), "-m", "rnn_course", *words]
    if words[0] == "test" and "--latest" not in words:
        os.chdir(ROOT)
        workers = (os.cpu_count() or 1) + 1  # one often waits, for a browser say
        given = words[1:] or ["--numprocesses=%d" % workers]
        command = [str(python), "-m", "pytest", *given]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(command[0], command)
    with subprocess.Popen(command) as process:  # Windows has no exec
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # the program's to answer
                return process.wait()
