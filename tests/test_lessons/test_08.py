"""Lesson 08: what its prose states, over several seeds."""

from __future__ import annotations

from functools import cache
from types import SimpleNamespace

import numpy as np
import pytest

from rnn_course.data import animals
from rnn_course.networks import language
from tests.course import solution_names

LESSON = "08-next-word"
SEEDS = range(5)


@cache
def text():
    """Return the lesson's sentences as it makes them."""
    train, _ = animals.make_sentences(8000, seed=1)
    test, bits = animals.make_sentences(1000, seed=2, held_out=True)
    vocabulary = language.vocabulary_of(train)
    ids = language.encode(train, vocabulary)
    X, Y = language.shift(ids)
    X_test, Y_test = language.shift(language.encode(test, vocabulary, ids.shape[1]))
    return SimpleNamespace(
        train=train,
        test=test,
        vocabulary=vocabulary,
        V=len(vocabulary) + 2,
        ids=ids,
        X=X,
        Y=Y,
        X_test=X_test,
        Y_test=Y_test,
        floor=bits.sum() / np.count_nonzero(Y_test),
        bigram=language.bigram_table(ids, len(vocabulary) + 2),
    )


def surprise(P):
    return -np.log2(language.given_to(P, text().Y_test))


def make_reader(memory):
    from rnn_course.models import keras

    layers = keras.layers
    reader = keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(text().V, 32),
            memory,
            layers.Dense(text().V, activation="softmax"),
        ]
    )
    rate = keras.optimizers.schedules.CosineDecay(0.02, 800)
    loss = keras.losses.SparseCategoricalCrossentropy(ignore_class=0)
    reader.compile(optimizer=keras.optimizers.Adam(rate), loss=loss)
    return reader


@cache
def trained(seed):
    """Return the lesson's network from one seed, and its losses."""
    from rnn_course.models import fit_fast, keras

    keras.utils.set_random_seed(seed)
    model = make_reader(keras.layers.GRU(64, return_sequences=True))
    losses = fit_fast(model, text().X, text().Y, 800, batch_size=64, seed=seed)
    return model, losses


# --- without a network -------------------------------------------------------------


def test_the_sentences():
    data = text()
    assert data.V == 64
    assert data.ids.shape == (8000, 16)
    assert not set(data.train) & set(data.test)
    assert data.vocabulary["the"] == 2
    assert data.vocabulary["."] == 3
    assert np.count_nonzero(data.Y_test) > 9000
    assert not (data.X_test == language.UNKNOWN).any()


def test_three_readers_without_a_memory_and_the_floor():
    data, V = text(), text().V
    counts = np.bincount(data.Y[data.Y > 0], minlength=V) + 1
    unigram = np.tile(counts / counts.sum(), (V, 1))
    assert surprise(np.full((V, V), 1 / V)[data.X_test]).mean() == pytest.approx(6)
    assert surprise(unigram[data.X_test]).mean() == pytest.approx(4.97, abs=0.005)
    bigram = surprise(data.bigram[data.X_test]).mean()
    assert bigram == pytest.approx(2.39, abs=0.005)
    assert 2**bigram == pytest.approx(5, abs=0.3)
    assert data.floor == pytest.approx(1.75, abs=0.005)


@pytest.mark.parametrize("seed", range(3, 8))
def test_floor_and_bigram_on_other_test_sentences(seed):
    data = text()
    test, bits = animals.make_sentences(1000, seed=seed, held_out=True)
    X, Y = language.shift(language.encode(test, data.vocabulary, 16))
    p = language.given_to(data.bigram[X], Y)
    assert -np.log2(p).mean() == pytest.approx(2.39, abs=0.05)
    assert bits.sum() / np.count_nonzero(Y) == pytest.approx(1.75, abs=0.04)


def test_the_two_means():
    careful, reckless = np.array([0.5, 0.5]), np.array([0.999, 0.001])
    assert careful.mean() == pytest.approx(reckless.mean())
    assert np.exp(np.log(reckless).mean()) == pytest.approx(0.032, abs=0.0005)
    perplexity = solution_names(LESSON)["perplexity"]
    assert perplexity(careful) == pytest.approx(2)
    assert perplexity(reckless) == pytest.approx(32, abs=0.5)


