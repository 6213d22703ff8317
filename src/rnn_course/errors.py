"""The course's own exceptions, one small tree."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable

__all__ = ["ContentError", "CourseError", "about_file", "did_you_mean"]


class CourseError(Exception):
    """What every exception of this package derives from.

    Its text says what was seen, what was expected and what to do next.
    """


class ContentError(CourseError):
    """A lesson or a question bank that cannot be built.

    Parameters
    ----------
    path : str
        The file, as the author knows it.
    line : int
        The line, counted from 1.
    problem : str
        What was seen, what was expected, what to do.
    """

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(f"{path}:{line}: {problem}")
        self.path, self.line, self.problem = path, line, problem


def about_file(problem: OSError) -> str:
    """Say what the system refused, and what to do."""
    if problem.errno == errno.ENOSPC:
        return f"The disk is full ({problem.filename}). Make room, then run this again."
    if problem.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{problem.filename}: {problem.strerror}. Name another place, or change who "
            "may write there."
        )
    return (
        f"{problem.filename}: {problem.strerror}." if problem.filename else f"{problem}"
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Say which known word is near, or else which words there are.

    Returns
    -------
    str
        A sentence, for the end of an error message.
    """
    known = sorted(known)
    near = difflib.get_close_matches(word, known, n=1)
    if near:
        return f"Did you mean `{near[0]}`?"
    return f"There are: {', '.join(known)}." if known else "There are none."
