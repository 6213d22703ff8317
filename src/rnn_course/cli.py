"""The command `rnn-course`."""

from __future__ import annotations

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

from .doctor import doctor
from .errors import CourseError
from .grading.command import export_grades, grade

if TYPE_CHECKING:
    from .rehearsal import Report

__all__ = ["app", "main"]

app = typer.Typer(
    help="A hands-on course on recurrent neural networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command()(grade)
app.command()(doctor)
export = typer.Typer(help="Write parts of the course in other formats.")
app.add_typer(export, name="export")
export.command("grades")(export_grades)
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
def lab(context: typer.Context) -> None:
    """Open the course in JupyterLab: `lab`, or `lab 03` for one lesson.

    Other options, `--no-browser` say, go to JupyterLab.
    """
    from .lab import open_lab

    sys.exit(open_lab(context.args))


@app.command()
def check(
    notebooks: Annotated[
        list[Path] | None,
        typer.Argument(help="Notebooks; all lessons in this folder when left out."),
    ] = None,
) -> None:
    """Run notebooks from a clean start; list every exercise and question."""
    from .lab import lessons_folder
    from .rehearsal import exit_status

    paths = notebooks or sorted(lessons_folder().glob("lessons/*/*.ipynb"))
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
