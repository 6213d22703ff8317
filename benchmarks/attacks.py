"""The same hostile submissions against stock nbgrader and against `rnn-course grade`.

    python benchmarks/attacks.py            # a representative few, some minutes
    python benchmarks/attacks.py --all      # every attack on lesson 00

Stock nbgrader runs students' code as whoever calls it. So here it lives in a world of its
own for each attack: no network, its own processes, its own /tmp, a user who owns nothing,
limits on memory and processes, and an end after a minute. Needs root on Linux.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import json
import os
import resource
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import nbformat

from rnn_course.grading.confine import namespaces, reach
from rnn_course.grading.confine.calls import call
from tests import test_attacks as ours
from tests.attacks import Attack, attacks_on

LESSON = "00-start-here"
SECONDS = 75  # for stock nbgrader and one attack with an honest neighbour
USER = 61235
FEW = [
    "equals-everything",
    "array-that-agrees",
    "patches-builtins",
    "own-check",
    "empties-cells",
    "own-run-cell",
    "forged-verdict",
    "patches-the-checks",
    "takes-the-reference",
    "takes-the-solution",
    "climbs-frames",
    "reads-the-gradebook",
    "changes-the-gradebook",
    "reads-a-neighbour",
    "reads-the-solutions",
    "reads-the-environment",
    "calls-home",
    "named-unix-socket",
    "writes-outside",
    "deletes-and-renames",
    "runs-a-program",
    "leaves-a-daemon",
    "fork-bomb",
    "kills-itself",
    "kills-everybody",
    "exits-hard",
    "prints-200-MB",
    "displays-100-MB",
    "disk-flood",
    "memory-flood",
    "endless-cell",
    "endless-answer",
    "reply-of-a-billion",
    "rewritten-check",
    "not-json",
    "markup",
]


def main() -> None:
    """Run both, print a table and one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--all", action="store_true")
    every = {one.name: one for one in attacks_on(LESSON)}
    chosen = list(every) if parser.parse_args().all else FEW
    if os.geteuid() != 0:
        sys.exit("Run this as root: stock nbgrader must be locked up for it.")
    here = graded_by_us(chosen)
    template = make_template()
    try:
        there = {name: graded_by_stock(template, every[name]) for name in chosen}
    finally:
        shutil.rmtree(template)
    print_table(every, chosen, here, there)


# --- ours -----------------------------------------------------------------------------


def graded_by_us(chosen: list[str]) -> dict[str, dict]:
    """Grade all of them in one class, and look for damage."""
    folder = Path(tempfile.mkdtemp(prefix="rnn-attacks-", dir="/tmp"))
    folder.chmod(0o755)
    os.environ["SECRET_TOKEN"] = ours.SECRETS[1]
    every = ours.attacks_on
    ours.attacks_on = lambda lesson: [a for a in every(lesson) if a.name in chosen]
    trial = ours.Trial(LESSON, folder)
    with trial:
        harmed = trial.looks() != trial.before
        honest = trial.points("honest-one")
        seen = {}
        for name in chosen:
            text = trial.executed(name)
            seen[name] = {
                "points": trial.points(name),
                "flags": trial.results[name]["flags"],
                "honest": honest,
                "secret": "FOUND" in ours.printed(text),
                "harmed": harmed,
                "size": len(text),
            }
    shutil.rmtree(folder)
    print(
        f"ours: {len(chosen)} attacks and two honest students in {trial.seconds:.0f} s"
    )
    return seen


# --- stock nbgrader -------------------------------------------------------------------


def make_template() -> Path:
    """Make a course folder with one honest student, ready for stock nbgrader."""
    template = Path(tempfile.mkdtemp(prefix="rnn-stock-", dir="/var/tmp"))
    for name in ("solutions", "lessons", "quizzes"):
        (template / name).mkdir()
    for name in ("solutions", "lessons"):
        shutil.copytree(ROOT / name / LESSON, template / name / LESSON)
    shutil.copy(ROOT / "quizzes" / f"{LESSON}.yaml", template / "quizzes")
    shutil.copy(ROOT / "nbgrader_config.py", template)
    from rnn_course.build.release import enter_in_gradebook

    enter_in_gradebook(ROOT, LESSON, f"sqlite:///{template}/gradebook.db")
    hand_in(template, "honest-one", nbformat.writes(ours.honest(LESSON, True)).encode())
    return template


