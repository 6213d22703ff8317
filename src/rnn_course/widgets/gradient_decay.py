"""Gradient norm against lag on a log axis, for a plain tanh cell."""

from __future__ import annotations

from functools import cache, lru_cache

import ipywidgets
import numpy as np
from matplotlib.axes import Axes

from rnn_course import plots
from rnn_course.networks.cells import rnn_forward
from rnn_course.networks.gradients import factor, jacobian_norms
from rnn_course.widgets.figure import LiveFigure

__all__ = ["gradient_decay", "norms_and_slope"]

LONGEST = 100  # steps
HIDDEN, FEATURES = 16, 4
LOW, HIGH = 1e-12, 1e6  # limits of the vertical axis


def gradient_decay() -> LiveFigure:
    """Return the interactive figure.

    A network with orthogonal recurrent weights reads random inputs. The controls are
    the scale of the weights (1 is Keras's start; every eigenvalue is then as long as
    the scale says), the scale of the inputs, and the length of the sequence.
    """
    ax = _still_parts()
    (bound,) = ax.plot([], [], color=plots.MUTED, ls=(0, (4, 2)), lw=1.3, animated=True)
    (line,) = ax.plot([], [], color=plots.BLUE, ls="-", animated=True)
    bound.set_label("without tanh: scale to the power of the lag")
    line.set_label("measured, with tanh")
    ax.legend([line, bound], [line.get_label(), bound.get_label()], loc="lower left")
    title = ax.set_title(" ", animated=True)

    def redraw(scale: float, inputs: float, steps: int) -> None:
        norms, _ = norms_and_slope(scale, inputs, steps)
        lags = np.arange(steps)
        line.set_data(lags, norms[::-1])
        bound.set_data(lags, scale**lags)
        title.set_text(_finding(norms))

    return LiveFigure(ax.figure, _controls(), redraw, _describe)


@lru_cache(maxsize=256)
def norms_and_slope(
    scale: float, inputs: float, steps: int
) -> tuple[np.ndarray, float]:
    """Return the gradient norms in time order, and the mean slope of tanh.

    Parameters
    ----------
    scale, inputs : float
        Of the recurrent weights and of the inputs.
    steps : int
        Length of the sequence, at least 2.
    """
    turn, W_xh, X = _draw()
    zeros = np.zeros((1, HIDDEN))
    H = rnn_forward(inputs * X[:, :steps], zeros, W_xh, scale * turn, zeros[0])[0]
    return jacobian_norms(H, scale * turn), float((1 - H**2).mean())


@cache
def _draw() -> tuple[np.ndarray, ...]:
    """Return an orthogonal matrix, W_xh and inputs."""
    rng = np.random.default_rng(5)
    return (
        np.linalg.qr(rng.normal(size=(HIDDEN, HIDDEN)))[0],
        rng.normal(size=(FEATURES, HIDDEN)) / 4,
        rng.normal(size=(1, LONGEST, FEATURES)),
    )


def _still_parts() -> Axes:
    ax = plots.axes(xlabel="lag (steps back)", ylabel="norm of the gradient")
    ax.set(xlim=(0, LONGEST), ylim=(LOW, HIGH), yscale="log")
    ax.axhline(1, color=plots.INK, lw=0.8, ls="-", zorder=1)
    return ax


def _controls() -> dict[str, ipywidgets.Widget]:
    return {
        "scale": ipywidgets.FloatSlider(
            value=1.0, min=0.5, max=2.0, step=0.05, description="Recurrent scale"
        ),
        "inputs": ipywidgets.FloatSlider(
            value=1.0, min=0.0, max=2.0, step=0.1, description="Input scale"
        ),
        "steps": ipywidgets.IntSlider(
            value=60, min=5, max=LONGEST, step=5, description="Sequence length"
        ),
    }


def _finding(norms: np.ndarray) -> str:
    rate = factor(norms)
    name = "vanishing" if rate < 0.9 else "exploding" if rate > 1.1 else "healthy"
    return f"Times {rate:.2f} for each step back: {name}"


def _describe(scale: float, inputs: float, steps: int) -> str:
    norms, slope = norms_and_slope(scale, inputs, steps)
    return (
        f"Recurrent scale {scale:.2f}, input scale {inputs:.1f}, {steps} steps. "
        f"{_finding(norms)}. At lag {steps - 1} the norm is {norms[0]:.0e}; without "
        f"tanh it would be {scale ** (steps - 1):.0e}. The mean slope of tanh is "
        f"{slope:.2f}."
    )
