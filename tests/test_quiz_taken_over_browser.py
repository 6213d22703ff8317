"""What bc71e02 wrote, before picks had three homes: it opens, resumes, checks, grades."""

import shutil
import sqlite3
from pathlib import Path

import pytest

from rnn_course import progress
from rnn_course.grading.grade import grade_class
from rnn_course.grading.order import Order
from rnn_course.quiz.picks import HOME, read_picks
from rnn_course.rehearsal import rehearse
from tests import browser
from tests.course import ROOT

pytestmark = pytest.mark.slow

LESSON = "00-start-here"
KEPT = Path(__file__).parent / "taken_over" / "bc71e02"
BOOK = KEPT / f"{LESSON}.ipynb"
PICKS = {
    "run-a-cell": "b",
    "what-is-saved": ["a", "b", "d"],
    "count-the-results": "14",
    "first-guess": "b",
}


def picked(page):
    """Return what is checked or filled in, question by question, but for the order."""
    script = """forms => forms.map(form => [...form.querySelectorAll(
        'input:checked, .rnnc-number')].map(input => input.value).join(''))"""
    return page.locator(".rnnc-quiz").evaluate_all(script)


def test_it_opens_and_resumes(lab_page, lab):
    path = lab.root / "kept-of-bc71e02.ipynb"
    shutil.copy(BOOK, path)
    lab_page.set_viewport_size({"width": 1100, "height": 8000})  # all cells are drawn
    browser.open_notebook(lab_page, path.name)
    for said in ("b", "a, b, d", "14"):  # no widget of a file from elsewhere is trusted
        lab_page.get_by_text(f"saved in this notebook: {said}.").first.wait_for()
    assert lab_page.get_by_text("Error displaying widget").count() == 0
    browser.run_all(lab_page)
    lab_page.locator(".rnnc-quiz").nth(4).wait_for()
    first = lab_page.locator(".rnnc-quiz").first
    first.locator(".rnnc-where").get_by_text(" · in the file.").wait_for()
    assert picked(lab_page) == ["b", "abd", "14", "", "b"]
    first.get_by_role("radio").first.check()
    first.get_by_role("button", name="Check answer").click()
    first.get_by_text("attempt 2").wait_for()
    first.locator(".rnnc-where").get_by_text(" · in the file.").wait_for()
    book = browser.saved_notebook(lab, path.name)
    assert read_picks(book) == {**PICKS, "run-a-cell": "a"}
    assert book.metadata[HOME]["picks"]["run-a-cell"]["attempts"] == 2


def test_its_progress_is_taken_over(tmp_path, monkeypatch):
    file = tmp_path / "progress.sqlite"
    shutil.copy(KEPT / file.name, file)
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(file))
    first = progress.summary()[0]
    assert (first.passed, first.answered, first.points) == (1, 4, 5.0)
    progress.record_question(LESSON, "first-guess", 1.0, 1.0, "a")
    backup = sqlite3.connect(tmp_path / "progress-before-2.sqlite")
    assert backup.execute("SELECT count(*) FROM questions").fetchone() == (4,)
    backup.close()
    assert progress.summary()[0].answered == 4


def test_it_is_checked():
    points = {one.name: one.points for one in rehearse(BOOK).results}
    assert points == {
        "double": 1.0,
        "run-a-cell": 1.0,
        "what-is-saved": 2.0,
        "count-the-results": 0.0,
        "work-on-an-exercise": 0.0,
        "first-guess": 1.0,
    }


def test_it_is_graded(tmp_path):
    place = tmp_path / "class" / "ada" / LESSON / BOOK.name
    place.parent.mkdir(parents=True)
    shutil.copy(BOOK, place)
    summary = grade_class(Order(ROOT, LESSON, tmp_path / "class", tmp_path / "graded"))
    assert summary.graded == 1
    assert not summary.flagged
    rows = (tmp_path / "graded" / "grades.csv").read_text("utf-8-sig").splitlines()
    row = dict(zip(rows[0].split(","), rows[-1].split(","), strict=False))
    assert row["total"] == "5"
