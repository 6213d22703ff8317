"""What known mistakes in `frame_signal` return."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake
from rnn_course.data.sound import frame_signal

__all__ = ["FRAMES"]


def _slices(
    starts: Callable[[int, int, int], Iterable[int]],
    begin: int = 0,
    end: int = 0,
    gather: Callable[[list[np.ndarray]], Any] = np.array,
) -> Callable[..., Any]:
    """Return a cutter whose slices begin at `starts(samples, size, hop)`.

    Each slice is `begin` samples late and `end` samples longer at its end. Slices of
    different lengths make no array: that is NumPy's ValueError. A list they do make.
    """

    def make(signal: Any, size: int, hop: int) -> Any:
        places = starts(len(signal), size, hop)
        return gather([signal[i + begin : i + size + end] for i in places])

    return make


def _right(samples: int, size: int, hop: int) -> range:
    return range(0, samples - size + 1, hop)


def _to_size(gather: Callable[[list[np.ndarray]], Any]) -> Callable[..., Any]:
    """Return a cutter whose slices end at `size`, as if that were their length."""

    def make(signal: Any, size: int, hop: int) -> Any:
        return gather([signal[i:size] for i in _right(len(signal), size, hop)])

    return make


def _one_apart(samples: int, size: int, hop: int) -> range:
    return range(len(_right(samples, size, hop)))


def _half_apart(samples: int, size: int, hop: int) -> range:
    return range(0, samples - size + 1, size // 2)


def _padded(signal: Any, size: int, hop: int) -> np.ndarray:
    """Fill the last frame up with zeros in place of dropping it."""
    missing = -(len(signal) - size) % hop
    return frame_signal(np.pad(signal, (0, missing)), size, hop)


def _all_padded(signal: Any, size: int, hop: int) -> np.ndarray:
    """Begin a frame at every hop, and fill all of them up."""
    count = -(-len(signal) // hop)
    room = np.zeros(
        (count - 1) * hop + max(size, len(signal)), np.asarray(signal).dtype
    )
    room[: len(signal)] = signal
    return frame_signal(room, size, hop)[:count]


def _transposed(signal: Any, size: int, hop: int) -> np.ndarray:
    return frame_signal(signal, size, hop).T


def _windowed(signal: Any, size: int, hop: int) -> np.ndarray:
    return frame_signal(signal, size, hop) * np.hanning(size)


_LOST = (
    "`frame_signal` loses the last frame. The last one may end exactly with the "
    "signal: it begins at `len(signal) - size`, and `range(n)` stops before `n`. So "
    "the starts are `range(0, len(signal) - size + 1, hop)`."
)
_RAGGED = (
    "`frame_signal` begins frames so late that the signal ends inside them, so they "
    "come out too short. Whole frames only: the last start is at most "
    "`len(signal) - size`."
)
_PADDED = (
    "`frame_signal` fills the last frame up with zeros. Whole frames only: what is "
    "left over at the end is dropped."
)
_LENGTH = (
    "`frame_signal` cuts frames of another length than `size`. A slice leaves its end "
    "out: `signal[i : i + size]` has `size` samples."
)
_END = (
    "`frame_signal` ends its slices at `size`. The second number of a slice is where it "
    "ends, not how long it is: `signal[i : i + size]`."
)
_ONE = (
    "`frame_signal` returns its first frame alone. Does `return` stand inside the loop? "
    "It belongs after it, on the level of `for`."
)

FRAMES = [
    Mistake(
        "last-frame-lost", _LOST, _slices(lambda n, size, hop: range(0, n - size, hop))
    ),
    Mistake(
        "last-frame-lost",
        _LOST,
        _slices(lambda n, size, hop: range(0, (n - size) // hop * hop, hop)),
    ),
    Mistake(
        "first-frame-lost",
        "`frame_signal` begins with its second frame. The first one begins at sample 0.",
        _slices(lambda n, size, hop: range(hop, n - size + 1, hop)),
    ),
    Mistake("pads-the-end", _PADDED, _padded),
    Mistake("pads-the-end", _PADDED, _all_padded),
    *(
        Mistake("ragged-end", _RAGGED, _slices(starts, gather=gather))
        for starts in (
            lambda n, size, hop: range(0, n, hop),
            lambda n, size, hop: range(0, n // hop * hop, hop),
            lambda n, size, hop: range(0, n - hop + 1, hop),
        )
        for gather in (np.array, list)
    ),
    Mistake(
        "no-overlap",
        "`frame_signal` begins each frame where the last one ended. The next frame "
        "begins `hop` samples after the last one's *beginning*.",
        _slices(lambda n, size, hop: range(0, n - size + 1, size)),
    ),
    Mistake(
        "hop-ignored",
        "`frame_signal` begins a frame at every sample. Only every `hop`-th of them is "
        "wanted.",
        _slices(lambda n, size, hop: range(n - size + 1)),
    ),
    Mistake(
        "hop-ignored",
        "`frame_signal` begins each frame one sample after the last one. Frame number "
        "i begins at `i * hop`.",
        _slices(_one_apart),
    ),
    Mistake(
        "half-a-frame-apart",
        "`frame_signal` begins a frame every `size // 2` samples. That is so in this "
        "lesson, but `hop` may be any number: use the argument.",
        _slices(_half_apart),
    ),
    Mistake("first-frame-only", _ONE, _slices(lambda n, size, hop: [0])),
    Mistake(
        "first-frame-only",
        _ONE,
        _slices(lambda n, size, hop: [0], gather=lambda frames: frames[0]),
    ),
    Mistake(
        "gap-between",
        "`frame_signal` leaves out `hop` samples between two frames. `hop` counts from "
        "one frame's beginning to the next one's beginning.",
        _slices(lambda n, size, hop: range(0, n - size + 1, size + hop)),
    ),
    Mistake(
        "size-and-hop-swapped",
        "`frame_signal` takes `size` for `hop` and `hop` for `size`. The arguments are "
        "(signal, size, hop): frames have `size` samples and begin `hop` apart.",
        lambda signal, size, hop: frame_signal(signal, hop, size),
    ),
    Mistake(
        "transposed",
        "`frame_signal` returns (size, frames). Expected (frames, size): each row is "
        "one frame.",
        _transposed,
    ),
    Mistake("wrong-end", _END, _to_size(np.array)),
    Mistake("wrong-end", _END, _to_size(list)),
    Mistake("wrong-length", _LENGTH, _slices(_right, end=1)),
    Mistake("wrong-length", _LENGTH, _slices(_right, end=-1)),
    Mistake("wrong-length", _LENGTH, _slices(_right, begin=1)),
    Mistake(
        "windowed-too-early",
        "`frame_signal` multiplies the frames by a Hann window. That is the next "
        "exercise's work: here the samples stay as they are.",
        _windowed,
    ),
]
