"""Right and wrong answers to the exercises of lesson 09."""

from __future__ import annotations

import numpy as np

from tests.answers import Corpus

corpus = Corpus("09-sentiment")


# --- encode ---------------------------------------------------------------------


@corpus.right("encode")
def with_lists_and_plain_loops(sentences, vocabulary, length):
    rows = []
    for sentence in sentences:
        row = []
        for word in sentence.split():
            row.append(vocabulary.get(word, 1))
        rows.append((row + [0] * length)[:length])
    return rows


@corpus.right("encode")
def place_by_place(sentences, vocabulary, length):
    table = np.zeros((len(sentences), length), dtype="int32")
    for i, sentence in enumerate(sentences):
        for t, word in enumerate(sentence.split()):
            if t < length:
                table[i, t] = vocabulary.get(word, 1)
    return table


@corpus.right("encode")
def with_numpy_padding(sentences, vocabulary, length):
    rows = [[vocabulary.get(w, 1) for w in s.split()][:length] for s in sentences]
    return np.stack([np.pad(np.array(r, int), (0, length - len(r))) for r in rows])


@corpus.right("encode")
def with_keras_padding(sentences, vocabulary, length):
    from rnn_course.models import keras

    ids = [[vocabulary.get(word, 1) for word in s.split()] for s in sentences]
    return keras.utils.pad_sequences(
        ids, maxlen=length, padding="post", truncating="post"
    )


def rows_of_ids(sentences, vocabulary, unknown=1):
    return [[vocabulary.get(word, unknown) for word in s.split()] for s in sentences]


@corpus.wrong("encode", mistake="pads-in-front", says="come after", points=None)
def as_keras_pads(sentences, vocabulary, length):
    from rnn_course.models import keras

    return keras.utils.pad_sequences(rows_of_ids(sentences, vocabulary), maxlen=length)


@corpus.wrong("encode", mistake="pads-in-front", says="first the ids", points=None)
def zeros_first(sentences, vocabulary, length):
    rows = [row[:length] for row in rows_of_ids(sentences, vocabulary)]
    return np.array([[0] * (length - len(row)) + row for row in rows])


@corpus.wrong("encode", mistake="cuts-the-beginning", says="loses its end", points=None)
def the_last_words(sentences, vocabulary, length):
    rows = [row[-length:] for row in rows_of_ids(sentences, vocabulary)]
    return np.array([row + [0] * (length - len(row)) for row in rows])


@corpus.wrong("encode", mistake="skips-unknown", says="left out", points=1)
def known_words_alone(sentences, vocabulary, length):
    kept = [" ".join(w for w in s.split() if w in vocabulary) for s in sentences]
    return with_numpy_padding(kept, vocabulary, length)


@corpus.wrong("encode", mistake="unknown-as-padding", says="means padding", points=1)
def unknown_is_zero(sentences, vocabulary, length):
    rows = [row[:length] for row in rows_of_ids(sentences, vocabulary, unknown=0)]
    return np.array([row + [0] * (length - len(row)) for row in rows])


