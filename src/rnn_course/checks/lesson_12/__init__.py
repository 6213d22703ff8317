"""Checks of lesson 12, Mini project: generate text."""

from __future__ import annotations

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.lesson_12.bits import examine_bits
from rnn_course.checks.lesson_12.choosing import BEST_HIDDEN
from rnn_course.checks.lesson_12.drawing import examine_sample
from rnn_course.checks.lesson_12.generating import examine_generate
from rnn_course.checks.lesson_12.model import examine_model
from rnn_course.checks.lesson_12.splitting import examine_split
from rnn_course.checks.lesson_12.texts import (
    CHAR_VOCABULARY,
    CLEAN,
    ENCODE_WINDOWS,
    LONGEST_COPIED,
)

__all__ = ["EXERCISES"]

SPLIT_QUOTES = Exercise(
    name="split_quotes",
    title="Split by quotation",
    points=2,
    section="Preprocessing: what the text needs",
    hints=(
        "Three steps: drop repeats, shuffle with `np.random.default_rng(seed)`, cut the "
        "list in three. `list(dict.fromkeys(quotes))` keeps each quotation once, in "
        "order; a `set` would put them in another order each time Python starts.",
        "`order = np.random.default_rng(seed).permutation(len(once))` gives places; "
        "`[once[i] for i in order]` is the shuffled list. Cut at `int(0.8 * n)` and "
        "`int(0.9 * n)`.",
    ),
    examine=examine_split,
)

BUILD_MODEL = Exercise(
    name="build_model",
    title="Build the network",
    points=2,
    section="How many hidden units?",
    hints=(
        "Four parts: an `Input` of ids, any number of them; an `Embedding`; a recurrent "
        "layer that returns all its states; a `Dense` with one logit for each id.",
        "`keras.Input((None,))`, `keras.layers.Embedding(vocab_size, 32)`, "
        "`keras.layers.GRU(hidden, return_sequences=True)`, "
        "`keras.layers.Dense(vocab_size)`. The loss is "
        "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`.",
    ),
    examine=examine_model,
    seconds=30,
)

BITS_PER_CHARACTER = Exercise(
    name="bits_per_character",
    title="Measure in bits per character",
    points=2,
    section="Bits per character",
    hints=(
        "The model was compiled with the cross-entropy of logits, so "
        "`model.evaluate(X, Y, verbose=0)` is the mean over all characters already. It "
        "is in nats.",
        "A bit is ln 2 = 0.693 nats: divide by `np.log(2)`.",
    ),
    examine=examine_bits,
    seconds=30,
)

SAMPLE = Exercise(
    name="sample",
    title="Draw a character",
    points=2,
    section="From reciting to writing",
    hints=(
        "First the case `temperature == 0`: return `int(np.argmax(logits))`. Otherwise "
        "divide the logits by the temperature and take the softmax.",
        "`scores = logits / temperature`, then subtract `scores.max()` so that nothing "
        "overflows, `p = np.exp(scores)`, `p = p / p.sum()`, and "
        "`int(rng.choice(len(p), p=p))`.",
    ),
    examine=examine_sample,
)

GENERATE = Exercise(
    name="generate",
    title="Write a text",
    points=2,
    section="From reciting to writing",
    hints=(
        "Keep a list of ids, the prompt's at first. In each round let the model read "
        "`np.array([ids])`, take the logits of the last place, `[0, -1]`, draw an id "
        "with your `sample`, and put it behind the list.",
        "`characters = {number: c for c, number in vocabulary.items()}` turns ids back. "
        "Prompt: `ids = [vocabulary.get(c, 1) for c in prompt]`. The logits are "
        "`np.array(model(np.array([ids])))[0, -1]`: a copy, so that you may change two "
        "of them.",
    ),
    examine=examine_generate,
    seconds=60,
)

EXERCISES = (
    CLEAN,
    SPLIT_QUOTES,
    CHAR_VOCABULARY,
    ENCODE_WINDOWS,
    BUILD_MODEL,
    BITS_PER_CHARACTER,
    BEST_HIDDEN,
    LONGEST_COPIED,
    SAMPLE,
    GENERATE,
)
