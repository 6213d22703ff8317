"""The examiner of `split_quotes`: what a split must keep, whichever way it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import describe
from rnn_course.checks.spies.sets import SetsSpy
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_split"]

NAMES = ("train", "validation", "test")
SEEDS = (3, 11, 4, 25, 8, 16)
SIZES = ((40, 0), (31, 12), (200, 60))  # different quotations, and repeats


def examine_split(case: Case) -> None:
    """Split lists of several sizes, with repeats in them.

    Raises
    ------
    Wrong
        With the first promise that is broken.
    """
    for size, repeats in chance.among(SIZES, _sizes):
        quotes = _quotes(size, repeats)
        for seed in _seeds()[:3]:
            call = case.try_call(quotes=quotes, seed=seed)
            if call.trouble or call.value is None:
                case.call(quotes=quotes, seed=seed)  # raises, with the reason
            _demand_split(_read(case, call.value), quotes)
            if call.changed:
                raise Wrong(
                    "`split_quotes` changes the list that it was given (does it shuffle "
                    "it in place?). Work on a copy, so that whoever called it still has "
                    "the old order.",
                    "changes-its-inputs",
                    0.5,
                )
    _demand_the_seed(case, _quotes(60, 10))
    _demand_the_same_tomorrow(case)


def _sizes(rng: np.random.Generator) -> tuple[tuple[int, int], ...]:
    sizes = rng.integers((25, 1), (90, 30), size=(3, 2))
    return tuple((int(size), int(repeats)) for size, repeats in sizes)


def _seeds() -> list[int]:
    return [chance.number(seed) for seed in SEEDS]


def _quotes(size: int, repeats: int) -> list[str]:
    """Return different quotations, and some of them again, mixed."""
    rng = chance.generator(size)
    first = chance.size(rng, 0, 1, 10**6)
    quotes = [f"Saying {first + n} is about {n % 7}." for n in range(size)]
    quotes += [quotes[int(i)] for i in rng.integers(0, size, repeats)]
    return [quotes[int(i)] for i in rng.permutation(len(quotes))]


def _read(case: Case, value: Any) -> list[list[str]]:
    """Return three lists of quotations."""
    several = isinstance(value, Sequence | np.ndarray) and not isinstance(value, str)
    if not several or len(value) != 3:
        raise Wrong(
            f"`split_quotes` returned {describe(value)}; expected three lists: train, "
            "validation and test.",
            "unfit-result",
        )
    parts = []
    for name, part in zip(NAMES, value, strict=True):
        listed = isinstance(part, Sequence | np.ndarray | set | frozenset)
        if not listed or isinstance(part, str):
            raise Wrong(
                f"The {name} part is {describe(part)}; expected a list of quotations.",
                "unfit-result",
            )
        parts.append(list(part))
    if any(not isinstance(quote, str) for part in parts for quote in part):
        raise Wrong(
            "The parts hold something else than quotations; expected lists of strings. "
            "Were places (numbers) returned in place of what stands there?",
            "unfit-result",
        )
    return [[str(quote) for quote in part] for part in parts]


def _demand_split(parts: list[list[str]], quotes: list[str]) -> None:
    different = set(quotes)
    for name, part in zip(NAMES, parts, strict=True):
        if not part:
            raise Wrong(
                f"Of {len(different)} different quotations none is in the {name} part. "
                "No part may be empty.",
                "empty-part",
            )
    if not set().union(*parts) <= different:
        raise Wrong(
            "The parts hold texts that were not given. Hand the quotations on as they "
            "are.",
            "changes-quotations",
        )
    _demand_no_repeats(parts)
    if set().union(*parts) != different:
        lost = len(different - set().union(*parts))
        raise Wrong(
            f"{lost} of {len(different)} different quotations are in no part. Together "
            "the three parts hold each of them: let the last part take all that is "
            "left.",
            "loses-quotations",
            0.25,
        )
    share = len(parts[0]) / len(different)
    if not 0.5 <= share <= 0.95:
        raise Wrong(
            f"The training part, the first of the three, holds {100 * share:.0f} % of "
            "the quotations; expected 50 to 95 %. Is the order train, validation, test?",
            "train-share",
            0.25,
        )


def _demand_no_repeats(parts: list[list[str]]) -> None:
    train, validation, test = map(set, parts)
    if train & validation or train & test or validation & test:
        raise Wrong(
            "A quotation is in two parts: the network would be tested on what it has "
            "learned by heart. Drop repeats first, then split what is left.",
            "repeats-across-parts",
        )
    if any(len(part) != len(set(part)) for part in parts):
        raise Wrong(
            "A quotation comes twice in one part. Drop repeats before you split: "
            "`dict.fromkeys(quotes)` keeps each quotation once.",
            "repeats-kept",
        )


def _demand_the_seed(case: Case, quotes: list[str]) -> None:
    """Demand the same split for the same seed, and others for other seeds."""
    splits = []
    for seed in _seeds():
        one, again = (
            [set(p) for p in _read(case, case.call(quotes=quotes, seed=seed))]
            for _ in range(2)
        )
        if one != again:
            raise Wrong(
                "The same seed gave two different splits. Draw the order from "
                "`np.random.default_rng(seed)` alone, so that everybody gets the same.",
                "not-repeatable",
                0.5,
            )
        splits.append(one)
    if all(split == splits[0] for split in splits):
        raise Wrong(
            "Every seed gives the same split. Files are often in order, by author or "
            "theme: shuffle with `np.random.default_rng(seed)` before you cut.",
            "ignores-the-seed",
            0.5,
        )


def _demand_the_same_tomorrow(case: Case) -> None:
    """Demand that the split does not follow the order of a `set`.

    Who goes where is told of two lists. Of an answer that shuffles places the same places
    go to the same parts, in the order as given or in the alphabet's. If that holds in
    neither, but in the order of a set, then it is this order that was shuffled.
    """
    lists = [[f"{name} {n} says it." for n in range(60)] for name in ("Ann", "Bob")]
    spy = SetsSpy(lists)
    case = case.watched(spy)
    parts = [_read(case, case.call(quotes=one, seed=_seeds()[0])) for one in lists]
    if any(_alike(parts, orders) for orders in (lists, map(sorted, lists))):
        return
    if _alike(parts, spy.orders):
        raise Wrong(
            "The split follows the order of a `set`, and that is another one each time "
            "Python starts: tomorrow the same seed gives another split, and quotations of "
            "today's test are in the training. Sort the set before you shuffle, or drop "
            "repeats with `list(dict.fromkeys(quotes))`.",
            "order-of-a-set",
            0.5,
        )


def _alike(parts: Sequence[list[list[str]]], orders: Iterable[list[str]]) -> bool:
    """Tell whether in these orders the same places of both lists are in the same parts."""
    one, other = (
        [[string in part for part in split] for string in order]
        for split, order in zip(parts, orders, strict=True)
    )
    return one == other
