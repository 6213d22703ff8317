"""Run the tests against the newest releases of everything the course stands on.

The lock keeps the course working; this says early what the next lock will break. It
uses an environment of its own, `.venv-latest` in the checkout, made anew each time.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Callable
from pathlib import Path

from . import foreground
from .errors import CourseError

__all__ = ["changes", "install", "python", "run_tests"]

FOLDER = ".venv-latest"


def python(root: Path) -> Path:
    """Return the Python of the environment."""
    return root / FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(root: Path, tell: Callable[[str], None] = lambda _: None) -> None:
    """Make the environment and install the newest releases that pyproject.toml allows.

    Raises
    ------
    CourseError
        When pip fails; its last words are in the text.
    """
    tell("making the environment")
    venv.create(root / FOLDER, clear=True, with_pip=True)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    extras = ",".join(project["project"]["optional-dependencies"])
    developing = project["dependency-groups"]["dev"]
    words = ["install", "--upgrade", "--editable", f"{root}[{extras}]", *developing]
    command = [str(python(root)), "-m", "pip", "--no-input", *words]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8"
    ) as process:
        said = []
        for line in process.stdout:
            said.append(line)
            tell(line.strip()[:70])
    if process.returncode:
        raise CourseError(f"pip could not install:\n{''.join(said)[-2000:]}")


def changes(root: Path) -> list[tuple[str, str, str]]:
    """Return name, locked version and newest version where the two differ."""
    command = [str(python(root)), "-m", "pip", "list", "--format=json"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    newest = {_same(one["name"]): one["version"] for one in json.loads(done.stdout)}
    lock = (root / "locks" / "developer.lock").read_text(encoding="utf-8")
    locked: dict[str, list[str]] = {}
    for name, number in re.findall(r"^([\w.-]+)==([^\s;]+)", lock, re.M):
        locked.setdefault(_same(name), []).append(number)
    return sorted(
        (name, " or ".join(numbers), newest[name])
        for name, numbers in locked.items()
        if name in newest and newest[name] not in numbers
    )


def run_tests(root: Path, words: list[str]) -> int:
    """Run pytest there, its words on this screen; return its exit status."""
    words = words or [f"--numprocesses={(os.cpu_count() or 1) + 1}"]
    command = [str(python(root)), "-m", "pytest", *words]
    scripts = str(python(root).parent)
    path = os.pathsep.join([scripts, os.environ.get("PATH", "")])
    # IPython warns when another environment is called the active one.
    active = {"PATH": path, "VIRTUAL_ENV": str(root / FOLDER)}
    sys.stdout.flush()
    return foreground.run(command, cwd=root, env=os.environ | active)


def _same(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
