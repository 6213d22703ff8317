"""How fast text is written, and how soon a network predicts it well.

Run it with the course's Python: python benchmarks/textgen.py. It takes a few minutes.
The same network, a GRU of 128 units, writes in three ways that take turns:

- one `predict` a character, on a window of the last 60 characters;
- the design of TensorFlow's text-generation tutorial: a compiled step from text to
  text, called in a Python loop;
- ours: the whole loop compiled, `rnn_course.models.Writer`.

Then two ways of training race to a held-out score on the same maxims: ours, and `fit`
with the tutorial's settings (1,024 units, windows of 100, no validation). Time spent on
measuring the score counts for neither. The last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.data import quotes, texts
from rnn_course.models import Writer, fit_text, keras, tf
from rnn_course.networks import characters

TEMPERATURE = 0.8
PROMPT = "The "
CHARACTERS = {"predict": 15, "one step": 600, "whole loop": 30_000}
DRAWS = 1500
GOAL = 2.8  # held-out bits per character; a bigram has 3.4
LENGTH, SAMPLE = 24, 160


def main() -> None:
    """Print a table for people and a line for programs."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--limit", type=float, default=240, help="seconds for fit")
    options = parser.parse_args()
    _, maxims = quotes.load_maxims()
    corpus = texts.prepare(maxims, seed=12)
    model = characters.build(corpus.size, 128)
    result = race_to_the_goal(corpus, model, options.limit)
    result |= write(model, corpus, options.rounds)
    print(json.dumps(result))


def write(model: Any, corpus: texts.Corpus, rounds: int) -> dict[str, Any]:
    """Measure the three ways in turns, and compare their frequencies."""
    writer = Writer(model, corpus.vocabulary)
    tutorial = OneStep(model, corpus.vocabulary)
    ways: dict[str, Callable[[int], Any]] = {
        "predict": lambda n: characters.write_by_predict(
            model, corpus.vocabulary, PROMPT, n, TEMPERATURE, np.random.default_rng(0)
        ),
        "one step": lambda n: tutorial.write(PROMPT, n),
        "whole loop": lambda n: writer.write(
            PROMPT, n, TEMPERATURE, np.random.default_rng(0)
        ),
    }
    first = {name: seconds(way, 2) for name, way in ways.items()}  # compiles
    rates: dict[str, list[float]] = {name: [] for name in ways}
    costs: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            count, used = CHARACTERS[name], time.process_time()
            rates[name].append(count / seconds(way, count))
            costs[name].append((time.process_time() - used) / count)
    middle = {name: statistics.median(values) for name, values in rates.items()}
    cost = {name: statistics.median(values) for name, values in costs.items()}
    print(f"{'':12}{'characters a second':>20}{'processor':>14}{'first call':>12}")
    for name, rate in middle.items():
        used = f"{1e6 * cost[name]:,.0f} µs each"
        print(f"{name:12}{rate:20,.0f}{used:>14}{first[name]:10.2f} s")
    return {
        "characters_per_second": {k: round(v, 1) for k, v in middle.items()},
        "ratio_predict_loop": round(middle["whole loop"] / middle["predict"], 1),
        "ratio_one_step": round(middle["whole loop"] / middle["one step"], 1),
        "ratio_predict_loop_cpu": round(cost["predict"] / cost["whole loop"], 1),
        "ratio_one_step_cpu": round(cost["one step"] / cost["whole loop"], 1),
        "compile_seconds": round(first["whole loop"], 2),
        **same_distribution(model, corpus, writer, tutorial),
    }


def seconds(act: Callable[[int], Any], count: int) -> float:
    """Return how long one call takes."""
    start = time.perf_counter()
    act(count)
    return time.perf_counter() - start


def same_distribution(
    model: Any, corpus: texts.Corpus, writer: Writer, tutorial: OneStep
) -> dict[str, Any]:
    """Draw the character after the prompt many times, and compare with the softmax.

    The G statistic has the mean `degrees` and the standard deviation
    sqrt(2 · degrees) when the draws follow the softmax of the logits that `predict`
    gives.
    """
    ids = np.array([[corpus.vocabulary[c] for c in PROMPT]])
    logits = model.predict(ids, verbose=0)[0, -1, 2:].astype(float) / TEMPERATURE
    shares = np.exp(logits - logits.max())
    shares /= shares.sum()
    rng = np.random.default_rng(1)
    drawn = {
        "whole_loop": [
            writer.write(PROMPT, 1, TEMPERATURE, rng)[-1] for _ in range(DRAWS)
        ],
        "one_step": [tutorial.write(PROMPT, 1)[-1] for _ in range(DRAWS)],
    }
    common = shares * DRAWS >= 5  # the rare ones are counted together
    expected = DRAWS * np.append(shares[common], shares[~common].sum())
    degrees = len(expected) - 1
    result: dict[str, Any] = {"degrees": degrees}
    for name, letters in drawn.items():
        places = [corpus.vocabulary[c] - 2 for c in letters]
        counts = np.bincount(places, minlength=len(shares))
        seen = np.append(counts[common], counts[~common].sum())
        some = seen > 0
        g = 2 * float((seen[some] * np.log(seen[some] / expected[some])).sum())
        result[f"g_{name}"] = round(g, 1)
    bound = degrees + 5 * np.sqrt(2 * degrees)
    result["same_distribution"] = bool(
        max(result["g_whole_loop"], result["g_one_step"]) < bound
    )
    print(
        f"draws against the softmax: G {result['g_whole_loop']} (whole loop), "
        f"{result['g_one_step']} (one step); expected {degrees} ± {np.sqrt(2 * degrees):.0f}"
    )
    return result


