"""The command line: what it prints, how it refuses."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from functools import partial

import pytest

from rnn_course import CourseError
from rnn_course.rehearsal import Report
from tests.browser import free_port
from tests.commands import run_here
from tests.course import ROOT

LESSON = "00-start-here"


@pytest.fixture
def run(capsys, monkeypatch):
    """Run the command in this process; return its status, output and errors."""

    return partial(run_here, monkeypatch, capsys)


@pytest.fixture
def checkout(tmp_path):
    """A small checkout in a folder with a space, built."""
    root = tmp_path / "my course"
    for folder in ("content", "quizzes", "solutions", "lessons"):
        (root / folder).mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    shutil.copy(ROOT / f"content/{LESSON}.md", root / "content")
    shutil.copy(ROOT / f"quizzes/{LESSON}.yaml", root / "quizzes")
    for folder in ("lessons", "solutions"):
        shutil.copytree(ROOT / folder / LESSON, root / folder / LESSON)
    pack = root / "src/rnn_course/released"
    pack.mkdir(parents=True)
    for kind in ("json", "ipynb"):
        shutil.copy(ROOT / f"src/rnn_course/released/{LESSON}.{kind}", pack)
    return root


def test_help_names_every_command(run):
    status, out, err = run("--help")
    assert (status, err) == (0, "")
    for word in (
        "lab",
        "check",
        "progress",
        "build",
        "release",
        "export",
        "site",
        "bench",
        "class",
        "new",
        "test",
    ):
        assert re.search(rf"\b{word}\b", out)


@pytest.mark.parametrize("words", [["-h"], ["lab", "-h"], ["export", "-h"]])
def test_h_is_help_everywhere(run, words):
    status, out, err = run(*words)
    assert (status, err) == (0, "")
    assert "--help" in out


def test_an_unknown_word_is_refused(run):
    status, _, err = run("chekc")
    assert status == 2
    assert "check" in err


def test_progress_is_a_table(tmp_path, monkeypatch, run):
    monkeypatch.setenv("RNN_COURSE_PROGRESS", str(tmp_path / "p.sqlite"))
    status, out, err = run("progress")
    assert (status, err) == (0, "")
    assert "00 Start here" in out


def test_build_check_names_the_stale_file_and_the_remedy(checkout, run):
    assert run("build", "--check", cwd=checkout)[0] == 0
    source = checkout / f"content/{LESSON}.md"
    text = source.read_text(encoding="utf-8").replace("Welcome. In", "Hello. In")
    source.write_text(text, encoding="utf-8")
    status, out, err = run("build", "--check", cwd=checkout)
    assert (status, err) == (1, "")
    assert f"lessons/{LESSON}/{LESSON}.ipynb is stale" in out
    assert "Run `rnn-course build`" in out
    assert run("build", cwd=checkout)[0] == 0
    assert run("build", "--check", cwd=checkout)[0] == 0


def test_a_malformed_lesson_is_one_line(checkout, run):
    (checkout / f"content/{LESSON}.md").write_text(
        "# no front matter", encoding="utf-8"
    )
    status, _, err = run("build", cwd=checkout)
    assert status == 1
    assert err.startswith(
        f"rnn-course: content/{LESSON}.md:1: there is no front matter"
    )
    assert err.count("\n") == 1


def test_outside_a_checkout(tmp_path, run):
    status, _, err = run("build", cwd=tmp_path)
    assert status == 1
    assert "is in no checkout of the course" in err


def test_a_digit_means_one_lesson(checkout, run):
    status, out, err = run("build", "0", cwd=checkout)
    assert (status, err) == (0, "")
    assert "4 files, 0 of them changed" in out
    status, _, err = run("build", "7", cwd=checkout)
    assert status == 1
    assert "There is no content/07*.md. There are: 00-start-here." in err


@pytest.mark.parametrize("address", ["grades.db", "sqlite:////nowhere/grades.db"])
def test_a_gradebook_that_cannot_be_opened(checkout, run, address):
    status, _, err = run("release", "00", "--gradebook", address, cwd=checkout)
    assert status == 1
    assert err.startswith(f"rnn-course: The gradebook {address} cannot be opened: ")
    assert "sqlite:///gradebook.db" in err
    assert err.count("\n") == 1


def test_unknown_benchmarks_are_refused_before_the_first_runs(run):
    status, out, err = run("bench", "imports", "nothing")
    assert (status, out) == (1, "")
    assert "There is no benchmark 'nothing'" in err


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (OSError(28, "No space left on device", "a.ipynb"), "The disk is full"),
        (PermissionError(13, "Permission denied", "a.ipynb"), "Name another place"),
        (FileNotFoundError(2, "No such file or directory", "a"), "a: No such file"),
    ],
)
def test_what_the_system_refuses_is_said_in_words(run, monkeypatch, problem, says):
    def refuse(*_):
        raise problem

    monkeypatch.setattr("rnn_course.lab.prepare", refuse)
    status, _, err = run("lab", "00")
    assert status == 1
    assert says in err
    assert "Errno" not in err


@pytest.fixture
def mine(checkout):
    """A learner's folder in a checkout, with one lesson and a stray notebook."""
    folder = checkout / "my-course" / LESSON
    shutil.copytree(checkout / "lessons" / LESSON, folder)
    (folder / "Untitled.ipynb").write_text("{}")
    return folder


