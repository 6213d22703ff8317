"""Bars of each step's share of dL/dW_hh, as the sequence grows."""

from __future__ import annotations

from functools import cache, lru_cache

import ipywidgets
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import StepPatch

from rnn_course import plots
from rnn_course.networks.cells import recurrent_shares, rnn_forward
from rnn_course.widgets.figure import LiveFigure

__all__ = ["gradient_shares", "mean_shares"]

LONGEST = 30  # steps
NETWORKS, HIDDEN, FEATURES = 8, 16, 4
LAST, EVERY = "at the last step", "at every step"


def gradient_shares() -> LiveFigure:
    """Return the interactive figure.

    Eight networks with random weights read random inputs; the bars are the mean of
    their shares. The controls are the length of the sequence, the scale of the
    recurrent weights (1 is Keras's start) and where there is a loss.
    """
    ax = plots.axes(xlabel="time step", ylabel="share of dL/dW_hh (%)")
    ax.set(xlim=(0.3, LONGEST + 0.7), ylim=(0, 104))
    bars = _bars(ax)
    (together,) = ax.plot(
        [], [], color=plots.VERMILION, marker="o", ms=3, lw=1.4, animated=True
    )
    together.set_label("this step and all later ones")
    ax.legend([bars, together], ["this step", together.get_label()], loc="upper right")
    title = ax.set_title(" ", animated=True)

    def redraw(steps: int, scale: float, where: str) -> None:
        shares = 100 * mean_shares(steps, scale, where)
        bars.set_data(_heights(shares))
        together.set_data(np.arange(1, steps + 1), shares[::-1].cumsum()[::-1])
        title.set_text(f"{_enough(shares)} of {steps} steps make 90 % of the gradient")

    return LiveFigure(ax.figure, _controls(), redraw, _describe)


@lru_cache(maxsize=64)
def mean_shares(steps: int, scale: float, where: str = LAST) -> np.ndarray:
    """Return each step's share of dL/dW_hh, the mean over eight random networks.

    Parameters
    ----------
    steps : int
        Length of the sequence.
    scale : float
        W_hh is an orthogonal matrix times this number.
    where : str
        "at the last step" or "at every step": which states have a loss.

    Returns
    -------
    (steps,) ndarray
        Shares with sum 1; all zero for one step that starts from zeros.
    """
    return np.mean([_shares(steps, scale, where, n) for n in range(NETWORKS)], axis=0)


def _shares(steps: int, scale: float, where: str, seed: int) -> np.ndarray:
    turn, W_xh, h0, X, dH = _draw(seed)
    X, dH = X[:, :steps], dH[:, :steps].copy()
    if where == LAST:
        dH[:, :-1] = 0
    H = rnn_forward(X, h0, W_xh, scale * turn, np.zeros(HIDDEN))
    return recurrent_shares(dH, H, h0, scale * turn)


@cache
def _draw(seed: int) -> tuple[np.ndarray, ...]:
    """Return an orthogonal matrix, W_xh, h0, inputs and gradients of the states."""
    rng = np.random.default_rng(seed)
    return (
        np.linalg.qr(rng.normal(size=(HIDDEN, HIDDEN)))[0],
        rng.normal(size=(FEATURES, HIDDEN)) / 4,
        np.tanh(rng.normal(size=(1, HIDDEN)) / 2),
        rng.normal(size=(1, LONGEST, FEATURES)),
        rng.normal(size=(1, LONGEST, HIDDEN)),
    )


def _bars(ax: Axes) -> StepPatch:
    """Draw all bars as one artist: stairs that fall to zero between the steps."""
    steps = np.arange(1, LONGEST + 1)
    edges = np.ravel([steps - 0.4, steps + 0.4], order="F")
    return ax.stairs(
        _heights(np.zeros(0)), edges, fill=True, color=plots.BLUE, animated=True
    )


def _heights(shares: np.ndarray) -> np.ndarray:
    heights = np.zeros(2 * LONGEST - 1)
    heights[: 2 * len(shares) : 2] = shares
    return heights


def _controls() -> dict[str, ipywidgets.Widget]:
    wide = ipywidgets.Layout(width="26em")
    return {
        "steps": ipywidgets.IntSlider(
            20, 1, LONGEST, description="Length of the sequence", layout=wide
        ),
        "scale": ipywidgets.FloatSlider(
            value=1.0,
            min=0.1,
            max=2.0,
            step=0.1,
            description="Recurrent scale",
            readout_format=".1f",
            layout=wide,
        ),
        "where": ipywidgets.Dropdown(
            value=LAST, options=[LAST, EVERY], description="Loss"
        ),
    }


def _enough(shares: np.ndarray) -> int:
    """Return how many steps, the largest first, make 90 per cent."""
    largest = np.sort(shares)[::-1].cumsum()
    return int((largest < 0.9 * largest[-1]).sum()) + 1


def _describe(steps: int, scale: float, where: str) -> str:
    shares = 100 * mean_shares(steps, scale, where)
    noun = "step" if steps == 1 else "steps"
    few = min(5, steps)
    half = steps // 2
    return (
        f"A sequence of {steps} {noun}, recurrent scale {scale:.1f}, loss {where}. "
        f"The last step has {shares[-1]:.0f} % of dL/dW_hh, the last {few} together "
        f"{shares[-few:].sum():.0f} %, the first half ({half} steps) "
        f"{shares[:half].sum():.1f} %."
    )