class OneStep:
    """The tutorial's design: a compiled step from a character to the next, as text."""

    def __init__(self, model: Any, vocabulary: dict[str, int]) -> None:
        self.embedding, trained, self.readout = model.layers
        self.gru = keras.layers.GRU(
            trained.units, return_sequences=True, return_state=True
        )
        self.gru.build((None, None, self.embedding.output_dim))
        self.gru.set_weights(trained.get_weights())
        letters = list(vocabulary)
        lookup = keras.layers.StringLookup
        self.to_id = lookup(vocabulary=letters, mask_token="")
        self.to_text = lookup(vocabulary=letters, mask_token="", invert=True)
        self.mask = tf.constant([-np.inf, -np.inf, *[0.0] * len(letters)], tf.float32)
        self.step = tf.function(self._step)

    def write(self, prompt: str, length: int) -> str:
        """Return the prompt and new characters."""
        states = tf.zeros((1, self.gru.units))
        following = tf.constant([prompt])
        written = [following]
        for _ in range(length):
            following, states = self.step(following, states)
            written.append(following)
        return tf.strings.join(written)[0].numpy().decode()

    def _step(self, inputs: Any, states: Any) -> tuple[Any, Any]:
        letters = tf.strings.unicode_split(inputs, "UTF-8")
        ids = self.to_id(letters).to_tensor()
        H, states = self.gru(self.embedding(ids), initial_state=states)
        logits = self.readout(H)[:, -1] / TEMPERATURE + self.mask
        chosen = tf.squeeze(tf.random.categorical(logits, num_samples=1), axis=-1)
        return self.to_text(chosen), states


def race_to_the_goal(corpus: texts.Corpus, model: Any, limit: float) -> dict[str, Any]:
    """Train both ways until the held-out score is reached."""
    train, validation, _ = corpus.windows(LENGTH)
    rows = np.linspace(0, len(validation[0]) - 1, SAMPLE).astype(int)
    held_out = validation[0][rows], validation[1][rows]
    ours, reached = our_way(model, train, held_out)
    theirs, score = the_tutorials_way(corpus, held_out, limit)
    there = bool(score <= GOAL)
    print(f"to {GOAL} held-out bits per character:")
    print(f"  ours, {reached:.2f} bits after {ours:.1f} s")
    print(f"  fit with the tutorial's settings, {score:.2f} bits after {theirs:.1f} s")
    return {
        "goal_bits_per_character": GOAL,
        "seconds_to_goal_ours": round(ours, 1),
        "seconds_to_goal_fit": round(theirs, 1),
        "fit_reached_goal": there,
        "fit_bits_per_character": round(score, 3),
        "ratio_training" if there else "ratio_training_at_least": round(
            theirs / ours, 1
        ),
    }


def bits(model: Any, windows: texts.Pair) -> float:
    """Return held-out bits per character."""
    logits = model.predict(windows[0], verbose=0)
    loss = keras.losses.sparse_categorical_crossentropy(
        windows[1], logits, from_logits=True
    )
    return float(np.mean(loss)) / np.log(2)


def our_way(model: Any, train: texts.Pair, held_out: texts.Pair) -> tuple[float, float]:
    """Train in one go of `fit_text`, whose curve tells when the goal was reached."""
    moments = [time.perf_counter()]
    curve = fit_text(
        model,
        train,
        held_out,
        updates=600,
        every=20,
        tell=lambda done: moments.append(time.perf_counter()),
    )
    there = int(np.argmax(curve.validation <= GOAL))
    return moments[curve.updates[there]] - moments[0], float(curve.validation[there])


def the_tutorials_way(
    corpus: texts.Corpus, held_out: texts.Pair, limit: float
) -> tuple[float, float]:
    """Train 1,024 units with `fit`, epoch by epoch, on windows of 100 characters."""
    ids = [corpus.vocabulary[c] for c in "".join(corpus.train)]
    pieces = np.array(ids[: len(ids) // 101 * 101]).reshape(-1, 101)
    data = tf.data.Dataset.from_tensor_slices((pieces[:, :-1], pieces[:, 1:]))
    data = data.shuffle(10_000, seed=0).batch(64, drop_remainder=True)
    keras.utils.set_random_seed(0)
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            keras.layers.Embedding(corpus.size, 256),
            keras.layers.GRU(1024, return_sequences=True),
            keras.layers.Dense(corpus.size),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)
    watch = _Watch(held_out, limit)
    model.fit(data, epochs=1000, verbose=0, shuffle=False, callbacks=[watch])
    return watch.seconds, watch.score


class _Watch(keras.callbacks.Callback):
    """Ends `fit` at the goal or at the limit; its own time does not count."""

    def __init__(self, held_out: texts.Pair, limit: float) -> None:
        super().__init__()
        self.held_out, self.limit = held_out, limit
        self.seconds, self.score = 0.0, np.inf
        self._start = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self.seconds += time.perf_counter() - self._start
        self.score = bits(self.model, self.held_out)
        if self.score <= GOAL or self.seconds > self.limit:
            self.model.stop_training = True
        self._start = time.perf_counter()


if __name__ == "__main__":
    main()
