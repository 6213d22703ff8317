"""How long a check takes: the median over the shipped solutions, per exercise.

    python benchmarks/checks.py

The last line is one JSON object: exercise → median seconds.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rnn_course import released
from rnn_course.checks import judge
from tests.course import solution_names

ROUNDS = 7


def main() -> None:
    """Time every check that can be timed, print a table, then JSON."""
    medians = {}
    print(f"{'exercise':48}{'median s':>10}{'slowest':>10}")
    for lesson in released.lesson_names():
        names = solution_names(lesson)
        for name in released.read(lesson)["exercises"]:
            seconds = [time_check(lesson, name, names) for _ in range(ROUNDS)]
            medians[f"{lesson[:2]}.{name}"] = round(statistics.median(seconds), 4)
            row = f"{lesson[:2]} {name}"
            print(f"{row:48}{statistics.median(seconds):10.3f}{max(seconds):10.3f}")
    print(json.dumps(medians))


def time_check(lesson: str, name: str, names: dict) -> float:
    """Return the seconds that one check of the solution takes."""
    begin = time.perf_counter()
    verdict = judge(lesson, name, names[name], names)
    if not verdict.passed:
        sys.exit(f"the solution of {lesson} {name} does not pass: {verdict.reason}")
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
