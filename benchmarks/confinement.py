"""What confinement and the separate checker cost, per submission.

    python benchmarks/confinement.py [--rounds 40]

A warm process (NumPy, TensorFlow, Keras imported) forks learners in turn, bare and
confined, and the checker; and it judges four answers of lesson 02 here and from outside.
Medians, in milliseconds of wall time and of processor time (which tells more where others
compute, too); the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import socket
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"
ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from rnn_course.checks import exercises, judge
from rnn_course.grading.checker.proxies import LearnerProcess, RemoteSubject
from rnn_course.grading.confine import Limits, confine, guard, prepare
from rnn_course.grading.confine.namespaces import fork_apart
from rnn_course.grading.learner.servant import Servant
from rnn_course.grading.wire.channel import Channel
from rnn_course.models import keras
from tests.course import solution_names

LESSON = "02-inside-the-cell"
EXERCISES = ("rnn_step", "rnn_forward", "readout", "count_parameters")


ACTS = {
    "fork": lambda _: born(bare, os.fork),
    "fork and confinement": lambda _: born(confined, fork_apart),
    "fork and guard of the checker": lambda _: born(guarded, os.fork),
    "four checks here": lambda names: checks_here(names),
    "the same and four checks there": lambda names: checks_there(names),
}


def main() -> None:
    """Measure, print a table and one line of JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=40)
    rounds = parser.parse_args().rounds
    prepare()
    exercises(LESSON)
    names = solution_names(LESSON)
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ACTS}
    for _ in range(rounds):  # in turn, so that a busy moment hits all alike
        for name, act in ACTS.items():
            found[name].append(timed(lambda act=act: act(names)))
    wall, work = (
        {
            name: statistics.median(pair[i] for pair in pairs)
            for name, pairs in found.items()
        }
        for i in (0, 1)
    )
    print(f"{'':34}{'wall':>12}{'processor':>12}")
    for name in ACTS:
        print(f"{name:<34}{wall[name]:9.2f} ms{work[name]:9.2f} ms")
    costs = {
        "confinement": [
            difference(m, "fork and confinement", "fork") for m in (wall, work)
        ],
        "separate_checker": [
            m["fork and guard of the checker"]
            + difference(m, "the same and four checks there", "fork and confinement")
            - m["four checks here"]
            for m in (wall, work)
        ],
    }
    for name, (seconds, cpu) in costs.items():
        print(f"{name:<34}{seconds:9.2f} ms{cpu:9.2f} ms a submission")
    result = {"rounds": rounds, "keras": keras.__version__}
    for name, (seconds, cpu) in costs.items():
        result |= {f"{name}_ms": round(seconds, 2), f"{name}_cpu_ms": round(cpu, 2)}
    print(json.dumps(result))


def difference(medians: dict[str, float], more: str, less: str) -> float:
    """Return how much longer one thing takes than another."""
    return medians[more] - medians[less]


def timed(act: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that something takes: of wall time, and of processors.

    Processes that it has waited for count, too.
    """
    began, work = time.perf_counter(), processor_time()
    act()
    return 1000 * (time.perf_counter() - began), 1000 * (processor_time() - work)


def processor_time() -> float:
    """Return the seconds that this process and its children have computed."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(kind) for kind in kinds]
    return sum(one.ru_utime + one.ru_stime for one in used)


def born(live: Callable[[Path, int], None], fork: Callable[[], int]) -> None:
    """Fork a process and wait until it says that it is ready."""
    scratch = Path(tempfile.mkdtemp(prefix="rnn-bench-"))
    reader, writer = os.pipe()
    child = fork()
    if child == 0:
        try:
            live(scratch, writer)
            os.write(writer, b"!")
        finally:
            os._exit(0)
    os.close(writer)
    if os.read(reader, 1) != b"!":
        raise SystemExit("a process could not be started")
    os.close(reader)
    os.waitpid(child, 0)
    scratch.rmdir()


def bare(scratch: Path, writer: int) -> None:
    """Be a process without confinement."""


def confined(scratch: Path, writer: int) -> None:
    """Be a learner's process."""
    confine(scratch, Limits(), keep=[writer])


def guarded(scratch: Path, writer: int) -> None:
    """Be a checker's process."""
    guard(scratch, Limits(), [])


def checks_here(names: dict) -> None:
    """Judge four answers in this process."""
    for name in EXERCISES:
        judge(LESSON, name, names[name], names)


def checks_there(names: dict) -> None:
    """Start a learner, and judge the same four answers from outside."""
    ours, theirs = socket.socketpair()
    scratch = Path(tempfile.mkdtemp(prefix="rnn-bench-"))
    child = fork_apart()
    if child == 0:
        try:
            ours.close()
            confine(scratch, Limits(), keep=[theirs.fileno()])
            Servant(Channel(theirs), names).serve()
        finally:
            os._exit(0)
    theirs.close()
    process = LearnerProcess(Channel(ours))
    for name in EXERCISES:
        judge(LESSON, name, RemoteSubject(process, name))
    process.end()
    ours.close()
    os.waitpid(child, 0)
    scratch.rmdir()


if __name__ == "__main__":
    main()
