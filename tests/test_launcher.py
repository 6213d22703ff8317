"""course.py: one command from nothing to a running course, whatever happens on the way.

The launcher runs for real here, with real virtual environments and the real pip, on a
small project: packages of one file each, their hashes, and a course that prints what it
was asked. The real locks are installed by `.ci/run`, which starts in a fresh clone and
goes through course.py like everybody else.
"""

import ast
import errno
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from collections import namedtuple

import pytest

from tests.launching import (
    ROOT,
    Index,
    Project,
    make_project,
    make_wheel,
    refusal,
    said,
    wait_for,
)

pytestmark = pytest.mark.slow  # real venvs, though tiny ones
posix = pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")


@pytest.fixture(scope="module")
def first(tmp_path_factory):
    """A fresh folder, with a space and an accent in its name, and its first start."""
    folder = tmp_path_factory.mktemp("launcher")
    project = make_project(folder / "My Coursé", folder / "wheels")
    return project, project.start("lab", "--no-browser")


@pytest.fixture
def project(first, tmp_path):
    """A copy of the installed folder, moved elsewhere, to be damaged."""
    original, _ = first
    copy = shutil.copytree(original.root, tmp_path / "moved to", symlinks=True)
    (copy / ".venv.log").unlink()
    wheels = shutil.copytree(original.wheels, tmp_path / "wheels")
    return Project(copy, wheels)


@pytest.fixture
def index(project):
    server = Index(project.wheels)
    yield server
    server.close()


# The way it should go


def test_first_start_installs_and_hands_over(first):
    project, result = first
    assert said(result)[2:] == ["lab", "--no-browser"]
    steps = ["Making .venv", "Installing 1 of 1", "Ready after"]
    positions = [result.stdout.find(step) for step in steps]
    assert -1 not in positions, result.stdout
    assert positions == sorted(positions)
    assert "0.5 GB" in result.stdout
    assert (project.packages / "tiny.py").exists()
    assert not (project.packages / "pytest.py").exists()


def test_first_start_shows_nothing_of_pip(first):
    _, result = first
    assert result.stderr == ""
    assert "Looking in links" not in result.stdout
    assert "WARNING" not in result.stdout


def test_second_start_installs_nothing_and_needs_no_network(first, tmp_path):
    project, _ = first
    before = project.log.stat().st_mtime_ns
    hidden = shutil.move(project.packages / "pip", tmp_path / "pip")  # none to be run
    try:
        result = project.start("lab", PIP_FIND_LINKS="")
    finally:
        shutil.move(hidden, project.packages / "pip")
    assert said(result)[0] == "rnn_course"
    assert result.stdout.count("\n") == 1
    assert project.log.stat().st_mtime_ns == before


def test_other_words_go_to_the_course_from_where_one_stands(first):
    project, _ = first
    answer = said(project.start("check", "a folder", "--jobs=2"))
    here = str(project.root.parent)
    assert answer == ["rnn_course", here, "check", "a folder", "--jobs=2"]


def test_a_command_stands_beside_the_environments_python(first):
    project, _ = first
    suffix = ".cmd" if os.name == "nt" else ""
    command = project.packages
    while command != project.venv and not (command / "pyvenv.cfg").exists():
        command = command.parent
    path = command / ("Scripts" if os.name == "nt" else "bin") / f"rnn-course{suffix}"
    done = subprocess.run([path, "progress"], capture_output=True, encoding="utf-8")
    assert said(done)[2:] == ["progress"]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_help_needs_no_installation(tmp_path, words):
    project = make_project(tmp_path / "course", tmp_path / "wheels")
    before = {path.name for path in project.root.iterdir()}
    result = project.start(*words)
    assert result.returncode == 0
    assert "python3 course.py lab" in result.stdout
    assert {path.name for path in project.root.iterdir()} == before


