"""How likely chance alone would give what was seen: four small tests.

Each is valid for few students and few lessons, and none believes in bell curves where it
need not:

- `shared_trend`: does a number rise or fall over the lessons? Every order of the lessons
  is tried.
- `own_trends`: whose line falls against the class? What the lines leave over is
  shuffled, and the steepest fall in the whole class is what chance can do.
- `more_often_than`: is a share larger than a given one? The binomial distribution.
- `mean_bounds`: where the mean of paired differences lies; Student's t.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import permutations

import numpy as np

__all__ = ["Slope", "mean_bounds", "more_often_than", "own_trends", "shared_trend"]

SHUFFLES = 3000
BELIEF = 12.0  # lessons' worth of trust in the class's scatter beside a student's own
ROUNDS = 30  # of the fit in `own_trends`; it settles after a few
MOST_ORDERS = 50_000


@dataclass(frozen=True)
class Slope:
    """How somebody's line runs over the lessons.

    Attributes
    ----------
    a_lesson : float
        Change from one lesson to the next, against the class, in the units given.
    error : float
        Its standard error.
    chance : float
        How often chance alone lets any line of the whole class fall as steeply.
    """

    a_lesson: float
    error: float
    chance: float


def shared_trend(values: Sequence[float]) -> float:
    """Return how often a random order of the lessons is as steep as this one.

    Both directions count. Exact up to eight lessons; more are shuffled.
    """
    here = np.asarray(values, dtype=float)
    places = np.arange(len(here)) - (len(here) - 1) / 2
    if len(here) < 2:
        return 1.0
    if math.factorial(len(here)) <= MOST_ORDERS:
        orders = np.array(list(permutations(range(len(here)))))
        extra = 0
    else:
        rng = np.random.default_rng(0)
        order = np.tile(np.arange(len(here)), (SHUFFLES * 5, 1))
        orders, extra = rng.permuted(order, axis=1), 1
    steep = np.abs(here[orders] @ places)
    as_steep = int((steep >= abs(here @ places) - 1e-9).sum())
    return (as_steep + extra) / (len(orders) + extra)


def more_often_than(share: float, count: int, total: int) -> float:
    """Return how often `count` or more of `total` come by chance at this share."""
    return sum(
        math.comb(total, k) * share**k * (1 - share) ** (total - k)
        for k in range(count, total + 1)
    )


def mean_bounds(values: Sequence[float], chance: float) -> tuple[float, float]:
    """Return a mean, and what it is surely below but for a chance (one-sided)."""
    mean = statistics.fmean(values)
    error = statistics.stdev(values) / math.sqrt(len(values))
    return mean, mean + _student(1 - chance, len(values) - 1) * error


def _student(level: float, degrees: int) -> float:
    """Return a quantile of Student's t (Cornish and Fisher's series, from 7 on)."""
    z = statistics.NormalDist().inv_cdf(level)
    terms = (
        z,
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    return sum(term / degrees**power for power, term in enumerate(terms))


def own_trends(table: np.ndarray, least: int = 4) -> list[Slope | None]:
    """Return how each student's line runs against the class.

    Parameters
    ----------
    table : ndarray, (students, lessons)
        What was earned; ``nan`` where nothing was handed in.
    least : int
        Who has fewer lessons has no line.

    Returns
    -------
    list of Slope or None
        For each student; slopes in standard deviations of the class.
    """
    scores = _standardised(table)
    left = _without_ability(scores)
    there = ~np.isnan(left)
    enough = there.sum(axis=1) >= least
    if not enough.any():
        return [None] * len(table)
    lines = _Lines(~np.isnan(left[enough]))
    steep, slopes, errors, rest = lines.fit(np.nan_to_num(left[enough]))
    rng = np.random.default_rng(0)
    most = np.concatenate(
        [
            -lines.fit(lines.shuffle(rest, SHUFFLES // 10, rng))[0].min(axis=-1)
            for _ in range(10)
        ]
    )
    made = iter(zip(-steep, slopes, errors, strict=True))
    found: list[Slope | None] = []
    for has in enough:
        if not has:
            found.append(None)
            continue
        how, slope, error = next(made)
        chance = (1 + (most >= how - 1e-9).sum()) / (SHUFFLES + 1)
        found.append(Slope(float(slope), float(error), float(chance)))
    return found


def _standardised(table: np.ndarray) -> np.ndarray:
    """Bring each lesson to mean 0 and deviation 1; one that is all alike tells nothing."""
    made = np.full(table.shape, np.nan)
    for place, column in enumerate(table.T):
        known = column[~np.isnan(column)]
        if len(known) > 2 and (spread := known.std()) > 1e-9:
            made[:, place] = (column - known.mean()) / spread
    return made


def _without_ability(scores: np.ndarray) -> np.ndarray:
    """Take from each score what the student's ability explains in this lesson.

    Lessons differ in how well they tell students apart: where nearly everybody has all
    points, a weak student stands near the others, and where the points spread, far below,
    without having changed. So ability counts in each lesson as much as it shows there: a
    fit of one number a student times one a lesson, by least squares in turns.
    """
    there = ~np.isnan(scores)
    known = np.where(there, scores, 0.0)
    shows = np.ones(scores.shape[1])
    able = np.zeros(len(scores))
    for _ in range(ROUNDS):
        able = known @ shows / np.maximum(there @ shows**2, 1e-9)
        shows = able @ known / np.maximum(able**2 @ there, 1e-9)
        shows = np.clip(shows, 0.0, None)
        if not shows.any():
            break
        shows /= np.sqrt(np.mean(shows**2))
    return np.where(there, scores - np.outer(able, shows), np.nan)


class _Lines:
    """Straight lines through the lessons of several students at once.

    Parameters
    ----------
    there : ndarray of bool, (students, lessons)
        Where something was handed in.
    """

    def __init__(self, there: np.ndarray) -> None:
        self.there, self.count = there, there.sum(axis=1)
        self.order = np.argsort(~there, axis=1, kind="stable")  # what is there, first
        self.back = np.argsort(self.order, axis=1)
        places = np.where(there, np.arange(there.shape[1]), 0.0)
        self.places = self._centred(places)
        self.width = (self.places**2).sum(axis=1)

    def _centred(self, values: np.ndarray) -> np.ndarray:
        mean = values.sum(axis=-1) / self.count
        return np.where(self.there, values - mean[..., None], 0.0)

    def fit(self, values: np.ndarray) -> tuple[np.ndarray, ...]:
        """Fit lines to rows, (…, students, lessons), with 0 where nothing is.

        Returns
        -------
        tuple of ndarray
            Each slope in its standard errors, the slopes, the errors, what is left.
            A row's scatter is its own, pulled towards the class's: few lessons say little.
        """
        values = self._centred(values)
        slopes = (self.places * values).sum(axis=-1) / self.width
        rest = values - slopes[..., None] * self.places
        squares, free = (rest**2).sum(axis=-1), self.count - 2
        shared = np.maximum(squares.sum(axis=-1) / free.sum(), 1e-12)[..., None]
        errors = np.sqrt((squares + BELIEF * shared) / (free + BELIEF) / self.width)
        return slopes / errors, slopes, errors, rest

    def shuffle(
        self, rest: np.ndarray, times: int, rng: np.random.Generator
    ) -> np.ndarray:
        """Draw rows without a trend: what is left of each, in any order and sign."""
        wide = (
            rest * np.sqrt(self.count / (self.count - 2))[:, None]
        )  # what a fit takes
        first = np.take_along_axis(wide, self.order, axis=1)
        keys = rng.random((times, *rest.shape))
        keys[:, ~np.take_along_axis(self.there, self.order, axis=1)] = 2.0
        mixed = np.take_along_axis(first[None], np.argsort(keys, axis=-1), axis=-1)
        mixed *= rng.choice([-1.0, 1.0], size=mixed.shape)
        return np.take_along_axis(mixed, self.back[None], axis=-1)
