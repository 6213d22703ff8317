"""Where a process of the grader may import from: nowhere that a student can write."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import rnn_course

__all__ = ["HERE", "keep_safe", "safe_path"]

HERE = Path(rnn_course.__file__).resolve().parents[1]  # where this package lies


def safe_path(path: Iterable[str], told: str | None = None) -> list[str]:
    """Return the entries of a module search path that are the installation's own.

    The current folder goes, by whatever name, and all that PYTHONPATH says: some optional
    import (a validator of dates, say) would otherwise be taken from a student's file.

    Parameters
    ----------
    path : iterable of str
        As `sys.path` has it.
    told : str, optional
        What PYTHONPATH says.
    """
    told = os.environ.get("PYTHONPATH", "") if told is None else told
    here = Path.cwd().resolve()
    apart = {here, *(Path(p).resolve() for p in told.split(os.pathsep) if p)} - {HERE}
    kept = [p for p in path if Path(p).is_absolute()]
    kept = [p for p in kept if Path(p).resolve() not in apart]
    return kept if str(HERE) in kept else [*kept, str(HERE)]


def keep_safe() -> None:
    """Let this process import from nowhere else."""
    sys.path[:] = safe_path(sys.path)
    os.environ.pop("PYTHONPATH", None)  # for what it starts
