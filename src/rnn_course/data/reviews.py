"""Reviews in one sentence, made by a grammar: praise or blame hangs on the order.

Origin: every sentence comes from the small grammar below, written for this course;
nothing was collected, and the course's licence covers it. A review is praise when its
writer likes the film, in the end: not its music, not the critics, not at first.

A hard review joins two clauses of opposite opinion. Its **template** says what tells
them apart (the topic, the speaker or the time) and how each clause is put (plain,
negated, doubted, or negated twice): 3 · 4 · 4 = 48 templates, of which 12 are held out.
Changing the two topics (speakers, times) over gives its twin: the same words, the
opposite label. A short review is one clause about the film.

>>> train = load("train")
>>> train.sentences[0], train.liked[0], train.templates[0]
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from ..errors import CourseError, did_you_mean

__all__ = [
    "FEW",
    "HELD_OUT",
    "TEMPLATES",
    "TRAINING",
    "Reviews",
    "encode",
    "load",
    "make",
    "twin",
    "vocabulary",
]

GOOD = ("good", "great", "lovely", "funny", "clever", "moving", "charming", "superb")
BAD = ("bad", "awful", "dull", "boring", "silly", "weak", "clumsy", "dreary")
FILLERS: Mapping[str, tuple[str, ...]] = {
    "film": ("film", "movie", "sequel"),
    "part": ("plot", "music", "cast", "ending", "dialogue", "title"),
    "people": ("critics", "friends", "others"),
    "very": ("", "very", "so"),
    "but": ("but", "while", "although"),
}
# What tells the clauses apart: first what counts, then what does not.
TAGS: Mapping[str, tuple[str, str]] = {
    "topic": ("{film}", "{part}"),
    "speaker": ("i", "{people}"),
    "time": ("in the end", "at first"),
}
HOWS = ("plain", "not", "doubted", "double")  # each odd or even in its negations
TURNS = (False, True, True, False)  # does the clause turn its adjective's meaning?
CLAUSES: Mapping[str, tuple[str, ...]] = {
    "topic": (
        "the {tag} was {word}",
        "the {tag} was not {word}",
        "nobody said the {tag} was {word}",
        "nobody said the {tag} was not {word}",
    ),
    "speaker": (
        "{tag} said the {film} was {word}",
        "{tag} said the {film} was not {word}",
        "{tag} never said the {film} was {word}",
        "{tag} never said the {film} was not {word}",
    ),
    "time": (
        "{tag} the {film} was {word}",
        "{tag} the {film} was not {word}",
        "{tag} nobody said the {film} was {word}",
        "{tag} nobody said the {film} was not {word}",
    ),
}
TEMPLATES = tuple(itertools.product(TAGS, range(4), range(4)))
# In a square of 4 · 4 ways each row and each column loses one: every way to put a
# clause is still seen in either place, but never these two together.
HELD_OUT = tuple(
    (kind, one, other)
    for kind, one, other in TEMPLATES
    if (other - one - 1 - list(TAGS).index(kind)) % 4 == 0
)
TRAINING = tuple(template for template in TEMPLATES if template not in HELD_OUT)
# Twelve of the training: each way to put a clause once in either place.
FEW = tuple(
    (kind, one, other)
    for kind, one, other in TRAINING
    if (other - one - 2 - list(TAGS).index(kind)) % 4 == 0
)
WEIGHTS = (0.45, 0.22, 0.08, 0.25)  # in training most clauses are plain, as in life

Template = tuple[str, int, int]


@dataclass(frozen=True)
class Reviews:
    """Some reviews.

    Attributes
    ----------
    sentences : list of str
        Words parted by spaces. Of hard reviews, numbers 2k and 2k + 1 are twins.
    liked : (n,) array of int
        1 where the writer likes the film, in the end.
    templates : list of str
        The template of each, ``"topic: not, double"``; ``"short"`` for one clause.
    """

    sentences: list[str]
    liked: np.ndarray
    templates: list[str]


PARTS: Mapping[str, tuple[int, int, int]] = {  # twins, short reviews, seed
    "train": (2400, 1200, 1),
    "known": (500, 0, 2),
    "new": (600, 0, 3),
    "short": (0, 300, 4),
}


@cache
def load(part: str) -> Reviews:
    """Return one of the lesson's four sets of reviews; no review is in two of them.

    Parameters
    ----------
    part : {"train", "known", "new", "short"}
        To train on; new sentences from the templates of training; sentences from
        templates that are held out; new short reviews.

    Raises
    ------
    CourseError
        When there is no such part.
    """
    if part not in PARTS:
        raise CourseError(
            f"There are no reviews called {part!r}. {did_you_mean(part, PARTS)}"
        )
    pairs, short, seed = PARTS[part]
    if part == "train":
        return make(pairs, short, TRAINING, seed, weights=WEIGHTS)
    templates = HELD_OUT if part == "new" else TRAINING
    return make(pairs, short, templates, seed, without=load("train").sentences)


def make(
    pairs: int,
    short: int,
    templates: Sequence[Template] = TEMPLATES,
    seed: int = 0,
    *,
    weights: Sequence[float] = (1, 1, 1, 1),
    without: Sequence[str] = (),
) -> Reviews:
    """Draw hard reviews in pairs of twins, then short ones; none comes twice.

    Parameters
    ----------
    pairs, short : int
        How many pairs of twins, and how many short reviews.
    templates : sequence of (kind, first clause, second clause)
        Some of `TEMPLATES`.
    seed : int
        The same seed gives the same reviews.
    weights : sequence of float
        How common the four ways to put a clause are; a template is as common as the
        product for its two clauses.
    without : sequence of str
        Sentences that must not be drawn.

    Raises
    ------
    CourseError
        When the grammar runs out of new sentences.
    """
    rng = np.random.default_rng(seed)
    common = np.array([weights[one] * weights[other] for _, one, other in templates])
    common = common / common.sum()
    seen, rows = set(without), []
    misses = 0
    while len(rows) < 2 * pairs + short:
        if len(rows) < 2 * pairs:
            fresh = _twins(rng, templates[rng.choice(len(templates), p=common)])
        else:
            fresh = [_short(rng)]
        known = [sentence in seen for sentence, _, _ in fresh]
        misses = misses + 1 if any(known) else 0
        if misses > 1000:
            raise CourseError(
                f"The grammar has no more new sentences after {len(rows)}. Ask for "
                "fewer pairs or short reviews."
            )
        if not any(known):
            seen.update(sentence for sentence, _, _ in fresh)
            rows += fresh
    sentences, liked, names = zip(*rows, strict=True) if rows else ((), (), ())
    return Reviews(list(sentences), np.array(liked, dtype=int), list(names))


def vocabulary(sentences: Sequence[str]) -> dict[str, int]:
    """Number the words of sentences by the alphabet, from 2; 0 is padding, 1 unknown."""
    words = sorted({word for sentence in sentences for word in sentence.split()})
    return {word: number for number, word in enumerate(words, start=2)}


def encode(
    sentences: Sequence[str], vocabulary: Mapping[str, int], length: int
) -> np.ndarray:
    """Return ids first, then zeros, (sentences, length); 1 is an unknown word."""
    table = np.zeros((len(sentences), length), dtype=int)
    for row, sentence in zip(table, sentences, strict=True):
        ids = [vocabulary.get(word, 1) for word in sentence.split()][:length]
        row[: len(ids)] = ids
    return table


def twin(sentence: str) -> str:
    """Change over the topics, the speakers or the times of a sentence, if it has both.

    >>> twin("the film was dull but the plot was not")
    'the plot was dull but the film was not'
    """
    text = f" {sentence} "
    for kind in TAGS:
        for one, other in itertools.product(*_tag_words(kind)):
            if f" {one} " in text and f" {other} " in text:
                halves = [
                    part.replace(f" {other} ", f" {one} ")
                    for part in text.split(f" {one} ")
                ]
                return f" {other} ".join(halves).strip()
    return sentence


def _tag_words(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the words that count, and those that do not."""
    slots = [tag.strip("{}") for tag in TAGS[kind]]
    return tuple(FILLERS.get(slot, (slot,)) for slot in slots)


