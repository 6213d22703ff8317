"""The guide for instructors is true to the letter: its commands are, and they work."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from typer.main import get_command

from rnn_course.cli import app
from tests.course import ROOT, notebook

GUIDE = (ROOT / "docs" / "instructors.md").read_text("utf-8")
LESSON = "00-start-here"  # the guide's 03 trains networks; this one is the same, faster
OTHER = "03-predict-the-next-number"


def commands():
    """Return every command of the guide, from its blocks and its lines."""
    blocks = re.findall(r"^```\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    lines += re.findall(r"`(python3 course\.py [^`]*?)`", GUIDE.replace("\n", " "))
    return list(dict.fromkeys(lines))


@pytest.mark.parametrize("line", [c for c in commands() if "course.py" in c])
def test_every_command_is_one(line):
    """Each word is a command, and each option one of that command."""
    words = shlex.split(line)[2:]
    command = get_command(app)
    while words and hasattr(command, "commands"):
        if words[0] == "WORD":
            return
        command = command.commands[words.pop(0)]
    known = {name for option in command.params for name in option.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize("option", sorted(set(re.findall(r"`(--[a-z-]+)", GUIDE))))
def test_every_option_is_one(option):
    groups = get_command(app).commands
    all_ = [*groups.values(), *groups["export"].commands.values()]
    assert option in {name for c in all_ for p in c.params for name in p.opts}


def stock():
    """Return the commands of the section on stock nbgrader."""
    section = GUIDE[GUIDE.index("## With stock nbgrader") :]
    block = re.search(r"^```\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
    return block[1].splitlines()


@pytest.mark.slow
def test_stock_nbgrader_by_the_guide(tmp_path):
    """As it stands there, line by line, in a checkout that has no gradebook yet."""
    course = tmp_path / "course"
    for folder in ("lessons", "solutions"):
        shutil.copytree(ROOT / folder / LESSON, course / folder / LESSON)
    shutil.copytree(ROOT / "quizzes", course / "quizzes")
    shutil.copytree(ROOT / "content", course / "content")
    shutil.copy(ROOT / "nbgrader_config.py", course)
    work = course / "submitted" / "ana" / LESSON
    work.mkdir(parents=True)
    nbformat.write(notebook("solutions", LESSON), work / f"{LESSON}.ipynb")
    lines = stock()
    assert lines[0] == "python3 course.py release 03"
    ahead = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for line in lines:
        words = shlex.split(line.replace(OTHER, LESSON).replace(" 03", " 00"))
        if words[0] == "python3":  # the launcher finds the environment; here it is
            words[:2] = [sys.executable, "-m", "rnn_course"]
        else:
            words[:1] = [sys.executable, "-m", Path(words[0]).name]
        done = subprocess.run(
            words, cwd=course, capture_output=True, text=True, check=False,
            timeout=600, env=os.environ | {"PATH": ahead},
        )  # fmt: skip
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
    assert "ana" in (course / "grades.csv").read_text()
    assert (course / f"feedback/ana/{LESSON}/{LESSON}.html").exists()
