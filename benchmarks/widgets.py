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
from rnn_course.data import reviews, twins
from rnn_course.data.stock import simulated_price
from rnn_course.forecasts import Trial

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
    if name == "digit_listener":
        return maker(SimpleNamespace(predict=guess))
    if name == "forecast_explorer":
        price = simulated_price(days=376)
        trial = Trial(lambda X: X[:, -1], price, price.mean(), price.std(), "price (€)")
        return maker({"price": trial})
    if name == "next_word_bars":
        gru = network((64, 32), (32, 192), (64, 192), (2, 192), (64, 64), (64,))
        vocabulary = {f"word{place}": place for place in range(2, 64)}
        return maker(gru, vocabulary, np.full((64, 64), 1 / 64))
    if name == "sentiment_reader":
        words = reviews.vocabulary(reviews.load("train").sentences)
        sizes = (len(words) + 2, 16), (16, 128), (32, 128), (128,), (32, 1), (1,)
        return maker(network(*sizes), words)
    if name == "translator":
        return maker({"untrained": translation_weights()})
    if name == "text_writer":
        return maker(*writers(), text="The way is long, and the shoes are new. " * 8)
    if name != "word_shuffler":
        return maker()
    words = len(twins.VOCABULARY)
    rnn = network((words, 16), (16, 16), (16,), (16, 1), (1,))
    return maker(rnn, network((words, 1), (1,)))


def guess(X: np.ndarray, **_: object) -> np.ndarray:
    """Stand in for a network that says something about each of many sounds."""
    return np.random.default_rng(0).normal(size=(len(X), 10))


def translation_weights() -> list[np.ndarray]:
    """Return random weights of an encoder–decoder with 64 units."""
    shapes = [(32, 32), (32, 192), (64, 192), (2, 192)]
    shapes += [(30, 32), *shapes[1:], (64, 30), (30,)]
    return network(*shapes).get_weights()


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
