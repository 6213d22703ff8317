"""Right and wrong answers to the exercises of lesson 08."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter, defaultdict

import numpy as np

from tests.answers import Corpus

corpus = Corpus("08-next-word")


# --- build_vocabulary -------------------------------------------------------------


@corpus.right("build_vocabulary")
def with_a_counter(sentences):
    counts = Counter(word for sentence in sentences for word in sentence.split())
    return {
        w: i + 2 for i, w in enumerate(sorted(counts, key=lambda w: (-counts[w], w)))
    }


@corpus.right("build_vocabulary")
def sorting_twice(sentences):
    words = " ".join(sentences).split()
    ordered = sorted(sorted(set(words)), key=words.count, reverse=True)
    return dict(zip(ordered, range(2, 2 + len(ordered)), strict=True))


@corpus.right("build_vocabulary")
def with_numpy(sentences):
    words = np.array([w for s in sentences for w in s.split()])
    names, counts = np.unique(words, return_counts=True)
    order = np.lexsort((names, -counts))
    return {str(names[i]): place for place, i in enumerate(order, np.int64(2))}


@corpus.right("build_vocabulary")
def one_by_one(sentences):
    counts = defaultdict(int)
    for sentence in sentences:
        for word in sentence.split():
            counts[word] += 1
    vocabulary = {}
    while counts:
        most = max(counts.values())
        word = min(w for w in counts if counts[w] == most)
        vocabulary[word] = len(vocabulary) + 2
        del counts[word]
    return vocabulary


def counted(sentences):
    return Counter(word for sentence in sentences for word in sentence.split())


@corpus.wrong("build_vocabulary", mistake="ids-from-zero", says="begins at 0")
def from_zero(sentences):
    return {word: i - 2 for word, i in with_a_counter(sentences).items()}


@corpus.wrong("build_vocabulary", mistake="ids-from-one", says="begins at 1")
def from_one(sentences):
    return {word: i - 1 for word, i in with_a_counter(sentences).items()}


@corpus.wrong("build_vocabulary", mistake="special-keys", says="Only real words")
def with_names_for_both(sentences):
    return {"<pad>": 0, "<unk>": 1} | with_a_counter(sentences)


@corpus.wrong(
    "build_vocabulary", mistake="ties-by-first-met", says="(-count, word)", points=None
)
def by_most_common(sentences):
    common = counted(sentences).most_common()
    return {word: place for place, (word, _) in enumerate(common, start=2)}


@corpus.wrong(
    "build_vocabulary", mistake="ties-against-alphabet", says="alphabet", points=None
)
def both_in_reverse(sentences):
    items = sorted(((n, w) for w, n in counted(sentences).items()), reverse=True)
    return {word: place for place, (_, word) in enumerate(items, start=2)}


@corpus.wrong("build_vocabulary", mistake="by-alphabet", says="most frequent")
def sorted_words(sentences):
    return {word: i for i, word in enumerate(sorted(counted(sentences)), start=2)}


@corpus.wrong("build_vocabulary", mistake="by-first-met", says="as they are met")
def as_they_come(sentences):
    vocabulary = {}
    for sentence in sentences:
        for word in sentence.split():
            if word not in vocabulary:
                vocabulary[word] = len(vocabulary) + 2
    return vocabulary


@corpus.wrong("build_vocabulary", mistake="rare-first", says="rare words first")
def rarest_first(sentences):
    counts = counted(sentences)
    ordered = sorted(counts, key=lambda word: (counts[word], word))
    return {word: place for place, word in enumerate(ordered, start=2)}


@corpus.wrong(
    "build_vocabulary", mistake="lower-case", says="`The` and `the`", points=1.5
)
def in_small_letters(sentences):
    return with_a_counter([sentence.lower() for sentence in sentences])


@corpus.wrong("build_vocabulary", mistake="no-punctuation", says="`mat.`", points=1.5)
def without_full_stops(sentences):
    return with_a_counter([sentence.replace(".", "") for sentence in sentences])


@corpus.wrong(
    "build_vocabulary", mistake="one-space-only", says="empty word", points=1.5
)
def at_single_spaces(sentences):
    counts = Counter(word for sentence in sentences for word in sentence.split(" "))
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return {word: place for place, word in enumerate(ordered, start=2)}


@corpus.wrong(
    "build_vocabulary",
    mistake="sentences-not-words",
    says="every occurrence",
    points=None,
)
def once_a_sentence(sentences):
    return with_a_counter([" ".join(set(sentence.split())) for sentence in sentences])


@corpus.wrong("build_vocabulary", mistake="letters", says="letters", points=None)
def letter_by_letter(sentences):
    counts = Counter(letter for sentence in sentences for letter in sentence)
    ordered = sorted(counts, key=lambda letter: (-counts[letter], letter))
    return {letter: place for place, letter in enumerate(ordered, start=2)}


@corpus.wrong(
    "build_vocabulary", mistake="one-sentence-only", says="first", points=None
)
def returning_inside_the_loop(sentences):
    for sentence in sentences:
        return with_a_counter([sentence])


@corpus.wrong("build_vocabulary", mistake="letters", says="letters", points=None)
def letters_and_spaces(sentences):
    return with_a_counter([" ".join(" ".join(sentences).replace(" ", ""))])


@corpus.wrong("build_vocabulary", mistake="letters", says="letters", points=None)
def joined_and_not_split(sentences):
    counts = Counter(" ".join(sentences))
    return {
        w: i + 2 for i, w in enumerate(sorted(counts, key=lambda w: (-counts[w], w)))
    }


@corpus.wrong("build_vocabulary", mistake="glued", says="without a space", points=None)
def glued_together(sentences):
    return with_a_counter(["".join(sentences)])


@corpus.wrong(
    "build_vocabulary", mistake="no-punctuation", says="full stop", points=None
)
def only_letters_and_spaces(sentences):
    return with_a_counter([re.sub(r"[^\w\s]", "", one) for one in sentences])


@corpus.wrong("build_vocabulary", mistake="id-to-word", says="from id to word")
def turned_round(sentences):
    return {i: word for word, i in with_a_counter(sentences).items()}


@corpus.wrong("build_vocabulary", mistake="counts-not-ids", says="how often")
def only_counts(sentences):
    return counted(sentences)


@corpus.wrong("build_vocabulary", mistake="list-not-dict", says="dict")
def as_a_list(sentences):
    return list(with_a_counter(sentences))


@corpus.wrong("build_vocabulary", mistake="unfit-result", says="expected a dict")
def as_a_set(sentences):
    return set(with_a_counter(sentences))


corpus.equivalent(
    "build_vocabulary", "`0` → `1`", because="all counts are one higher: the same order"
)
corpus.equivalent(
    "build_vocabulary", "`0` → `-1`", because="all counts are one lower: the same order"
)


corpus.equivalent(
    "build_vocabulary", "`1` → `2`", because="all counts are doubled: the same order"
)


# --- next_word_pairs --------------------------------------------------------------


@corpus.right("next_word_pairs")
def row_by_row(ids):
    return [list(row[:-1]) for row in ids], [list(row[1:]) for row in ids]


@corpus.right("next_word_pairs")
def with_take(ids):
    T = ids.shape[1]
    return np.take(ids, range(T - 1), axis=1), np.take(ids, range(1, T), axis=1)


@corpus.right("next_word_pairs")
def with_delete(ids):
    return [np.delete(ids, -1, axis=1), np.delete(ids, 0, axis=1)]


@corpus.right("next_word_pairs")
def as_floats(ids):
    return ids[:, :-1].astype("float32"), np.roll(ids, -1, axis=1)[:, :-1]


@corpus.wrong("next_word_pairs", mistake="x-equals-y", says="copy", points=None)
def the_same_words(ids):
    return ids[:, :-1], ids[:, :-1]


@corpus.wrong("next_word_pairs", mistake="x-equals-y", says="copy")
def everything_twice(ids):
    return ids, ids.copy()


@corpus.wrong("next_word_pairs", mistake="swapped", says="Y first")
def targets_first(ids):
    return ids[:, 1:], ids[:, :-1]


@corpus.wrong("next_word_pairs", mistake="rolled", says="np.roll")
def rolling(ids):
    return ids, np.roll(ids, -1, axis=1)


@corpus.wrong("next_word_pairs", mistake="too-long", says="T − 1", points=None)
def filled_with_zeros(ids):
    Y = np.zeros_like(ids)
    Y[:, :-1] = ids[:, 1:]
    return ids, Y


@corpus.wrong("next_word_pairs", mistake="too-long", says="T − 1", points=None)
def x_not_cut(ids):
    return ids, ids[:, 1:]


@corpus.wrong("next_word_pairs", mistake="shifts-rows", says="next *sentence*")
def along_the_wrong_axis(ids):
    return ids[:-1], ids[1:]


@corpus.wrong(
    "next_word_pairs", mistake="last-word-only", says="every word", points=None
)
def one_target_a_row(ids):
    return ids[:, :-1], ids[:, -1]


@corpus.wrong("next_word_pairs", mistake="skips-a-word", says="jumps")
def two_steps_on(ids):
    return ids[:, :-2], ids[:, 2:]


@corpus.wrong("next_word_pairs", mistake="extra-axis", says="two axes")
def with_a_feature_axis(ids):
    return ids[:, :-1, None], ids[:, 1:, None]


@corpus.wrong("next_word_pairs", mistake="one-long-row", says="end to end")
def end_to_end(ids):
    flat = ids.reshape(-1)
    return flat[:-1], flat[1:]


@corpus.wrong("next_word_pairs", mistake="unfit-result", says="expected 2 values")
def only_the_targets(ids):
    return ids[:, 1:]


# --- perplexity -------------------------------------------------------------------


@corpus.right("perplexity")
def in_bits(probabilities):
    return 2 ** np.mean(-np.log2(probabilities))


@corpus.right("perplexity")
def with_a_loop(probabilities):
    total = 0.0
    for p in probabilities:
        total -= math.log(p)
    return math.exp(total / len(probabilities))


@corpus.right("perplexity")
def with_statistics(probabilities):
    return 1 / statistics.geometric_mean([float(p) for p in probabilities])


@corpus.right("perplexity")
def product_of_roots(probabilities):
    return np.prod(np.asarray(probabilities, float) ** (-1 / len(probabilities)))


@corpus.right("perplexity")
def with_a_tiny_floor(probabilities):
    return np.exp(-np.log(np.clip(probabilities, 1e-10, 1)).mean())


@corpus.wrong("perplexity", mistake="arithmetic-mean", says="geometric")
def reciprocal_of_the_mean(probabilities):
    return 1 / np.mean(probabilities)


@corpus.wrong("perplexity", mistake="mean-of-reciprocals", says="reciprocals")
def mean_of_reciprocals(probabilities):
    return np.mean(1 / probabilities)


@corpus.wrong("perplexity", mistake="not-undone", says="undo")
def cross_entropy(probabilities):
    return -np.mean(np.log(probabilities))


@corpus.wrong("perplexity", mistake="not-undone", says="undo")
def cross_entropy_in_bits(probabilities):
    return -np.mean(np.log2(probabilities))


@corpus.wrong("perplexity", mistake="not-inverted", says="reciprocal")
def geometric_mean(probabilities):
    return np.exp(np.mean(np.log(probabilities)))


@corpus.wrong("perplexity", mistake="mixed-logarithms", says="np.log2")
def mixed(probabilities):
    return 2 ** -np.mean(np.log(probabilities))


@corpus.wrong("perplexity", mistake="mixed-logarithms", says="np.exp")
def decimal_logarithm_undone_by_exp(probabilities):
    return float(np.exp(-np.log10(probabilities).mean()))


@corpus.wrong("perplexity", mistake="not-averaged", says="per word", points=None)
def summed(probabilities):
    return np.exp(-np.sum(np.log(probabilities)))


@corpus.wrong("perplexity", mistake="underflow", says="thousands", points=None)
def root_of_the_product(probabilities):
    return (1 / np.prod(probabilities)) ** (1 / len(probabilities))


@corpus.wrong("perplexity", mistake="underflow", says="logarithms", points=None)
def power_of_the_product(probabilities):
    return math.prod(probabilities) ** (-1 / len(probabilities))


@corpus.wrong("perplexity", mistake="weighted-by-p", says="entropy", points=None)
def as_an_entropy(probabilities):
    return np.exp(-np.sum(probabilities * np.log(probabilities)))


@corpus.wrong("perplexity", mistake="unfit-result", says="one number")
def one_for_each_word(probabilities):
    return 1 / probabilities


# --- bigram_probabilities ---------------------------------------------------------


@corpus.right("bigram_probabilities")
def with_add_at(ids, vocab_size, alpha=1.0):
    counts = np.zeros((vocab_size, vocab_size))
    np.add.at(counts, (ids[:, :-1].ravel(), ids[:, 1:].ravel()), 1)
    return (counts + alpha) / (counts.sum(1, keepdims=True) + alpha * vocab_size)


@corpus.right("bigram_probabilities")
def with_bincount(ids, vocab_size, alpha=1.0):
    pairs = vocab_size * ids[:, :-1] + ids[:, 1:]
    counts = np.bincount(pairs.ravel(), minlength=vocab_size**2) + alpha
    table = counts.reshape(vocab_size, vocab_size).astype("float32")
    return (table.T / table.sum(axis=1)).T


@corpus.right("bigram_probabilities")
def with_one_hot_rows(ids, vocab_size, alpha=1.0):
    one = np.eye(vocab_size)
    counts = np.einsum("ntv,ntw->vw", one[ids[:, :-1]], one[ids[:, 1:]]) + alpha
    return counts / counts.sum(axis=1)[:, None]


@corpus.right("bigram_probabilities")
def as_lists_without_padding(ids, vocab_size, alpha=1.0):
    counts = [[alpha] * vocab_size for _ in range(vocab_size)]
    for row in ids:
        for t in range(1, len(row)):
            if row[t] != 0:
                counts[row[t - 1]][row[t]] += 1
    return [[n / sum(row) for n in row] for row in counts]


def pair_counts(ids, vocab_size):
    counts = np.zeros((vocab_size, vocab_size))
    np.add.at(counts, (ids[:, :-1], ids[:, 1:]), 1)
    return counts


@corpus.wrong(
    "bigram_probabilities", mistake="repeats-lost", says="np.add.at", points=None
)
def adding_whole_arrays(ids, vocab_size, alpha=1.0):
    counts = np.full((vocab_size, vocab_size), float(alpha))
    counts[ids[:, :-1], ids[:, 1:]] += 1
    return counts / counts.sum(axis=1, keepdims=True)


@corpus.wrong("bigram_probabilities", mistake="transposed", says="changed places")
def word_after_first(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size).T + alpha
    return counts / counts.sum(axis=1, keepdims=True)


@corpus.wrong("bigram_probabilities", mistake="columns-sum-to-one", says="*columns*")
def columns_sum_to_one(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size) + alpha
    return counts / counts.sum(axis=0)


@corpus.wrong("bigram_probabilities", mistake="no-keepdims", says="keepdims")
def without_keepdims(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size) + alpha
    return counts / counts.sum(axis=1)


@corpus.wrong("bigram_probabilities", mistake="whole-table", says="Each row")
def the_whole_table(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size) + alpha
    return counts / counts.sum()


@corpus.wrong("bigram_probabilities", mistake="no-smoothing", says="infinite")
def without_smoothing(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size)
    return counts / np.maximum(1, counts.sum(axis=1, keepdims=True))


@corpus.wrong("bigram_probabilities", mistake="no-smoothing", says="alpha")
def with_rows_of_nan(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size)
    return counts / counts.sum(axis=1, keepdims=True)


@corpus.wrong(
    "bigram_probabilities", mistake="alpha-ignored", says="always adds 1", points=None
)
def always_one(ids, vocab_size, alpha=1.0):
    return with_add_at(ids, vocab_size)


@corpus.wrong("bigram_probabilities", mistake="alpha-after-dividing", says="*counts*")
def alpha_added_to_shares(ids, vocab_size, alpha=1.0):
    counts = np.zeros((vocab_size, vocab_size))
    np.add.at(counts, (ids[:, :-1], ids[:, 1:]), 1)
    return counts / np.maximum(counts.sum(axis=1, keepdims=True), 1) + alpha


@corpus.wrong("bigram_probabilities", mistake="whole-numbers", says="without `int`")
def fractions_into_whole_numbers(ids, vocab_size, alpha=1.0):
    counts = np.zeros((vocab_size, vocab_size), dtype=int)
    np.add.at(counts, (ids[:, :-1], ids[:, 1:]), 1)
    counts += alpha
    return counts / counts.sum(axis=1, keepdims=True)


@corpus.wrong("bigram_probabilities", mistake="rows-not-one", says="V · `alpha`")
def divided_by_the_old_sum(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size)
    return (counts + alpha) / (counts.sum(axis=1, keepdims=True) + alpha)


@corpus.wrong("bigram_probabilities", mistake="across-rows", says="next", points=None)
def across_rows(ids, vocab_size, alpha=1.0):
    return with_add_at(ids.reshape(1, -1), vocab_size, alpha)


@corpus.wrong("bigram_probabilities", mistake="counts", says="Divide each row")
def bare_counts(ids, vocab_size, alpha=1.0):
    return pair_counts(ids, vocab_size) + alpha


@corpus.wrong("bigram_probabilities", mistake="both-ways", says="both directions")
def both_directions(ids, vocab_size, alpha=1.0):
    counts = pair_counts(ids, vocab_size)
    counts = counts + counts.T + alpha
    return counts / counts.sum(axis=1, keepdims=True)


@corpus.wrong("bigram_probabilities", mistake="wraps-round", says="index −1")
def beginning_at_index_minus_one(ids, vocab_size, alpha=1.0):
    counts = np.full((vocab_size, vocab_size), float(alpha))
    for row in ids:
        for t in range(len(row)):
            counts[row[t - 1], row[t]] += 1
    return counts / counts.sum(axis=1, keepdims=True)


@corpus.wrong(
    "bigram_probabilities", mistake="pair-lost", says="last pair", points=None
)
def one_pair_short(ids, vocab_size, alpha=1.0):
    return with_add_at(ids[:, :-1], vocab_size, alpha)


@corpus.wrong("bigram_probabilities", mistake="unfit-result", says="shape")
def a_table_of_known_words(ids, vocab_size, alpha=1.0):
    return with_add_at(ids, vocab_size, alpha)[2:, 2:]


corpus.equivalent(
    "bigram_probabilities",
    "`float(alpha)` → `alpha`",
    because="whole counts are divided just as well",
)


# --- next_word --------------------------------------------------------------------


@corpus.right("next_word")
def with_predict(model, prompt, vocabulary):
    ids = np.array([[vocabulary.get(word, 1) for word in prompt.split()]])
    p = model.predict(ids, verbose=0)
    return {word: p[0, -1, place] for word, place in vocabulary.items()}


@corpus.right("next_word")
def with_predict_on_batch(model, prompt, vocabulary):
    ids = []
    for word in prompt.split():
        ids.append(vocabulary.get(word, 1))
    p = model.predict_on_batch(np.array(ids, dtype="int32").reshape(1, -1))
    return dict(zip(vocabulary, p[0][-1][2:].tolist(), strict=True))


@corpus.right("next_word")
def with_tensors(model, prompt, vocabulary):
    from rnn_course.models import tf

    ids = tf.constant([[vocabulary.get(word, 1) for word in prompt.split()]])
    p = model(ids, training=False)[0, -1]
    belief = {word: p[place] for word, place in vocabulary.items()}
    return dict(sorted(belief.items(), key=lambda item: -float(item[1])))


@corpus.right("next_word")
def shared_out_among_real_words(model, prompt, vocabulary):
    belief = with_predict_on_batch(model, prompt, vocabulary)
    return {word: share / sum(belief.values()) for word, share in belief.items()}


def asked(model, prompt, vocabulary, unknown=1):
    ids = [[vocabulary.get(word, unknown) for word in prompt.split()]]
    return np.array(model(np.array(ids)))[0]


@corpus.wrong("next_word", mistake="first-step", says="*first* word")
def after_the_first_word(model, prompt, vocabulary):
    p = asked(model, prompt, vocabulary)[0]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="mean-of-steps", says="averages")
def averaged(model, prompt, vocabulary):
    p = asked(model, prompt, vocabulary).mean(axis=0)
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="last-word-only", says="bigram")
def only_the_last_word(model, prompt, vocabulary):
    return with_predict_on_batch(model, prompt.split()[-1], vocabulary)


@corpus.wrong("next_word", mistake="last-word-only", says="(T, 1)")
def each_word_a_row(model, prompt, vocabulary):
    ids = np.array([vocabulary.get(word, 1) for word in prompt.split()])
    p = np.array(model(ids[:, np.newaxis]))[-1, -1]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="no-batch-axis", says="(1, T)")
def without_the_batch_axis(model, prompt, vocabulary):
    ids = np.array([vocabulary.get(word, 1) for word in prompt.split()])
    p = np.array(model(ids)).reshape(len(ids), -1)[-1]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="other-axis", says="`[0, -1]`")
def with_all_steps_as_words(model, prompt, vocabulary):
    ids = np.array([[vocabulary.get(word, 1) for word in prompt.split()]])
    p = np.array(model(ids))[0]
    return {word: p[place].max() for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="plain-list", says="np.array([ids])")
def a_list_of_one_list(model, prompt, vocabulary):
    ids = [vocabulary.get(word, 1) for word in prompt.split()]
    p = np.array(model([ids]))[0, -1]
    return {word: float(p[i]) for word, i in vocabulary.items()}


@corpus.wrong("next_word", mistake="plain-list", says="np.array([ids])")
def a_list_predicted(model, prompt, vocabulary):
    ids = [vocabulary.get(word, 1) for word in prompt.split()]
    p = model.predict([ids], verbose=0)[0, -1]
    return {word: float(p[i]) for word, i in vocabulary.items()}


@corpus.wrong("next_word", mistake="text-not-ids", says="numbers")
def words_in_place_of_ids(model, prompt, vocabulary):
    p = np.array(model(prompt.split()))[0, -1]
    return {word: float(p[i]) for word, i in vocabulary.items()}


@corpus.wrong("next_word", mistake="text-not-ids", says="numbers")
def an_array_of_text(model, prompt, vocabulary):
    p = model.predict(np.array([prompt]), verbose=0)[0, -1]
    return {word: float(p[i]) for word, i in vocabulary.items()}


@corpus.wrong("next_word", mistake="crash-on-unknown", says="`vocabulary.get", points=1)
def crashing(model, prompt, vocabulary):
    ids = np.array([[vocabulary[word] for word in prompt.split()]])
    p = np.array(model(ids))[0, -1]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="unknown-id", says="id 1", points=1)
def unknown_as_padding(model, prompt, vocabulary):
    p = asked(model, prompt, vocabulary, unknown=0)[-1]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="unknown-left-out", says="leaves", points=1)
def skipping_unknown_words(model, prompt, vocabulary):
    known = " ".join(word for word in prompt.split() if word in vocabulary)
    return with_predict_on_batch(model, known, vocabulary)


@corpus.wrong("next_word", mistake="ids-off", says="begin at 2")
def from_the_start_of_the_array(model, prompt, vocabulary):
    p = asked(model, prompt, vocabulary)[-1]
    return dict(zip(vocabulary, p, strict=False))


@corpus.wrong("next_word", mistake="special-keys", says="exactly the words")
def with_padding_and_unknown(model, prompt, vocabulary):
    p = asked(model, prompt, vocabulary)[-1]
    everything = {"<pad>": 0, "<unk>": 1} | vocabulary
    return {word: float(p[place]) for word, place in everything.items()}


@corpus.wrong("next_word", mistake="lower-case", says="small letters", points=None)
def in_lower_case(model, prompt, vocabulary):
    return with_predict_on_batch(model, prompt.lower(), vocabulary)


@corpus.wrong("next_word", mistake="padded", says="padding", points=None)
def filled_up(model, prompt, vocabulary):
    ids = [vocabulary.get(word, 1) for word in prompt.split()]
    p = np.array(model(np.array([ids + [0] * (10 - len(ids))])))[0, -1]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="best-word-only", says="whole distribution")
def the_best_word(model, prompt, vocabulary):
    belief = with_predict_on_batch(model, prompt, vocabulary)
    return max(belief, key=belief.get)


@corpus.wrong("next_word", mistake="array-not-dict", says="dict")
def the_array(model, prompt, vocabulary):
    return asked(model, prompt, vocabulary)[-1]


@corpus.wrong("next_word", mistake="per-cent", says="0 to 1")
def in_per_cent(model, prompt, vocabulary):
    p = 100 * asked(model, prompt, vocabulary)[-1]
    return {word: p[place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="unfit-result", says="one probability")
def all_steps_for_each_word(model, prompt, vocabulary):
    p = asked(model, prompt, vocabulary)
    return {word: p[:, place] for word, place in vocabulary.items()}


@corpus.wrong("next_word", mistake="letters", says="letter by letter", points=None)
def letters(model, prompt, vocabulary):
    ids = [[vocabulary.get(letter, 1) for letter in prompt]]
    p = np.array(model(np.array(ids)))[0, -1]
    return {word: p[place] for word, place in vocabulary.items()}


corpus.equivalent(
    "next_word",
    "`np.array(model(np.array([ids])))` → `model(np.array([ids]))`",
    because="a tensor is read in the same way",
)
corpus.equivalent(
    "next_word",
    "`float(p[place])` → `p[place]`",
    because="a number of numpy's is as welcome as a float",
)
corpus.equivalent(
    "next_word", "`0` → `-1`", because="the first row of one is the last one too"
)
