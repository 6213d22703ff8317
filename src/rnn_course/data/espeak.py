"""Speak through the eSpeak NG library, when the digits of lesson 10 are made anew.

The package `espeakng-loader` brings the library and its voices. Nobody needs it to
take the lesson.
"""

from __future__ import annotations

import ctypes
from typing import Any

import numpy as np

from ..errors import CourseError

__all__ = ["Speaker"]

# From the library's header, speak_lib.h.
SYNCHRONOUS, CHARACTERS, UTF8 = 2, 1, 1
SPEED, PITCH = 1, 3
SEED = 1
_Listener = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


class _Voice(ctypes.Structure):
    _fields_ = (
        ("name", ctypes.c_char_p),
        ("languages", ctypes.c_char_p),
        ("identifier", ctypes.c_char_p),
    )


class Speaker:
    """The library, loaded; there is one voice at a time.

    What it says depends a little on what it has said before. So it repeats itself
    from one process to the next, not within one.

    Attributes
    ----------
    rate : int
        Samples per second of what `say` returns.
    """

    def __init__(self) -> None:
        import espeakng_loader

        self._library = ctypes.CDLL(espeakng_loader.get_library_path())
        self._library.espeak_GetCurrentVoice.restype = ctypes.POINTER(_Voice)
        folder = espeakng_loader.get_data_path().encode()
        self.rate: int = self._library.espeak_Initialize(SYNCHRONOUS, 0, folder, 0)
        if self.rate <= 0:
            raise CourseError(
                "eSpeak NG does not start. Install espeakng-loader again."
            )
        self._heard: list[np.ndarray] = []
        self._listener = _Listener(self._hear)  # kept: the library calls it
        self._library.espeak_SetSynthCallback(self._listener)
        self._library.espeak_ng_SetRandSeed.argtypes = [ctypes.c_long]
        self._library.espeak_ng_SetRandSeed(SEED)  # of the noise in some voices

    def choose(self, accent: str, variant: str) -> None:
        """Take a voice, ``choose("en-us", "f2")`` say.

        The library says 0 to an unknown variant too and goes on without it, and
        after an unknown accent it keeps the voice before: so what it has now is
        looked at.

        Raises
        ------
        CourseError
            When there is no such voice.
        """
        status = self._library.espeak_SetVoiceByName(f"{accent}+{variant}".encode())
        now = self._library.espeak_GetCurrentVoice().contents.identifier.decode()
        wanted = f"/{accent}+{variant}".lower()
        if status != 0 or not f"/{now}".lower().endswith(wanted):
            raise CourseError(
                f"eSpeak NG has no voice {accent}+{variant}: it says {status} and "
                f"goes on as {now}. Take a voice that it has."
            )

    def say(self, words: str, speed: int = 175, pitch: int = 50) -> np.ndarray:
        """Speak; return the samples.

        Parameters
        ----------
        words : str
            What to say.
        speed : int
            Words per minute.
        pitch : int
            0 to 99; 50 is the voice's own.

        Returns
        -------
        (samples,) ndarray
            From -1 to 1.
        """
        self._heard.clear()
        self._library.espeak_SetParameter(SPEED, speed, 0)
        self._library.espeak_SetParameter(PITCH, pitch, 0)
        text = words.encode()
        status = self._library.espeak_Synth(
            text, len(text) + 1, 0, CHARACTERS, 0, UTF8, None, None
        )
        self._library.espeak_Synchronize()
        if status != 0 or not self._heard:
            raise CourseError(f"eSpeak NG did not say {words!r}: it says {status}.")
        return np.concatenate(self._heard) / 32768

    def _hear(self, samples: Any, count: int, _: Any) -> int:
        if samples and count > 0:
            self._heard.append(np.ctypeslib.as_array(samples, (count,)).copy())
        return 0
