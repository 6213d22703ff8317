"""The alignment to walk through: its words, its picture."""

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.data import number_words as words
from rnn_course.networks.attention import VOCAB_IN, VOCAB_OUT, Looker
from rnn_course.networks.translation import LONGEST
from rnn_course.widgets.alignment_reading import Alignment


def random_looker(units=6, vector=5):
    rng = np.random.default_rng(0)
    gru = [(vector, 3 * units), (units, 3 * units), (2, 3 * units)]
    bias = rng.normal(size=VOCAB_OUT)
    bias[words.FRENCH_IDS[words.STOP]] = -30  # it goes on to the longest
    return Looker(
        rng.normal(size=(VOCAB_IN, vector)),
        rng.normal(size=(VOCAB_OUT, vector)),
        [rng.normal(size=shape) for shape in gru],
        [rng.normal(size=shape) for shape in gru],
        rng.normal(size=(2 * units, VOCAB_OUT)),
        bias,
    )


@pytest.fixture(scope="module")
def live():
    return widgets.alignment(random_looker(), number=1280)


def test_words_say_what_is_seen(live):
    live.set(number=81, word=1)
    assert "81, “eighty-one”" in live.words
    assert "Right is “quatre-vingt-un”" in live.words
    assert "French word 1 of" in live.words
    assert live.picture.alt == live.words
    before = live.png
    live.set(word=2)
    assert live.png != before


def test_every_number_and_word_is_drawn(live):
    for number in (0, 7, 80, 100, 9997, 9999):
        for word in (1, 4, LONGEST):
            live.set(number=number, word=word)
            assert "nan" not in live.words


def test_weights_are_shares_of_the_english_words():
    seen = Alignment.of(random_looker(), 4281)
    assert seen.english == words.split(words.english(4281))
    assert seen.weights.shape == (len(seen.french), len(seen.english))
    np.testing.assert_allclose(seen.weights.sum(axis=1), 1)
    assert len(seen.french) <= LONGEST


def test_a_word_behind_the_end_is_the_last_one():
    brief = random_looker()
    brief.b_y[words.FRENCH_IDS[words.STOP]] = 50
    live = widgets.alignment(brief, number=4281).set(word=LONGEST)
    assert "French word 1 of 1, “<stop>”" in live.words
    assert "It says “nothing”" in live.words


def test_every_control_has_words_and_a_picture_stands_in(live):
    assert all(control.description for control in live.controls.values())
    bundle = live._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "looks at" in bundle["text/html"]
