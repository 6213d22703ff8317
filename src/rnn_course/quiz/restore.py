"""Find the pick that a learner made before: this kernel, the saved file, the record.

The record is the progress file at home: it holds what was answered in the notebook of
this place, and so what was not saved before a kernel was restarted.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from rnn_course.quiz.picks import Saved, latest, read_picks, read_saved

__all__ = ["Memory", "notebook_path", "told_path"]

LARGEST = 50_000_000  # bytes; a larger notebook is not searched


class Memory:
    """The picks of one notebook, as far as this kernel can know them."""

    def __init__(self, lesson: str, path: Path | None) -> None:
        self.lesson, self.path = lesson, path
        self.kept: dict[str, Saved] = {}
        self._file: tuple[tuple[float, int], dict[str, Saved]] = ((-1.0, 0), {})
        self._counted: dict[str, Any] = {}  # what a grader would read from the file

    def recall(self, question: str) -> Saved | None:
        """Return the latest pick for a question: {"pick", "attempts", "at"}."""
        places = (self._record(), self._from_file(), self.kept)
        found = [place[question] for place in places if place.get(question)]
        return latest(*found) if found else None

    def keep(self, question: str, saved: Saved) -> None:
        """Remember a pick, in this kernel and in the learner's record."""
        self.kept[question] = saved
        if self.path is not None:
            from rnn_course import progress

            progress.keep_pick(_place(self.path), self.lesson, question, saved)

    def is_in_file(self, question: str, pick: Any) -> bool | None:
        """Say whether the file holds this pick as the one that counts.

        Returns
        -------
        bool or None
            None where this kernel does not know its notebook's file.
        """
        if self.path is None or not self.path.is_file():
            return None
        self._from_file()
        return self._counted.get(question) == pick

    def _record(self) -> dict[str, Saved]:
        if self.path is None:
            return {}
        from rnn_course import progress

        return progress.kept_picks(_place(self.path), self.lesson)

    def _from_file(self) -> dict[str, Saved]:
        with suppress(OSError):
            if self.path is not None and self.path.stat().st_size < LARGEST:
                state = self.path.stat()
                changed = (state.st_mtime, state.st_size)
                if changed != self._file[0]:
                    book = _read_notebook(self.path)
                    self._file = (changed, read_saved(book))
                    self._counted = read_picks(book)
                return self._file[1]
        return {}


def notebook_path(names: Mapping[str, Any], told: str = "") -> Path | None:
    """Return the notebook this kernel serves, or None.

    A kernel is told the name once. Where the notebook was renamed or moved since, it is
    the one that the front end names, or else the notebook of the same folder that was
    saved last.

    Parameters
    ----------
    names : mapping
        The kernel's names; VS Code puts the path there.
    told : str
        The path that the front end says, from the server's folder.
    """
    path = told_path(names)
    with suppress(OSError, ValueError):
        if told and path is not None:
            for folder in path.parents:
                if (folder / told).is_file():
                    return folder / told
        if path is None or path.is_file():
            return path
        siblings = path.parent.glob("*.ipynb")
        return max(siblings, key=lambda one: one.stat().st_mtime, default=None)
    return None


def told_path(names: Mapping[str, Any]) -> Path | None:
    """Return what this kernel was told of its notebook's name when it started."""
    path = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME")
    is_name = isinstance(path, str) and path.endswith(".ipynb")
    return Path(path) if is_name else None


def _place(path: Path) -> str:
    return str(path.resolve())


def _read_notebook(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        book = json.loads(path.read_text(encoding="utf-8"))
        return book if isinstance(book, dict) else {}
    return {}
