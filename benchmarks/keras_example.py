"""The 200 epochs of lesson 03: plain `fit` against `fit_fast`.

Run it with the course's Python: python benchmarks/keras_example.py. Both make the
same 200 updates of the same network. The last line is one JSON object.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable

from rnn_course.data import numbers
from rnn_course.models import fit_fast, keras

EPOCHS = 200
REPEATS = 3


def seconds(train: Callable[[keras.Model], object]) -> float:
    """Return how long training takes, the median of a few new networks."""
    passed = []
    for seed in range(REPEATS):
        keras.utils.set_random_seed(seed)
        model = numbers.network("relu")
        start = time.perf_counter()
        train(model)
        passed.append(time.perf_counter() - start)
    return statistics.median(passed)


def main() -> None:
    """Print a table for people and a line for programs."""
    X = numbers.prepare(numbers.TRAINING, "as they are")
    y = numbers.TRAINING[:, -1] + 1
    plain = seconds(lambda model: model.fit(X, y, epochs=EPOCHS, verbose=0))
    fast = seconds(lambda model: fit_fast(model, X, y, EPOCHS))
    print(f"{EPOCHS} epochs of one batch, median of {REPEATS}")
    print(f"plain fit {plain:8.2f} s")
    print(f"fit_fast  {fast:8.2f} s")
    print(f"ratio     {plain / fast:8.1f}")
    result = {"plain_seconds": plain, "fast_seconds": fast, "ratio": plain / fast}
    print(json.dumps({key: round(value, 3) for key, value in result.items()}))


if __name__ == "__main__":
    main()
