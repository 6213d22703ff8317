"""How log powers are read, and what known mistakes in `log_power` return."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.kinds import Array, Unfit
from rnn_course.checks.probes import Mistake
from rnn_course.data.sound import FLOOR

__all__ = ["POWER", "LogPower"]

SILENT = -5.9  # log10: a floor of 1e-6 or less is the convention
FLOORS = (FLOOR, 1e-6, 1e-8, 1e-12)  # for mistakes that make silence of noise
FAINT = -2.0  # log10: below, floors that are all right begin to show


class LogPower(Array):
    """An array of log10 powers in which every floor up to 1e-6 is welcome."""

    def read(self, value: Any, expected: Any) -> np.ndarray:
        """Return a float64 array; what is faint counts as equally faint.

        Raises
        ------
        Unfit
            When the numbers are complex, or silence has no finite logarithm, or one
            that is too large.
        """
        if np.iscomplexobj(value):
            raise Unfit(
                "it returned complex numbers. Take the absolute value before you "
                "square: `np.abs(spectrum) ** 2`"
            )
        array = super().read(value, expected)
        if not np.isfinite(array).all():
            raise Unfit(
                "the result contains an infinite value. Silence has power 0, and 0 has "
                "no logarithm. Raise the power to a small floor first"
            )
        silent = np.asarray(expected) <= SILENT
        if (array[silent] > SILENT).any():
            raise Unfit(
                "silence comes out too loud. The floor is a power of 1e-6 or less, so "
                "that silence is -6 or below after log10"
            )
        return np.maximum(array, FAINT)


def _variant(
    window: Callable[[int], np.ndarray] = np.hanning,
    power: Callable[[np.ndarray], np.ndarray] = lambda s: np.abs(s) ** 2,
    log: Callable[[np.ndarray], np.ndarray] = np.log10,
    floor: float = FLOOR,
    transform: Callable[[np.ndarray], np.ndarray] = np.fft.rfft,
) -> Callable[..., np.ndarray]:
    """Return `log_power` with one of its parts replaced."""

    def make(frames: Any) -> np.ndarray:
        frames = np.asarray(frames, dtype=float)
        spectrum = transform(frames * window(frames.shape[-1]))
        return log(np.maximum(power(spectrum), floor))

    return make


def _windowed(
    window: Callable[[int], np.ndarray], floor: float = FLOOR
) -> Callable[..., np.ndarray]:
    """Return `log_power` whose window is made for the number of frames."""

    def make(frames: Any) -> np.ndarray:
        frames = np.asarray(frames, dtype=float) * window(len(frames))
        return np.log10(np.maximum(np.abs(np.fft.rfft(frames)) ** 2, floor))

    return make


def _column(count: int) -> np.ndarray:
    return np.hanning(count)[:, None]


def _down(frames: np.ndarray) -> np.ndarray:
    return np.fft.rfft(frames, axis=0)


def _ceiling(floor: float) -> Callable[..., np.ndarray]:
    """Return `log_power` whose floor is a ceiling."""
    plain = _variant(log=lambda power: power, floor=0.0)
    return lambda frames: np.log10(np.minimum(plain(frames), floor))


def _added(floor: float) -> Callable[..., np.ndarray]:
    """Return `log_power` whose floor is added to every power."""
    plain = _variant(log=lambda power: power, floor=0.0)
    return lambda frames: np.log10(plain(frames) + floor)


def _floor_after(frames: Any) -> np.ndarray:
    return _variant(floor=0.0)(frames) + FLOOR


_NO_FLOOR = (
    "`log_power` gives minus infinity for silence: its power is 0, and 0 has no "
    "logarithm. Raise the power to a small floor first, `np.maximum(power, 1e-10)` say."
)
_LOUD = (
    "In `log_power` silence comes out too loud: the floor is too large. Use a power of "
    "1e-6 or less (`np.log10(1 + power)` uses 1)."
)
_ZERO = (
    "`log_power` never goes below 0. Is the floor put in after the logarithm, or is it "
    "1? Raise the *power* to a floor of 1e-6 or less, then take log10."
)
_CEILING = (
    "`log_power` gives nearly the same number everywhere: `np.minimum` makes the floor "
    "a ceiling. The *larger* of the two is wanted, `np.maximum(power, floor)`."
)
_ACROSS = (
    "`log_power` lays the window across the frames, from the first frame to the last. "
    "It belongs along each frame's samples: `frames * np.hanning(size)`."
)
_AXIS = (
    "`log_power` transforms along the frames, not along the samples. Let `np.fft.rfft` "
    "work along the last axis, which is its default."
)
_SCALED = (
    "`log_power` scales the spectrum: divided by the number of samples, all values come "
    "out too low by the same amount. Leave the power as it is."
)
_NO_LOG = "`log_power` returns the power itself. Take its log10: the ear hears ratios."
_HANN = "Use the Hann window exactly as `np.hanning(size)` gives it"

POWER = [
    Mistake("no-floor", _NO_FLOOR, _variant(floor=0.0)),
    Mistake("no-floor", _NO_FLOOR, _floor_after),
    Mistake("floor-too-large", _LOUD, _added(1.0)),
    Mistake("floor-too-large", _ZERO, _variant(floor=1.0)),
    Mistake("floor-too-large", _LOUD, _variant(floor=1e-3)),
    Mistake("floor-too-large", _LOUD, _added(1e-3)),
    *(Mistake("minimum-for-maximum", _CEILING, _ceiling(floor)) for floor in FLOORS),
    Mistake(
        "no-window",
        "`log_power` leaves the window out. Multiply each frame by "
        "`np.hanning(size)` before the transform: else the hard edges of the frame "
        "smear every tone over all frequencies.",
        _variant(window=np.ones),
    ),
    Mistake(
        "other-window",
        f"`log_power` uses a Hamming window. {_HANN}.",
        _variant(window=np.hamming),
    ),
    Mistake(
        "other-window",
        f"`log_power` uses a Hann window that is one sample longer. {_HANN}.",
        _variant(window=lambda size: np.hanning(size + 1)[:-1]),
    ),
    *(
        Mistake("window-across-frames", _ACROSS, _windowed(_column, floor))
        for floor in FLOORS
    ),
    Mistake(
        "window-as-long-as-frames",
        "`log_power` makes its window with one value for each frame: `len(frames)` "
        "counts the frames. It needs one for each sample of a frame, "
        "`np.hanning(frames.shape[1])`.",
        _windowed(np.hanning),
    ),
    Mistake(
        "not-squared",
        "`log_power` takes the logarithm of the size |S|. Power is its square: every "
        "value should be twice as large.",
        _variant(power=np.abs),
    ),
    Mistake(
        "real-part",
        "`log_power` squares the real part alone. The transform gives complex numbers: "
        "`np.abs(spectrum) ** 2`.",
        _variant(power=lambda s: s.real**2),
    ),
    Mistake(
        "natural-log",
        "`log_power` uses the natural logarithm. Use `np.log10`.",
        _variant(log=np.log),
    ),
    Mistake(
        "decibels",
        "`log_power` gives decibels, ten times as much. Return log10 of the power.",
        _variant(log=lambda power: 10 * np.log10(power)),
    ),
    Mistake("no-log", _NO_LOG, _variant(log=lambda power: power)),
    Mistake("no-log", _NO_LOG, _variant(log=lambda power: power, floor=0.0)),
    Mistake(
        "both-halves",
        "`log_power` returns every frequency twice. For real samples the second half "
        "mirrors the first: `np.fft.rfft` gives the size // 2 + 1 that count.",
        _variant(transform=np.fft.fft),
    ),
    *(
        Mistake("across-frames", _AXIS, _variant(transform=_down, floor=floor))
        for floor in FLOORS
    ),
    Mistake(
        "scaled", _SCALED, _variant(transform=lambda x: np.fft.rfft(x, norm="forward"))
    ),
    Mistake(
        "scaled", _SCALED, _variant(transform=lambda x: np.fft.rfft(x, norm="ortho"))
    ),
]
