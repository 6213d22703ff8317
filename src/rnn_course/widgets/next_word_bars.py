"""Type a prompt and watch what a network expects next, word by word."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from .. import plots
from .figure import LiveFigure
from .next_word_reading import LONGEST, ROWS, Reader, Reading
from .parts import Network, sentence_field
from .quick_text import QuickText

__all__ = ["PROMPTS", "next_word_bars"]

PROMPTS = (
    "The cat is on the",
    "The dog is on the",
    "The cat near the dogs",
    "The cats that see the old dog",
    "Today the small frog behind the hens sleeps on the",
)


def next_word_bars(
    model: Network,
    vocabulary: Mapping[str, int],
    bigram: np.ndarray | None = None,
    prompt: str = PROMPTS[0],
) -> LiveFigure:
    """Show the likeliest next words after each word of a prompt.

    Parameters
    ----------
    model : Network
        Embedding, GRU (all steps), Dense with softmax.
    vocabulary : mapping of str to int
        Word → id.
    bigram : (V, V) array, optional
        What a reader who remembers one word expects; shown beside the network.
    prompt : str
        The first prompt.

    Returns
    -------
    LiveFigure
        Its controls are ``prompt`` and ``read``, how many of its words were read.

    Raises
    ------
    CourseError
        When the model has other layers.
    """
    reader = Reader(model.get_weights(), vocabulary, bigram)
    view = _View()
    text = sentence_field(prompt, "Prompt", 34)
    slider = ipywidgets.IntSlider(min=1, max=1, description="Words read")
    keys = _Keys(text, slider, reader)
    live = LiveFigure(
        view.figure,
        {"prompt": text, "read": slider},
        redraw=lambda prompt, read: view.move(reader.read(prompt, read)),
        describe=lambda prompt, read: reader.read(prompt, read).words(),
    )
    live.box.children = (*live.box.children, keys.box)
    return live


class _Keys:
    """Buttons below the figure, and a slider that knows the prompt's length."""

    def __init__(
        self, text: ipywidgets.Text, slider: ipywidgets.IntSlider, reader: Reader
    ) -> None:
        self.text, self.slider, self.reader = text, slider, reader
        text.observe(self._fit, names="value")
        self._fit()
        buttons = [
            _button("Add the likeliest word", self.add),
            _button("Another prompt", self.another),
        ]
        self.box = ipywidgets.HBox(buttons)

    def add(self, *_: Any) -> None:
        """Let the network write the next word of the whole prompt."""
        tokens = self.text.value.split()
        best = self.reader.read(self.text.value, len(tokens)).best
        self.text.value = " ".join([*tokens, *best[:1]])

    def another(self, *_: Any) -> None:
        """Show the next of the ready prompts."""
        now = self.text.value
        place = PROMPTS.index(now) + 1 if now in PROMPTS else 0
        self.text.value = PROMPTS[place % len(PROMPTS)]

    def _fit(self, *_: Any) -> None:
        words = min(LONGEST, len(self.text.value.split()))
        self.slider.max = max(1, words)
        self.slider.value = self.slider.max


def _button(name: str, act: Any) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, layout=ipywidgets.Layout(width="auto"))
    button.on_click(act)
    return button


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self) -> None:
        plots.use_style()
        self.figure, (words, bars) = plt.subplots(
            1, 2, figsize=(7.2, 3.6), width_ratios=[1, 2.6]
        )
        self._draw_prompt(words)
        self._draw_bars(bars)

    def _draw_prompt(self, ax: Axes) -> None:
        ax.set(xlim=(0, 1), ylim=(LONGEST - 0.5, -0.5), title="The prompt, as read")
        ax.axis("off")
        self.mark = ax.axhspan(-0.5, 0.5, color=plots.OCHRE, alpha=0.25, lw=0)
        self.mark.set_animated(True)
        self.tokens = [_label(ax, 0.06, row, "left", 9) for row in range(LONGEST)]

    def _draw_bars(self, ax: Axes) -> None:
        ax.set(xlim=(-28, 104), ylim=(ROWS - 0.4, -0.7), yticks=[])
        ax.set_xticks(range(0, 101, 25))
        ax.set_xlabel("probability of the next word (%)")
        ax.set_title("What comes next?")
        rows = np.arange(ROWS)
        style = {"height": 0.36, "animated": True}
        self.bars = ax.barh(rows - 0.2, 0, color=plots.BLUE, label="the RNN", **style)
        self.rivals = ax.barh(
            rows + 0.2, 0, color="white", edgecolor=plots.VERMILION, **style
        )
        self.rivals.set_label("the bigram")
        ax.legend(loc="lower right")
        self.names = [_label(ax, -2, row, "right", 10) for row in rows]

    def move(self, reading: Reading) -> None:
        """Show what is expected after other words."""
        shown = [*reading.tokens, *[""] * LONGEST]
        for place, (label, token) in enumerate(zip(self.tokens, shown, strict=False)):
            label.set_text(token)
            label.set_color(plots.INK if place < reading.count else "#999999")
        self.mark.set_y(reading.count - 1.5)
        self.mark.set_visible(bool(reading.tokens))
        best = [*reading.best, *[""] * ROWS]
        for row, word in zip(range(ROWS), best, strict=False):
            self.names[row].set_text(word)
            self.bars[row].set_width(100 * reading.belief.get(word, 0))
            self.rivals[row].set_width(100 * reading.rival.get(word, 0))


def _label(ax: Axes, x: float, y: float, side: str, size: float) -> QuickText:
    label = QuickText(x, y, ha=side, fontsize=size, color=plots.INK, animated=True)
    return ax.add_artist(label)
