"""Put the course into an environment: a link to its folder, and a command.

The package stays where it is, so a new version of the course is there at once. What
`pip install -e` would do, without its tools and its seconds; developers have both.
"""

import os
import shutil

from .places import ROOT, packages, program

SETTINGS = "share/jupyter/lab/settings/overrides.d/rnn-course.json"
SOURCE = "src/rnn_course/jupyter/overrides.json"


def link(environment):
    """Let an environment's Python find the course, wherever this folder is now."""
    folder = packages(environment)
    for earlier in [
        *folder.glob("_rnn_course.pth"),
        *folder.glob("rnn_course-*.dist-info"),
    ]:
        shutil.rmtree(earlier) if earlier.is_dir() else earlier.unlink()
    path = folder / "rnn_course.pth"
    path.write_text(_path_line(), encoding="utf-8")
    _settings(environment)
    _command(program(environment))


def _path_line():
    """A line for `site`; through Python where a path is not plain ASCII.

    Python before 3.13 reads .pth files in the encoding of the system.
    """
    source = str(ROOT / "src")
    if source.isascii():
        return source + "\n"
    return f"import sys; sys.path.append({source!a})\n"


def _settings(environment):
    """JupyterLab keeps widgets in the notebook, so that a reopened lesson shows them."""
    if (ROOT / SOURCE).exists():
        target = environment / SETTINGS
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / SOURCE, target)


def _command(python):
    """`rnn-course`, beside the environment's Python."""
    if os.name == "nt":
        text = '@"%~dp0python.exe" -m rnn_course %*\r\n'
        (python.parent / "rnn-course.cmd").write_text(text, encoding="ascii")
        return
    path = python.parent / "rnn-course"
    text = '#!/bin/sh\nexec "$(dirname "$0")/python" -m rnn_course "$@"\n'
    path.write_text(text, encoding="ascii")
    path.chmod(0o755)
