"""`rnn-course test --latest`: what is newer than the lock."""

import json
import subprocess
from types import SimpleNamespace

import pytest

from rnn_course import CourseError, latest

LOCK = """\
keras==3.1.0 \\
    --hash=sha256:00
Jupyter_Lab==4.0.0 ; python_version < '3.13' \\
    --hash=sha256:00
sphinx==9.0.0 ; python_version < '3.12' \\
sphinx==9.1.0 ; python_version >= '3.12' \\
gone==1.0 \\
"""


def test_what_differs_from_the_lock(tmp_path, monkeypatch):
    (tmp_path / "locks").mkdir()
    (tmp_path / "locks" / "developer.lock").write_text(LOCK)
    listed = {"Keras": "3.2.0", "jupyter-lab": "4.0.0", "Sphinx": "9.1.0", "pip": "26"}
    said = json.dumps([{"name": k, "version": v} for k, v in listed.items()])
    monkeypatch.setattr(
        subprocess, "run", lambda *_, **__: SimpleNamespace(stdout=said)
    )
    assert latest.changes(tmp_path) == [("keras", "3.1.0", "3.2.0")]


def test_a_failing_pip_is_told(tmp_path, monkeypatch):
    project = '[project]\noptional-dependencies = {}\n[dependency-groups]\ndev = ["x"]'
    (tmp_path / "pyproject.toml").write_text(project)
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\necho 'no such package'; exit 1\n")
    script.chmod(0o755)
    monkeypatch.setattr(latest.venv, "create", lambda *_, **__: None)
    monkeypatch.setattr(latest, "python", lambda _: script)
    lines = []
    with pytest.raises(CourseError, match="no such package"):
        latest.install(tmp_path, lines.append)
    assert lines[-1] == "no such package"
