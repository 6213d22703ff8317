"""How long each solved lesson takes, and how much memory its kernel needs at most.

    python benchmarks/lessons.py [03 …]

Seconds from the start of the kernel to the end of the last cell. The last line is one
JSON object: lesson → seconds; `…_mb` → megabytes; `total`, `slowest`, `largest_mb`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = """
import resource, sys, time
from pathlib import Path
from rnn_course.rehearsal import rehearse
begin = time.perf_counter()
rehearse(Path(sys.argv[1]))
seconds = time.perf_counter() - begin
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)
"""


def main(wanted: list[str]) -> None:
    """Run every lesson, or those whose numbers are given; print a table, then JSON."""
    seconds, memory = {}, {}
    for path in sorted(ROOT.glob("solutions/*/*.ipynb")):
        if wanted and path.stem[:2] not in wanted:
            continue
        command = [
            sys.executable,
            "-c",
            CODE,
            str(path),
        ]  # each in a process of its own
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        took, peak = map(float, said.stdout.split())
        seconds[path.stem], memory[f"{path.stem}_mb"] = round(took, 1), round(peak)
        print(f"{path.stem:40}{took:8.1f} s{peak:8.0f} MB", flush=True)
    total, slowest = round(sum(seconds.values()), 1), max(seconds.values())
    largest = max(memory.values())
    print(f"{'all':40}{total:8.1f} s{largest:8.0f} MB at most")
    result = {"total": total, "slowest": slowest, "largest_mb": largest}
    print(json.dumps(result | seconds | memory))


if __name__ == "__main__":
    main(sys.argv[1:])
