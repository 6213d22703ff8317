"""Make .venv what the locks say, one start at a time; an update is made beside it."""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import time

from . import fetching, pythons, switching
from .commands import SETTINGS, read, run, seconds_since
from .linking import link
from .places import (
    ADMITTED,
    LOG,
    NEEDED,
    ROOT,
    STAMP,
    TURN,
    VENV,
    StopError,
    packages,
    program,
    read_pack,
)
from .roles import LOCKS, digest, up_to

GIGABYTES = {"learner": NEEDED, "instructor": 0.5, "site": 0.5, "developer": 1.0}


def is_ready(role):
    """Whether .venv has all that a role needs, and the course of this folder in it."""
    return {f"{role} {digest(role)}", _course()} <= set(read_stamp())


def was_usable(role):
    """Whether .venv once served a role: an update may fail and leave it so."""
    lines = read_stamp()
    before = len(lines) == 2 and " Python 3." in lines[0]  # one lock held everything
    return before or any(line.startswith(role + " ") for line in lines)


def read_stamp(environment=VENV):
    """Return what an environment was made from, line by line; [] when unknown."""
    needed = (program(environment), environment / "pyvenv.cfg", environment / STAMP)
    if not all(path.exists() for path in needed):
        return []
    text = (environment / STAMP).read_text(encoding="ascii", errors="replace")
    return text.splitlines()


def _course():
    return "course " + hashlib.sha256(ascii(str(ROOT)).encode("ascii")).hexdigest()


def prepare(role):
    """Install what a role lacks."""
    if not is_ready(role):
        install(role)


def in_turn(work):
    """Do some work while no other start installs or packs."""
    with TURN.open("wb") as turn:
        wait_for_turn(turn)
        return work()


def install(role):
    """Bring .venv up to date for a role."""
    with TURN.open("wb") as turn:
        wait_for_turn(turn)
        if is_ready(role):  # by the start that was waited for
            return
        LOG.write_bytes(b"")
        began = time.monotonic()
        switching.recover()
        if not is_healthy(VENV):
            _make(VENV, role)
        else:
            _bring(role)
        link(VENV)
        _write_stamp(VENV, role)
        print(f"Ready after {seconds_since(began)}.\n")


def _bring(role):
    """Add what a working .venv lacks, or update it where a version changed."""
    gap = lacking(VENV, role)
    if any(found for _, _, found in gap):
        served = {line.split()[0] for line in read_stamp()} & set(LOCKS)
        switching.update(max({role, *served}, key=list(LOCKS).index), _make)
    elif gap:
        if role != "learner":
            print(f"The {role} parts are installed now, once.")
        _need_space(role)
        install_packages(VENV, role)


def _make(environment, role):
    """Make an environment, or go on with one that was begun."""
    if not is_healthy(environment):
        python, amiss = pythons.find()
        if not python:
            python = _without(amiss)
        _need_space("learner")
        run(f"Making {environment.name}", python, "-m", "venv", "--clear", environment)
    install_packages(environment, role)
    link(environment)
    _write_stamp(environment, role)


def _without(amiss):
    """What to do where no Python fits: fetch one, or say what is missing."""
    for path, problem in amiss:
        print(f"{path} {problem}.")
    return fetching.fetch()


def _write_stamp(environment, role):
    """Say what is here now; what a greater role had before is here still."""
    served, before = up_to(role), read_stamp(environment)
    kept = [line for line in before if line.split()[0] in set(LOCKS) - set(served)]
    lines = [f"{one} {digest(one)}" for one in served]
    text = "\n".join([*lines, *kept, _course()])
    (environment / STAMP).write_text(text, encoding="ascii")


def _need_space(role):
    free, needed = shutil.disk_usage(ROOT).free / 1e9, GIGABYTES[role]
    if free < needed:
        raise StopError(
            f"The disk is full: this needs {needed:.1f} GB, and {free:.1f} GB are free in {ROOT}. "
            "Make room."
        )


def is_healthy(environment):
    """Whether an environment has a pip that starts, in an admitted Python."""
    ask = "import pip, sys; print(*sys.version_info[:2], sys.prefix != sys.base_prefix)"
    with contextlib.suppress(OSError):
        done = subprocess.run(
            [str(program(environment)), "-c", ask],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        major, minor, inside = [*done.stdout.decode("ascii").split(), "", "", ""][:3]
        fits = f"{major}.{minor}" in ADMITTED and inside == "True"
        return fits and packages(environment) is not None
    return False


def lacking(environment, role):
    """Return what an environment lacks of a role: (name, version, found or '')."""
    for record in packages(environment).glob("*.dist-info"):
        if not (record / "INSTALLER").exists():  # pip writes it when all is there
            shutil.rmtree(record)
    script = ROOT / "launcher" / "lacking.py"
    done = subprocess.run(
        [str(program(environment)), str(script), str(LOCKS[role])],
        capture_output=True,
        env={**os.environ, **SETTINGS},
    )
    if done.returncode:
        raise StopError(
            "{} cannot be read: {}".format(
                LOCKS[role], done.stderr.decode("utf-8", "replace")
            )
        )
    lines = done.stdout.decode("utf-8").splitlines()
    return [tuple((line + "  ").split(" ")[:3]) for line in lines]


def install_packages(environment, role):
    """Install the locked packages, every file checked against its hash."""
    total = len(lacking(environment, role))
    if not total:
        return
    if role == "learner":
        way = "from this folder" if read_pack() else "0.5 GB to download"
        print("Installing %d packages (%s, 1.8 GB here)." % (total, way))
    options = "-m pip install --progress-bar=off --require-hashes --no-deps"
    words = [*options.split(), "--only-binary=:all:", "-r", LOCKS[role]]
    news = _News(environment, role, total)
    run("Installing", program(environment), *words, news=news, settings=settings(role))


def settings(role):
    """Where an offline pack brings a role's wheels, ask no index."""
    pack = read_pack()
    if not pack or role in up_to(pack["role"]):
        return fetching.pip_settings()
    print(f"The {role} parts are not in this pack: they come from the internet.")
    return {}


class _News:
    """What pip is doing, from its log: ' 47 of 117: scipy 1.17.0 (35 MB)'."""

    def __init__(self, environment, role, total):
        self.environment, self.role, self.total = environment, role, total
        self.before = self._records()

    def _records(self):
        return sum(1 for _ in packages(self.environment).glob("*.dist-info"))

    def __call__(self):
        said = read(LOG)
        if "\nInstalling collected packages" in said:
            done = self._records() - self.before
            return " %d of %d: unpacking" % (max(0, min(done, self.total)), self.total)
        done = len(re.findall("^(?:Collecting|Processing)", said, re.M))
        wheels = re.findall(r"  (?:Down|Using).* (.+?)-(.+?)-.*\.whl( \(.+\))?\n", said)
        name = ": {} {}{}".format(*wheels[-1]) if wheels else ""
        return " %d of %d%s" % (min(done, self.total), self.total, name)


def wait_for_turn(turn):
    """Lock the open file `turn`; pip inherits it, so it is held until pip ends."""
    os.set_inheritable(turn.fileno(), True)
    for attempt in range(sys.maxsize):
        if try_lock(turn):
            return
        if attempt == 0:
            print("Another start is installing; waiting for it ...", flush=True)
        time.sleep(0.3)


def try_lock(file):
    """Try to lock an open file."""
    try:
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:  # a file system without locks must do without
        return problem.errno not in (errno.EACCES, errno.EAGAIN)
    return True
