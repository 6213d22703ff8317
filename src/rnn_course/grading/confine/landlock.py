"""Landlock: which files a process may still open, and whom it may still signal.

The rules say what is allowed; everything else is refused by the kernel, for this process
and all that it starts. See ``Documentation/userspace-api/landlock.rst`` of the kernel.
"""

from __future__ import annotations

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from .calls import LINUX, call, no_new_privileges

__all__ = ["LIST", "READ", "USE", "WRITE", "restrict", "version"]

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_VERSION = 1  # flag: return the version in place of a ruleset
_PATH_BENEATH = 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR = (1 << bit for bit in range(4))
_ALL_OF = {1: 13, 2: 14, 3: 15, 5: 16}  # version → how many rights on files it knows
_TRUNCATE, _IOCTL = 1 << 14, 1 << 15
_MAKE_DEVICES = (1 << 6) | (1 << 11)  # character and block
_TCP, _SCOPE = 0b11, 0b11  # bind, connect; abstract unix sockets, signals

READ = _READ_FILE | _READ_DIR
LIST = _READ_DIR  # the names in a folder
USE = _READ_FILE | _WRITE_FILE | _TRUNCATE  # a device such as /dev/null
WRITE = 0xFFFF & ~(_EXECUTE | _MAKE_DEVICES | _IOCTL)
_ON_FILES = _EXECUTE | USE | _IOCTL  # rights that make sense for what is no folder


def version() -> int:
    """Return the version of Landlock that this kernel offers; 0 when it has none."""
    if not LINUX:
        return 0
    try:
        return call("syscall", _CREATE, None, ctypes.c_size_t(0), _VERSION)
    except OSError:
        return 0


def restrict(rules: Iterable[tuple[Path | str, int, bool]]) -> int:
    """Allow what the rules say, and nothing else.

    Parameters
    ----------
    rules : triples of path, rights and whether it is a folder
        They hold for all below a folder, too; what does not exist is left out.

    Returns
    -------
    int
        The version of Landlock that is in force.

    Raises
    ------
    OSError
        When the kernel has no Landlock.
    """
    known = version()
    if not known:
        raise OSError(38, "this kernel has no Landlock")
    handled = (1 << max(bits for abi, bits in _ALL_OF.items() if abi <= known)) - 1
    ruleset = _create(known, handled)
    try:
        for path, rights, is_folder in rules:
            most = handled if is_folder else handled & _ON_FILES
            _allow(ruleset, path, rights & most)
        no_new_privileges()
        call("syscall", _RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)
    return known


def _create(known: int, handled: int) -> int:
    fields = [handled]
    if known >= 4:
        fields.append(_TCP)
    if known >= 6:
        fields.append(_SCOPE)
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    size = ctypes.c_size_t(len(attributes))
    return call("syscall", _CREATE, attributes, size, 0)


def _allow(ruleset: int, path: Path | str, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return
    try:
        attributes = struct.pack("=Qi", rights, place)
        call("syscall", _ADD, ruleset, _PATH_BENEATH, attributes, 0)
    finally:
        os.close(place)
