"""The command `rnn-course`."""

from __future__ import annotations

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from ..errors import CourseError, about_file
from ..plain import on_one_line
from . import learner, maintainer, term

__all__ = ["app", "main"]


class Commands(TyperGroup):
    """All commands; one that is stopped by Ctrl-C says so."""

    def invoke(self, context: typer.Context) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(context)
        except KeyboardInterrupt:
            print("rnn-course: stopped; nothing is half-written.", file=sys.stderr)
            raise typer.Exit(130) from None


app = typer.Typer(
    cls=Commands,
    help="A hands-on course on recurrent neural networks.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
learner.add_to(app)
maintainer.add_to(app)
term.add_to(app)


def main() -> None:
    """Run the command; what the course itself complains of is one clear line."""
    try:
        app()
    except CourseError as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(about_file(error))


def _refuse(words: str) -> None:
    lines = [on_one_line(line) for line in words.split("\n")]
    print("rnn-course: " + "\n".join(lines), file=sys.stderr)
    sys.exit(1)