def hand_in(course: Path, student: str, data: bytes) -> None:
    """Put a file where nbgrader looks for it."""
    folder = course / "submitted" / student / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(data)


def graded_by_stock(template: Path, one: Attack) -> dict:
    """Grade one attack and the honest student in a world of their own."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        try:
            os.setsid()
            said = live_apart(template, one, writer)
        except BaseException as error:
            said = {"broke": f"{type(error).__name__}: {error}"}
        if said is not None:
            os.write(writer, json.dumps(said).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as words:
        said = json.loads(words.read() or '{"broke": "it was killed"}')
    os.waitpid(child, 0)
    print(one.name, said, flush=True)
    return said


def live_apart(template: Path, one: Attack, writer: int) -> dict | None:
    """Enter new namespaces; the first process inside does the work."""
    if not namespaces.enter_mounts():
        raise OSError("no mount namespace can be had")
    for kind in ("pid", "network", "ipc"):
        call("unshare", namespaces.KINDS[kind])
    inner = os.fork()
    if inner:
        os.close(writer)
        os.waitpid(inner, 0)
        return None
    call("prctl", 1, ctypes.c_ulong(signal.SIGKILL))
    namespaces._mount("proc", "/proc", "proc", 0)
    namespaces.hide_homes([*reach.needed(), ROOT])
    for folder in ("/tmp", "/dev/shm"):
        namespaces._mount("bench", folder, "tmpfs", 2 | 4, "size=900m,mode=1777")
    raise_loopback()
    return grade_inside(template, one)


def raise_loopback() -> None:
    """Switch the loopback device on."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as wire:
        request = struct.pack("16sh14x", b"lo", 0x1 | 0x40)
        fcntl.ioctl(wire, 0x8914, request)  # SIOCSIFFLAGS: up and running


def grade_inside(template: Path, one: Attack) -> dict:
    """Run stock nbgrader as an ordinary user and tell what has become of the class."""
    course, home = Path("/tmp/course"), Path("/tmp/home")
    shutil.copytree(template, course)
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh/id_rsa").write_text(ours.SECRETS[1])
    server = socket.create_server(("127.0.0.1", 0))
    named = socket.socket(socket.AF_UNIX)
    named.bind("/tmp/socket")
    named.listen()
    trial = ours.Trial.__new__(ours.Trial)
    trial.lesson, trial.out, trial.handed_in = LESSON, course, course / "submitted"
    trial.folder, trial.server = Path("/tmp"), server
    hand_in(course, "attacker", trial.file_of(one))
    for path in (
        *course.rglob("*"),
        course,
        home,
        *home.rglob("*"),
        Path("/tmp/socket"),
    ):
        os.chown(path, USER, USER)
    honest = course / "submitted/honest-one" / LESSON / f"{LESSON}.ipynb"
    before = honest.read_bytes()
    began = time.monotonic()
    ended = run_stock(course, home)
    seconds = time.monotonic() - began
    executed = course / "autograded/attacker" / LESSON / f"{LESSON}.ipynb"
    text = executed.read_text() if executed.exists() else ""
    return {
        "points": points(course, "attacker"),
        "honest": points(course, "honest-one"),
        "ended": ended,
        "seconds": round(seconds, 1),
        "size": len(text),
        "secret": "FOUND" in ours.printed(text),
        "called": bool(has_caller(server) or has_caller(named)),
        "left": processes_left(),
        "harmed": not honest.exists() or honest.read_bytes() != before,
        "planted": [n for n in ("planted.py", "ran") if Path("/tmp", n).exists()],
    }


