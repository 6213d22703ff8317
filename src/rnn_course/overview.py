"""The table of a learner's progress, in a notebook and in a terminal."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from html import escape

from rich.table import Table

from .progress import LessonProgress, summary, trouble

__all__ = ["HEADINGS", "Overview", "overview", "terminal_table"]

HEADINGS = ("Lesson", "Exercises", "Quiz", "Points", "Hints", "Solutions seen")
_CELL = "padding:.25em .8em;text-align:left"


@dataclass(frozen=True)
class Overview:
    """All lessons with what has been done in each; a notebook shows it as a table."""

    lessons: list[LessonProgress]
    trouble: str = ""  # why nothing is recorded

    def __repr__(self) -> str:
        rows = [HEADINGS, *map(_row, self.lessons)]
        widths = [max(len(row[i]) for row in rows) for i in range(len(HEADINGS))]
        lines = [
            "  ".join(cell.ljust(w) for cell, w in zip(row, widths, strict=True))
            for row in rows
        ]
        lines += [f"Go on with {_name(lesson)}." for lesson in self._next()]
        return "\n".join(filter(None, [*lines, self.trouble]))

    def _next(self) -> list[LessonProgress]:
        """Return the first lesson that is not finished, if there is one."""
        open_ones = (
            lesson
            for lesson in self.lessons
            if lesson.passed < lesson.exercises or lesson.answered < lesson.questions
        )
        return list(itertools.islice(open_ones, 1))

    def _repr_html_(self) -> str:
        head = "".join(f'<th scope="col" style="{_CELL}">{h}</th>' for h in HEADINGS)
        body = "".join(f"<tr>{_html_row(lesson)}</tr>" for lesson in self.lessons)
        return (
            "<table><caption style='text-align:left;color:inherit'>Your progress so far</caption>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
            + "".join(f"<p>Go on with {_link(lesson)}.</p>" for lesson in self._next())
            + (f"<p>{escape(self.trouble)}</p>" if self.trouble else "")
        )


def overview() -> Overview:
    """Return the learner's progress in every lesson."""
    return Overview(summary(), trouble())


def terminal_table() -> Table:
    """Return the same table for a terminal."""
    table = Table(*HEADINGS, title="Your progress", title_justify="left")
    for lesson in summary():
        table.add_row(*_row(lesson))
    return table


def _name(lesson: LessonProgress) -> str:
    return f"{lesson.lesson[:2]} {lesson.title}"


def _link(lesson: LessonProgress) -> str:
    address = f"../{lesson.lesson}/{lesson.lesson}.ipynb"
    return f'<a href="{address}">{escape(_name(lesson))}</a>'


def _row(lesson: LessonProgress) -> tuple[str, ...]:
    return (
        _name(lesson),
        f"{lesson.passed} of {lesson.exercises}",
        f"{lesson.answered} of {lesson.questions}",
        f"{round(lesson.points, 2):g} of {lesson.max_points:g}",
        str(lesson.hints),
        str(lesson.solutions),
    )


def _html_row(lesson: LessonProgress) -> str:
    _, *cells = _row(lesson)
    first = f'<th scope="row" style="{_CELL}">{_link(lesson)}</th>'
    return first + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)
