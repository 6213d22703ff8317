"""How fast `rnn-course grade` is beside stock `nbgrader autograde`, with the same grades.

    python benchmarks/grading.py [--students 42] [--rounds 1] [--numpy 02] [--keras 03]

An empty number leaves a lesson out.

A class of solved, right, wrong, partial, broken and untouched notebooks is made from the
proof corpora. Stock and ours grade the same notebooks in turn, on the same cores, each as
one command from its start to its end. Ours does more: it writes feedback pages, a list of
grades and a report. Then every grade of both gradebooks is compared.

"every cell" runs each cell of each submission, as stock does; the default takes outputs
of the lesson's own cells from one run of the lesson (also timed) where no answer reaches
them. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

import nbformat
from nbgrader.api import Gradebook

from rnn_course.grading.results.book import open_book
from rnn_course.released import find_lesson
from tests.submissions import make_class

WAYS = ("stock", "ours", "every cell")


def main() -> None:
    """Run the comparison."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("--students", type=int, default=42)
    words.add_argument("--rounds", type=int, default=1)
    words.add_argument("--numpy", default="02")
    words.add_argument("--keras", default="03")
    words.add_argument("--without-every-cell", action="store_true")
    given = words.parse_args()
    ways = WAYS[:2] if given.without_every_cell else WAYS
    result: dict[str, object] = {"cores": len(os.sched_getaffinity(0))}
    heads = f"{'s in all':>10}{'s each':>9}{'times':>7}{'cpu s each':>12}{'peak MB':>9}"
    print(f"{'':20}{heads}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        for kind, number in (("numpy", given.numpy), ("keras", given.keras)):
            if not number:
                continue
            lesson = find_lesson(number)
            folder = Path(place) / kind
            trial = Trial(folder, lesson, given.students, given.rounds)
            trial.run(ways)
            result |= trial.report(kind, ways)
    print(json.dumps(result))


class Trial:
    """One lesson, graded in several ways."""

    def __init__(self, folder: Path, lesson: str, students: int, rounds: int) -> None:
        self.folder, self.lesson = folder, lesson
        self.students, self.rounds = students, rounds
        self.seconds = dict.fromkeys(WAYS, 0.0)
        self.cpu = dict.fromkeys(WAYS, 0.0)
        self.peak = dict.fromkeys(WAYS, 0.0)
        self.differences: list[str] = []
        self.cells = {"ours": 0.0, "every cell": 0.0}

    def run(self, ways: tuple[str, ...]) -> None:
        """Grade round after round; another way goes first in each."""
        for number in range(self.rounds):
            order = ways if number % 2 == 0 else tuple(reversed(ways))
            courses = {
                way: make_course(self.folder / f"{number} {way}", self.lesson)
                for way in ways
            }
            for student, book in make_class(self.lesson, self.students, number).items():
                for course in courses.values():
                    path = course / "submitted" / student / self.lesson
                    path.mkdir(parents=True)
                    nbformat.write(book, path / f"{self.lesson}.ipynb")
            for way in order:
                seconds, cpu, peak = timed(command(way, self.lesson), courses[way])
                self.seconds[way] += seconds
                self.cpu[way] += cpu
                self.peak[way] = max(self.peak[way], peak)
            self._compare(courses)

    def _compare(self, courses: dict[str, Path]) -> None:
        stock = grades(courses["stock"] / "gradebook.db", self.lesson)
        for way, course in courses.items():
            if way == "stock":
                continue
            book = open_book(f"sqlite:///{course}/graded/gradebook.db")
            results = book.results(self.lesson).values()
            self.cells[way] += sum(r["cell_seconds"] for _, r in results)
            book.close()
            ours = grades(course / "graded" / "gradebook.db", self.lesson)
            for key in sorted(stock.keys() | ours.keys()):
                if stock.get(key) != ours.get(key):
                    line = f"{way} {key}: {stock.get(key)} by stock, {ours.get(key)}"
                    self.differences.append(line)

    def report(self, kind: str, ways: tuple[str, ...]) -> dict[str, object]:
        """Print a table; return what the JSON object says of this lesson."""
        count = self.students * self.rounds
        for way in ways:
            all_seconds = self.seconds[way]
            times = self.seconds["stock"] / all_seconds
            print(
                f"{self.lesson[:2]:8}{way:12}{all_seconds:10.1f}"
                f"{all_seconds / count:9.2f}{times:7.1f}"
                f"{self.cpu[way] / count:12.2f}{self.peak[way]:9.0f}",
                flush=True,
            )
        for line in self.differences:
            print("  different:", line)
        found = {
            f"ratio_{kind}": self.seconds["stock"] / self.seconds["ours"],
            f"seconds_stock_{kind}": self.seconds["stock"] / count,
            f"seconds_{kind}": self.seconds["ours"] / count,
            f"cpu_seconds_stock_{kind}": self.cpu["stock"] / count,
            f"cpu_seconds_{kind}": self.cpu["ours"] / count,
            f"cell_seconds_{kind}": self.cells["ours"] / count,
            f"peak_mb_stock_{kind}": self.peak["stock"],
            f"peak_mb_{kind}": self.peak["ours"],
        }
        if "every cell" in ways:
            found |= {
                f"ratio_{kind}_every_cell": self.seconds["stock"]
                / self.seconds["every cell"],
                f"cell_seconds_{kind}_every_cell": self.cells["every cell"] / count,
            }
        found = {name: round(value, 3) for name, value in found.items()}
        return found | {
            f"submissions_{kind}": count,
            f"different_grades_{kind}": len(self.differences),
        }


def make_course(folder: Path, lesson: str) -> Path:
    """Make a course's folder with one lesson, entered in its gradebooks."""
    folder.mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", folder)
    for name in ("content", "quizzes"):
        shutil.copytree(ROOT / name, folder / name)
    for name in ("solutions", "lessons"):
        shutil.copytree(ROOT / name / lesson, folder / name / lesson)
    run([sys.executable, "-m", "rnn_course", "release", lesson], folder)
    (folder / "graded").mkdir()
    shutil.copy(folder / "gradebook.db", folder / "graded")
    return folder


def command(way: str, lesson: str) -> list[str]:
    """Return the command of one way."""
    if way == "stock":
        return [sys.executable, "-m", "nbgrader", "autograde", lesson]
    more = ["--every-cell"] if way == "every cell" else []
    return [sys.executable, "-m", "rnn_course", "grade", lesson, "submitted", *more]


def run(words: list[str], folder: Path) -> None:
    """Run a command; its complaints are shown when it fails."""
    done = subprocess.run(
        words, cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(f"{' '.join(words)} failed:\n{done.stdout}{done.stderr}")


def timed(words: list[str], folder: Path) -> tuple[float, float, float]:
    """Return the seconds that a command takes, those of work, its memory in MB."""
    log, before = folder / "log.txt", resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with log.open("w") as file:
        process = subprocess.Popen(words, cwd=folder, stdout=file, stderr=file)
        peak = Peak(process.pid)
        status = process.wait()
    seconds = time.perf_counter() - start
    peak.end()
    if status:
        print(f"  {' '.join(words[1:])} ended with {status}; {log.read_text()[-400:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seconds, cpu, peak.megabytes


class Peak:
    """Watches the memory of a process with all that it started."""

    def __init__(self, pid: int) -> None:
        self.pid, self.megabytes, self._over = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Stop watching."""
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(1.0):
            now = sum(map(share, family(self.pid)))
            self.megabytes = max(self.megabytes, now / 1024)


def family(pid: int) -> list[int]:
    """Return a process and all its descendants."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in task.read_text().split():
                found += family(int(child))
        except OSError:
            continue
    return found


def share(pid: int) -> float:
    """Return a process's memory in kB, its share of what several use."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    return sum(float(x.split()[1]) for x in text.splitlines() if x.startswith("Pss:"))


def grades(path: Path, lesson: str) -> dict[tuple[str, str], float | None]:
    """Return (student, cell) → points."""
    with Gradebook(f"sqlite:///{path}") as book:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in book.assignment_submissions(lesson)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


if __name__ == "__main__":
    main()
