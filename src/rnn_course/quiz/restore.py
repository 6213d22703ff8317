"""Find the pick that a learner made before: this kernel, then the saved file.

Between an answer and the next save (JupyterLab saves by itself, but not at once) a
restarted kernel would forget the pick. So unsaved picks are also noted in
Jupyter's runtime folder, and count until the notebook itself is newer.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from rnn_course.quiz.picks import is_pick, read_saved

__all__ = ["Memory", "notebook_path", "told_path"]

LARGEST = 50_000_000  # bytes; a larger notebook is not searched


class Memory:
    """The picks of one notebook, as far as this kernel can know them."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.kept: dict[str, dict[str, Any]] = {}
        self._file: tuple[float, dict[str, Any]] = (-1.0, {})

    def recall(self, question: str) -> tuple[Any, int]:
        """Return (pick, attempts); (None, 0) when nothing is known."""
        saved = self.kept.get(question) or self._from_file().get(question)
        return (saved["pick"], saved["attempts"]) if saved else (None, 0)

    def keep(self, question: str, pick: Any, attempts: int) -> None:
        """Remember a pick, in this kernel and across a restart."""
        self.kept[question] = {"pick": pick, "attempts": attempts}
        note = _note_path(self.path)
        with suppress(OSError):
            if note is not None:
                picks = _read_note(note, self.path) | self.kept
                part = note.with_suffix(f".{os.getpid()}.part")
                part.write_text(json.dumps(picks), encoding="utf-8")
                part.replace(note)

    def _from_file(self) -> dict[str, Any]:
        with suppress(OSError):
            if self.path is not None and self.path.stat().st_size < LARGEST:
                changed = self.path.stat().st_mtime
                if changed != self._file[0]:
                    self._file = (changed, _read_notebook(self.path))
                return self._file[1] | _read_note(_note_path(self.path), self.path)
        return {}


def notebook_path(names: Mapping[str, Any]) -> Path | None:
    """Return the notebook this kernel serves, or None.

    A kernel is told the name once. Where the notebook was renamed since, it is the
    notebook of the same folder that was saved last.

    Parameters
    ----------
    names : mapping
        The kernel's names; VS Code puts the path there.
    """
    path = told_path(names)
    with suppress(OSError):
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


def _read_notebook(path: Path) -> dict[str, Any]:
    with suppress(OSError, ValueError, RecursionError):
        return read_saved(json.loads(path.read_text(encoding="utf-8")))
    return {}


def _note_path(path: Path | None) -> Path | None:
    from jupyter_core.paths import jupyter_runtime_dir

    if path is None:
        return None
    name = hashlib.sha256(str(path.resolve()).encode()).hexdigest()[:16]
    folder = Path(jupyter_runtime_dir())
    return folder / f"rnn-course-picks-{name}.json" if folder.is_dir() else None


def _read_note(note: Path | None, notebook: Path | None) -> dict[str, Any]:
    """Return the unsaved picks; none when the notebook was saved since."""
    with suppress(OSError, ValueError, RecursionError, AttributeError):
        if note and notebook and note.stat().st_mtime > notebook.stat().st_mtime:
            found = json.loads(note.read_text(encoding="utf-8"))
            return {
                str(name): {"pick": item["pick"], "attempts": int(item["attempts"])}
                for name, item in found.items()
                if isinstance(item, dict) and is_pick(item.get("pick"))
            }
    return {}
