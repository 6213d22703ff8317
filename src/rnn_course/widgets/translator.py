"""Watch an encoder–decoder translate a number, word by word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from rnn_course import plots
from rnn_course.data import number_words
from rnn_course.networks.translation import LONGEST, Translator
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.quick_text import QuickText
from rnn_course.widgets.translation_reading import OWN, RIGHT, WORDS, Reading

__all__ = ["translator"]

ENGLISH_WORDS = 7  # of the longest number


def translator(
    networks: Mapping[str, Sequence[np.ndarray]], number: int = 1280
) -> LiveFigure:
    """Show the encoder's states and the decoder's probabilities for a number.

    Parameters
    ----------
    networks : mapping of str to weights
        Name → what `get_weights` of a model of `translation.build` returns.
    number : int
        The first number, 0 to 9,999.

    Returns
    -------
    LiveFigure
        Its controls: ``number``, ``network``, ``reads`` (the decoder's own words or
        the right ones) and ``slip`` (the word at which the runner-up is said, 0 for
        none).
    """
    nets = {name: Translator(weights) for name, weights in networks.items()}
    units = max(len(net.en_gru[1]) for net in nets.values())
    view = _View(units)

    @lru_cache(maxsize=1)
    def read(number: int, network: str, reads: str, slip: int) -> Reading:
        return Reading.of(nets[network], number, reads == RIGHT, slip)

    return LiveFigure(
        view.figure,
        _controls(list(nets), number),
        redraw=lambda **values: view.move(read(**values)),
        describe=lambda **values: _describe(read(**values), **values),
    )


def _controls(names: list[str], number: int) -> dict[str, ipywidgets.Widget]:
    narrow = ipywidgets.Layout(width="11em")
    return {
        "number": ipywidgets.BoundedIntText(
            value=number,
            min=0,
            max=number_words.LARGEST,
            description="Number",
            layout=narrow,
        ),
        "network": ipywidgets.Dropdown(
            options=names, value=names[-1], description="Network"
        ),
        "reads": ipywidgets.Dropdown(
            options=[OWN, RIGHT], description="The decoder reads"
        ),
        "slip": ipywidgets.IntSlider(
            value=0, min=0, max=LONGEST - 1, description="Slip at word (0: none)"
        ),
    }


def _describe(
    reading: Reading, number: int, network: str, reads: str, slip: int
) -> str:
    forced = f" At word {slip} it was made to say its second choice." if slip else ""
    said, right = reading.sentence(), number_words.french(number)
    verdict = "That is right." if said == right else f"Right is “{right}”."
    sure = reading.sureness()
    least = int(np.argmin(sure))
    return (
        f"{number:,}, “{number_words.english(number)}”. Network: {network}; the decoder "
        f"reads {reads}.{forced} It says “{said or 'nothing'}”. {verdict} It is least "
        f"sure of word {least + 1}, “{WORDS[reading.said[least]]}”, with "
        f"{100 * sure[least]:.0f} %."
    )


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self, units: int) -> None:
        plots.use_style()
        self.figure, (left, right) = plt.subplots(
            1, 2, figsize=(8.2, 3.8), width_ratios=[2.5, 6]
        )
        self.states = np.full((ENGLISH_WORDS, units), np.nan)
        self.read = self._draw_encoder(left, units)
        self._draw_decoder(right)

    def _draw_encoder(self, ax: Axes, units: int) -> list[QuickText]:
        _bare(ax, "The encoder's state", "after each English word")
        self.state_image = ax.imshow(
            self.states,
            cmap=plots.SIGNED,
            vmin=-1,
            vmax=1,
            aspect="auto",
            animated=True,
            interpolation="nearest",
            extent=(0, units, ENGLISH_WORDS - 0.5, -0.5),
        )
        ax.set(xlim=(-0.75 * units, units), ylim=(LONGEST - 0.5, -0.5))
        ax.set_xticks([])
        ax.text(
            units / 2, ENGLISH_WORDS - 0.1, f"{units} units", ha="center", va="center",
            fontsize=9, color=plots.MUTED,
        )  # fmt: skip
        return [_text(ax, -1.5, row, "right") for row in range(ENGLISH_WORDS)]

    def _draw_decoder(self, ax: Axes) -> None:
        _bare(ax, "The decoder's next word", "read (left), likely (blue), said (right)")
        count = len(WORDS) - 1
        self.word_image = ax.imshow(
            np.zeros((LONGEST, count)),
            cmap="Blues",
            vmin=0,
            vmax=1,
            aspect="auto",
            animated=True,
            interpolation="nearest",
            extent=(-0.5, count - 0.5, LONGEST - 0.5, -0.5),
        )
        ax.set(xlim=(-6.5, count + 8.5), ylim=(LONGEST - 0.5, -0.5))
        ax.set_xticks(range(count), WORDS[1:], rotation=90, fontsize=7.5)
        style = {"marker": "s", "s": 85, "facecolor": "none", "animated": True}
        self.marks = ax.scatter([], [], edgecolor=plots.VERMILION, lw=1.6, **style)
        self.given = [_text(ax, -0.9, row, "right") for row in range(LONGEST)]
        self.said = [_text(ax, count, row, "left") for row in range(LONGEST)]

    def move(self, reading: Reading) -> None:
        """Show another translation."""
        _write(self.read, reading.english)
        self.states[:] = np.nan
        self.states[: len(reading.english)] = reading.states
        self.state_image.set_data(self.states)
        _write(self.given, [WORDS[token] for token in reading.given])
        chances = np.zeros((LONGEST, len(WORDS) - 1))
        chances[: len(reading.said)] = reading.chances[:, 1:]
        self.word_image.set_data(chances)
        self.marks.set_offsets([(t - 1, row) for row, t in enumerate(reading.said)])
        sure = reading.sureness()
        _write(
            self.said,
            [
                f"{WORDS[t]} {100 * p:.0f} %"
                for t, p in zip(reading.said, sure, strict=True)
            ],
        )
        for text, right in zip(self.said, reading.right, strict=False):
            text.set_color(plots.INK if right else plots.VERMILION)


def _bare(ax: Axes, title: str, below: str) -> None:
    ax.set_title(f"{title}\n", fontsize=11)
    ax.text(0, 1.03, below, transform=ax.transAxes, fontsize=9, color=plots.MUTED)
    ax.grid(False)
    ax.set_yticks([])
    ax.tick_params(length=0)
    for spine in ax.spines.values():
        spine.set_visible(False)


def _text(ax: Axes, x: float, row: int, side: str) -> QuickText:
    return ax.add_artist(QuickText(x, row, ha=side, fontsize=9, animated=True))


def _write(texts: list[QuickText], words: Sequence[str]) -> None:
    for text, word in zip(texts, [*words, *[""] * len(texts)], strict=False):
        text.set_text(word)
