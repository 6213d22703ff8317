"""Where recurrent networks are used: what goes in, what comes out, drawn by code.

>>> tasks.show("sentiment", "weather")
>>> ax = tasks.draw(tasks.TASKS["speech"])
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch

from rnn_course import plots
from rnn_course.errors import CourseError, did_you_mean
from rnn_course.plots import diagrams

__all__ = ["TASKS", "Task", "draw", "show"]

PITCH = 1.0  # inches from one step to the next
LEFT = 1.5  # inches for the words at the left
ROWS = {"reads": 0.3, "remembers": 1.02, "gives": 1.74}  # heights in inches
HALF = 0.19  # half a box's height


@dataclass(frozen=True)
class Task:
    """One use of recurrent networks.

    Attributes
    ----------
    title : str
        The task, and its shape in words.
    reads, gives : tuple of str
        What each step reads and gives; an empty string leaves that box away.
    shape_in, shape_out : str
        Shapes of the arrays that go in and come out.
    alt : str
        The picture in words.
    fed_back_from : int or None
        The first step, from 0, that reads the output of the step before.
    """

    title: str
    reads: tuple[str, ...]
    gives: tuple[str, ...]
    shape_in: str
    shape_out: str
    alt: str
    fed_back_from: int | None = None


TASKS: Mapping[str, Task] = {
    "sentiment": Task(
        "Sentiment analysis: many to one",
        ("not", "a", "bad", "film"),
        ("", "", "", "positive"),
        "(batch, 4, words)",
        "(batch, 1)",
        "Four words are read, not a bad film; after the last one comes a verdict, "
        "positive.",
    ),
    "weather": Task(
        "Weather: many to one",
        ("14°, 0 mm", "15°, 2 mm", "12°, 9 mm", "11°, 4 mm"),
        ("", "", "", "13°"),
        "(batch, 4, 2)",
        "(batch, 1)",
        "Four days of temperature and rain are read; the next day's temperature "
        "comes out.",
    ),
    "markets": Task(
        "Financial markets: many to one, two days ahead",
        ("101 €", "103 €", "102 €", "104 €"),
        ("", "", "", "105, 106 €"),
        "(batch, 4, 1)",
        "(batch, 2)",
        "Four daily prices are read; after the last one come two forecasts.",
    ),
    "speech": Task(
        "Speech recognition: many to many, step by step",
        ("frame 1", "frame 2", "frame 3", "frame 4", "frame 5"),
        ("c", "c", "a", "a", "t"),
        "(batch, 5, 40)",
        "(batch, 5, letters)",
        "Five frames of sound are read; each gives a letter at once: c, c, a, a, t.",
    ),
    "translation": Task(
        "Translation: many to many, read first, then write",
        ("the", "cat", "sleeps", "start", "le", "chat", "dort"),
        ("", "", "", "le", "chat", "dort", "stop"),
        "(batch, 3, words)",
        "(batch, 4, words)",
        "Three English words are read without an answer; then four French words are "
        "written, and each is read again at the next step.",
        fed_back_from=4,
    ),
    "text": Task(
        "Text generation: one to many",
        ("The", "cat", "is", "on", "the"),
        ("cat", "is", "on", "the", "mat"),
        "(batch, 1, words)",
        "(batch, 5, words)",
        "One word is given; each word that comes out is the input of the next step.",
        fed_back_from=1,
    ),
}


def show(*names: str) -> None:
    """Display tasks of `TASKS`, one picture each.

    Raises
    ------
    CourseError
        When there is no task of a name.
    """
    for name in names:
        if name not in TASKS:
            raise CourseError(f"There is no task {name!r}. {did_you_mean(name, TASKS)}")
        plots.show(draw(TASKS[name]), alt=TASKS[name].alt)


def draw(task: Task) -> Axes:
    """Draw one column a time step: what is read, the memory, what is given.

    Returns
    -------
    Axes
        One unit is one inch.
    """
    ax = diagrams.canvas(LEFT + PITCH * len(task.reads), 2.4)
    ax.text(0.05, 2.25, task.title, fontweight="bold", fontsize=11, va="center")
    _name_rows(ax, {"reads": task.shape_in, "gives": task.shape_out})
    for step, (read, give) in enumerate(zip(task.reads, task.gives, strict=True)):
        x = LEFT + PITCH * (step + 0.45)
        _column(ax, x, read, give)
        if step:
            y = ROWS["remembers"]
            diagrams.arrow(ax, (x - PITCH + 0.25, y), (x - 0.25, y))
        if task.fed_back_from is not None and step >= task.fed_back_from:
            _feed_back(ax, x)
    return ax


def _name_rows(ax: Axes, shapes: Mapping[str, str]) -> None:
    for name, y in ROWS.items():
        below = shapes.get(name, "")
        ax.text(0.05, y + (0.09 if below else 0), name, va="center")
        ax.text(0.05, y - 0.1, below, va="center", fontsize=8.5, color=plots.MUTED)


def _column(ax: Axes, x: float, read: str, give: str) -> None:
    low, middle, high = ROWS.values()
    size = {"height": 2 * HALF, "width": 0.86, "size": 9.5}
    diagrams.box(ax, (x, middle), "", diagrams.STATE, **size | {"width": 0.5})
    if read:
        diagrams.box(ax, (x, low), read, diagrams.INPUT, **size)
        diagrams.arrow(ax, (x, low + HALF), (x, middle - HALF))
    if give:
        diagrams.box(ax, (x, high), give, diagrams.OUTPUT, **size)
        diagrams.arrow(ax, (x, middle + HALF), (x, high - HALF))


def _feed_back(ax: Axes, x: float) -> None:
    """Draw a dashed arrow from the output before to this step's input."""
    low, _, high = ROWS.values()
    ax.add_patch(
        FancyArrowPatch(
            (x - PITCH + 0.3, high - HALF),
            (x - 0.3, low + HALF),
            arrowstyle="-|>",
            mutation_scale=11,
            linestyle=(0, (3, 2)),
            linewidth=1.1,
            color=plots.GREEN,
            zorder=0.5,
        )
    )
