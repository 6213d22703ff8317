"""Commands of the grader: grade a class, write its lists."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from ..errors import CourseError
from ..grading.limits import Limits
from .screen import screen

if TYPE_CHECKING:
    from ..grading.order import Summary

__all__ = ["export_grades", "grade"]


def grade(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    submissions: Annotated[
        Path,
        typer.Argument(
            help="nbgrader's folder `submitted`, a folder or zip as Moodle or Canvas "
            "exports it, or a folder of notebooks named by student."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Where gradebook, notebooks, pages and lists go.")
    ] = Path("graded"),
    gradebook: Annotated[
        str, typer.Option(help="Another gradebook, as SQLAlchemy writes its address.")
    ] = "",
    again: Annotated[
        list[str] | None, typer.Option(help="Grade this student once more.")
    ] = None,
    students: Annotated[
        Path | None,
        typer.Option(help="A CSV or text file of all students: who is missing?"),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(min=0, help="Submissions at once; as many as cores when 0."),
    ] = 0,
    cell_seconds: Annotated[
        float, typer.Option(min=1.0, help="Stop a cell after so many seconds.")
    ] = Limits.cell,
    notebook_seconds: Annotated[
        float, typer.Option(min=1.0, help="Stop a notebook after so many seconds.")
    ] = Limits.notebook,
    cluster: Annotated[
        str, typer.Option(help="The address of a Dask scheduler to share the work.")
    ] = "",
    every_cell: Annotated[
        bool,
        typer.Option(
            "--every-cell",
            help="Run the lesson's own cells in each submission, too, in place of "
            "taking their outputs from one run where no answer reaches them.",
        ),
    ] = False,
    allow_weaker_sandbox: Annotated[
        bool,
        typer.Option(
            "--allow-weaker-sandbox",
            help="Go on where this machine cannot confine submissions; see "
            "`rnn-course doctor`.",
        ),
    ] = False,
) -> None:
    """Grade a class: gradebook, notebooks, feedback pages, grades.csv, report.html.

    Stopped or killed, it goes on where it was when you run it again.
    """
    from ..grading.workers.path import keep_safe

    keep_safe()
    from ..grading.grade import find_root, grade_class
    from ..grading.order import Order
    from ..released import find_lesson

    order = Order(
        root=find_root(Path.cwd()),
        lesson=find_lesson(lesson),
        place=submissions,
        out=out,
        gradebook=gradebook,
        again=tuple(again or ()),
        students=students,
        workers=workers,
        cluster=cluster,
        reuse=not every_cell,
        limits=Limits(cell=cell_seconds, notebook=notebook_seconds),
        weaker=allow_weaker_sandbox,
    )
    try:
        with _bar() as bar:
            summary = grade_class(order, _teller(bar))
    except KeyboardInterrupt:
        screen.print("stopped; what is graded is kept. Run it again to continue.")
        sys.exit(130)
    _print_summary(summary, out)
    sys.exit(0 if summary.is_complete else 1)


def export_grades(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    format: Annotated[str, typer.Option(help="csv, canvas or moodle.")] = "csv",
    graded: Annotated[
        Path, typer.Option(help="Where `rnn-course grade` has put its results.")
    ] = Path("graded"),
    gradebook: Annotated[
        str, typer.Option(help="Another gradebook, as SQLAlchemy writes its address.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Write a lesson's grades for an LMS, with what people changed in the gradebook."""
    from ..grading.workers.path import keep_safe

    keep_safe()
    from ..grading.grade import find_root, skip_slow_import
    from ..released import find_lesson

    skip_slow_import()
    from ..grading.plan.assignment import load
    from ..grading.results.book import address_of, open_book
    from ..grading.results.lists import write_list
    from ..grading.results.marks import read_marks

    name = find_lesson(lesson)
    if not gradebook and not (graded / "gradebook.db").exists():
        raise CourseError(
            f"There is no gradebook in {graded}. Run `rnn-course grade` first, or say "
            "where it is with --graded."
        )
    book = open_book(address_of(graded, gradebook))
    try:
        facts = book.facts(name)
        if not facts:
            raise CourseError(f"{name} has not been graded there yet.")
        assignment = load(find_root(Path.cwd()), name, facts)
        path = out or Path(f"{name}.{format}.csv")
        write_list(path, format, assignment, read_marks(book, assignment))
    finally:
        book.close()
    screen.print(f"wrote {escape(str(path))}")


def _bar() -> Progress:
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=screen,
        transient=True,
    )


def _teller(bar: Progress) -> Callable[[str, Any], None]:
    task = bar.add_task("Starting", total=None, rate="")

    def tell(what: str, value: Any) -> None:
        if what == "total":
            bar.update(task, total=value, description="Grading")
        elif what == "done":
            bar.advance(task)
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{60 * speed:.0f} a minute" if speed else ""
            bar.update(task, rate=rate)
        elif what == "pages":
            bar.reset(task, total=value, description="Writing pages", rate="")
        elif what == "page":
            bar.advance(task)
        elif what == "problem":
            screen.print(f"• {escape(value)}")

    return tell


def _print_summary(summary: Summary, out: Path) -> None:
    for student, flags in summary.flagged.items():
        for flag in flags:
            screen.print(f"• {escape(student)}: {escape(flag)}")
    kept = f", {summary.kept} graded before" if summary.kept else ""
    screen.print(f"{summary.graded} graded{kept}; {len(summary.flagged)} flagged.")
    for name in ("report.html", "grades.csv", "feedback"):
        if (out / name).exists():
            screen.print(f"wrote {escape(str(out / name))}")
