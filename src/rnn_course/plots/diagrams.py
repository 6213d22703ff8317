"""Diagrams of networks, drawn by code: boxes, arrows, the loop, the unrolled view.

>>> plots.show(diagrams.rnn_loop(), alt="A cell whose state comes back to it.")
>>> ax = diagrams.rnn_unrolled(["The", "cat", "is"], outputs=["", "", "on"])
"""

from __future__ import annotations

from collections.abc import Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path
from numpy.typing import ArrayLike

from rnn_course import plots

INPUT = ("#DCEBF7", plots.BLUE)  # face and edge
STATE = ("#FBE6DA", plots.VERMILION)
OUTPUT = ("#DDF1EA", plots.GREEN)
PLAIN = ("#F2F2F2", plots.MUTED)
Point = tuple[float, float]


def canvas(width: float, height: float) -> Axes:
    """Return axes without frame: one unit is one inch, (0, 0) is bottom left."""
    plots.use_style()
    _, ax = plt.subplots(figsize=(width, height))
    ax.set(xlim=(0, width), ylim=(0, height), aspect="equal")
    ax.axis("off")
    return ax


def box(
    ax: Axes,
    center: Point,
    text: str,
    colors: tuple[str, str] = PLAIN,
    *,
    width: float = 0.8,
    height: float = 0.5,
    size: float = 11,
) -> Axes:
    """Draw a rounded box around a text; `colors` are its face and edge."""
    x, y = center
    face, edge = colors
    shape = FancyBboxPatch(
        (x - width / 2, y - height / 2),
        width,
        height,
        boxstyle="round,pad=0,rounding_size=0.08",
        facecolor=face,
        edgecolor=edge,
        linewidth=1.5,
    )
    ax.add_patch(shape)
    ax.text(x, y, text, ha="center", va="center", fontsize=size)
    return ax


def arrow(
    ax: Axes,
    start: Point,
    end: Point,
    text: str = "",
    *,
    curve: float = 0.0,
    text_offset: Point = (0.0, 0.12),
) -> Axes:
    """Draw an arrow, bent by `curve`, with a text beside its middle."""
    ax.add_patch(
        FancyArrowPatch(
            start,
            end,
            connectionstyle=f"arc3,rad={curve}",
            arrowstyle="-|>",
            mutation_scale=13,
            color=plots.INK,
            linewidth=1.4,
            shrinkA=1,
            shrinkB=1,
        )
    )
    if text:
        x = (start[0] + end[0]) / 2 + text_offset[0]
        y = (start[1] + end[1]) / 2 + text_offset[1]
        ax.text(x, y, text, ha="center", va="center", fontsize=10)
    return ax


def rnn_loop(ax: Axes | None = None, *, center: Point = (1.2, 1.4)) -> Axes:
    """Draw the cell once, with its state coming back to it as the next input."""
    ax = canvas(2.6, 2.8) if ax is None else ax
    x, y = center
    box(ax, (x, y - 1.05), "$x_t$", INPUT)
    box(ax, (x, y), "$h_t$", STATE)
    box(ax, (x, y + 1.05), "$y_t$", OUTPUT)
    arrow(ax, (x, y - 0.8), (x, y - 0.25), "$W_{xh}$", text_offset=(-0.33, 0))
    arrow(ax, (x, y + 0.25), (x, y + 0.8), "$W_{hy}$", text_offset=(-0.33, 0))
    _loop(ax, x, y)
    ax.text(x + 1.0, y, "$W_{hh}$", ha="left", va="center", fontsize=10)
    return ax


