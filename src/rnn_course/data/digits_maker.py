"""Make the spoken digits of lesson 10 anew: ``python -m rnn_course.data.digits_maker``.

It needs the package `espeakng-loader` and the program `flite` (Debian's package of that
name), and takes some ten seconds. Every sound is synthetic.
A file name as its first word is where the store goes instead of into the course; more
words choose among the parts train, unseen and other.

On Linux two fresh processes make the same store. `TOLERANCE` allows for another
processor's rounding; elsewhere the noise in some of eSpeak's voices is another one.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from ..errors import CourseError
from . import digits, sound
from .espeak import Speaker

__all__ = ["TOLERANCE", "espeak_sounds", "flite_sounds", "make", "resample", "trim"]

TOLERANCE = 1  # in steps of the store, for each of its features

ACCENTS = (
    "en-us",
    "en",
    "en-gb-scotland",
    "en-us-nyc",
    "en-gb-x-rp",
    "en-029",
    "en-gb-x-gbclan",
    "en-gb-x-gbcwmd",
)
TAKES = ((160, 50), (200, 40), (130, 60))  # words per minute, pitch
STRETCHES = (1.0, 0.8, 1.25)  # of flite's durations
QUIET = 0.01  # of the loudest 10 ms: what is quieter at the ends is cut off
PEAK = 0.5  # of every sound

Sounds = Iterator[tuple[str, np.ndarray]]  # voice and samples, int16


def make(parts: Iterable[str] = tuple(digits.PARTS)) -> dict[str, np.ndarray]:
    """Return the store, or some parts of it: what `digits.npz` holds, by name."""
    store: dict[str, np.ndarray] = {}
    for part, spoken in _speakers().items():
        sounds = list(spoken) if part in parts else []
        rows = [sound.features(samples / 32768) for _, samples in sounds]
        store |= _packed(part, [digits.to_store(row) for row in rows])
        store |= _packed(f"{part}_clips", _first_takes(sounds, part))
    return store


def _speakers() -> dict[str, Sounds]:
    speaker = Speaker()
    return {
        "train": espeak_sounds(speaker, digits.TRAIN),
        "unseen": espeak_sounds(speaker, digits.UNSEEN),
        "other": flite_sounds(digits.OTHER),
    }


def _first_takes(sounds: list[tuple[str, np.ndarray]], part: str) -> list[np.ndarray]:
    """Return the ten digits of each voice of the part that can be played."""
    spoken = [[s for v, s in sounds if v == voice] for voice in digits.playable(part)]
    return [samples for samples_of_voice in spoken for samples in samples_of_voice[:10]]


def _packed(name: str, rows: list[np.ndarray]) -> dict[str, np.ndarray]:
    if not rows:
        return {}
    lengths = np.array([len(row) for row in rows], dtype="int32")
    return {f"{name}_data": np.concatenate(rows), f"{name}_lengths": lengths}


def espeak_sounds(speaker: Speaker, voices: tuple[str, ...]) -> Sounds:
    """Speak the ten digits with some of eSpeak NG's voices, three takes each."""
    for number, voice in enumerate(voices):
        speaker.choose(ACCENTS[number % len(ACCENTS)], voice)
        for speed, pitch in TAKES:
            for word in digits.WORDS:
                yield voice, _finished(speaker.say(word, speed, pitch), speaker.rate)


def flite_sounds(voices: tuple[str, ...]) -> Sounds:
    """Speak the ten digits with flite's voices, three takes each."""
    for voice in voices:
        _demand_flite(voice)
        for stretch in STRETCHES:
            for word in digits.WORDS:
                yield voice, _finished(*_flite(voice, stretch, word))


def _demand_flite(voice: str) -> None:
    """Demand that flite has a voice: an unknown one it replaces without a word."""
    if shutil.which("flite") is None:
        raise CourseError(
            "The program `flite` is not installed, which speaks the other voices. On "
            "Debian or Ubuntu: sudo apt install flite"
        )
    said = subprocess.run(
        ["flite", "-lv"], capture_output=True, encoding="utf-8", check=True
    )
    known = said.stdout.rpartition(":")[2].split()
    if voice not in known:
        raise CourseError(f"flite has no voice {voice}; it has {', '.join(known)}.")


def _flite(voice: str, stretch: float, word: str) -> tuple[np.ndarray, int]:
    """Return the samples, -1 to 1, and how many there are in a second."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "spoken.wav"
        options = ["-voice", voice, "--setf", f"duration_stretch={stretch}"]
        subprocess.run(["flite", *options, "-t", word, "-o", path], check=True)
        with wave.open(str(path)) as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2")
            return samples / 32768, file.getframerate()


def _finished(samples: np.ndarray, rate: int) -> np.ndarray:
    """Bring a sound to 8,000 samples a second, without silence, at one level."""
    samples = trim(resample(samples, rate, sound.RATE), sound.RATE)
    return np.round(samples * PEAK / np.abs(samples).max() * 32767).astype("int16")


def resample(samples: np.ndarray, rate: int, wanted: int) -> np.ndarray:
    """Change the number of samples per second; frequencies that no longer fit go."""
    count = round(len(samples) * wanted / rate)
    spectrum = np.fft.rfft(samples)[: count // 2 + 1]
    return np.fft.irfft(spectrum, count) * count / len(samples)


def trim(samples: np.ndarray, rate: int) -> np.ndarray:
    """Cut off the silence before and after, but for 20 ms."""
    block = rate // 100
    blocks = samples[: len(samples) // block * block].reshape(-1, block)
    loudness = np.sqrt((blocks**2).mean(axis=1))
    loud = np.flatnonzero(loudness > QUIET * loudness.max())
    return samples[max(0, loud[0] - 2) * block : (loud[-1] + 3) * block]


def main(path: Path, parts: list[str]) -> None:
    """Make the store, or some parts of it, and write it."""
    made = make(parts or digits.PARTS)
    with path.open("wb") as file:
        np.savez_compressed(file, **made)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else digits.STORE, sys.argv[2:])
