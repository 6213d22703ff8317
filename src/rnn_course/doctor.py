"""The command ``rnn-course doctor``: what this machine offers, and what to do about it."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.markup import escape

__all__ = ["Finding", "doctor", "examine"]

STUDENTS, TEACHERS = "students", "instructors"
PACKAGES = ("jupyterlab", "ipywidgets", "matplotlib", "numpy", "keras")
TEACHING = "Comes by itself with the first `python3 course.py grade`."
INSTALL = "Run `python3 course.py lab`; it installs what is missing."
DISK, MEMORY = 1, 4  # GB that should be free, or there

screen = Console(highlight=False)


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes
    ----------
    who : str
        ``"students"`` or ``"instructors"``: who needs it.
    name : str
        What it is.
    seen : str
        What there is; empty when there is nothing.
    remedy : str
        What to do when it is missing.
    needed : bool
        Whether things do not work without it.
    """

    who: str
    name: str
    seen: str
    remedy: str
    needed: bool = True

    @property
    def sign(self) -> str:
        """✓, ✗ where something needed is missing, ○ where it would be nice."""
        return "✓" if self.seen else "✗" if self.needed else "○"


def examine() -> list[Finding]:
    """Look at everything; run nothing that takes long."""
    return [*_for_students(), *_for_teachers()]


def doctor() -> None:
    """Tell what this machine offers to students and instructors, each with a remedy.

    The exit status is 1 when something is missing that students need.
    """
    findings = examine()
    for who in (STUDENTS, TEACHERS):
        screen.print(f"\nFor {who}:")
        for one in findings:
            if one.who == who:
                _print(one)
    screen.print()
    ill = [one for one in findings if one.who == STUDENTS and one.sign == "✗"]
    sys.exit(1 if ill else 0)


def _print(one: Finding) -> None:
    seen = one.seen or ("missing" if one.needed else "not here")
    screen.print(f"  {one.sign} {escape(one.name)}: {escape(seen)}")
    if not one.seen:
        screen.print(f"      {escape(one.remedy)}")


# --- students -------------------------------------------------------------------------


def _for_students() -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = (3, 11) <= sys.version_info[:2] <= (3, 13)
    yield Finding(
        STUDENTS,
        "Python 3.11 to 3.13",
        version * fits,
        f"This is {version}. Install another one from python.org.",
    )
    for package in PACKAGES:
        yield Finding(STUDENTS, package, _version(package), INSTALL)
    tensorflow = _version("tensorflow") or _version("tensorflow-cpu")
    yield Finding(STUDENTS, "tensorflow", tensorflow, INSTALL)
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    yield Finding(
        STUDENTS,
        "free disk space",
        f"{free:.0f} GB" * (free > DISK),
        f"Only {free:.1f} GB are free here; {DISK} GB are needed. Delete something.",
    )
    yield Finding(
        STUDENTS,
        "a place for your progress",
        _progress(),
        "The home folder cannot be written. Set RNN_COURSE_PROGRESS to a file that can.",
        needed=False,
    )


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""


def _progress() -> str:
    home = Path.home()
    return str(home) if home.is_dir() and os.access(home, os.W_OK) else ""


# --- instructors ----------------------------------------------------------------------


def _for_teachers() -> Iterator[Finding]:
    from .grading.confine import layers

    yield Finding(TEACHERS, "nbgrader", _version("nbgrader"), TEACHING, needed=False)
    for layer in layers():
        name = f"submissions cannot reach {layer.protects}"
        if layer.name in ("limits", "namespaces"):
            name = {"limits": "limits on ", "namespaces": ""}[
                layer.name
            ] + layer.protects
        yield Finding(TEACHERS, name, layer.offered, layer.remedy, layer.needed)
    yield Finding(
        TEACHERS,
        "alembic, which nbgrader calls",
        _alembic(),
        f"Put {Path(sys.executable).parent} on PATH; nbgrader needs it for gradebooks.",
        needed=False,
    )
    cores = (
        os.process_cpu_count() if hasattr(os, "process_cpu_count") else os.cpu_count()
    )
    yield Finding(TEACHERS, "cores that grade side by side", str(cores), "")
    yield Finding(
        TEACHERS,
        "memory",
        _memory(),
        f"Less than {MEMORY} GB: grade with `--workers 1`.",
        needed=False,
    )
    for name, package in (
        ("grading on many machines", "distributed"),
        ("a gradebook in PostgreSQL", "psycopg"),
    ):
        remedy = TEACHING
        yield Finding(TEACHERS, name, _version(package), remedy, needed=False)


def _alembic() -> str:
    return shutil.which("alembic") or shutil.which(
        "alembic", path=str(Path(sys.executable).parent)
    ) or ""  # fmt: skip


def _memory() -> str:
    ask: Callable[[str], int] | None = getattr(os, "sysconf", None)
    if ask is None:
        return "unknown"
    total = ask("SC_PAGE_SIZE") * ask("SC_PHYS_PAGES") / 1e9
    return f"{total:.0f} GB" * (total >= MEMORY)
