"""What every command of the terminal shares: one screen, one kind of progress bar."""

from __future__ import annotations

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

__all__ = ["bar", "screen", "spinner"]

screen = Console(highlight=False)


def bar() -> Progress:
    """Return a bar for work whose size is known."""
    parts = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    return Progress(*parts, TimeElapsedColumn(), console=screen, transient=True)


def spinner() -> Progress:
    """Return a sign of life for work whose size is not known."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
    )
