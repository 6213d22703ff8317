"""Cut along time: each row is followed to the parts in which it stands.

There are many right places for a cut, so no parts are compared with stored ones. Every
row has a value of its own; the examiner counts rows that stand in two parts, that are
lost, or that have changed places.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import describe
from rnn_course.checks.verdict import Wrong

__all__ = ["SPLIT_BY_TIME"]

NAMES = ("train", "validation", "test")
SHARES = (0.7, 0.15)  # when none are given
SLACK = 1 + 1e-9  # rows that a part may be off; the test part gets what is left

#: Rows, columns (0: a plain series), shares (None: left to the defaults), rows whole?
TRIALS = (
    (100, 0, None, False),
    (61, 3, (0.5, 0.25), False),
    (47, 0, (0.6, 0.3), False),
    (83, 2, None, True),
    (203, 0, (0.4, 0.1), True),
)


def examine_split(case: Case) -> None:
    """Follow every row.

    Raises
    ------
    Wrong
        With the first thing that is not right, and how many rows it concerns.
    """
    rng = chance.generator(7)
    for rows, columns, shares, whole in chance.among(TRIALS, _trials):
        series = _series(rng, rows, columns, whole)
        given = dict(zip(NAMES, shares or (), strict=False))
        value = case.call(series=series, **given)
        parts = _demand_parts(value, series)
        places = [_places(name, part, series) for name, part in parts.items()]
        _demand_each_row_once(places, rows)
        _demand_order(places)
        _demand_sizes(places, rows, shares)
        if case.try_call(series=series, **given).changed:
            raise Wrong(
                "`split_by_time` changes the series that it was given. Cut it with "
                "slices, `series[:a]`, which leave it alone.",
                "changes-its-inputs",
                0.5,
            )


def _trials(rng: np.random.Generator) -> list[tuple[Any, ...]]:
    """Return trials of the same kinds, of other lengths and shares."""

    def shares() -> tuple[float, float]:
        return float(rng.uniform(0.35, 0.65)), float(rng.uniform(0.12, 0.3))

    return [
        (int(rng.integers(40, 250)), columns, fixed and shares(), whole)
        for _, columns, fixed, whole in TRIALS
    ]


def _series(rng: np.random.Generator, rows: int, columns: int, whole: bool) -> Any:
    """Return rows in no order of size, no two alike."""
    values = rng.permutation(rows) * 3.0 + (0 if whole else 0.25)
    if columns:
        values = np.column_stack([values, *rng.integers(0, 9, (columns - 1, rows))])
    return values.astype(int) if whole else values


def _demand_parts(value: Any, series: np.ndarray) -> dict[str, np.ndarray]:
    if not isinstance(value, list | tuple) or len(value) != 3:
        raise Wrong(
            f"`split_by_time` returned {describe(value)}; expected three parts: "
            "`return train, validation, test`.",
            "unfit-result",
        )
    parts = {}
    for name, part in zip(NAMES, value, strict=True):
        try:
            parts[name] = np.asarray(part, dtype=float)
        except (TypeError, ValueError):
            parts[name] = np.empty((0, 0, 0))
        if parts[name].shape[1:] != series.shape[1:]:
            raise Wrong(
                f"The {name} part is {describe(part)}; expected rows of the series, "
                f"whose shape is {series.shape}. Cut the rows and leave columns alone.",
                "unfit-result",
            )
    return parts


def _places(name: str, part: np.ndarray, series: np.ndarray) -> np.ndarray:
    """Return where in the series each row of a part comes from."""
    keys = series if series.ndim == 1 else series[:, 0]
    where = {float(key): place for place, key in enumerate(keys)}
    found = [where.get(float(row if row.ndim == 0 else row[0]), -1) for row in part]
    places = np.array(found, dtype=int)
    if -1 in places or not np.array_equal(series[places], part):
        raise Wrong(
            f"The {name} part has rows that are not in the series. Hand on the rows as "
            "they are; scaling comes later.",
            "rows-changed",
        )
    return places


def _demand_each_row_once(places: list[np.ndarray], rows: int) -> None:
    for one, other in ((0, 2), (0, 1), (1, 2)):
        shared = len(np.intersect1d(places[one], places[other]))
        if shared:
            raise Wrong(
                f"{shared} of {rows} rows stand both in {NAMES[one]} and in "
                f"{NAMES[other]}: the network would be tested on what it was taught. "
                "Each row belongs to one part; the next part begins where the last one "
                "ends.",
                "shared-rows",
            )
    everything = np.concatenate(places)
    twice = len(everything) - len(np.unique(everything))
    if twice:
        raise Wrong(
            f"{twice} rows come twice within one part. Take each row once.",
            "rows-twice",
        )
    lost = np.setdiff1d(np.arange(rows), everything)
    if len(lost):
        at_the_end = lost[0] > everything.max(initial=-1)
        raise Wrong(
            f"{len(lost)} of {rows} rows {'is' if len(lost) == 1 else 'are'} in no part. "
            + (
                "The test part goes up to the end: `series[b:]`."
                if at_the_end
                else f"The first of them is row {lost[0]}. A slice leaves out its own "
                "end, so the next part begins there: `series[:a]`, `series[a:b]`, "
                "`series[b:]`."
            ),
            "lost-rows",
        )


def _demand_order(places: list[np.ndarray]) -> None:
    mixed = sum(int((np.diff(part) != 1).any()) for part in places)
    if mixed:
        backwards = all((np.diff(part) == -1).all() for part in places)
        raise Wrong(
            "The rows run backwards in time. Keep their order."
            if backwards
            else "The parts are mixed in time: rows were shuffled, so days of the test "
            "lie between days of the training. Cut at two moments; what comes first "
            "in time comes first.",
            "backwards" if backwards else "shuffled",
        )
    starts = [part[0] if len(part) else -1 for part in places]
    full = [start for start in starts if start >= 0]
    if full != sorted(full):
        raise Wrong(
            "The parts are in another order: the training comes first in time, then "
            "the validation, then the test. Return `train, validation, test`.",
            "parts-swapped",
        )


def _demand_sizes(
    places: list[np.ndarray], rows: int, shares: tuple[float, float] | None
) -> None:
    train, validation = shares or SHARES
    sizes = [len(part) for part in places]
    if _fits(sizes, rows, train, validation):
        return
    if shares and _fits(sizes, rows, *SHARES):
        raise Wrong(
            "`split_by_time` always cuts at 70 % and 15 %. Use its arguments `train` "
            "and `validation`.",
            "ignores-shares",
            0.5,
        )
    rest = (1 - train) * validation
    if _fits(sizes, rows, train, rest):
        raise Wrong(
            "The validation part is a share of what the training left. It is a share "
            "of the whole series: `len(series) * validation` rows.",
            "share-of-the-rest",
            0.5,
        )
    raise Wrong(
        f"Called with train={train}, validation={validation} and {rows} rows, the "
        f"parts have {sizes[0]}, {sizes[1]} and {sizes[2]} rows. Expected shares of "
        "`len(series)`, rounded; the test part gets the rest.",
        "wrong-sizes",
    )


def _fits(sizes: list[int], rows: int, train: float, validation: float) -> bool:
    """Tell whether each cut lies within one row of its share."""
    return (
        abs(sizes[0] - rows * train) <= SLACK
        and abs(sizes[1] - rows * validation) <= SLACK
    )


SPLIT_BY_TIME = Exercise(
    name="split_by_time",
    title="Cut along time",
    points=2,
    section="Cut along time",
    hints=(
        "Two cuts make three parts. The first cut is after `len(series) * train` rows; "
        "slices need whole numbers, so `round` it.",
        "`a = round(len(series) * train)`, then `b = a + round(len(series) * "
        "validation)`. The parts are `series[:a]`, `series[a:b]` and `series[b:]`.",
    ),
    examine=examine_split,
)
