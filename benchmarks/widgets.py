"""How long one redraw of each interactive figure takes in the kernel.

Run it with the course's Python: python benchmarks/widgets.py. A redraw moves the
artists, draws them and encodes the PNG. The last line is one JSON object.
"""

from __future__ import annotations

import json
import statistics
from types import SimpleNamespace

import numpy as np

from rnn_course import widgets
from rnn_course.data import twins

REPEATS = 50
LIMIT = 0.050  # seconds


def main() -> None:
    """Print a table for people and a line for programs."""
    figures = sorted(set(widgets.__all__) - {"LiveFigure"})
    result: dict[str, float] = {"limit_seconds": LIMIT}
    print(f"{'figure':24}{'median':>10}{'slowest':>10}")
    for name in figures:
        seconds = make(name).redraw_seconds(REPEATS)
        median = statistics.median(seconds)
        print(f"{name:24}{1000 * median:7.1f} ms{1000 * max(seconds):7.1f} ms")
        result[f"{name}_seconds"] = round(median, 5)
    slowest = max(value for key, value in result.items() if key != "limit_seconds")
    result["slowest_seconds"] = slowest
    print(json.dumps(result))


def make(name: str) -> widgets.LiveFigure:
    """Make a figure; one that shows networks gets untrained ones of the right size."""
    maker = getattr(widgets, name)
    if name == "text_writer":
        return maker(*writers(), text="The way is long, and the shoes are new. " * 8)
    if name != "word_shuffler":
        return maker()
    words = len(twins.VOCABULARY)
    rnn = network((words, 16), (16, 16), (16,), (16, 1), (1,))
    return maker(rnn, network((words, 1), (1,)))


def writers() -> tuple[dict[int, object], dict[str, int]]:
    """Return networks that write, as large as those of lesson 12, and a vocabulary."""
    from rnn_course.data import quotes, texts
    from rnn_course.networks import characters

    corpus = texts.prepare(quotes.load_maxims()[1], seed=12)
    return {256: characters.build(corpus.size, 256)}, corpus.vocabulary


def network(*shapes: tuple[int, ...]) -> SimpleNamespace:
    """Return something that has random weights to give."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in shapes]
    return SimpleNamespace(get_weights=lambda: weights)


if __name__ == "__main__":
    main()
