"""Commands for instructors and contributors: build, release, export, measure, test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.progress import Progress
from rich.table import Table

from ..doctor import doctor
from ..errors import CourseError
from .grading import export_feedback, export_grades, grade
from .screen import bar, screen, spinner

__all__ = ["add_to"]


def add_to(app: typer.Typer) -> None:
    """Give an application these commands."""
    export = typer.Typer(
        help="Write parts of the course in other formats.", no_args_is_help=True
    )
    export.command("quiz")(export_quiz)
    export.command("grades")(export_grades)
    export.command("feedback")(export_feedback)
    export.command("package")(export_package)
    new = typer.Typer(help="Begin a lesson.", no_args_is_help=True)
    new.command("lesson")(new_lesson)
    passing_on = {"allow_extra_args": True, "ignore_unknown_options": True}
    app.command()(build)
    app.command()(release)
    app.command()(grade)
    app.command()(doctor)
    app.command()(site)
    app.command()(bench)
    app.command("test", context_settings=passing_on)(run_tests)
    app.add_typer(export, name="export")
    app.add_typer(new, name="new")


def build(
    lesson: Annotated[
        str, typer.Argument(help="Only this lesson, 03 say; all when left out.")
    ] = "",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail when a file is stale.")
    ] = False,
) -> None:
    """Build lessons and solutions from content/ and quizzes/."""
    from ..build import find_root, make_all, stale_files, write_all

    root = find_root()
    lesson = lesson.zfill(2) if lesson.isdigit() else lesson
    with spinner() as shown:
        task = shown.add_task("Building")
        made = make_all(root, lambda what: shown.update(task, description=what), lesson)
    if not check:
        written = write_all(root, made, lesson)
        for path in written:
            done = "wrote" if path in made else "removed"
            screen.print(f"{done} {path.as_posix()}", soft_wrap=True)
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


def release(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    gradebook: Annotated[
        str, typer.Option(help="A file, or a server: postgresql+psycopg://…/grades.")
    ] = "sqlite:///gradebook.db",
) -> None:
    """Enter a lesson in nbgrader's gradebook, so that it can be graded."""
    from ..build import find_root
    from ..build.release import enter_in_gradebook
    from ..released import find_lesson

    name = find_lesson(lesson)
    path = enter_in_gradebook(find_root(), name, gradebook)
    screen.print(f"{name} is in the gradebook. Hand out {path.as_posix()}.")


def export_quiz(
    lesson: Annotated[str, typer.Argument(help="A lesson: 03, or its whole name.")],
    format: Annotated[str, typer.Option(help="gift, moodle-xml or qti.")] = "gift",
    out: Annotated[Path | None, typer.Option(help="The file to write.")] = None,
) -> None:
    """Write a lesson's questions for an LMS (they hold the key)."""
    from ..build import find_root
    from ..quiz import bank, export
    from ..released import find_lesson

    name = find_lesson(lesson)
    content = export.export(bank.load(find_root() / "quizzes" / f"{name}.yaml"), format)
    path = out or Path(f"{name}.{export.SUFFIXES[format]}")
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    screen.print(f"wrote {escape(str(path))}", soft_wrap=True)


def export_package(
    out: Annotated[Path, typer.Option(help="The folder to write to.")] = Path(),
) -> None:
    """Write the course's package as one file, a wheel, for Google Colab or `pip`."""
    from ..build import find_root

    words = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d"]
    done = subprocess.run(
        [*words, str(out.resolve())],
        cwd=find_root(),
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        reason = done.stderr.strip().split("\n")[-1]
        raise CourseError(f"The package cannot be built: {reason}")
    newest = max(out.glob("rnn_course-*.whl"), key=lambda path: path.stat().st_mtime)
    screen.print(f"wrote {escape(str(newest))}", soft_wrap=True)


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
    from .. import foreground
    from .. import latest as newest
    from ..build import find_root

    root = find_root()
    if not latest:
        command = [sys.executable, "-m", "pytest", *context.args]
        sys.exit(foreground.run(command, cwd=root))
    with spinner() as shown:
        task = shown.add_task("")
        newest.install(root, lambda line: shown.update(task, description=escape(line)))
    table = Table("Package", "Locked", "Installed", title="Not as in the lock")
    for row in newest.changes(root):
        table.add_row(*row)
    screen.print(table)
    sys.exit(newest.run_tests(root, context.args))


def new_lesson(
    name: Annotated[
        str, typer.Argument(help="A few words: attention, or 13-attention.")
    ],
) -> None:
    """Write a lesson's skeleton, which already builds and passes every test."""
    from ..build import find_root
    from ..build.skeletons import new_lesson

    for path in new_lesson(find_root(), name):
        screen.print(f"wrote {path.as_posix()}")
    screen.print("Edit them, then run `rnn-course build`. docs/contributors.md helps.")


def site(
    out: Annotated[Path, typer.Argument(help="The folder to write; made anew.")],
) -> None:
    """Write all lessons as plain HTML pages, executed, for reading anywhere."""
    from ..build import find_root

    try:
        from ..site import make_site
    except ModuleNotFoundError as missing:
        raise CourseError(
            f"The pages need {missing.name}. In the course's folder, run "
            "`pip install '.[site]'`."
        ) from None

    with bar() as shown:
        task = shown.add_task("", total=None)

        def tell(what: str, done: int, total: int) -> None:
            shown.update(task, description=what, completed=done, total=total or None)

        pages = make_site(find_root(), out.resolve(), tell)
    start = escape(str(out / "index.html"))
    screen.print(f"{len(pages)} pages. Open {start}", soft_wrap=True)


def bench(
    names: Annotated[
        list[str] | None,
        typer.Argument(help="Scripts of benchmarks/; the four usual ones if none."),
    ] = None,
) -> None:
    """Run benchmarks, keep their numbers, and compare with the last ones."""
    from ..bench import USUAL, compare, find, machine, measure
    from ..build import find_root

    root = find_root()
    for name in names or USUAL:
        find(root, name)
    screen.print(machine())
    for name in names or USUAL:
        with spinner() as shown:
            task = shown.add_task(name)

            def tell(line: str, task: int = task, shown: Progress = shown) -> None:
                shown.update(task, description=escape(line[:70]))

            entry = measure(root, name, tell)
        table = Table("", "Before", "Now", "", title=name, title_justify="left")
        for row in compare(entry):
            table.add_row(*row)
        screen.print(table)
