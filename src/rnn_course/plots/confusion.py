"""Which words were taken for which: a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnn_course import plots

__all__ = ["confusion", "confusion_counts"]


def confusion_counts(truth: ArrayLike, said: ArrayLike, classes: int) -> np.ndarray:
    """Count answers.

    Parameters
    ----------
    truth, said : (examples,)
        Class numbers, 0 to classes - 1.
    classes : int
        How many classes there are.

    Returns
    -------
    (classes, classes) ndarray of int
        Row: the truth; column: what was said.
    """
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (np.asarray(truth), np.asarray(said)), 1)
    return counts


def confusion(
    truth: ArrayLike,
    said: ArrayLike,
    names: Sequence[Any],
    *,
    ax: Axes | None = None,
    **labels: str,
) -> Axes:
    """Draw how often each class was taken for each other.

    Parameters
    ----------
    truth, said : (examples,)
        Class numbers.
    names : sequence
        One for each class.
    **labels
        `xlabel`, `ylabel`, `title`, as in `plots.axes`.
    """
    ax = plots.axes("small") if ax is None else ax
    counts = confusion_counts(truth, said, len(names))
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    ax.imshow(shares, cmap="Blues", vmin=0, vmax=1)
    ax.grid(False)
    places = range(len(names))
    ax.set_xticks(places, [str(name) for name in names])
    ax.set_yticks(places, [str(name) for name in names])
    for (row, column), count in np.ndenumerate(counts):
        if count:
            color = "white" if shares[row, column] > 0.55 else plots.INK
            ax.text(
                *(column, row, str(count)),
                ha="center",
                va="center",
                color=color,
                size=8,
            )
    words = {"xlabel": "what it says", "ylabel": "what was spoken"}
    return plots.label(ax, **(words | labels))
