"""Gradient norms against lag for the networks of lesson 05, measured and drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from rnn_course import plots
from rnn_course.networks.gradients import state_stretches

__all__ = ["HIDDEN", "SEVEN", "build", "draw", "measure", "names"]

HIDDEN = 32
#: As many lines as one picture can hold.
SEVEN = (
    "tanh orthogonal",
    "tanh Gaussian 2",
    "relu orthogonal",
    "relu Gaussian 2",
    "GRU",
    "LSTM forget bias 1",
    "LSTM forget bias 3",
)
FEATURES = 4
_COLORS = {
    "tanh": plots.BLUE,
    "relu": plots.VERMILION,
    "GRU": plots.GREEN,
    "LSTM": plots.PURPLE,
}
_DASHES = ("-", (0, (5, 2)), (0, (1, 1.2)), (0, (6, 2, 1, 2)))
_SIMPLE = {
    "orthogonal": None,
    "Gaussian 0.5": 0.5,
    "Gaussian 1": 1.0,
    "Gaussian 2": 2.0,
}
_FORGET = (0, 1, 3, 5)


def names() -> list[str]:
    """Return the names of all networks; the first word is the family."""
    simple = [f"{family} {start}" for family in ("tanh", "relu") for start in _SIMPLE]
    return [*simple, "GRU", *(f"LSTM forget bias {bias}" for bias in _FORGET)]


def build(name: str) -> Any:
    """Return a new Keras layer of 32 units; only what the name says is not default.

    Parameters
    ----------
    name : str
        One of `names`. "Gaussian 2" starts W_hh from normal numbers whose standard
        deviation is 2 / √hidden, so that its largest eigenvalue is about 2 long.
    """
    from rnn_course.models import keras

    family, _, start = name.partition(" ")
    if family == "GRU":
        return keras.layers.GRU(HIDDEN)
    if family == "LSTM":
        return _lstm(float(start.split()[-1]))
    scale = _SIMPLE[start]
    if scale is None:
        return keras.layers.SimpleRNN(HIDDEN, activation=family)
    first = keras.initializers.RandomNormal(stddev=scale / np.sqrt(HIDDEN))
    return keras.layers.SimpleRNN(
        HIDDEN, activation=family, recurrent_initializer=first
    )


def _lstm(forget: float) -> Any:
    from rnn_course.models import keras

    def biases(shape: tuple[int, ...], dtype: Any = None) -> np.ndarray:
        return np.repeat(np.array([0, forget, 0, 0], dtype="float32"), HIDDEN)

    # With unit_forget_bias left at True, Keras would set the forget gate's to 1.
    return keras.layers.LSTM(HIDDEN, bias_initializer=biases, unit_forget_bias=False)


def measure(
    scales: Sequence[float],
    steps: int = 61,
    seeds: Sequence[int] = range(5),
    which: Sequence[str] | None = None,
    stretch: Callable[..., np.ndarray] = np.max,
) -> list[dict[str, np.ndarray]]:
    """Return the norms ‖∂s_T/∂s_t‖ of networks, the median over the seeds.

    Parameters
    ----------
    scales : sequence of float
        Standard deviations of the random inputs, four features a step.
    steps : int
        Length of the sequence.
    seeds : sequence of int
        Each gives the start of one network of every name, and its inputs.
    which : sequence of str, optional
        Some of `names`; all of them when left out.
    stretch : callable
        What is taken of the singular values of a matrix, along ``axis``. The largest is
        its norm; ``np.median`` tells what becomes of a typical direction.

    Returns
    -------
    list of dict of str to (steps,) ndarray
        For each scale, the norms by name, in time order; see
        `gradients.state_norms` for the state that counts.
    """
    size = (steps, FEATURES)
    x = np.array([np.random.default_rng(seed).normal(size=size) for seed in seeds])
    inputs = np.concatenate([scale * x for scale in scales])  # (scales · seeds, …)
    found: list[dict[str, np.ndarray]] = [{} for _ in scales]
    for name in which or names():
        layers = [_start(name, seed) for seed in seeds] * len(scales)
        norms = stretch(state_stretches(layers, inputs), axis=-1)
        norms = norms.reshape(len(scales), len(seeds), steps)
        for one, median in zip(found, np.median(norms, axis=1), strict=True):
            one[name] = median
    return found


def _start(name: str, seed: int) -> Any:
    from rnn_course.models import keras

    keras.utils.set_random_seed(int(seed))
    layer = build(name)
    layer.build((None, None, FEATURES))
    return layer


def draw(
    panels: Mapping[str, Mapping[str, np.ndarray]],
    title: str = "",
    which: Sequence[str] | None = None,
) -> Figure:
    """Draw norms against lag, one panel for each kind of input.

    Parameters
    ----------
    panels : mapping of str to result of `measure`
        The key is the panel's title.
    title : str
        The finding.
    which : sequence of str, optional
        The networks that are drawn; all that were measured when left out.
    """
    plots.use_style()
    figure, row = plt.subplots(1, len(panels), figsize=(9, 4.4), sharey=True)
    for ax, (words, measured) in zip(np.atleast_1d(row), panels.items(), strict=True):
        _panel(ax, {name: measured[name] for name in which or measured})
        plots.label(ax, xlabel="lag (steps back)")
        ax.set_title(words, fontweight="normal", fontsize=10)
    first = np.atleast_1d(row)[0]
    plots.label(first, ylabel="norm of the gradient")
    low, high = np.log10(first.get_ylim()) / 5  # a mark at every fifth power of ten
    first.set_yticks(10.0 ** (5 * np.arange(np.floor(low), np.ceil(high) + 1)))
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside right center", fontsize=8.5)
    figure.suptitle(title, x=0.01, ha="left", fontsize=11, fontweight="bold")
    return figure


def _panel(ax: Axes, measured: Mapping[str, np.ndarray]) -> None:
    drawn: dict[str, int] = {}
    for name, norms in measured.items():
        family = name.split()[0]
        dashes = _DASHES[drawn.setdefault(family, 0)]
        drawn[family] += 1
        style = {"color": _COLORS[family], "linestyle": dashes, "lw": 1.6}
        ax.semilogy(np.arange(len(norms)), norms[::-1], label=name, **style)
    ax.axhline(1, color=plots.MUTED, lw=0.8, ls="-", zorder=0)
