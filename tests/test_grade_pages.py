"""Pages and lists tell what is known, and no student's text becomes markup."""

from __future__ import annotations

import csv
import json

import nbformat
import pytest

from rnn_course.grading.results.feedback import Feedback
from rnn_course.grading.results.lists import read_students, write_list
from rnn_course.grading.results.marks import Marks
from rnn_course.grading.results.report import (
    correlation,
    count_mistakes,
    missing_students,
    write_report,
)
from rnn_course.quiz import bank
from tests.course import ROOT
from tests.grading import assignment_of, clean_of
from tests.submissions import make_class

LESSON = "02-inside-the-cell"
EVIL = "<script>alert('x')</script><img src=x onerror=y>"
WRONG = {"outcome": "wrong", "mistake": "softmax", "reason": f"`readout` {EVIL}"}


def marks(student="ana", **more):
    scores = dict.fromkeys(assignment_of(LESSON).graded, 0.0)
    scores["check-rnn_step"] = 2.0
    result = {"flags": [], "verdicts": {"check-readout": WRONG}, "seconds": 1.0, **more}
    return Marks(student, scores, result=result)


def questions():
    found = bank.load(ROOT / "quizzes" / f"{LESSON}.yaml").questions
    return {question.id: question for question in found}


def page_of(tmp_path, one, book=None):
    if book is not None:
        path = tmp_path / "autograded" / one.student / LESSON / f"{LESSON}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(book), encoding="utf-8")
    feedback = Feedback(assignment_of(LESSON), questions(), tmp_path)
    assert feedback.write(one)
    assert not feedback.write(one)  # it says this already
    return feedback.path(one.student).read_text(encoding="utf-8")


def test_odd_metadata_stop_no_page(tmp_path):
    book = clean_of(make_class(LESSON, 1)["000-solved"], LESSON).notebook
    cell = next(cell for cell in book.cells if cell.id == "readout")
    new = nbformat.v4.new_output
    cell.outputs = [
        new("display_data", {"image/png": "aGk="}, metadata={"image/png": "x"})
    ]
    assert "data:image/png" in page_of(tmp_path, marks(), book)


def test_suspicion_is_not_told_to_students(tmp_path):
    flags = ["code cell 3 uses `vars`: worth a look", "handed in late, says Canvas"]
    page = page_of(tmp_path, marks(flags=flags))
    assert "worth a look" not in page
    assert "Handed in late, says Canvas." in page


def test_who_is_missing_whatever_the_list_calls_them():
    some = [marks("Ana Núñez_12", lms="12"), marks("Zoë")]
    known = ["Ana Núñez", "Ana Núñez_12", "12", "Zoe\u0308", "Ben", "1"]
    assert missing_students(known, some) == ["1", "Ben"]


def is_safe(page):
    return "<script" not in page and "<img src=x" not in page


def test_no_students_text_becomes_markup(tmp_path):
    book = clean_of(make_class(LESSON, 1)["000-solved"], LESSON).notebook
    cell = next(cell for cell in book.cells if cell.id == "readout")
    cell.source = f"# {EVIL}\n'''{EVIL}'''"
    new = nbformat.v4.new_output
    cell.outputs = [
        new("stream", text=EVIL),
        new("display_data", {"text/html": EVIL, "image/svg+xml": EVIL}),
        new("display_data", {"text/plain": EVIL}),
        new("display_data", {"image/png": EVIL, "text/plain": "no picture"}),
        new(
            "display_data", {"image/png": "aGk="}, metadata={"image/png": {"alt": EVIL}}
        ),
        new("error", ename=EVIL, evalue=EVIL, traceback=[EVIL]),
    ]
    one = marks(EVIL.replace("/", "_"), flags=[EVIL], picks={"what-comes-back": EVIL})
    one.comments["readout"] = EVIL
    page = page_of(tmp_path, one, book)
    assert is_safe(page)
    assert "&lt;script&gt;" in page
    report = write_report(tmp_path, assignment_of(LESSON), [one], [EVIL], [EVIL])
    assert is_safe(report.read_text(encoding="utf-8"))


def test_feedback_tells_verdict_section_and_own_code(tmp_path):
    book = clean_of(make_class(LESSON, 1)["000-solved"], LESSON).notebook
    page = page_of(tmp_path, marks(), book)
    assert "To reread: <b>The output layer</b>" in page
    assert "2 of 2" in page
    assert "h_prev @ W_hh" in page.replace("</span>", "").replace(
        '<span class="o">', ""
    )
    assert "check.rnn_step" not in page  # test cells stay out


def test_a_report_names_the_mistakes(tmp_path):
    rows = count_mistakes(LESSON, [marks("a"), marks("b"), marks("c", verdicts={})])
    assert [(row["exercise"], row["count"]) for row in rows] == [("readout", 2)]
    assert rows[0]["section"] == "The output layer"


def test_an_empty_class_has_a_report(tmp_path):
    path = write_report(tmp_path, assignment_of(LESSON), [])
    assert "nothing to show yet" in path.read_text(encoding="utf-8")


def test_correlation():
    assert correlation([0, 0, 1, 1, 1], [1, 2, 8, 9, 9]) > 0.9
    assert correlation([1, 1, 1, 1, 1], [1, 2, 3, 4, 5]) is None
    assert correlation([0, 1], [0, 1]) is None


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_lists_for_canvas_and_moodle(tmp_path):
    some = [marks("Ana Núñez_123", lms="123"), marks("=cmd()"), marks("-3")]
    most = sum(fact.points for fact in assignment_of(LESSON).graded.values())
    write_list(tmp_path / "c.csv", "canvas", assignment_of(LESSON), some)
    rows = rows_of(tmp_path / "c.csv")
    assert rows[0][:2] == ["Student", "ID"]
    assert rows[1][-1] == f"{most:g}"
    assert rows[2] == ["Ana Núñez", "123", "", "", "", "2"]
    assert rows[3][0] == "'=cmd()"
    write_list(tmp_path / "m.csv", "moodle", assignment_of(LESSON), some)
    rows = rows_of(tmp_path / "m.csv")
    assert rows[1] == ["Participant 123", "Ana Núñez", "2", f"{most:g}", ""]


@pytest.mark.parametrize(
    "text", ["student\nana\nZoë\n", "ana,x\nZoë,y\n", "ana\n\nZoë"]
)
def test_a_list_of_students(tmp_path, text):
    path = tmp_path / "class.csv"
    path.write_text(text, encoding="utf-8")
    assert read_students(path) == ["ana", "Zoë"]
