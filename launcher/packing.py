"""`course.py pack`: a folder for computers without internet."""

import argparse
import contextlib
import errno
import json
import os
import re
import shutil
import subprocess
import urllib.parse
import urllib.request
from pathlib import Path

from . import fetching
from .commands import SETTINGS, read, run
from .places import ADMITTED, LOG, ROOT, VENV, StopError, program
from .roles import LOCKS, ROLES, UV_LOCK

# Wheels for old systems run on new ones, so the oldest that all packages have:
# glibc 2.28 (2018) and macOS 12 (2021).
MANYLINUX = ["manylinux_2_%d" % minor for minor in range(28, 4, -1)]
MANYLINUX += ["manylinux2014", "manylinux2010", "manylinux1", "linux"]
SYSTEMS = {  # a word of --for: system, machine, its platforms for pip, uv's name
    "windows": ("Windows", "AMD64", ["win_amd64"], "windows-x86_64-none"),
    "linux": (
        "Linux",
        "x86_64",
        [one + "_x86_64" for one in MANYLINUX],
        "linux-x86_64-gnu",
    ),
    "linux-arm": (
        "Linux",
        "aarch64",
        [one + "_aarch64" for one in MANYLINUX],
        "linux-aarch64-gnu",
    ),
    "macos": ("Darwin", "arm64", ["macosx_12_0_arm64"], "macos-aarch64-none"),
}
#: What is the course's, and nothing that a class or a learner has put beside it.
COURSE = (
    *("course.py", "launcher", "locks", "requirements.lock", "pyproject.toml"),
    *("README.md", "LICENSE", "docs", "lessons", "solutions", "src", "content"),
    *("quizzes", "tests", "benchmarks", "environment.yml", "nbgrader_config.py"),
    *(".ci", ".gitattributes", ".gitignore"),
)
LEAVE = shutil.ignore_patterns("__pycache__", "*.egg-info", ".ipynb_checkpoints")
GIGABYTES = 0.6  # a system's wheels and its Python
README = """The RNN course, for computers without internet
==============================================

Copy this folder to the computer's own disk. Then, in a terminal in this folder:

    python3 course.py lab          on Windows: py course.py lab

This needs some Python from 3.8 on. Inside are all packages for {systems},
for Python {version}. {python}
Nothing is downloaded, and every file is checked against its hash.
"""
INSIDE = "Where that version is missing, the course takes the one in `pythons`."
NAMED = (
    "Where that version is missing, install it first (get it where there is internet):\n"
    "    Windows   the installer for Windows (64-bit) of Python {version}, python.org\n"
    "    macOS     the installer for macOS of Python {version}, python.org\n"
    "    Linux     python{version} and python{version}-venv of your system"
)


def plan(words):
    """Understand the words of `course.py pack`; return what then does it."""
    asked = _asked(words)
    return lambda: pack(asked)


def pack(asked):
    """Write the folder; return the exit status."""
    folder = asked.to
    _see_to_room(folder, len(asked.systems))
    LOG.write_bytes(b"")
    wheels = folder / "wheels"
    wheels.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(FileNotFoundError):
        (wheels / "pack.json").unlink()
    _copy_course(folder)
    kept = set()
    for system in asked.systems:
        for lock in (LOCKS[asked.role], UV_LOCK):
            kept |= _download(system, lock, asked.python, wheels)
    for path in wheels.glob("*.whl"):
        if path.name not in kept:  # of an earlier pack
            path.unlink()
    has_pythons = all([_add_python(one, asked.python, folder) for one in asked.systems])
    _sign(asked, has_pythons)
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e9
    print(f"Ready: {folder}, {size:.2f} GB. It begins with READ-ME-FIRST.txt.")
    return 0


def _see_to_room(folder, systems):
    if ROOT in folder.parents and folder.parent != ROOT:
        raise StopError(f"{folder} is inside the course. Name a folder outside.")
    if folder.exists() and any(folder.iterdir()) and not _is_pack(folder):
        raise StopError(f"{folder} holds other things. Name an empty folder.")
    folder.mkdir(parents=True, exist_ok=True)
    needed, free = GIGABYTES * systems, shutil.disk_usage(folder).free / 1e9
    print(f"Writing {folder}: about {needed:.1f} GB, as much to download.")
    if free < needed and not _is_pack(folder):
        raise StopError(
            f"The disk is full: this needs {needed:.1f} GB, and {free:.1f} GB are free "
            f"in {folder}. Make room."
        )


