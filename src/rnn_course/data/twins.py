"""Twin headlines: the same words in another order, with the opposite label.

Origin: every sentence comes from the small grammar below, written for this course;
nothing was collected, and the course's licence covers it. A big animal that chases a
small one is no news. A small one that chases a big one is.

>>> sentences, news = make_twins(pairs=2, seed=0)
>>> one_hot(sentences).shape
(4, 10, 19)
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import CourseError

__all__ = ["ANIMALS", "STEPS", "VOCABULARY", "make_twins", "one_hot"]

ANIMALS = ("ant", "mouse", "cat", "dog", "horse", "elephant")  # by size
VERBS = ("chased", "scared", "caught", "carried")
ADJECTIVES = ("", "old", "young", "sleepy", "hungry")
DAYS = ("", "today", "yesterday")
_WORDS = {"the", "was", "by", *ANIMALS, *VERBS, *ADJECTIVES, *DAYS} - {""}
VOCABULARY = tuple(sorted(_WORDS))
STEPS = 10  # words of the longest headline


def make_twins(pairs: int, seed: int) -> tuple[list[str], np.ndarray]:
    """Draw headlines in pairs of twins; no headline comes twice.

    Parameters
    ----------
    pairs : int
        How many pairs; 9,000 are possible.
    seed : int
        The same seed gives the same headlines.

    Returns
    -------
    sentences : list of str
        ``2 * pairs`` headlines; numbers 2k and 2k + 1 are twins.
    news : (2 * pairs,) array of int
        1 where a small animal got the better of a big one, else 0.

    Raises
    ------
    CourseError
        When `pairs` is not between 1 and what the grammar can make.
    """
    sizes = _sizes()
    possible = int(np.prod(sizes))
    if not 1 <= pairs <= possible:
        raise CourseError(
            f"Seen pairs={pairs}; the grammar makes 1 to {possible:,} pairs of twins. "
            "Choose a number in between."
        )
    rng = np.random.default_rng(seed)
    chosen = rng.choice(possible, size=pairs, replace=False)
    twins = [_twin_pair(*np.unravel_index(number, sizes)) for number in chosen]
    flipped = rng.integers(0, 2, size=pairs)  # which twin of a pair comes first
    sentences, news = [], []
    for pair, flip in zip(twins, flipped, strict=True):
        sentences += pair[::-1] if flip else pair
        news += [int(flip), int(1 - flip)]
    return sentences, np.array(news)


def one_hot(
    sentences: Sequence[str],
    vocabulary: Sequence[str] = VOCABULARY,
    steps: int = STEPS,
) -> np.ndarray:
    """Write each word as a row with a single 1 at the word's place.

    Parameters
    ----------
    sentences : sequence of str
        Words parted by spaces. A word outside the vocabulary becomes a row of zeros,
        and so does each empty step in front of a short sentence.
    vocabulary : sequence of str
        The known words.
    steps : int
        Words a sentence may have; a longer one loses its beginning.

    Returns
    -------
    (sentences, steps, words) array of float32
    """
    places = {word: place for place, word in enumerate(vocabulary)}
    rows = np.zeros((len(sentences), steps, len(vocabulary)), dtype=np.float32)
    for row, sentence in zip(rows, sentences, strict=True):
        words = sentence.split()[-steps:]
        for step, word in enumerate(words, start=steps - len(words)):
            if word in places:
                row[step, places[word]] = 1
    return rows


def _sizes() -> tuple[int, ...]:
    """Count the choices behind one pair of twins."""
    animal_pairs = len(_animal_pairs())
    adjectives = len(ADJECTIVES)
    return (animal_pairs, 2, len(VERBS), adjectives, adjectives, len(DAYS))


def _animal_pairs() -> list[tuple[str, str]]:
    """Return all (small, big)."""
    return [(a, b) for i, a in enumerate(ANIMALS) for b in ANIMALS[i + 1 :]]


def _twin_pair(
    animals: int, passive: int, verb: int, first: int, second: int, day: int
) -> list[str]:
    """Write the pair: first the headline that is no news, then the one that is."""
    small, big = _animal_pairs()[animals]
    middle = f"was {VERBS[verb]} by" if passive else VERBS[verb]
    subjects = (small, big) if passive else (big, small)

    def headline(one: str, other: str) -> str:
        parts = (DAYS[day], "the", ADJECTIVES[first], one, middle)
        return " ".join(filter(None, (*parts, "the", ADJECTIVES[second], other)))

    return [headline(*subjects), headline(*subjects[::-1])]
