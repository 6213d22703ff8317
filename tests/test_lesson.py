"""check, hint, solution: what a learner sees, in a terminal and in a notebook."""

from __future__ import annotations

import re

import pytest

import rnn_course
from rnn_course import CourseError, cards, progress
from rnn_course.cards import VERDICT_MIME, Card, Tone

LESSON = "00-start-here"


@pytest.fixture(autouse=True)
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(tmp_path / "p.sqlite"))


@pytest.fixture
def desk():
    return rnn_course.begin(LESSON)


@pytest.fixture
def in_notebook(monkeypatch):
    monkeypatch.setattr(cards, "_in_notebook", lambda: True)


def done():
    return next(item for item in progress.summary() if item.lesson == LESSON)


def test_a_right_answer(desk):
    text = repr(desk[0].double(lambda x: 2 * x))
    assert text.startswith("✓ Right: Double a number (1 of 1 points)")
    assert done().passed == 1


def test_a_wrong_answer_says_why_and_where_to_read(desk):
    text = repr(desk[0].double(lambda x: x + 2))
    assert text.startswith("✗ Not yet: Double a number (0 of 1 points)")
    assert "adds two" in text
    assert "To reread: **Write an answer**" in text
    assert "`hint.double()`" in text
    assert done().passed == 0


@pytest.mark.usefixtures("in_notebook")
def test_nbgrader_reads_the_points(desk):
    bundle = desk[0].double(lambda x: 2 * abs(x))._repr_mimebundle_()
    assert bundle["text/plain"] == "0.5"
    assert bundle[VERDICT_MIME]["mistake"] == "loses-the-sign"
    assert bundle[VERDICT_MIME]["max_points"] == 1
    assert "minus sign" in bundle["text/html"]


@pytest.mark.usefixtures("in_notebook")
def test_a_check_without_an_answer_earns_nothing(desk):
    for card in (desk[0].double(), desk[0].double(1, 2)):
        bundle = card._repr_mimebundle_()
        assert bundle["text/plain"] == "0.0"
        assert "check.double(double)" in bundle["text/html"]


def test_hints_grow_and_are_counted(desk):
    first, second, third = (repr(desk[1].double()) for _ in range(3))
    assert "Hint 1 of 2" in first
    assert "`hint.double()` again" in first
    assert "Hint 2 of 2" in second
    assert second == third
    assert done().hints == 2


def test_a_solution_asks_once(desk):
    asked = repr(desk[2].double())
    assert "Show the solution?" in asked
    assert "return" not in asked
    assert done().solutions == 0
    assert "return 2 * x" in repr(desk[2].double())
    assert done().solutions == 1


def test_solutions_after_grading_are_not_there(desk, monkeypatch):
    pack = {"exercises": {"double": {"title": "Double", "points": 1}}}
    monkeypatch.setattr("rnn_course.released.read", lambda _: pack)
    for _ in range(3):
        assert "shows solutions after grading" in repr(desk[2].double())


def test_names_are_helped(desk):
    assert dir(desk[0]) == ["double"]
    assert "check.double" in repr(desk[0])
    with pytest.raises(CourseError, match="Did you mean `double`"):
        desk[0].duoble(1)
    with pytest.raises(CourseError, match="no checks for the lesson"):
        rnn_course.begin("00-nothing-here/../..")


def test_nothing_a_learner_writes_becomes_markup():
    code = "<script>alert(1)</script>"
    card = Card(Tone("✗", "Not yet", "wrong"), code, f"{code} `{code}`", code, code)
    page = card._html().replace("</style>", "")
    assert "<script" not in page
    assert page.count("&lt;script&gt;") == 5


def test_a_card_says_in_text_what_it_shows_in_colour(desk):
    page = desk[0].double(lambda x: 2 * x)._html()
    words = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.S)
    assert "✓ Right" in " ".join(words.split())
