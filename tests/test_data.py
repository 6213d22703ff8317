"""Data sets that the course ships or makes."""

from collections import Counter

import numpy as np
import pytest

from rnn_course.data import twins
from rnn_course.errors import CourseError


@pytest.fixture(scope="module")
def headlines():
    return twins.make_twins(pairs=500, seed=3)


def test_twins_hold_the_same_words_and_opposite_labels(headlines):
    sentences, news = headlines
    for one, other in zip(sentences[::2], sentences[1::2], strict=True):
        assert one != other
        assert Counter(one.split()) == Counter(other.split())
    np.testing.assert_array_equal(news[::2] + news[1::2], 1)


def test_no_headline_comes_twice_even_when_all_are_drawn():
    sentences, _ = twins.make_twins(pairs=9000, seed=0)
    assert len(set(sentences)) == len(sentences) == 18_000
    assert {word for s in sentences for word in s.split()} == set(twins.VOCABULARY)
    assert max(len(s.split()) for s in sentences) == twins.STEPS


def test_the_first_of_a_pair_tells_nothing(headlines):
    assert 0.4 < headlines[1][::2].mean() < 0.6


@pytest.mark.parametrize(
    ("sentence", "news"),
    [
        ("the mouse chased the cat", 1),
        ("the cat chased the mouse", 0),
        ("the cat was chased by the mouse", 1),
        ("today the old ant was carried by the young horse", 0),
    ],
)
def test_small_beats_big_is_news(sentence, news):
    sentences, labels = twins.make_twins(pairs=9000, seed=0)
    assert labels[sentences.index(sentence)] == news


def test_the_seed_decides(headlines):
    again, _ = twins.make_twins(pairs=500, seed=3)
    other, _ = twins.make_twins(pairs=500, seed=4)
    assert again == headlines[0] != other


@pytest.mark.parametrize("pairs", [0, 9001])
def test_an_impossible_number_of_twins_is_refused(pairs):
    with pytest.raises(CourseError, match="1 to 9,000 pairs"):
        twins.make_twins(pairs=pairs, seed=0)


def test_one_hot_starts_with_empty_steps_and_leaves_unknown_words_empty():
    rows = twins.one_hot(["the dragon ant", "ant"], ("ant", "the"), steps=4)
    assert rows.shape == (2, 4, 2)
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows[0], [[0, 0], [0, 1], [0, 0], [1, 0]])
    np.testing.assert_array_equal(rows[1], [[0, 0], [0, 0], [0, 0], [1, 0]])


def test_one_hot_of_a_long_sentence_keeps_its_end():
    rows = twins.one_hot(["the the ant"], ("ant", "the"), steps=2)
    np.testing.assert_array_equal(rows[0], [[0, 1], [1, 0]])
