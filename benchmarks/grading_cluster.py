"""How much faster two Dask workers grade a class than one does, with the same grades.

    python benchmarks/grading_cluster.py [students] [rounds]

Each worker is pinned to one core. One worker and two grade the same notebooks of a
NumPy lesson in turn, every cell of each, from the start of the command to its end. The
scheduler and the workers are there before. The last line is one JSON object.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from grading import grades, run

from tests.grading import hand_in
from tests.submissions import make_class
from tests.test_grade_cluster import cluster

LESSON = "02-inside-the-cell"


def main(students: int, rounds: int) -> None:
    """Grade with one worker and with two, in turn; compare."""
    seconds: dict[int, list[float]] = {1: [], 2: []}
    found = []
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        folder = hand_in(place / "in", LESSON, make_class(LESSON, students))
        for number in range(rounds):
            for workers in (1, 2) if number % 2 == 0 else (2, 1):
                out = place / f"{number} {workers}"
                out.mkdir()
                with cluster(out, workers) as (address, _):
                    began = time.perf_counter()
                    words = ["grade", LESSON, str(folder), "--every-cell"]
                    words += ["--out", str(out / "graded"), "--cluster", address]
                    run([sys.executable, "-m", "rnn_course", *words], ROOT)
                    seconds[workers].append(time.perf_counter() - began)
                print(f"{workers} worker(s): {seconds[workers][-1]:6.1f} s", flush=True)
                found.append(grades(out / "graded" / "gradebook.db", LESSON))
    one, two = (statistics.median(seconds[workers]) for workers in (1, 2))
    result = {
        "students": students,
        "cores": len(os.sched_getaffinity(0)),
        "seconds_one_worker": round(one, 1),
        "seconds_two_workers": round(two, 1),
        "ratio": round(one / two, 2),
        "same_grades": all(grade == found[0] for grade in found),
    }
    print(json.dumps(result))


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:]]
    main(*(given + [150, 1][len(given) :]))
