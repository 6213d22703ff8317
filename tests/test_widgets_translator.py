"""The translator to watch: its words, its two ways of reading, its slips."""

import sys
from pathlib import Path

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.data import number_words as words
from rnn_course.networks.translation import LONGEST, Translator
from rnn_course.widgets.translation_reading import OWN, RIGHT, WORDS, Reading


def random_weights(units=8, vector=5):
    rng = np.random.default_rng(0)
    shapes = [(32, vector), (vector, 3 * units), (units, 3 * units), (2, 3 * units)]
    shapes += [(30, vector), *shapes[1:], (units, 30), (30,)]
    return [rng.normal(size=shape) for shape in shapes]


@pytest.fixture(scope="module")
def live():
    weights = random_weights()
    return widgets.translator({"small": weights, "large": [2 * w for w in weights]})


def test_words_say_what_is_seen(live):
    live.set(number=81, network="small", reads=OWN, slip=0)
    assert "81, “eighty-one”" in live.words
    assert "reads its own words" in live.words
    assert "Right is “quatre-vingt-un”" in live.words
    assert live.picture.alt == live.words
    live.set(reads=RIGHT, slip=2)
    assert "reads the right words" in live.words
    assert "word 2 it was made to say its second choice" in live.words


def test_every_number_and_setting_is_drawn(live):
    for number in (0, 7, 80, 100, 9997, 9999):
        for network in ("small", "large"):
            for reads in (OWN, RIGHT):
                live.set(number=number, network=network, reads=reads, slip=number % 9)
                assert "nan" not in live.words


def test_right_words_are_given_and_own_words_are_read_back():
    network = Translator(random_weights())
    forced = Reading.of(network, 4281, forced=True)
    truth = ["<start>", *words.split(words.french(4281))]
    assert [WORDS[token] for token in forced.given] == truth
    assert len(forced.said) == len(truth)
    free = Reading.of(network, 4281, forced=False)
    assert free.given == [1, *free.said[:-1]]
    assert len(free.said) <= LONGEST


def test_a_slip_says_the_second_choice_at_that_word_only():
    network = Translator(random_weights())
    straight, slipped = (Reading.of(network, 999, True, slip) for slip in (0, 3))
    order = np.argsort(straight.chances[2, 1:])[::-1] + 1
    assert straight.said[2] == order[0]
    assert slipped.said[2] == order[1]
    assert slipped.said[:2] + slipped.said[3:] == straight.said[:2] + straight.said[3:]


def test_chances_are_probabilities_and_words_are_marked():
    reading = Reading.of(Translator(random_weights()), 100, forced=True)
    np.testing.assert_allclose(reading.chances.sum(axis=1), 1)
    truth = [words.FRENCH_IDS["cent"], words.FRENCH_IDS[words.STOP]]
    assert reading.right == [a == b for a, b in zip(reading.said, truth, strict=True)]


def test_every_control_has_words_and_a_picture_stands_in(live):
    assert all(control.description for control in live.controls.values())
    bundle = live._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "Network:" in bundle["text/html"]


def test_the_benchmark_can_make_it(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parents[1] / "benchmarks"))
    monkeypatch.delitem(sys.modules, "widgets", raising=False)
    import widgets as benchmark

    assert benchmark.make("translator").png
    monkeypatch.delitem(sys.modules, "widgets")
