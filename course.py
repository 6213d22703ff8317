"""The RNN course. It needs Python 3.11, 3.12 or 3.13, and nothing else.

  python3 course.py lab          open the lessons in JupyterLab
  python3 course.py test         run the tests, which prove that everything works
  python3 course.py WORD ...     any other word goes to the course's own program:
                                 check, progress, build, grade and more

The first start downloads about 0.5 GB into the folder .venv beside this file and
takes some minutes. Every later start installs nothing and needs no network.
To begin afresh, delete .venv and start again.
"""

import contextlib
import errno
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from pathlib import Path

VERSION = "{}.{}".format(*sys.version_info)
if VERSION not in ("3.11", "3.12", "3.13"):  # older Pythons, too, must come this far
    sys.exit(
        f"The course needs Python 3.11, 3.12 or 3.13; {sys.executable} is {VERSION}."
    )

ROOT = Path(__file__).resolve().parent
PROJECT = ROOT / "pyproject.toml"
LOCK = ROOT / "requirements.lock"
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PACKAGES = Path(sysconfig.get_path("purelib", "venv", {"base": str(VENV)}))
STAMP = VENV / "course-stamp"  # what .venv was made from; deleted first, written last
LOG = ROOT / ".venv.log"  # everything that pip says
TURN = ROOT / ".venv.lock"  # held by the one start that installs
PIP_SETTINGS = {
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_USER": "0",
    "PYTHONIOENCODING": "utf-8",
    "PYTHONUNBUFFERED": "1",
}
SPACE = 3.0  # GB: 2.1 installed, and the downloads while they are unpacked

FULL = f"The disk is full: the course needs {SPACE:.0f} GB. Make room."
MEANINGS = (  # what pip says, what it means
    (
        r"DO NOT MATCH THE HASHES",
        "A download was refused: it is not the file that requirements.lock names. "
        "Try another network, or fetch the course again.",
    ),
    (r"No space left|Errno 28|not enough space", FULL),
    (
        r"ConnectionError|ConnectTimeout|NameResolution|ReadTimeout|ProxyError|SSLError",
        "The package index cannot be reached. The first start needs the internet, "
        "and the first one after an update of the course; others do not.",
    ),
    (
        r"No matching distribution found for (\S+)",
        r"There is no \1 for this machine "
        rf"({sysconfig.get_platform()}, Python {VERSION}). Use another machine.",
    ),
)


class StopError(Exception):
    """The installation cannot go on. The message says why, and what to do."""


def main(words: list[str]) -> int:
    """Install what is missing, then hand over to the program that `words` name."""
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")
    if not words or words[0] in ("-h", "--help"):
        print(__doc__.strip())
        return 0
    try:
        if read_stamp() != wanted_stamp():
            install()
    except KeyboardInterrupt:
        return complain("Stopped; run the same command again to continue.", 130)
    except StopError as problem:
        return complain(f"{problem}\nThen run the same command again.")
    except OSError as problem:
        cause = FULL if problem.errno == errno.ENOSPC else f"{problem}."
        return complain(f"{cause}\nThen run the same command again.")
    return hand_over(words)


def complain(message: str, status: int = 1) -> int:
    print(f"\n{message}", file=sys.stderr)
    return status


def hand_over(words: list[str]) -> int:
    """Become the program that the first word names, inside .venv."""
    os.environ["VIRTUAL_ENV"] = str(VENV)
    os.environ["PATH"] = f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}"
    program = ["-m", "rnn_course", *words]
    if words[0] == "test" and "--latest" not in words:
        os.chdir(ROOT)
        workers = (os.cpu_count() or 1) + 1  # one often waits, for a browser say
        program = ["-m", "pytest", *(words[1:] or [f"--numprocesses={workers}"])]
    sys.stdout.flush()
    if os.name != "nt":
        os.execv(PYTHON, [str(PYTHON), *program])
    with subprocess.Popen([str(PYTHON), *program]) as process:  # Windows has no exec
        while True:
            with contextlib.suppress(KeyboardInterrupt):  # the program's to answer
                return process.wait()


# What .venv was made from: one line for its packages, one for the course in it.


def wanted_stamp() -> list[str]:
    packages = hashlib.sha256(LOCK.read_bytes()).hexdigest()
    course = hashlib.sha256(PROJECT.read_bytes()).hexdigest()
    return [f"{packages} Python {VERSION}", f"{course} {str(ROOT)!a}"]


def read_stamp() -> list[str]:
    needed = (PYTHON, PACKAGES, VENV / "pyvenv.cfg", STAMP)
    if not all(path.exists() for path in needed):
        return []
    return STAMP.read_text(encoding="ascii", errors="replace").splitlines()


# Installing


def install() -> None:
    """Bring .venv up to date, one start at a time."""
    with TURN.open("wb") as turn:
        wait_for_turn(turn)
        found, wanted = read_stamp(), wanted_stamp()
        if found == wanted:  # by the start that was waited for
            return
        STAMP.unlink(missing_ok=True)
        LOG.write_bytes(b"")
        began = time.monotonic()
        if found[:1] != wanted[:1]:
            make_venv()
            install_packages()
        install_course()
        STAMP.write_text("\n".join(wanted), encoding="ascii")
        print(f"Ready after {seconds_since(began)}.\n")