def run_stock(course: Path, home: Path) -> str:
    """Run ``nbgrader autograde``; return how it ended."""

    def lower() -> None:
        os.setsid()
        for kind, most in (("AS", 8 << 30), ("NPROC", 200), ("FSIZE", 600 << 20)):
            resource.setrlimit(getattr(resource, f"RLIMIT_{kind}"), (most, most))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    folder = Path(sys.executable).parent
    environment = {
        "PATH": f"{folder}:/usr/bin:/bin",
        "HOME": str(home),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SECRET_TOKEN": ours.SECRETS[1],
        "RNN_COURSE_BANK": str(course / "quizzes"),
    }
    command = [str(folder / "nbgrader"), "autograde", LESSON, "--create"]
    try:
        done = subprocess.run(
            command,
            cwd=course,
            env=environment,
            user=USER,
            group=USER,
            extra_groups=[],
            preexec_fn=lower,
            capture_output=True,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        return "stopped by us"
    return f"status {done.returncode}"


def points(course: Path, student: str) -> float | None:
    """Return the exercise's points in stock nbgrader's gradebook; None without any."""
    trial = ours.Trial.__new__(ours.Trial)
    trial.lesson, trial.out = LESSON, course
    try:
        return trial.points(student)
    except (sqlite3.Error, IndexError):
        return None


def has_caller(server: socket.socket) -> bool:
    """Tell whether anybody has connected."""
    server.setblocking(False)
    try:
        server.accept()
    except BlockingIOError:
        return False
    return True


def processes_left() -> int:
    """Count the processes of students that are still there."""
    time.sleep(0.5)
    found = 0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            state = (place / "stat").read_text().rpartition(")")[2].split()[0]
            found += place.stat().st_uid == USER and state != "Z"
        except OSError:
            continue
    return found


# --- the table ------------------------------------------------------------------------


def damage(said: dict, group: str) -> str:
    """Say in words what an attack has done."""
    words = []
    if "broke" in said:
        return said["broke"]
    if said.get("honest") != 1:
        words.append(f"honest student {said.get('honest')}")
    if said.get("secret"):
        words.append("read a secret" if group == "spy" else "wrote outside")
    if said.get("called"):
        words.append("reached the network")
    if said.get("left"):
        words.append(f"{said['left']} processes live on")
    if said.get("harmed"):
        words.append("changed another's work")
    if said.get("planted") and "wrote outside" not in words:
        words.append("wrote outside")
    if said.get("size", 0) > 50_000_000:
        words.append(f"a notebook of {said['size'] / 1e6:.0f} MB")
    if said.get("points") is None:
        words.append("no grade")
    if said.get("ended") == "stopped by us":
        words.append(f"not done after {SECONDS} s")
    return ", ".join(words)


def print_table(
    every: dict[str, Attack], chosen: list[str], here: dict, there: dict
) -> None:
    """Print what each got for each attack, and one line of JSON."""
    print(
        f"\n{'attack':<24}{'deserved':>9}{'stock':>7}{'ours':>6}  damage with stock | with ours"
    )
    for name in chosen:
        stock, own = there[name], here[name]
        group = every[name].group
        both = f"{damage(stock, group) or '-'} | {damage(own, group) or '-'}"
        given = "-" if stock.get("points") is None else f"{stock['points']:g}"
        deserved = every[name].points
        print(f"{name:<24}{deserved:>9g}{given:>7}{own['points']:>6g}  {both}")
    total = {
        "attacks": len(chosen),
        "stock_points_undeserved": sum(
            (there[n].get("points") or 0) > every[n].points for n in chosen
        ),
        "ours_points_undeserved": sum(
            here[n]["points"] > every[n].points for n in chosen
        ),
        "stock_damage": sum(bool(damage(there[n], every[n].group)) for n in chosen),
        "ours_damage": sum(bool(damage(here[n], every[n].group)) for n in chosen),
    }
    print(json.dumps(total))


if __name__ == "__main__":
    main()