Row = tuple[str, int, str]


def _twins(rng: np.random.Generator, template: Template) -> list[Row]:
    kind, one, other = template
    fill = _fill(rng)
    praise = bool(rng.integers(2))  # in the first clause; the second says the opposite
    words = (_word(rng, one, praise, fill), _word(rng, other, not praise, fill))
    name = f"{kind}: {HOWS[one]}, {HOWS[other]}"
    rows = []
    for turned in (False, True):
        tags = TAGS[kind][::-1] if turned else TAGS[kind]
        clauses = [
            _clause(kind, how, tag, word, fill)
            for how, tag, word in zip((one, other), tags, words, strict=True)
        ]
        rows.append((f" {fill['but']} ".join(clauses), int(praise ^ turned), name))
    return rows[::-1] if rng.integers(2) else rows


def _short(rng: np.random.Generator) -> Row:
    kind = list(TAGS)[rng.integers(len(TAGS))]
    how, praise = int(rng.integers(4)), bool(rng.integers(2))
    fill = _fill(rng)
    word = _word(rng, how, praise, fill)
    return _clause(kind, how, TAGS[kind][0], word, fill), int(praise), "short"


def _fill(rng: np.random.Generator) -> dict[str, str]:
    return {slot: str(rng.choice(words)) for slot, words in FILLERS.items()}


def _word(
    rng: np.random.Generator, how: int, praise: bool, fill: Mapping[str, str]
) -> str:
    """Return an adjective, perhaps with an adverb, that makes the clause praise."""
    word = rng.choice(GOOD if praise ^ TURNS[how] else BAD)
    return f"{fill['very']} {word}".strip()


def _clause(kind: str, how: int, tag: str, word: str, fill: Mapping[str, str]) -> str:
    return CLAUSES[kind][how].format(tag=tag.format(**fill), word=word, **fill)
