"""Try what must be refused, from inside: a wall is believed when it has been touched."""

from __future__ import annotations

import importlib.util
import os
import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import rnn_course

from .identity import is_powerless

__all__ = ["holes"]

_COURSE = Path(rnn_course.__file__).resolve().parent


def holes(scratch: Path, secrets: Iterable[Path] = ()) -> Iterator[tuple[str, str]]:
    """Yield what is possible and should not be: the layer to blame, and what it is.

    Parameters
    ----------
    scratch : Path
        The only folder that may be written.
    secrets : iterable of Path
        Files and folders that must be out of reach, the gradebook say.
    """
    answers = _COURSE / "checks/lesson_00.py"
    compiled = Path(importlib.util.cache_from_source(str(answers)))
    for path in (answers, compiled, *secrets):
        if _works(lambda path=path: os.open(path, os.O_RDONLY)):
            yield "files", f"read {path.name}"
    for path in secrets:
        if _works(path.stat):
            yield "namespaces: view", f"see the size of {path.name}"
    for folder in (scratch.parent, Path.home().parent, Path("/tmp")):
        name = folder / f"canary-{os.getpid()}"
        if _works(lambda name=name: _write_and_remove(name)):
            yield "files", f"write into {folder}"
    if not _works(lambda: _write_and_remove(scratch / "canary")):
        yield "files", "write nothing into its own folder, which it must"
    if not _works(lambda: Path(os.__file__).read_bytes()):
        yield (
            "identity",
            (
                f"not read the interpreter's own library, which it must. Let everybody read "
                f"{Path(os.__file__).parent}, or put the environment elsewhere"
            ),
        )
    yield from _holes_in_network()
    yield from _holes_in_processes()
    if hasattr(os, "geteuid") and (os.geteuid() == 0 or not is_powerless()):
        yield "identity", "act as root"


def _holes_in_network() -> Iterator[tuple[str, str]]:
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX):
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            if _works(lambda f=family, k=kind: socket.socket(f, k).close()):
                yield "calls", f"open a socket ({family.name}, {kind.name})"


def _holes_in_processes() -> Iterator[tuple[str, str]]:
    if _works(_start):
        yield "calls", "start a process"
    if _works(lambda: os.execv("/bin/true", ["/bin/true"])):
        yield "calls", "start a program"
    if _works(lambda: os.kill(os.getppid() or 1, 0)) and os.getppid():
        yield "calls", "signal its parent"
    if _works(os.setsid):
        yield "calls", "leave its process group"


def _write_and_remove(path: Path) -> None:
    path.write_text("alive", encoding="ascii")
    path.unlink()


def _start() -> None:
    child = os.fork()
    if child == 0:
        os.kill(os.getpid(), signal.SIGKILL)
        os._exit(0)
    os.waitpid(child, 0)


def _works(act: Callable[[], object]) -> bool:
    try:
        act()
    except OSError:
        return False
    return True
