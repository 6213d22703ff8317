"""What a submission may read: the interpreter and the packages, not the answers."""

from __future__ import annotations

import site
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import rnn_course

from .landlock import LIST, READ, USE, WRITE

__all__ = ["SECRET", "needed", "readable", "rules", "rules_of_ours", "standing_rules"]

# Parts of rnn_course that hold answers, tests or the grader itself.
SECRET = ("checks/lesson_", "released", "grading", "build", "quiz/export")
_SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/zoneinfo",
    "/usr/share/fonts",
    "/usr/share/locale",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/nsswitch.conf",
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
    "/proc/cpuinfo",
    "/proc/meminfo",
    "/proc/stat",
    "/proc/filesystems",
    "/dev/urandom",
    "/dev/random",
)
_PATHS = ("stdlib", "platstdlib", "purelib", "platlib")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full")


@cache
def readable() -> tuple[Path, ...]:
    """Return what may be read: system, interpreter, packages, and parts of the course.

    A folder is named whole, unless the course lies in it: then each of its entries is
    named but the course, and of the course each part that is no secret.
    """
    course = _course()
    roots = {sysconfig.get_path(name) for name in _PATHS} | {f"{sys.base_prefix}/lib"}
    roots |= {path for path in site.getsitepackages() if Path(path).is_dir()}
    found: set[Path] = set()
    for root in {Path(path).resolve() for path in {*roots, *_SYSTEM} if path}:
        found |= set(_around(root, course))
    return (*sorted(found), *_open_parts(course))


def needed() -> tuple[Path, ...]:
    """Return the few folders that must be within reach, whoever a process becomes."""
    course = Path(rnn_course.__file__).parent
    return Path(sys.base_prefix), Path(sys.prefix), course


def _course() -> Path:
    return Path(rnn_course.__file__).resolve().parent


def _around(root: Path, course: Path) -> list[Path]:
    """Return a folder; or its entries, without the branch that leads to the course."""
    if root == course:
        return []
    if root not in course.parents:
        return [root]
    return [place for entry in root.iterdir() for place in _around(entry, course)]


def _open_parts(folder: Path, course: Path | None = None) -> list[Path]:
    """Return what is open in a folder: itself when nothing in it is, or will be, secret."""
    course = folder if course is None else course
    where = folder.parent if folder.name == "__pycache__" else folder
    if not any(_is_secret(path, course) for path in where.rglob("*")):
        return [folder]
    parts = []
    for entry in sorted(folder.iterdir()):
        if not _is_secret(entry, course):
            parts += _open_parts(entry, course) if entry.is_dir() else [entry]
    return parts


def _is_secret(path: Path, course: Path) -> bool:
    """Tell whether a part holds secrets; a compiled module holds what its source does."""
    name = path.relative_to(course).as_posix().replace("__pycache__/", "")
    return name.startswith(SECRET)


@cache
def standing_rules() -> tuple[tuple[Path | str, int, bool], ...]:
    """Return the rules that are the same for every submission: path, rights, folder."""
    course = _course()
    wanted = [
        *((path, READ) for path in readable()),
        *((device, USE) for device in _DEVICES),
        *((folder, LIST) for folder in (course, course.parent)),  # imports look there
    ]
    return tuple((path, rights, Path(path).is_dir()) for path, rights in wanted)


def rules(scratch: Path) -> list[tuple[Path | str, int, bool]]:
    """Return Landlock's rules for a submission whose folder is `scratch`."""
    own = ("/proc/self", READ, True)  # TensorFlow asks for its command line
    return [*standing_rules(), own, (scratch, WRITE, True)]


def rules_of_ours(
    scratch: Path, readable: Iterable[Path]
) -> list[tuple[Path | str, int, bool]]:
    """Return the rules for a checker, which may also read the checks and `readable`."""
    ours = [_course(), *(path for path in readable if path.exists())]
    return [*rules(scratch), *((path, READ, path.is_dir()) for path in ours)]
