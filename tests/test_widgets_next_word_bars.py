"""The next-word bars: words read, beliefs, buttons, words for screen readers."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.errors import CourseError
from rnn_course.widgets.next_word_bars import PROMPTS
from rnn_course.widgets.next_word_reading import LONGEST, Reader

WORDS = ("The", ".", "the", "cat", "dog", "is", "on", "mat", "near", "dogs")
VOCABULARY = {word: place for place, word in enumerate(WORDS, 2)}
V = len(WORDS) + 2


def network(*shapes):
    """Return something with random weights of these shapes."""
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=shape) for shape in shapes]
    return SimpleNamespace(get_weights=lambda: weights)


def gru():
    return network((V, 5), (5, 18), (6, 18), (2, 18), (6, V), (V,))


@pytest.fixture
def bars():
    return widgets.next_word_bars(gru(), VOCABULARY, np.full((V, V), 1 / V))


def buttons(bars):
    return {key.description: key for key in bars.box.children[-1].children}


def test_the_slider_follows_the_prompt(bars):
    slider = bars.controls["read"]
    assert (slider.value, slider.max) == (5, 5)
    bars.controls["prompt"].value = "The cat"
    assert (slider.value, slider.max) == (2, 2)
    assert bars.words.startswith("After “The cat” the network expects:")


def test_reading_less_of_the_prompt_is_a_shorter_prompt(bars):
    bars.set(read=2)
    after_two = bars.words
    other = widgets.next_word_bars(gru(), VOCABULARY, np.full((V, V), 1 / V), "The cat")
    assert after_two == other.words


def test_the_likeliest_word_is_added(bars):
    best = bars.words.split("expects: ")[1].split(" ")[0]
    buttons(bars)["Add the likeliest word"].click()
    assert bars.values["prompt"] == f"{PROMPTS[0]} {best}"
    assert bars.values["read"] == 6


def test_other_prompts_come_in_turn(bars):
    for prompt in (*PROMPTS[1:], PROMPTS[0]):
        buttons(bars)["Another prompt"].click()
        assert bars.values["prompt"] == prompt


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("", "The prompt is empty."),
        ("   ", "The prompt is empty."),
        ("The unicorn is", "Not in the vocabulary: unicorn."),
        ("cat " * 40, "expects"),
        ("one", "Not in the vocabulary: one."),
    ],
)
def test_any_text_is_answered(bars, prompt, said):
    bars.set(prompt=prompt)
    assert said in bars.words
    assert bars.controls["read"].max <= LONGEST
    buttons(bars)["Add the likeliest word"].click()


def test_it_works_without_a_bigram():
    bars = widgets.next_word_bars(gru(), VOCABULARY)
    assert "bigram" not in bars.words


def test_the_certainty_is_a_perplexity():
    weights = gru().get_weights()
    flat = [*weights[:4], np.zeros_like(weights[4]), np.zeros_like(weights[5])]
    reading = Reader(flat, VOCABULARY, None).read("The cat", 2)
    assert reading.choices == pytest.approx(np.exp(len(WORDS) / V * np.log(V)))


def test_another_network_is_refused():
    with pytest.raises(CourseError, match="expected six"):
        widgets.next_word_bars(network((5, 2), (2,)), VOCABULARY)


def test_a_still_picture_stands_where_no_widget_runs(bars):
    bundle = bars._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "the network expects" in bundle["text/html"]


@pytest.mark.slow
def test_the_forward_pass_is_that_of_keras():
    from rnn_course.models import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(V, 5),
            layers.GRU(6, return_sequences=True, bias_initializer="normal"),
            layers.Dense(V, activation="softmax", bias_initializer="normal"),
        ]
    )
    reader = Reader(model.get_weights(), VOCABULARY, None)
    ids = np.array([[2, 5, 1, 3]])
    P = np.array(model(ids))[0]
    for read in range(1, 5):
        reading = reader.read("The cat unicorn .", read)
        for word, place in VOCABULARY.items():
            assert reading.belief[word] == pytest.approx(P[read - 1, place], abs=1e-6)
