"""Short sentences about animals and where they are, from a small grammar of our own.

Origin: every sentence comes from the grammar below, written for this course; nothing
was collected, and the course's licence covers it. Two things are carried over several
words: the number of the subject decides the verb (the cat near the dogs *is*), and the
subject decides the place at the end (the cat … is on the *mat*).

>>> sentences, bits = make_sentences(8000, seed=1)
>>> unseen, _ = make_sentences(1000, seed=2, held_out=True)
>>> set(sentences) & set(unseen)
set()
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence

import numpy as np

from ..errors import CourseError

__all__ = ["HOMES", "PLURALS", "VERBS", "is_held_out", "make_sentences"]

PLURALS = {
    "cat": "cats",
    "dog": "dogs",
    "bird": "birds",
    "frog": "frogs",
    "hen": "hens",
    "mouse": "mice",
}
HOMES = {  # where an animal usually is, and where it sometimes is
    "cat": ("mat", "sofa"),
    "dog": ("rug", "porch"),
    "bird": ("branch", "roof"),
    "frog": ("leaf", "stone"),
    "hen": ("nest", "fence"),
    "mouse": ("shelf", "table"),
}
VERBS = {"is": "are", "was": "were", "sleeps": "sleep", "sits": "sit", "waits": "wait"}
CLAUSE_VERBS = {"sees": "see", "watches": "watch", "hears": "hear"}
ADJECTIVES = ("big", "small", "old", "young", "black", "white")
OPENINGS = ("Today the", "Now the", "Here the")
LINKS = ("near", "behind", "beside")
ENDINGS = ("again", "at night", "all day")

_PLACES = tuple(place for places in HOMES.values() for place in places)
_PARTS, _TEST = 10, 7  # one part in ten; it holds "The cat is on the mat ."


def is_held_out(sentence: str) -> bool:
    """Tell whether a sentence is kept for the test; its letters alone decide."""
    return zlib.crc32(sentence.encode()) % _PARTS == _TEST


def make_sentences(
    count: int, seed: int, held_out: bool = False
) -> tuple[list[str], np.ndarray]:
    """Draw sentences.

    The grammar's sentences fall into two parts. One in ten is held out for the test;
    the others are for training. So no sentence of one part is ever in the other.

    Parameters
    ----------
    count : int
        How many, 1 or more; likely sentences come more than once.
    seed : int
        The same seed gives the same sentences.
    held_out : bool
        Draw from the part for the test.

    Returns
    -------
    sentences : list of str
        Words and a full stop, parted by single spaces.
    bits : (count,) array
        For each sentence, −log2 of the probability that the grammar gives to what
        follows its first word: what a reader who knows the grammar needs to write it.

    Raises
    ------
    CourseError
        When `count` is less than 1.
    """
    if count < 1:
        raise CourseError(f"Seen count={count}; expected 1 or more sentences.")
    writer = _Writer(np.random.default_rng(seed))
    sentences, bits = [], []
    while len(sentences) < count:
        sentence = writer.sentence()
        if is_held_out(sentence) == held_out:
            sentences.append(sentence)
            bits.append(writer.bits - writer.bits_of_first)
    return sentences, np.array(bits)


class _Writer:
    """Writes sentences, and adds up how surprising the choices in each one were."""

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.bits = self.bits_of_first = 0.0

    def choose(self, options: Sequence, shares: Sequence[float] | None = None):
        """Choose one option; all are equally likely when no shares are given."""
        shares = shares or [1 / len(options)] * len(options)
        point, place = self.rng.random(), 0
        while point >= shares[place] and place < len(options) - 1:
            point -= shares[place]
            place += 1
        self.bits -= np.log2(shares[place])
        return options[place]

    def happens(self, share: float) -> bool:
        return self.choose((True, False), (share, 1 - share))

    def sentence(self) -> str:
        self.bits = 0.0
        opening = self.choose(OPENINGS) if self.happens(0.2) else "The"
        self.bits_of_first = self.bits
        plural, animal = self.happens(0.5), self.choose(tuple(PLURALS))
        subject = self.noun(animal, plural)
        between = self.modifier(plural) if self.happens(0.5) else []
        end = [self.verb(VERBS, plural), "on the", self.place(animal)]
        when = [self.choose(ENDINGS)] if self.happens(0.3) else []
        return " ".join([opening, *subject, *between, *end, *when, "."])

    def noun(self, animal: str, plural: bool) -> list[str]:
        adjective = [self.choose(ADJECTIVES)] if self.happens(0.4) else []
        return [*adjective, PLURALS[animal] if plural else animal]

    def modifier(self, plural: bool) -> list[str]:
        """Put another animal, of either number, between the subject and its verb."""
        if self.happens(0.5):
            words = [self.choose(LINKS)]
        else:
            words = ["that", self.verb(CLAUSE_VERBS, plural)]
        other = self.choose(tuple(PLURALS))
        return [*words, "the", *self.noun(other, self.happens(0.5))]

    def verb(self, verbs: Mapping[str, str], plural: bool) -> str:
        return self.choose(tuple(verbs.values() if plural else verbs))

    def place(self, animal: str) -> str:
        """Most often at home, sometimes at the second place, seldom elsewhere."""
        usual, second = HOMES[animal]
        elsewhere = 0.1 / len(_PLACES)
        shares = {usual: 0.7 + elsewhere, second: 0.2 + elsewhere}
        return self.choose(_PLACES, [shares.get(x, elsewhere) for x in _PLACES])
