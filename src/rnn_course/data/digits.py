"""Ten spoken digits: log-mel features of 64 synthetic voices, and a few sounds.

Origin: every sound was made by a program, and nobody was recorded for it. Sixty voices
come from the speech synthesizer eSpeak NG (1.52; its letter-to-sound rules and its
voice files; British, American and Caribbean accents), 45 to learn from and 15 to test
with. Four more come from another synthesizer, flite (2.2; kal16, awb, rms and slt,
which its makers built from recordings of speakers).
Each voice says each digit three times: at an ordinary speed, faster, and slower. The
course's licence covers what is shipped here.

`digits.npz` holds the features, rounded to 1/20 of a power of ten, and the sounds of
four voices with 8,000 samples a second. The course makes it anew with

    python -m rnn_course.data.digits_maker

(some ten seconds; see there for what that needs, and how equal the result is).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from ..errors import CourseError, did_you_mean

__all__ = [
    "CLIPS",
    "OTHER",
    "PARTS",
    "TRAIN",
    "UNSEEN",
    "WORDS",
    "Spoken",
    "clip",
    "from_store",
    "load",
    "pad",
    "playable",
    "to_store",
]

STORE = Path(__file__).with_name("digits.npz")
WORDS = (
    *("zero", "one", "two", "three", "four"),
    *("five", "six", "seven", "eight", "nine"),
)
# Names of eSpeak NG's voice files. What has a common stem, such as edward and edward2,
# is in one part.
TRAIN = (
    *("Alex", "Alicia", "Andy", "Annie", "Denis", "Gene", "Gene2", "Hugo", "Jacky"),
    *("Lee", "Mario", "Michael", "Nguyen", "RicishayMax", "RicishayMax2"),
    *("RicishayMax3", "adam", "anika", "antonio", "aunty", "benjamin", "boris"),
    *("caleb", "david", "ed", "edward", "edward2", "f1", "f2", "f3", "grandma"),
    *("iven", "iven2", "iven3", "john", "m1", "m2", "m3", "m4", "m5", "marcelo"),
    *("max", "norbert", "pablo", "steph"),
)
UNSEEN = (
    *("Andrea", "Diogo", "Mike", "belinda", "f4", "f5", "linda", "m6", "m7", "m8"),
    *("paul", "robert", "travis", "victor", "zac"),
)
OTHER = ("kal16", "awb", "rms", "slt")
PARTS = {"train": TRAIN, "unseen": UNSEEN, "other": OTHER}
CLIPS = {"f2": "train", "zac": "unseen", "awb": "other", "slt": "other"}
STEP = 0.05  # log10 units between two numbers of the store
LOWEST = -2.0  # what the store's 0 stands for


@dataclass(frozen=True)
class Spoken:
    """Digits as a network reads them.

    Attributes
    ----------
    X : (sounds, frames, 20) float32 ndarray
        Log-mel features (log10 of power); frames after the end are all 0.
    y : (sounds,) ndarray
        The digits, 0 to 9.
    lengths : (sounds,) ndarray
        How many frames each sound has.
    voices : (sounds,) ndarray of str
        Who speaks.
    """

    X: np.ndarray
    y: np.ndarray
    lengths: np.ndarray
    voices: np.ndarray


@cache
def load(part: str) -> Spoken:
    """Return one part of the data.

    Parameters
    ----------
    part : {"train", "unseen", "other"}
        1,350 sounds of 45 voices to learn from, 450 of 15 other voices of the same
        synthesizer, 120 of four voices of another synthesizer.

    Raises
    ------
    CourseError
        When there is no such part.
    """
    if part not in PARTS:
        raise CourseError(f"There is no part {part!r}. {did_you_mean(part, PARTS)}")
    rows = [from_store(row) for row in _rows(part)]
    voices = PARTS[part]
    takes = len(rows) // (10 * len(voices))
    spoken = Spoken(
        X=pad(rows),
        y=np.tile(np.arange(10), takes * len(voices)),
        lengths=np.array([len(row) for row in rows]),
        voices=np.repeat(voices, 10 * takes),
    )
    for array in vars(spoken).values():
        array.setflags(write=False)  # the checks read the same arrays
    return spoken


def _rows(name: str) -> list[np.ndarray]:
    """Return what the store holds under a name, one array for each sound."""
    with np.load(STORE) as store:
        ends = np.cumsum(store[f"{name}_lengths"])
        return np.split(store[f"{name}_data"], ends[:-1])


def to_store(features: np.ndarray) -> np.ndarray:
    """Round features to whole steps, 0 to 255."""
    return np.clip(np.round((features - LOWEST) / STEP), 0, 255).astype("uint8")


def from_store(steps: np.ndarray) -> np.ndarray:
    """Turn steps back into features, float32."""
    return (steps * STEP + LOWEST).astype("float32")


def pad(rows: list[np.ndarray], frames: int | None = None) -> np.ndarray:
    """Set sounds of several lengths into one array, with frames of 0 after the end.

    Parameters
    ----------
    rows : list of (frames, features)
        One array for each sound.
    frames : int, optional
        How many frames to make room for; as many as the longest has.

    Returns
    -------
    (sounds, frames, features) float32 ndarray
    """
    room = frames or max(map(len, rows))
    padded = np.zeros((len(rows), room, rows[0].shape[-1]), dtype=np.float32)
    for place, row in zip(padded, rows, strict=True):
        place[: len(row)] = row
    return padded


def playable(part: str) -> list[str]:
    """Return the voices of a part whose sounds are shipped."""
    return [voice for voice in CLIPS if CLIPS[voice] == part]


@cache
def clip(digit: int, voice: str) -> np.ndarray:
    """Return a sound, (samples,), from -1 to 1, with 8,000 samples a second.

    Parameters
    ----------
    digit : int
        0 to 9.
    voice : str
        One of `CLIPS`.

    Raises
    ------
    CourseError
        When this sound is not shipped.
    """
    if voice not in CLIPS or digit not in range(10):
        raise CourseError(
            f"There is no sound of digit {digit!r} by {voice!r}. Digits are 0 to 9, "
            f"voices {', '.join(CLIPS)}."
        )
    part = CLIPS[voice]
    return _rows(f"{part}_clips")[playable(part).index(voice) * 10 + digit] / 32768
