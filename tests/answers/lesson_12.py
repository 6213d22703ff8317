"""Right and wrong answers to the exercises of lesson 12."""

from __future__ import annotations

import itertools
import random
import re

import numpy as np

from tests.answers import Corpus

corpus = Corpus("12-generate-text")


# --- clean ----------------------------------------------------------------------------

MARKS = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"'})


@corpus.right("clean")
def with_a_table(text):
    return " ".join(text.translate(MARKS).split())


@corpus.right("clean")
def with_expressions(text):
    text = re.sub(r"[\u2018\u2019]", "'", text)
    text = re.sub(r"[\u201c\u201d]", '"', text)
    return re.sub(r"\s+", " ", text).strip()


@corpus.right("clean")
def letter_by_letter(text):
    out = []
    for c in text:
        if not c.isspace():
            out.append({"‘": "'", "’": "'", "“": '"', "”": '"'}.get(c, c))
        elif out and out[-1] != " ":
            out.append(" ")
    return "".join(out).strip()


@corpus.wrong("clean", mistake="spaces-left", says="text.split()", points=0)
def only_stripped(text):
    return text.strip().translate(MARKS)


@corpus.wrong("clean", mistake="line-breaks-left", says="tabs")
def with_spaces_only(text):
    return re.sub(" +", " ", text).strip().translate(MARKS)


@corpus.wrong("clean", mistake="ends-not-stripped", says="both ends")
def without_strip(text):
    return re.sub(r"\s+", " ", text).translate(MARKS)


@corpus.wrong("clean", mistake="spaces-doubled", says="whole run")
def one_for_one(text):
    return re.sub(r"\s", " ", text).strip().translate(MARKS)


@corpus.wrong("clean", mistake="all-spaces-removed", says="run together")
def without_spaces(text):
    return "".join(text.split()).translate(MARKS)


@corpus.wrong("clean", mistake="quotes-left", says="still there")
def without_marks(text):
    return " ".join(text.split())


@corpus.wrong("clean", mistake="single-quotes-left", says="are not")
def double_marks_only(text):
    return " ".join(text.split()).replace("“", '"').replace("”", '"')


@corpus.wrong("clean", mistake="double-quotes-left", says="are not")
def single_marks_only(text):
    return " ".join(text.split()).replace("‘", "'").replace("’", "'")


@corpus.wrong("clean", mistake="lowercased", says="lower")
def in_small_letters(text):
    return with_a_table(text).lower()


@corpus.wrong("clean", mistake="signs-removed", says="accents stay")
def words_only(text):
    return re.sub(r"[^\w\s'\"]", "", with_a_table(text))


@corpus.wrong("clean", mistake="accents-lost", says="not ASCII")
def ascii_only(text):
    return with_a_table(text).encode("ascii", "ignore").decode()


@corpus.wrong("clean", mistake="prints-instead-of-returning", says="print")
def printed(text):
    print(with_a_table(text))


@corpus.wrong("clean", mistake="halved-once", says="over the text once")
def with_one_replace(text):
    text = text.replace("\n", " ").replace("\t", " ").replace("  ", " ")
    return text.translate(MARKS).strip()


@corpus.wrong("clean", mistake="halved-once", says="over the text once")
def with_one_replace_alone(text):
    return text.replace("  ", " ").strip().translate(MARKS)


@corpus.wrong("clean", mistake="halved-once", says="over the text once", points=None)
def with_one_replace_without_strip(text):
    return text.translate(MARKS).replace("\n", " ").replace("  ", " ")


@corpus.wrong("clean", mistake="only-three-kinds", says="never breaks")
def with_three_kinds_of_space(text):
    return re.sub("[ \n\t]+", " ", text).strip().translate(MARKS)


@corpus.wrong("clean", mistake="one-mark-left", says="The mark ‘ is")
def with_one_mark_forgotten(text):
    text = " ".join(text.split()).replace("’", "'")
    return text.replace("“", '"').replace("”", '"')


@corpus.wrong("clean", mistake="one-mark-for-all", says="become the same")
def with_double_marks_only(text):
    return re.sub("[‘’“”]", '"', " ".join(text.split()))


@corpus.wrong("clean", mistake="one-mark-for-all", says="become the same")
def with_apostrophes_only(text):
    return re.sub("[‘’“”]", "'", " ".join(text.split()))


# --- split_quotes ---------------------------------------------------------------------


