"""Probabilities as a table of squares: what a network believes, step by step.

>>> ax = beliefs.squares(table, rows=["mat", "sofa"], columns=["cat", "is", "on"])
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnn_course import plots

__all__ = ["squares"]

SHOWN = 0.01  # smaller shares get no number


def squares(
    table: ArrayLike,
    rows: Sequence[str],
    columns: Sequence[str],
    ax: Axes | None = None,
    **labels: str,
) -> Axes:
    """Draw shares from 0 to 1, white to blue, each with its per cent.

    Parameters
    ----------
    table : (rows, columns)
        First row on top.
    rows, columns : sequence of str
        Their names.
    **labels
        `xlabel`, `ylabel`, `title`, as in `plots.axes`.
    """
    table = np.asarray(table, dtype=float)
    if ax is None:
        ax = plots.axes()
        ax.figure.set_size_inches(7, 1.2 + 0.32 * len(table))
    ax.imshow(table, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    ax.grid(False)
    ax.set_xticks(range(len(columns)), columns)
    ax.set_yticks(range(len(rows)), rows)
    for (row, column), share in np.ndenumerate(table):
        if share >= SHOWN:
            color = "white" if share > 0.55 else plots.INK
            text = f"{100 * share:.0f} %"
            ax.text(column, row, text, ha="center", va="center", color=color, size=9)
    return plots.label(ax, **labels)
