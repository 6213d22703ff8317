"""`rnn-course new lesson`: the skeleton builds and passes the whole suite's rules."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rnn_course import CourseError
from rnn_course.build.skeletons import new_lesson
from tests.course import LESSONS, ROOT

FOLDERS = ("content", "quizzes", "lessons", "solutions", "src", "tests")
NUMBER = f"{len(LESSONS):02d}"  # the next one


@pytest.fixture(scope="module")
def checkout(tmp_path_factory) -> Path:
    """A copy of the course."""
    root = tmp_path_factory.mktemp("checkout")
    passed_over = shutil.ignore_patterns("output", "__pycache__")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, root / folder, ignore=passed_over)
    for path in ("nbgrader_config.py", "pyproject.toml", "README.md"):
        shutil.copy(ROOT / path, root)
    return root


def run(root: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, *words],
        cwd=root,
        capture_output=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONPATH": str(root / "src")},
        check=False,
    )


@pytest.mark.slow
def test_the_skeleton_builds_and_passes(checkout):
    said = run(checkout, "-m", "rnn_course", "new", "lesson", "running-means")
    assert said.returncode == 0, said.stderr
    assert f"wrote content/{NUMBER}-running-means.md" in said.stdout
    built = run(checkout, "-m", "rnn_course", "build", NUMBER)
    assert built.returncode == 0, built.stderr
    files = ("test_style", "test_answers", "test_rehearsal", "test_quiz_bank")
    tests = [f"tests/{name}.py" for name in files]
    tests.append(f"tests/test_lessons/test_{NUMBER}.py")
    only = ["-k", f"{NUMBER}- or test_{NUMBER}"]
    done = run(checkout, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests, *only)
    assert done.returncode == 0, done.stdout[-3000:]
    assert int(re.search(r"(\d+) passed", done.stdout)[1]) >= 30, done.stdout


def test_a_number_is_found(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "07-time.md").touch()
    assert new_lesson(tmp_path, "attention")[0] == Path("content/08-attention.md")
    assert "08 · Attention" in (tmp_path / "content/08-attention.md").read_text()


@pytest.mark.parametrize(
    "name", ["Attention!", "", "7-x", "07", "a b", "../x", "07-time"]
)
def test_names_that_do_not_fit(tmp_path, name):
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "07-other.md").touch()
    with pytest.raises(CourseError):
        new_lesson(tmp_path, name)
    assert [path.name for path in (tmp_path / "content").iterdir()] == ["07-other.md"]


def test_nothing_is_overwritten(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "00-x.yaml").write_text("mine")
    with pytest.raises(CourseError, match="there already"):
        new_lesson(tmp_path, "x")
    assert (tmp_path / "quizzes" / "00-x.yaml").read_text() == "mine"
