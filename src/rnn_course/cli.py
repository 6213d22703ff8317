"""The command `rnn-course`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from .errors import CourseError

if TYPE_CHECKING:
    from .my_course import News
    from .rehearsal import Report

__all__ = ["app", "main"]

app = typer.Typer(
    help="A hands-on course on recurrent neural networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
export = typer.Typer(help="Write parts of the course in other formats.")
app.add_typer(export, name="export")
new = typer.Typer(help="Begin something new.")
app.add_typer(new, name="new")
screen = Console(highlight=False)


def main() -> None:
    """Run the command; what the course itself complains of is one clear line."""
    try:
        app()
    except (CourseError, OSError) as error:
        print(f"rnn-course: {error}", file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        print("rnn-course: stopped; nothing is half-written.", file=sys.stderr)
        sys.exit(130)


@app.command(
    context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
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
    from .lab import open_lab, own_folder, prepare
    from .released import find_lesson

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
    from . import my_course
    from .lab import course_folder

    fresh = bool(found) and all(one.what == "new" for one in found) and not updated
    if fresh:
        lessons = "1 lesson" if len(found) == 1 else f"{len(found)} lessons"
        screen.print(f"Copied {lessons} into {escape(str(mine))}: the copy is yours.")
    for one in [] if fresh else found:
        screen.print(escape(_NEWS[one.what].format(path=one.path.as_posix())))
    if updated and not found:
        screen.print("There is nothing new.")
    waiting = len(my_course.news(course_folder() / "lessons", mine))
    if waiting:
        screen.print(
            f"{waiting} lessons have a new version. `rnn-course lab --update` brings "
            "them in and keeps your work."
        )


@app.command()
def check(
    notebooks: Annotated[
        list[Path] | None,
        typer.Argument(help="Notebooks; all of yours when left out."),
    ] = None,
) -> None:
    """Run notebooks from a clean start; list every exercise and question."""
    from . import lab
    from .rehearsal import exit_status

    paths = notebooks or lab.notebooks()
    reports = [_rehearse(path) for path in paths]
    sys.exit(exit_status(reports))


def _rehearse(path: Path) -> Report:
    from .rehearsal import rehearse

    with _bar() as bar:
        task = bar.add_task(f"Running {path.stem}", total=None)

        def tell(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

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


@app.command()
def progress() -> None:
    """Show what you have done so far."""
    from .overview import terminal_table

    screen.print(terminal_table())


@app.command()
def build(
    lesson: Annotated[
        str, typer.Argument(help="Only this lesson, 03 say; all when left out.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when a file is stale.")
    ] = False,
) -> None:
    """Build lessons and solutions from content/ and quizzes/."""
    from .build import find_root, make_all, stale_files, write_all

    root = find_root()
    with _spinner() as bar:
        task = bar.add_task("Building")
        made = make_all(root, lambda what: bar.update(task, description=what), lesson)
    if not check:
        written = write_all(root, made, lesson)
        for path in written:
            screen.print(f"wrote {path.as_posix()}")
        screen.print(f"{len(made)} files, {len(written)} of them changed.")
        return
    stale = stale_files(root, made, lesson)
    for item in stale:
        screen.print(f"{item.path.as_posix()} is {_WHY[item.why]}")
    if stale:
        screen.print("Run `rnn-course build`, then commit what it wrote.")
        sys.exit(1)
    screen.print(f"All {len(made)} built files are up to date.")


_WHY = {
    "missing": "not built yet.",
    "old": "stale: its source in content/ or quizzes/ gives something else.",
    "left": "left over: its source is gone.",
}


@app.command()
def release(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    gradebook: Annotated[
        str, typer.Option(help="The gradebook's address, as SQLAlchemy writes it.")
    ] = "sqlite:///gradebook.db",
) -> None:
    """Enter a lesson in nbgrader's gradebook, so that it can be graded."""
    from .build import find_root
    from .build.release import enter_in_gradebook
    from .released import find_lesson

    name = find_lesson(lesson)
    path = enter_in_gradebook(find_root(), name, gradebook)
    screen.print(f"{name} is in the gradebook. Hand out {path.as_posix()}.")


@export.command("quiz")
def export_quiz(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    format: Annotated[str, typer.Option(help="gift, moodle-xml or qti.")] = "gift",
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Write a lesson's questions for an LMS (they hold the key)."""
    from .build import find_root
    from .quiz import bank, export
    from .released import find_lesson

    name = find_lesson(lesson)
    content = export.export(bank.load(find_root() / "quizzes" / f"{name}.yaml"), format)
    path = out or Path(f"{name}.{export.SUFFIXES[format]}")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    screen.print(f"wrote {path}")


@app.command(
    "test", context_settings={"allow_extra_args": True, "ignore_unknown_options": True}
)
def run_tests(
    context: typer.Context,
    latest: Annotated[
        bool,
        typer.Option(
            "--latest",
            help="Against the newest releases, in an environment of its own.",
        ),
    ] = False,
) -> None:
    """Run the tests of a checkout; other words go to pytest."""
    from . import latest as newest
    from .build import find_root

    root = find_root()
    if not latest:
        command = [sys.executable, "-m", "pytest", *context.args]
        sys.exit(subprocess.call(command, cwd=root))
    with _spinner() as bar:
        task = bar.add_task("")
        newest.install(root, lambda line: bar.update(task, description=escape(line)))
    table = Table("Package", "Locked", "Newest", title="Newer than the lock")
    for row in newest.changes(root):
        table.add_row(*row)
    screen.print(table)
    sys.exit(newest.run_tests(root, context.args))


@new.command("lesson")
def new_lesson(
    name: Annotated[
        str, typer.Argument(help="A few words: attention, or 13-attention.")
    ],
) -> None:
    """Write a lesson's skeleton, which already builds and passes every test."""
    from .build import find_root
    from .build.skeletons import new_lesson

    for path in new_lesson(find_root(), name):
        screen.print(f"wrote {path.as_posix()}")
    screen.print("Edit them, then run `rnn-course build`. docs/contributors.md helps.")


@app.command()
def site(
    out: Annotated[Path, typer.Argument(help="The folder to write; made anew.")],
) -> None:
    """Write all lessons as plain HTML pages, executed, for reading anywhere."""
    from .build import find_root
    from .site import make_site

    with _bar() as bar:
        task = bar.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        pages = make_site(find_root(), out.resolve(), tell)
    screen.print(f"{len(pages)} pages. Open {escape(str(out / 'index.html'))}.")


@app.command()
def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Scripts of benchmarks/; the four usual ones if none."),
    ] = None,
) -> None:
    """Run benchmarks, keep their numbers, and compare with the last ones."""
    from .bench import USUAL, compare, machine, measure
    from .build import find_root

    root = find_root()
    screen.print(machine())
    for name in names or USUAL:
        with _spinner() as bar:
            task = bar.add_task(name)

            def tell(line: str, task: int = task, bar: Progress = bar) -> None:
                bar.update(task, description=escape(line[:70]))

            entry = measure(root, name, tell)
        table = Table("", "Before", "Now", "", title=name, title_justify="left")
        for row in compare(entry):
            table.add_row(*row)
        screen.print(table)


def _bar() -> Progress:
    parts = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()]
    return Progress(*parts, TimeElapsedColumn(), console=screen, transient=True)


def _spinner() -> Progress:
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=screen,
        transient=True,
    )