def _loop(ax: Axes, x: float, y: float) -> None:
    """Draw the arrow that leaves the box at its right side and comes back."""
    right = x + 0.4
    path = Path(
        [(right, y + 0.15), (right + 0.7, y + 0.6), (right + 0.7, y - 0.6),
         (right, y - 0.15)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )  # fmt: skip
    ax.add_patch(
        FancyArrowPatch(
            path=path,
            arrowstyle="-|>",
            mutation_scale=13,
            color=plots.INK,
            linewidth=1.4,
        )
    )


def rnn_unrolled(
    inputs: Sequence[str] = ("$x_1$", "$x_2$", "$x_3$"),
    states: Sequence[str] | None = None,
    outputs: Sequence[str] | None = None,
    *,
    start: str = "$h_0$",
    weights: bool = True,
    pitch: float = 1.45,
) -> Axes:
    """Draw one copy of the cell for each time step, from left to right.

    Parameters
    ----------
    inputs : sequence of str
        What each step reads; one column a step.
    states : sequence of str, optional
        What stands in the cells; h_1, h_2, … when left out.
    outputs : sequence of str, optional
        What each step gives out; an empty string leaves that output away.
        y_1, y_2, … when left out.
    start : str
        The state before the first step; an empty string leaves it away.
    weights : bool
        Write the names of the shared weights beside the arrows.
    pitch : float
        Inches from one step to the next.
    """
    steps = range(1, len(inputs) + 1)
    states = [f"$h_{{{t}}}$" for t in steps] if states is None else states
    outputs = [f"$y_{{{t}}}$" for t in steps] if outputs is None else outputs
    tall = any(outputs)
    ax = canvas(0.9 + pitch * len(inputs), 2.8 if tall else 1.75)
    before = 0.4
    if start:
        ax.text(before, 1.4, start, ha="center", va="center", fontsize=11)
    for column, (read, state, give) in enumerate(
        zip(inputs, states, outputs, strict=True)
    ):
        x = before + pitch * (column + 0.95)
        _column(ax, x, read, state, give, weights)
        if column or start:
            left = x - pitch + (0.4 if column else 0.27 + 0.05 * pitch)
            name = "$W_{hh}$" if weights else ""
            arrow(ax, (left, 1.4), (x - 0.4, 1.4), name, text_offset=(0, 0.17))
    return ax


def _column(
    ax: Axes, x: float, read: str, state: str, give: str, weights: bool
) -> None:
    """Draw one time step: input below, state in the middle, output above."""
    box(ax, (x, 0.35), read, INPUT)
    box(ax, (x, 1.4), state, STATE)
    name = "$W_{xh}$" if weights else ""
    arrow(ax, (x, 0.6), (x, 1.15), name, text_offset=(-0.33, 0))
    if give:
        box(ax, (x, 2.45), give, OUTPUT)
        name = "$W_{hy}$" if weights else ""
        arrow(ax, (x, 1.65), (x, 2.2), name, text_offset=(-0.33, 0))


def windows_tensor(windows: ArrayLike, targets: ArrayLike) -> Axes:
    """Draw windows as rows of boxes, each with the number that follows it.

    Parameters
    ----------
    windows : (examples, time)
        One feature a step, so that the tensor's shape is (examples, time, 1).
    targets : (examples,)
        What follows each window.
    """
    windows = np.asarray(windows)
    rows, columns = windows.shape
    ax = canvas(columns + 2.6, 0.6 * rows + 0.6)
    for row, (window, target) in enumerate(zip(windows, targets, strict=True)):
        y = 0.6 * (rows - row) - 0.2
        ax.text(0.1, y, f"window {row}", va="center", color=plots.MUTED)
        for column, value in enumerate(window):
            box(ax, (1.5 + column, y), f"{value:g}", INPUT, height=0.44)
        arrow(ax, (1.5 + columns - 0.55, y), (1.5 + columns, y))
        box(ax, (2.0 + columns, y), f"{target:g}", OUTPUT, height=0.44)
    top = 0.6 * rows + 0.25
    for column in range(columns):
        text = f"step {column + 1}"
        ax.text(1.5 + column, top, text, ha="center", color=plots.MUTED)
    ax.text(2.0 + columns, top, "target", ha="center", color=plots.MUTED)
    return ax
