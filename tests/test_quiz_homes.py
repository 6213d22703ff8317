"""A pick has three homes: the cell's output, the notebook's metadata, the record."""

import copy
import json
import random
import sqlite3

import nbformat
import pytest

from rnn_course import progress
from rnn_course.quiz import restore
from rnn_course.quiz.bank import load
from rnn_course.quiz.picks import (
    HOME,
    LOST,
    MIME,
    latest,
    lost_answers,
    read_picks,
    read_saved,
)
from rnn_course.quiz.present import static_page
from rnn_course.quiz.score import score
from tests.course import ROOT
from tests.submissions import put_answer


def cell(name, *saved):
    made = nbformat.v4.new_code_cell(f'quiz.ask("{name}")')
    made.metadata.nbgrader = {"grade_id": f"quiz-{name}"}
    for one in saved:
        data = {MIME: {"version": 2, "question": name, **one}}
        made.outputs.append(nbformat.v4.new_output("display_data", data))
    return made


def book(*cells, kept=None):
    metadata = {HOME: {"version": 1, "picks": kept}} if kept is not None else {}
    return nbformat.v4.new_notebook(cells=list(cells), metadata=metadata)


def pick(value, at, attempts=1):
    return {"pick": value, "attempts": attempts, "at": at}


def test_a_pick_outlives_cleared_outputs_an_error_and_its_cell():
    kept = {"one": pick("b", 5.0)}
    error = cell("one")
    error.outputs = [nbformat.v4.new_output("error", ename="NameError", evalue="quiz")]
    for found in (
        book(cell("one"), kept=kept),
        book(error, kept=kept),
        book(kept=kept),
    ):
        assert read_picks(found) == {"one": "b"}


@pytest.mark.parametrize("seed", range(50))
def test_the_later_pick_counts_wherever_it_stands(seed):
    rng = random.Random(seed)
    made = [
        pick(rng.choice("abcd"), at, number + 1)
        for number, at in enumerate((3.0, 7.5, 9.25))
    ]
    places = rng.sample(range(3), 3)  # which home has which
    first, second = made[places[0]], made[places[1]]
    found = book(cell("one", first, second), kept={"one": made[places[2]]})
    assert read_saved(found) == {"one": made[2]}


def test_picks_without_a_time_are_older_than_those_with_one():
    old = {"pick": "a", "attempts": 9}
    assert read_picks(book(cell("one", old), kept={"one": pick("b", 1.0)})) == {
        "one": "b"
    }
    assert read_saved(book(cell("one", old)))["one"]["at"] == 0.0


def test_what_a_cell_names_comes_before_all():
    written = cell("one", pick("a", 2.0))
    written.source = 'quiz.ask("one", answer="c")'
    assert read_picks(book(written, kept={"one": pick("b", 9.0)})) == {"one": "c"}


@pytest.mark.parametrize(
    "kept",
    [
        7, [], "b", {"one": 7}, {"one": {}}, {"one": {"pick": {}}}, {7: pick("b", 1.0)},
        {"one": {"pick": "b" * 99, "at": 1}}, {"x" * 200: pick("b", 1.0)},
        {"one": {"pick": None, "attempts": 1, "at": 1e9}},
    ],
)  # fmt: skip
def test_what_is_no_pick_is_passed_over(kept):
    assert read_picks({"cells": [], "metadata": {HOME: {"picks": kept}}}) == {}
    assert read_picks({"cells": [], "metadata": {HOME: kept}}) == {}


@pytest.mark.parametrize(
    "at", ["1", True, float("nan"), float("inf"), -1, 1e300, None, []]
)
def test_a_time_that_is_none_counts_as_unknown(at):
    found = {"cells": [], "metadata": {HOME: {"picks": {"one": pick("b", at)}}}}
    assert read_saved(found) == {"one": pick("b", 0.0)}


def test_more_picks_than_any_lesson_has_are_not_read():
    many = {f"q{number}": pick("b", 1.0) for number in range(200_000)}
    assert len(read_picks({"cells": [], "metadata": {HOME: {"picks": many}}})) <= 1000


def test_lost_answers_are_said():
    assert lost_answers(book(cell("one"), cell("two"))) == LOST
    assert lost_answers(book(cell("one"), kept={"one": pick("b", 1.0)})) == ""
    assert lost_answers(book(cell("one", {"pick": None}))) == ""  # ran, not answered
    assert lost_answers(book(nbformat.v4.new_code_cell("1"))) == ""


def test_latest_needs_one():
    assert latest(None, pick("a", 1.0), None) == pick("a", 1.0)
    with pytest.raises(ValueError, match="empty"):
        latest(None)


def test_a_written_example_tells_nothing_of_the_key():
    for path in (ROOT / "quizzes").glob("*.yaml"):
        for question in load(path).questions:
            page = static_page(question, score(question, None), None, False)
            assert "answer=&quot;b&quot;" not in page
            assert "answer=&quot;…&quot;)" in page or "answer=…)" in page


# The record at home


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(tmp_path / "progress.sqlite"))
    return tmp_path / "progress.sqlite"


