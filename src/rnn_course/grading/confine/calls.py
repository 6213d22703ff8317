"""The few calls of the Linux kernel that Python does not offer, through ctypes."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from functools import cache

__all__ = ["LINUX", "MACHINE", "call", "function", "no_new_privileges", "prctl"]

LINUX = sys.platform.startswith("linux")
MACHINE = {"amd64": "x86_64", "arm64": "aarch64"}.get(
    platform.machine().lower(), platform.machine().lower()
)
_NO_NEW_PRIVILEGES = 38  # PR_SET_NO_NEW_PRIVS


@cache
def function(name: str) -> ctypes._NamedFuncPointer:
    """Return a function of the C library that reports errors through errno."""
    found = getattr(ctypes.CDLL(None, use_errno=True), name)
    found.restype = ctypes.c_long if name == "syscall" else ctypes.c_int
    return found


def call(name: str, *arguments: object) -> int:
    """Call a function of the C library.

    Raises
    ------
    OSError
        When it returns -1; with errno and its text.
    """
    try:
        result = function(name)(*arguments)
    except AttributeError:
        raise OSError(38, f"{name} does not exist here") from None
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result


def prctl(option: int, *arguments: int) -> int:
    """Call ``prctl(2)`` with whole numbers."""
    filled = [*arguments, 0, 0, 0, 0][:4]
    return call("prctl", option, *(ctypes.c_ulong(value) for value in filled))


def no_new_privileges() -> None:
    """Give up gaining powers through set-user-id programs, for good."""
    prctl(_NO_NEW_PRIVILEGES, 1)
