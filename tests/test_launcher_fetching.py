"""Where no Python fits, uv fetches one into the course's folder, whatever happens.

The uv is the real one, and so is the pip that brings it; what it downloads stands on
this machine (tests/launching_uv.py). The interpreter that starts says that it is 3.14:
a stand-in, too.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections import namedtuple

import pytest

from tests import launching_uv
from tests.launching import (
    ROOT,
    Index,
    Project,
    make_project,
    refusal,
    said,
    wait_for,
)
from tests.launching_uv import FETCHES, NEWER, ONLY

pytestmark = [
    pytest.mark.slow,  # real venvs, though tiny ones
    pytest.mark.skipif(sys.platform != "linux", reason="the stand-in is for Linux"),
]
NOWHERE = "http://127.0.0.1:9"


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A folder in which nothing was started yet, uv's wheel, and a Python."""
    folder = tmp_path_factory.mktemp("fetching")
    project = make_project(folder / "My Coursé", folder / "wheels")
    entry = launching_uv.make_uv_wheel(project.wheels)
    (project.root / "locks" / "uv.lock").write_text(entry, encoding="utf-8")
    get = "from launcher import fetching\nfetching.install_uv(sys.executable)\nsys.exit(0)"
    done = project.start_as(get, "lab")
    assert not done.returncode, done.stderr
    shutil.move(project.root / ".uv", folder / "uv")
    return project


@pytest.fixture
def project(bare, tmp_path):
    copy = shutil.copytree(bare.root, tmp_path / "My Coursé", symlinks=True)
    wheels = shutil.copytree(bare.wheels, tmp_path / "wheels")
    project = Project(copy, wheels)
    launching_uv.make_python(wheels, tmp_path / "note")
    return project


@pytest.fixture
def has_uv(bare, project):
    """The folder as it is once uv came."""
    shutil.copytree(bare.root.parent / "uv", project.root / ".uv")


@pytest.fixture
def index(project):
    server = Index(project.wheels)
    yield server
    server.close()


def network(project, index):
    """Settings with which all comes from the index."""
    address = f"http://127.0.0.1:{index.server_port}"
    return {**launching_uv.settings(project, address), **index.settings()}


def one_way_out(message):
    """The message says once, at its end, how it goes on."""
    assert message.lower().count("again") == 1, message
    assert "machine" not in message.replace(os.uname().nodename, "")
    return message


# The way it should go


def test_uv_fetches_a_python_into_the_courses_folder(project, index):
    settings = network(project, index)
    result = project.start_as(NEWER, "lab", **settings)
    assert said(result)[2:] == ["lab"]
    steps = ["is 3.14", "fetching Python 3.13 into .python", "Fetching uv"]
    steps += ["Fetching Python 3.13", "Making .venv", "Installing 1 of 1", "Ready"]
    positions = [result.stdout.find(step) for step in steps]
    assert positions == sorted(positions), result.stdout
    assert -1 not in positions, result.stdout
    used = (project.root.parent / "note").read_text(encoding="utf-8")
    assert f"{project.root}/.python/cpython-3.13" in used
    assert (
        list((project.root.parent / "home").iterdir()) == []
    )  # the system's, as it was
    again = project.start_as(NEWER, "lab", **{**settings, "PIP_INDEX_URL": NOWHERE})
    assert again.stdout.count("\n") == 1


@pytest.mark.parametrize("version", [(3, 8, 18), (3, 10, 4), (3, 14, 0)])
def test_a_python_that_fits_elsewhere_is_taken(project, version):
    """`python3.13` on PATH: a link to this one, which is found by its name."""
    folder = project.root.parent / "elsewhere"
    folder.mkdir()
    (folder / "python3.13").write_text(
        f'#!/bin/sh\nexec "{os.path.realpath(sys.executable)}" "$@"\n'
    )
    (folder / "python3.13").chmod(0o755)
    only = ONLY.format((*version, "final", 0))
    only += "\nprint(pythons.find()[0])\nsys.exit(0)"
    result = project.start_as(only, "lab", PATH=str(folder))
    assert result.stdout.strip() == str(folder / "python3.13")


def test_pre_releases_are_not_taken(project, index):
    early = ONLY.format((3, 13, 0, "candidate", 1))
    settings = {**network(project, index), "PIP_INDEX_URL": NOWHERE}
    result = project.start_as(early, "lab", **settings)
    assert "is a pre-release of 3.13" in result.stdout
    refusal(result)


# What can go wrong


@pytest.mark.parametrize("retries", ["0", "1"])  # with 0, pip gives no reason
def test_a_network_that_refuses_uv(project, index, retries):
    settings = {**network(project, index), "PIP_INDEX_URL": NOWHERE}
    settings["PIP_RETRIES"] = retries
    message = one_way_out(refusal(project.start_as(FETCHES, "lab", **settings)))
    assert "network" in message
    assert str(project.log) in message
    assert not project.venv.exists()
    assert "course.py" in message.splitlines()[-1]


@pytest.mark.usefixtures("has_uv")
def test_a_network_that_refuses_the_python(project, index):
    settings = {**network(project, index), "UV_PYTHON_INSTALL_MIRROR": NOWHERE}
    message = one_way_out(refusal(project.start_as(FETCHES, "lab", **settings)))
    assert "network cannot be reached" in message
    result = project.start_as(FETCHES, "lab", **network(project, index))
    assert "Fetching uv" not in result.stdout  # it is here
    assert "Far enough" in refusal(result)


