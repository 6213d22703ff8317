"""The number words: every one of them beside an independent speller."""

import numpy as np
import pytest

from rnn_course.data import number_words as nw
from rnn_course.errors import CourseError

ALL = range(nw.LARGEST + 1)


def test_all_english_numbers_are_those_of_an_independent_speller():
    num2words = pytest.importorskip("num2words").num2words
    theirs = [num2words(n, lang="en").replace(",", "") for n in ALL]
    assert [nw.english(n) for n in ALL] == theirs


def test_all_french_numbers_are_those_of_an_independent_speller():
    num2words = pytest.importorskip("num2words").num2words
    assert [nw.french(n) for n in ALL] == [num2words(n, lang="fr") for n in ALL]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (21, "vingt et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (100, "cent"),
        (200, "deux cents"),
        (201, "deux cent un"),
        (1000, "mille"),
        (2000, "deux mille"),
        (4280, "quatre mille deux cent quatre-vingts"),
    ],
)
def test_the_rules_of_french(number, words):
    assert nw.french(number) == words


def test_what_is_cut_can_be_joined_and_every_word_has_an_id():
    for spell, ids in ((nw.english, nw.ENGLISH_IDS), (nw.french, nw.FRENCH_IDS)):
        texts = [spell(n) for n in ALL]
        assert [nw.join(nw.split(text)) for text in texts] == texts
        words = {word for text in texts for word in nw.split(text)}
        assert words == set(ids) - {nw.START, nw.STOP}
        assert sorted(ids.values()) == list(range(1, len(ids) + 1))
        assert len(set(texts)) == len(texts)
    assert nw.join([]) == ""


@pytest.mark.parametrize("number", [-1, 10_000, 1.5])
def test_other_numbers_are_refused(number):
    for spell in (nw.english, nw.french):
        with pytest.raises(CourseError, match="0 to 9,999"):
            spell(number)


def test_numbers_of_numpy_are_welcome():
    assert nw.french(np.int64(80)) == "quatre-vingts"


def test_no_number_is_both_learned_and_tested():
    train, test = nw.split_numbers(3000)
    assert len(train) == 3000
    assert sorted([*train, *test]) == list(ALL)
    np.testing.assert_array_equal(train, nw.split_numbers(3000)[0])
    assert (train != nw.split_numbers(3000, seed=1)[0]).any()
    with pytest.raises(CourseError, match="1 to 9,999"):
        nw.split_numbers(10_000)


def test_padding_stands_behind():
    table = nw.pad([[3, 4], [], [5]])
    np.testing.assert_array_equal(table, [[3, 4], [0, 0], [5, 0]])
    assert nw.pad([[3]], 4).shape == (1, 4)
    assert nw.pad([]).shape == (0, 0)
