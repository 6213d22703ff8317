"""How long imports take, each in a fresh Python, and what they add in memory.

    python benchmarks/imports.py

The last line is one JSON object: module → median seconds; `…_mb` → megabytes.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys

MODULES = ("rnn_course", "rnn_course.checks", "rnn_course.widgets", "rnn_course.models")
ROUNDS = 5
CODE = """
import resource, time
begin = time.perf_counter()
import {module}
seconds = time.perf_counter() - begin
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


def main() -> None:
    """Import every module several times, in turn; print a table, then JSON."""
    measured: dict[str, list[list[float]]] = {module: [] for module in MODULES}
    for _ in range(ROUNDS):
        for module in MODULES:
            command = [sys.executable, "-c", CODE.format(module=module)]
            said = subprocess.run(command, capture_output=True, text=True, check=True)
            measured[module].append([float(word) for word in said.stdout.split()])
    result = {}
    for module, rounds in measured.items():
        seconds, memory = map(statistics.median, zip(*rounds, strict=True))
        print(f"{module:24}{seconds:8.2f} s{memory:8.0f} MB")
        result |= {module: round(seconds, 3), f"{module}_mb": round(memory)}
    print(json.dumps(result))


if __name__ == "__main__":
    main()