def test_check_takes_lessons_and_patterns(mine, run, monkeypatch):
    seen = []
    notebook = mine / f"{LESSON}.ipynb"

    def rehearse(path, tell):
        seen.append(path.resolve())
        return Report(path)

    monkeypatch.setattr("rnn_course.rehearsal.rehearse", rehearse)
    pattern = f"my-course/00-*/{LESSON[:4]}*.ipynb"  # Windows does not expand it
    whole = str(mine.parents[1] / pattern)
    for word in ("0", "00", LESSON, pattern, whole, str(notebook)):
        assert run("check", word, cwd=mine.parents[1])[0] == 0
    assert seen == [notebook.resolve()] * 6


def test_check_goes_on_after_a_notebook_that_is_none(mine, run, monkeypatch):
    seen = []

    def rehearse(path, tell):
        if path.stem == "Untitled":
            raise CourseError(f"{path.name} is no lesson.")
        seen.append(path.stem)
        return Report(path)

    monkeypatch.setattr("rnn_course.rehearsal.rehearse", rehearse)
    (mine / "Another.ipynb").write_text("{}")
    status, _, err = run("check", cwd=mine.parents[1])
    assert (status, err) == (1, "rnn-course: Untitled.ipynb is no lesson.\n")
    assert sorted(seen) == [LESSON, "Another"]


def test_check_without_a_copy_says_how_to_begin(checkout, run):
    status, _, err = run("check", cwd=checkout)
    assert status == 1
    assert "begin with `python3 course.py lab`" in err


def test_a_notebook_that_is_none(tmp_path, run):
    path = tmp_path / "work.ipynb"
    path.write_text("not json")
    status, _, err = run("check", str(path))
    assert status == 1
    assert err == f"rnn-course: {path} is no notebook; expected an .ipynb file.\n"


@pytest.mark.parametrize("form", ["gift", "moodle-xml", "qti"])
def test_questions_are_exported(tmp_path, form, run):
    target = tmp_path / "bank"
    words = ("export", "quiz", "0", "--format", form, "--out", str(target))
    status, _, err = run(*words)
    assert (status, err) == (0, "")
    assert target.stat().st_size > 500


def test_an_unknown_format_is_refused(tmp_path, run):
    words = ("export", "quiz", "0", "--format", "word", "--out", str(tmp_path / "b"))
    status, _, err = run(*words)
    assert status == 1
    assert "gift" in err
    assert not (tmp_path / "b").exists()


def test_an_unknown_lesson_is_refused(run):
    status, _, err = run("lab", "99")
    assert status == 1
    assert "There is no lesson '99'" in err


def test_importing_the_package_stays_light():
    code = "import rnn_course, sys; print('tensorflow' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True
    )
    assert (out.stdout, out.stderr) == ("False\n", "")


@pytest.mark.slow
def test_lab_prints_a_working_address(tmp_path):
    options = ["--no-browser", f"--port={free_port()}", f"--folder={tmp_path}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "rnn_course", "lab", "00", *options],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        lines = []
        while not (found := re.findall(r"http://127\S+", "".join(lines))):
            line = process.stderr.readline()
            assert line, "".join(lines)
            lines.append(line)
        assert f"/tree/{LESSON}/{LESSON}.ipynb" in found[0]
        assert (tmp_path / LESSON / f"{LESSON}.ipynb").exists()
        for _ in range(50):
            try:
                with urllib.request.urlopen(found[0], timeout=30) as page:
                    assert page.status == 200
                    break
            except urllib.error.URLError:
                time.sleep(0.2)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.communicate(timeout=30)


@pytest.mark.parametrize(
    ("words", "lesson", "left"),
    [
        (["03"], "03-predict-the-next-number", []),
        (["3", "--no-browser"], "03-predict-the-next-number", ["--no-browser"]),
        (["--no-browser"], "00-start-here", ["--no-browser"]),
        (
            ["--port", "8890", "03"],
            "03-predict-the-next-number",
            ["--port", "8890"],
        ),
        (["--retries", "3"], "00-start-here", ["--retries", "3"]),
    ],
)
def test_lab_finds_the_lesson_among_the_words(run, monkeypatch, words, lesson, left):
    opened = []
    monkeypatch.setattr(
        "rnn_course.lab.open_lab",
        lambda name, options, **_: opened.append((name, options)) or 0,
    )
    run("lab", "--here", *words)
    assert opened == [(lesson, left)]