@pytest.mark.parametrize("wrong", ["uv", "Python"])
def test_what_has_another_hash_is_refused(project, index, request, wrong):
    if wrong == "uv":
        lock = project.root / "locks" / "uv.lock"
        head = lock.read_text(encoding="utf-8").split("sha256:")[0]
        lock.write_text(f"{head}sha256:{'0' * 64}\n", encoding="utf-8")
    else:
        request.getfixturevalue("has_uv")
        launching_uv.name_python(project.wheels, "0" * 64)
    result = project.start_as(FETCHES, "lab", **network(project, index))
    assert "not the file that the course's lock names" in one_way_out(refusal(result))
    assert not list(project.root.glob(".python/cpython*"))
    assert not (project.root.parent / "note").exists()


@pytest.mark.usefixtures("has_uv")
def test_cable_pulled_while_the_python_comes(project, index):
    index.mode, index.troubled = "cut", (".gz",)
    settings = network(project, index)
    message = one_way_out(refusal(project.start_as(FETCHES, "lab", **settings)))
    assert "broke off" in message
    index.mode = "whole"
    assert "Far enough" in refusal(project.start_as(FETCHES, "lab", **settings))


@pytest.mark.parametrize("what", [".whl", ".gz"])
def test_ctrl_c_while_uv_or_python_comes(project, index, what):
    index.mode, index.troubled = "stall", (what,)
    settings = network(project, index)
    start = project.start_aside("lab", prepare=FETCHES, **settings)
    wait_for(index.asked.is_set, "a question to the index")
    start.send_signal(signal.SIGINT)
    _, errors = start.communicate(timeout=30)
    assert start.returncode == 130
    assert errors == "\nStopped; run the same command again to continue.\n"
    index.mode = "whole"
    index.go_on.set()
    if what == ".gz":
        assert "Far enough" in refusal(project.start_as(FETCHES, "lab", **settings))


@pytest.mark.usefixtures("has_uv")
def test_two_starts_fetch_one_python(project, index):
    index.mode, index.troubled = "stall", (".gz",)
    settings = network(project, index)
    one = project.start_aside("lab", "one", prepare=FETCHES, **settings)
    wait_for(index.asked.is_set, "a question to the index")
    two = project.start_aside("lab", "two", prepare=FETCHES, **settings)
    assert "Another start is installing" in two.stdout.readline()
    index.go_on.set()
    answers = [process.communicate(timeout=60) for process in (one, two)]
    assert all("Far enough" in errors for _, errors in answers), answers
    assert "Fetching Python" in answers[0][0]
    assert "etching" not in answers[1][0]


@pytest.mark.parametrize(
    ("folder", "option", "said"),
    [
        (".uv", "size=8k", "The disk is full"),
        (".python", "size=8k", "The disk is full"),
        (".python", "ro", "cannot be written"),
    ],
)
@pytest.mark.skipif(
    not launching_uv.has_small_disks(),
    reason="this system lets nobody mount a small disk of his own",
)
def test_a_disk_that_takes_no_more(project, index, request, folder, option, said):
    """A small disk of its own in the place of one folder."""
    if folder == ".python":
        request.getfixturevalue("has_uv")
    (project.root / folder).mkdir()
    command = project.command(FETCHES, "lab")
    done = subprocess.run(
        launching_uv.on_small_disk(option, project.root / folder, command),
        capture_output=True,
        encoding="utf-8",
        env={**project.settings, **network(project, index)},
    )
    assert said in one_way_out(refusal(done))
    result = project.start_as(FETCHES, "lab", **network(project, index))
    assert "Far enough" in refusal(result)


# What to type on this very system

APT = "python3.11-venv\npython3.11\npython3.9-venv\n"


@pytest.mark.parametrize(
    ("system", "known_as", "apt", "pip", "expected"),
    [
        ("linux", "debian", APT, False, "sudo apt install python3.11-venv"),
        ("linux", "ubuntu debian", "", False, "sudo apt install python3-pip"),
        ("linux", "ubuntu debian", "", True, "course.py pack --for linux"),
        ("linux", "fedora", "", False, "sudo dnf install python3.13"),
        ("linux", "rocky rhel centos fedora", "", True, "dnf install python3.12"),
        ("linux", "opensuse suse", "", True, "sudo zypper install python313"),
        ("linux", "arch", "", False, "sudo pacman -S python-pip"),
        ("linux", "slackware", "", True, "course.py pack --for linux"),
        ("darwin", "", "", True, "brew install python@3.13"),
        ("win32", "", "", True, "winget install Python.Python.3.13"),
    ],
)
def test_the_remedy_is_for_this_system(
    bare, monkeypatch, system, known_as, apt, pip, expected
):
    fetching = bare.part("fetching")
    done = namedtuple("done", "stdout")(apt.encode())
    monkeypatch.setattr(fetching.sys, "platform", system)
    monkeypatch.setattr(fetching.subprocess, "run", lambda *a, **k: done)
    monkeypatch.setattr(fetching, "_os_release", lambda: known_as)
    monkeypatch.setattr(fetching, "find_spec", lambda name: pip or None)
    lines = fetching.remedy().splitlines()
    assert expected in " ".join(lines)
    assert len(lines) <= 3


def test_a_python_without_pip_hears_what_to_type(project):
    hide = (
        NEWER
        + "\nfrom launcher import fetching\nfetching.find_spec = lambda name: None"
    )
    settings = launching_uv.settings(project, NOWHERE)
    message = refusal(project.start_as(hide, "lab", **settings))
    assert "has no pip to fetch one" in message
    assert "again" not in message.lower().replace("run the same command again", "")
    assert not (project.root / ".uv").exists()


def test_one_uv_for_the_launcher_and_for_its_tests():
    texts = [
        (ROOT / "locks" / f"{name}.lock").read_text() for name in ("uv", "developer")
    ]
    assert texts[0].strip() in texts[1]
