"""The number explorer of lesson 03: what training changes, and what it cannot."""

from __future__ import annotations

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection

from rnn_course import plots
from rnn_course.data import numbers
from rnn_course.widgets.figure import LiveFigure

LAST = numbers.FIRST + 2  # a window's last number, the horizontal axis
ASKED = ((5, 6, 7), (20, 21, 22))


def number_explorer() -> LiveFigure:
    """Return a figure of predictions against the truth, far outside the examples.

    Its controls are the number of epochs, the activation, how windows are prepared
    and what the network predicts. The table behind it was made by
    `rnn_course.data.numbers`.
    """
    table = numbers.load()
    ax = _still_parts()
    band = PolyCollection([], color=plots.BLUE, alpha=0.2, lw=0, animated=True)
    ax.add_collection(band)
    (line,) = ax.plot([], [], color=plots.BLUE, animated=True)
    title = ax.set_title(" ", animated=True)

    def redraw(epochs: int, activation: str, inputs: str, target: str) -> None:
        low, middle, high = _look_up(table, epochs, activation, inputs, target)
        line.set_data(LAST, middle)
        edge = np.column_stack([LAST, low])
        back = np.column_stack([LAST, high])[::-1]
        band.set_verts([np.concatenate([edge, back])])
        title.set_text(_finding(middle))

    def describe(epochs: int, activation: str, inputs: str, target: str) -> str:
        low, middle, high = _look_up(table, epochs, activation, inputs, target)
        said = "; ".join(
            f"after {list(window)}, where {window[-1] + 1} is right, the median of 20 "
            f"networks is {_at(middle, window):.2f} (8 in 10 between "
            f"{_at(low, window):.2f} and {_at(high, window):.2f})"
            for window in ASKED
        )
        return f"{said[0].upper()}{said[1:]}."

    return LiveFigure(ax.figure, _controls(), redraw, describe)


def _controls() -> dict[str, ipywidgets.Widget]:
    return {
        "epochs": ipywidgets.SelectionSlider(
            options=[(f"{n:,}", n) for n in numbers.EPOCHS],
            value=200,
            description="Epochs",
        ),
        "activation": ipywidgets.Dropdown(
            options=list(numbers.ACTIVATIONS), description="Activation"
        ),
        "inputs": ipywidgets.Dropdown(
            options=list(numbers.INPUTS), description="Windows"
        ),
        "target": ipywidgets.Dropdown(
            options=list(numbers.TARGETS), description="Target"
        ),
    }


def _still_parts() -> Axes:
    """Draw what never moves: the truth, the strip of examples, the axes."""
    ax = plots.axes(
        xlabel="last number of the window", ylabel="prediction", title="Finding"
    )
    ax.set(xlim=(LAST[0], LAST[-1]), ylim=(-30, 80))
    ax.plot(
        LAST, LAST + 1, color=plots.INK, ls="--", lw=1.2, zorder=1, label="the truth"
    )
    ax.axvspan(3, 6, color=plots.MUTED, alpha=0.25, lw=0, label="the examples")
    ax.plot([], [], color=plots.BLUE, ls="-", label="median of 20 networks")
    ax.fill_between([], [], color=plots.BLUE, alpha=0.2, label="8 in 10 networks")
    ax.legend(loc="upper left", fontsize=9)
    return ax


def _look_up(
    table: np.ndarray, epochs: int, activation: str, inputs: str, target: str
) -> np.ndarray:
    """Return low, median and high predictions, (3, windows)."""
    return table[
        numbers.ACTIVATIONS.index(activation),
        numbers.INPUTS.index(inputs),
        numbers.TARGETS.index(target),
        numbers.EPOCHS.index(epochs),
    ]


def _at(values: np.ndarray, window: tuple[int, ...]) -> float:
    return float(values[np.searchsorted(numbers.FIRST, window[0])])


def _finding(middle: np.ndarray) -> str:
    near, far = (abs(_at(middle, window) - window[-1] - 1) for window in ASKED)
    if max(near, far) < 0.05:
        return "Right at the examples, and right far away"
    if near < 0.1:
        return f"Right next to the examples, off by {far:.1f} after [20, 21, 22]"
    return f"Off by {near:.1f} after [5, 6, 7], by {far:.1f} after [20, 21, 22]"
