"""The first start of the course, before a change and after it.

    python benchmarks/first_start.py BEFORE [--rounds 3]

BEFORE is a commit. Each round clones both states, runs `course.py doctor` in each from
nothing but pip's cache, and counts what stands in `.venv` then; the two take turns. The
last line is one JSON object with the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("before", help="the commit that is compared with this one")
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    found: dict[str, list[dict[str, float]]] = {asked.before: [], "HEAD": []}
    for number in range(asked.rounds):
        for commit, starts in found.items():
            with tempfile.TemporaryDirectory() as folder:
                start = first_start(commit, Path(folder) / "course")
            starts.append(start)
            print(f"round {number + 1}  {commit:9}", start, flush=True)
    medians = {
        commit: {what: statistics.median(s[what] for s in starts) for what in starts[0]}
        for commit, starts in found.items()
    }
    print(json.dumps(medians))


def first_start(commit: str, course: Path) -> dict[str, float]:
    """Clone `commit` and start it; return its seconds, packages and megabytes."""
    subprocess.run(["git", "clone", "--quiet", ROOT, course], check=True)
    subprocess.run(["git", "checkout", "--quiet", commit], cwd=course, check=True)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "course.py", "doctor"],
        cwd=course,
        env={
            name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    seconds = time.perf_counter() - began
    packages = list(course.glob(".venv/lib/python*/site-packages/*.dist-info"))
    if not packages:
        raise SystemExit(f"{commit} did not start: {done.stdout}{done.stderr}")
    used = subprocess.run(
        ["du", "-sm", course / ".venv"], capture_output=True, text=True
    )
    return {
        "seconds": round(seconds, 1),
        "packages": len(packages),
        "megabytes": int(used.stdout.split()[0]),
    }


if __name__ == "__main__":
    main()
