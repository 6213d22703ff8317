"""The cell for Google Colab: it brings the package there, and does nothing elsewhere."""

from __future__ import annotations

import subprocess
import sys
import types
import zipfile

import pytest

from rnn_course.colab import CELL_ID, SOURCE
from rnn_course.submission.suspicion import oddities
from tests.course import LESSONS, ROOT, notebook


class Shell:
    """What `get_ipython()` gives, here or in Colab."""

    def __init__(self, module):
        self.module, self.magics = module, []

    def __str__(self):
        return f"<{self.module}.Shell object at 0x7f>"

    def run_line_magic(self, *words):
        self.magics.append(words)


def run(shell):
    exec(SOURCE, {"get_ipython": lambda: shell})


@pytest.fixture
def colab(tmp_path, monkeypatch):
    """An empty folder where `google.colab` can be imported."""
    monkeypatch.chdir(tmp_path)
    files = types.ModuleType("google.colab.files")
    files.asked = 0

    def upload():
        files.asked += 1
        return {"rnn_course-9.9-py3-none-any.whl": b""}

    files.upload = upload
    package = types.ModuleType("google.colab")
    package.files = files
    monkeypatch.setitem(sys.modules, "google.colab", package)
    monkeypatch.setitem(sys.modules, "google.colab.files", files)
    return files


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("folder", ["lessons", "solutions"])
def test_it_is_the_first_code_cell_and_folded(folder, lesson):
    cell = next(c for c in notebook(folder, lesson).cells if c.cell_type == "code")
    assert (cell.id, cell.source) == (CELL_ID, SOURCE)
    assert cell.metadata.jupyter.source_hidden


def test_elsewhere_it_does_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rnn_course-1.0-py3-none-any.whl").touch()
    shell = Shell("ipykernel.zmqshell")
    run(shell)
    assert shell.magics == []


def installed(wheel):
    wanted = (f"--no-deps {wheel}", "anywidget mdit-py-plugins")
    return [("pip", f"install --quiet {what}") for what in wanted]


ALONE = """
import json, sys
from pathlib import Path

class Absent:  # what neither Colab nor the cell brings
    names = set("jupyter_server jupyterlab jupytext myst_nb nbclient nbconvert nh3 "
                "nbgrader sphinx sqlalchemy typer yaml".split())

    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in self.names:
            raise ModuleNotFoundError(name=name)

sys.meta_path.insert(0, Absent())
from rnn_course.checks import exercises
for path in sorted(Path("lessons").glob("*/*.ipynb")):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    names = {}
    for source in code:
        if "begin(" in source or source.startswith("quiz.ask"):
            exec(source, names)
    if any(source.startswith("check.") for source in code):
        exercises(path.stem)
"""


@pytest.mark.slow
def test_lessons_need_nothing_else_there():
    done = subprocess.run(
        [sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_in_colab_it_installs_the_file_beside_the_notebook(colab, tmp_path):
    (tmp_path / "rnn_course-1.0-py3-none-any.whl").touch()
    shell = Shell("google.colab._shell")
    run(shell)
    assert shell.magics == installed("rnn_course-1.0-py3-none-any.whl")
    assert not colab.asked


def test_in_colab_it_asks_for_the_file(colab, capsys):
    shell = Shell("google.colab._shell")
    run(shell)
    assert colab.asked == 1
    assert shell.magics == installed("rnn_course-9.9-py3-none-any.whl")
    assert "rnn-course export package" in capsys.readouterr().out


def test_it_is_no_reason_for_suspicion():
    assert oddities(SOURCE) == []
    assert oddities(SOURCE + "\nget_ipython().reset()") == ["get_ipython"]


def test_the_package_is_one_file_with_all_that_lessons_need(tmp_path):
    words = [sys.executable, "-m", "rnn_course", "export", "package"]
    done = subprocess.run(
        [*words, "--out", str(tmp_path)], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (wheel,) = tmp_path.glob("rnn_course-*.whl")
    assert wheel.name in done.stdout
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {p.relative_to(ROOT / "src").as_posix()
              for p in (ROOT / "src/rnn_course").rglob("*")
              if p.is_file() and p.suffix != ".pyc"}  # fmt: skip
    assert wanted <= names
