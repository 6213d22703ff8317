"""One unit of an LSTM with its gates in the learner's hands."""

from __future__ import annotations

from functools import partial

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from rnn_course import plots
from rnn_course.networks.gates import sigmoid
from rnn_course.widgets.figure import LiveFigure

__all__ = ["gate_board", "run_unit"]

STEPS = 60
SINGLE, CONSTANT = "a single 1, then silence", "1 at every step"
LOWEST = 1e-9  # bottom of the gradient's axis


def gate_board() -> LiveFigure:
    """Return the interactive figure.

    The gates stand still while the unit reads 60 steps. Above are its cell state and
    its state, below the gradient of the last cell state for each earlier one.
    """
    upper, lower = _axes()
    time = np.arange(1, STEPS + 1)
    line = partial(upper.plot, [], [], animated=True)
    (cell,) = line(color=plots.BLUE, ls="-", label="cell state c")
    (state,) = line(color=plots.VERMILION, ls=(0, (5, 2)), label="state h")
    (slope,) = lower.plot([], [], color=plots.GREEN, ls="-", animated=True)
    upper.legend(loc="upper right", ncols=2)
    title = upper.set_title(" ", animated=True)

    def redraw(bias: float, write: float, show: float, inputs: str) -> None:
        c, h, gradient = run_unit(bias, write, show, inputs)
        cell.set_data(time, c)
        state.set_data(time, h)
        slope.set_data(time, np.maximum(gradient, LOWEST / 10))
        kept = _percent(gradient[0])
        title.set_text(f"A forget bias of {bias:g} keeps {kept} for 59 steps")

    return LiveFigure(upper.figure, _controls(), redraw, _describe)


def run_unit(
    bias: float, write: float, show: float, inputs: str = SINGLE
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Run one unit whose gates do not move.

    Parameters
    ----------
    bias : float
        Of the forget gate, f = sigmoid(bias).
    write, show : float
        Input gate and output gate, 0 to 1.
    inputs : str
        "a single 1, then silence" or "1 at every step"; the candidate is tanh(x).

    Returns
    -------
    c, h, gradient : (60,) ndarray
        Cell state and state after each step; d c_60 / d c_t, a power of f.
    """
    x = np.ones(STEPS) if inputs == CONSTANT else np.eye(STEPS)[0]
    f = sigmoid(bias)
    c, value = np.empty(STEPS), 0.0
    for t, candidate in enumerate(np.tanh(x)):
        value = f * value + write * candidate
        c[t] = value
    return c, show * np.tanh(c), f ** np.arange(STEPS - 1, -1, -1)


def _axes() -> tuple[Axes, Axes]:
    """Draw what never moves."""
    plots.use_style()
    _, (upper, lower) = plt.subplots(
        2, figsize=(6, 3.7), sharex=True, height_ratios=(3, 2)
    )
    upper.set(xlim=(1, STEPS), ylim=(-0.08, 2.6), ylabel="value")
    upper.axhline(1, color=plots.MUTED, lw=0.8, ls=(0, (1, 2)))
    lower.set(
        yscale="log",
        ylim=(LOWEST, 3),
        xlabel="step t",
        ylabel="dc₆₀ / dcₜ",
    )
    return upper, lower


def _controls() -> dict[str, ipywidgets.Widget]:
    share = partial(ipywidgets.FloatSlider, min=0, max=1, step=0.05)
    return {
        "bias": ipywidgets.FloatSlider(
            value=1, min=-2, max=8, step=0.5, description="Forget bias"
        ),
        "write": share(value=1.0, description="Input gate"),
        "show": share(value=1.0, description="Output gate"),
        "inputs": ipywidgets.Dropdown(
            value=SINGLE, options=[SINGLE, CONSTANT], description="Input"
        ),
    }


def _percent(share: float) -> str:
    if share >= 0.01:
        return f"{share:.0%}".replace("%", " %")
    return f"{100 * share:.1g} %" if share >= 1e-5 else "next to nothing"


def _describe(bias: float, write: float, show: float, inputs: str) -> str:
    c, h, gradient = run_unit(bias, write, show, inputs)
    f = sigmoid(bias)
    beyond = " It has left the picture." if c.max() > 2.6 else ""
    return (
        f"Forget bias {bias:g}, so the forget gate is {f:.3f}; input gate {write:.2f}, "
        f"output gate {show:.2f}; the unit reads {inputs}. The cell state is "
        f"{c[0]:.2f} after step 1, {c[9]:.2f} after step 10 and {c[-1]:.2g} after step "
        f"60.{beyond} The state is {h[-1]:.2g} at the end. The gradient of the last cell "
        f"state for the first one is {gradient[0]:.1e}."
    )
