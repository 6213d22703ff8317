"""The computational graph of lesson 04: two steps of a network with one unit.

>>> plots.show(graphs.two_steps(values, gradients), alt="…")
"""

from __future__ import annotations

from collections.abc import Mapping

from matplotlib.axes import Axes

from rnn_course import plots
from rnn_course.plots import diagrams
from rnn_course.plots.diagrams import INPUT, OUTPUT, PLAIN, STATE

__all__ = ["two_steps"]

_ROW = 1.8  # height of the row of states, in inches
_HIGH = 0.74  # of a box
_PLACES = {
    "h0": (0.55, _ROW),
    "z1": (1.95, _ROW),
    "h1": (3.35, _ROW),
    "z2": (4.75, _ROW),
    "h2": (6.15, _ROW),
    "loss": (7.55, _ROW),
    "x1": (1.95, 3.1),
    "x2": (4.75, 3.1),
    "u": (3.35, 0.42),
}
_NAMES = {
    "h0": "$h_0$",
    "z1": "$z_1$",
    "h1": "$h_1$",
    "z2": "$z_2$",
    "h2": "$h_2$",
    "loss": "$L$",
    "x1": "$x_1 w$",
    "x2": "$x_2 w$",
    "u": "$u$",
}
_COLORS = {"x1": INPUT, "x2": INPUT, "h0": STATE, "h1": STATE, "h2": STATE}
_COLORS |= {"z1": PLAIN, "z2": PLAIN, "u": PLAIN, "loss": OUTPUT}


def two_steps(
    values: Mapping[str, float], gradients: Mapping[str, float] | None = None
) -> Axes:
    """Draw the graph with its values and, when given, the gradients.

    Parameters
    ----------
    values : mapping
        Keys h0, z1, h1, z2, h2, loss, x1, x2 (times w), u.
    gradients : mapping, optional
        dL/d… for z1, h1, z2, h2, u; u1 and u2 for what each use of u adds.

    Returns
    -------
    Axes
        Orange numbers are gradients, black ones values.
    """
    ax = diagrams.canvas(8.1, 3.5)
    for name, (x, y) in _PLACES.items():
        text = f"{_NAMES[name]}\n{values[name]:.3f}"
        text += "\n" if gradients and name in gradients else ""
        diagrams.box(ax, (x, y), text, _COLORS[name], width=0.82, height=_HIGH)
    for before, after, text in [
        ("h0", "z1", "× u"),
        ("z1", "h1", "tanh"),
        ("h1", "z2", "× u"),
        ("z2", "h2", "tanh"),
        ("h2", "loss", "½ h²"),
    ]:
        start, end = _PLACES[before][0] + 0.41, _PLACES[after][0] - 0.41
        diagrams.arrow(ax, (start, _ROW), (end, _ROW), text, text_offset=(0, 0.15))
    for x in (1.95, 4.75):
        diagrams.arrow(ax, (x, 3.1 - _HIGH / 2), (x, _ROW + _HIGH / 2))
    diagrams.arrow(ax, (2.94, 0.6), (2.1, _ROW - _HIGH / 2))
    diagrams.arrow(ax, (3.76, 0.6), (4.6, _ROW - _HIGH / 2))
    for name, value in (gradients or {}).items():
        _write(ax, name, value)
    return ax


def _write(ax: Axes, name: str, gradient: float) -> None:
    """Write a gradient in orange: into its box, or beside an arrow from u."""
    places = {"u1": (2.12, 0.85), "u2": (4.58, 0.85)}
    x, y = places.get(name) or _PLACES[name]
    sign, drop = ("+ ", 0) if name in places else ("", 0.24)
    ax.text(
        x,
        y - drop,
        f"{sign}{gradient:.3f}",
        color=plots.VERMILION,
        ha="center",
        va="center",
        fontsize=11,
        fontweight="bold",
    )