def wait_for_turn(turn) -> None:
    """Lock the open file `turn`; pip inherits it, so it is held until pip ends."""
    os.set_inheritable(turn.fileno(), True)
    for attempt in range(sys.maxsize):
        if try_lock(turn):
            return
        if attempt == 0:
            print("Another start is installing; waiting for it ...", flush=True)
        time.sleep(0.3)


def try_lock(file) -> bool:
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


def make_venv() -> None:
    """Make .venv, unless the one there works; an interrupted one goes on from there."""
    if is_healthy():
        for record in PACKAGES.glob("*.dist-info"):
            if not (record / "INSTALLER").exists():  # pip writes it when all is there
                shutil.rmtree(record)
        return
    if not importlib.util.find_spec("ensurepip"):
        raise StopError(
            f"{sys.executable} cannot make a virtual environment. On Debian or Ubuntu: "
            f"sudo apt install python{VERSION}-venv"
        )
    free = shutil.disk_usage(ROOT).free / 1e9
    if free < SPACE and not VENV.exists():
        raise StopError(f"{FULL} There are {free:.1f} GB free in {ROOT}.")
    run("Making .venv", sys.executable, "-m", "venv", "--clear", VENV)


def is_healthy() -> bool:
    """Whether .venv has a pip that starts, in this version of Python, and in .venv."""
    ask = "import pip, sys; print(*sys.version_info[:2], sys.prefix != sys.base_prefix)"
    with contextlib.suppress(OSError):
        answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True)
        return answer.stdout.split() == [*VERSION.split("."), "True"]
    return False


def install_packages() -> None:
    """Install the locked packages, every file checked against its hash."""
    print("Installing the packages (the first time: 0.5 GB to download, 2 GB here).")
    options = "--require-hashes --no-deps --only-binary=:all: -r"
    pip("Installing", options, LOCK, news=pip_news)


def install_course() -> None:
    """Install the course itself as it stands here; the lock brings what builds it."""
    options = "--no-deps --no-build-isolation --no-index -e"
    pip("Installing the course", options, ROOT)


def pip(step: str, options: str, path: Path, news=str) -> None:
    command = f"-m pip install --progress-bar=off {options}".split()
    run(step, PYTHON, *command, path, news=news)


def pip_news() -> str:
    """What pip is doing, from its log: ' 47 of 153: scipy 1.17.0 (35 MB)'."""
    said, lock = read(LOG), read(LOCK)
    total = len(re.findall("^[^ ]+==", lock, re.M)) - said.count("Ignoring ")
    if "\nInstalling collected packages" in said:
        done = sum(1 for _ in PACKAGES.glob("*.dist-info"))
        return f" {min(done, total)} of {total}: unpacking"
    done = len(re.findall("^(?:Collecting|Processing|Requirement al)", said, re.M))
    wheels = re.findall(r"  (?:Down|Using).* (.+?)-(.+?)-.*\.whl( \(.+\))?\n", said)
    name = ": {} {}{}".format(*wheels[-1]) if wheels else ""
    return f" {min(done, total)} of {total}{name}"


def run(step: str, *command, news=str) -> None:
    """Run a command with its words in the log, and one calm line on the screen."""
    began = time.monotonic()
    with LOG.open("ab") as log:
        process = subprocess.Popen(
            command,
            env={**os.environ, **PIP_SETTINGS},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            close_fds=False,  # `turn` stays locked while pip lives
        )
    try:
        while is_running(process):
            show(f"  {step}{news()} · {seconds_since(began)}")
    finally:  # after Ctrl-C, too
        process.terminate()
        process.wait()
    show(f"  {step}{news()} · {seconds_since(began)}", end="\n")
    if process.returncode:
        raise StopError(f"{meaning_of_log()}\nDetails: {LOG}")


def is_running(process) -> bool:
    """Wait a moment, longer where each line of the display stays."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(0.3 if sys.stdout.isatty() else 15)
    return process.returncode is None


def show(line: str, end: str = "\r") -> None:
    """Print a line that the next one overwrites, on a screen; else one that stays."""
    if sys.stdout.isatty():
        width = shutil.get_terminal_size().columns - 1
        print(line[:width].ljust(width), end=end, flush=True)
    else:
        print(line, flush=True)


def meaning_of_log() -> str:
    """Why the last command failed, and what to do about it."""
    said = read(LOG)
    for words, meaning in MEANINGS:
        found = re.search(words, said)
        if found:
            return found.expand(meaning)
    last = re.findall(r"(?:ERROR|\w+Error): .+", said)[-1:] or ["no reason given"]
    return f"It did not work ({last[0]}). Mend that, or delete the folder .venv."


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def seconds_since(moment: float) -> str:
    minutes, seconds = divmod(round(time.monotonic() - moment), 60)
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
