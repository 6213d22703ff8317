"""Grading on a real Dask cluster: same grades, lost workers, shared work."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
import time

import pytest

from tests.course import ROOT
from tests.grading import hand_in
from tests.test_grade_run import LESSON, a_class, at, grade, results, scores

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow


def start(*words):
    environment = os.environ | {"DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:]],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@contextlib.contextmanager
def cluster(place, workers):
    """Run a scheduler and workers of one thread, each pinned to one core."""
    file = str(place / "scheduler.json")
    options = ("--no-dashboard", "--scheduler-file", file)
    scheduler = start("scheduler", "--host", "127.0.0.1", "--port", "0", *options)
    cores = sorted(os.sched_getaffinity(0))
    running = []
    try:
        for number in range(workers):
            worker = start(
                "worker", "--no-nanny", "--nthreads", "1", "--no-dashboard",
                "--scheduler-file", file, "--local-directory", str(place),
            )  # fmt: skip
            os.sched_setaffinity(worker.pid, {cores[number % len(cores)]})
            running.append(worker)
        yield address_in(file, workers), running
    finally:
        for process in [*running, scheduler]:
            process.terminate()
        for process in [*running, scheduler]:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def address_in(file, workers):
    from distributed import Client

    for _ in range(600):
        if os.path.exists(file) and os.path.getsize(file):  # noqa: PTH110, PTH202
            break
        time.sleep(0.1)
    with Client(scheduler_file=file, timeout=120, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=240)
        return client.scheduler.address


def test_same_grades_and_a_lost_worker_changes_nothing(tmp_path):
    folder = hand_in(tmp_path / "in", LESSON, a_class(40))
    grade(folder, tmp_path / "here")
    with cluster(tmp_path, 2) as (address, workers):
        there = tmp_path / "there"

        def lose_one():
            while not any((there / "autograded").glob("*")):
                time.sleep(0.1)
            workers[0].kill()

        loser = threading.Thread(target=lose_one, daemon=True)
        loser.start()
        grade(folder, there, "--cluster", address)
        loser.join(10)
        assert workers[0].poll() is not None
    assert scores(at(there)) == scores(at(tmp_path / "here"))
    assert not any(result["flags"] for result in results(at(there)).values())
