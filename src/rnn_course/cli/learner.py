"""Commands for learners: open the course, check a notebook, see how far one is."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape
from rich.table import Table

from ..errors import CourseError
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

    lesson, options = _lesson_among([lesson, *context.args])
    if here:
        sys.exit(open_lab(lesson, options, here=True))
    mine = (folder.expanduser() if folder else own_folder()).resolve()
    _print_news(mine, prepare(mine, update), update)
    screen.print("To stop, press Ctrl + C here, then y.")
    sys.exit(open_lab(lesson, options, mine))


def _lesson_among(words: list[str]) -> tuple[str, list[str]]:
    """Return the lesson, wherever it stands, and the words that go to JupyterLab."""
    from ..released import find_lesson

    if not words[0].startswith("-"):
        return find_lesson(words[0]), words[1:]
    for place, word in enumerate(words):
        if re.match(r"\d\d($|-)", word):  # a lone digit would be an option's value
            return find_lesson(word), words[:place] + words[place + 1 :]
    return find_lesson("00"), words


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
            f"There is a new version of {_lessons(waiting)}. "
            "`python3 course.py lab --update` brings it in and keeps your work."
        )


def _lessons(number: int) -> str:
    return "1 lesson" if number == 1 else f"{number} lessons"


def check(
    notebooks: Annotated[
        list[str] | None,
        typer.Argument(
            help="Notebooks, or lessons: 03 is your own copy of lesson 03. All of yours "
            "when left out."
        ),
    ] = None,
) -> None:
    """Run notebooks from a clean start; list every exercise and question.

    The notebooks stay as they are. The exit status is 1 when something is wrong.
    """
    from .. import lab
    from ..rehearsal import exit_status

    paths = list(_named(notebooks)) if notebooks else lab.notebooks()
    reports, status = [], 0
    for number, path in enumerate(paths, start=1):
        place = f" ({number} of {len(paths)})" if len(paths) > 1 else ""
        try:
            reports.append(_rehearse(path, place))
        except CourseError as error:  # the others are run all the same
            print(f"rnn-course: {error}", file=sys.stderr)
            status = 1
    sys.exit(status or exit_status(reports))


def _named(words: list[str]) -> Iterator[Path]:
    """Yield the notebooks that words name; Windows leaves `*` to the program."""
    from ..lab import own_folder
    from ..my_course import notebook_path
    from ..released import find_lesson

    for word in words:
        if Path(word).exists():
            yield Path(word)
        elif re.fullmatch(r"\d\d?(-[a-z0-9-]+)?", word):
            yield own_folder() / notebook_path(find_lesson(word))
        else:
            start = Path(word).anchor
            found = Path(start).glob(str(Path(word).relative_to(start)))
            yield from sorted(found) or [Path(word)]


def _rehearse(path: Path, place: str) -> Report:
    from ..rehearsal import rehearse

    with bar() as shown:
        task = shown.add_task(escape(f"Running {path.stem}{place}"), total=None)

        def tell(done: int, total: int) -> None:
            shown.update(task, completed=done, total=total)

        report = rehearse(path, tell)
    _print_report(report)
    return report


def _print_report(report: Report) -> None:
    title = escape(str(report.path))
    table = Table("", "Points", "Outcome", "Reason", title=title)
    table.title_justify = "left"
    for result in report.results:
        points = f"{round(result.points, 2):g} of {result.max_points:g}"
        table.add_row(result.name, points, result.outcome, escape(result.reason))
    screen.print(table)
    earned = sum(result.points for result in report.results)
    possible = sum(result.max_points for result in report.results)
    screen.print(f"{round(earned, 2):g} of {possible:g} points")
    for remark in report.remarks:
        screen.print(f"• {escape(remark)}")


def progress() -> None:
    """Show what you have done so far."""
    from ..overview import terminal_table
    from ..progress import trouble

    screen.print(terminal_table())
    if trouble():
        screen.print(escape(trouble()))
