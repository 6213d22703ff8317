"""Commands of `rnn-course`, run in the test's own process."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from rich.console import Console

from rnn_course import cli
from tests.course import ROOT

__all__ = ["run_here"]


def run_here(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    *words: object,
    screen: ModuleType = cli,
    width: int = 120,
    cwd: Path = ROOT,
) -> tuple[int | str, str, str]:
    """Run a command; return its status, its output and its errors.

    `screen` is the module whose tables are drawn `width` columns wide.
    """
    monkeypatch.setattr(sys, "argv", ["rnn-course", *map(str, words)])
    monkeypatch.chdir(cwd)
    monkeypatch.setattr(screen, "screen", Console(width=width, highlight=False))
    status: int | str = 0
    try:
        cli.main()
    except SystemExit as stop:
        status = stop.code or 0
    return status, *capsys.readouterr()
