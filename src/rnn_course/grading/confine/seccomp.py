"""seccomp: which calls of the kernel a process may still make.

A filter of our own, a list of what is allowed: files, memory, threads, time. Starting
programs or processes, sockets, signals to others, changing the rights of files, and all
else is refused. The filter is a program of the classic BPF kind; see seccomp(2).
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterator
from functools import cache

from .calls import LINUX, MACHINE, call, no_new_privileges, prctl
from .syscalls import ALLOWED, MACHINES, REFUSED, WITH_CARE

__all__ = ["is_offered", "prepare", "program", "restrict"]

_ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # AUDIT_ARCH_…
_X32 = 0x40000000  # another numbering on the same machine
_SET_SECCOMP, _FILTER = 22, 2  # prctl
_AVAILABLE = 2  # SECCOMP_GET_ACTION_AVAIL
_ALLOW, _ERROR, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NOT_PERMITTED, _NOT_THERE = _ERROR | 1, _ERROR | 38  # EPERM, ENOSYS

# Instructions: code, jump if true, jump if false, constant.
_LOAD, _AND, _RETURN = 0x20, 0x54, 0x06
_EQUAL, _AT_LEAST, _ANY_BIT = 0x15, 0x35, 0x45
_NUMBER, _ARCH, _ARGUMENTS = 0, 4, 16  # places in the kernel's struct seccomp_data

_THREAD = 0x10000  # CLONE_THREAD
_NAMESPACES = 0x7E020000  # every CLONE_NEW… flag
_UNIX, _STREAM, _KIND = 1, 1, 0xF

# What a descriptor may be asked. All else is refused: an owner or a lease of a file, and
# input that announces itself, would send signals to others; a network's addresses and
# another's terminal would be read.
_SET_FLAGS, _ANNOUNCED = 4, 0x2000  # F_SETFL, O_ASYNC
_FCNTL = (
    *(0, 1, 2, 3),  # F_DUPFD, F_GETFD, F_SETFD, F_GETFL
    *(5, 6, 7, 36, 37, 38),  # locks of a part of a file
    *(1030, 1031, 1032, 1034),  # F_DUPFD_CLOEXEC, size of a pipe, F_GET_SEALS
)
_IOCTL = (
    *(0x5401, 0x802C542A, 0x5413),  # is it a terminal (TCGETS, TCGETS2), how wide
    *(0x541B, 0x5421),  # FIONREAD, FIONBIO
    *(0x5450, 0x5451),  # FIONCLEX, FIOCLEX
)

_ANYBODY = 0x7FFFFFF1  # stands for the number of a process: no kernel hands it out

Instruction = tuple[int, int, int, int]


def is_offered() -> bool:
    """Tell whether this kernel offers seccomp filters, and our table knows the machine."""
    if not LINUX or MACHINE not in MACHINES:
        return False
    action = ctypes.c_uint32(_ERROR)
    number = {"x86_64": 317, "aarch64": 277}[MACHINE]
    try:
        call("syscall", number, _AVAILABLE, 0, ctypes.byref(action))
    except OSError:
        return False
    return True


def restrict() -> None:
    """Put the filter in force for this process, for good.

    Raises
    ------
    OSError
        When the kernel refuses.
    """
    code = _compiled(MACHINE).replace(_mark(_ANYBODY), _mark(os.getpid()))
    holder = ctypes.create_string_buffer(code, len(code))
    filter_ = struct.pack("@HP", len(code) // 8, ctypes.addressof(holder))
    kept = ctypes.create_string_buffer(filter_, len(filter_))
    no_new_privileges()
    prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(kept))


@cache
def _compiled(machine: str) -> bytes:
    """Return the filter as bytes, with a mark where the process's number belongs."""
    return b"".join(_mark(step[3], *step[:3]) for step in program(machine, _ANYBODY))


def _mark(constant: int, code: int = _EQUAL, yes: int = 0, no: int = 1) -> bytes:
    return struct.pack("=HBBI", code, yes, no, constant)


def prepare() -> None:
    """Compile the filter, once for all that will be forked from this process."""
    if is_offered():
        _compiled(MACHINE)


def program(machine: str, process: int) -> list[Instruction]:
    """Return the filter for a machine and for the process of this number."""
    steps: list[Instruction] = [
        (_LOAD, 0, 0, _ARCH),
        (_EQUAL, 1, 0, _ARCHITECTURE[machine]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if machine == "x86_64":
        steps += [(_AT_LEAST, 0, 1, _X32), (_RETURN, 0, 0, _NOT_THERE)]
    for calls, answer in ((ALLOWED, _ALLOW), (REFUSED, _NOT_PERMITTED)):
        for numbers in calls.values():
            if machine in numbers:
                steps += [
                    (_EQUAL, 0, 1, numbers[machine]),
                    (_RETURN, 0, 0, answer),
                ]
    for name, numbers in WITH_CARE.items():
        if machine in numbers:
            rule = list(_rule(name, process))
            steps += [(_EQUAL, 0, len(rule), numbers[machine]), *rule]
    return [*steps, (_RETURN, 0, 0, _NOT_THERE)]


def _rule(name: str, process: int) -> Iterator[Instruction]:
    """Yield what to do with a call that is allowed for some arguments only."""
    if name == "clone3":
        yield (_RETURN, 0, 0, _NOT_THERE)  # its flags cannot be seen: use clone
        return
    if name == "clone":  # threads alone
        yield _argument(0)
        yield (_ANY_BIT, 0, 2, _THREAD)
        yield (_ANY_BIT, 1, 0, _NAMESPACES)
        yield from _ends()
    elif name == "socketpair":  # to talk to itself, as an event loop does
        yield _argument(0)
        yield (_EQUAL, 0, 4, _UNIX)
        yield _argument(1)
        yield (_AND, 0, 0, _KIND)
        yield (_EQUAL, 0, 1, _STREAM)
        yield from _ends()
    elif name == "fcntl":
        yield _argument(1)
        yield (_EQUAL, 0, 2, _SET_FLAGS)
        yield _argument(2)
        yield (_ANY_BIT, len(_FCNTL) + 1, len(_FCNTL), _ANNOUNCED)
        yield from _one_of(_FCNTL)
    elif name == "ioctl":
        yield _argument(1)
        yield from _one_of(_IOCTL)
    elif name == "prlimit64":
        yield _argument(0)
        yield (_EQUAL, 1, 0, 0)
        yield (_EQUAL, 0, 1, process)
        yield from _ends()
    else:  # signals, to itself alone
        yield _argument(0)
        yield (_EQUAL, 0, 1, process)
        yield from _ends()


def _argument(place: int) -> Instruction:
    return (_LOAD, 0, 0, _ARGUMENTS + 8 * place)  # the lower half, on both machines


def _one_of(values: tuple[int, ...]) -> Iterator[Instruction]:
    """Yield a rule's end: allowed when what is loaded is one of these."""
    for place, value in enumerate(values):
        last = value == values[-1]
        yield (_EQUAL, len(values) - 1 - place, int(last), value)
    yield from _ends()


def _ends() -> Iterator[Instruction]:
    """Yield the two ends of a rule: allowed, and after it refused."""
    yield (_RETURN, 0, 0, _ALLOW)
    yield (_RETURN, 0, 0, _NOT_PERMITTED)
