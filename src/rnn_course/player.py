"""A sound with buttons to play it, in any notebook, offline.

>>> player.Player(digits.clip(7, "f2"), "seven, voice f2")
"""

from __future__ import annotations

import base64
import html
import io
import wave
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["Player", "audio_html", "to_wav"]

QUIET = 0.1  # seconds before and after: loudspeakers wake up slowly


class Player:
    """A sound and the words that say what it is.

    Parameters
    ----------
    samples : (samples,)
        From -1 to 1.
    words : str
        What is heard; it stands above the buttons, and a screen reader speaks it.
    rate : int
        Samples per second.
    """

    def __init__(self, samples: ArrayLike, words: str, rate: int = 8000) -> None:
        self.samples, self.words, self.rate = np.asarray(samples), words, rate

    def _repr_html_(self) -> str:
        return audio_html(self.samples, self.words, self.rate)

    def __repr__(self) -> str:
        seconds = len(self.samples) / self.rate
        return f"Sound: {self.words} ({seconds:.2f} seconds)"


def audio_html(samples: ArrayLike, words: str, rate: int = 8000) -> str:
    """Return an HTML player that holds its sound; see `Player`."""
    data = base64.b64encode(to_wav(samples, rate)).decode("ascii")
    said = html.escape(words, quote=True)
    return (
        f'<figure style="margin:.4em 0"><figcaption>{said}</figcaption>'
        '<audio controls style="max-width:100%" '
        f'aria-label="{said}" src="data:audio/wav;base64,{data}">'
        "</audio></figure>"
    )


def to_wav(samples: ArrayLike, rate: int = 8000) -> bytes:
    """Return a WAV file of 16 bits a sample, with a moment of silence at each end."""
    samples = np.pad(np.asarray(samples, dtype=float), round(QUIET * rate))
    whole = np.round(np.clip(samples, -1, 1) * 32767).astype("<i2")
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        settings: Any = (1, 2, rate, 0, "NONE", "not compressed")
        file.setparams(settings)
        file.writeframes(whole.tobytes())
    return buffer.getvalue()
