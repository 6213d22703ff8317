"""The examiner of `recall_dataset`: random data are judged by what they are like."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import describe
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_dataset"]

_HALF = 0.5  # earned when each sequence is right, but the draw is not
_MANY = 4000  # sequences; a fair count is then within 5 standard deviations
SIZES = ((7, 4, 3), (1, 2, 5), (6, 1, 2), (5, 9, 8), (4, 0, 3))  # n, delay, symbols


class Data(NamedTuple):
    """What one call returned."""

    X: np.ndarray
    y: np.ndarray


def examine_dataset(case: Case) -> None:
    """Examine one answer.

    Raises
    ------
    Wrong
        With the share that is earned all the same.
    """
    for seed, sizes in enumerate(chance.among(SIZES, _sizes)):
        _demand_sequences(_draw(case, *sizes, seed), *sizes)
    _demand_repeatable(case)
    _demand_fair(case)


def _sizes(rng: np.random.Generator) -> tuple[tuple[int, int, int], ...]:
    drawn = rng.integers((1, 0, 2), (10, 15, 12), size=(5, 3))
    return tuple((int(n), int(delay), int(symbols)) for n, delay, symbols in drawn)


def _draw(case: Case, n: int, delay: int, symbols: int, seed: int) -> Data:
    rng = chance.generator(seed)
    value = case.call(n=n, delay=delay, symbols=symbols, rng=rng)
    where = f"`recall_dataset({n}, {delay}, {symbols}, rng)`"
    if not isinstance(value, tuple | list) or len(value) != 2:
        raise Wrong(
            f"{where} returned {describe(value)}; expected two arrays, X and y.",
            "unfit-result",
        )
    return Data(_numbers(value[0], f"{where}: X"), _numbers(value[1], f"{where}: y"))


def _numbers(value: Any, what: str) -> np.ndarray:
    try:
        return np.asarray(value).astype(np.float64)
    except (TypeError, ValueError):
        problem = f"{what} is {describe(value)}; expected an array of numbers."
        raise Wrong(problem, "unfit-result") from None


def _expected(y: np.ndarray, delay: int, symbols: int) -> np.ndarray:
    """Return the right sequences for these symbols."""
    X = np.zeros((len(y), delay + 1, symbols + 1))
    X[:, 1:, symbols] = 1
    X[np.arange(len(y)), 0, y] = 1
    return X


def _demand_sequences(data: Data, n: int, delay: int, symbols: int) -> None:
    _demand_shapes(data, n, delay, symbols)
    y = data.y.astype(int)
    if (y != data.y).any() or y.min() < 0 or y.max() > symbols:
        raise Wrong(_ABOUT_RANGE, "labels-out-of-range")
    if y.max() == symbols:
        raise Wrong(_ABOUT_BLANK_LABEL, "blank-as-a-symbol")
    if np.array_equal(data.X, _expected(y, delay, symbols)):
        return
    for mistake, message, make in _MISTAKES:
        if np.array_equal(data.X, make(_expected(y, delay, symbols), y)):
            raise Wrong(message, mistake)
    raise Wrong(*_about_rows(data.X))


def _demand_shapes(data: Data, n: int, delay: int, symbols: int) -> None:
    seen, wanted = data.X.shape, (n, delay + 1, symbols + 1)
    hints = {
        (n, delay, symbols + 1): (" One step is missing: the symbol, then the blanks.",
                                  "too-short"),
        (n, delay + 2, symbols + 1): (" That is one step too many.", "too-long"),
        (n, delay + 1, symbols): (" The blank needs a column of its own.",
                                  "no-blank-column"),
        (delay + 1, n, symbols + 1): (" The batch comes first.", "time-first"),
        (n, symbols + 1, delay + 1): (" Steps come second, symbols last.",
                                      "axes-swapped"),
    }  # fmt: skip
    if seen != wanted:
        more, mistake = hints.get(seen, ("", "unfit-result"))
        raise Wrong(
            f"`recall_dataset`: X has shape {seen}; expected (n, delay + 1, symbols + 1)"
            f" = {wanted}.{more}",
            mistake,
        )
    if data.y.shape != (n,):
        raise Wrong(
            f"`recall_dataset`: y has shape {data.y.shape}; expected (n,) = {(n,)}, one "
            "whole number for each sequence.",
            "labels-one-hot" if data.y.ndim == 2 else "unfit-result",
        )


def _about_rows(X: np.ndarray) -> tuple[str, str | None]:
    if not np.isin(X, (0, 1)).all() or (X.sum(axis=2) != 1).any():
        return (
            "`recall_dataset`: some steps of X are not one-hot. Each step has a single 1 "
            "and zeros otherwise: the symbol at step 0, the blank at all later ones.",
            "not-one-hot",
        )
    return (
        "`recall_dataset`: the shapes are right and each step is one-hot, but X does not "
        "show `y` at step 0 and the blank, column `symbols`, at all later steps.",
        None,
    )


def _without_blank(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    X[:, :, -1] = 0
    return X


def _everywhere(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.repeat(X[:, :1], X.shape[1], axis=1)


def _both(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    X[:, :, -1] = 1
    return X


def _all_of_the_batch(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    X[:, 0, y] = 1
    return X


def _blank_as_symbol_0(X: np.ndarray, y: np.ndarray) -> np.ndarray:
    X[:, 1:] = np.eye(X.shape[2])[0]
    return X


_MISTAKES: tuple[tuple[str, str, Callable[..., np.ndarray]], ...] = (
    (
        "blank-is-all-zero",
        "After the symbol every step is all zeros. The blank is a symbol of its own: it "
        "has a 1 in column `symbols`.",
        _without_blank,
    ),
    (
        "blank-comes-first",
        "The blank stands in column 0. It belongs into the last one, column `symbols`; "
        "the symbols keep columns 0 to `symbols - 1`.",
        lambda X, y: np.roll(X, 1, axis=2),
    ),
    (
        "symbol-comes-last",
        "The symbol is shown at the last step. Then there is nothing to remember: show "
        "it first, then the blanks.",
        lambda X, y: X[:, ::-1],
    ),
    (
        "symbol-at-every-step",
        "The symbol is shown at every step. Then there is nothing to remember: only the "
        "first step shows it, the others are blank.",
        _everywhere,
    ),
    (
        "blank-at-the-first-step-too",
        "The first step shows the symbol *and* the blank. Set the blank from step 1 on: "
        "`X[:, 1:, symbols] = 1`.",
        _both,
    ),
    (
        "every-symbol-in-every-row",
        "The first step of each sequence shows the symbols of *all* sequences: "
        "`X[:, 0, y] = 1` does that. Pair each row with its own symbol: "
        "`X[np.arange(n), 0, y] = 1`.",
        _all_of_the_batch,
    ),
    (
        "blank-is-symbol-0",
        "The blank has its 1 in column 0, which belongs to symbol 0. It needs its own, "
        "the last one: column `symbols`.",
        _blank_as_symbol_0,
    ),
)
_ABOUT_RANGE = (
    "`recall_dataset`: y must hold whole numbers from 0 to `symbols - 1`, the columns of "
    "the symbols."
)
_ABOUT_BLANK_LABEL = (
    "The blank was drawn as a symbol. `rng.integers(symbols)` gives 0 to `symbols - 1`; "
    "its upper end is not included."
)


def _demand_repeatable(case: Case) -> None:
    first, again, other = (
        _with_global_seed(case, *seeds) for seeds in ((5, 1), (5, 2), (6, 1))
    )
    sequences = "Each sequence is right, but "
    if np.array_equal(first.y, again.y) and np.array_equal(first.y, other.y):
        raise Wrong(
            f"{sequences}every generator gives the same symbols. Draw them from the "
            "`rng` that is given.",
            "ignores-rng",
            _HALF,
        )
    if not np.array_equal(first.y, again.y):
        same = np.array_equal(first.y, other.y)
        raise Wrong(
            f"{sequences}the symbols do not come from `rng`: two generators with one "
            "seed gave different data. Use `rng.integers(…)`"
            + (", not `np.random`." if same else "."),
            "global-random" if same else "not-repeatable",
            _HALF,
        )


def _with_global_seed(case: Case, seed: int, global_seed: int) -> Any:
    before = np.random.get_state()
    np.random.seed(chance.number(global_seed))
    try:
        return _draw(case, 60, 1, 8, seed)
    finally:
        np.random.set_state(before)


def _demand_fair(case: Case) -> None:
    for symbols in (5, 2):
        y = _draw(case, _MANY, 1, symbols, seed=symbols).y.astype(int)
        counts = np.bincount(y, minlength=symbols)
        share = 1 / symbols
        bound = 5 * np.sqrt(_MANY * share * (1 - share))
        if counts.max() == _MANY:
            raise Wrong(
                "Each sequence is right, but one call gives all of them the same symbol. "
                "Draw one for each: `rng.integers(symbols, size=n)`.",
                "one-symbol-for-all",
                _HALF,
            )
        if counts.min() == 0:
            missing = ", ".join(map(str, np.flatnonzero(counts == 0)))
            raise Wrong(
                f"Each sequence is right, but symbol {missing} of {symbols} never comes. "
                "`rng.integers(symbols, size=n)` draws from 0 to `symbols - 1`.",
                "symbol-never-drawn",
                _HALF,
            )
        if np.abs(counts - _MANY * share).max() > bound:
            raise Wrong(
                "Each sequence is right, but some symbols come more often than others. "
                "All must be equally likely: `rng.integers(symbols, size=n)`.",
                "not-fair",
                _HALF,
            )
        _demand_mixed(y, symbols)


def _demand_mixed(y: np.ndarray, symbols: int) -> None:
    """Demand that neighbours are equal about as often as chance has it."""
    share, pairs = 1 / symbols, len(y) - 1
    same = (y[1:] == y[:-1]).sum()
    if abs(same - pairs * share) > 6 * np.sqrt(pairs * share * (1 - share)):
        raise Wrong(
            "Each sequence is right, but neighbours depend on each other: the symbols "
            "are sorted or go round. Draw each one by itself, "
            "`rng.integers(symbols, size=n)`.",
            "not-independent",
            _HALF,
        )
