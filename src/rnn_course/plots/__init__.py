"""One look for every figure of the course, and the few helpers that draw it.

Colours are told apart by colour-blind readers, and each line also has its own
dashes or marker, so nothing depends on colour alone.

>>> ax = plots.lines({"truth": truth, "forecast": forecast}, xlabel="day",
...                  ylabel="temperature (°C)", title="The forecast lags a day")
>>> plots.show(ax, alt="Two lines; the forecast repeats the truth a day later.")
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from rnn_course.plots.pictures import Picture, picture, show

__all__ = [
    "PALETTE",
    "STYLE",
    "Picture",
    "axes",
    "label",
    "lines",
    "matrix",
    "picture",
    "show",
    "spread",
    "use_style",
]

# Okabe and Ito's colour-blind-safe set (2008), darkened until each one has a
# contrast of at least 4.5 : 1 against white; the test measures it.
BLUE = "#0068A8"
VERMILION = "#BF4A00"
GREEN = "#007A5A"
PURPLE = "#99457F"
OCHRE = "#8A6400"
INK = "#222222"
MUTED = "#666666"

PALETTE = (BLUE, VERMILION, GREEN, PURPLE, OCHRE, INK)
DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)), (0, (3, 1)), "-")
MARKERS = ("o", "s", "^", "D", "v", "P")
SIGNED = "PuOr_r"  # diverging, safe for colour-blind readers; white is zero

SIZES = {"series": (6.0, 3.0), "small": (3.5, 2.5)}  # inches

STYLE: dict[str, Any] = {
    "axes.axisbelow": True,  # no grid lines across bars
    "axes.edgecolor": "#999999",
    "axes.grid": True,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "axes.prop_cycle": cycler(color=PALETTE) + cycler(linestyle=DASHES),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "figure.dpi": 100,
    "figure.figsize": SIZES["series"],
    "figure.constrained_layout.use": True,
    "font.family": "DejaVu Sans",  # comes with matplotlib: the same everywhere
    "font.size": 10,
    "grid.color": "#E6E6E6",
    "grid.linewidth": 0.8,
    "image.cmap": "cividis",
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.markersize": 5,
    "text.color": INK,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "svg.hashsalt": "rnn-course",  # the same picture has the same bytes
}


def use_style() -> None:
    """Set matplotlib's defaults to the style of the course."""
    plt.rcParams.update(STYLE)


def axes(
    kind: str = "series", *, xlabel: str = "", ylabel: str = "", title: str = ""
) -> Axes:
    """Return empty axes on a new figure.

    Parameters
    ----------
    kind : {"series", "small"}
        "series" is 6 by 3 inches, "small" is 3.5 by 2.5 inches.
    xlabel, ylabel : str
        What the axis shows, with its unit.
    title : str
        The finding, not the method: "The loss falls for 300 updates".

    Raises
    ------
    ValueError
        When `kind` is not one of the two.
    """
    if kind not in SIZES:
        known = " or ".join(f'"{name}"' for name in SIZES)
        raise ValueError(f'kind="{kind}" is not known. Write kind={known}.')
    use_style()
    _, ax = plt.subplots(figsize=SIZES[kind])
    return label(ax, xlabel=xlabel, ylabel=ylabel, title=title)


def label(ax: Axes, *, xlabel: str = "", ylabel: str = "", title: str = "") -> Axes:
    """Write the labels that are given and leave the others as they are."""
    if xlabel:
        ax.set_xlabel(xlabel)
    if ylabel:
        ax.set_ylabel(ylabel)
    if title:
        ax.set_title(title)
    return ax


def lines(
    series: Mapping[str, ArrayLike],
    x: ArrayLike | None = None,
    *,
    ax: Axes | None = None,
    markers: bool = False,
    **labels: str,
) -> Axes:
    """Draw one line for each named series.

    Parameters
    ----------
    series : mapping of str to (steps,)
        The name goes into the legend.
    x : (steps,), optional
        Shared horizontal positions; 0, 1, 2, … when left out.
    markers : bool
        Mark every point; right for up to about 40 points a line.
    **labels
        `xlabel`, `ylabel`, `title`, as in `axes`.
    """
    ax = axes() if ax is None else ax
    for name, values in series.items():
        values = np.asarray(values)
        marker = MARKERS[len(ax.lines) % len(MARKERS)] if markers else ""
        places = np.arange(len(values)) if x is None else x
        ax.plot(places, values, label=name, marker=marker)
    if len(ax.lines) > 1:
        ax.legend()
    return label(ax, **labels)


def spread(
    runs: ArrayLike,
    x: ArrayLike | None = None,
    *,
    name: str = "median",
    low: float = 10,
    high: float = 90,
    ax: Axes | None = None,
    **labels: str,
) -> Axes:
    """Draw the median of many runs and a band between two percentiles.

    Parameters
    ----------
    runs : (runs, steps)
        One row for each run, for example one seed.
    x : (steps,), optional
        Horizontal positions; 0, 1, 2, … when left out.
    name : str
        What the legend calls the median.
    low, high : float
        Percentiles that bound the band, 0 to 100.
    """
    ax = axes() if ax is None else ax
    runs = np.asarray(runs)
    places = np.arange(runs.shape[1]) if x is None else np.asarray(x)
    below, middle, above = np.percentile(runs, [low, 50, high], axis=0)
    (line,) = ax.plot(places, middle, label=name)
    band = f"{low:g}th to {high:g}th percentile"
    ax.fill_between(
        places, below, above, color=line.get_color(), alpha=0.2, lw=0, label=band
    )
    ax.legend()
    return label(ax, **labels)


def matrix(
    values: ArrayLike,
    *,
    ax: Axes | None = None,
    limit: float | None = None,
    numbers: bool = False,
    bar: str = "",
    **labels: str,
) -> Axes:
    """Draw signed values (states, weights, gradients) as coloured squares.

    Zero is white; the map is symmetric, so equal sizes look equally strong.

    Parameters
    ----------
    values : (rows, columns)
        First row on top.
    limit : float, optional
        Value of the strongest colour; the largest |value| when left out.
    numbers : bool
        Write each value into its square.
    bar : str
        Label of the colour bar, with its unit.
    """
    ax = axes("small") if ax is None else ax
    values = np.asarray(values, dtype=float)
    limit = limit or float(np.abs(values).max()) or 1.0
    image = ax.imshow(values, cmap=SIGNED, vmin=-limit, vmax=limit, aspect="auto")
    ax.grid(False)
    ax.figure.colorbar(image, ax=ax, label=bar)
    if numbers:
        _write_numbers(ax, values, limit)
    return label(ax, **labels)


def _write_numbers(ax: Axes, values: np.ndarray, limit: float) -> None:
    for (row, column), value in np.ndenumerate(values):
        color = "white" if abs(value) > 0.65 * limit else INK
        text = f"{value:.2f}".replace("-", "−")
        ax.text(column, row, text, ha="center", va="center", color=color, fontsize=8)
