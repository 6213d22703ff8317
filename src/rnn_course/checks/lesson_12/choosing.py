"""The exercise `best_hidden`: which number of units the measurements favour."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Number, Unfit, describe
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["BEST_HIDDEN"]

Results = dict[int, tuple[float, float]]


class Units(Number):
    """A number of units; a whole entry of the dictionary gets a word of its own."""

    def read(self, value: Any, expected: Any) -> float:
        """See `Number.read`."""
        if isinstance(value, tuple | list):
            raise Unfit(
                f"it returned {describe(value)}; expected one number, the units alone. "
                "Of an entry of `results.items()` that is the first part, the key"
            )
        return super().read(value, expected)


def _results(rng: np.random.Generator, count: int = 6) -> dict[str, Any]:
    """Return measurements whose best one is neither first, last nor extreme."""
    hidden = [int(h) for h in rng.choice(np.arange(8, 400), count, replace=False)]
    train = np.sort(rng.uniform(1, 4, count))[::-1]
    by_size = dict(zip(sorted(hidden), train, strict=True))
    held_out = 2 + rng.permutation(count) * 0.2 + rng.uniform(0, 0.1, count)
    pairs = {
        h: (float(by_size[h]), float(v)) for h, v in zip(hidden, held_out, strict=True)
    }
    return {"results": pairs}


def _single(rng: np.random.Generator) -> dict[str, Any]:
    return {"results": {37: (1.25, 2.5)}}


def _best(results: Results) -> int:
    return min(results, key=lambda hidden: results[hidden][1])


BEST_HIDDEN = Exercise(
    name="best_hidden",
    title="Choose the number of units",
    points=1,
    section="How many hidden units?",
    hints=(
        "The choice is the *key* whose pair has the lowest second number.",
        "`min(results, key=lambda hidden: results[hidden][1])`.",
    ),
    examine=Probing(
        reference=_best,
        kind=Units(whole=True),
        probes=[
            Probe("six sizes in any order", _results, trials=6),
            Probe("three sizes", lambda rng: _results(rng, 3), trials=3),
            Probe("a single size", _single, trials=1),
        ],
        mistakes=[
            Mistake(
                "by-the-training-score",
                "The size with the lowest *training* score is chosen. That is nearly "
                "always the largest network, which has learned the most by heart. "
                "Compare the second numbers, the validation scores.",
                lambda results: min(results, key=lambda h: results[h][0]),
            ),
            Mistake(
                "highest-score",
                "The size with the highest validation score is chosen. Bits per "
                "character measure surprise: lower is better.",
                lambda results: max(results, key=lambda h: results[h][1]),
            ),
            Mistake(
                "largest",
                "The largest network is chosen, whatever was measured.",
                lambda results: max(results),
            ),
            Mistake(
                "smallest",
                "The smallest network is chosen. `min(results)` compares the keys; tell "
                "it what to compare with `key=…`.",
                lambda results: min(results),
            ),
            *(
                Mistake(
                    "smallest-gap",
                    "The size with the smallest gap between the two scores is chosen. A "
                    "small gap only says that nothing was learned by heart; the network "
                    "may be poor at both.",
                    lambda results, size=size: min(
                        results, key=lambda h: size(results[h][1] - results[h][0])
                    ),
                )
                for size in (float, abs)
            ),
            Mistake(
                "returns-the-score",
                "The lowest validation score itself is returned; expected the number of "
                "units that has it.",
                lambda results: min(v for _, v in results.values()),
            ),
            Mistake(
                "returns-the-place",
                "A place in the list is returned; expected the number of units that "
                "stands there.",
                lambda results: list(results).index(_best(results)),
            ),
        ],
    ),
)
