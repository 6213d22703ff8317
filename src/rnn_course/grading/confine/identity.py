"""Who a submission runs as: never root, and with no power left over."""

from __future__ import annotations

import contextlib
import ctypes
import os
import struct

from .calls import call, prctl

__all__ = ["become_nobody", "drop_powers", "is_powerless", "numbers"]

_FIRST, _MANY = 0x60000000, 0x10000000  # user numbers that no system hands out
_NOBODY = 65534
_CAPABILITIES = 0x20080522  # _LINUX_CAPABILITY_VERSION_3
_DROP_BOUND, _KEEP, _AMBIENT, _SECURE = 24, 8, 47, 28  # options of prctl
_CLEAR_ALL = 4  # of the ambient capabilities
_LOCKED = 0b1_1111_1111 & ~0b1_0000  # root means nothing, for good


def numbers(process: int) -> list[int]:
    """Return user numbers to try for a process: one of its own, then nobody."""
    return [_FIRST + process % _MANY, _NOBODY]


def become_nobody(scratch: str, process: int) -> int:
    """Become a user that owns nothing but the scratch folder; return its number.

    Raises
    ------
    OSError
        When no such user can be had.
    """
    problem: OSError | None = None
    for user in numbers(process):
        try:
            os.chown(scratch, user, user)
            os.setgroups([])
            os.setresgid(user, user, user)
            os.setresuid(user, user, user)
        except OSError as error:
            problem = error
        else:
            return user
    raise problem or OSError("there is no user to become")


def drop_powers() -> None:
    """Give up every capability, also those that a program file could bring."""
    for capability in range(64):
        with contextlib.suppress(OSError):  # unknown here, or already gone
            prctl(_DROP_BOUND, capability)
    with contextlib.suppress(OSError):
        prctl(_AMBIENT, _CLEAR_ALL)
    with contextlib.suppress(OSError):
        prctl(_SECURE, _LOCKED)
    header = struct.pack("=Ii", _CAPABILITIES, 0)
    call("capset", header, struct.pack("=6I", *[0] * 6))


def is_powerless() -> bool:
    """Tell whether no capability is in effect, nor can be got back."""
    data = ctypes.create_string_buffer(24)
    call("capget", struct.pack("=Ii", _CAPABILITIES, 0), data)
    return not any(data.raw)
