"""Stock nbgrader grades the course from the repository's root."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys

import nbformat
import pytest
from nbgrader.api import Gradebook

from rnn_course.quiz.picks import MIME
from tests.course import A_TASTE, ROOT, notebook

pytestmark = pytest.mark.slow

KERAS, FIRST = "03-predict-the-next-number", "00-start-here"
TWO_RIGHT = ("to_rnn_input", "seed_summary")


def cells_by_id(book):
    graded = (c for c in book.cells if "nbgrader" in c.metadata)
    return {cell.metadata.nbgrader.grade_id: cell for cell in graded}


def in_a_hurry(lesson):
    """Nothing is answered; a cell of the student's own ends each training early."""
    book = notebook("lessons", lesson)
    book.cells.insert(0, nbformat.v4.new_code_cell(A_TASTE))
    return book


def with_two_right(lesson):
    book, solved = in_a_hurry(lesson), notebook("solutions", lesson)
    for name in TWO_RIGHT:
        cells_by_id(book)[name].source = cells_by_id(solved)[name].source
    return book


def with_picks_in_outputs(lesson):
    """As JupyterLab saves it: no answer= in the source, the picks in the outputs."""
    book = notebook("lessons", lesson)
    solved = cells_by_id(notebook("solutions", lesson))
    for name, cell in cells_by_id(book).items():
        if name.startswith("quiz-"):
            pick = eval(solved[name].source.split("answer=")[1].rstrip(")"))
            question = name.removeprefix("quiz-")
            data = {"version": 1, "question": question, "pick": pick, "attempts": 1}
            cell.outputs = [nbformat.v4.new_output("display_data", {MIME: data})]
    return book


def with_noise(lesson):
    """A right answer that warns and prints when its cell runs."""
    book = notebook("lessons", lesson)
    noise = "import warnings\nwarnings.warn('careful')\nprint('hello')"
    cell = cells_by_id(book)["double"]
    cell.source = f"def double(x):\n    print(x)\n    return 2 * x\n\n\n{noise}"
    return book


STUDENTS = {
    ("solved", KERAS): lambda lesson: notebook("solutions", lesson),
    ("untouched", KERAS): in_a_hurry,
    ("two-right", KERAS): with_two_right,
    ("untouched", FIRST): lambda lesson: notebook("lessons", lesson),
    ("solved", FIRST): lambda lesson: notebook("solutions", lesson),
    ("clicked", FIRST): with_picks_in_outputs,
    ("noisy", FIRST): with_noise,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder in which seven notebooks have been autograded."""
    root = tmp_path_factory.mktemp("a course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("content", "quizzes"):
        shutil.copytree(ROOT / folder, root / folder)
    for folder in ("solutions", "lessons"):
        for lesson in (KERAS, FIRST):
            shutil.copytree(ROOT / folder / lesson, root / folder / lesson)
    for (student, lesson), make in STUDENTS.items():
        folder = root / "submitted" / student / lesson
        folder.mkdir(parents=True)
        nbformat.write(make(lesson), folder / f"{lesson}.ipynb")
    for lesson in (KERAS, FIRST):
        run(root, "rnn_course", "release", lesson)
        run(root, "nbgrader", "autograde", lesson)
    return root


def run(root, *words):
    # No activated environment: nbgrader must find its helpers all the same.
    path = os.pathsep.join(["/usr/bin", "/bin"])
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=root,
        env=os.environ | {"PATH": path},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def scores(course, student, lesson):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        found = book.find_submission_notebook(lesson, lesson, student)
        return {
            grade.name: (grade.auto_score, grade.max_score) for grade in found.grades
        }


def earned(course, student, lesson):
    found = scores(course, student, lesson).items()
    return {name: score for name, (score, _) in found if score}


@pytest.mark.parametrize("lesson", [KERAS, FIRST])
def test_a_solved_notebook_has_full_points(course, lesson):
    assert all(
        score == most for score, most in scores(course, "solved", lesson).values()
    )


@pytest.mark.parametrize("lesson", [KERAS, FIRST])
def test_an_untouched_notebook_has_none(course, lesson):
    assert earned(course, "untouched", lesson) == {}


def test_two_right_exercises_earn_exactly_their_points(course):
    solved = scores(course, "solved", KERAS)
    points = {f"check-{name}": solved[f"check-{name}"][1] for name in TWO_RIGHT}
    assert earned(course, "two-right", KERAS) == points


def test_picks_in_outputs_count(course):
    solved = earned(course, "solved", FIRST)
    quiz = {name: score for name, score in solved.items() if name.startswith("quiz-")}
    assert earned(course, "clicked", FIRST) == quiz


def test_noise_of_the_student_costs_nothing(course):
    assert earned(course, "noisy", FIRST) == {"check-double": 1}


@pytest.mark.parametrize("lesson", [KERAS, FIRST])
def test_no_stderr_in_the_executed_solution(course, lesson):
    path = course / "autograded" / "solved" / lesson / f"{lesson}.ipynb"
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", output
            assert output.get("name") != "stderr", output.text


def test_feedback_and_export(course):
    run(course, "nbgrader", "generate_feedback", KERAS)
    page = course / "feedback" / "two-right" / KERAS / f"{KERAS}.html"
    assert "Not attempted" in page.read_text(encoding="utf-8")
    run(course, "nbgrader", "export")
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["assignment"] == KERAS]
    scored = {row["student_id"]: float(row["score"]) for row in rows if row["score"]}
    assert scored["solved"] == float(rows[0]["max_score"])
    assert scored["untouched"] == 0
    assert 0 < scored["two-right"] < scored["solved"]