def test_a_record_is_of_one_notebook(file):
    progress.keep_pick("/a.ipynb", "01-x", "one", pick("b", 2.0))
    progress.keep_pick("/a.ipynb", "01-x", "one", pick("c", 1.0))  # late news of old
    assert progress.kept_picks("/a.ipynb", "01-x") == {"one": pick("b", 2.0)}
    assert progress.kept_picks("/b.ipynb", "01-x") == {}
    assert progress.kept_picks("/a.ipynb", "02-y") == {}


OLD = """
CREATE TABLE exercises (
    lesson TEXT, name TEXT, points REAL DEFAULT 0, passed INTEGER DEFAULT 0,
    checks INTEGER DEFAULT 0, hints INTEGER DEFAULT 0, solution INTEGER DEFAULT 0,
    PRIMARY KEY (lesson, name));
CREATE TABLE questions (
    lesson TEXT, name TEXT, points REAL DEFAULT 0, answers INTEGER DEFAULT 0,
    PRIMARY KEY (lesson, name));
INSERT INTO exercises VALUES ('00-start-here', 'double', 1.0, 1, 3, 2, 0);
INSERT INTO questions VALUES ('00-start-here', 'run-a-cell', 1.0, 2);
"""


def make_old(file):
    with sqlite3.connect(file) as database:
        database.executescript(OLD)
    database.close()


def test_an_old_file_is_taken_over_and_kept(file):
    make_old(file)
    before = progress.summary()[0]
    assert (before.passed, before.answered, before.hints) == (1, 1, 2)
    progress.record_question("00-start-here", "run-a-cell", 1.0, 1.0, "b")
    with sqlite3.connect(file) as database:
        row = database.execute("SELECT answers, pick, at FROM questions").fetchone()
        assert database.execute("PRAGMA user_version").fetchone() == (2,)
    assert row[:2] == (3, json.dumps("b"))
    assert row[2] > 1.7e9
    backup = file.with_name("progress-before-2.sqlite")
    with sqlite3.connect(backup) as database:
        assert database.execute("SELECT answers FROM questions").fetchall() == [(2,)]
    assert not list(file.parent.glob("*.part"))


def test_many_processes_take_an_old_file_over_once(file):
    import subprocess
    import sys

    make_old(file)
    code = (
        "from rnn_course import progress\n"
        "progress.record_question('00-start-here', 'run-a-cell', 1.0, 1.0, 'b')\n"
        "assert not progress.trouble(), progress.trouble()"
    )
    started = [subprocess.Popen([sys.executable, "-c", code]) for _ in range(5)]
    assert [process.wait(60) for process in started] == [0] * 5
    with sqlite3.connect(file) as database:
        assert database.execute("SELECT answers FROM questions").fetchone() == (7,)


def test_a_file_of_a_later_course_is_left_alone(file):
    make_old(file)
    with sqlite3.connect(file) as database:
        database.execute("PRAGMA user_version = 3")
    database.close()
    before = file.read_bytes()
    progress.record_question("00-start-here", "run-a-cell", 1.0, 1.0, "b")
    assert "newer version" in progress.trouble()
    assert file.read_bytes() == before


def test_a_moved_notebook_is_found_where_the_front_end_says(tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "a/one.ipynb"))
    moved = tmp_path / "b/two.ipynb"
    moved.write_text(json.dumps(copy.deepcopy(book())))
    (tmp_path / "a/other.ipynb").write_text("{}")
    assert restore.notebook_path({}, "b/two.ipynb") == moved
    assert restore.notebook_path({}, "\0").name == "other.ipynb"


# What `check` and the grader say of it: both go through `submission.clean`


def handed_in(change):
    from rnn_course.submission.clean import clean
    from rnn_course.submission.handout import read_handout
    from tests.course import notebook

    lesson = "00-start-here"
    book = notebook("lessons", lesson)
    for one in book.cells:
        if one.cell_type == "code":
            one.outputs = []
    change(book)
    return clean(nbformat.writes(book).encode(), read_handout(lesson))


def test_answers_that_are_gone_are_told_by_check_and_grader():
    def answer(book):
        put_answer(book, "double", "def double(x):\n    return 2 * x")

    assert LOST in handed_in(answer).flags
    assert LOST not in handed_in(lambda book: None).flags  # not begun: nothing is gone


def test_answers_in_the_metadata_count_and_nothing_is_said():
    def keep(book):
        book.metadata[HOME] = {"picks": {"run-a-cell": pick("b", 1.0)}}

    found = handed_in(keep)
    assert found.picks == {"run-a-cell": "b"}
    assert LOST not in found.flags
    asked = next(one for one in found.notebook.cells if "'run-a-cell'" in one.source)
    assert "answer='b'" in asked.source


def test_a_question_that_was_left_out_is_no_loss():
    def show(book):
        for one in book.cells:
            if one.metadata.get("nbgrader", {}).get("grade_id", "").startswith("quiz-"):
                data = {MIME: {"question": "x", "pick": None}}
                one.outputs = [nbformat.v4.new_output("display_data", data)]

    assert LOST not in handed_in(show).flags