def test_windows_line_ends_in_a_long_path_with_spaces_and_umlauts(tmp_path):
    """A checkout of Windows: carriage returns in every file, the locks as well."""
    root = tmp_path / "Übung für Anfänger"
    while len(str(root)) <= 260:
        root /= "noch ein Ordner, größer als üblich"
    project = make_project(root, tmp_path / "wheels")
    before = project.part("roles").digest("learner")
    for path in [*root.rglob("*.py"), *root.rglob("*.lock"), *root.rglob("*.toml")]:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    result = project.start("lab", "a b")
    assert said(result)[2:] == ["lab", "a b"]
    assert before in project.stamp.read_text(encoding="ascii")
    assert project.part("roles").digest("learner") == before
    again = project.start("lab")
    assert again.stdout.count("\n") == 1
    command = project.venv / ("Scripts" if os.name == "nt" else "bin") / "tiny-says"
    assert command.exists()


@pytest.mark.skipif(shutil.which("git") is None, reason="no git here")
def test_a_checkout_has_the_same_bytes_on_windows(tmp_path):
    """Else the hashes of data, and what `build --check` compares, would differ."""

    def git(*words):
        names = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "-c",
            "core.autocrlf=true",
        ]
        subprocess.run(["git", *names, *words], check=True, capture_output=True)

    source, copy = tmp_path / "source", tmp_path / "copy"
    git("init", str(source))
    shutil.copy(ROOT / ".gitattributes", source)
    (source / "lesson.md").write_bytes(b"one\ntwo\n")
    git("-C", str(source), "add", "-A")
    git("-C", str(source), "commit", "-m", "all")
    git("clone", str(source), str(copy))
    assert (copy / "lesson.md").read_bytes() == b"one\ntwo\n"


# Roles


def test_an_instructors_parts_come_when_first_used(project):
    result = project.start("grade", "03")
    assert said(result)[2:] == ["grade", "03"]
    assert "The instructor parts are installed now, once." in result.stdout
    assert (project.packages / "grader.py").exists()
    assert not (project.packages / "pytest.py").exists()
    again = project.start("grade", "03")
    assert again.stdout.count("\n") == 1
    assert project.start("lab").stdout.count("\n") == 1


def test_the_word_test_brings_a_developers_parts_and_runs_pytest(project):
    answer = said(project.start("test", "-k", "quiz"))
    assert answer == ["pytest", str(project.root), "-k", "quiz"]


def test_parts_that_cannot_be_fetched_leave_the_rest_working(project, index):
    index.mode = "cut"
    message = refusal(project.start("grade", "03", **index.settings()))
    assert "broke off" in message
    result = project.start("lab", PIP_FIND_LINKS="")
    assert said(result)[2:] == ["lab"]
    index.mode = "whole"
    assert said(project.start("grade", "03", **index.settings()))[2:] == ["grade", "03"]


# Changes and repairs


def test_moved_folder_links_only_the_course_anew(project):
    result = project.start("lab")
    assert said(result)[0] == "rnn_course"
    assert "Making .venv" not in result.stdout
    assert "Installing" not in result.stdout
    path = (project.packages / "rnn_course.pth").read_text(encoding="utf-8")
    assert path == f"{project.root / 'src'}\n"


def test_the_environment_of_the_first_release_is_taken_over(project):
    """One lock held everything, and pip linked the course."""
    project.stamp.write_text(f"{'0' * 64} Python 3.11\n{'0' * 64} '/elsewhere'")
    (project.packages / "_rnn_course.pth").write_text("/elsewhere/src")
    record = project.packages / "rnn_course-0.1.0.dist-info"
    record.mkdir()
    (record / "INSTALLER").write_text("pip")
    result = project.start("lab")
    assert said(result)[0] == "rnn_course"
    assert "Installing" not in result.stdout
    assert not record.exists()
    assert not (project.packages / "_rnn_course.pth").exists()


