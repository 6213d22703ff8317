"""The stepper of lesson 02: one cell as a loop and unrolled, every number shown."""

from __future__ import annotations

from dataclasses import dataclass

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from rnn_course import plots
from rnn_course.plots.diagrams import INPUT, OUTPUT, STATE, arrow, box, canvas
from rnn_course.widgets.cell_reading import (
    B_Y,
    STEPS,
    W_HH,
    W_HY,
    W_XH,
    Reading,
    number,
)
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.quick_text import QuickText

ROWS = {"output": 4.05, "state": 2.95, "input": 1.85}  # inches from below
LOOP, FIRST, PITCH = 1.4, 2.9, 0.98  # inches from the left


def cell_stepper() -> LiveFigure:
    """Return a cell with one input, two units and one output, to step through time.

    Its controls are the step, the step whose input is changed (0 for none), and the
    new value.
    """
    ax = _still_parts()
    parts = _moving_parts(ax)

    def redraw(step: int, changed: int, value: float) -> None:
        parts.show(Reading.of(changed, value), step)

    def describe(step: int, changed: int, value: float) -> str:
        return Reading.of(changed, value).in_words(step)

    controls = {
        "step": ipywidgets.IntSlider(value=3, min=1, max=STEPS, description="Step"),
        "changed": ipywidgets.Dropdown(
            options=[("none", 0), *((str(t), t) for t in range(1, STEPS + 1))],
            value=2,
            description="Change the input of step",
        ),
        "value": ipywidgets.FloatSlider(
            value=1.5, min=-2, max=2, step=0.5, description="New value"
        ),
    }
    return LiveFigure(ax.figure, controls, redraw, describe)


@dataclass(frozen=True)
class Moving:
    """What moves: texts, the frame around a column, the marks of what changed."""

    loop: dict[str, QuickText]
    columns: dict[str, list[QuickText]]
    arithmetic: QuickText
    frame: Rectangle
    source: Rectangle
    marks: list[Rectangle]
    title: QuickText

    def show(self, reading: Reading, step: int) -> None:
        """Write the numbers of a reading, seen from one step."""
        values = {"input": reading.x, "state": reading.H, "output": reading.y}
        for name, row in values.items():
            texts = [
                "\n".join(number(v) for v in np.atleast_1d(value)) for value in row
            ]
            for text, words in zip(self.columns[name], texts, strict=True):
                text.set_text(words)
            self.loop[name].set_text(texts[step - 1])
        self.title.set_text(f"The loop at step {step}")
        self.arithmetic.set_text(reading.arithmetic(step))
        self.frame.set_x(_x(step) - 0.44)
        self.source.set_x(_x(reading.changed) - 0.37)
        self.source.set_visible(bool(reading.changed))
        for t, (mark, text) in enumerate(
            zip(self.marks, self.columns["moved"], strict=True), 1
        ):
            mark.set_visible(t in reading.later())
            moved = f"moved {number(reading.moved[t - 1])}"
            text.set_text(moved if t in reading.later() else "same")
            text.set_visible(bool(reading.changed))


def _x(step: int) -> float:
    return FIRST + PITCH * step


def _still_parts() -> Axes:
    """Draw the boxes, the arrows and the weights."""
    ax = canvas(FIRST + PITCH * (STEPS + 0.6), 4.75)
    for name, colors in (("input", INPUT), ("state", STATE), ("output", OUTPUT)):
        height = 0.62 if name == "state" else 0.42
        for x in (LOOP, *map(_x, range(1, STEPS + 1))):
            box(ax, (x, ROWS[name]), "", colors, width=0.7, height=height)
    for x in (LOOP, *map(_x, range(1, STEPS + 1))):
        arrow(ax, (x, ROWS["input"] + 0.21), (x, ROWS["state"] - 0.31))
        arrow(ax, (x, ROWS["state"] + 0.31), (x, ROWS["output"] - 0.21))
    _still_loop(ax)
    _still_chain(ax)
    return ax


def _still_loop(ax: Axes) -> None:
    right, y = LOOP + 0.35, ROWS["state"]
    arrow(ax, (right, y + 0.12), (right, y - 0.12), curve=-3.2)
    for row, name in (("input", "$x_t$"), ("state", "$h_t$"), ("output", "$y_t$")):
        ax.text(LOOP - 0.5, ROWS[row], name, ha="right", va="center", fontsize=11)
    weights = {
        (LOOP - 0.1, 2.35): ("$W_{xh}$ = " + _row(W_XH[0]), "right"),
        (LOOP - 0.1, 3.55): ("$W_{hy}$ = " + _row(W_HY[:, 0]), "right"),
        (right + 0.47, y): (
            "$W_{hh}$ =\n" + "\n".join(_row(row) for row in W_HH), "left"
        ),
        (LOOP + 0.1, 3.55): (f"$b_y$ = {number(B_Y[0])}", "left"),
    }  # fmt: skip
    for (x, height), (words, side) in weights.items():
        ax.text(x, height, words, ha=side, va="center", fontsize=8.5)


def _row(values: np.ndarray) -> str:
    return "[" + "  ".join(f"{v:g}".replace("-", "−") for v in values) + "]"


def _still_chain(ax: Axes) -> None:
    ax.text(_x(1) - 0.44, 4.55, "Unrolled", fontsize=11, weight="bold", va="center")
    y = ROWS["state"]
    for step in range(1, STEPS + 1):
        start = _x(step) - (0.59 if step == 1 else PITCH - 0.35)
        arrow(ax, (start, y), (_x(step) - 0.35, y))
        ax.text(_x(step), 1.38, f"step {step}", ha="center", color=plots.MUTED)
    ax.text(_x(1) - 0.62, y, "0\n0", ha="right", va="center", fontsize=9)
    key = "frame: the present step\ndashes: the changed input, and the states that it has moved"
    ax.text(_x(1) - 0.44, 0.5, key, va="center", fontsize=9, color=plots.MUTED)


def _moving_parts(ax: Axes) -> Moving:
    def write(x: float, y: float, size: float = 9.5, **style: str) -> QuickText:
        style = {"ha": "center"} | style
        text = QuickText(x, y, fontsize=size, animated=True, zorder=5, **style)
        return ax.add_artist(text)

    columns = {
        name: [write(_x(step), y) for step in range(1, STEPS + 1)]
        for name, y in ROWS.items()
    }
    bold = {"color": plots.PURPLE, "weight": "bold"}
    columns["moved"] = [write(_x(t), 1.15, 8, **bold) for t in range(1, STEPS + 1)]
    return Moving(
        loop={name: write(LOOP, y) for name, y in ROWS.items()},
        columns=columns,
        arithmetic=write(0.1, 0.62, 9, ha="left", family="DejaVu Sans Mono"),
        frame=_outline(ax, 1.0, 3.32, 0.88, plots.BLUE, "-"),
        source=_outline(ax, ROWS["input"] - 0.23, 0.46, 0.74, plots.PURPLE, "--"),
        marks=[_mark(ax, step) for step in range(1, STEPS + 1)],
        title=write(0.1, 4.55, 11, ha="left", weight="bold"),
    )


def _outline(
    ax: Axes, y: float, height: float, width: float, color: str, dashes: str
) -> Rectangle:
    shape = Rectangle(
        (0, y), width, height, fill=False, ec=color, lw=2, ls=dashes, animated=True
    )
    ax.add_patch(shape)
    return shape


def _mark(ax: Axes, step: int) -> Rectangle:
    mark = _outline(ax, ROWS["state"] - 0.33, 0.66, 0.74, plots.PURPLE, "--")
    mark.set_x(_x(step) - 0.37)
    return mark
