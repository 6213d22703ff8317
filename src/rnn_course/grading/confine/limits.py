"""Limits on memory, processor time, threads, open files and file sizes."""

from __future__ import annotations

import os
from pathlib import Path

from ..limits import MIB
from ..limits import ProcessLimits as Limits
from .calls import LINUX

try:
    import resource
except ImportError:  # Windows
    resource = None  # type: ignore[assignment]

__all__ = ["Limits", "limit", "memory_now"]


def limit(limits: Limits, counted: int = 0) -> None:
    """Set the limits of this process; they cannot be raised again.

    Parameters
    ----------
    counted : int
        Threads of the same user that the kernel counts besides this process's own.
    """
    if resource is None:
        raise OSError(38, "this system has no resource limits")
    data, space = memory_now()
    wanted = {
        "CORE": 0,
        "CPU": limits.seconds,
        "DATA": data + limits.memory,
        "AS": space + limits.memory + 2048 * MIB,  # reserved, not used: stacks, arenas
        "NPROC": limits.threads + counted,
        "NOFILE": limits.files,
        "FSIZE": limits.file_size,
        "MEMLOCK": 0,
        "MSGQUEUE": 0,
        "NICE": 0,
        "RTPRIO": 0,
        "SIGPENDING": 1024,
    }
    for name, value in wanted.items():
        number = getattr(resource, f"RLIMIT_{name}", None)
        if number is None:
            continue
        hard = resource.getrlimit(number)[1]
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        after = value + 5 if name == "CPU" else value  # a signal first, then the end
        after = after if hard == resource.RLIM_INFINITY else min(after, hard)
        resource.setrlimit(number, (value, after))


def memory_now() -> tuple[int, int]:
    """Return the bytes of writable memory, and of all address space, in use."""
    if not LINUX:
        return 4096 * MIB, 8192 * MIB
    pages = [
        int(word)
        for word in Path("/proc/self/statm").read_text(encoding="ascii").split()
    ]
    return pages[5] * resource.getpagesize(), pages[0] * resource.getpagesize()


def threads_of(user: int) -> int:
    """Count the threads of a user on this machine."""
    total = 0
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                if entry.stat().st_uid == user:
                    total += sum(1 for _ in os.scandir(f"{entry.path}/task"))
            except OSError:
                continue  # it has ended
    return total