def test_interrupted_installation_is_repaired(project):
    project.stamp.unlink()
    (project.packages / "tiny-1.0.dist-info" / "INSTALLER").unlink()
    (project.packages / "tiny.py").write_text("answ")
    result = project.start("lab")
    assert said(result)[0] == "rnn_course"
    assert "Making .venv" not in result.stdout
    assert (project.packages / "tiny.py").read_text() == "answer = 1\n"


@pytest.mark.parametrize("lost", ["bin", "pyvenv.cfg", "other version"])
def test_broken_venv_is_made_anew(project, lost):
    if lost == "bin":
        shutil.rmtree(project.venv / ("Scripts" if os.name == "nt" else "bin"))
    elif lost == "pyvenv.cfg":
        (project.venv / lost).unlink()
    else:
        project.stamp.write_text("learner 0\ncourse")
        project.packages.parent.rename(project.packages.parents[1] / "python3.10")
    assert said(project.start("lab"))[0] == "rnn_course"
    assert (project.packages / "tiny.py").exists()


def lose_tiny(project):
    """A start that was cut before its package came."""
    project.stamp.unlink()
    shutil.rmtree(project.packages / "tiny-1.0.dist-info")


def test_two_starts_at_once_take_turns(project, index):
    lose_tiny(project)
    index.mode = "stall"
    one = project.start_aside("lab", "one", **index.settings())
    wait_for(index.asked.is_set, "a question to the index")
    two = project.start_aside("lab", "two", **index.settings())
    line = two.stdout.readline()
    index.go_on.set()
    answers = [process.communicate(timeout=120)[0] for process in (one, two)]
    assert "Another start is installing" in line
    assert "one" in answers[0].splitlines()[-1]
    assert "Installing" not in answers[1]
    assert "two" in answers[1].splitlines()[-1]


@posix
def test_pip_that_outlives_a_killed_start_is_waited_for(project, index):
    lose_tiny(project)
    index.mode = "stall"
    one = project.start_aside("lab", **index.settings())
    wait_for(index.asked.is_set, "a question to the index")
    one.kill()
    one.communicate()
    two = project.start_aside("lab", **index.settings())
    assert "Another start is installing" in two.stdout.readline()
    index.go_on.set()
    assert "rnn_course" in two.communicate(timeout=120)[0]


# What can go wrong


