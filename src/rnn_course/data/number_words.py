"""English and French number words, 0 to 9,999: the sentence pairs of lesson 11.

Origin: the two spellers below, written for this course from the rules of both
languages; nothing was collected, and the course's licence covers the pairs. A test
compares all 10,000 numbers in both languages with an independent speller.

English is British, with *and*: "nine thousand one hundred and five". French is the
traditional spelling, before the reform of 1990: hyphens only inside numbers below 100,
and not around *et*: "vingt et un", "cent quatre-vingt-dix".

>>> english(1280), french(1280)
('one thousand two hundred and eighty', 'mille deux cent quatre-vingts')
>>> split("soixante-dix"), join(["soixante", "et", "onze"])
(['soixante', 'dix'], 'soixante et onze')
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence

import numpy as np

from ..errors import CourseError

__all__ = [
    "ENGLISH_IDS",
    "FRENCH_IDS",
    "LARGEST",
    "START",
    "STOP",
    "english",
    "french",
    "join",
    "pad",
    "split",
    "split_numbers",
]

LARGEST = 9999
START, STOP = "<start>", "<stop>"

# fmt: off
_EN_UNITS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen",
]
_EN_TENS = [
    "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
]
_FR_UNITS = [
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf",
    "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize", "dix-sept",
    "dix-huit", "dix-neuf",
]
_FR_TENS = ["vingt", "trente", "quarante", "cinquante", "soixante"]
# fmt: on
_APART = {"et", "cent", "cents", "mille", "and", "hundred", "thousand"}

_ENGLISH = (*_EN_UNITS, *_EN_TENS, "hundred", "thousand", "and")
_FRENCH = (*_FR_UNITS[:17], *_FR_TENS, "vingts", "et", "cent", "cents", "mille")

# The id of each word; 0 is the padding.
ENGLISH_IDS = {word: place for place, word in enumerate(_ENGLISH, start=1)}
FRENCH_IDS = {
    word: place for place, word in enumerate((START, STOP, *_FRENCH), start=1)
}


def english(number: int) -> str:
    """Spell a number in English, "one hundred and twenty-one".

    Raises
    ------
    CourseError
        When it is not a whole number from 0 to 9,999.
    """
    thousands, hundreds, rest = _parts(number)
    words = [f"{_EN_UNITS[thousands]} thousand"] if thousands else []
    words += [f"{_EN_UNITS[hundreds]} hundred"] if hundreds else []
    if rest and words:
        words.append("and")
    if rest or not words:
        words.append(_english_below_100(rest))
    return " ".join(words)


def french(number: int) -> str:
    """Spell a number in French, "cent vingt et un".

    *mille* never changes; *cent* and *quatre-vingt* take an s when a number stands in
    front of them and none behind.

    Raises
    ------
    CourseError
        When it is not a whole number from 0 to 9,999.
    """
    thousands, hundreds, rest = _parts(number)
    words = [] if thousands < 2 else [_FR_UNITS[thousands]]
    words += ["mille"] if thousands else []
    words += [] if hundreds < 2 else [_FR_UNITS[hundreds]]
    if hundreds:
        words.append("cents" if hundreds > 1 and not rest else "cent")
    if rest or not words:
        words.append(_french_below_100(rest))
    return " ".join(words)


def split(text: str) -> list[str]:
    """Cut a spelled number at its spaces and hyphens.

    Returns
    -------
    list of str
        Keys of `ENGLISH_IDS` or `FRENCH_IDS`.
    """
    return text.replace("-", " ").split()


def join(words: Sequence[str]) -> str:
    """Put words back together, with the hyphens that `split` has cut.

    One rule serves both languages: a hyphen stands between two words, unless one of
    them is *et*, *cent(s)*, *mille*, *and*, *hundred* or *thousand*.
    """
    text = " ".join(words[:1])
    for before, word in itertools.pairwise(words):
        text += (" " if {before, word} & _APART else "-") + word
    return text


def split_numbers(train: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Deal the numbers 0 to 9,999 out at random.

    Parameters
    ----------
    train : int
        How many to learn from, 1 to 9,999.
    seed : int
        The same seed deals them out in the same way.

    Returns
    -------
    train, test : (train,), (10000 − train,) ndarray
        No number is in both.
    """
    if not 1 <= train <= LARGEST:
        raise CourseError(
            f"Seen train={train}; there are {LARGEST + 1:,} numbers in all. Choose 1 to "
            f"{LARGEST:,}, so that some are left for the test."
        )
    numbers = np.random.default_rng(seed).permutation(LARGEST + 1)
    return numbers[:train], numbers[train:]


def pad(rows: Iterable[Sequence[int]], length: int | None = None) -> np.ndarray:
    """Return rows of ids as one array, with zeros behind the shorter ones.

    Parameters
    ----------
    rows : iterable of sequences of int
        Ids from 1; 0 is the padding.
    length : int, optional
        Columns; as many as the longest row has when left out.

    Returns
    -------
    (rows, length) int ndarray
    """
    rows = list(rows)
    longest = max((len(row) for row in rows), default=0)
    table = np.zeros((len(rows), length or longest), dtype=int)
    for line, row in zip(table, rows, strict=True):
        line[: len(row)] = row
    return table


def _parts(number: int) -> tuple[int, int, int]:
    """Return thousands, hundreds, and what is left below 100."""
    if not 0 <= number <= LARGEST or number != int(number):
        raise CourseError(
            f"Seen {number!r}; the spellers know the whole numbers from 0 to {LARGEST:,}."
        )
    number = int(number)
    return number // 1000, number // 100 % 10, number % 100


def _english_below_100(number: int) -> str:
    if number < 20:
        return _EN_UNITS[number]
    tens, unit = divmod(number, 10)
    return _EN_TENS[tens - 2] + (f"-{_EN_UNITS[unit]}" if unit else "")


def _french_below_100(number: int) -> str:
    if number < 20:
        return _FR_UNITS[number]
    if number >= 80:
        return "quatre-vingt" + (f"-{_FR_UNITS[number - 80]}" if number > 80 else "s")
    tens = min(number // 10, 6)  # 70 to 79 are sixty and ten, sixty and eleven, …
    rest = number - 10 * tens
    if rest == 0:
        return _FR_TENS[tens - 2]
    link = " et " if rest in (1, 11) else "-"
    return f"{_FR_TENS[tens - 2]}{link}{_FR_UNITS[rest]}"
