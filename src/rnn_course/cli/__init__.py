"""The command `rnn-course`."""

from __future__ import annotations

import sys

import typer

from ..errors import CourseError
from . import learner, maintainer

__all__ = ["app", "main"]

app = typer.Typer(
    help="A hands-on course on recurrent neural networks.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
learner.add_to(app)
maintainer.add_to(app)


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
