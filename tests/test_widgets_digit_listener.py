"""The digit listener: beliefs of the network, words, player, controls."""

import base64
import re
from types import SimpleNamespace

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.data import digits, sound
from rnn_course.networks import listening
from rnn_course.player import to_wav
from rnn_course.widgets.digit_listener import FRAMES


def last_frame(X, **_):
    """Believe in a digit by how many frames were heard: a network for tests."""
    heard = X.any(axis=-1).sum(axis=1)
    return 5.0 * np.eye(10)[heard % 10]


@pytest.fixture
def listener():
    return widgets.digit_listener(SimpleNamespace(predict=last_frame))


def player(listener):
    return listener.box.children[1].value


def test_beliefs_are_those_of_the_sound_cut_short():
    sounds = [np.ones((3, 20)), np.ones((5, 20))]
    first, second = listening.beliefs(SimpleNamespace(predict=last_frame), sounds)
    assert first.argmax(axis=1).tolist() == [1, 2, 3]
    assert second.argmax(axis=1).tolist() == [1, 2, 3, 4, 5]
    np.testing.assert_allclose(second.sum(axis=1), 1)


def test_probabilities_stay_as_they_are():
    shares = np.array([[0.2, 0.8], [1.0, 0.0]])
    np.testing.assert_array_equal(listening.as_shares(shares), shares)
    logits = np.array([[1000.0, 1000.0], [0.0, np.log(3)]])
    np.testing.assert_allclose(listening.as_shares(logits), [[0.5, 0.5], [0.25, 0.75]])


def test_the_slider_chooses_how_much_is_heard(listener):
    count = len(sound.features(digits.clip(7, "f2")))
    listener.set(heard=4)
    assert f"After 4 of {count} frames the network believes in 4" in listener.words
    listener.set(heard=FRAMES)
    assert f"After {count} of {count} frames" in listener.words
    assert listener.picture.alt == listener.words


def test_words_say_who_speaks_and_when_it_settles(listener):
    listener.set(digit=3, voice="slt")
    assert "Voice slt, the other synthesizer, says “three”." in listener.words
    count = len(sound.features(digits.clip(3, "slt")))
    assert (
        f"At the end it says {count % 10}, and from frame {count} on" in listener.words
    )


def test_a_network_that_never_changes_its_mind_settles_at_once():
    def always_two(X, **_):
        return np.tile(np.eye(10)[2], (len(X), 1))

    one = widgets.digit_listener(SimpleNamespace(predict=always_two))
    assert "At the end it says 2, and from frame 1 on" in one.words


def test_the_player_holds_the_sound_that_is_seen(listener):
    for digit, voice in [(7, "f2"), (2, "awb")]:
        listener.set(digit=digit, voice=voice)
        data = re.search(r"base64,([^\"]+)", player(listener))[1]
        assert base64.b64decode(data) == to_wav(digits.clip(digit, voice))
        assert digits.WORDS[digit] in player(listener)
        assert "aria-label" in player(listener)


def test_every_sound_is_drawn_and_has_room(listener):
    for voice in digits.CLIPS:
        for digit in range(10):
            before = listener.png
            listener.set(digit=digit, voice=voice)
            assert listener.png != before or (digit, voice) == (7, "f2")
            assert len(sound.features(digits.clip(digit, voice))) <= FRAMES


def test_controls_have_names_and_a_still_picture_stands_in(listener):
    names = [control.description for control in listener.controls.values()]
    assert names == ["Digit", "Voice", "Frames heard"]
    assert listener._repr_mimebundle_()["image/png"].startswith("iVBOR")
