"""From sound to what a network reads: frames, spectra, log-mel features.

The lesson's two exercises are the first two functions; `log_mel` builds on them. All
sounds of the course have 8,000 samples a second, as on a telephone.

Source of the mel scale: D. O'Shaughnessy, *Speech Communication* (1987), the formula
``2595 log10(1 + f / 700)``.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike

__all__ = [
    "BANDS",
    "HOP",
    "RATE",
    "SIZE",
    "band_hertz",
    "features",
    "frame_signal",
    "log_mel",
    "log_power",
    "mel_filters",
]

RATE = 8000  # samples per second
SIZE, HOP = 256, 128  # samples: a frame of 32 ms begins every 16 ms
BANDS = 20
FLOOR = 1e-10  # of one frequency's power, so that silence has a logarithm
THRESHOLD = 1e-2  # of a band's power: what is quieter counts as silence


def frame_signal(signal: ArrayLike, size: int, hop: int) -> np.ndarray:
    """Cut a signal into frames that overlap.

    Parameters
    ----------
    signal : (samples,)
        At least `size` samples.
    size, hop : int
        Samples in a frame, and from one frame's beginning to the next.

    Returns
    -------
    (frames, size) ndarray
        Whole frames only: what is left over at the end is dropped.
    """
    signal = np.asarray(signal)
    starts = np.arange(0, len(signal) - size + 1, hop)
    return signal[starts[:, None] + np.arange(size)]


def log_power(frames: ArrayLike) -> np.ndarray:
    """Return how strong each frequency is in each frame.

    Parameters
    ----------
    frames : (frames, size)
        Samples.

    Returns
    -------
    (frames, size // 2 + 1) ndarray
        log10 of the power, after a Hann window; finite in silence too.
    """
    frames = np.asarray(frames)
    spectrum = np.fft.rfft(frames * np.hanning(frames.shape[-1]))
    return np.log10(np.maximum(np.abs(spectrum) ** 2, FLOOR))


def log_mel(log_powers: ArrayLike) -> np.ndarray:
    """Gather the frequencies into bands, as the ear does.

    Parameters
    ----------
    log_powers : (frames, size // 2 + 1)
        What `log_power` returns.

    Returns
    -------
    (frames, 20) ndarray
        log10 of each band's power, -2 in silence. 1 more is 10 dB more.
    """
    power = 10.0 ** np.asarray(log_powers)
    filters = mel_filters(2 * (power.shape[-1] - 1))
    return np.log10(power @ filters.T + THRESHOLD)


def features(signal: ArrayLike) -> np.ndarray:
    """Return a sound's log-mel features, (frames, 20).

    Parameters
    ----------
    signal : (samples,)
        8,000 samples a second, from -1 to 1.
    """
    return log_mel(log_power(frame_signal(signal, SIZE, HOP)))


@cache
def mel_filters(size: int = SIZE, bands: int = BANDS, rate: int = RATE) -> np.ndarray:
    """Return triangles that overlap, (bands, size // 2 + 1).

    Their peaks are equally far apart on the mel scale: narrow at low frequencies,
    wide at high ones. Each begins where its neighbour has its peak.
    """
    peaks = _peaks(bands, rate)
    hertz = np.fft.rfftfreq(size, 1 / rate)
    rising = (hertz - peaks[:-2, None]) / np.diff(peaks)[:-1, None]
    falling = (peaks[2:, None] - hertz) / np.diff(peaks)[1:, None]
    filters = np.maximum(0, np.minimum(rising, falling))
    filters.setflags(write=False)
    return filters


def band_hertz(bands: int = BANDS, rate: int = RATE) -> np.ndarray:
    """Return the frequency in hertz at which each band has its peak, (bands,)."""
    return _peaks(bands, rate)[1:-1]


def _peaks(bands: int, rate: int) -> np.ndarray:
    """Return the peaks with one more at each end, (bands + 2,), from 60 Hz up."""
    low, high = (2595 * np.log10(1 + f / 700) for f in (60.0, rate / 2))
    return 700 * (10 ** (np.linspace(low, high, bands + 2) / 2595) - 1)