@corpus.wrong("encode", mistake="unknown-crashes", says="get(word, 1)", points=1)
def by_looking_up(sentences, vocabulary, length):
    rows = [[vocabulary[word] for word in s.split()][:length] for s in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


@corpus.wrong("encode", mistake="too-long-crashes", says="does not fit", points=None)
def without_cutting(sentences, vocabulary, length):
    table = np.zeros((len(sentences), length), dtype=int)
    for row, ids in zip(table, rows_of_ids(sentences, vocabulary), strict=True):
        row[: len(ids)] = ids
    return table


@corpus.wrong("encode", mistake="too-long-crashes", says="does not fit", points=None)
def without_cutting_or_strangers(sentences, vocabulary, length):
    rows = [[vocabulary[word] for word in s.split()] for s in sentences]
    return np.array([row + [0] * (length - len(row)) for row in rows])


@corpus.wrong("encode", mistake="too-long-crashes", says="does not fit", points=None)
def without_cutting_or_strangers_word_by_word(sentences, vocabulary, length):
    table = np.zeros((len(sentences), length))
    for i, sentence in enumerate(sentences):
        for t, word in enumerate(sentence.split()):
            table[i, t] = vocabulary[word]
    return table


@corpus.wrong("encode", mistake="unfit-result", says="equally long", points=None)
def rows_as_long_as_they_come(sentences, vocabulary, length):
    rows = rows_of_ids(sentences, vocabulary)
    return [row + [0] * (length - len(row)) for row in rows]


@corpus.wrong("encode", mistake="unfit-result", says="get(word, 1)", points=1)
def unknown_is_none(sentences, vocabulary, length):
    rows = rows_of_ids(sentences, vocabulary, unknown=None)
    return np.array([(row + [0] * length)[:length] for row in rows])


@corpus.wrong("encode", mistake="own-ids", says="of the dictionary")
def numbered_by_place(sentences, vocabulary, length):
    places = {word: place for place, word in enumerate(vocabulary, start=2)}
    return with_numpy_padding(sentences, places, length)


@corpus.wrong("encode", mistake="own-length", says="`length` places")
def as_long_as_the_longest(sentences, vocabulary, length):
    length = max(len(sentence.split()) for sentence in sentences)
    return with_numpy_padding(sentences, vocabulary, length)


@corpus.wrong("encode", mistake="letters", says="sentence.split()", points=None)
def letter_by_letter(sentences, vocabulary, length):
    spelled = [" ".join(s.replace(" ", "_")) for s in sentences]
    return with_numpy_padding(spelled, vocabulary, length)


@corpus.wrong("encode", mistake="changes-the-case", says="two words", points=None)
def in_small_letters(sentences, vocabulary, length):
    return with_numpy_padding([s.lower() for s in sentences], vocabulary, length)


@corpus.wrong("encode", mistake="strips-marks", says="as it stands", points=None)
def without_full_stops(sentences, vocabulary, length):
    bare = [s.replace(".", "") for s in sentences]
    return with_numpy_padding(bare, vocabulary, length)


@corpus.wrong("encode", mistake="splits-at-single-spaces", says="split()", points=1.5)
def at_single_spaces(sentences, vocabulary, length):
    rows = [[vocabulary.get(w, 1) for w in s.split(" ") if s] for s in sentences]
    return np.array([(row + [0] * length)[:length] for row in rows])


@corpus.wrong("encode", mistake="pads-with-one", says="Padding is 0", points=None)
def filled_with_ones(sentences, vocabulary, length):
    rows = rows_of_ids(sentences, vocabulary)
    return np.array([(row + [1] * length)[:length] for row in rows])


@corpus.wrong("encode", mistake="ids-as-fractions", says="dtype=int")
def as_fractions(sentences, vocabulary, length):
    return with_numpy_padding(sentences, vocabulary, length).astype(float)


# --- last_states ----------------------------------------------------------------


@corpus.right("last_states")
def in_a_loop(H, lengths):
    return [H[i][n - 1] for i, n in enumerate(lengths)]


@corpus.right("last_states")
def with_take_along_axis(H, lengths):
    places = np.asarray(lengths).reshape(-1, 1, 1) - 1
    return np.take_along_axis(H, places, axis=1)[:, 0]


@corpus.right("last_states")
def with_a_mask(H, lengths):
    steps = np.arange(H.shape[1])
    mask = steps == np.asarray(lengths)[:, None] - 1
    return np.einsum("bth,bt->bh", H, mask.astype(H.dtype))


@corpus.right("last_states")
def by_cutting(H, lengths):
    return np.array([states[:n][-1] for states, n in zip(H, lengths, strict=True)])


@corpus.right("last_states")
def counting_from_the_end(H, lengths):
    return H[np.arange(len(H)), lengths - 1 - H.shape[1]]


@corpus.wrong("last_states", mistake="last-step", says="after the *padding*")
def the_last_step(H, lengths):
    return H[:, -1]


@corpus.wrong("last_states", mistake="off-by-one", says="counts from 0")
def one_step_too_far(H, lengths):
    return H[np.arange(len(H)), lengths]


@corpus.wrong("last_states", mistake="off-by-one", says="counts from 0")
def one_step_too_far_but_inside(H, lengths):
    return H[np.arange(len(H)), np.minimum(lengths, H.shape[1] - 1)]


@corpus.wrong("last_states", mistake="off-by-one", says="counts from 0")
def one_step_too_early(H, lengths):
    return H[np.arange(len(H)), lengths - 2]


@corpus.wrong("last_states", mistake="all-pairs", says="*every* row", points=None)
def without_row_numbers(H, lengths):
    return H[:, lengths - 1]


@corpus.wrong("last_states", mistake="one-length-for-all", says="longest")
def at_the_end_of_the_longest(H, lengths):
    return H[:, np.max(lengths) - 1]


@corpus.wrong("last_states", mistake="one-length-for-all", says="first sentence")
def at_the_end_of_the_first(H, lengths):
    return H[:, lengths[0] - 1]


@corpus.wrong("last_states", mistake="sum", says="sum over the words")
def the_sum_over_words(H, lengths):
    return np.array([H[i, :n].sum(axis=0) for i, n in enumerate(lengths)])


@corpus.wrong("last_states", mistake="all-so-far", says="last of them", points=None)
def all_up_to_the_end(H, lengths):
    return np.array([H[i, :n] for i, n in enumerate(lengths)])


@corpus.wrong("last_states", mistake="step-before-row", says="first axis", points=None)
def steps_before_rows(H, lengths):
    return np.array([H[n - 1, i] for i, n in enumerate(lengths)])


@corpus.wrong("last_states", mistake="no-row", says="*sentence*", points=None)
def sentences_for_steps(H, lengths):
    return np.array([H[n - 1] for n in lengths])


@corpus.wrong("last_states", mistake="counts-from-the-end", says="beginning")
def from_the_end(H, lengths):
    return H[np.arange(len(H)), -lengths]


@corpus.wrong("last_states", mistake="first-state", says="*first* word")
def the_first_state(H, lengths):
    return H[:, 0]


@corpus.wrong("last_states", mistake="average", says="words of each sentence")
def the_average_over_words(H, lengths):
    return np.array([H[i, :n].mean(axis=0) for i, n in enumerate(lengths)])


@corpus.wrong("last_states", mistake="time-kept", says="axis of length 1")
def with_the_time_axis(H, lengths):
    return np.array([H[i, n - 1 : n] for i, n in enumerate(lengths)])


# --- build_classifier -----------------------------------------------------------


def network(middle, *, mask=True, rate=0.003, loss="binary_crossentropy", head=None):
    """Return a function that builds a compiled model."""
    from rnn_course.models import keras

    def build(vocab_size):
        layers = keras.layers
        model = keras.Sequential(
            [
                keras.Input((None,)),
                layers.Embedding(vocab_size, 16, mask_zero=mask),
                *middle(layers),
                head(layers) if head else layers.Dense(1, activation="sigmoid"),
            ]
        )
        model.compile(keras.optimizers.Adam(rate), loss)
        return model

    return build


@corpus.right("build_classifier")
def a_gru(vocab_size):
    return network(lambda L: [L.GRU(32)], rate=0.005)(vocab_size)


@corpus.right("build_classifier")
def a_plain_layer(vocab_size):
    return network(lambda L: [L.SimpleRNN(32)], rate=0.003)(vocab_size)


@corpus.right("build_classifier")
def both_ways_with_metrics(vocab_size):
    from rnn_course.models import keras

    ids = keras.Input((None,), dtype="int32")
    rows = keras.layers.Embedding(vocab_size, 24, mask_zero=True)(ids)
    state = keras.layers.Bidirectional(keras.layers.LSTM(24))(rows)
    said = keras.layers.Dense(1, "sigmoid")(state)
    model = keras.Model(ids, said)
    adam = keras.optimizers.Adam(0.005)
    model.compile(adam, keras.losses.BinaryCrossentropy(), metrics=["accuracy"])
    return model


@corpus.wrong("build_classifier", mistake="no-masking", says="mask_zero=True")
def without_a_mask(vocab_size):
    return network(lambda L: [L.SimpleRNN(32)], mask=False)(vocab_size)


@corpus.wrong("build_classifier", mistake="masking-after-embedding", says="all 0")
def with_masking_that_finds_nothing(vocab_size):
    return network(lambda L: [L.Masking(), L.GRU(32)], mask=False)(vocab_size)


@corpus.wrong("build_classifier", mistake="mask-lost", says="loses the mask")
def with_a_convolution_between(vocab_size):
    middle = lambda L: [L.Conv1D(16, 3, padding="same"), L.SimpleRNN(32)]  # noqa: E731
    return network(middle)(vocab_size)


@corpus.wrong("build_classifier", mistake="order-blind", says="bag of words")
def a_bag(vocab_size):
    return network(lambda L: [L.GlobalAveragePooling1D()])(vocab_size)


@corpus.wrong("build_classifier", mistake="output-shape", says="return_sequences")
def an_answer_after_every_word(vocab_size):
    return network(lambda L: [L.GRU(32, return_sequences=True)])(vocab_size)


@corpus.wrong("build_classifier", mistake="output-shape", says="one probability each")
def two_outputs(vocab_size):
    head = lambda L: L.Dense(2, activation="softmax")  # noqa: E731
    return network(lambda L: [L.GRU(32)], head=head)(vocab_size)


@corpus.wrong("build_classifier", mistake="no-sigmoid", says="not a probability")
def logits(vocab_size):
    return network(lambda L: [L.GRU(32)], head=lambda L: L.Dense(1))(vocab_size)


@corpus.wrong("build_classifier", mistake="softmax-of-one", says="always 1")
def a_softmax_over_one(vocab_size):
    head = lambda L: L.Dense(1, activation="softmax")  # noqa: E731
    return network(lambda L: [L.GRU(32)], head=head)(vocab_size)


@corpus.wrong("build_classifier", mistake="wrong-loss", says="better answer")
def a_loss_for_many_classes(vocab_size):
    loss = "categorical_crossentropy"
    return network(lambda L: [L.GRU(32)], loss=loss)(vocab_size)


@corpus.wrong("build_classifier", mistake="from-logits", says="already")
def a_loss_with_a_sigmoid_of_its_own(vocab_size):
    from rnn_course.models import keras

    loss = keras.losses.BinaryCrossentropy(from_logits=True)
    return network(lambda L: [L.GRU(32)], loss=loss)(vocab_size)


@corpus.wrong("build_classifier", mistake="output-shape", says="after every word")
def no_recurrent_layer(vocab_size):
    return network(lambda L: [])(vocab_size)


@corpus.wrong("build_classifier", mistake="axes", says="return_sequences=True")
def two_layers_without_sequences(vocab_size):
    return network(lambda L: [L.GRU(32), L.GRU(32)])(vocab_size)


@corpus.wrong("build_classifier", mistake="axes", says="keras.Input((None,))")
def one_axis_too_many(vocab_size):
    from rnn_course.models import keras

    layers = [
        keras.Input((None, 1)),
        keras.layers.Embedding(vocab_size, 16, mask_zero=True),
        keras.layers.GRU(32),
        keras.layers.Dense(1, activation="sigmoid"),
    ]
    return keras.Sequential(layers)


@corpus.wrong("build_classifier", mistake="axes", says="no `Flatten`")
def flattened(vocab_size):
    return network(lambda L: [L.Flatten()])(vocab_size)


@corpus.wrong("build_classifier", mistake="vocab-size", says="counts padding")
def without_the_two_special_ids(vocab_size):
    return network(lambda L: [L.GRU(32)])(vocab_size - 2)


@corpus.wrong("build_classifier", mistake="vocab-size", says="Hand the argument on")
def of_one_size(vocab_size):
    return network(lambda L: [L.GRU(32)])(46)


@corpus.wrong("build_classifier", mistake="input-shape", says="any number of words")
def of_one_length(vocab_size):
    from rnn_course.models import keras

    model = keras.Sequential(
        [
            keras.Input((24,)),
            keras.layers.Embedding(vocab_size, 16, mask_zero=True),
            keras.layers.GRU(32),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile("adam", "binary_crossentropy")
    return model


@corpus.wrong("build_classifier", mistake="not-compiled", says="model.compile")
def not_compiled(vocab_size):
    from rnn_course.models import keras

    return keras.Sequential(
        [
            keras.Input((None,)),
            keras.layers.Embedding(vocab_size, 16, mask_zero=True),
            keras.layers.GRU(32),
            keras.layers.Dense(1, activation="sigmoid"),
        ]
    )


@corpus.wrong("build_classifier", mistake="not-a-model", says="keras.Model")
def the_result_of_compile(vocab_size):
    return [not_compiled(vocab_size)]


@corpus.wrong("build_classifier", mistake="rate-too-large", says="a tenth", points=1.5)
def with_a_huge_rate(vocab_size):
    return network(lambda L: [L.SimpleRNN(32)], rate=3.0)(vocab_size)


@corpus.wrong("build_classifier", mistake="not-a-function", says="without calling it")
def called_already(vocab_size):
    return not_compiled(46)(vocab_size)


corpus.equivalent(
    "build_classifier", "`32` → `33`", because="one unit more learns as well"
)
corpus.equivalent(
    "build_classifier", "`32` → `31`", because="one unit less learns as well"
)
corpus.equivalent(
    "build_classifier", "`16` → `17`", because="rows of one number more learn as well"
)
corpus.equivalent(
    "build_classifier", "`16` → `15`", because="rows of one number less learn as well"
)
