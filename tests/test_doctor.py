"""`rnn-course doctor` says what there is, and what to do about what is missing."""

from __future__ import annotations

from typer.testing import CliRunner

from rnn_course import doctor
from rnn_course.cli import app
from rnn_course.grading import confine


def test_every_finding_has_a_remedy_when_it_needs_one():
    findings = doctor.examine()
    assert {one.who for one in findings} == {"students", "instructors"}
    for one in findings:
        assert one.seen or one.remedy.rstrip(".`)").strip()
    names = [one.name for one in findings]
    assert len(names) == len(set(names))
    assert any("gradebook" in name for name in names)


def test_the_command_lists_both_groups():
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 0, result.output
    assert "For students" in result.output
    assert "For instructors" in result.output
    assert "✓ tensorflow" in result.output


def test_a_missing_layer_comes_with_its_remedy(monkeypatch):
    monkeypatch.setattr(confine.landlock, "version", lambda: 0)
    result = CliRunner().invoke(app, ["doctor"])
    assert "✗ submissions cannot reach files" in result.output
    assert "Linux 5.13" in " ".join(result.output.split())
    assert result.exit_code == 0  # students do not need it


def test_what_students_need_decides_the_exit_status(monkeypatch):
    monkeypatch.setattr(doctor, "_version", lambda package: "")
    result = CliRunner().invoke(app, ["doctor"])
    assert result.exit_code == 1
    assert "course.py lab" in result.output
