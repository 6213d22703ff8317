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
    given = GIVEN.get(name, lambda: ())()
    return getattr(widgets, name)(*given)


def price_to_forecast() -> tuple[dict[str, Trial]]:
    """Return a year of prices, and yesterday's as the forecast."""
    price = simulated_price(days=376)
    trial = Trial(lambda X: X[:, -1], price, price.mean(), price.std(), "price (€)")
    return ({"price": trial},)


def next_words() -> tuple[object, ...]:
    """Return a language model of 64 words, its vocabulary, a bigram table."""
    gru = network((64, 32), (32, 192), (64, 192), (2, 192), (64, 64), (64,))
    vocabulary = {f"word{place}": place for place in range(2, 64)}
    return gru, vocabulary, np.full((64, 64), 1 / 64)


def review_reader() -> tuple[object, ...]:
    """Return an LSTM for reviews, and its vocabulary."""
    words = reviews.vocabulary(reviews.load("train").sentences)
    sizes = (len(words) + 2, 16), (16, 128), (32, 128), (128,), (32, 1), (1,)
    return network(*sizes), words


def headline_judges() -> tuple[object, ...]:
    """Return an RNN and a bag of words."""
    words = len(twins.VOCABULARY)
    rnn = network((words, 16), (16, 16), (16,), (16, 1), (1,))
    return rnn, network((words, 1), (1,))


def guess(X: np.ndarray, **_: object) -> np.ndarray:
    """Stand in for a network that says something about each of many sounds."""
    return np.random.default_rng(0).normal(size=(len(X), 10))


def translation_weights() -> list[np.ndarray]:
    """Return random weights of an encoder–decoder with 64 units."""
    shapes = [(32, 32), (32, 192), (64, 192), (2, 192)]
    shapes += [(30, 32), *shapes[1:], (64, 30), (30,)]
    return network(*shapes).get_weights()


def looker() -> tuple[object, ...]:
    """Return a translator that looks back, with 64 units and random weights."""
    from rnn_course.networks.attention import Looker, build

    return (Looker.of(build(64)),)


def writers() -> tuple[object, ...]:
    """Return networks that write, as large as lesson 12's, a vocabulary, a prompt."""
    from rnn_course.data import quotes, texts
    from rnn_course.networks import characters

    corpus = texts.prepare(quotes.load_maxims()[1], seed=12)
    networks = {256: characters.build(corpus.size, 256)}
    text = "The way is long, and the shoes are new. " * 8
    return networks, corpus.vocabulary, text


def network(*shapes: tuple[int, ...]) -> SimpleNamespace:
    """Return something that has random weights to give."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in shapes]
    return SimpleNamespace(get_weights=lambda: weights)


GIVEN = {  # figure → what it is made of
    "alignment": looker,
    "digit_listener": lambda: (SimpleNamespace(predict=guess),),
    "forecast_explorer": price_to_forecast,
    "next_word_bars": next_words,
    "sentiment_reader": review_reader,
    "text_writer": writers,
    "translator": lambda: ({"untrained": translation_weights()},),
    "word_shuffler": headline_judges,
}


if __name__ == "__main__":
    main()
