"""What a process inherits and must not keep: environment, open files, random states."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import sys
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from .calls import LINUX, function

__all__ = ["close_files", "new_environment", "reset_signals", "scrub_environment"]

KEPT = (
    "LANG",
    "LC_ALL",
    "LC_CTYPE",
    "TZ",
    "MPLBACKEND",
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "TF_NUM_INTRAOP_THREADS",
    "TF_NUM_INTEROP_THREADS",
    "TF_CPP_MIN_LOG_LEVEL",
    "TF_ENABLE_ONEDNN_OPTS",
    "CUDA_VISIBLE_DEVICES",
    "KERAS_BACKEND",
    "RNN_COURSE_GRADING",
    "PYTHONHASHSEED",
)


def new_environment(scratch: Path) -> dict[str, str]:
    """Return what a submission may know of the environment."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    home = dict.fromkeys(("HOME", "TMPDIR", "MPLCONFIGDIR", "IPYTHONDIR"), str(scratch))
    return kept | home | {"PATH": "/usr/bin:/bin"}


def scrub_environment(environment: Mapping[str, str]) -> None:
    """Replace the environment, and wipe the old one from memory.

    What a process was started with stays in its memory, where /proc shows it.
    """
    if LINUX:
        function("clearenv")()
    os.environ.clear()
    os.environ.update(environment)
    tempfile.tempdir = None  # it caches the folder that it has found first
    if LINUX:
        with contextlib.suppress(OSError, ValueError, IndexError):
            _wipe()


def _wipe() -> None:
    fields = (
        Path("/proc/self/stat")
        .read_text(encoding="utf-8", errors="replace")
        .rpartition(")")[2]
        .split()
    )
    start, end = int(fields[47]), int(fields[48])  # env_start, env_end: fields 50, 51
    if 0 < start < end:
        ctypes.memset(start, 0, end - start)


def close_files(keep: Iterable[int]) -> None:
    """Close every open file but `keep`; standard streams lead nowhere afterwards."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    kept = set(keep)
    for number in (0, 1, 2):
        if number not in kept:
            os.dup2(nowhere, number)
    last = 2
    for number in sorted(kept - {0, 1, 2}):
        os.closerange(last + 1, number)
        last = number
    highest = max([last, *_open_files()])
    os.closerange(last + 1, highest + 1)


def _open_files() -> list[int]:
    folder = "/proc/self/fd" if LINUX else "/dev/fd"
    try:
        return [int(entry.name) for entry in os.scandir(folder)]
    except OSError:
        return [os.sysconf("SC_OPEN_MAX")]


def reset_signals() -> None:
    """Give every signal its usual effect, except Python's own choices."""
    for number in signal.valid_signals() - {signal.SIGKILL, signal.SIGSTOP}:
        with contextlib.suppress(OSError, ValueError):
            signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGPIPE", "SIGXFSZ"):  # errors in their place
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])
    if "threading" in sys.modules and hasattr(signal, "set_wakeup_fd"):
        with contextlib.suppress(ValueError):
            signal.set_wakeup_fd(-1)
