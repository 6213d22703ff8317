"""Type a review; see what a network thinks of it after every word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np

from .. import plots
from ..data import reviews
from ..errors import CourseError
from ..networks.cells import rnn_forward
from ..networks.gates import lstm_forward
from .figure import LiveFigure
from .parts import Network, sentence_field
from .quick_text import QuickText

__all__ = ["sentiment_reader"]

ROWS = 22  # words of the longest review
EXAMPLES = (
    "nobody said the film was not funny but the plot was not funny",
    "critics said the movie was dull while i never said the movie was dull",
    "at first the sequel was very charming although in the end it was weak",
    "the film was not so bad but the music was not so good",
)


def sentiment_reader(
    model: Network, vocabulary: Mapping[str, int], sentence: str = EXAMPLES[0]
) -> LiveFigure:
    """Show how sure a network is of praise after each word of a review.

    The text field and the buttons work from the keyboard.

    Parameters
    ----------
    model : Network
        Embedding, LSTM or SimpleRNN, Dense(1, "sigmoid").
    vocabulary : mapping of str to int
        Word → id; other words get the id 1.
    sentence : str
        The first review.

    Returns
    -------
    LiveFigure
        Its one control is the text, ``sentence``.

    Raises
    ------
    CourseError
        When the network has other layers.
    """
    reader = _Reader(model.get_weights(), vocabulary)
    view = _View()
    text = sentence_field(sentence, "Review", 42)
    live = LiveFigure(
        view.figure,
        {"sentence": text},
        redraw=lambda sentence: view.move(reader.read(sentence)),
        describe=lambda sentence: reader.read(sentence).words(),
    )
    live.box.children = (_buttons(text), *live.box.children)
    return live


@dataclass(frozen=True)
class _Reading:
    """What the network makes of a review."""

    tokens: list[str]
    beliefs: np.ndarray  # (words,) probability of praise after each word
    unknown: list[str]

    def words(self) -> str:
        """Say it in words."""
        if not self.tokens:
            return "The review is empty. Type some words."
        last = self.beliefs[-1]
        verdict = "praise" if last > 0.5 else "no praise"
        steps = ", ".join(
            f"{token} {100 * belief:.0f}"
            for token, belief in zip(self.tokens, self.beliefs, strict=True)
        )
        parts = [
            f"The network says {verdict}: {100 * last:.0f} % sure that the writer "
            f"likes the film. After each word, in per cent: {steps}."
        ]
        if self.unknown:
            parts.append(f"It does not know: {', '.join(self.unknown)}.")
        return " ".join(parts)


class _Reader:
    """The network's forward pass in NumPy: a fraction of a millisecond."""

    def __init__(
        self, weights: list[np.ndarray], vocabulary: Mapping[str, int]
    ) -> None:
        dimensions = [np.ndim(part) for part in weights]
        gates = np.size(weights[2]) / len(weights[2]) ** 2 if len(weights) > 2 else 0
        if dimensions != [2, 2, 2, 1, 2, 1] or gates not in (1, 4):
            raise CourseError(
                f"Seen weights of shapes {[np.shape(part) for part in weights]}; the "
                "reader shows an Embedding, an LSTM or a SimpleRNN, and a Dense(1). "
                "Give it the lesson's `model`."
            )
        self.table, *self.cell, self.W_hy, self.b_y = weights
        self.gated = gates == 4
        self.vocabulary = vocabulary

    def read(self, sentence: str) -> _Reading:
        """Read a review; of a long one the last words are shown."""
        tokens = sentence.lower().split()
        ids = [self.vocabulary.get(token, 1) for token in tokens]
        score = (self._states(ids) @ self.W_hy + self.b_y)[:, 0]
        unknown = [t for t in dict.fromkeys(tokens) if t not in self.vocabulary]
        beliefs = 1 / (1 + np.exp(-score))
        return _Reading(tokens[-ROWS:], beliefs[-ROWS:], unknown)

    def _states(self, ids: list[int]) -> np.ndarray:
        """Return the state after each word, (words, hidden)."""
        X, zeros = self.table[ids][None], np.zeros((1, len(self.cell[1])))
        if not ids:
            return zeros[:0]
        if self.gated:
            return lstm_forward(X, zeros, zeros, *self.cell)[0][0]
        return rnn_forward(X, zeros, *self.cell)[0]


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self) -> None:
        plots.use_style()
        self.figure, ax = plt.subplots(figsize=(6.0, 4.6), layout="none")
        self.figure.subplots_adjust(left=0.2, right=0.9, bottom=0.14, top=0.88)
        ax.set(xlim=(0, 100), ylim=(ROWS - 0.4, -0.6), yticks=[])
        ax.set_xticks(
            [0, 25, 50, 75, 100], ["0\nblame", "25", "50", "75", "100\npraise"]
        )
        ax.set_xlabel("probability of praise after each word (%)")
        ax.set_title("The opinion turns with the words")
        ax.axvline(50, color=plots.MUTED, linewidth=1)
        self.bars = list(ax.barh(range(ROWS), 0, left=50, height=0.7))
        self.names = [QuickText(-2, row, ha="right") for row in range(ROWS)]
        self.numbers = [QuickText(102, row, ha="left") for row in range(ROWS)]
        for artist in (*self.names, *self.numbers):
            artist.set(animated=True, fontsize=9.5)
            ax.add_artist(artist)
            artist.set_transform(ax.transData)
        for bar in self.bars:
            bar.set_animated(True)

    def move(self, reading: _Reading) -> None:
        """Show another review."""
        shown = len(reading.tokens)
        for row, bar in enumerate(self.bars):
            for artist in (bar, self.names[row], self.numbers[row]):
                artist.set_visible(row < shown)
        for row, (token, belief) in enumerate(
            zip(reading.tokens, reading.beliefs, strict=True)
        ):
            self.bars[row].set_width(100 * belief - 50)
            self.bars[row].set_color(plots.BLUE if belief > 0.5 else plots.VERMILION)
            mark = "?" if token in reading.unknown else ""
            self.names[row].set_text(f"{token[:14]}{mark}")
            self.numbers[row].set_text(f"{100 * belief:.0f}")


def _buttons(text: ipywidgets.Text) -> ipywidgets.Box:
    def twin(_: Any) -> None:
        text.value = reviews.twin(text.value.lower())

    def another(_: Any) -> None:
        place = EXAMPLES.index(text.value) + 1 if text.value in EXAMPLES else 0
        text.value = EXAMPLES[place % len(EXAMPLES)]

    buttons = []
    for name, act in {"Its twin": twin, "Another review": another}.items():
        layout = ipywidgets.Layout(width="auto")
        buttons.append(ipywidgets.Button(description=name, layout=layout))
        buttons[-1].on_click(act)
    return ipywidgets.Box(buttons, layout=ipywidgets.Layout(flex_flow="row wrap"))
