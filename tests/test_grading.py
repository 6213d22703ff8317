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
from tests.course import ROOT, notebook

pytestmark = pytest.mark.slow

LESSON = "03-predict-the-next-number"
TWO_RIGHT = ("to_rnn_input", "seed_summary")


def cells_by_id(book):
    graded = (c for c in book.cells if "nbgrader" in c.metadata)
    return {cell.metadata.nbgrader.grade_id: cell for cell in graded}


def with_two_right():
    book, solved = notebook("lessons", LESSON), notebook("solutions", LESSON)
    for name in TWO_RIGHT:
        cells_by_id(book)[name].source = cells_by_id(solved)[name].source
    return book


def with_picks_in_outputs():
    """As JupyterLab saves it: no answer= in the source, the picks in the outputs."""
    book = notebook("lessons", LESSON)
    solved = cells_by_id(notebook("solutions", LESSON))
    for name, cell in cells_by_id(book).items():
        if name.startswith("quiz-"):
            pick = eval(solved[name].source.split("answer=")[1].rstrip(")"))
            question = name.removeprefix("quiz-")
            data = {"version": 1, "question": question, "pick": pick, "attempts": 1}
            output = nbformat.v4.new_output("display_data", {MIME: data})
            cell.outputs = [output]
    return book


def with_harmless_noise():
    book = with_two_right()
    cell = cells_by_id(book)["to_rnn_input"]
    cell.source += "\n\nimport warnings\nwarnings.warn('careful')\nprint('hello')"
    return book


STUDENTS = {
    "solved": lambda: notebook("solutions", LESSON),
    "untouched": lambda: notebook("lessons", LESSON),
    "two-right": with_two_right,
    "clicked": with_picks_in_outputs,
    "noisy": with_harmless_noise,
}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder in which five students' notebooks have been autograded."""
    root = tmp_path_factory.mktemp("a course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for folder in ("content", "quizzes"):
        shutil.copytree(ROOT / folder, root / folder)
    shutil.copytree(ROOT / f"solutions/{LESSON}", root / f"solutions/{LESSON}")
    shutil.copytree(ROOT / f"lessons/{LESSON}", root / f"lessons/{LESSON}")
    for student, make in STUDENTS.items():
        folder = root / "submitted" / student / LESSON
        folder.mkdir(parents=True)
        nbformat.write(make(), folder / f"{LESSON}.ipynb")
    run(root, "rnn_course", "release", "03")
    run(root, "nbgrader", "autograde", LESSON)
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


def scores(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as book:
        found = book.find_submission_notebook(LESSON, LESSON, student)
        return {
            grade.name: (grade.auto_score, grade.max_score) for grade in found.grades
        }


def total(course, student):
    return sum(score for score, _ in scores(course, student).values())


def quiz_total(course):
    found = scores(course, "solved").items()
    return sum(score for name, (score, _) in found if name.startswith("quiz-"))


def test_a_solved_notebook_has_full_points(course):
    assert all(score == most for score, most in scores(course, "solved").values())


def test_an_untouched_notebook_has_none(course):
    assert total(course, "untouched") == 0


def test_two_right_exercises_earn_exactly_their_points(course):
    earned = {n for n, (score, _) in scores(course, "two-right").items() if score}
    assert earned == {f"check-{name}" for name in TWO_RIGHT}
    assert all(
        scores(course, "two-right")[n][0] == scores(course, "solved")[n][1]
        for n in earned
    )


def test_picks_in_outputs_count(course):
    assert total(course, "clicked") == quiz_total(course) > 0


def test_noise_of_the_student_costs_nothing(course):
    assert total(course, "noisy") == total(course, "two-right")


def test_no_stderr_in_the_executed_solution(course):
    path = course / "autograded" / "solved" / LESSON / f"{LESSON}.ipynb"
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            assert output.output_type != "error", output
            assert output.get("name") != "stderr", output.text


def test_feedback_and_export(course):
    run(course, "nbgrader", "generate_feedback", LESSON)
    page = course / "feedback" / "two-right" / LESSON / f"{LESSON}.html"
    assert "Not attempted" in page.read_text(encoding="utf-8")
    run(course, "nbgrader", "export")
    with (course / "grades.csv").open(encoding="utf-8") as file:
        rows = {row["student_id"]: row for row in csv.DictReader(file)}
    assert set(rows) == set(STUDENTS)
    assert float(rows["solved"]["score"]) == float(rows["solved"]["max_score"])
    assert float(rows["untouched"]["score"]) == 0
