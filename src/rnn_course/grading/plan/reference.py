"""The lesson's own run: what its cells put out where no answer reaches them."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
import sys
from pathlib import Path
from typing import Any

import rnn_course

from ...files import write_whole
from ...submission.job import Done, Job, Limits
from ...submission.steps import make_job
from ..handed_in.sanitize import sanitize
from .assignment import Assignment

__all__ = ["KEY", "Reference"]

KEY = "/the lesson itself"  # no student can be called so: names hold no slash


class Reference:
    """Runs the solved lesson once and keeps its outputs beside the results.

    Parameters
    ----------
    assignment : Assignment
        The lesson.
    folder : Path
        Where outputs are kept for the next time.
    """

    def __init__(self, assignment: Assignment, folder: Path) -> None:
        self.assignment = assignment
        self.path = folder / f"{assignment.lesson}-{self._version()}.json"
        self.outputs: dict[str, list[Any]] | None = None
        with contextlib.suppress(OSError, ValueError):  # none yet, or cut short
            self.outputs = json.loads(self.path.read_text(encoding="utf-8"))

    def job(self) -> Job:
        """Return what a worker has to do for it: run everything."""
        data = json.dumps(self.assignment.solved).encode()
        clean = sanitize(data, self.assignment)
        self._identities = [cell.id for cell in clean.notebook.cells]
        return make_job(clean.notebook, self.assignment, KEY, Limits())

    def take(self, done: Done) -> None:
        """Keep the outputs of every cell that ran without an error."""
        self.outputs = {
            self._identities[int(place)]: result["outputs"]
            for place, result in done.cells.items()
            if not any(o["output_type"] == "error" for o in result["outputs"])
        }
        if done.flags:  # good enough for now, not for the next time
            return
        write_whole(self.path, json.dumps(self.outputs).encode())

    def covers(self, identities: list[str]) -> bool:
        """Tell whether it has the outputs of all these cells."""
        return all(identity in (self.outputs or {}) for identity in identities)

    def _version(self) -> str:
        """Return what the outputs depend on, in short."""
        digest = hashlib.sha256(json.dumps(self.assignment.solved).encode())
        for path in sorted(Path(rnn_course.__file__).parent.rglob("*.py")):
            digest.update(path.read_bytes())
        for name in ("keras", "numpy", "matplotlib"):
            digest.update(importlib.metadata.version(name).encode())
        digest.update(sys.version.encode())
        return digest.hexdigest()[:16]
