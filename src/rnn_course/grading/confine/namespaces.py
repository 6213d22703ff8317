"""A world of its own: no other processes, no network, a small disk, no way home.

Where the kernel lets us, a submission lives in namespaces of its own. They repeat what
Landlock and seccomp do, so that a hole in one of them is not a hole in the wall; and
they alone bound the space of the scratch folder. An ordinary user gets them through a
user namespace; root does without.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import stat
from collections.abc import Iterable
from pathlib import Path

from .calls import LINUX, call, prctl

__all__ = [
    "BIND",
    "KINDS",
    "PLAIN",
    "available",
    "enter",
    "enter_mounts",
    "hide_homes",
    "mount",
    "small_disk",
    "start_inside",
]

KINDS = {
    "user": 0x10000000,
    "pid": 0x20000000,
    "network": 0x40000000,
    "mount": 0x00020000,
    "ipc": 0x08000000,
}
_PRIVATE = (1 << 18) | (1 << 14)  # MS_PRIVATE | MS_REC
BIND = (1 << 12) | (1 << 14)  # MSBIND | MS_REC
PLAIN = 2 | 4 | 8  # MS_NOSUID | MS_NODEV | MS_NOEXEC
_DEATH_SIGNAL, _DUMPABLE = 1, 4  # PR_SET_PDEATHSIG, PR_SET_DUMPABLE


def enter(apart: bool = False) -> list[str]:
    """Move into new namespaces, as many as can be had; return their kinds.

    Only a process started afterwards is inside the new process namespace, unless this
    process is `apart` already: forked by `fork_apart`.
    """
    entered = []
    if os.geteuid() == 0:  # no user namespace: it would keep root from becoming another
        entered += ["mount"] * enter_mounts()
    else:
        user, group = os.geteuid(), os.getegid()
        prctl(_DUMPABLE, 1)  # else /proc/self, where the mapping goes, is root's
        if _unshare("user"):
            _map(user, group)
            entered.append("user")
            if enter_mounts():
                entered.append("mount")
    entered += ["pid"] * (apart or _unshare("pid"))
    return entered + [kind for kind in ("network", "ipc") if _unshare(kind)]


def fork_apart() -> int:
    """Fork; where the kernel lets us, into a process namespace of the child's own.

    One fork less than to enter it from inside; only root can.
    """
    if os.geteuid() != 0 or not _unshare("pid"):
        return os.fork()
    child = os.fork()
    if child:
        back = os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)
        try:
            call("setns", back, KINDS["pid"])
        finally:
            os.close(back)
    else:
        prctl(_DEATH_SIGNAL, signal.SIGKILL)
    return child


def enter_mounts() -> bool:
    """Move into a mount namespace, in which mounts concern nobody else."""
    return _unshare("mount") and _make_private()


def _unshare(kind: str) -> bool:
    try:
        call("unshare", KINDS[kind])
    except OSError:
        return False
    return True


def _map(user: int, group: int) -> None:
    """Call ourselves user 1000 inside; outside we stay who we are."""
    Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
    Path("/proc/self/uid_map").write_text(f"1000 {user} 1", encoding="ascii")
    Path("/proc/self/gid_map").write_text(f"1000 {group} 1", encoding="ascii")


def _make_private() -> bool:
    try:
        mount("none", "/", None, _PRIVATE)
    except OSError:
        return False
    return True


def mount(
    source: str, target: str, kind: str | None, flags: int, data: str = ""
) -> None:
    """Mount something; see mount(2).

    Raises
    ------
    OSError
        When the kernel refuses.
    """
    kind_ = kind.encode() if kind else None
    call(
        "mount",
        source.encode(),
        os.fsencode(target),
        kind_,
        ctypes.c_ulong(flags),
        data.encode() or None,
    )


def small_disk(folder: Path, size: int) -> bool:
    """Put an empty disk of `size` bytes, kept in memory, over a folder."""
    try:
        options = f"size={size},nr_inodes=4096,mode=0700"
        mount("scratch", str(folder), "tmpfs", PLAIN, options)
    except OSError:
        return False
    return True


def hide_homes(needed: Iterable[Path]) -> list[Path]:
    """Make `needed` readable where a closed folder is in the way, as /root is.

    An empty folder is put over the closed one, and what is needed is shown in it.
    Returns what was covered. The caller is root, in a mount namespace of its own.
    """
    covered: dict[Path, list[tuple[Path, int]]] = {}
    for path in {Path(path).resolve() for path in needed}:
        gate = next(filter(_is_closed, reversed(path.parents)), None)
        if gate is not None and path.is_dir():
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
            covered.setdefault(gate, []).append((path, place))
    for gate, inside in covered.items():
        with contextlib.suppress(OSError):
            _cover(gate, inside)
        for _, place in inside:
            os.close(place)
    return list(covered)


def _is_closed(folder: Path) -> bool:
    return not folder.stat().st_mode & stat.S_IXOTH


def _cover(gate: Path, inside: list[tuple[Path, int]]) -> None:
    mount("cover", str(gate), "tmpfs", PLAIN & ~8, "size=1m,mode=0755")
    for path, place in sorted(inside):
        if not path.exists():
            path.mkdir(parents=True)
            mount(f"/proc/self/fd/{place}", str(path), None, BIND)


def start_inside(keep: Iterable[int]) -> None:
    """Go on in a child, the first process of the new process namespace.

    The caller itself only waits for it and ends as it ends; it never returns. It gives
    up the files of `keep`, so that the child alone holds them.
    """
    child = os.fork()
    if child:
        for number in keep:
            os.close(number)
        _end_like(child)
    prctl(_DEATH_SIGNAL, signal.SIGKILL)


def _end_like(child: int) -> None:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        number = os.WTERMSIG(status)
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)
    os._exit(os.WEXITSTATUS(status) if os.WIFEXITED(status) else 1)


def available() -> list[str]:
    """Tell which kinds a process here can get, by trying in a child."""
    if not LINUX:
        return []
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        with contextlib.suppress(BaseException):
            os.write(writer, " ".join(enter()).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, encoding="utf-8") as words:
        found = words.read().split()
    os.waitpid(child, 0)
    return found
