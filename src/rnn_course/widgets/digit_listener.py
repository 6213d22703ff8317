"""Play a digit, see its features, and watch what a network believes frame by frame."""

from __future__ import annotations

from typing import Any

import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.image import AxesImage

from rnn_course import plots
from rnn_course.data import digits, sound
from rnn_course.networks.listening import beliefs
from rnn_course.player import audio_html
from rnn_course.widgets.figure import LiveFigure
from rnn_course.widgets.quick_text import QuickText

__all__ = ["digit_listener"]

FRAMES = 40  # room for the longest sound that can be played
WHO = {
    "train": "a voice it was trained on",
    "unseen": "a voice it has not heard",
    "other": "the other synthesizer",
}


def digit_listener(model: Any) -> LiveFigure:
    """Return the interactive figure.

    Above are the sound's features, of which the network has heard those left of the
    line; below, what it believes when the sound stops there. A player stands below the
    controls.

    Parameters
    ----------
    model : keras.Model
        Trained on `digits.load("train")`; leaves frames of 0 out.
    """
    view = _View()
    ear = _Ear(model)
    controls = _controls()
    player = ipywidgets.HTML(_player(7, "f2"))

    def redraw(digit: int, voice: str, heard: int) -> None:
        view.move(ear.features(digit, voice), ear.beliefs(digit, voice), heard)

    def describe(digit: int, voice: str, heard: int) -> str:
        return _describe(ear.beliefs(digit, voice), digit, voice, heard)

    def change_sound(_: Any) -> None:
        player.value = _player(controls["digit"].value, controls["voice"].value)

    live = LiveFigure(view.figure, controls, redraw, describe)
    for name in ("digit", "voice"):
        controls[name].observe(change_sound, names="value")
    row, picture = live.box.children
    live.box.children = (row, player, picture)
    return live


class _Ear:
    """The sounds that can be played, and what the network believes on the way."""

    def __init__(self, model: Any) -> None:
        self._sounds = {
            (digit, voice): sound.features(digits.clip(digit, voice))
            for voice in digits.CLIPS
            for digit in range(10)
        }
        told = beliefs(model, list(self._sounds.values()))
        self._told = dict(zip(self._sounds, told, strict=True))

    def features(self, digit: int, voice: str) -> np.ndarray:
        """Return a sound's features, (frames, 20)."""
        return self._sounds[digit, voice]

    def beliefs(self, digit: int, voice: str) -> np.ndarray:
        """Return what the network believes after each frame, (frames, 10)."""
        return self._told[digit, voice]


def _controls() -> dict[str, ipywidgets.Widget]:
    names = {f"{voice}: {WHO[part]}": voice for voice, part in digits.CLIPS.items()}
    return {
        "digit": ipywidgets.IntSlider(value=7, min=0, max=9, description="Digit"),
        "voice": ipywidgets.Dropdown(
            value="f2", options=list(names.items()), description="Voice"
        ),
        "heard": ipywidgets.IntSlider(
            value=FRAMES, min=1, max=FRAMES, description="Frames heard"
        ),
    }


def _player(digit: int, voice: str) -> str:
    words = f"“{digits.WORDS[digit]}”, spoken by {voice}"
    return audio_html(digits.clip(digit, voice), words, sound.RATE)


class _View:
    """The picture: drawn once; `move` changes what is animated."""

    def __init__(self) -> None:
        plots.use_style()
        self.figure, (upper, lower) = plt.subplots(2, figsize=(7.2, 4.6), sharex=True)
        self._features = _picture(upper, sound.BANDS, (-2.0, 3.0), "log10 power")
        self._beliefs = _picture(lower, 10, (0.0, 1.0), "belief")
        upper.set(ylabel="band (low to high)", yticks=[0, 10, 19])
        lower.set(ylabel="digit", yticks=range(10), xlabel="frame (one each 16 ms)")
        self._lines = [
            ax.axvline(1, color=plots.VERMILION, ls="-", animated=True)
            for ax in (upper, lower)
        ]
        upper.set_title(" ")  # keeps the room; the words are quicker to draw
        style = {"fontsize": 11, "fontweight": "bold", "animated": True}
        self._title = QuickText(0.5, sound.BANDS + 0.7, clip_on=False, **style)
        upper.add_artist(self._title)

    def move(self, features: np.ndarray, told: np.ndarray, heard: int) -> None:
        """Show a sound of which so many frames are heard."""
        count = min(heard, len(features))
        self._features.set_data(_upright(features))
        self._beliefs.set_data(_upright(told[:count]))
        for line in self._lines:
            line.set_xdata([count + 0.5] * 2)
        said = told[count - 1]
        self._title.set_text(
            f"After {count} of {len(features)} frames it says {said.argmax()} "
            f"({100 * said.max():.0f} % sure)"
        )


def _picture(ax: Axes, rows: int, limits: tuple[float, float], bar: str) -> AxesImage:
    """Make room for rows of numbers over the frames."""
    image = ax.imshow(
        np.full((rows, FRAMES), np.nan),
        aspect="auto",
        origin="lower",
        interpolation="nearest",
        extent=(0.5, FRAMES + 0.5, -0.5, rows - 0.5),
        vmin=limits[0],
        vmax=limits[1],
        animated=True,
    )
    ax.grid(False)
    ax.figure.colorbar(image, ax=ax, label=bar)
    return image


def _upright(values: np.ndarray) -> np.ndarray:
    """Return (frames, rows) as a picture, empty after the last frame."""
    picture = np.full((values.shape[1], FRAMES), np.nan)
    picture[:, : len(values)] = values.T
    return picture


def _describe(told: np.ndarray, digit: int, voice: str, heard: int) -> str:
    count = min(heard, len(told))
    said, end = told[count - 1], told[-1].argmax()
    first, second = said.argsort()[::-1][:2]
    settled = 1 + int(np.flatnonzero(told.argmax(axis=1) != end).max(initial=-1) + 1)
    return (
        f"Voice {voice}, {WHO[digits.CLIPS[voice]]}, says “{digits.WORDS[digit]}”. After "
        f"{count} of {len(told)} frames the network believes in {first} with "
        f"{100 * said[first]:.0f} % and in {second} with {100 * said[second]:.0f} %. At "
        f"the end it says {end}, and from frame {settled} on it no longer changes."
    )
