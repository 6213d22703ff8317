"""Shuffle the words of a headline; a bag of words and an RNN judge it side by side."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.textpath import TextPath
from matplotlib.transforms import Affine2D, ScaledTranslation, Transform

from .. import plots
from ..data import twins
from .figure import LiveFigure
from .parts import Network, sentence_field
from .word_keys import WordKeys

__all__ = ["word_shuffler"]


def word_shuffler(
    rnn: Network, bag: Network, sentence: str = "the cat chased the mouse"
) -> LiveFigure:
    """Show two networks' verdicts on a headline whose words can be moved.

    Press two words, one after the other, and they change places. The buttons and
    the text field work from the keyboard.

    Parameters
    ----------
    rnn : Network
        Trained on `twins.one_hot` headlines: SimpleRNN, then Dense(1, "sigmoid").
    bag : Network
        Trained on the counts of their words: Dense(1, "sigmoid").
    sentence : str
        The first headline.

    Returns
    -------
    LiveFigure
        Its one control is the text, ``sentence``.
    """
    judges = _Judges(rnn.get_weights(), bag.get_weights())
    view = _View()
    text = sentence_field(sentence, "Headline", 36)
    live = LiveFigure(
        view.figure,
        {"sentence": text},
        redraw=lambda sentence: view.move(judges.read(sentence)),
        describe=lambda sentence: judges.read(sentence).words(),
    )
    live.box.children = (WordKeys(text).box, *live.box.children)
    return live


class _Reading:
    """What both networks make of one headline."""

    def __init__(self, tokens: list[str], states: np.ndarray, bag: float, rnn: float):
        self.tokens = tokens
        self.counts = dict(sorted(Counter(tokens).items()))
        self.states = states  # (words, hidden)
        self.bag, self.rnn = bag, rnn  # probability of "news"

    def words(self) -> str:
        counts = ", ".join(f"{word} {count}" for word, count in self.counts.items())
        unknown = [word for word in self.counts if word not in twins.VOCABULARY]
        parts = [
            f"Headline: {' '.join(self.tokens) or '(empty)'}.",
            f"The bag of words sees the counts {counts or 'of nothing'}, in any order, "
            f"and says: {verdict(self.bag)}.",
            f"The RNN reads from left to right and says: {verdict(self.rnn)}.",
        ]
        if unknown:
            parts.append(f"Neither network knows: {', '.join(unknown)}.")
        return " ".join(parts)


def verdict(probability: float) -> str:
    """Put a probability of "news" into words."""
    word = "news" if probability > 0.5 else "no news"
    return f"{word} (news with {100 * probability:.0f} %)"


class _Judges:
    """The forward passes of both networks, in NumPy: a fraction of a millisecond."""

    def __init__(self, rnn: list[np.ndarray], bag: list[np.ndarray]) -> None:
        self.W_xh, self.W_hh, self.b_h, self.W_hy, self.b_y = rnn
        self.weights, self.bias = bag

    def read(self, sentence: str) -> _Reading:
        """Judge a headline; of a long one, its last words."""
        tokens = sentence.lower().split()[-twins.STEPS :]
        X = twins.one_hot([" ".join(tokens)])[0]  # (time, words)
        h, states = np.zeros(len(self.b_h)), []
        for x in X:
            h = np.tanh(x @ self.W_xh + h @ self.W_hh + self.b_h)
            states.append(h)
        shown = np.array(states)[twins.STEPS - len(tokens) :]
        bag = _sigmoid(X.sum(axis=0) @ self.weights + self.bias)
        return _Reading(tokens, shown, bag, _sigmoid(h @ self.W_hy + self.b_y))


def _sigmoid(score: np.ndarray) -> float:
    return float(1 / (1 + np.exp(-score[0])))


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self) -> None:
        plots.use_style()
        self.figure, panels = plt.subplots(
            2, 2, figsize=(7.2, 3.4), height_ratios=[4, 1]
        )
        (bag, rnn), meters = panels
        bag.set_title("A bag of words sees counts")
        rnn.set_title("An RNN reads from top to bottom")
        self.counted = _names(bag)
        self.read = _names(rnn)
        self._draw_counts(bag)
        self._draw_states(rnn)
        self.meters = [self._meter(ax) for ax in meters]

    def _draw_counts(self, ax: Axes) -> None:
        ax.set(xlim=(-2.0, 4), ylim=(twins.STEPS - 0.4, -0.6), xticks=[0, 1, 2, 3, 4])
        self.bars = list(ax.barh(range(twins.STEPS), 0, height=0.6, color=plots.BLUE))
        for bar in self.bars:
            bar.set_animated(True)

    def _draw_states(self, ax: Axes) -> None:
        self.image = ax.imshow(
            np.full((twins.STEPS, 1), np.nan),
            cmap=plots.SIGNED,
            vmin=-1,
            vmax=1,
            aspect="auto",
            animated=True,
            extent=(0, 16, twins.STEPS - 0.5, -0.5),
        )
        ax.set(xlim=(-8, 16), ylim=(twins.STEPS - 0.4, -0.6), xticks=[8])
        ax.set_xticklabels(["memory after each word"])
        ax.tick_params(length=0)

    def _meter(self, ax: Axes) -> tuple[Any, Any]:
        ax.set(xlim=(0, 100), ylim=(-0.5, 0.5), yticks=[], xticks=[0, 50, 100])
        ax.set_xlabel('how sure it is of "news" (%)')
        (bar,) = ax.barh([0], [0], height=0.7, color=plots.VERMILION, animated=True)
        ax.axvline(50, color=plots.MUTED, linewidth=1)
        ax.set_title(" ")  # keeps the room; the words are outlines
        return bar, _outline_patch(ax, ax.transAxes, (0, 1.2))

    def move(self, reading: _Reading) -> None:
        """Show another headline."""
        _write(self.counted, list(reading.counts))
        counts = [*reading.counts.values(), *[0] * twins.STEPS]
        for bar, count in zip(self.bars, counts, strict=False):
            bar.set_width(count)
        _write(self.read, reading.tokens)
        states = np.full((twins.STEPS, reading.states.shape[1]), np.nan)
        states[: len(reading.tokens)] = reading.states
        self.image.set_data(states)
        verdicts = (reading.bag, reading.rnn)
        for (bar, title), sure in zip(self.meters, verdicts, strict=True):
            bar.set_width(100 * sure)
            title.set_path(_outline(f"It says: {verdict(sure)}", "left"))


def _names(ax: Axes) -> list[PathPatch]:
    """Make room for a word at the left end of each row; drop frame and grid."""
    ax.grid(False)
    ax.set_yticks([])
    for spine in ax.spines.values():
        spine.set_visible(False)
    across = ax.get_yaxis_transform()  # x in shares of the width, y in rows
    return [_outline_patch(ax, across, (0.3, row)) for row in range(twins.STEPS)]


def _outline_patch(ax: Axes, units: Transform, place: tuple[float, float]) -> PathPatch:
    """Make room for outlined words at a place, given in `units` of the axes."""
    points = Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans
    there = points + ScaledTranslation(*place, units)
    patch = PathPatch(_outline(""), transform=there, color=plots.INK, linewidth=0)
    patch.set(animated=True, clip_on=False)
    return ax.add_artist(patch)


def _write(names: list[PathPatch], words: list[str]) -> None:
    for name, word in zip(names, [*words, *[""] * len(names)], strict=False):
        name.set_path(_outline(word))


@cache
def _outline(words: str, side: str = "right") -> Path:
    """Return an outline in points, with 0 at its right or left end.

    Outlines are kept: drawing one takes a tenth of the time of setting it in type.
    """
    if not words:
        return Path(np.empty((0, 2)))
    path = TextPath((0, -3), words, size=9.5)
    width = path.get_extents().x1 if side == "right" else 0
    return path.transformed(Affine2D().translate(-width, 0))
