"""Fetch a Python with uv, into the course's own folder; the system stays as it is."""

import os
import re
import sys
from importlib.util import find_spec

from . import pythons
from .commands import read, run
from .places import MIRROR, PYTHONS, UV, WHEELS, StopError
from .roles import UV_LOCK

REMEDIES = (  # a word of /etc/os-release, what to type
    ("debian|ubuntu", "sudo apt update && sudo apt install python3-pip python3-venv"),
    ("fedora|rhel|centos", "sudo dnf install python3.13"),
    ("suse", "sudo zypper install python313 python313-pip"),
    ("arch", "sudo pacman -S python-pip"),
)


def fetch():
    """Return the path of a Python that uv has put into the folder .python.

    Raises
    ------
    StopError
        Where pip or the network is missing: with what to do on this very system.
    """
    problem = pythons.machine_problem()
    if problem:
        raise StopError(problem)
    version = pythons.admitted()[0]
    if not find_spec("pip"):
        raise StopError(f"{sys.executable} has no pip to fetch one with. {remedy()}")
    print(f"No Python that fits is here: fetching Python {version} into .python.")
    try:
        uv = install_uv(sys.executable)
        words = ["python", "install", version, "--install-dir", PYTHONS, "--no-bin"]
        if os.name == "nt":
            words.append("--no-registry")
        run("Fetching Python " + version, uv, *words, settings=uv_settings())
    except StopError as stopped:
        raise StopError(f"{stopped}\nOr install one yourself. {remedy()}") from None
    path, amiss = pythons.find()
    if not path:
        raise StopError(f"The Python that came cannot be used: {amiss}. {remedy()}")
    return path


def install_uv(python):
    """Put uv into the folder .uv, its hash checked; return its path."""
    path = UV / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    wanted = re.findall(r"^uv==(\S+)", read(UV_LOCK), re.M)[0]
    if path.exists() and (UV / (f"uv-{wanted}.dist-info") / "RECORD").exists():
        return path
    options = "-m pip install --progress-bar=off --require-hashes --no-deps --upgrade"
    words = [*options.split(), "--only-binary=:all:", "--target", UV, "-r", UV_LOCK]
    run("Fetching uv", python, *words, settings=pip_settings())
    return path


def uv_settings():
    """Keep uv inside the course's folder; where a pack brings a Python, take that."""
    settings = {
        "UV_CACHE_DIR": str(UV / "cache"),
        "UV_NO_CONFIG": "1",
        "UV_NO_PROGRESS": "1",
        "UV_PYTHON_DOWNLOADS": "automatic",
        "UV_SYSTEM_CERTS": "1",
    }
    if pythons.has_packed_python():
        settings["UV_PYTHON_INSTALL_MIRROR"] = MIRROR.as_uri()
    return settings


def pip_settings():
    """Where an offline pack brings wheels, pip asks no index."""
    if not WHEELS.is_dir():
        return {}
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(WHEELS)}


def remedy():
    """Return what to type on this very system to get a Python that fits."""
    then = "Then start again: python3 course.py lab"
    if sys.platform == "win32":
        line, then = "winget install Python.Python.3.13", "py -3.13 course.py lab"
        then = "Then open a new window and start again: " + then
    elif sys.platform == "darwin":
        line = "brew install python@3.13"
        then = "(or the installer from python.org). Then: python3.13 course.py lab"
    else:
        line = _for_linux(_os_release())
        if line.endswith("python3.13"):
            then = "Then start again: python3.13 course.py lab"
    return f"In a terminal:\n    {line}\n{then}"


def _for_linux(known_as):
    for words, line in REMEDIES:
        if re.search(words, known_as):
            return line
    return (
        "install Python 3.13, or pip for the Python that is here, as your system does"
    )


def _os_release():
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            return " ".join(re.findall(r'^ID(?:_LIKE)?="?([^"\n]+)', file.read(), re.M))
    except OSError:
        return ""
