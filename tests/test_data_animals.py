"""The grammar of lesson 08: what carries over several words, and what is held out."""

import itertools

import numpy as np
import pytest

from rnn_course.data import animals
from rnn_course.errors import CourseError

ALL_VERBS = set(animals.VERBS) | set(animals.VERBS.values())


@pytest.fixture(scope="module")
def drawn():
    return animals.make_sentences(3000, seed=5)


def main_verb(words):
    """Return the verb just before "on the"."""
    return words[words.index("on") - 1]


def subject(words):
    nouns = {*animals.PLURALS, *animals.PLURALS.values()}
    return next(word for word in words if word in nouns)


def test_the_subject_decides_the_verb(drawn):
    for sentence in drawn[0]:
        words = sentence.split()
        one = subject(words) in animals.PLURALS
        assert main_verb(words) in (animals.VERBS if one else animals.VERBS.values())


def test_the_subject_decides_the_place(drawn):
    homes = {**animals.HOMES}
    homes |= {plural: homes[one] for one, plural in animals.PLURALS.items()}
    at_home = [
        words[words.index("on") + 2] == homes[subject(words)][0]
        for words in (sentence.split() for sentence in drawn[0])
    ]
    assert 0.67 < np.mean(at_home) < 0.74


def test_no_sentence_is_in_both_parts():
    train, _ = animals.make_sentences(2000, seed=1)
    unseen, _ = animals.make_sentences(500, seed=2, held_out=True)
    assert not set(train) & set(unseen)
    assert all(map(animals.is_held_out, unseen))
    assert not any(map(animals.is_held_out, train))


def test_the_famous_sentence_is_held_out():
    assert animals.is_held_out("The cat is on the mat .")


def test_the_seed_decides(drawn):
    again, bits = animals.make_sentences(3000, seed=5)
    assert again == drawn[0]
    np.testing.assert_array_equal(bits, drawn[1])
    assert animals.make_sentences(3000, seed=6)[0] != again


def test_every_sentence_ends_with_a_full_stop_and_is_short(drawn):
    lengths = [len(sentence.split()) for sentence in drawn[0]]
    assert all(sentence.endswith(" .") for sentence in drawn[0])
    assert min(lengths) == 7
    assert max(lengths) <= 16


def test_bits_by_hand():
    """Find a plain sentence and multiply its choices."""
    sentences, bits = animals.make_sentences(20_000, seed=0, held_out=True)
    place = sentences.index("The cat is on the mat .")
    shares = [1 / 2, 1 / 6, 0.6, 0.5, 1 / 5, 0.7 + 0.1 / 12, 0.7]
    assert bits[place] == pytest.approx(-np.log2(shares).sum())


def test_bits_are_those_of_frequencies(drawn):
    """A sentence's probability is how often it comes, among all of both parts."""
    both = [animals.make_sentences(20_000, 0, part) for part in (False, True)]
    assert all(np.isfinite(bits).all() for _, bits in both)
    first = "The frog sits on the leaf ."
    sentences, bits = both[animals.is_held_out(first)]
    share = sentences.count(first) / len(sentences)
    part = 0.1 if animals.is_held_out(first) else 0.9
    given = 2 ** -bits[sentences.index(first)] * 0.8  # times that of "The"
    assert share * part == pytest.approx(given, rel=0.35)


def test_too_few_are_refused():
    for count in (0, -1):
        with pytest.raises(CourseError, match="1 or more"):
            animals.make_sentences(count, seed=0)


def test_nouns_are_all_different():
    places = list(itertools.chain(*animals.HOMES.values()))
    nouns = [*animals.PLURALS, *animals.PLURALS.values(), *places]
    assert len(set(nouns)) == len(nouns)
    assert not ALL_VERBS & set(nouns)
