"""`course.py pack`: a folder for computers without internet."""

import argparse
import json
import os
import shutil
import subprocess
import urllib.parse
import urllib.request

from . import fetching
from .commands import SETTINGS, run
from .places import ADMITTED, LOG, ROOT, VENV, StopError, program
from .roles import LOCKS, ROLES, UV_LOCK

MANYLINUX = ["manylinux_2_%d" % minor for minor in range(35, 4, -1)]
MANYLINUX += ["manylinux2014", "manylinux2010", "manylinux1", "linux"]
MACOS = [f"macosx_{one}" for one in ("14_0", "13_0", "12_0", "11_0")]
SYSTEMS = {  # a word of --for: system, machine, its platforms for pip, uv's name
    "windows": ("Windows", "AMD64", ["win_amd64"], "windows-x86_64-none"),
    "linux": (
        "Linux",
        "x86_64",
        [x + "_x86_64" for x in MANYLINUX],
        "linux-x86_64-gnu",
    ),
    "linux-arm": (
        "Linux",
        "aarch64",
        [one + "_aarch64" for one in MANYLINUX],
        "linux-aarch64-gnu",
    ),
    "macos": ("Darwin", "arm64", [x + "_arm64" for x in MACOS], "macos-aarch64-none"),
}
LEAVE = shutil.ignore_patterns(
    ".*", "__pycache__", "my-course", "wheels", "pythons", "*.egg-info", "submitted"
)
ASIDE = (".ci", ".gitignore")
README = """The RNN course, for computers without internet
==============================================

Copy this folder to the computer (a stick works, too, but slowly). Then, in a terminal
in this folder:

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


def pack(words):
    """Write the folder; return the exit status."""
    asked = _asked(words)
    folder, version = asked.to, asked.python
    if folder.exists() and any(folder.iterdir()) and not _is_pack(folder):
        raise StopError(f"{folder} holds other things. Name an empty folder.")
    print("Writing {} for {}.".format(folder, ", ".join(asked.systems)))
    LOG.write_bytes(b"")
    _copy_course(folder)
    wheels = folder / "wheels"
    wheels.mkdir(exist_ok=True)
    for system in asked.systems:
        for lock in (LOCKS[asked.role], UV_LOCK):
            _download(system, lock, version, wheels)
    has_pythons = all([_add_python(one, version, folder) for one in asked.systems])
    facts = {"pythons": [version], "role": asked.role, "systems": asked.systems}
    (wheels / "pack.json").write_text(json.dumps(facts) + "\n", encoding="utf-8")
    inside = INSIDE if has_pythons else NAMED.format(version=version)
    text = README.format(
        systems=", ".join(asked.systems), version=version, python=inside
    )
    (folder / "READ-ME-FIRST.txt").write_text(text, encoding="utf-8")
    size = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) / 1e9
    print(f"Ready: {folder}, {size:.1f} GB. It begins with READ-ME-FIRST.txt.")
    return 0


def _asked(words):
    parser = argparse.ArgumentParser("course.py pack", description=__doc__)
    parser.add_argument("--for", dest="systems", default="windows,linux,macos")
    parser.add_argument("--to", default="rnn-course-pack", help="the folder to write")
    parser.add_argument("--python", default=ADMITTED[0], choices=ADMITTED)
    parser.add_argument("--role", default="learner", choices=ROLES)
    asked = parser.parse_args(words)
    asked.systems = asked.systems.split(",")
    for one in asked.systems:
        if one not in SYSTEMS:
            parser.error("{!r} is none of {}".format(one, ", ".join(SYSTEMS)))
    asked.to = _absolute(asked.to)
    return asked


def _absolute(name):
    from pathlib import Path

    return Path(os.path.abspath(name))


def _is_pack(folder):
    return (folder / "wheels").is_dir() and (folder / "course.py").exists()


def _copy_course(folder):
    """Copy the course without what grows in it: environments, caches, own work."""
    for source in sorted(ROOT.iterdir()):
        if source == folder or source.name in LEAVE(str(ROOT), [source.name]):
            if source.name not in ASIDE:
                continue
        if source.is_dir():
            if (folder / source.name).exists():
                shutil.rmtree(folder / source.name)
            shutil.copytree(source, folder / source.name, ignore=LEAVE)
        else:
            folder.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, folder)


def _download(system, lock, version, wheels):
    """Download the wheels of a lock for one system, each checked against its hash."""
    name, machine, platforms, _ = SYSTEMS[system]
    script = ROOT / "launcher" / "choosing.py"
    command = [str(program(VENV)), str(script), str(lock), name, machine, version]
    text = subprocess.run(
        command, stdout=subprocess.PIPE, check=True, env={**os.environ, **SETTINGS}
    ).stdout
    chosen = wheels / "chosen.txt"
    chosen.write_bytes(text)
    options = "-m pip download --progress-bar=off --require-hashes --no-deps"
    words = [*options.split(), "--only-binary=:all:", "--dest", wheels, "-r", chosen]
    for platform in platforms:
        words += ["--platform", platform]
    short = "cp" + version.replace(".", "")
    for abi in (short, "abi3", "none"):
        words += ["--abi", abi]
    words += ["--implementation", "cp", "--python-version", version]
    run(f"{system}: {lock.stem}", program(VENV), *words)
    chosen.unlink()


def _add_python(system, version, folder):
    """Add a Python for one system, as uv's mirror lays it out; False without one."""
    try:
        uv = fetching.install_uv(program(VENV))
        url = _address(uv, version, SYSTEMS[system][3])
        release, archive = urllib.parse.unquote(url).rsplit("/", 2)[1:]
        target = folder / "pythons" / release / archive
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(archive + ".part")
            with urllib.request.urlopen(url, timeout=60) as source:
                with part.open("wb") as file:
                    shutil.copyfileobj(source, file)
            part.rename(target)
    except (OSError, ValueError, StopError) as problem:
        shutil.rmtree(folder / "pythons", ignore_errors=True)
        print(f"  Python {version} for {system} is named, not packed: {problem}")
        return False
    print("  %s: Python %s (%d MB)" % (system, version, target.stat().st_size / 1e6))
    return True


def _address(uv, version, name):
    """Return where uv fetches a Python from."""
    words = [
        "python",
        "list",
        "--all-platforms",
        "--only-downloads",
        "--output-format",
        "json",
    ]
    command = [str(uv), *words, version]
    done = subprocess.run(
        command,
        stdout=subprocess.PIPE,
        check=True,
        env={**os.environ, **fetching.uv_settings()},
    )
    for one in json.loads(done.stdout.decode("utf-8")):
        if one["key"].endswith(name) and one["variant"] == "default":
            return one["url"]
    raise ValueError("uv knows none")
