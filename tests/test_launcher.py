"""course.py: one command from nothing to a running course, whatever happens on the way.

The launcher runs for real here, with real virtual environments and the real pip, on a
small project: two packages of one file each, their hashes, and a course that prints
what it was asked. The real lock is installed by `.ci/run`, which starts in a fresh
clone and goes through course.py like everybody else.
"""

import ast
import base64
import errno
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections import namedtuple
from pathlib import Path

import pytest

COURSE = Path(__file__).parents[1] / "course.py"

ECHO = (
    "import json, os, sys\nprint(json.dumps([{name!r}, os.getcwd(), *sys.argv[1:]]))\n"
)

PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "rnn-course"
version = "0"
"""

BACKEND = '''
"""Writes an editable wheel; waits first as long as SECONDS says."""

import os, pathlib, time, zipfile

def build_editable(folder, *ignored):
    time.sleep(float(os.environ.get("SECONDS", "0")))
    info = "rnn_course-0.dist-info/"
    files = {
        "rnn_course.pth": str(pathlib.Path("src").resolve()),
        info + "METADATA": "Metadata-Version: 2.1\\nName: rnn-course\\nVersion: 0\\n",
        info + "WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    }
    files[info + "RECORD"] = "".join(f"{name},,\\n" for name in files)
    name = "rnn_course-0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder, name), "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return name
'''

pytestmark = pytest.mark.slow  # real venvs, though tiny ones


def make_wheel(folder: Path, name: str, version: str, source: str) -> str:
    """Write a wheel that holds one module; return its line for the lock."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": source,
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = hashlib.sha256(text.encode()).digest()
        code = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        record += f"{path},sha256={code},{len(text.encode())}\n"
    files[f"{info}/RECORD"] = f"{record}{info}/RECORD,,\n"
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inside, text in files.items():
            wheel.writestr(inside, text)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} \\\n    --hash=sha256:{digest}\n"


class Project:
    """A folder with course.py in it, and what a start of it says."""

    def __init__(self, root: Path, wheels: Path) -> None:
        self.root = root
        self.venv = root / ".venv"
        self.lock = root / "requirements.lock"
        self.stamp = self.venv / "course-stamp"
        self.log = root / ".venv.log"
        self.settings = {
            **os.environ,
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": str(wheels),
            "PIP_NO_INDEX": "1",
        }

    def start(self, *words: str, **settings: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, self.root / "course.py", *words],
            capture_output=True,
            text=True,
            env={**self.settings, **settings},
            cwd=self.root.parent,
        )

    def start_aside(self, *words: str, **settings: str) -> subprocess.Popen:
        return subprocess.Popen(
            [sys.executable, self.root / "course.py", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**self.settings, **settings},
        )

    def wait_for(self, words: str) -> None:
        """Wait until pip's log holds `words`."""
        deadline = time.monotonic() + 60
        while not (self.log.exists() and words in self.log.read_text()):
            assert time.monotonic() < deadline, f"{words!r} never came"
            time.sleep(0.05)

    @property
    def packages(self) -> Path:
        return next(self.venv.glob("[Ll]ib/**/site-packages"))

    def launcher(self):
        """course.py of this folder as a module."""
        spec = importlib.util.spec_from_file_location("course", self.root / "course.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module


def make_project(root: Path, wheels: Path) -> Project:
    source = root / "src" / "rnn_course"
    source.mkdir(parents=True)
    wheels.mkdir(exist_ok=True)
    shutil.copy(COURSE, root)
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    (source / "__init__.py").write_text("")
    (source / "__main__.py").write_text(ECHO.format(name="rnn_course"))
    project = Project(root, wheels)
    project.lock.write_text(
        make_wheel(wheels, "pytest", "1.0", ECHO.format(name="pytest"))
        + make_wheel(wheels, "tiny", "1.0", "answer = 1\n")
        + "elsewhere==1.0 ; sys_platform == 'nowhere' \\\n    --hash=sha256:00\n"
    )
    return project


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
    wheels = shutil.copytree(original.settings["PIP_FIND_LINKS"], tmp_path / "wheels")
    return Project(copy, wheels)


def said(result) -> list[str]:
    """What the program that course.py started was asked: name, folder, words."""
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout.splitlines()[-1])


