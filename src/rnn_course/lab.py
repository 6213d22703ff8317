"""Start JupyterLab at a lesson: in the learner's own copy, with a calm layout."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from jupyterlab_server.workspaces_handler import WorkspacesManager

from . import foreground, my_course
from .errors import CourseError

__all__ = ["course_folder", "notebooks", "open_lab", "own_folder", "prepare"]

_JUPYTER = Path(__file__).parent / "jupyter"
_WORKSPACES = Path(".course/workspaces")

_SIZES = [0.2, 0.8, 0]  # left, notebook, right: parts of the window's width
_LEAST = 0.4

# What JupyterLab shows beside a lesson on the first start: its table of contents.
_LAYOUT = {
    "data": {
        "layout-restorer:data": {
            "left": {
                "collapsed": False,
                "current": "@jupyterlab/toc:plugin",
                "visible": True,
                "widgets": ["filebrowser", "@jupyterlab/toc:plugin"],
            },
            "right": {"collapsed": True, "visible": True, "widgets": []},
            "relativeSizes": _SIZES,
        }
    },
    "metadata": {"id": "course"},
}


def open_lab(
    lesson: str,
    options: list[str] | None = None,
    folder: Path | None = None,
    here: bool = False,
) -> int:
    """Start JupyterLab and wait for its end.

    Parameters
    ----------
    lesson : str
        A lesson's name.
    options : list of str, optional
        Given on to JupyterLab.
    folder : Path, optional
        The learner's folder from `prepare`.
    here : bool
        Open the course's own folder instead, with nbgrader's panels.

    Returns
    -------
    int
        JupyterLab's exit status.
    """
    place = my_course.notebook_path(lesson)
    if here:
        root, place = course_folder(), "lessons" / place
    else:
        root = folder or own_folder()
    if not (root / place).exists():
        raise CourseError(
            f"{root / place} is missing. Fetch the course's folder `lessons` again."
        )
    command = [sys.executable, "-m", "jupyterlab", *_settings(root, place, here)]
    command += options or []
    if _is_root() and not any(re.match("--allow-root", word) for word in command):
        command.append("--allow-root")
    return foreground.run(command, env=_environment(here))


def prepare(folder: Path | None = None, renew: bool = False) -> list[my_course.News]:
    """Make the learner's folder ready: bring in what is missing, or all that is new.

    Returns
    -------
    list of News
        What was brought in.

    Raises
    ------
    CourseError
        When the folder cannot be written.
    """
    folder = folder or own_folder()
    lessons = course_folder() / "lessons"
    bring = my_course.update if renew else my_course.add_missing
    try:
        found = bring(lessons, folder)
    except OSError as problem:
        if problem.errno == errno.ENOSPC:
            raise
        raise CourseError(
            f"{folder} cannot hold your copy of the lessons: {problem.strerror} "
            f"({problem.filename}). Name a folder of your own: "
            "`python3 course.py lab --folder my-lessons`."
        ) from None
    _lay_out(folder)
    return found


def _lay_out(folder: Path) -> None:
    """Give JupyterLab a layout to begin with, or after a damaged one."""
    layouts = WorkspacesManager(str(folder / _WORKSPACES))
    with suppress(OSError):  # a folder to read only keeps the usual layout
        try:
            there = layouts.list_workspaces()
            slivers = [layout for layout in there if _is_sliver(layout)]
        except (AttributeError, KeyError, TypeError, ValueError):  # half-written, say
            there, slivers = [], []
        if not there:
            layouts.save("course", json.dumps(_LAYOUT))
        for layout in slivers:
            layout["data"]["layout-restorer:data"]["relativeSizes"] = _SIZES
            layouts.save(layout["metadata"]["id"], json.dumps(layout))


def _is_sliver(layout: Mapping[str, Any]) -> bool:
    """Say whether a layout leaves the notebook less than the panels beside it."""
    sizes = layout["data"].get("layout-restorer:data", {}).get("relativeSizes")
    return isinstance(sizes, list) and len(sizes) == 3 and sizes[1] < _LEAST


def own_folder() -> Path:
    """Return the learner's folder: the one around here, or beside the lessons."""
    here = Path.cwd()
    for folder in [here, *here.parents]:
        if (folder / ".course").is_dir():
            return folder
    return course_folder() / my_course.NAME


def course_folder() -> Path:
    """Return the folder that holds ``lessons/``: here, above, or the checkout.

    Raises
    ------
    CourseError
        When there is none.
    """
    here = Path.cwd()
    checkout = Path(__file__).resolve().parents[2]
    for folder in [here, *here.parents, checkout]:
        if any(folder.glob("lessons/[0-9][0-9]-*/*.ipynb")):
            return folder
    raise CourseError(
        f"There is no folder `lessons` with the course's notebooks in {here} or above. "
        "Change into the course's folder, then run the command again."
    )


def notebooks() -> list[Path]:
    """Return the learner's notebooks.

    Raises
    ------
    CourseError
        When there are none.
    """
    mine = sorted(own_folder().glob("[0-9][0-9]-*/*.ipynb"))
    if not mine:
        raise CourseError(
            f"There are no notebooks of yours in {own_folder()}. Name them, or begin "
            "with `python3 course.py lab`."
        )
    return mine


def _settings(root: Path, place: Path, here: bool) -> list[str]:
    words = [f"--notebook-dir={root}", "--log-level=WARN", "--custom-css"]
    custom = {"static_custom_path": [str(_JUPYTER / "custom")]}
    words.append(f"--ServerApp.tornado_settings={custom}")
    words.append(f"--LabApp.extra_labextensions_path={_JUPYTER / 'labextensions'}")
    if here:
        return [*words, f"--LabApp.default_url=/lab/tree/{place.as_posix()}"]
    return [
        *words,
        f"--LabApp.workspaces_dir={root / _WORKSPACES}",
        f"--LabApp.default_url=/lab/workspaces/course/tree/{place.as_posix()}",
    ]


def _environment(here: bool) -> Mapping[str, str]:
    """Without nbgrader's panels for a learner: they are an instructor's tools."""
    if here:
        return os.environ
    paths = [str(_JUPYTER), os.environ.get("JUPYTER_CONFIG_PATH", "")]
    return os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
