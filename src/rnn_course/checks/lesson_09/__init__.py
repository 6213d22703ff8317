"""Checks of lesson 09, Reading sentiment."""

from __future__ import annotations

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.lesson_09 import ids, states
from rnn_course.checks.lesson_09.classifier import demand_reading
from rnn_course.checks.lesson_09.demands import demand_form
from rnn_course.checks.probes import Probing
from rnn_course.checks.training import Training

__all__ = ["EXERCISES"]

ENCODE = Exercise(
    name="encode",
    title="From sentences to rows of numbers",
    points=2,
    section="From words to numbers",
    hints=(
        "Make a table of zeros with `np.zeros((len(sentences), length), dtype=int)`. "
        "Then fill each row from the left with the ids of its sentence's words, at most "
        "`length` of them.",
        "For one row: `ids = [vocabulary.get(word, 1) for word in sentence.split()]`, "
        "then `ids = ids[:length]`, then `row[: len(ids)] = ids`. `get(word, 1)` gives 1 "
        "for a word that is not in the vocabulary.",
    ),
    examine=Probing(
        reference=ids.encode,
        kind=ids.WholeNumbers("sentences, length"),
        probes=ids.PROBES,
        mistakes=ids.MISTAKES,
    ),
    seconds=20,  # an answer may load TensorFlow
)

LAST_STATES = Exercise(
    name="last_states",
    title="The state at each true end",
    points=2,
    section="The last state",
    hints=(
        "A sentence of 3 words ends at step 2, as Python counts from 0. So row i's "
        "state stands at step `lengths[i] - 1`.",
        "A loop does it: `[H[i, n - 1] for i, n in enumerate(lengths)]`, turned into an "
        "array. Or without a loop: `H[np.arange(len(H)), lengths - 1]`.",
    ),
    examine=Probing(
        reference=states.last_states,
        kind=Array("batch, hidden"),
        probes=states.PROBES,
        mistakes=states.MISTAKES,
        tolerance=1e-5,
    ),
    seconds=20,
)

BUILD_CLASSIFIER = Exercise(
    name="build_classifier",
    title="A reader that padding does not disturb",
    points=3,
    section="A reader of your own",
    hints=(
        "Four layers are enough: `keras.Input((None,))`, an `Embedding`, a recurrent "
        'layer, `Dense(1, activation="sigmoid")`. One argument of the `Embedding` '
        "makes the others skip the padding.",
        "`Embedding(vocab_size, 16, mask_zero=True)`, then `LSTM(32)`, then the "
        "`Dense`. Compile with `keras.optimizers.Adam(0.005)` and "
        '`loss="binary_crossentropy"`, and return the model.',
    ),
    examine=Training(demand_form, demand_reading),
    seconds=30,
)

EXERCISES = (ENCODE, LAST_STATES, BUILD_CLASSIFIER)