# The way it should go


def test_first_start_installs_and_hands_over(first):
    project, result = first
    assert said(result)[2:] == ["lab", "--no-browser"]
    steps = [
        "Making .venv",
        "Installing 2 of 2",
        "Installing the course",
        "Ready after",
    ]
    positions = [result.stdout.find(step) for step in steps]
    assert -1 not in positions, result.stdout
    assert positions == sorted(positions)
    assert "0.5 GB" in result.stdout
    assert (project.packages / "tiny.py").exists()


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
    answer = said(project.start("grade", "a folder", "--jobs=2"))
    assert answer == [
        "rnn_course",
        str(project.root.parent),
        "grade",
        "a folder",
        "--jobs=2",
    ]


def test_the_word_test_runs_pytest_on_the_course(first):
    project, _ = first
    answer = said(project.start("test", "-k", "quiz"))
    assert answer == ["pytest", str(project.root), "-k", "quiz"]


@pytest.mark.parametrize("words", [[], ["-h"], ["--help"]])
def test_help_needs_no_installation(tmp_path, words):
    shutil.copy(COURSE, tmp_path)
    result = subprocess.run(
        [sys.executable, tmp_path / "course.py", *words], capture_output=True, text=True
    )
    assert result.returncode == 0
    assert "python3 course.py lab" in result.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["course.py"]


# Changes and repairs


def test_moved_folder_installs_only_the_course_anew(project):
    result = project.start("lab")
    assert said(result)[0] == "rnn_course"
    assert "Installing the course" in result.stdout
    assert "Making .venv" not in result.stdout
    assert (project.packages / "rnn_course.pth").read_text() == str(
        project.root / "src"
    )


def test_changed_lock_brings_the_new_packages(project):
    wheels = Path(project.settings["PIP_FIND_LINKS"])
    line = make_wheel(wheels, "tiny", "2.0", "answer = 2\n")
    project.lock.write_text(project.lock.read_text().split("tiny")[0] + line)
    said(project.start("lab"))
    assert (project.packages / "tiny.py").read_text() == "answer = 2\n"


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
        project.stamp.write_text("packages Python 3.10\ncourse")
        project.packages.parent.rename(project.packages.parents[1] / "python3.10")
    assert said(project.start("lab"))[0] == "rnn_course"
    assert (project.packages / "tiny.py").exists()


def test_two_starts_at_once_take_turns(project):
    one = project.start_aside("lab", "one", SECONDS="2")
    project.wait_for("Obtaining file")
    two = project.start_aside("lab", "two")
    answers = [process.communicate(timeout=60) for process in (one, two)]
    assert "one" in answers[0][0]
    assert "Another start is installing" in answers[1][0]
    assert "Installing the course" not in answers[1][0]
    assert "two" in answers[1][0].splitlines()[-1]


@pytest.mark.skipif(os.name == "nt", reason="Windows ends pip with its parent's lock")
def test_pip_that_outlives_a_killed_start_is_waited_for(project):
    one = project.start_aside("lab", SECONDS="2")
    project.wait_for("Obtaining file")
    one.kill()
    one.communicate()
    result = project.start("lab")
    assert "Another start is installing" in result.stdout
    assert said(result)[0] == "rnn_course"


# What can go wrong


def refusal(result, status=1) -> str:
    """The one clear message of a start that could not install."""
    assert result.returncode == status, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    return result.stderr


def test_wrong_hash_is_refused(project):
    head, last = project.lock.read_text().rsplit("tiny", 1)
    project.lock.write_text(head + "tiny==1.0 \\\n    --hash=sha256:" + "0" * 64 + "\n")
    shutil.rmtree(project.packages / "tiny-1.0.dist-info")
    message = refusal(project.start("lab"))
    assert "is not the file that requirements.lock names" in message
    assert str(project.log) in message
    assert not project.stamp.exists()
    project.lock.write_text(head + "tiny" + last)
    assert said(project.start("lab"))[0] == "rnn_course"


