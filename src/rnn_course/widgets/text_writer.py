"""A text that a network goes on writing, and what it thinks comes next."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import ipywidgets
import numpy as np
from matplotlib.axes import Axes

from rnn_course import plots
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.quick_text import QuickText

__all__ = ["LivePen", "text_writer"]

ROWS = 10  # characters in the picture
ROOM = 18  # for their names, in the units of the axis
LENGTH = 240  # characters written at one press
PAUSE = 0.03  # seconds between two characters, so that they can be followed
CONTEXT = 2000  # characters of a long text that are read
NAMES = {" ": "space", "\n": "line break"}


def text_writer(
    models: Mapping[int, Any], vocabulary: Mapping[str, int], text: str = "The "
) -> LiveFigure:
    """Let trained networks go on with a text, character by character.

    The text field is prompt and result in one: what stands there is read, and what is
    written is put behind it. Writing starts at once, by the NumPy step of
    `rnn_course.models.Writer`; nothing has to be compiled.

    Parameters
    ----------
    models : mapping of int to keras.Model
        Hidden units → a trained network, as `Writer` takes it.
    vocabulary : mapping of str to int
        Character → id.
    text : str
        What stands in the field at first.

    Returns
    -------
    LiveFigure
        With the controls text, temperature and units; its `pen` is a `LivePen`.
    """
    from rnn_course.models import Writer

    writers = {units: Writer(model, vocabulary) for units, model in models.items()}
    view = _View()
    controls = _controls(list(writers), text)

    def expected(text: str, temperature: float, units: int) -> list[tuple[str, float]]:
        writer = writers[units]
        shares = writer.expects(f"\n{text}"[-CONTEXT:], temperature)
        places = np.argsort(-shares, kind="stable")[:ROWS]
        return [(writer.characters.get(int(i), "?"), float(shares[i])) for i in places]

    live = LiveFigure(
        view.figure,
        controls,
        redraw=lambda **values: view.move(expected(**values)),
        describe=lambda **values: _words(expected(**values), **values),
    )
    live.pen = LivePen(controls, writers)
    live.box.children = (live.pen.row, *live.box.children)
    return live


def _controls(sizes: list[int], text: str) -> dict[str, ipywidgets.Widget]:
    middle = 128 if 128 in sizes else sizes[-1]
    return {
        "text": ipywidgets.Textarea(
            value=text,
            description="Text",
            rows=5,
            layout=ipywidgets.Layout(width="46em", height="8em"),
        ),
        "temperature": ipywidgets.FloatSlider(
            value=0.7, min=0, max=2, step=0.1, description="Temperature"
        ),
        "units": ipywidgets.Dropdown(
            options=sizes, value=middle, description="Hidden units"
        ),
    }


class LivePen:
    """The buttons that write into the text field.

    Parameters
    ----------
    controls : mapping
        Of the figure: text, temperature, units.
    writers : mapping of int to Writer
        Hidden units → writer.
    """

    def __init__(
        self, controls: Mapping[str, ipywidgets.Widget], writers: Mapping[int, Any]
    ) -> None:
        self._controls, self._writers = controls, writers
        self._rng = np.random.default_rng(0)
        self._task: asyncio.Task[None] | None = None
        self.write = _button("Write", self.start)
        self.stop = _button("Stop", self.halt)
        self.one = _button("One character", self.one_more)
        self.clear = _button("Clear", self.wipe)
        row = ipywidgets.Layout(flex_flow="row wrap")
        buttons = [self.write, self.stop, self.one, self.clear]
        self.row = ipywidgets.Box(buttons, layout=row)

    def start(self, *_: Any) -> None:
        """Begin to write; in a script, without an event loop, write all at once."""
        self.halt()
        letters = self._letters()
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._put("".join(next(letters) for _ in range(LENGTH)))
            return
        self._put(next(letters))
        self._task = loop.create_task(self._go_on(letters))

    def halt(self, *_: Any) -> None:
        """Stop writing."""
        if self._task:
            self._task.cancel()
            self._task = None

    def one_more(self, *_: Any) -> None:
        """Write a single character."""
        self.halt()
        self._put(next(self._letters()))

    def wipe(self, *_: Any) -> None:
        """Empty the field: the network begins a new text."""
        self.halt()
        self._controls["text"].value = ""

    def _letters(self) -> Iterator[str]:
        writer = self._writers[self._controls["units"].value]
        prompt = f"\n{self._controls['text'].value}"[-CONTEXT:]
        temperature = self._controls["temperature"].value
        return (c for c, _ in writer.letters(prompt, temperature, self._rng))

    def _put(self, written: str) -> None:
        text = self._controls["text"].value + written
        self._controls["text"].value = text.lstrip("\n")

    async def _go_on(self, letters: Iterator[str]) -> None:
        """Write on, and leave time for other messages; a changed setting counts at once."""
        seen = self._settings()
        for _ in range(LENGTH - 1):
            await asyncio.sleep(PAUSE)
            if self._settings() != seen:
                letters, seen = self._letters(), self._settings()
            self._put(next(letters))
            seen = self._settings()

    def _settings(self) -> tuple[Any, ...]:
        return tuple(control.value for control in self._controls.values())


def _button(name: str, act: Any) -> ipywidgets.Button:
    button = ipywidgets.Button(description=name, layout=ipywidgets.Layout(width="auto"))
    button.on_click(act)
    return button


def _words(
    rows: list[tuple[str, float]], text: str, temperature: float, units: int
) -> str:
    """Say what is seen."""
    after = f"“…{text[-20:]}”" if text else "a line break"
    said = ", ".join(
        f"{NAMES.get(c, c)} {100 * share:.0f} %" for c, share in rows[:3] if share > 0
    )
    return (
        f"After {after} the network with {units} hidden units, at temperature "
        f"{temperature:g}, expects: {said}."
    )


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self) -> None:
        ax = plots.axes(xlabel="probability of the next character (%)")
        ax.set_title("What comes next?")
        ax.set(xlim=(0, ROOM + 108), ylim=(ROWS - 0.4, -0.6), yticks=[])
        ax.grid(False)
        ax.spines["left"].set_visible(False)
        ticks = [0, 25, 50, 75, 100]
        ax.set_xticks([ROOM + tick for tick in ticks], ticks)
        ax.figure.set_size_inches(6, 3.2)
        self.figure = ax.figure
        places = range(ROWS)
        self.bars = list(ax.barh(places, 0, height=0.7, left=ROOM, color=plots.BLUE))
        for bar in self.bars:
            bar.set_animated(True)
        self.names = [_label(ax, ROOM - 1, row, "right") for row in places]
        self.numbers = [_label(ax, 0, row, "left") for row in places]

    def move(self, rows: list[tuple[str, float]]) -> None:
        """Show other characters and their probabilities."""
        for bar, name, number, (character, share) in zip(
            self.bars, self.names, self.numbers, rows, strict=False
        ):
            bar.set_width(100 * share)
            name.set_text(NAMES.get(character, character))
            number.set_x(ROOM + 1 + 100 * share)
            number.set_text(f"{100 * share:.0f}")


def _label(ax: Axes, x: float, row: int, side: str) -> QuickText:
    text = QuickText(x, row, ha=side, fontsize=9.5, color=plots.INK, animated=True)
    return ax.add_artist(text)
