"""Lesson 10's data: what is shipped, where it comes from, and that it comes again."""

import shutil
import subprocess
import sys

import numpy as np
import pytest

from rnn_course.data import digits, digits_maker, sound
from rnn_course.errors import CourseError


@pytest.mark.parametrize(
    ("part", "sounds", "voices"),
    [("train", 1350, 45), ("unseen", 450, 15), ("other", 120, 4)],
)
def test_the_three_parts(part, sounds, voices):
    spoken = digits.load(part)
    assert len(spoken.X) == len(spoken.y) == len(spoken.voices) == sounds
    assert len(set(spoken.voices)) == voices
    np.testing.assert_array_equal(np.bincount(spoken.y), sounds // 10)
    for voice in set(spoken.voices):
        counts = np.bincount(spoken.y[spoken.voices == voice])
        np.testing.assert_array_equal(counts, 3)


def test_no_voice_is_in_two_parts():
    voices = [voice for part in digits.PARTS.values() for voice in part]
    assert len(voices) == len(set(voices)) == 64


def test_padding_frames_are_zero_and_no_others():
    for part in digits.PARTS:
        spoken = digits.load(part)
        heard = spoken.X.any(axis=-1)
        np.testing.assert_array_equal(heard.sum(axis=1), spoken.lengths)
        for row, length in zip(heard, spoken.lengths, strict=True):
            assert row[:length].all()


def test_nobody_changes_what_the_checks_read():
    with pytest.raises(ValueError, match="read-only"):
        digits.load("unseen").X[0] = 1


def test_it_is_small():
    assert digits.STORE.stat().st_size < 1_000_000


def test_features_of_a_shipped_sound_are_those_of_the_table():
    for voice, part in digits.CLIPS.items():
        spoken = digits.load(part)
        for digit in range(10):
            row = np.flatnonzero((spoken.voices == voice) & (spoken.y == digit))[0]
            made = sound.features(digits.clip(digit, voice))
            assert len(made) == spoken.lengths[row]
            shipped = spoken.X[row, : len(made)]
            assert np.abs(made - shipped).max() <= 0.51 * digits.STEP


def test_what_is_not_there_is_named():
    with pytest.raises(CourseError, match="no part 'tests'"):
        digits.load("tests")
    with pytest.raises(CourseError, match="f2, zac, awb, slt"):
        digits.clip(3, "nobody")
    with pytest.raises(CourseError, match="Digits are 0 to 9"):
        digits.clip(10, "f2")


def test_the_store_rounds_by_half_a_step():
    values = np.linspace(-2, 4, 77)
    back = digits.from_store(digits.to_store(values))
    assert np.abs(back - values).max() <= 0.5001 * digits.STEP


# --- the front end -----------------------------------------------------------------


def test_frames_are_whole_and_overlap():
    frames = sound.frame_signal(np.arange(11), 4, 3)
    np.testing.assert_array_equal(frames, [[0, 1, 2, 3], [3, 4, 5, 6], [6, 7, 8, 9]])


def test_a_tone_is_strongest_at_its_frequency():
    time = np.arange(sound.SIZE) / sound.RATE
    for hertz in (250, 1000, 3000):
        tone = np.sin(2 * np.pi * hertz * time)[None]
        strongest = sound.log_power(tone)[0].argmax()
        assert strongest * sound.RATE / sound.SIZE == hertz
        band = sound.log_mel(sound.log_power(tone))[0].argmax()
        near = np.abs(sound.band_hertz() - hertz)
        assert band in near.argsort()[:2]


def test_parseval():
    """The power over all frequencies is that of the windowed samples."""
    frames = np.random.default_rng(0).normal(size=(3, 64))
    power = 10 ** sound.log_power(frames)
    both_sides = power.sum(axis=1) * 2 - power[:, 0] - power[:, -1]
    windowed = ((frames * np.hanning(64)) ** 2).sum(axis=1)
    np.testing.assert_allclose(both_sides, 64 * windowed)


def test_mel_filters_overlap_to_one():
    total = sound.mel_filters().sum(axis=0)
    hertz = np.fft.rfftfreq(sound.SIZE, 1 / sound.RATE)
    first, last = sound.band_hertz()[[0, -1]]
    inside = (hertz > first) & (hertz < last)
    np.testing.assert_allclose(total[inside], 1)


def test_silence_has_features_too():
    np.testing.assert_allclose(sound.features(np.zeros(600)), -2, atol=1e-3)


# --- made anew ---------------------------------------------------------------------


def test_resampling_keeps_a_tone():
    def tone(rate):
        return np.sin(2 * np.pi * 440 * np.arange(rate // 2) / rate)

    made = digits_maker.resample(tone(22050), 22050, 8000)
    np.testing.assert_allclose(made, tone(8000), atol=1e-9)


def test_trimming_leaves_twenty_milliseconds():
    samples = np.zeros(8000)
    samples[2000:4000] = 1
    assert digits_maker.trim(samples, 8000).nonzero()[0][0] == 160
    assert len(digits_maker.trim(samples, 8000)) == 160 + 2000 + 160


def test_a_voice_that_espeak_lacks_is_refused():
    pytest.importorskip("espeakng_loader")
    from rnn_course.data.espeak import Speaker

    speaker = Speaker()
    speaker.choose("en-us", "f2")
    for accent, variant in (("en-us", "nobody"), ("xx", "f2"), ("en-us", "f")):
        with pytest.raises(CourseError, match=rf"no voice {accent}\+{variant}"):
            speaker.choose(accent, variant)


@pytest.mark.skipif(not shutil.which("flite"), reason="flite is not installed")
def test_a_voice_that_flite_lacks_is_refused():
    with pytest.raises(CourseError, match="flite has no voice nobody"):
        next(digits_maker.flite_sounds(("nobody",)))


@pytest.mark.slow
@pytest.mark.parametrize("parts", [("train", "unseen"), ("other",)])
def test_the_store_comes_again(tmp_path, parts):
    """The synthesizers speak anew, in a process of their own."""
    pytest.importorskip("espeakng_loader")
    if "other" in parts and not shutil.which("flite"):
        pytest.skip("flite is not installed: sudo apt install flite")
    again = tmp_path / "again.npz"
    words = ["-m", "rnn_course.data.digits_maker", str(again), *parts]
    subprocess.run([sys.executable, *words], check=True)
    with np.load(again) as made, np.load(digits.STORE) as shipped:
        wanted = {name for name in shipped if name.startswith(parts)}
        assert set(made) == wanted
        for name in wanted:
            assert made[name].shape == shipped[name].shape
            apart = np.abs(made[name].astype(int) - shipped[name])
            assert apart.max() <= allowed(name), name


def allowed(name):
    """Steps of the store for features, 1 in 32,768 for sounds, nothing for lengths."""
    if name.endswith("lengths"):
        return 0
    return 1 if "clips" in name else digits_maker.TOLERANCE
