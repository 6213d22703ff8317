"""Fetch a Python with uv, into the course's own folder; the system stays as it is."""

import os
import platform
import re
import subprocess
import sys
from importlib.util import find_spec

from . import pythons
from .commands import read, run
from .places import MIRROR, PYTHONS, UV, WHEELS, StopError, read_pack
from .roles import UV_LOCK

REMEDIES = (  # a word of /etc/os-release, a command that brings a Python that fits
    ("rhel|centos", "sudo dnf install python3.12"),
    ("fedora", "sudo dnf install python3.13"),
    ("suse", "sudo zypper install python313"),
)
PIPS = (  # a command that brings pip, which fetches uv, which fetches a Python
    ("debian|ubuntu", "sudo apt update && sudo apt install python3-pip"),
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
        lack = f"No Python that fits is here, and {sys.executable} has no pip to fetch one."
        raise StopError(lack, remedy())
    print(f"No Python that fits is here: fetching Python {version} into .python.")
    try:
        uv = install_uv(sys.executable)
        words = ["python", "install", version, "--install-dir", PYTHONS, "--no-bin"]
        if os.name == "nt":
            words.append("--no-registry")
        run("Fetching Python " + version, uv, *words, settings=uv_settings())
    except StopError as stopped:
        then = "Then run the same command again, or bring a Python that fits yourself. "
        raise StopError(str(stopped), then + remedy()) from None
    path, amiss = pythons.find()
    if not path:
        raise StopError(f"The Python that came cannot be used: {amiss}.", remedy())
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
    if not read_pack():
        return {}
    # As an address: pip takes a space in a path for the end of it.
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": WHEELS.as_uri()}


def remedy():
    """Return what to type on this very system to get a Python that fits."""
    start = "py course.py lab" if os.name == "nt" else "python3 course.py lab"
    line = _command()
    if line:
        return f"In a terminal:\n    {line}\n    {start}"
    system = "linux-arm" if platform.machine() == "aarch64" else "linux"
    return (
        "Your system has none to install. On a computer with internet, this writes a "
        f"folder for this one:\n    python3 course.py pack --for {system}"
    )


def _command():
    best = pythons.admitted()[0]
    if sys.platform == "win32":
        return "winget install Python.Python." + best
    if sys.platform == "darwin":
        return f"brew install python@{best}    (or the installer from python.org)"
    known_as = _os_release()
    found = re.search("debian|ubuntu", known_as) and _for_apt()
    pips = () if find_spec("pip") else PIPS
    lines = [line for words, line in REMEDIES + pips if re.search(words, known_as)]
    return found or "".join(lines[:1])


def _for_apt():
    """What this Debian or Ubuntu can install: its package lists know."""
    try:
        command = ["apt-cache", "pkgnames", "python3."]
        names = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return ""
    known = names.stdout.decode("utf-8", "replace").split()
    for version in pythons.admitted():
        if f"python{version}-venv" in known:
            return f"sudo apt update && sudo apt install python{version}-venv"
    return ""


def _os_release():
    try:
        with open("/etc/os-release", encoding="utf-8") as file:
            return " ".join(re.findall(r'^ID(?:_LIKE)?="?([^"\n]+)', file.read(), re.M))
    except OSError:
        return ""