def _sign(asked, has_pythons):
    """Say inside the folder what it holds: the last step, so it is whole."""
    version, systems = asked.python, asked.systems
    python = INSIDE if has_pythons else NAMED.format(version=version)
    text = README.format(systems=", ".join(systems), version=version, python=python)
    (asked.to / "READ-ME-FIRST.txt").write_text(text, encoding="utf-8")
    facts = {"pythons": [version], "role": asked.role, "systems": systems}
    path = asked.to / "wheels" / "pack.json"
    path.write_text(json.dumps(facts) + "\n", encoding="utf-8")


def _asked(words):
    parser = argparse.ArgumentParser("course.py pack", description=__doc__)
    add = parser.add_argument
    known = ", ".join(SYSTEMS)
    add("--for", dest="systems", default="windows,linux,macos", help=f"of {known}")
    add("--to", default="rnn-course-pack", help="the folder to write")
    add("--python", default=ADMITTED[0], choices=ADMITTED, help="for which version")
    add("--role", default="learner", choices=ROLES, help="whose packages")
    asked = parser.parse_args(words)
    asked.systems = list(dict.fromkeys(asked.systems.split(",")))
    for one in asked.systems:
        if one not in SYSTEMS:
            parser.error(f"{one!r} is none of {known}")
    asked.to = Path(os.path.abspath(asked.to))
    return asked


def _is_pack(folder):
    return (folder / "wheels").is_dir()


def _copy_course(folder):
    """Copy the course without what grows in it: environments, caches, own work."""
    for source in (ROOT / name for name in COURSE):
        target = folder / source.name
        if source.is_dir():
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree(source, target, ignore=LEAVE)
        elif source.exists():
            shutil.copy2(source, target)


def _download(system, lock, version, wheels):
    """Download the wheels of a lock for one system, each checked against its hash.

    Returns
    -------
    set of str
        The names of their files.
    """
    name, machine, platforms, _ = SYSTEMS[system]
    script = ROOT / "launcher" / "choosing.py"
    command = [str(program(VENV)), str(script), str(lock), name, machine, version]
    text = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, env={**os.environ, **SETTINGS}
    ).stdout
    chosen, total = wheels / "chosen.txt", text.count(b"==")
    chosen.write_bytes(text)
    options = "-m pip download --progress-bar=off --require-hashes --no-deps"
    words = [*options.split(), "--only-binary=:all:", "--dest", wheels, "-r", chosen]
    for platform in platforms:
        words += ["--platform", platform]
    short = "cp" + version.replace(".", "")
    for abi in (short, "abi3", "none"):
        words += ["--abi", abi]
    words += ["--implementation", "cp", "--python-version", version]
    began = len(read(LOG))

    def news():
        done = len(re.findall("^(?:Collecting|Processing) ", read(LOG)[began:], re.M))
        return " %d of %d" % (done, total)

    run(f"{system}: {lock.stem}", program(VENV), *words, news=news)
    chosen.unlink()
    said = read(LOG)[began:]
    found = re.findall(r"(?:Saved|File was already downloaded) (.+\.whl)", said)
    return {re.split(r"[/\\]", one)[-1] for one in found}


def _add_python(system, version, folder):
    """Add a Python for one system, as uv's mirror lays it out; False without one."""
    print(f"  {system}: Python {version} ...", flush=True)
    try:
        uv = fetching.install_uv(program(VENV))
        url = _address(uv, version, SYSTEMS[system][3])
        release, archive = urllib.parse.unquote(url).rsplit("/", 2)[1:]
        target = folder / "pythons" / release / archive
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            _save(url, target)
    except (OSError, EOFError, subprocess.SubprocessError) as problem:
        if isinstance(problem, OSError) and problem.errno == errno.ENOSPC:
            raise
        print(f"  {system}: Python {version} is named, not packed ({problem})")
        return False
    print("  %s: %s (%d MB)" % (system, archive, target.stat().st_size / 1e6))
    return True


def _save(url, target):
    """Download a file; what broke off leaves nothing."""
    part = target.with_name(target.name + ".part")
    try:
        with urllib.request.urlopen(url, timeout=60) as source, part.open("wb") as file:
            shutil.copyfileobj(source, file)
        length = source.headers.get("Content-Length")
        if length and part.stat().st_size != int(length):
            raise EOFError("the download broke off")
        part.replace(target)
    finally:
        if part.exists():
            part.unlink()


def _address(uv, version, name):
    """Return where uv fetches a Python from."""
    options = "python list --all-platforms --all-arches --only-downloads"
    words = [*options.split(), "--output-format", "json", version]
    done = subprocess.run(
        [str(uv), *words],
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, **fetching.uv_settings()},
    )
    for one in json.loads(done.stdout.decode("utf-8")):
        usual = one["implementation"] == "cpython" and one["variant"] == "default"
        if usual and one["key"].endswith(name):
            return one["url"]
    raise EOFError("uv knows none")
