"""The page on a whole term is true: its commands are, and its file is read."""

from __future__ import annotations

import re
import shlex

import pytest
from typer.main import get_command

from rnn_course.cli import app
from rnn_course.term.class_file import read_class
from tests.course import ROOT

GUIDE = (ROOT / "docs" / "term.md").read_text("utf-8")
COMMANDS = get_command(app).commands["class"].commands


def options(command):
    return {name for option in command.params for name in option.opts}


@pytest.mark.parametrize(
    "line", re.findall(r"^python3 course\.py class (.*)", GUIDE, re.M)
)
def test_every_command_is_one(line):
    word, *more = shlex.split(line)
    assert {one for one in more if one.startswith("--")} <= options(COMMANDS[word])


def test_every_word_with_an_option_has_it():
    told = set(re.findall(r"`(--[a-z]+)", GUIDE))
    known = {name for command in COMMANDS.values() for name in options(command)}
    assert told <= known


def test_every_command_is_told_and_helps():
    for word, command in COMMANDS.items():
        assert f"`class {word}`" in GUIDE
        assert command.help


def test_the_file_is_read(tmp_path):
    text = re.search(r"^```toml\n(.*?)^```", GUIDE, re.M | re.S)[1]
    (tmp_path / "class.toml").write_text(text, encoding="utf-8")
    (tmp_path / "list.csv").write_text("name\nAda Lovelace\n", encoding="utf-8")
    plan = read_class(tmp_path)
    assert (plan.drop, plan.late.least, plan.lessons[1].weight) == (1, 40, 2)
    assert list(plan.students["Ada Lovelace"].due) == [plan.lessons[1].name]
