"""How long each solved lesson takes, from the start of its kernel to its last cell.

    python benchmarks/lessons.py [03 …]

The last line is one JSON object: lesson → seconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from rnn_course.rehearsal import rehearse

ROOT = Path(__file__).resolve().parents[1]


def main(wanted: list[str]) -> None:
    """Run every lesson, or those whose numbers are given; print a table, then JSON."""
    seconds = {}
    for path in sorted(ROOT.glob("solutions/*/*.ipynb")):
        if wanted and path.stem[:2] not in wanted:
            continue
        begin = time.perf_counter()
        rehearse(path)
        seconds[path.stem] = round(time.perf_counter() - begin, 1)
        print(f"{path.stem:40}{seconds[path.stem]:8.1f} s", flush=True)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(sys.argv[1:])
