"""Sounds that can be played: the file inside, and the words beside it."""

import base64
import io
import re
import wave

import numpy as np

from rnn_course.player import QUIET, Player, to_wav


def test_the_file_holds_the_sound_between_two_silences():
    samples = np.array([0.0, 0.5, -1.0, 2.0])
    with wave.open(io.BytesIO(to_wav(samples, 8000))) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        assert file.getframerate() == 8000
        whole = np.frombuffer(file.readframes(file.getnframes()), "<i2")
    quiet = round(QUIET * 8000)
    np.testing.assert_array_equal(whole[:quiet], 0)
    np.testing.assert_array_equal(whole[-quiet:], 0)
    heard = whole[quiet:-quiet]
    np.testing.assert_array_equal(heard, [0, 16384, -32767, 32767])


def test_the_page_holds_the_file_and_its_name():
    page = Player(np.zeros(80), 'a "quoted" <name>')._repr_html_()
    assert "controls" in page
    assert page.count("a &quot;quoted&quot; &lt;name&gt;") == 2
    data = re.search(r"data:audio/wav;base64,([^\"]+)", page)[1]
    assert base64.b64decode(data)[:4] == b"RIFF"
    assert "://" not in page


def test_without_a_page_there_are_words():
    assert repr(Player(np.zeros(4000), "a pause")) == "Sound: a pause (0.50 seconds)"
