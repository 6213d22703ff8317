"""Walk through a translation, and see at whom each word looks."""

from __future__ import annotations

from functools import lru_cache

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from rnn_course import plots
from rnn_course.data import number_words
from rnn_course.networks.attention import Looker
from rnn_course.networks.translation import LONGEST
from rnn_course.widgets.alignment_reading import Alignment
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.quick_text import QuickText

__all__ = ["alignment"]

ENGLISH_WORDS = 7  # of the longest number


def alignment(network: Looker, number: int = 4444) -> LiveFigure:
    """Show how much each French word looks at each English one.

    Parameters
    ----------
    network : Looker
        A trained translator that looks back.
    number : int
        The first number, 0 to 9,999.

    Returns
    -------
    LiveFigure
        Its controls: ``number``, and ``word``, the French word to follow, from 1.
    """
    view = _View()

    @lru_cache(maxsize=1)
    def read(number: int) -> Alignment:
        return Alignment.of(network, number)

    return LiveFigure(
        view.figure,
        {
            "number": ipywidgets.BoundedIntText(
                value=number,
                min=0,
                max=number_words.LARGEST,
                description="Number",
                layout=ipywidgets.Layout(width="11em"),
            ),
            "word": ipywidgets.IntSlider(
                value=1, min=1, max=LONGEST, description="French word"
            ),
        },
        redraw=lambda number, word: view.move(read(number), word),
        describe=lambda number, word: _describe(read(number), number, word),
    )


def _describe(seen: Alignment, number: int, word: int) -> str:
    said, right = seen.sentence(), number_words.french(number)
    verdict = "That is right." if said == right else f"Right is “{right}”."
    row = min(word, len(seen.french)) - 1
    shares = seen.weights[row]
    best = np.argsort(-shares, kind="stable")[:2]
    looks = ", then ".join(
        f"“{seen.english[place]}” (word {place + 1}, {100 * shares[place]:.0f} %)"
        for place in best
    )
    return (
        f"{number:,}, “{number_words.english(number)}”. It says “{said or 'nothing'}”. "
        f"{verdict} French word {row + 1} of {len(seen.french)}, “{seen.french[row]}”, "
        f"looks at {looks}."
    )


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self) -> None:
        plots.use_style()
        self.figure: Figure
        self.figure, ax = plt.subplots(figsize=(7.2, 4.2))
        ax.set_title("Each French word (row) looks at the English words\n", fontsize=11)
        ax.grid(False)
        ax.set(xticks=[], yticks=[])
        ax.set(xlim=(-3.4, ENGLISH_WORDS - 0.5), ylim=(LONGEST - 0.5, -1.2))
        for spine in ax.spines.values():
            spine.set_visible(False)
        self.shares = np.full((LONGEST, ENGLISH_WORDS), np.nan)
        self.image = ax.imshow(
            self.shares,
            cmap="Blues",
            vmin=0,
            vmax=1,
            aspect="auto",
            interpolation="nearest",
            animated=True,
        )
        self.frame = ax.add_patch(
            Rectangle(
                (-0.5, -0.5), 1, 1, fill=False, lw=2, ec=plots.VERMILION, animated=True
            )
        )
        self.above = [_text(ax, x, -0.85, "center") for x in range(ENGLISH_WORDS)]
        self.left = [_text(ax, -0.7, y, "right") for y in range(LONGEST)]
        self.inside = [_text(ax, x, 0, "center") for x in range(ENGLISH_WORDS)]

    def move(self, seen: Alignment, word: int) -> None:
        """Show another number, or follow another word."""
        rows, columns = seen.weights.shape
        self.shares[:] = np.nan
        self.shares[:rows, :columns] = seen.weights
        self.image.set_data(self.shares)
        row = min(word, rows) - 1
        self.frame.set_bounds(-0.5, row - 0.5, columns, 1)
        for x, text in enumerate(self.above):
            text.set_text(seen.english[x] if x < columns else "")
        for y, text in enumerate(self.left):
            text.set_text(seen.french[y] if y < rows else "")
        for x, text in enumerate(self.inside):
            share = seen.weights[row, x] if x < columns else 0.0
            text.set_text(f"{100 * share:.0f} %" if x < columns else "")
            text.set_color("white" if share > 0.5 else plots.INK)
            text.set_position((x, row))


def _text(ax: Axes, x: float, y: float, side: str) -> QuickText:
    return ax.add_artist(QuickText(x, y, ha=side, fontsize=9, animated=True))
