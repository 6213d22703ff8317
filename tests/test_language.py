"""Tables and distributions of language models, by hand and against Keras."""

import numpy as np
import pytest

from rnn_course.networks import language


def test_the_vocabulary_is_by_frequency_then_alphabet():
    assert language.vocabulary_of(["b a", "c b", "b ."]) == {
        "b": 2,
        ".": 3,
        "a": 4,
        "c": 5,
    }


def test_encode_fills_up_and_cuts():
    vocabulary = {"a": 2, "b": 3}
    np.testing.assert_array_equal(
        language.encode(["a b a", "b x"], vocabulary), [[2, 3, 2], [3, 1, 0]]
    )
    np.testing.assert_array_equal(language.encode(["a b a"], vocabulary, 2), [[2, 3]])
    assert language.encode(["a"], vocabulary, 4).shape == (1, 4)


def test_shift():
    X, Y = language.shift(np.array([[5, 6, 7], [8, 9, 0]]))
    np.testing.assert_array_equal(X, [[5, 6], [8, 9]])
    np.testing.assert_array_equal(Y, [[6, 7], [9, 0]])


def test_the_bigram_table_by_counting():
    rng = np.random.default_rng(0)
    ids = rng.integers(2, 6, size=(7, 5))
    table = language.bigram_table(ids, 8, alpha=0.5)
    np.testing.assert_allclose(table.sum(axis=1), 1)
    for i, j in np.ndindex(8, 8):
        pairs = sum(int(a == i and b == j) for row in ids for a, b in zip(row, row[1:]))  # noqa: B905, RUF007
        before = sum(int(a == i) for row in ids for a in row[:-1])
        assert table[i, j] == pytest.approx((pairs + 0.5) / (before + 4))


def test_given_to_leaves_padding_out():
    P = np.arange(24).reshape(2, 3, 4) / 24
    p = language.given_to(P, np.array([[1, 3, 0], [2, 0, 0]]))
    np.testing.assert_allclose(p, np.array([1, 7, 14]) / 24)


@pytest.fixture(scope="module")
def model():
    from rnn_course.models import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    return keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(7, 3),
            layers.GRU(4, return_sequences=True),
            layers.Dense(7, activation="softmax"),
        ]
    )


@pytest.mark.slow
def test_next_word_names_every_word_the_likeliest_first(model):
    vocabulary = {"a": 2, "b": 3, "c": 4, "d": 5, "e": 6}
    belief = language.next_word(model, "a x b", vocabulary)
    p = np.array(model(np.array([[2, 1, 3]])))[0, -1]
    assert belief == {word: pytest.approx(p[i]) for word, i in vocabulary.items()}
    assert list(belief.values()) == sorted(belief.values(), reverse=True)


@pytest.mark.slow
def test_a_causal_network_says_the_same_prefix_by_prefix(model):
    X = np.random.default_rng(1).integers(1, 7, size=(5, 6))
    honest = language.prefix_by_prefix(model, X)
    np.testing.assert_allclose(honest, model.predict_on_batch(X), atol=1e-6)