@corpus.right("split_quotes")
def with_shuffle(quotes, seed):
    once = sorted(set(quotes))
    np.random.default_rng(seed).shuffle(once)
    n = len(once)
    return once[: n * 7 // 10], once[n * 7 // 10 : n * 17 // 20], once[n * 17 // 20 :]


@corpus.right("split_quotes")
def with_pythons_random(quotes, seed):
    once = list(dict.fromkeys(quotes))
    random.Random(seed).shuffle(once)
    k = max(1, len(once) // 10)
    return [once[2 * k :], once[k : 2 * k], once[:k]]


@corpus.right("split_quotes")
def with_arrays(quotes, seed):
    once = np.unique(np.array(quotes))
    mixed = np.random.default_rng(seed).permutation(once)
    cuts = [int(0.6 * len(once)), int(0.8 * len(once))]
    return tuple(np.split(mixed, cuts))


@corpus.right("split_quotes")
def with_the_global_generator_seeded(quotes, seed):
    np.random.seed(seed)
    seen, once = set(), []
    for quote in quotes:
        if quote not in seen:
            seen.add(quote)
            once.append(quote)
    once = [once[i] for i in np.random.permutation(len(once))]
    n = len(once)
    return once[: int(0.9 * n)], once[int(0.9 * n) : -1], once[-1:]


def cut(quotes, a=0.8, b=0.9):
    n = len(quotes)
    return quotes[: int(a * n)], quotes[int(a * n) : int(b * n)], quotes[int(b * n) :]


def mixed(quotes, seed):
    return [quotes[i] for i in np.random.default_rng(seed).permutation(len(quotes))]


@corpus.wrong("split_quotes", mistake="repeats-across-parts", says="Drop repeats first")
def with_repeats(quotes, seed):
    return cut(mixed(quotes, seed))


@corpus.wrong("split_quotes", mistake="repeats-kept", says="twice in one part")
def with_repeats_side_by_side(quotes, seed):
    once = mixed(sorted(set(quotes)), seed)
    return tuple([q for q in quotes if q in set(part)] for part in cut(once))


@corpus.wrong("split_quotes", mistake="ignores-the-seed", says="shuffle with", points=1)
def in_order(quotes, seed):
    return cut(list(dict.fromkeys(quotes)))


@corpus.wrong("split_quotes", mistake="not-repeatable", says="two different", points=1)
def without_seed(quotes, seed):
    once = list(dict.fromkeys(quotes))
    random.shuffle(once)
    return cut(once)


@corpus.wrong("split_quotes", mistake="order-of-a-set", says="tomorrow", points=1)
def from_a_set(quotes, seed):
    return cut(mixed(list(set(quotes)), seed))


@corpus.wrong("split_quotes", mistake="order-of-a-set", says="tomorrow", points=1)
def from_a_set_with_pythons_random(quotes, seed):
    once = [*{quote for quote in quotes}]
    random.Random(seed).shuffle(once)
    return cut(once)


@corpus.right("split_quotes")
def by_a_hash_of_its_own(quotes, seed):
    from hashlib import sha256

    once = set(quotes)
    return cut(sorted(once, key=lambda q: sha256(f"{seed} {q}".encode()).digest()))


@corpus.wrong("split_quotes", mistake="empty-part", says="none is in the test part")
def without_test(quotes, seed):
    once = mixed(sorted(set(quotes)), seed)
    return *cut(once, 0.8, 1.0)[:2], []


@corpus.wrong("split_quotes", mistake="loses-quotations", says="in no part", points=0.5)
def with_one_lost(quotes, seed):
    train, validation, test = cut(mixed(sorted(set(quotes)), seed))
    return train, validation, test[:-1]


@corpus.wrong(
    "split_quotes", mistake="train-share", says="order train, validation", points=0.5
)
def test_first(quotes, seed):
    return cut(mixed(sorted(set(quotes)), seed))[::-1]


@corpus.wrong("split_quotes", mistake="changes-quotations", says="not given")
def with_marks(quotes, seed):
    return cut([f"\n{quote}\n" for quote in mixed(sorted(set(quotes)), seed)])


@corpus.wrong("split_quotes", mistake="changes-its-inputs", says="in place", points=1)
def in_place(quotes, seed):
    random.Random(seed).shuffle(quotes)
    return cut(list(dict.fromkeys(quotes)))


@corpus.wrong("split_quotes", mistake="unfit-result", says="three lists")
def two_parts(quotes, seed):
    return cut(mixed(sorted(set(quotes)), seed))[:2]


@corpus.wrong("split_quotes", mistake="unfit-result", says="Were places")
def places(quotes, seed):
    return cut(list(range(len(set(quotes)))))


@corpus.wrong("split_quotes", mistake="unfit-result", says="train part is a str")
def joined(quotes, seed):
    return tuple("".join(part) for part in cut(mixed(sorted(set(quotes)), seed)))


# --- char_vocabulary ------------------------------------------------------------------


@corpus.right("char_vocabulary")
def with_a_loop(train):
    letters = []
    for quote in train:
        for c in quote:
            if c not in letters:
                letters.append(c)
    vocabulary = {}
    for c in sorted(letters):
        vocabulary[c] = len(vocabulary) + 2
    return vocabulary


@corpus.right("char_vocabulary")
def with_zip(train):
    letters = sorted(set(itertools.chain.from_iterable(train)))
    return dict(zip(letters, range(2, 2 + len(letters)), strict=True))


@corpus.right("char_vocabulary")
def with_numpy(train):
    letters = np.unique(list("".join(train)))
    return {
        str(c): n for c, n in zip(letters, np.arange(len(letters)) + 2, strict=True)
    }


def numbered(letters, start=2):
    return {c: n for n, c in enumerate(letters, start)}


@corpus.wrong("char_vocabulary", mistake="starts-at-zero", says="reserved")
def from_zero(train):
    return numbered(sorted(set("".join(train))), 0)


@corpus.wrong("char_vocabulary", mistake="starts-at-one", says="Start at 2")
def from_one(train):
    return numbered(sorted(set("".join(train))), 1)


@corpus.wrong("char_vocabulary", mistake="starts-at-three", says="start at 2")
def from_three(train):
    return numbered(sorted(set("".join(train))), 3)


@corpus.wrong("char_vocabulary", mistake="by-frequency", says="how often", points=None)
def by_frequency(train):
    from collections import Counter

    return numbered(c for c, _ in Counter("".join(train)).most_common())


@corpus.wrong("char_vocabulary", mistake="not-sorted", says="Sort them")
def as_they_come(train):
    return numbered(dict.fromkeys("".join(train)))


@corpus.wrong("char_vocabulary", mistake="not-sorted", says="`set`")
def as_a_set_has_them(train):
    return numbered(set("".join(train)))


@corpus.wrong("char_vocabulary", mistake=None, says="are not")
def with_lists_of_ids(train):
    return {c: [number] for c, number in numbered(sorted(set("".join(train)))).items()}


@corpus.wrong("char_vocabulary", mistake="words", says="reads characters")
def of_words(train):
    return numbered(sorted(set(" ".join(train).split())))


@corpus.wrong("char_vocabulary", mistake="reserved-ids-as-keys", says="no characters")
def with_reserved(train):
    return {"<pad>": 0, "<unk>": 1} | numbered(sorted(set("".join(train))))


@corpus.wrong("char_vocabulary", mistake="lowercased", says="Capital letters")
def of_small_letters(train):
    return numbered(sorted(set("".join(train).lower())))


@corpus.wrong("char_vocabulary", mistake="id-to-character", says="Turn it around")
def turned_around(train):
    return dict(enumerate(sorted(set("".join(train))), 2))


@corpus.wrong(
    "char_vocabulary", mistake="first-quotation-only", says="Join all", points=None
)
def of_the_first(train):
    return numbered(sorted(set(train[0])))


@corpus.wrong("char_vocabulary", mistake="unfit-result", says="expected a dict")
def as_a_list(train):
    return sorted(set("".join(train)))


@corpus.wrong("char_vocabulary", mistake="repeats-kept", says="gaps")
def with_every_occurrence(train):
    return numbered(sorted("".join(train)))


@corpus.wrong("char_vocabulary", mistake="quotations-as-keys", says="whole quotations")
def of_whole_quotations_as_keys(train):
    return numbered(sorted(set(train)))


@corpus.wrong("char_vocabulary", mistake="quotations-as-keys", says="whole quotations")
def of_a_set_of_quotations(train):
    return numbered(set(train))


@corpus.wrong("char_vocabulary", mistake="foreign-character", says="in no", points=None)
def joined_by_spaces(train):
    return numbered(sorted(set(" ".join(train))))


@corpus.wrong("char_vocabulary", mistake="foreign-character", says="in no", points=None)
def joined_by_line_breaks(train):
    return numbered(sorted(set("\n".join(train))))


# --- encode_windows -------------------------------------------------------------------


def ids_of(quote, vocabulary):
    return [vocabulary.get(c, 1) for c in quote]


@corpus.right("encode_windows")
def with_sliding_windows(quotes, vocabulary, length):
    parts = []
    for quote in quotes:
        ids = np.array(ids_of(quote, vocabulary))
        if len(ids) > length:
            parts.append(np.lib.stride_tricks.sliding_window_view(ids, length + 1))
    table = np.concatenate(parts)
    return table[:, :-1], table[:, 1:]


@corpus.right("encode_windows")
def as_lists(quotes, vocabulary, length):
    X, Y = [], []
    for quote in quotes:
        for i in range(length, len(quote)):
            X.append(ids_of(quote[i - length : i], vocabulary))
            Y.append(ids_of(quote[i - length + 1 : i + 1], vocabulary))
    return X, Y


@corpus.right("encode_windows")
def stacked(quotes, vocabulary, length):
    known = dict(vocabulary)
    rows = [
        [known.setdefault(c, 1) for c in quote[i : i + length + 1]]
        for quote in quotes
        for i in range(len(quote) - length)
    ]
    table = np.asarray(rows, dtype="uint8")
    return np.stack([table[:, :length], table[:, 1:]])


def cut_rows(rows):
    table = np.array(rows)
    return table[:, :-1], table[:, 1:]


def rows_of(ids, length, step=1):
    return [ids[i : i + length + 1] for i in range(0, len(ids) - length, step)]


@corpus.wrong("encode_windows", mistake="across-quotations", says="each one by itself")
def joined_to_one(quotes, vocabulary, length):
    return cut_rows(rows_of(ids_of("".join(quotes), vocabulary), length))


@corpus.wrong("encode_windows", mistake="across-quotations", says="each one by itself")
def joined_with_spaces(quotes, vocabulary, length):
    return cut_rows(rows_of(ids_of(" ".join(quotes), vocabulary), length))


@corpus.wrong(
    "encode_windows", mistake="target-is-the-input", says="one place later", points=None
)
def repeating(quotes, vocabulary, length):
    X, _ = as_lists(quotes, vocabulary, length)
    return X, X


@corpus.wrong("encode_windows", mistake="swapped", says="changed places")
def the_wrong_way_round(quotes, vocabulary, length):
    return as_lists(quotes, vocabulary, length)[::-1]


@corpus.wrong(
    "encode_windows", mistake="last-character-only", says="every", points=None
)
def one_target(quotes, vocabulary, length):
    X, Y = as_lists(quotes, vocabulary, length)
    return np.array(X), np.array(Y)[:, -1]


@corpus.wrong("encode_windows", mistake="last-window-lost", says="n − length")
def one_too_few(quotes, vocabulary, length):
    rows = [r for q in quotes for r in rows_of(ids_of(q[:-1], vocabulary), length)]
    return cut_rows(rows)


@corpus.wrong("encode_windows", mistake="windows-do-not-overlap", says="stride 1")
def side_by_side(quotes, vocabulary, length):
    rows = [r for q in quotes for r in rows_of(ids_of(q, vocabulary), length, length)]
    return cut_rows(rows)


@corpus.wrong("encode_windows", mistake="short-ones-padded", says="give no window")
def padded(quotes, vocabulary, length):
    rows = []
    for quote in quotes:
        ids = ids_of(quote, vocabulary)
        rows += rows_of(ids + [0] * (length + 1 - len(ids)), length)
    return cut_rows(rows)


@corpus.wrong("encode_windows", mistake="unknown-crashes", says="vocabulary.get")
def known_only(quotes, vocabulary, length):
    rows = [r for q in quotes for r in rows_of([vocabulary[c] for c in q], length)]
    return cut_rows(rows)


@corpus.wrong("encode_windows", mistake="unknown-is-zero", says="Theirs is 1")
def unknown_as_padding(quotes, vocabulary, length):
    rows = [
        r for q in quotes for r in rows_of([vocabulary.get(c, 0) for c in q], length)
    ]
    return cut_rows(rows)


@corpus.wrong("encode_windows", mistake="unknown-dropped", says="left out")
def without_unknown(quotes, vocabulary, length):
    rows = [
        r
        for q in quotes
        for r in rows_of([vocabulary[c] for c in q if c in vocabulary], length)
    ]
    return cut_rows(rows)


@corpus.wrong("encode_windows", mistake="across-quotations", says="over a line break")
def joined_with_line_breaks(quotes, vocabulary, length):
    return cut_rows(rows_of(ids_of("\n".join(quotes), vocabulary), length))


def one_too_many_as_lists(quotes, vocabulary, length):
    X, Y = [], []
    for quote in quotes:
        ids = ids_of(quote, vocabulary)
        for i in range(len(ids) - length + 1):
            X.append(ids[i : i + length])
            Y.append(ids[i + 1 : i + length + 1])
    return X, Y


corpus.wrong("encode_windows", mistake="one-window-too-many", says="not one more")(
    one_too_many_as_lists
)


@corpus.wrong("encode_windows", mistake="one-window-too-many", says="not one more")
def one_too_many(quotes, vocabulary, length):
    X, Y = one_too_many_as_lists(quotes, vocabulary, length)
    return np.array(X), np.array(Y)


@corpus.wrong("encode_windows", mistake="rolled", says="own first", points=None)
def with_rolled_targets(quotes, vocabulary, length):
    X, _ = as_lists(quotes, vocabulary, length)
    return np.array(X), np.roll(X, -1, axis=1)


# --- build_model ----------------------------------------------------------------------


def keras():
    from rnn_course.models import keras as module

    return module


def compiled(*layers, loss=None, shape=(None,)):
    k = keras()
    model = k.Sequential([k.Input(shape), *layers])
    loss = loss or k.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("adam", loss=loss)
    return model


def gru(hidden, **options):
    return keras().layers.GRU(hidden, return_sequences=True, **options)


def embedding(vocab_size, **options):
    return keras().layers.Embedding(vocab_size, 8, **options)


def dense(vocab_size, **options):
    return keras().layers.Dense(vocab_size, **options)


@corpus.right("build_model")
def with_two_layers(vocab_size, hidden):
    k = keras()
    lstm = k.layers.LSTM(hidden, return_sequences=True)
    drop = k.layers.Dropout(0.2)
    return compiled(embedding(vocab_size), lstm, gru(5), drop, dense(vocab_size))


@corpus.right("build_model")
def with_the_functional_interface(vocab_size, hidden):
    k = keras()
    ids = k.Input((None,), dtype="int32")
    x = embedding(vocab_size, mask_zero=True)(ids)
    x = k.layers.SimpleRNN(hidden, return_sequences=True)(x)
    model = k.Model(ids, dense(vocab_size, kernel_regularizer="l2")(x))

    def loss(y_true, y_pred):
        return k.ops.mean(
            k.losses.sparse_categorical_crossentropy(y_true, y_pred, from_logits=True)
        )

    model.compile(k.optimizers.RMSprop(0.01, clipnorm=1), loss, metrics=["accuracy"])
    return model


@corpus.right("build_model")
def with_a_cell(vocab_size, hidden):
    k = keras()
    cell = k.layers.RNN(k.layers.LSTMCell(hidden), return_sequences=True)
    each = k.layers.TimeDistributed(dense(vocab_size, activation="linear"))
    return compiled(embedding(vocab_size), cell, each)


@corpus.right("build_model")
def without_input(vocab_size, hidden):
    k = keras()
    model = k.Sequential([embedding(vocab_size), gru(hidden), dense(vocab_size)])
    model.compile(loss=k.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


@corpus.wrong("build_model", mistake="softmax-output", says="leave the softmax out")
def with_softmax_and_from_logits(vocab_size, hidden):
    out = dense(vocab_size, activation="softmax")
    return compiled(embedding(vocab_size), gru(hidden), out)


@corpus.wrong("build_model", mistake="softmax-output", says="Expected logits")
def with_softmax(vocab_size, hidden):
    out = dense(vocab_size, activation="softmax")
    loss = "sparse_categorical_crossentropy"
    return compiled(embedding(vocab_size), gru(hidden), out, loss=loss)


@corpus.wrong("build_model", mistake="wrong-loss", says="from_logits=True")
def with_the_loss_of_probabilities(vocab_size, hidden):
    loss = "sparse_categorical_crossentropy"
    return compiled(embedding(vocab_size), gru(hidden), dense(vocab_size), loss=loss)


@corpus.wrong("build_model", mistake="wrong-loss", says="sparse")
def with_one_hot_loss(vocab_size, hidden):
    loss = keras().losses.CategoricalCrossentropy(from_logits=True)
    return compiled(embedding(vocab_size), gru(hidden), dense(vocab_size), loss=loss)


@corpus.wrong("build_model", mistake="output-shape", says="return_sequences")
def with_the_last_state(vocab_size, hidden):
    layer = keras().layers.GRU(hidden)
    return compiled(embedding(vocab_size), layer, dense(vocab_size))


@corpus.wrong("build_model", mistake="output-shape", says="Dense(vocab_size)")
def without_dense(vocab_size, hidden):
    return compiled(embedding(vocab_size), gru(hidden))


@corpus.wrong("build_model", mistake="sees-the-future", says="Bidirectional")
def in_both_directions(vocab_size, hidden):
    both = keras().layers.Bidirectional(gru(hidden))
    return compiled(embedding(vocab_size), both, dense(vocab_size))


@corpus.wrong("build_model", mistake="not-recurrent", says="no recurrent layer")
def without_memory(vocab_size, hidden):
    middle = dense(hidden, activation="tanh")
    return compiled(embedding(vocab_size), middle, dense(vocab_size))


@corpus.wrong("build_model", mistake="not-recurrent", says="no recurrent layer")
def without_memory_or_input(vocab_size, hidden):
    k = keras()
    model = k.Sequential([embedding(vocab_size), dense(hidden), dense(vocab_size)])
    model.compile(loss=k.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


@corpus.wrong("build_model", mistake="wrong-units", says="Write `hidden`")
def with_fixed_units(vocab_size, hidden):
    return compiled(embedding(vocab_size), gru(64), dense(vocab_size))


@corpus.wrong("build_model", mistake="input-shape", says="any number")
def for_windows_of_24(vocab_size, hidden):
    layers = embedding(vocab_size), gru(hidden), dense(vocab_size)
    return compiled(*layers, shape=(24,))


@corpus.wrong("build_model", mistake="input-shape", says="Embedding")
def for_one_hot_rows(vocab_size, hidden):
    return compiled(gru(hidden), dense(vocab_size), shape=(None, vocab_size))


@corpus.wrong("build_model", mistake="not-compiled", says="not compiled")
def without_compile(vocab_size, hidden):
    k = keras()
    layers = [embedding(vocab_size), gru(hidden), dense(vocab_size)]
    return k.Sequential([k.Input((None,)), *layers])


@corpus.wrong("build_model", mistake="activation-on-the-output", says="below 0")
def with_relu_at_the_end(vocab_size, hidden):
    out = dense(vocab_size, activation="relu")
    return compiled(embedding(vocab_size), gru(hidden), out)


@corpus.wrong("build_model", mistake="embedding-too-small", says="comes first")
def with_the_embedding_turned(vocab_size, hidden):
    turned = keras().layers.Embedding(16, vocab_size)
    return compiled(turned, gru(hidden), dense(vocab_size))


@corpus.wrong("build_model", mistake="does-not-learn", says="learning rate", points=1)
def with_a_wild_learning_rate(vocab_size, hidden):
    model = compiled(embedding(vocab_size), gru(hidden), dense(vocab_size))
    model.compile(keras().optimizers.SGD(1e4), model.loss)
    return model


@corpus.wrong("build_model", mistake="not-a-model", says="keras.Model")
def a_list_of_layers(vocab_size, hidden):
    return [embedding(vocab_size), gru(hidden), dense(vocab_size)]


# --- bits_per_character ---------------------------------------------------------------


def shares_of(model, X):
    logits = np.asarray(model.predict(X, verbose=0), dtype=float)
    shares = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def shares_at(model, X, Y):
    return np.take_along_axis(shares_of(model, X), Y[..., None], axis=-1)[..., 0]


@corpus.right("bits_per_character")
def by_hand(model, X, Y):
    return -np.log2(shares_at(model, X, Y)).mean()


@corpus.right("bits_per_character")
def with_keras_loss(model, X, Y):
    k = keras()
    loss = k.losses.sparse_categorical_crossentropy(Y, model(X), from_logits=True)
    return k.ops.mean(loss) / np.log(2)


@corpus.right("bits_per_character")
def window_by_window(model, X, Y):
    total = 0.0
    for x, y in zip(X, Y, strict=True):
        logits = np.asarray(model(x[None]))[0].astype(float)
        for row, target in zip(logits, y, strict=True):
            total += np.log2(np.exp(row).sum()) - row[target] / np.log(2)
    return float(total / Y.size)


@corpus.wrong("bits_per_character", mistake="nats", says="ln 2")
def in_nats(model, X, Y):
    return model.evaluate(X, Y, verbose=0)


@corpus.wrong("bits_per_character", mistake="multiplied-by-ln2", says="divide by it")
def multiplied(model, X, Y):
    return model.evaluate(X, Y, verbose=0) * np.log(2)


@corpus.wrong("bits_per_character", mistake="sum", says="added up")
def summed(model, X, Y):
    return by_hand(model, X, Y) * Y.size


@corpus.wrong("bits_per_character", mistake="per-window", says="of a window")
def for_each_window(model, X, Y):
    return by_hand(model, X, Y) * Y.shape[1]


@corpus.wrong("bits_per_character", mistake="last-place-only", says="all places")
def of_the_last_place(model, X, Y):
    return by_hand_at(model, X, Y)[:, -1].mean()


def by_hand_at(model, X, Y):
    return -np.log2(shares_at(model, X, Y))


@corpus.wrong(
    "bits_per_character", mistake="logits-taken-for-probabilities", says="softmax first"
)
def with_the_default_loss(model, X, Y):
    k = keras()
    loss = k.losses.sparse_categorical_crossentropy(Y, model(X))
    return float(k.ops.mean(loss)) / np.log(2)


@corpus.wrong("bits_per_character", mistake="target-is-the-input", says="read")
def of_the_input(model, X, Y):
    return by_hand(model, X, X)


@corpus.wrong("bits_per_character", mistake="perplexity", says="perplexity")
def as_perplexity(model, X, Y):
    return 2 ** by_hand(model, X, Y)


@corpus.wrong("bits_per_character", mistake="log-of-the-mean", says="in full")
def of_the_mean(model, X, Y):
    return -np.log2(shares_at(model, X, Y).mean())


@corpus.wrong("bits_per_character", mistake="negative", says="change the sign")
def below_zero(model, X, Y):
    return -by_hand(model, X, Y)


@corpus.wrong("bits_per_character", mistake="base-10", says="base 10")
def in_decimal_digits(model, X, Y):
    return -np.log10(shares_at(model, X, Y)).mean()


@corpus.wrong("bits_per_character", mistake="unfit-result", says="one number")
def of_each_place(model, X, Y):
    return by_hand_at(model, X, Y)


@corpus.wrong("bits_per_character", mistake="not-a-number", says="softmax first")
def with_the_logarithm_of_logits(model, X, Y):
    logits = np.asarray(model.predict(X, verbose=0))
    chosen = np.take_along_axis(logits, Y[..., None], axis=-1)
    with np.errstate(all="ignore"):
        return -np.log2(chosen).mean()


# --- best_hidden ----------------------------------------------------------------------


@corpus.right("best_hidden")
def by_a_loop(results):
    best, lowest = None, float("inf")
    for hidden, (_, held_out) in results.items():
        if held_out < lowest:
            best, lowest = hidden, held_out
    return best


@corpus.right("best_hidden")
def by_sorting(results):
    return sorted((held_out, hidden) for hidden, (_, held_out) in results.items())[0][1]


@corpus.right("best_hidden")
def by_numpy(results):
    sizes = np.array(list(results))
    return sizes[np.argmin([score[1] for score in results.values()])]


@corpus.wrong("best_hidden", mistake="by-the-training-score", says="by heart")
def by_training(results):
    return min(results, key=lambda h: results[h][0])


@corpus.wrong("best_hidden", mistake="by-the-training-score", says="second numbers")
def by_whole_pair(results):
    return min(results, key=results.get)


@corpus.wrong("best_hidden", mistake="highest-score", says="lower is better")
def the_highest(results):
    return max(results, key=lambda h: results[h][1])


@corpus.wrong("best_hidden", mistake="by-the-training-score", says="largest network")
def the_largest(results):
    return max(results)


@corpus.wrong("best_hidden", mistake="smallest", says="`key=…`", points=None)
def the_smallest(results):
    return min(results)


@corpus.wrong("best_hidden", mistake="smallest-gap", says="gap", points=None)
def the_smallest_gap(results):
    return min(results, key=lambda h: results[h][1] - results[h][0])


@corpus.wrong("best_hidden", mistake="smallest-gap", says="gap", points=None)
def the_smallest_distance(results):
    return min(results, key=lambda h: abs(results[h][1] - results[h][0]))


@corpus.wrong("best_hidden", mistake="returns-the-score", says="number of units")
def the_score(results):
    return min(score for _, score in results.values())


@corpus.wrong("best_hidden", mistake="returns-the-place", says="place in the list")
def the_place(results):
    return int(np.argmin([score for _, score in results.values()]))


@corpus.wrong("best_hidden", mistake="unfit-result", says="the first part, the key")
def the_whole_entry(results):
    return min(results.items(), key=lambda entry: entry[1][1])


# --- longest_copied -------------------------------------------------------------------


def listed(corpus):
    return [corpus] if isinstance(corpus, str) else list(corpus)


@corpus.right("longest_copied")
def with_a_matrix(text, corpus):
    best = 0
    for quote in listed(corpus):
        row = [0] * (len(quote) + 1)
        for a in text:
            row = [0] + [row[j] + 1 if a == b else 0 for j, b in enumerate(quote)]
            best = max(best, *row)
    return best


@corpus.right("longest_copied")
def from_the_longest_down(text, corpus):
    quotes = listed(corpus)
    for length in range(len(text), 0, -1):
        for i in range(len(text) - length + 1):
            if any(text[i : i + length] in quote for quote in quotes):
                return length
    return 0


@corpus.right("longest_copied")
def with_difflib(text, corpus):
    from difflib import SequenceMatcher

    sizes = [0]
    for quote in listed(corpus):
        matcher = SequenceMatcher(None, text, quote, autojunk=False)
        sizes.append(matcher.find_longest_match().size)
    return np.int64(max(sizes))


@corpus.wrong(
    "longest_copied", mistake="across-quotations", says="by itself", points=None
)
def in_one_text(text, corpus):
    return from_the_longest_down(text, "".join(corpus))


@corpus.wrong(
    "longest_copied", mistake="across-quotations", says="by itself", points=None
)
def in_one_text_with_spaces(text, corpus):
    return from_the_longest_down(text, " ".join(listed(corpus)))


@corpus.wrong(
    "longest_copied", mistake="string-taken-apart", says="letter by letter", points=1
)
def for_lists_alone(text, corpus):
    return from_the_longest_down(text, list(corpus))


@corpus.wrong("longest_copied", mistake="gaps-allowed", says="without any gap")
def with_gaps(text, corpus):
    from functools import cache

    def common(a, b):
        @cache
        def at(i, j):
            if i == len(a) or j == len(b):
                return 0
            if a[i] == b[j]:
                return 1 + at(i + 1, j + 1)
            return max(at(i + 1, j), at(i, j + 1))

        return at(0, 0)

    return max(common(text, quote) for quote in listed(corpus))


@corpus.wrong("longest_copied", mistake="beginning-only", says="start anywhere")
def from_the_beginning(text, corpus):
    best = 0
    for n in range(len(text) + 1):
        if any(text[:n] in quote for quote in listed(corpus)):
            best = n
    return best


@corpus.wrong("longest_copied", mistake="whole-quotations-only", says="A part")
def of_whole_quotations(text, corpus):
    return max((len(q) for q in listed(corpus) if q in text), default=0)


@corpus.wrong("longest_copied", mistake="counts-words", says="in words")
def in_words(text, corpus):
    words, best = text.split(), 0
    for i, j in itertools.combinations(range(len(words) + 1), 2):
        if any(" ".join(words[i:j]) in quote for quote in listed(corpus)):
            best = max(best, j - i)
    return best


@corpus.wrong("longest_copied", mistake="one-too-many", says="one too large")
def too_many(text, corpus):
    return from_the_longest_down(text, corpus) + 1


@corpus.wrong("longest_copied", mistake="one-too-few", says="too small", points=None)
def too_few(text, corpus):
    return max(0, from_the_longest_down(text, corpus) - 1)


@corpus.wrong("longest_copied", mistake="unfit-result", says="one number")
def the_piece(text, corpus):
    n = from_the_longest_down(text, corpus)
    return text[:n]


@corpus.wrong("longest_copied", mistake="difflib-junk", says="autojunk", points=1)
def with_difflib_as_it_comes(text, corpus):
    from difflib import SequenceMatcher

    sizes = [0]
    for quote in listed(corpus):
        sizes.append(SequenceMatcher(None, text, quote).find_longest_match().size)
    return max(sizes)


@corpus.wrong(
    "longest_copied", mistake="lowercased", says="leave `lower` out", points=1
)
def in_small_letters_only(text, corpus):
    quotes = [quote.lower() for quote in listed(corpus)]
    return from_the_longest_down(text.lower(), quotes)


@corpus.wrong("longest_copied", mistake="keeps-the-last", says="best = max")
def the_last_found(text, corpus):
    best = 0
    for i, j in itertools.combinations(range(len(text) + 1), 2):
        if any(text[i:j] in quote for quote in listed(corpus)):
            best = j - i
    return best


# --- sample ---------------------------------------------------------------------------


def softmax(logits):
    shares = np.exp(np.asarray(logits, float) - np.max(logits))
    return shares / shares.sum()


@corpus.right("sample")
def with_gumbel_noise(logits, temperature, rng):
    return np.argmax(logits + temperature * rng.gumbel(size=len(logits)))


@corpus.right("sample")
def with_cumulated_shares(logits, temperature, rng):
    if temperature < 1e-9:
        return max(range(len(logits)), key=lambda i: logits[i])
    shares = softmax(np.array(logits) / temperature)
    place = np.searchsorted(np.cumsum(shares), rng.random())
    return int(min(place, len(shares) - 1))


@corpus.right("sample")
def with_multinomial(logits, temperature, rng):
    if not temperature:
        return int(np.asarray(logits).argmax())
    draw = rng.multinomial(1, softmax(logits / temperature))
    return int(draw.argmax())


@corpus.right("sample")
def with_powers(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    shares = softmax(logits) ** (1 / temperature)
    return rng.choice(np.arange(len(logits)), p=shares / shares.sum())


@corpus.wrong("sample", mistake="divides-probabilities", says="Divide the *logits*")
def with_shares_divided_in_the_exponent(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    return int(rng.choice(len(logits), p=softmax(softmax(logits) / temperature)))


@corpus.wrong("sample", mistake="ignores-the-temperature", says="logits / temperature")
def with_shares_divided(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    shares = softmax(logits) / temperature
    return int(rng.choice(len(logits), p=shares / shares.sum()))


@corpus.wrong("sample", mistake="ignores-the-rng", says="two different draws")
def with_the_global_generator(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    return int(np.random.choice(len(logits), p=softmax(logits / temperature)))


@corpus.wrong("sample", mistake="ignores-the-rng", says="thirty seeds")
def with_its_own_generator(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    rng = np.random.default_rng(3)
    return int(rng.choice(len(logits), p=softmax(logits / temperature)))


@corpus.wrong("sample", mistake="ignores-the-rng", says="one of its own")
def with_its_own_generator_that_meets_the_largest(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    rng = np.random.default_rng(0)
    return int(rng.choice(len(logits), p=softmax(logits / temperature)))


@corpus.wrong("sample", mistake="always-the-largest", says="at random")
def without_drawing(logits, temperature, rng):
    return int(np.argmax(logits))


@corpus.wrong("sample", mistake="multiplies-by-the-temperature", says="do not multiply")
def multiplied_by_temperature(logits, temperature, rng):
    return int(rng.choice(len(logits), p=softmax(logits * temperature)))


@corpus.wrong("sample", mistake="ignores-the-logits", says="equally often")
def at_random(logits, temperature, rng):
    return int(rng.integers(len(logits)))


@corpus.wrong("sample", mistake="softmax-of-the-negative", says="minus sign")
def upside_down(logits, temperature, rng):
    return int(rng.choice(len(logits), p=softmax(-logits / (temperature or 1))))


@corpus.wrong("sample", mistake="temperature-zero", says="treat 0 first", points=1)
def with_a_division_by_zero(logits, temperature, rng):
    return int(rng.choice(len(logits), p=softmax(logits / temperature)))


@corpus.wrong("sample", mistake="overflows", says="subtract the largest", points=1.5)
def with_large_exponentials(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    shares = np.exp(logits / temperature)
    return int(rng.choice(len(logits), p=shares / shares.sum()))


@corpus.wrong("sample", mistake="unfit-result", says="one number")
def as_an_array(logits, temperature, rng):
    return rng.choice(len(logits), size=1, p=softmax(logits))


@corpus.wrong("sample", mistake="changes-its-inputs", says="new array", points=1)
def in_its_place(logits, temperature, rng):
    if temperature == 0:
        return int(np.argmax(logits))
    logits /= temperature
    return int(rng.choice(len(logits), p=softmax(logits)))


@corpus.wrong("sample", mistake="out-of-range", says="a place from 0")
def counted_from_one(logits, temperature, rng):
    return with_multinomial(logits, temperature, rng) + 1


# --- generate -------------------------------------------------------------------------


def letters_of(vocabulary):
    return {number: c for c, number in vocabulary.items()}


def without_reserved(logits):
    return np.where(np.arange(len(logits)) < 2, -np.inf, logits)


@corpus.right("generate")
def with_predict(model, prompt, length, temperature, rng, vocabulary):
    text, letters = prompt, letters_of(vocabulary)
    for _ in range(length):
        ids = np.array([[vocabulary.get(c, 1) for c in text]])
        logits = without_reserved(model.predict(ids, verbose=0)[0][-1])
        text += letters[int(with_gumbel_noise(logits, temperature, rng))]
    return text


@corpus.right("generate")
def with_a_padded_window(model, prompt, length, temperature, rng, vocabulary):
    ids, letters = [vocabulary.get(c, 1) for c in prompt], letters_of(vocabulary)
    for _ in range(length):
        window = ids[-20:]
        window = [0] * (20 - len(window)) + window
        logits = np.asarray(model(np.array([window], dtype="int32"), training=False))
        logits = without_reserved(logits[0, -1])
        ids.append(int(with_multinomial(logits, temperature, rng)))
    return prompt + "".join(letters[i] for i in ids[len(prompt) :])


@corpus.right("generate")
def with_the_courses_writer(model, prompt, length, temperature, rng, vocabulary):
    from rnn_course.models import Writer

    return Writer(model, vocabulary).write(prompt, length, temperature, rng)


def writing(reads, draws=with_multinomial, unknown=1, place=-1, masks=without_reserved):
    """Return a generate that hands the model what `reads` makes of the ids."""

    def generate(model, prompt, length, temperature, rng, vocabulary):
        ids, letters = (
            [vocabulary.get(c, unknown) for c in prompt],
            letters_of(vocabulary),
        )
        for _ in range(length):
            seen = np.array([reads(ids, len(prompt))])
            logits = np.asarray(model(seen))[0, place]
            ids.append(int(draws(masks(logits), temperature, rng)))
        return prompt + "".join(letters[i] for i in ids[len(prompt) :])

    return generate


def all_of(ids, _):
    return ids


@corpus.wrong(
    "generate", mistake="reads-the-last-character-only", says="forgotten", points=0.5
)
def reading_one_character(model, prompt, length, temperature, rng, vocabulary):
    write = writing(lambda ids, _: ids[-1:])
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong(
    "generate", mistake="never-reads-what-it-wrote", says="behind", points=0.5
)
def reading_the_prompt(model, prompt, length, temperature, rng, vocabulary):
    write = writing(lambda ids, count: ids[:count])
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong(
    "generate", mistake="takes-the-first-place", says="the last one", points=0.5
)
def with_the_first_place(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of, place=0)
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="without-the-prompt", says="begin with", points=1)
def new_text_alone(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of)
    text = write(model, prompt, length, temperature, rng, vocabulary)
    return text[len(prompt) :]


@corpus.wrong("generate", mistake="prompt-is-counted", says="*new*", points=1)
def up_to_the_length(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of)
    new = max(0, length - len(prompt))
    return write(model, prompt, new, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="wrong-length", says="wrote 8")
def one_more(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of)
    return write(model, prompt, length + 1, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="unknown-crashes", says="as id 1", points=1.5)
def for_known_characters(model, prompt, length, temperature, rng, vocabulary):
    known = [vocabulary[c] for c in prompt]
    write = writing(lambda ids, count: known + ids[count:])
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="unknown-is-zero", says="as id 1", points=0.5)
def unknown_as_padding_in_the_prompt(
    model, prompt, length, temperature, rng, vocabulary
):
    write = writing(all_of, unknown=0)
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="no-batch-axis", says="a row of its own")
def without_a_batch(model, prompt, length, temperature, rng, vocabulary):
    ids = [vocabulary.get(c, 1) for c in prompt]
    for _ in range(length):
        logits = model.predict(np.array(ids), verbose=0)[-1]
        ids.append(with_multinomial(logits, temperature, rng))
    return ids


@corpus.wrong("generate", mistake="no-batch-axis", says="a row of its own")
def called_without_a_batch(model, prompt, length, temperature, rng, vocabulary):
    ids = [vocabulary.get(c, 1) for c in prompt]
    for _ in range(length):
        logits = np.asarray(model(np.array(ids)))[-1]
        ids.append(with_multinomial(logits, temperature, rng))
    return ids


@corpus.wrong("generate", mistake="rewrites-the-prompt", says="as it was", points=1.5)
def with_the_prompt_from_ids(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of)
    text = write(model, prompt, length, temperature, rng, vocabulary)
    return "".join(c if c in vocabulary else "?" for c in text)


@corpus.wrong("generate", mistake="unknown-dropped", says="left out", points=0.5)
def without_unknown_ones(model, prompt, length, temperature, rng, vocabulary):
    write = writing(lambda ids, _: [i for i in ids if i != 1])
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="ignores-the-temperature", says="Hand the", points=1)
def always_the_likeliest(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of, lambda logits, *_: np.argmax(logits))
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="ignores-the-rng", says="another text", points=1)
def with_global_draws(model, prompt, length, temperature, rng, vocabulary):
    write = writing(
        all_of, lambda x, t, _: with_multinomial(x, t, np.random.default_rng())
    )
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="ignores-the-rng", says="the same text", points=1)
def with_a_new_generator(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of)
    rng = np.random.default_rng(4)
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="unfit-result", says="a string")
def as_a_list_of_letters(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of)
    return list(write(model, prompt, length, temperature, rng, vocabulary))


@corpus.wrong("generate", mistake="draws-reserved-ids", says="-np.inf", points=1.5)
def with_all_ids(model, prompt, length, temperature, rng, vocabulary):
    write = writing(all_of, masks=np.asarray)
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="draws-reserved-ids", says="-np.inf", points=1.5)
def with_a_sign_for_the_unknown(model, prompt, length, temperature, rng, vocabulary):
    vocabulary = vocabulary | {"?": 0, "¿": 1}
    write = writing(all_of, masks=lambda logits: np.r_[0, 0, logits[2:]])
    return write(model, prompt, length, temperature, rng, vocabulary)


@corpus.wrong("generate", mistake="draws-reserved-ids", says="-np.inf", points=1.5)
def leaving_them_out(model, prompt, length, temperature, rng, vocabulary):
    letters, ids = letters_of(vocabulary), [vocabulary.get(c, 1) for c in prompt]
    for _ in range(length):
        logits = np.array(model(np.array([ids])))[0, -1]
        ids.append(int(with_multinomial(logits, temperature, rng)))
    return prompt + "".join(letters.get(i, "") for i in ids[len(prompt) :])


@corpus.wrong("generate", mistake="tensor-not-array", says="array of your own")
def drawing_from_a_tensor(model, prompt, length, temperature, rng, vocabulary):
    ids = [vocabulary.get(c, 1) for c in prompt]
    logits = model(np.array([ids]))[0, -1]
    return prompt + str(logits.argmax())


@corpus.wrong("generate", mistake="tensor-not-array", says="array of your own")
def changing_a_tensor(model, prompt, length, temperature, rng, vocabulary):
    logits = model(np.array([[vocabulary.get(c, 1) for c in prompt]]))[0, -1]
    logits[:2] = -np.inf
    return prompt


@corpus.wrong("generate", mistake="tensor-not-array", says="array of your own")
def changing_what_is_lent(model, prompt, length, temperature, rng, vocabulary):
    ids = np.array([[vocabulary.get(c, 1) for c in prompt]])
    logits = np.asarray(model(ids))[0, -1]
    logits[:2] = -np.inf
    return prompt


# --- mutations that change nothing ----------------------------------------------------

corpus.equivalent(
    "split_quotes",
    "`(mixed[:cuts[0]], mixed[cuts[0]:cuts[1]], mixed[cuts[1]:])` → "
    "`(mixed[:cuts[0]], mixed[cuts[1]:], mixed[cuts[0]:cuts[1]])`",
    because="validation and test may change places: both are a tenth, drawn at random",
)
for name in "XY":
    corpus.equivalent(
        "encode_windows", f"`np.array({name})` → `{name}`", because="a list will do"
    )
for mutation, because in {
    "`32` → `31`": "the length of the vectors is free",
    "`32` → `33`": "the length of the vectors is free",
    "`0.005` → `0.5075`": "too large for the lesson, but it learns the check's batch",
    "`model.compile(optimizer=keras.optimizers.Adam(0.005), loss=loss)` → "
    "`model.compile(loss=loss)`": "the optimizer is free, and Keras has one by default",
}.items():
    corpus.equivalent("build_model", mutation, because=because)
for mutation, because in {
    "`0` → `-1`": "verbose: only a bar more",
    "`0` → `1`": "verbose: only a bar more",
    "`model.evaluate(X, Y, verbose=0)` → `model.evaluate(X, Y)`": "only a bar more",
    "`float(model.evaluate(X, Y, verbose=0))` → "
    "`model.evaluate(X, Y, verbose=0)`": "a NumPy number will do",
}.items():
    corpus.equivalent("bits_per_character", mutation, because=because)
for mutation, because in {
    "`int(np.argmax(logits))` → `np.argmax(logits)`": "a NumPy integer will do",
    "`int(rng.choice(len(shares), p=shares / shares.sum()))` → "
    "`rng.choice(len(shares), p=shares / shares.sum())`": "a NumPy integer will do",
    "`np.asarray(logits, dtype=float)` → `logits`": "works for arrays",
    "`np.asarray(logits, dtype=float)` → `np.asarray(logits)`": "rounding alone",
}.items():
    corpus.equivalent("sample", mutation, because=because)
for mutation, because in {
    "`0` → `-1`": "of one row the first is the last",
}.items():
    corpus.equivalent("generate", mutation, because=because)
