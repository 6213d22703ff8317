"""Where things are, and what every part of the launcher shares."""

import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
NEXT = ROOT / ".venv-next"  # an update, until it works
OLD = ROOT / ".venv-old"  # what the update replaced, until it is deleted
LOG = ROOT / ".venv.log"  # everything that pip and uv say
TURN = ROOT / ".venv.lock"  # held by the one start that installs
STAMP = "course-stamp"  # in an environment: what it was made from
UV = ROOT / ".uv"
PYTHONS = ROOT / ".python"  # what uv fetches
WHEELS = ROOT / "wheels"  # of an offline pack
MIRROR = ROOT / "pythons"  # of an offline pack

#: The Pythons for which TensorFlow has final wheels on every platform, best first.
ADMITTED = ("3.13", "3.12", "3.11")
NEEDED = 3.0  # GB for a learner: 1.8 installed, and the downloads while unpacked
FULL = f"The disk is full: the course needs {NEEDED:.0f} GB. Make room."


class StopError(Exception):
    """The start cannot go on. The message says why, and what to do.

    Attributes
    ----------
    then : str
        The last words; as a rule, that the same command is to be run again.
    """

    def __init__(self, message, then="Then run the same command again."):
        super().__init__(message)
        self.then = then


def read_pack():
    """Return what an offline pack says of itself; {} where this is none."""
    try:
        return json.loads((WHEELS / "pack.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not WHEELS.is_dir():
            return {}
    raise StopError(
        "This folder for computers without internet is not whole. Write it again where "
        "there is internet, with `course.py pack`, and copy all of it.",
        "Then start here again.",
    )


def program(environment):
    """Return the Python of an environment."""
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def packages(environment):
    """Return the folder that holds an environment's packages; None without one."""
    if os.name == "nt":
        return environment / "Lib" / "site-packages"
    found = sorted(environment.glob("lib/python3.*/site-packages"))
    return found[-1] if found else None


def version():
    """Return the version of this Python: '3.8'."""
    return "%d.%d" % tuple(sys.version_info[:2])
