"""Every line of the locks has a wheel with its hash, for each platform and Python.

uv is asked to install a lock as another machine would, without doing it: it reads the
package index and refuses where no wheel fits. It does not compare hashes then, so it is
asked for these by themselves. What passes is *resolved* in README's table; nothing of
another machine is run here.
"""

import os
import re
import subprocess
from pathlib import Path

import pytest

from launcher.packing import SYSTEMS
from launcher.places import ADMITTED
from launcher.roles import LOCKS, ROLES, UV_LOCK

#: The oldest systems that `course.py pack` serves, in uv's words.
PLATFORMS = {
    "linux": "x86_64-manylinux_2_28",
    "linux-arm": "aarch64-manylinux_2_28",
    "macos": "aarch64-apple-darwin",
    "windows": "x86_64-pc-windows-msvc",
}
INSTALL = "pip install --dry-run --only-binary :all: --require-hashes --no-deps"
COMPILE = "pip compile --universal --python-version 3.11 --no-deps --generate-hashes"


def entries(lock: Path) -> dict[str, set[str]]:
    """The pins of a lock, each with its hashes."""
    found: dict[str, set[str]] = {}
    for entry in re.split(r"\n(?=\w)", lock.read_text(encoding="utf-8")):
        pin = entry.split()[0]
        found.setdefault(pin, set()).update(re.findall(r"sha256:(\w+)", entry))
    return found


def uv(folder: Path, *words: str | Path) -> subprocess.CompletedProcess:
    """Run uv with a cache of its own."""
    return subprocess.run(
        ["uv", *words],
        capture_output=True,
        encoding="utf-8",
        env={
            **os.environ,
            "MACOSX_DEPLOYMENT_TARGET": "12.0",
            "UV_CACHE_DIR": str(folder / "cache"),
            "UV_NO_CONFIG": "1",
        },
    )


def resolve(lock: Path, system: str, python: str, folder: Path) -> tuple[int, str]:
    """How many packages a machine would install; why it could not, or ''."""
    where = ["--python-platform", PLATFORMS[system], "--python-version", python]
    words = [*INSTALL.split(), *where, "--target", folder / "none", "-r", lock]
    done = uv(folder, *words)
    number = len(re.findall(r"^ \+ ", done.stderr, re.M))
    return number, "" if not done.returncode else done.stderr.strip()


def strangers(lock: Path, folder: Path) -> list[str]:
    """The pins for which the index has a file whose hash the lock does not name."""
    pins, fresh = folder / "pins.txt", folder / "fresh.lock"
    text = lock.read_text(encoding="utf-8")
    pins.write_text(re.sub(r" \\\n +--hash=\S+", "", text), encoding="utf-8")
    done = uv(
        folder, *COMPILE.split(), "--no-annotate", "--no-header", pins, "-o", fresh
    )
    assert not done.returncode, done.stderr
    here, there = entries(lock), entries(fresh)
    assert set(here) == set(there)
    return [pin for pin, hashes in there.items() if not hashes <= here[pin]]


def test_the_developers_lock_holds_all_others():
    everything = entries(LOCKS["developer"])
    for role in ROLES[:-1]:
        for pin, hashes in entries(LOCKS[role]).items():
            assert hashes <= everything[pin], pin
    assert entries(UV_LOCK).items() <= everything.items()
    assert set(PLATFORMS) == set(SYSTEMS)


@pytest.mark.long
def test_every_line_of_the_locks_has_a_wheel_everywhere(proof, tmp_path):
    packages, problems = {}, {}
    for system in SYSTEMS:
        for python in ADMITTED:
            for role in ("learner", "developer"):
                place = f"{system}, Python {python}, {role}"
                number, problem = resolve(LOCKS[role], system, python, tmp_path)
                packages[place] = number
                if problem:
                    problems[place] = problem
    unknown = strangers(LOCKS["developer"], tmp_path)
    result = {"packages": packages, "problems": problems, "files not locked": unknown}
    proof.save("index", result)
    assert not problems
    assert not unknown
    assert min(packages.values()) > 100


@pytest.mark.long
def test_what_is_wrong_with_a_lock_is_seen(tmp_path):
    """The comparison itself: no such version, no such wheel, another hash."""
    lock = tmp_path / "wrong.lock"
    lock.write_text("uv==0.0.0.1 --hash=sha256:00\n", encoding="utf-8")
    assert resolve(lock, "macos", "3.12", tmp_path)[1]
    gone = "pywinpty==2.0.0 --hash=sha256:" + "0" * 64  # Windows alone had wheels
    lock.write_text(gone, encoding="utf-8")
    assert resolve(lock, "macos", "3.12", tmp_path)[1]
    text = re.sub(r"sha256:\w{4}", "sha256:0000", UV_LOCK.read_text(encoding="utf-8"))
    lock.write_text(text, encoding="utf-8")
    assert [pin.split("==")[0] for pin in strangers(lock, tmp_path)] == ["uv"]
