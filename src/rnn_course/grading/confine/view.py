"""What there is to see: a root folder with the system, the interpreter, and nothing else.

Landlock keeps files from being read, but not their names, sizes and times from being
asked for. In a mount namespace of its own, a submission gets another root folder: in it
are the system's folders, the few that Python needs, and its scratch folder. Neighbours,
homes and the gradebook are not there.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from .calls import call
from .namespaces import BIND, PLAIN, mount

__all__ = ["show_only"]

_SYSTEM = ("bin", "dev", "etc", "lib", "lib32", "lib64", "sbin", "usr")
_MACHINE = "sys/devices/system"  # how many cores, for what counts them
_DETACH = 2  # MNT_DETACH


def show_only(scratch: Path, needed: Iterable[Path], apart: bool) -> bool:
    """Change to a root folder that holds the system, `needed` and `scratch` alone.

    Parameters
    ----------
    scratch : Path
        An empty folder; the new root is built on it, then it is shown in its place.
    needed : iterable of Path
        Folders that stay where they are, by the names given and by their true ones.
    apart : bool
        Whether this process has a process namespace of its own: it sees no others then.

    Returns
    -------
    bool
        Whether it was done. The caller is in a mount namespace of its own.
    """
    folders = {name for path in needed for name in (Path(path), Path(path).resolve())}
    opened = [(path, _open(path)) for path in sorted({*folders, scratch})]
    try:
        mount("view", str(scratch), "tmpfs", PLAIN, "size=1m,mode=0755")
        try:
            _build(scratch, opened, apart)
            os.chroot(scratch)
        except OSError:
            _take_away(scratch)
            return False
        os.chdir("/")
        return True
    except OSError:
        return False
    finally:
        for _, place in opened:
            os.close(place)


def _build(view: Path, opened: list[tuple[Path, int]], apart: bool) -> None:
    for name in (*_SYSTEM, _MACHINE):
        source = Path("/", name)
        if source.is_symlink():
            (view / name).symlink_to(source.readlink())
        elif source.is_dir():
            _show(str(source), view / name)
    _show_processes(view / "proc", apart)
    for path, place in opened:
        target = view / path.relative_to("/")
        if not _is_shown(target, place):
            _show(f"/proc/self/fd/{place}", target)


def _show_processes(target: Path, apart: bool) -> None:
    """Show /proc: of our own processes, where we have our own and the kernel lets us."""
    target.mkdir()
    if apart:
        with contextlib.suppress(OSError):
            mount("proc", str(target), "proc", PLAIN)
            return
    mount("/proc", str(target), None, BIND)


def _show(source: str, target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    mount(source, str(target), None, BIND)


def _is_shown(target: Path, place: int) -> bool:
    """Tell whether a folder is there already, below another one that is."""
    with contextlib.suppress(OSError):
        return os.path.samestat(target.stat(), os.fstat(place))
    return False


def _open(path: Path) -> int:
    return os.open(path, os.O_PATH | os.O_CLOEXEC)


def _take_away(view: Path) -> None:
    with contextlib.suppress(OSError):
        call("umount2", os.fsencode(view), ctypes.c_int(_DETACH))