def test_no_network_at_the_first_start(project):
    shutil.rmtree(project.packages / "tiny-1.0.dist-info")
    project.stamp.unlink()
    nowhere = {
        "PIP_NO_INDEX": "0",
        "PIP_FIND_LINKS": "",
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_RETRIES": "1",
    }
    message = refusal(project.start("lab", **nowhere))
    assert "package index cannot be reached" in message
    assert "after an update" in message
    assert str(project.log) in message


def test_package_that_no_machine_like_this_has(project):
    project.lock.write_text(
        f"{project.lock.read_text()}nothing==3.0 --hash=sha256:{'0' * 64}\n"
    )
    assert "There is no nothing==3.0 for this machine" in refusal(project.start("lab"))


def test_course_that_cannot_be_built(project):
    (project.root / "backend.py").write_text("raise ValueError('no README')")
    project.stamp.unlink()
    message = refusal(project.start("lab"))
    assert "ValueError: no README" in message
    assert str(project.log) in message


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to one process")
def test_ctrl_c_stops_pip_and_the_next_start_goes_on(project):
    start = project.start_aside("lab", SECONDS="600")
    project.wait_for("Obtaining file")
    start.send_signal(signal.SIGINT)
    _, errors = start.communicate(timeout=30)
    assert start.returncode == 130
    assert errors == "\nStopped; run the same command again to continue.\n"
    assert not project.stamp.exists()
    assert said(project.start("lab"))[0] == "rnn_course"


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 8, 1), (3, 10, 0), (3, 14, 0)])
def test_other_pythons_are_refused_in_one_line(tmp_path, version):
    code = f"import runpy, sys; sys.version_info = {version}; runpy.run_path({str(COURSE)!r})"
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True
    )
    message = refusal(result)
    assert message.count("\n") == 1
    assert "needs Python 3.11, 3.12 or 3.13" in message
    assert "is {}.{}.".format(*version) in message


def test_older_pythons_can_read_it_as_far_as_that():
    source = COURSE.read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 7))
    assert source.index("VERSION not in") < source.index("\nclass ")


def test_no_space(project, monkeypatch, capsys):
    course = project.launcher()
    shutil.rmtree(project.venv)
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(course.shutil, "disk_usage", lambda path: usage(9e9, 8e9, 1e9))
    assert course.main(["lab"]) == 1
    assert "needs 3 GB" in capsys.readouterr().err
    assert not project.venv.exists()


def test_disk_that_fills_up_while_pip_writes(project, monkeypatch, capsys):
    course = project.launcher()
    project.log.write_text(
        "ERROR: Could not install: [Errno 28] No space left on device\n"
    )
    assert course.meaning_of_log() == course.FULL

    def install():
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(course, "install", install)
    assert course.main(["lab"]) == 1
    assert course.FULL in capsys.readouterr().err


def test_python_without_venv(project, monkeypatch, capsys):
    course = project.launcher()
    shutil.rmtree(project.venv)
    monkeypatch.setattr(course.importlib.util, "find_spec", lambda name: None)
    assert course.main(["lab"]) == 1
    assert f"sudo apt install python{course.VERSION}-venv" in capsys.readouterr().err


def test_missing_lock(project):
    project.lock.unlink()
    assert "requirements.lock" in refusal(project.start("lab"))


def test_progress_names_the_wheel_and_counts(project):
    course = project.launcher()
    project.log.write_text(
        textwrap.dedent("""\
        Ignoring elsewhere: markers do not match
        Collecting pytest==1.0 (from -r requirements.lock (line 1))
          Downloading pytest-1.0-py3-none-any.whl (137 kB)
        """)
    )
    assert course.pip_news() == " 1 of 2: pytest 1.0 (137 kB)"
