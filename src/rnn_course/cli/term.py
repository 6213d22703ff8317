"""Commands for a whole term: `rnn-course class …`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich import box
from rich.markup import escape
from rich.table import Table

from ..errors import CourseError
from ..plain import on_one_line
from .screen import screen

if TYPE_CHECKING:
    from ..term.class_records import Term

__all__ = ["add_to"]

Folder = Annotated[
    Path, typer.Argument(help="The class's folder, with its class.toml.")
]


def add_to(app: typer.Typer) -> None:
    """Give an application these commands."""
    term = typer.Typer(
        help="A class over a whole term: what to do next, a report, grades.",
        no_args_is_help=True,
    )
    term.command("new")(new)
    term.command("status")(status)
    term.command("report")(report)
    term.command("grades")(grades)
    term.command("student")(student)
    app.add_typer(term, name="class")


def new(
    folder: Folder = Path(),
    students: Annotated[
        Path | None, typer.Option(help="The list of the class, as your LMS exports it.")
    ] = None,
) -> None:
    """Write a first class.toml, to be filled in."""
    _demand_part()
    from ..term.new_class import new_class

    path = new_class(folder, students)
    _wrote(path)
    screen.print(
        "Give its lessons their due dates, and take out the ones you leave out."
    )


def status(folder: Folder = Path()) -> None:
    """Show how far each lesson has come, and what to do next."""
    term = _read(folder)
    from ..term.next_steps import next_steps, rows

    table = Table(title=escape(on_one_line(term.plan.title)), box=box.SIMPLE,
                  title_justify="left")  # fmt: skip
    table.add_column("Lesson", no_wrap=True, ratio=1)
    for head in ("Due", "Released", "Handed in", "Graded", "Waits", "Fed back"):
        table.add_column(head, overflow="fold")
    for row in rows(term):
        cells = (
            row.due,
            row.released,
            row.handed_in,
            row.graded,
            row.waits,
            row.fed_back,
        )
        table.add_row(f"{row.number} {escape(row.title)}", *map(escape, cells))
    screen.print(table)
    _tell(term.notes)
    steps = next_steps(term)
    screen.print("What to do next:" if steps else "There is nothing to do.")
    for step in steps:
        start = f"{step.lesson}: " if step.lesson else ""
        screen.print(f"• {start}{escape(on_one_line(step.why))}")
        if step.command:
            screen.print(f"    {escape(on_one_line(step.command))}", soft_wrap=True)


def report(
    folder: Folder = Path(),
    names: Annotated[
        bool, typer.Option("--names", help="Show who is who; else numbers.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="The page to write; class.html in the folder if left out."),
    ] = None,
) -> None:
    """Write one page on the class: lines, lessons, mistakes, and what stands out."""
    term = _read(folder, look=True)
    from ..term.class_page import write_class_page
    from ..term.standing import standings

    path = out or term.plan.path.parent / "class.html"
    _wrote(write_class_page(path, term, standings(term), names))
    _tell(term.notes)
    if not names:
        screen.print("It shows no names; --names does.")


def grades(
    folder: Folder = Path(),
    format: Annotated[str, typer.Option(help="csv, canvas or moodle.")] = "csv",
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
    students: Annotated[
        Path | None,
        typer.Option(
            help="A list that your LMS exports, where class.toml has another."
        ),
    ] = None,
    column: Annotated[
        str, typer.Option(help="The head of the column in Canvas: NAME (ID).")
    ] = "",
) -> None:
    """Write the term's grades: weights, lowest lessons left out, lateness taken off."""
    term = _read(folder)
    from ..grading.handed_in.roster import read_roster
    from ..term.standing import notes_on, standings
    from ..term.term_lists import write_grades

    found = standings(term)
    roster = read_roster(students) if students is not None else None
    name = "term.csv" if format == "csv" else f"term.{format}.csv"
    path = out or term.plan.path.parent / name
    said = write_grades(path, format, term, found, roster, column)
    _tell([*term.notes, *notes_on(term, found), *said])
    _wrote(path)


def student(
    name: Annotated[str, typer.Argument(help="A name, a login or an id.")],
    folder: Folder = Path(),
    out: Annotated[
        Path | None, typer.Option(help="Write it as a page, to this file.")
    ] = None,
) -> None:
    """Show one student's whole course."""
    term = _read(folder)
    from ..term.one_course import (
        find_member,
        grade_words,
        lesson_rows,
        write_course_page,
    )
    from ..term.standing import stand

    member = find_member(term, name)
    if out is not None:
        _wrote(write_course_page(out, term, member))
        return
    one = stand(term, member)
    table = Table(
        *("Lesson", "Points", "Late", "Counts", "Remarks"),
        title=escape(on_one_line(member.name)), box=box.SIMPLE, title_justify="left",
    )  # fmt: skip
    for row in lesson_rows(one):
        said = escape(on_one_line("; ".join(row.remarks)))
        lesson = f"{row.number} {escape(row.title)}"
        table.add_row(lesson, row.points, row.late, row.counts, said)
    screen.print(table)
    screen.print(f"Grade so far: {grade_words(one)}")
    if one.unsettled:
        screen.print("* Something is not graded yet: this may change.")


def _read(folder: Path, look: bool = True) -> Term:
    """Read the class's file and all that it names."""
    _demand_part()
    from ..grading.grade import skip_panels, skip_slow_import
    from ..term.class_file import read_class

    plan = read_class(folder)  # what is wrong in it is told before anything slow
    skip_slow_import()
    skip_panels()
    from ..term.class_records import read_term

    return read_term(plan, look=look)


def _demand_part() -> None:
    """Tell a learner, who has no instructor's packages, how to get them."""
    from importlib.util import find_spec

    from ..grading.workers.path import keep_safe

    keep_safe()
    missing = [name for name in ("nbgrader", "nh3") if find_spec(name) is None]
    if missing:
        raise CourseError(
            f"A class needs the instructor's part; {' and '.join(missing)} is missing. "
            "In the course's folder, `python3 course.py class` installs it."
        )


def _tell(notes: list[str]) -> None:
    for note in notes:
        screen.print(f"• {escape(on_one_line(note))}")


def _wrote(path: Path) -> None:
    screen.print(f"wrote {escape(on_one_line(str(path)))}", soft_wrap=True)
