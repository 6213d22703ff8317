"""Count what is entirely right: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Number
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["EXACT_MATCH"]

Inputs = dict[str, Any]
Random = np.random.Generator
Sentences = Sequence[Any]

_WORDS = ("deux", "cent", "dix", "onze", "mille", "trente", "un", "six")


def _matches(predicted: Sentences, truth: Sentences) -> list[bool]:
    return [list(p) == list(t) for p, t in zip(predicted, truth, strict=True)]


def _share(predicted: Sentences, truth: Sentences) -> float:
    return float(np.mean(_matches(predicted, truth)))


# --- inputs -----------------------------------------------------------------------


def _sentence(rng: Random, length: int) -> list[int]:
    return [int(word) for word in rng.integers(3, 9, size=length)]


def _other_word(rng: Random, row: list[int]) -> list[int]:
    """Return a sentence with one word changed."""
    changed = list(row)
    changed[int(rng.integers(len(row)))] = 2
    return changed


def _lists(rng: Random) -> Inputs:
    """Return right ones, and every way of being nearly right."""
    right = [_sentence(rng, int(n)) for n in rng.integers(3, 7, size=9)]
    right += [[3, 4, 5], [6, 7], [4]]
    nearly = [[5, 3, 4], [6, 7, 8], []]
    for row in right[:4]:
        nearly.insert(0, _other_word(rng, row))
    nearly.insert(4, right[4][:-1])
    predicted = [*nearly[:5], *[list(row) for row in right[5:9]], *nearly[5:]]
    return _mixed(rng, predicted, right)


def _mixed(rng: Random, predicted: list[Any], truth: list[Any]) -> Inputs:
    order = rng.permutation(len(truth))
    return {
        "predicted": [predicted[i] for i in order],
        "truth": [truth[i] for i in order],
    }


def _strings(rng: Random) -> Inputs:
    truth = [" ".join(rng.choice(_WORDS, size=n)) for n in (1, 2, 2, 3, 3, 4, 5)]
    predicted = list(truth)
    predicted[1] = predicted[1] + " un"
    predicted[2] = predicted[2].rsplit(" ", 1)[0]
    predicted[3] = " ".join([*predicted[3].split()[:-1], "vingt"])
    return _mixed(rng, predicted, truth)


def _arrays(rng: Random) -> Inputs:
    truth = np.zeros((7, 5), dtype=int)
    for row, length in zip(truth, rng.integers(2, 6, size=7), strict=True):
        row[:length] = rng.integers(3, 9, size=length)
    predicted = truth.copy()
    predicted[[0, 2, 5], [1, 0, 1]] += 20
    predicted[3, 4] += 20
    return {"predicted": predicted, "truth": truth}


def _all_right(rng: Random) -> Inputs:
    rows = [_sentence(rng, int(n)) for n in rng.integers(1, 6, size=5)]
    return {"predicted": [list(row) for row in rows], "truth": rows}


def _all_wrong(rng: Random) -> Inputs:
    inputs = _all_right(rng)
    wrong = [_other_word(rng, row) for row in inputs["truth"]]
    return inputs | {"predicted": wrong}


def _elsewhere(rng: Random) -> Inputs:
    """Return right sentences in the wrong places."""
    truth = [[3, 4], [5, 6, 7], [8], [4, 4, 3]]
    return {"predicted": [truth[1], truth[0], truth[2], truth[2]], "truth": truth}


# --- mistakes ---------------------------------------------------------------------


def _word_by_word(predicted: Sentences, truth: Sentences) -> list[list[bool]]:
    pairs = zip(predicted, truth, strict=True)
    return [[a == b for a, b in zip(p, t, strict=False)] for p, t in pairs]


def _of_all_words(predicted: Sentences, truth: Sentences) -> float:
    return float(np.mean(np.concatenate(_word_by_word(predicted, truth))))


def _of_true_words(predicted: Sentences, truth: Sentences) -> float:
    right = sum(map(sum, _word_by_word(predicted, truth)))
    return right / sum(len(t) for t in truth)


def _mean_of_rows(predicted: Sentences, truth: Sentences) -> float:
    rows = _word_by_word(predicted, truth)
    return float(np.mean([np.mean(row) if row else 0.0 for row in rows]))


def _as_one_array(predicted: Sentences, truth: Sentences) -> float:
    return float(np.mean(np.array(predicted) == np.array(truth)))


def _rows_of_arrays(predicted: Sentences, truth: Sentences) -> float:
    return float(np.mean(np.all(np.array(predicted) == np.array(truth), axis=1)))


def _equal_pairs(predicted: Sentences, truth: Sentences) -> float:
    return float(np.mean([p == t for p, t in zip(predicted, truth, strict=True)]))


def _sum_of_equal_pairs(predicted: Sentences, truth: Sentences) -> Any:
    return sum(p == t for p, t in zip(predicted, truth, strict=True)) / len(truth)


def _count_if_equal(predicted: Sentences, truth: Sentences) -> float:
    count = 0
    for p, t in zip(predicted, truth, strict=True):
        if p == t:
            count += 1
    return count / len(truth)


def _sum_at_once(predicted: Sentences, truth: Sentences) -> Any:
    return sum(predicted == truth) / len(truth)


def _pairwise(same: Any) -> Any:
    """Return a mistake that calls two sentences equal when `same` says so."""

    def make(predicted: Sentences, truth: Sentences) -> float:
        pairs = zip(predicted, truth, strict=True)
        return float(np.mean([bool(same(list(p), list(t))) for p, t in pairs]))

    return make


_WORDS_COUNTED = (
    "`exact_match` counts words. A sentence counts only when *all* of it is right: "
    "compare whole sentences, then take the share of the equal ones."
)
_ARRAYS = (
    "`exact_match` is right for lists and strings, but not for padded arrays: `==` "
    "between two arrays compares number by number. `np.array_equal(p, t)`, or "
    "`list(p) == list(t)`, gives one answer for the whole row."
)
_AT_ONCE = (
    "`predicted == truth` asks once for everything: two lists give a single True or "
    "False, two arrays an answer for each number. Go through the pairs with "
    "`zip(predicted, truth)` and compare sentence by sentence."
)
_ANYWHERE = (
    "`exact_match` looks for a prediction anywhere in `truth`. Prediction and truth at "
    "the same place belong together: `zip(predicted, truth)`."
)
_ORDER = (
    "`exact_match` does not look at the order. The same words in another order are "
    "another number."
)

_MISTAKES = (
    Mistake("word-accuracy", _WORDS_COUNTED, _of_all_words),
    Mistake("word-accuracy", _WORDS_COUNTED, _of_true_words),
    Mistake("word-accuracy", _WORDS_COUNTED, _mean_of_rows),
    Mistake("word-accuracy", _WORDS_COUNTED, _as_one_array),
    Mistake("arrays-word-by-word", _ARRAYS, _equal_pairs),
    Mistake("arrays-word-by-word", _ARRAYS, _sum_of_equal_pairs),
    Mistake("arrays-word-by-word", _ARRAYS, _count_if_equal),
    Mistake(
        "compared-at-once",
        _AT_ONCE,
        lambda predicted, truth: np.mean(predicted == truth),
    ),
    Mistake(
        "compared-at-once",
        _AT_ONCE,
        lambda predicted, truth: (predicted == truth).mean(),
    ),
    Mistake("compared-at-once", _AT_ONCE, _sum_at_once),
    Mistake(
        "needs-arrays",
        "`exact_match` works for padded arrays, but not for lists of different lengths "
        "or for strings. Go through the pairs with `zip(predicted, truth)` and compare "
        "them one by one.",
        _rows_of_arrays,
    ),
    Mistake(
        "prefix-counts",
        "`exact_match` accepts a sentence that only begins right: `zip` stops at the "
        "shorter one. A missing or an extra word makes a sentence wrong.",
        _pairwise(lambda p, t: all(a == b for a, b in zip(p, t, strict=False))),
    ),
    Mistake(
        "prefix-counts",
        "`exact_match` accepts a sentence that goes on after its end. An extra word "
        "makes a sentence wrong.",
        _pairwise(lambda p, t: p[: len(t)] == t),
    ),
    Mistake(
        "counts-not-shares",
        "`exact_match` returns how *many* sentences are right. Divide by how many there "
        "are: expected a share from 0 to 1.",
        lambda predicted, truth: sum(_matches(predicted, truth)),
    ),
    Mistake(
        "percent",
        "`exact_match` returns per cent. Expected a share from 0 to 1.",
        lambda predicted, truth: 100 * _share(predicted, truth),
    ),
    Mistake(
        "all-or-nothing",
        "`exact_match` asks whether *everything* is right at once. Compare sentence by "
        "sentence, and return the share of those that are right. (Or is it `//`, which "
        "cuts off what comes after the point? Divide with `/`.)",
        lambda predicted, truth: float(all(_matches(predicted, truth))),
    ),
    Mistake(
        "error-rate",
        "`exact_match` returns the share of the *wrong* sentences.",
        lambda predicted, truth: 1 - _share(predicted, truth),
    ),
    Mistake("order-ignored", _ORDER, _pairwise(lambda p, t: sorted(p) == sorted(t))),
    Mistake("order-ignored", _ORDER, _pairwise(lambda p, t: set(p) == set(t))),
    Mistake(
        "length-only",
        "`exact_match` compares lengths only. The words must be equal too.",
        _pairwise(lambda p, t: len(p) == len(t)),
    ),
    Mistake(
        "first-word-only",
        "`exact_match` looks at the first word only.",
        _pairwise(lambda p, t: p[:1] == t[:1]),
    ),
    Mistake(
        "last-word-only",
        "`exact_match` looks at the last word only.",
        _pairwise(lambda p, t: p[-1:] == t[-1:]),
    ),
    Mistake(
        "found-anywhere",
        _ANYWHERE,
        lambda predicted, truth: np.mean(
            [list(p) in [list(t) for t in truth] for p in predicted]
        ),
    ),
    Mistake(
        "found-anywhere",
        _ANYWHERE,
        lambda predicted, truth: np.mean([p in truth for p in predicted]),
    ),
    Mistake(
        "rounded",
        "`exact_match` rounds its result. Return the share as it is; who prints it can "
        "round.",
        lambda predicted, truth: round(_share(predicted, truth), 2),
    ),
)

EXACT_MATCH = Exercise(
    name="exact_match",
    title="Count what is entirely right",
    points=1,
    section="A baseline: look the words up",
    hints=(
        "Go through both lists together with `zip(predicted, truth)`. For each pair ask "
        "one question: is the *whole* sentence equal? The result is the share of yes.",
        "`list(p) == list(t)` compares lists, strings and rows of an array alike, and "
        "gives one True or False. The mean of these is the share: `np.mean([…])`.",
    ),
    examine=Probing(
        reference=_share,
        kind=Number(),
        probes=[
            Probe("lists of ids", _lists, trials=3),
            Probe("right sentences in wrong places", _elsewhere, trials=1),
            Probe("nothing but right sentences", _all_right),
            Probe("nothing but wrong sentences", _all_wrong),
            Probe("strings", _strings, share=0.5),
            Probe("padded arrays", _arrays, share=0.5),
        ],
        mistakes=_MISTAKES,
    ),
)
