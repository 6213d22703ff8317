"""A gradebook of the version before the rooms (bc71e02) is taken over as it is."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import pytest

from rnn_course.grading.grade import grade_class
from rnn_course.grading.order import Order
from tests.course import ROOT

LESSON = "01-why-order-matters"
KEPT = Path(__file__).parent / "taken_over"


@pytest.fixture
def order(tmp_path: Path) -> Order:
    with zipfile.ZipFile(KEPT / "graded.zip") as packed:
        packed.extractall(tmp_path / "graded")
    with zipfile.ZipFile(KEPT / "class.zip") as packed:
        packed.extractall(tmp_path / "class")
    return Order(ROOT, LESSON, tmp_path / "class", tmp_path / "graded")


def rows(folder: Path) -> dict[str, list[str]]:
    with (folder / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        found = list(csv.reader(file))
    places = [i for i, head in enumerate(found[0]) if head != "flags"]
    return {row[0]: [row[i] for i in places] for row in found}


def test_what_was_graded_before_is_kept(order: Order) -> None:
    before = rows(order.out)
    summary = grade_class(order)
    assert (summary.kept, summary.graded) == (4, 0)
    assert rows(order.out) == before
    assert summary.flagged == {
        "none": ["the file is no notebook: it is not valid JSON"]
    }
    page = order.out / "feedback" / "half" / LESSON / f"{LESSON}.html"
    text = page.read_text(encoding="utf-8")
    assert "bag_of_words" in text
    assert "There is no <code>bag_of_words</code>" in text  # the kept verdict's words


def test_a_student_graded_again_gets_the_same_grade(order: Order) -> None:
    before = rows(order.out)
    summary = grade_class(Order(**vars(order) | {"again": ("half", "ada")}))
    assert (summary.kept, summary.graded) == (2, 2)
    assert rows(order.out) == before
