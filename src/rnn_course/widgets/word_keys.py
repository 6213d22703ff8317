"""A row of buttons, one a word, that rearrange the words of a text field."""

from __future__ import annotations

from typing import Any

import ipywidgets
import numpy as np

from ..data import twins

__all__ = ["HEADLINES", "WordKeys"]

HEADLINES = (
    "the cat chased the mouse",
    "today the old dog scared the hungry elephant",
    "the ant was carried by the horse",
    "yesterday the young mouse was caught by the sleepy cat",
)


class WordKeys:
    """Buttons that change the order of the words in a text field.

    Parameters
    ----------
    text : ipywidgets.Text
        Holds the words; it may be edited as well, and the buttons follow.
    seed : int
        Of the shuffles: the same presses give the same orders.
    """

    def __init__(self, text: ipywidgets.Text, seed: int = 0) -> None:
        self.text = text
        self._rng = np.random.default_rng(seed)
        self.words = [_word_key() for _ in range(twins.STEPS)]
        for key in self.words:
            key.observe(self._pressed, names="value")
        self.actions = [
            _action("Swap the animals", self.swap_animals),
            _action("Shuffle all words", self.shuffle),
            _action("Another headline", self.another),
        ]
        row = ipywidgets.Layout(flex_flow="row wrap", align_items="center")
        says = ipywidgets.Label("Press two words and they change places:")
        self.box = ipywidgets.VBox(
            [
                says,
                ipywidgets.Box(self.words, layout=row),
                ipywidgets.Box(self.actions, layout=row),
            ]
        )
        text.observe(self._name, names="value")
        self._name()

    @property
    def tokens(self) -> list[str]:
        """The words as they stand now."""
        return self.text.value.split()[-twins.STEPS :]

    def swap_animals(self, *_: Any) -> None:
        """Exchange the first two animals: the headline becomes its twin."""
        tokens = self.tokens
        places = [i for i, token in enumerate(tokens) if token in twins.ANIMALS]
        if len(places) > 1:
            self._exchange(*places[:2])

    def shuffle(self, *_: Any) -> None:
        """Put the words in a random order."""
        self.text.value = " ".join(self._rng.permutation(self.tokens))

    def another(self, *_: Any) -> None:
        """Show the next of the ready headlines."""
        known = [sorted(headline.split()) for headline in HEADLINES]
        now = sorted(self.tokens)
        place = known.index(now) + 1 if now in known else 0
        self.text.value = HEADLINES[place % len(HEADLINES)]

    def _exchange(self, one: int, other: int) -> None:
        tokens = self.tokens
        tokens[one], tokens[other] = tokens[other], tokens[one]
        self.text.value = " ".join(tokens)

    def _pressed(self, _: Any) -> None:
        down = [place for place, key in enumerate(self.words) if key.value]
        if len(down) < 2:
            return
        for key in self.words:
            key.value = False
        self._exchange(*down[:2])

    def _name(self, _: Any = None) -> None:
        """Write the words on the buttons; hide the buttons that have none."""
        tokens = self.tokens
        for place, key in enumerate(self.words):
            key.description = tokens[place] if place < len(tokens) else ""
            key.layout.display = None if place < len(tokens) else "none"


def _word_key() -> ipywidgets.ToggleButton:
    layout = ipywidgets.Layout(width="auto")
    return ipywidgets.ToggleButton(layout=layout, tooltip="")  # else it says "null"


def _action(name: str, act: Any) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, layout=ipywidgets.Layout(width="auto"))
    button.on_click(act)
    return button
