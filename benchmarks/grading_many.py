"""Two thousand small submissions: is time linear, and the grader's memory flat?

    python benchmarks/grading_many.py [2000]

It draws benchmarks/grading_many.png. The last line is one JSON object.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "benchmarks")]

import matplotlib.pyplot as plt
import nbformat
import numpy as np
from grading import family, share

from rnn_course import plots
from rnn_course.grading.results.book import open_book
from tests.course import notebook
from tests.submissions import put_answer

LESSON = "00-start-here"
ANSWERS = ("def double(x):\n    return 2 * x", "def double(x):\n    return x", "1 / 0")


def main(count: int) -> None:
    """Grade `count` small notebooks and look on."""
    with tempfile.TemporaryDirectory() as place:
        make(Path(place, "in"), count)
        rows = watch(Path(place))
        book = open_book(f"sqlite:///{place}/out/gradebook.db")
        complete = sum(1 for _ in book.grades(LESSON))
        book.close()
    done, seconds, main_mb, all_mb = np.array(rows).T
    draw(done, seconds, main_mb, all_mb)
    moving = done > 0
    half = np.searchsorted(done, count / 2)
    quarter = np.searchsorted(done, count / 4)
    result = {
        "submissions": count,
        "in_gradebook": complete,
        "seconds": round(seconds[-1], 1),
        "seconds_each": round(seconds[-1] / count, 3),
        "second_half_to_first": round(
            (seconds[-1] - seconds[half]) / (seconds[half] - seconds[moving][0]), 2
        ),
        "grader_mb_at_a_quarter": round(main_mb[quarter]),
        "grader_mb_at_the_end": round(main_mb[-2]),
        "all_mb_peak": round(all_mb.max()),
    }
    print(f"{complete} of {count} in the gradebook after {seconds[-1]:.0f} s")
    print(json.dumps(result))


def make(folder: Path, count: int) -> None:
    """Write small notebooks of a few kinds."""
    texts = []
    for answer in (*ANSWERS, ""):
        book = notebook("lessons", LESSON)
        if answer:
            put_answer(book, "double", answer)
        texts.append(nbformat.writes(book))
    folder.mkdir()
    for number in range(count):
        path = folder / f"student-{number:04d}.ipynb"
        path.write_text(texts[number % len(texts)], encoding="utf-8")


def watch(place: Path) -> list[tuple[float, float, float, float]]:
    """Grade, and note (graded, seconds, the grader's MB, all processes' MB)."""
    words = ["-m", "rnn_course", "grade", LESSON, str(place / "in")]
    start, rows = time.perf_counter(), []
    notebooks = place / "out" / "autograded"
    with (place / "log.txt").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, *words, "--out", str(place / "out")],
            cwd=ROOT,
            stdout=log,
            stderr=log,
        )
        while process.poll() is None:
            graded = len(list(notebooks.glob("*"))) if notebooks.exists() else 0
            memory = share(process.pid) / 1024
            everything = sum(map(share, family(process.pid))) / 1024
            rows.append((graded, time.perf_counter() - start, memory, everything))
            time.sleep(1.0)
    if process.returncode:
        sys.exit((place / "log.txt").read_text())
    return rows


def draw(done, seconds, main_mb, all_mb) -> None:
    """Draw time and memory over the submissions graded."""
    plots.use_style()
    figure, (left, right) = plt.subplots(1, 2, figsize=(8, 3))
    left.plot(done, seconds / 60)
    plots.label(left, xlabel="submissions graded", ylabel="minutes", title="Time")
    right.plot(done, all_mb, label="all processes")
    right.plot(done, main_mb, label="the grader")
    right.set_ylim(0)
    right.legend()
    plots.label(
        right, xlabel="submissions graded", ylabel="memory (MB)", title="Memory"
    )
    figure.savefig(ROOT / "benchmarks" / "grading_many.png", dpi=150)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
