"""Every limit of the grader that a run or a machine may have reason to change."""

from __future__ import annotations

from dataclasses import dataclass

from ..submission.job import MOST_PUT_OUT, Limits

__all__ = [
    "CLEANING",
    "COUNTING",
    "LOOKING",
    "MOST_PUT_OUT",
    "PLANNING",
    "PREPARING",
    "READING",
    "RENDERING",
    "Limits",
    "ProcessLimits",
    "Share",
    "of_checker",
    "of_learner",
]

MIB = 2**20
COUNTING = 6.0  # seconds to find out which of one person's notebooks counts
PLANNING = 5.0  # seconds of thought about which cells of a notebook must run


@dataclass(frozen=True)
class ProcessLimits:
    """What one process may use.

    Attributes
    ----------
    memory : int
        Bytes, beyond what the process has at its start.
    seconds : int
        Of processor time, all threads together.
    threads : int
        At the same time. (New processes are refused anyway.)
    files : int
        Open at the same time.
    file_size : int
        Bytes of one file.
    scratch : int
        Bytes of all files in the scratch folder, where the kernel can bound them.
    """

    memory: int = 2048 * MIB
    seconds: int = 600
    threads: int = 256
    files: int = 256
    file_size: int = 64 * MIB
    scratch: int = 256 * MIB


def of_learner(limits: Limits) -> ProcessLimits:
    """Return what the process with a student's code may use."""
    seconds = int(2 * limits.notebook)
    return ProcessLimits(
        limits.memory, seconds, limits.processes, limits.files, limits.file_size
    )


def of_checker(limits: Limits) -> ProcessLimits:
    """Return what the process that checks may use."""
    return ProcessLimits(limits.memory, int(2 * limits.notebook))


@dataclass(frozen=True)
class Share:
    """What one step with a student's text may take, in a process of its own.

    Attributes
    ----------
    seconds : float
        Of processor time.
    answer : int
        Bytes of what comes of it.
    memory : int
        Bytes, beyond what the process has at its start.
    patience : float
        Seconds of wall time, on a very busy machine.
    by_megabyte : float
        Seconds of processor time more for each megabyte that is read.
    """

    seconds: float
    answer: int = 100_000_000
    memory: int = 1024 * MIB
    patience: float = 120.0
    by_megabyte: float = 0.0


READING = Share(5.0)
LOOKING = Share(2.0)  # at what a zip lists
PREPARING = Share(1.0, by_megabyte=0.1)
CLEANING = Share(1.0, by_megabyte=0.05)
RENDERING = Share(1.0, answer=10_000_000)
