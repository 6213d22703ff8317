"""Commands of the grader: grade a class, write its lists."""

from __future__ import annotations

import contextlib
import datetime
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
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
from ..grading.workers.path import keep_safe
from ..plain import on_one_line
from .screen import screen

if TYPE_CHECKING:
    from ..grading.order import Summary

__all__ = ["export_feedback", "export_grades", "grade"]


def grade(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    submissions: Annotated[
        Path,
        typer.Argument(
            help="nbgrader's folder `submitted`, a folder or zip as Moodle, Canvas, "
            "Blackboard or ILIAS exports it, or notebooks named by student."
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
    again_all: Annotated[
        bool,
        typer.Option(
            "--again-all",
            help="Grade everybody once more by the lesson as it is now: shows whose "
            "points would move, and writes when you agree.",
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Agree beforehand to what --again-all shows.")
    ] = False,
    students: Annotated[
        Path | None,
        typer.Option(
            help="A list of the class as your LMS exports it: who is missing?"
        ),
    ] = None,
    only_student: Annotated[
        str,
        typer.Option(help="All that was handed in is this student's.", metavar="NAME"),
    ] = "",
    due: Annotated[
        str,
        typer.Option(
            help="Until when it could be handed in, by this machine's clock.",
            metavar="'2026-11-30 18:00'",
        ),
    ] = "",
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
    probe_seed: Annotated[
        int | None,
        typer.Option(
            min=0,
            max=2**63 - 1,
            help="Draw the checks' secret questions from this seed, as report.html tells "
            "it, in place of the gradebook's own.",
        ),
    ] = None,
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
        again_all=again_all,
        students=students,
        workers=workers,
        cluster=cluster,
        reuse=not every_cell,
        limits=Limits(cell=cell_seconds, notebook=notebook_seconds),
        probe_seed=probe_seed,
        weaker=allow_weaker_sandbox,
        only=only_student,
        due=_due(due),
    )
    try:
        with _bar() as bar:
            order = replace(order, agree=lambda lines: _agree(lines, yes, bar))
            summary = grade_class(order, _teller(bar))
    except KeyboardInterrupt:
        screen.print("stopped; what is graded is kept. Run it again to continue.")
        sys.exit(130)
    _print_summary(summary, out, order.lesson)
    sys.exit(0 if summary.is_complete else 1)


def _agree(lines: list[str], yes: bool, bar: Progress) -> bool:
    """Ask the teacher, who has seen all lines of what would move."""
    bar.stop()
    number = f"{len(lines)} points would move" if len(lines) != 1 else "1 would move"
    screen.print(f"{number if lines else 'No points would move'}.")
    if yes or (sys.stdin.isatty() and typer.confirm("Write this?")):
        return True
    screen.print("Nothing is written. The same words with --yes write it.")
    return False


def _due(text: str) -> datetime.datetime | None:
    from ..grading.results.late import parse_due

    try:
        return parse_due(text)
    except ValueError:
        raise CourseError(
            f"--due {text!r} is no time; expected one such as '2026-11-30 18:00'."
        ) from None


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
    students: Annotated[
        Path | None,
        typer.Option(help="A list of the class as your LMS exports it: who is who?"),
    ] = None,
    column: Annotated[
        str,
        typer.Option(help="The head of the assignment's column in Canvas: NAME (ID)."),
    ] = "",
) -> None:
    """Write a lesson's grades for an LMS, with what people changed in the gradebook."""
    keep_safe()
    from ..grading.results.lists import write_list
    from ..grading.results.lms import notes

    with _graded(lesson, graded, gradebook, students) as (assignment, marks, roster):
        path = out or Path(f"{assignment.lesson}.{format}.csv")
        write_list(path, format, assignment, marks, roster, column)
        for note in notes(format, assignment, marks, roster, column):
            screen.print(f"• {escape(note)}")
    screen.print(f"wrote {escape(on_one_line(str(path)))}")


def export_feedback(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    format: Annotated[str, typer.Option(help="moodle or canvas.")] = "moodle",
    graded: Annotated[
        Path, typer.Option(help="Where `rnn-course grade` has put its results.")
    ] = Path("graded"),
    gradebook: Annotated[
        str, typer.Option(help="Another gradebook, as SQLAlchemy writes its address.")
    ] = "",
    students: Annotated[
        Path | None,
        typer.Option(help="A list of the class as your LMS exports it: who is who?"),
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The zip to write.")] = None,
) -> None:
    """Write a zip of a lesson's feedback pages, as Moodle and Canvas take it back."""
    keep_safe()
    from ..grading.results.lms import write_feedback

    with _graded(lesson, graded, gradebook, students) as (assignment, marks, roster):
        path = out or Path(f"{assignment.lesson}.feedback.{format}.zip")
        written, left = write_feedback(path, format, assignment, marks, roster, graded)
    if left:
        screen.print(
            f"• left out, since {format.capitalize()} cannot know whose it is: "
            f"{escape(', '.join(left))}"
        )
    screen.print(f"wrote {escape(on_one_line(str(path)))}, {written} pages")


@contextlib.contextmanager
def _graded(
    lesson: str, graded: Path, gradebook: str, students: Path | None
) -> Iterator[tuple[Any, Any, Any]]:
    """Yield the lesson, everybody's marks and the list of the class."""
    from ..grading.grade import find_root, skip_slow_import
    from ..released import find_lesson

    skip_slow_import()
    from ..grading.handed_in.roster import Roster, read_roster
    from ..grading.plan.assignment import load
    from ..grading.results.book import address_of, open_book
    from ..grading.results.marks import read_marks

    name = find_lesson(lesson)
    roster = read_roster(students) if students is not None else Roster()
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
        yield assignment, read_marks(book, assignment), roster
    finally:
        book.close()


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
        elif what in ("problem", "moved"):
            screen.print(f"• {escape(on_one_line(value))}")

    return tell


def _print_summary(summary: Summary, out: Path, lesson: str) -> None:
    for student, flags in summary.flagged.items():
        for flag in flags:
            screen.print(f"• {escape(student)}: {escape(on_one_line(flag))}")
    for title, names in (
        ("nothing was handed in by", summary.missing),
        ("not in the list of the class", summary.strangers),
    ):
        if names:
            screen.print(f"• {title}: {escape(on_one_line(', '.join(names)))}")
    for student, why in summary.waiting.items():
        screen.print(f"• waits for you: {escape(student)}, {escape(on_one_line(why))}")
    kept = f", {summary.kept} graded before" if summary.kept else ""
    counts = [f"{summary.graded} graded{kept}; {len(summary.flagged)} flagged"]
    for count, words in (
        (len(summary.waiting), "waiting for you"),
        (len(summary.missing), "missing"),
    ):
        counts += [f"{count} {words}"] if count else []
    screen.print(f"{'; '.join(counts)}.")
    for path in (
        out / lesson / "report.html", out / lesson / "grades.csv", out / "feedback"
    ):  # fmt: skip
        if path.exists():
            screen.print(f"wrote {escape(on_one_line(str(path)))}")
