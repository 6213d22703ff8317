"""`course.py pack` writes a folder from which the course installs without a network.

The real pip and the real uv, on packages of one file each and a Python that stands on
this machine (tests/launching_uv.py).
"""

import json
import os
import platform
import shutil
import signal
import subprocess
import sys

import pytest

from tests import launching_uv
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
from tests.launching_uv import NEWER

pytestmark = [
    pytest.mark.slow,  # real venvs, though tiny ones
    pytest.mark.skipif(sys.platform != "linux", reason="the stand-in is for Linux"),
]
HERE = "{}.{}".format(*sys.version_info)
LINUX = "linux" if platform.machine() == "x86_64" else "linux-arm"
PACK = ("pack", "--for", f"windows,{LINUX}", "--python", HERE, "--to")
OWN = ("gradebook.db", "grades.csv", "my-course/03.ipynb", "submitted/a/03.ipynb")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A course that runs, with a class's own files in it."""
    folder = tmp_path_factory.mktemp("packing")
    project = make_project(folder / "My Coursé", folder / "wheels")
    entry = make_wheel(project.wheels, "winonly", "1.0", "")
    line = entry.replace("1.0 ", "1.0 ; sys_platform == 'win32' ", 1)
    project.lock.write_text(project.lock.read_text() + line, encoding="utf-8")
    entry = launching_uv.make_uv_wheel(project.wheels)
    (project.root / "locks" / "uv.lock").write_text(entry, encoding="utf-8")
    launching_uv.make_python(project.wheels, folder / "note", HERE)
    for name in OWN:
        path = project.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("private", encoding="utf-8")
    assert said(project.start("lab"))
    return project


@pytest.fixture(scope="module")
def network(project):
    """Settings with which all comes from an index here, which goes with them."""
    index = Index(project.wheels)
    address = f"http://127.0.0.1:{index.server_port}"
    uv = launching_uv.settings(project, address)
    yield index, {**uv, **index.settings(), "PATH": os.environ["PATH"]}
    index.close()


@pytest.fixture(scope="module")
def packed(project, network, tmp_path_factory):
    """The folder, and what was said while it was written."""
    folder = tmp_path_factory.mktemp("stick") / "Für die Klasse"
    return folder, project.start(*PACK, str(folder), **network[1])


def offline(project):
    """Settings in which every index refuses, and uv knows the stand-in."""
    nowhere = "http://127.0.0.1:9"
    settings = launching_uv.settings(project, nowhere)
    more = {"PIP_NO_INDEX": "0", "PIP_FIND_LINKS": "", "PIP_INDEX_URL": nowhere}
    return {**settings, **more, "PIP_RETRIES": "0"}


def test_the_folder_holds_the_course_the_wheels_and_a_python(project, packed):
    folder, result = packed
    assert result.returncode == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"Writing {folder}: about 1.2 GB, as much to download."
    assert f"{LINUX}: requirements 1 of 1" in result.stdout
    assert "windows: requirements 2 of 2" in result.stdout
    assert f"windows: Python {HERE} is named, not packed" in result.stdout
    assert lines[-1].startswith(f"Ready: {folder}")
    wheels = {path.name.split("-")[0] for path in (folder / "wheels").glob("*.whl")}
    assert wheels == {"tiny", "winonly", "uv"}
    assert [path.name for path in folder.glob("pythons/*/*")] == [launching_uv.ARCHIVE]
    assert "python.org" in (folder / "READ-ME-FIRST.txt").read_text(encoding="utf-8")
    facts = json.loads((folder / "wheels" / "pack.json").read_text(encoding="utf-8"))
    assert facts["pythons"] == [HERE]
    assert not [name for name in OWN if (folder / name).exists()]
    assert not (folder / ".venv").exists()


def test_it_installs_where_every_network_refuses(project, packed, tmp_path):
    copy = shutil.copytree(packed[0], tmp_path / "Für die Klasse")
    learner = Project(copy, project.wheels)
    result = learner.start_as(NEWER, "lab", **offline(project))
    assert said(result)[2:] == ["lab"]
    assert "Fetching Python" in result.stdout
    assert "Installing 1 packages (from this folder" in result.stdout
    assert (learner.packages / "tiny.py").exists()
    assert list(copy.glob(".python/cpython*"))


