"""What 20 bombs of text do to the grading of 80 honest students.

    python benchmarks/bombs.py [--lesson 02] [--honest 80] [--bombs 20]

Two whole runs of `rnn-course grade`, the honest students alone and all together; the
second must take at most twice as long, with every honest grade as in the first. The last
line is one JSON object.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import time
from pathlib import Path

import nbformat

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from rnn_course.grading.grade import grade_class
from rnn_course.grading.order import Order
from rnn_course.released import find_lesson
from tests.attacks.texts import BOMBS
from tests.course import ROOT, notebook
from tests.submissions import make_class


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lesson", default="02")
    parser.add_argument("--honest", type=int, default=80)
    parser.add_argument("--bombs", type=int, default=20)
    asked = parser.parse_args()
    lesson = find_lesson(asked.lesson)
    honest = make_class(lesson, asked.honest)
    texts = list(BOMBS.values())
    bombs = {}
    for number in range(asked.bombs):
        book = notebook("solutions", lesson)
        text = texts[number % len(texts)]
        book.cells.append(nbformat.v4.new_markdown_cell(text))
        bombs[f"{5 * number:03d}-bomb"] = book
    with tempfile.TemporaryDirectory() as folder:
        alone, first = grade(Path(folder) / "alone", lesson, honest)
        both, second = grade(Path(folder) / "both", lesson, honest | bombs)
    same = sum(second.get(student) == row for student, row in first.items())
    print(f"{asked.honest} honest students alone   {alone:7.1f} s")
    print(
        f"and {asked.bombs} bombs among them     {both:7.1f} s   × {both / alone:.2f}"
    )
    print(f"honest grades that are the same   {same} of {len(first)}")
    found = {"seconds_alone": round(alone, 1), "seconds_with_bombs": round(both, 1)}
    found |= {"ratio": round(both / alone, 2), "bombs": asked.bombs}
    print(json.dumps(found | {"honest": len(first), "same_grades": same}))
    sys.exit(0 if both <= 2 * alone and same == len(first) else 1)


def grade(folder: Path, lesson: str, books: dict) -> tuple[float, dict[str, list[str]]]:
    """Grade a class; return the seconds, and student → points."""
    for student, book in books.items():
        path = folder / "in" / student / lesson / f"{lesson}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(nbformat.writes(book), encoding="utf-8")
    began = time.perf_counter()
    summary = grade_class(Order(ROOT, lesson, folder / "in", folder / "out"))
    seconds = time.perf_counter() - began
    if not summary.is_complete:
        raise SystemExit("somebody has no grade")
    with (folder / "out/grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    flags = rows[0].index("flags")
    return seconds, {row[0]: row[:flags] for row in rows[1:]}


if __name__ == "__main__":
    main()
