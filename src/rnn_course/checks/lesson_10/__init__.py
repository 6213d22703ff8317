"""Checks of lesson 10, Hearing digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.lesson_10.frames import FRAMES
from rnn_course.checks.lesson_10.listener import demand_form, demand_hearing
from rnn_course.checks.lesson_10.power import POWER, LogPower
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.training import Training
from rnn_course.data.sound import frame_signal, log_power

__all__ = ["EXERCISES"]

Inputs = dict[str, Any]
Random = np.random.Generator
Maker = Callable[[Random], Inputs]


# --- frame_signal -----------------------------------------------------------------


def _signal(rng: Random, size: int, hop: int, frames: int, over: int) -> Inputs:
    """Return a signal of so many whole frames, and `over` samples more."""
    samples = size + (frames - 1) * hop + over
    return {"signal": rng.normal(size=samples), "size": size, "hop": hop}


def _left_over(rng: Random) -> Inputs:
    size = int(rng.integers(5, 10))
    hop = int(rng.integers(3, size))
    return _signal(rng, size, hop, int(rng.integers(3, 7)), int(rng.integers(1, hop)))


def _fitting(rng: Random) -> Inputs:
    size = int(rng.integers(5, 10))
    hop = int(rng.integers(2, size))
    return _signal(rng, size, hop, int(rng.integers(3, 7)), 0)


def _single(rng: Random) -> Inputs:
    inputs = _left_over(rng)
    signal = np.repeat(inputs["signal"], 2).astype(np.float32)
    return inputs | {"signal": signal[::2]}


def _whole(rng: Random) -> Inputs:
    inputs = _left_over(rng)
    return inputs | {"signal": rng.integers(-99, 99, size=len(inputs["signal"]))}


def _sized(size: int, hop: int, frames: int, over: int = 0) -> Maker:
    return lambda rng: _signal(rng, size, hop, frames, over)


FRAME_SIGNAL = Exercise(
    name="frame_signal",
    title="Cut a sound into frames",
    points=2,
    section="Frames",
    hints=(
        "Where does each frame begin? At 0, `hop`, 2 · `hop`, and so on. The last start "
        "that leaves room for a whole frame is `len(signal) - size` or just before it.",
        "`range(0, len(signal) - size + 1, hop)` gives the starts. For each of them take "
        "`signal[i : i + size]`, and make an array of the list with `np.array`.",
    ),
    examine=Probing(
        reference=frame_signal,
        kind=Array("frames, size"),
        probes=[
            Probe("samples left over at the end", _left_over, trials=3),
            Probe("a signal that ends with its last frame", _fitting, share=0.5),
            Probe("a signal of just one frame", _sized(7, 3, 1), share=0.25),
            Probe("frames that touch but do not overlap", _sized(5, 5, 4, 2)),
            Probe("a hop that skips samples", _sized(4, 6, 4, 1), share=0.25),
            Probe("a hop of one sample", _sized(4, 1, 6), share=0.25),
            Probe("whole numbers", _whole, share=0.25),
            Probe("every second entry of a float32 array", _single, share=0.25),
            Probe("a sound of 2,000 samples", _sized(256, 128, 14, 80), trials=1),
        ],
        mistakes=FRAMES,
    ),
)


# --- log_power --------------------------------------------------------------------


def _noise(rng: Random, frames: int | None = None, loud: float = 30.0) -> Inputs:
    rows, half = rng.integers(3, 7), rng.integers(3, 8)  # never as many frequencies
    return {"frames": loud * rng.normal(size=(frames or rows, 4 * half))}


def _odd(rng: Random) -> Inputs:
    return {"frames": 30 * rng.normal(size=(4, 13))}


def _square(rng: Random) -> Inputs:
    return {"frames": 30 * rng.normal(size=(8, 8))}


def _overlapping(rng: Random) -> Inputs:
    signal = (30 * rng.normal(size=60)).astype(np.float32)
    return {"frames": np.lib.stride_tricks.sliding_window_view(signal, 16)[::8]}


def _whole_frames(rng: Random) -> Inputs:
    return {"frames": rng.integers(-99, 99, size=(3, 10))}


def _silence(rng: Random) -> Inputs:
    return {"frames": np.zeros((3, 8))}


def _pause(rng: Random) -> Inputs:
    frames = 30 * rng.normal(size=(4, 12))
    frames[2] = 0
    return {"frames": frames}


LOG_POWER = Exercise(
    name="log_power",
    title="How strong is each frequency?",
    points=2,
    section="From waves to frequencies",
    hints=(
        "Four steps: multiply the frames by `np.hanning(size)`, transform with "
        "`np.fft.rfft`, square the absolute values, take `np.log10`. Before the "
        "logarithm, no power may be 0.",
        "`spectrum = np.fft.rfft(frames * np.hanning(frames.shape[1]))`, then `power = "
        "np.abs(spectrum) ** 2`, and return `np.log10(np.maximum(power, 1e-10))`.",
    ),
    examine=Probing(
        reference=log_power,
        kind=LogPower("frames, size // 2 + 1"),
        tolerance=1e-3,
        probes=[
            Probe("noise", _noise, trials=3),
            Probe("as many frames as samples in a frame", _square),
            Probe("soft noise", lambda rng: _noise(rng, loud=0.3), tolerance=5e-3),
            Probe("one frame", lambda rng: _noise(rng, frames=1), share=0.25),
            Probe("frames of odd length", _odd, share=0.25),
            Probe("whole numbers", _whole_frames, share=0.25),
            Probe("float32 frames that overlap in memory", _overlapping, share=0.25),
            Probe("silence", _silence, share=0.25, trials=1, telling=False),
            Probe("a pause between noise", _pause, share=0.25, trials=1, telling=False),
        ],
        mistakes=POWER,
    ),
)

BUILD_LISTENER = Exercise(
    name="build_listener",
    title="A network that listens",
    points=4,
    section="A network that listens",
    hints=(
        "Four layers in a `keras.Sequential`: an `Input` of any number of frames, "
        "`Masking()`, a recurrent layer that gives its last state, and a `Dense` layer "
        "with one output for each class. Then compile it.",
        "`keras.Input((None, features))`, `keras.layers.Masking()`, "
        "`keras.layers.GRU(64)`, `keras.layers.Dense(classes)`; "
        "`keras.optimizers.Adam(0.003)` and `keras.losses."
        "SparseCategoricalCrossentropy(from_logits=True)`.",
    ),
    examine=Training(demand_form, demand_hearing, seeds=(0,)),
    seconds=30,
)

EXERCISES = (FRAME_SIGNAL, LOG_POWER, BUILD_LISTENER)