def test_the_solutions_are_those_of_the_course():
    data, names = text(), solution_names(LESSON)
    assert names["build_vocabulary"](data.train) == data.vocabulary
    for ours, theirs in zip(
        names["next_word_pairs"](data.ids), (data.X, data.Y), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)
    table = names["bigram_probabilities"](data.ids, data.V)
    np.testing.assert_allclose(table, data.bigram)


def share_of_right_number(p, right):
    verbs = [*animals.VERBS, *animals.VERBS.values()]
    places = text().vocabulary
    either = sum(p[places[verb]] for verb in verbs)
    return sum(p[places[verb]] for verb in right) / either


TRAPS = [
    ("The cat near the dogs", tuple(animals.VERBS)),
    ("The cats near the dog", tuple(animals.VERBS.values())),
    ("The mouse that sees the old hens", tuple(animals.VERBS)),
    ("The birds that hear the small cat", tuple(animals.VERBS.values())),
]


@pytest.mark.parametrize(("prompt", "right"), TRAPS)
def test_the_bigram_falls_into_the_trap(prompt, right):
    row = text().bigram[text().vocabulary[prompt.split()[-1]]]
    assert share_of_right_number(row, right) < 0.3


# --- with one ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_loss_is_that_of_guessing(seed):
    _, losses = trained(seed)
    assert np.exp(losses[0]) == pytest.approx(text().V, rel=0.05)
    assert np.exp(losses[0]) == pytest.approx(text().V, abs=0.4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_memory_beats_the_bigram_and_nearly_reaches_the_floor(seed):
    bits = surprise(trained(seed)[0].predict_on_batch(text().X_test)).mean()
    assert bits < surprise(text().bigram[text().X_test]).mean() - 0.5
    assert text().floor < bits
    assert 1.765 <= bits <= 1.805


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_where_the_bits_went(seed):
    data = text()
    verbs = {*animals.VERBS, *animals.VERBS.values()}
    places = {place for pair in animals.HOMES.values() for place in pair}
    came = data.Y_test[data.Y_test > 0]
    is_verb, is_place = (
        np.isin(came, [data.vocabulary[word] for word in words])
        for words in (verbs, places)
    )
    saved = surprise(data.bigram[data.X_test]) - surprise(
        trained(seed)[0].predict_on_batch(data.X_test)
    )
    assert 2.4 < saved[is_place].mean() < 2.75
    assert saved[is_verb].mean() == pytest.approx(1.0, abs=0.12)
    assert saved[~(is_verb | is_place)].mean() == pytest.approx(0.27, abs=0.05)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_mat_comes_first_and_the_subject_decides(seed):
    model, data = trained(seed)[0], text()
    for animal, (home, _) in animals.HOMES.items():
        belief = language.next_word(model, f"The {animal} is on the", data.vocabulary)
        assert next(iter(belief)) == home
    belief = language.next_word(model, "The cat is on the", data.vocabulary)
    assert belief["mat"] == pytest.approx(0.67, abs=0.06)
    solved = solution_names(LESSON)["next_word"](
        model, "The cat is on the", data.vocabulary
    )
    assert max(solved, key=solved.get) == "mat"
    far = "The cat near the dogs is on the"
    assert next(iter(language.next_word(model, far, data.vocabulary))) == "mat"


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_the_network_keeps_out_of_the_trap(seed):
    for prompt, right in TRAPS:
        ids = language.encode([prompt], text().vocabulary)
        p = np.array(trained(seed)[0](ids))[0, -1]
        assert share_of_right_number(p, right) > 0.97


@pytest.mark.slow
def test_the_plain_network_is_honest():
    model, X = trained(0)[0], text().X_test
    honest = surprise(language.prefix_by_prefix(model, X)).mean()
    assert honest == pytest.approx(surprise(model.predict_on_batch(X)).mean(), abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_the_bidirectional_one_is_not(seed):
    from rnn_course.models import fit_fast, keras

    data = text()
    keras.utils.set_random_seed(seed)
    half = keras.layers.GRU(32, return_sequences=True)
    peeker = make_reader(keras.layers.Bidirectional(half))
    fit_fast(peeker, data.X, data.Y, updates=300, batch_size=64, seed=seed)
    assert surprise(peeker.predict_on_batch(data.X_test)).mean() < 0.01
    honest = surprise(language.prefix_by_prefix(peeker, data.X_test)).mean()
    assert 2.9 < honest < 4.0
