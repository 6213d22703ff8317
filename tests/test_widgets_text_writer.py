"""The text that a network goes on writing: bars, words, buttons, and how soon."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import numpy as np
import pytest

from rnn_course import widgets

pytestmark = pytest.mark.slow  # it loads TensorFlow

VOCABULARY = {c: number for number, c in enumerate("\nThe abcrt.", start=2)}


@pytest.fixture(scope="module")
def models():
    from rnn_course.networks import characters

    return {h: characters.build(len(VOCABULARY) + 2, h) for h in (16, 128)}


@pytest.fixture
def live(models):
    return widgets.text_writer(models, VOCABULARY)


def test_the_words_name_the_likeliest_characters(live, models):
    from rnn_course.models import Writer

    assert "After “…The ” the network with 128 hidden units" in live.words
    live.set(temperature=0, units=16)
    shares = Writer(models[16], VOCABULARY).expects("\nThe ", 0)
    best = {n: c for c, n in VOCABULARY.items()}[int(shares.argmax())]
    name = {" ": "space", "\n": "line break"}.get(best, best)
    assert live.words.endswith(f"expects: {name} 100 %.")
    live.set(text="", temperature=1.0)
    assert "After a line break" in live.words


@pytest.mark.parametrize("text", ["", "Ω?", "x" * 2000, "a\nb"])
def test_any_text_is_answered(live, text):
    live.set(text=text)
    assert "expects" in live.words
    assert "nan" not in live.words


def test_buttons_write_stop_and_clear(live):
    live.pen.one.click()
    text = live.values["text"]
    assert text.startswith("The ")
    assert len(text) == 5
    live.pen.write.click()  # without an event loop: all at once
    assert len(live.values["text"]) > 200
    live.pen.clear.click()
    assert live.values["text"] == ""
    live.pen.one.click()
    assert len(live.values["text"].strip("\n")) <= 1


def test_it_writes_live_from_the_first_moment(live):
    async def watch():
        start = time.perf_counter()
        live.pen.start()
        first = time.perf_counter() - start
        assert len(live.values["text"]) == 5
        for _ in range(100):
            await asyncio.sleep(0.02)
            if len(live.values["text"]) >= 9:
                break
        live.pen.halt()
        written = live.values["text"]
        await asyncio.sleep(0.1)
        assert live.values["text"] == written  # it has stopped
        assert len(written) >= 9
        return first

    assert asyncio.run(watch()) < 2  # 0.2 s on an idle machine: see benchmarks


def test_a_changed_setting_counts_while_it_writes(live):
    async def watch():
        live.pen.start()
        await asyncio.sleep(0.1)
        live.controls["text"].value = "abc"
        for _ in range(100):
            await asyncio.sleep(0.02)
            if len(live.values["text"]) >= 5:
                break
        live.pen.halt()

    asyncio.run(watch())
    assert live.values["text"].startswith("abc")


def test_every_control_and_button_has_words(live):
    assert all(control.description for control in live.controls.values())
    names = [button.description for button in live.pen.row.children]
    assert names == ["Write", "Stop", "One character", "Clear"]


def test_a_still_picture_stands_where_no_widget_runs(live):
    bundle = live._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "expects:" in bundle["text/html"]


def test_the_middle_size_is_chosen_when_there_is_no_128(models):
    live = widgets.text_writer({16: models[16]}, VOCABULARY, text="a")
    assert live.values["units"] == 16


def test_an_unknown_model_is_refused():
    from rnn_course.errors import CourseError

    stranger = SimpleNamespace(layers=[np.zeros(2)])
    with pytest.raises(CourseError, match="ndarray"):
        widgets.text_writer({3: stranger}, VOCABULARY)