def test_a_wheel_that_was_changed_on_the_way_is_refused(project, packed, tmp_path):
    copy = shutil.copytree(packed[0], tmp_path / "stick")
    for path in copy.glob("wheels/uv*"):
        path.write_bytes(path.read_bytes() + b"more")
    learner = Project(copy, project.wheels)
    message = refusal(learner.start_as(NEWER, "lab", **offline(project)))
    assert "is not the file that the course's lock names" in message


def test_a_folder_that_was_not_finished_says_so(project, packed, tmp_path):
    leave = shutil.ignore_patterns("pack.json", "*.whl", "pythons")
    copy = shutil.copytree(packed[0], tmp_path / "stick", ignore=leave)
    message = refusal(Project(copy, project.wheels).start("lab"))
    assert "is not whole" in message
    assert message.count("\n") == 3


def test_an_earlier_folder_is_written_again_without_what_is_old(
    project, packed, network, tmp_path
):
    copy = shutil.copytree(packed[0], tmp_path / "stick")
    (copy / "wheels" / "tiny-0.1-py3-none-any.whl").write_bytes(b"")
    again = project.start(*PACK, str(copy), **network[1])
    assert again.returncode == 0, again.stderr
    assert not (copy / "wheels" / "tiny-0.1-py3-none-any.whl").exists()
    assert (copy / "wheels" / "tiny-1.0-py3-none-any.whl").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--for", "amiga"], "'amiga' is none of windows, linux, linux-arm, macos"),
        (["--python", "3.8"], "invalid choice"),
    ],
)
def test_words_are_understood_before_anything_is_installed(tmp_path, words, expected):
    project = make_project(tmp_path / "course", tmp_path / "wheels")
    assert expected in refusal(project.start("pack", *words), status=2)
    assert not project.venv.exists()


@pytest.mark.parametrize("place", ["other things", "inside"])
def test_no_folder_of_others_is_written_into(project, tmp_path, place):
    folder = tmp_path if place == "other things" else project.root / "src" / "pack"
    (tmp_path / "thesis.tex").write_text("", encoding="utf-8")
    message = refusal(project.start(*PACK, str(folder)))
    assert "holds other things" in message or "is inside the course" in message
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_cable_pulled_or_ctrl_c_and_the_next_one_goes_on(project, network, tmp_path):
    index, settings = network
    folder = tmp_path / "stick"
    index.mode, index.troubled = "cut", ("-any.whl",)
    message = refusal(project.start(*PACK, str(folder), **settings))
    assert "broke off" in message
    index.mode, index.troubled = "stall", (".gz",)
    index.asked.clear()
    start = project.start_aside(*PACK, str(folder), **settings)
    wait_for(index.asked.is_set, "a question to the index")
    start.send_signal(signal.SIGINT)
    _, errors = start.communicate(timeout=30)
    assert (start.returncode, errors.count("\n")) == (130, 2)
    assert not (folder / "wheels" / "pack.json").exists()
    index.mode = "whole"
    index.go_on.set()
    assert project.start(*PACK, str(folder), **settings).returncode == 0
    assert (folder / "wheels" / "pack.json").exists()


@pytest.mark.parametrize(
    ("option", "expected"),
    [("size=1m", "The disk is full"), ("ro", "cannot be written")],
)
@pytest.mark.skipif(
    not launching_uv.has_small_disks(),
    reason="this system lets nobody mount a small disk of his own",
)
def test_a_disk_that_takes_no_more(project, network, tmp_path, option, expected):
    command = project.command("", *PACK, str(tmp_path))
    if option != "ro":  # a stick that says more than it holds
        roomy = "from launcher import packing\npacking.GIGABYTES = 0"
        command = project.command(roomy, *PACK, str(tmp_path))
    done = subprocess.run(
        launching_uv.on_small_disk(option, tmp_path, command),
        capture_output=True,
        encoding="utf-8",
        env={**project.settings, **network[1]},
    )
    assert expected in refusal(done)


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="no history here")
def test_the_course_is_what_its_history_holds(project):
    command = ["git", "-C", str(ROOT), "ls-files"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=True)
    tracked = {line.split("/")[0] for line in done.stdout.splitlines()}
    assert tracked <= set(project.part("packing").COURSE)
