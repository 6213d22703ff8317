"""Commands for learners: open the course, check a notebook, see how far one is."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from .screen import bar, screen

if TYPE_CHECKING:
    from ..my_course import News
    from ..rehearsal import Report

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Give an application these commands."""
    passing_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command(context_settings=passing_on)(lab)
    app.command()(check)
    app.command()(progress)


def lab(
    context: typer.Context,
    lesson: Annotated[
        str, typer.Argument(help="A lesson: 03, or its whole name.")
    ] = "00",
    folder: Annotated[
        Path | None,
        typer.Option(help="Your own copy of the lessons; my-course when left out."),
    ] = None,
    update: Annotated[
        bool,
        typer.Option(
            "--update", help="Bring in new lessons, beside those that you changed."
        ),
    ] = False,
    here: Annotated[
        bool, typer.Option("--here", help="Open the course's own folder, no copy.")
    ] = False,
) -> None:
    """Open a lesson in JupyterLab, in your own copy of the course.

    Other options, `--no-browser` say, go to JupyterLab.
    """
    from ..lab import open_lab, own_folder, prepare
    from ..released import find_lesson

    options = list(context.args)
    if lesson.startswith("-"):  # `lab --no-browser`: an option, not a lesson
        lesson, options = "00", [lesson, *options]
    lesson = find_lesson(lesson)
    if here:
        sys.exit(open_lab(lesson, options, here=True))
    mine = (folder or own_folder()).resolve()
    _print_news(mine, prepare(mine, update), update)
    sys.exit(open_lab(lesson, options, mine))


_NEWS = {
    "new": "{path} is new.",
    "renewed": "{path} is renewed; you had not changed it.",
    "beside": "{path} is the new version; your own notebook is as you left it.",
}


def _print_news(mine: Path, found: list[News], updated: bool) -> None:
    from .. import my_course
    from ..lab import course_folder

    fresh = bool(found) and all(one.what == "new" for one in found) and not updated
    if fresh:
        screen.print(
            f"Copied {_lessons(len(found))} into {escape(str(mine))}: the copy is yours."
        )
    for one in [] if fresh else found:
        screen.print(escape(_NEWS[one.what].format(path=one.path.as_posix())))
    if updated and not found:
        screen.print("There is nothing new.")
    waiting = len(my_course.news(course_folder() / "lessons", mine))
    if waiting:
        screen.print(
            f"There is a new version of {_lessons(waiting)}. `rnn-course lab --update` "
            "brings it in and keeps your work."
        )


def _lessons(number: int) -> str:
    return "1 lesson" if number == 1 else f"{number} lessons"


def check(
    notebooks: Annotated[
        list[Path] | None,
        typer.Argument(help="Notebooks; all of yours when left out."),
    ] = None,
) -> None:
    """Run notebooks from a clean start; list every exercise and question."""
    from .. import lab
    from ..rehearsal import exit_status

    paths = notebooks or lab.notebooks()
    reports = [_rehearse(path) for path in paths]
    sys.exit(exit_status(reports))


def _rehearse(path: Path) -> Report:
    from ..rehearsal import rehearse

    with bar() as shown:
        task = shown.add_task(f"Running {path.stem}", total=None)

        def tell(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        report = rehearse(path, tell)
    _print_report(report)
    return report


def _print_report(report: Report) -> None:
    table = Table("", "Points", "Outcome", "Reason", title=str(report.path))
    table.title_justify = "left"
    for result in report.results:
        points = f"{result.points:g} of {result.max_points:g}"
        table.add_row(result.name, points, result.outcome, escape(result.reason))
    screen.print(table)
    earned = sum(result.points for result in report.results)
    possible = sum(result.max_points for result in report.results)
    screen.print(f"{earned:g} of {possible:g} points")
    for remark in report.remarks:
        screen.print(f"• {escape(remark)}")


def progress() -> None:
    """Show what you have done so far."""
    from ..overview import terminal_table

    screen.print(terminal_table())