def test_wrong_hash_is_refused(project):
    good = project.lock.read_text()
    project.lock.write_text("tiny==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    lose_tiny(project)
    message = refusal(project.start("lab"))
    assert "is not the file that the course's lock names" in message.replace("\n", " ")
    assert str(project.log) in message
    assert not project.stamp.exists()
    project.lock.write_text(good)
    assert said(project.start("lab"))[0] == "rnn_course"


def test_no_network_at_the_first_start(project):
    lose_tiny(project)
    nowhere = {
        "PIP_NO_INDEX": "0",
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
    }
    message = refusal(project.start("lab", **nowhere))
    assert "network cannot be reached" in message
    assert "after an update" in message
    assert str(project.log) in message


def test_cable_pulled_in_the_middle_of_a_file(project, index):
    lose_tiny(project)
    index.mode = "cut"
    assert "broke off" in refusal(project.start("lab", **index.settings()))
    index.mode = "whole"
    assert said(project.start("lab", **index.settings()))[0] == "rnn_course"


def test_package_that_no_machine_like_this_has(project):
    nothing = f"nothing==3.0 --hash=sha256:{'0' * 64}\n"
    project.lock.write_text(project.lock.read_text() + nothing)
    result = project.start("lab")  # what was there before still serves
    assert "There is no nothing==3.0 for this machine" in result.stderr
    assert "goes on with the packages that it has" in result.stderr
    assert said(result)[2:] == ["lab"]


@posix
def test_ctrl_c_stops_pip_and_the_next_start_goes_on(project, index):
    lose_tiny(project)
    index.mode = "stall"
    start = project.start_aside("lab", **index.settings())
    wait_for(index.asked.is_set, "a question to the index")
    start.send_signal(signal.SIGINT)
    _, errors = start.communicate(timeout=30)
    assert start.returncode == 130
    assert errors == "\nStopped; run the same command again to continue.\n"
    assert not project.stamp.exists()
    assert said(project.start("lab"))[0] == "rnn_course"


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may all")
def test_folder_that_cannot_be_written(project):
    project.stamp.unlink()
    project.root.chmod(0o500)
    try:
        message = refusal(project.start("lab"))
    finally:
        project.root.chmod(0o700)
    assert "cannot be written" in message


def test_folder_that_refuses_each_new_file(project):
    """For those who are root, too: the system's refusal by a stand-in."""
    project.stamp.unlink()
    refuse = f"""
import pathlib
usual = pathlib.Path.open
def refuse(path, mode="r", *more, **words):
    if path.name == ".venv.lock":
        raise PermissionError({errno.EROFS}, "Read-only file system", str(path))
    return usual(path, mode, *more, **words)
pathlib.Path.open = refuse
"""
    message = refusal(project.start_as(refuse, "lab"))
    assert "cannot be written. Copy it to a place of your own" in message
    assert message.count("\n") <= 4


def test_no_space(project, monkeypatch, capsys):
    shutil.rmtree(project.venv)
    start, installing = project.part("start"), project.part("installing")
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(
        installing.shutil, "disk_usage", lambda path: usage(9e9, 8e9, 1e9)
    )
    assert start.main(["lab"], "help") == 1
    assert "needs 3.0 GB, and 1.0 GB are free" in capsys.readouterr().err
    assert not project.venv.exists()


def test_disk_that_fills_up_while_pip_writes(project, monkeypatch, capsys):
    start, commands = project.part("start"), project.part("commands")
    shutil.rmtree(project.venv)
    project.log.write_text(
        "ERROR: Could not install: [Errno 28] No space left on device\n"
    )
    assert commands.meaning_of_log() == commands.FULL

    def install(role):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(start.installing, "install", install)
    assert start.main(["lab"], "help") == 1
    assert commands.FULL in capsys.readouterr().err


def test_missing_lock(project):
    project.lock.unlink()
    result = project.start("lab")
    assert "requirements.lock" in result.stderr


def test_progress_names_the_wheel_and_counts(project):
    installing = project.part("installing")
    project.log.write_text(
        textwrap.dedent("""\
        Ignoring elsewhere: markers do not match
        Collecting pytest==1.0 (from -r requirements.lock (line 1))
          Downloading pytest-1.0-py3-none-any.whl (137 kB)
        """)
    )
    news = installing._News(project.venv, "learner", 2)
    assert news() == " 1 of 2: pytest 1.0 (137 kB)"


# Before a Python is chosen


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 8), (3, 7, 9)])
def test_pythons_that_are_too_old_are_refused_in_one_line(tmp_path, version):
    code = f"import runpy, sys; sys.version_info = {version}; runpy.run_path({str(ROOT / 'course.py')!r})"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8"
    )
    message = refusal(result)
    assert message.count("\n") == 1
    assert "starts with Python 3.8 or later" in message
    assert "is {}.{}.".format(*version) in message


def test_the_launcher_reads_as_python_3_8_and_stands_alone():
    for path in [ROOT / "course.py", *(ROOT / "launcher").glob("*.py")]:
        tree = ast.parse(path.read_text(encoding="utf-8"), feature_version=(3, 8))
        names = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.split(".")[0])
        inside = {"pip"} if path.stem in ("lacking", "choosing") else set()
        assert names <= set(sys.stdlib_module_names) | {"launcher"} | inside, path


def test_changed_lock_brings_the_new_packages(project):
    line = make_wheel(project.wheels, "tiny", "2.0", "answer = 2\n")
    project.write_locks(line, "", "")
    said(project.start("lab"))
    assert (project.packages / "tiny.py").read_text() == "answer = 2\n"
