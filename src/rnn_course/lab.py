"""Start JupyterLab at a lesson."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from . import released
from .errors import CourseError

__all__ = ["lessons_folder", "open_lab"]


def open_lab(words: list[str]) -> int:
    """Start JupyterLab and wait for its end.

    Parameters
    ----------
    words : list of str
        The number or name of a lesson first, if any; the rest goes to JupyterLab.

    Returns
    -------
    int
        JupyterLab's exit status.
    """
    asked = bool(words) and not words[0].startswith("-")
    lesson = released.find_lesson(words[0] if asked else "00")
    folder = lessons_folder()
    place = f"lessons/{lesson}/{lesson}.ipynb"
    if not (folder / place).exists():
        raise CourseError(f"{folder / place} is missing. Run `rnn-course build` first.")
    command = [sys.executable, "-m", "jupyterlab", f"--notebook-dir={folder}"]
    command += [f"--LabApp.default_url=/lab/tree/{place}", "--log-level=WARN"]
    command += words[asked:]
    if _is_root() and not any(re.match("--allow-root", word) for word in words):
        command.append("--allow-root")
    return subprocess.call(command)


def lessons_folder() -> Path:
    """Return the folder that holds ``lessons/``: here, above, or the checkout.

    Raises
    ------
    CourseError
        When there is none.
    """
    here = Path.cwd()
    checkout = Path(__file__).resolve().parents[2]
    for folder in [here, *here.parents, checkout]:
        if (folder / "lessons").is_dir():
            return folder
    raise CourseError(
        f"There is no folder `lessons` in {here} or above. Change into the course's "
        "folder, then run `rnn-course lab` again."
    )


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
