"""The words that can be shuffled: buttons, verdicts, words for screen readers."""

from types import SimpleNamespace

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.data import twins

WORDS = len(twins.VOCABULARY)


def network(*shapes):
    """Return something with random weights of these shapes."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in shapes]
    return SimpleNamespace(get_weights=lambda: weights)


@pytest.fixture
def shuffler():
    rnn = network((WORDS, 16), (16, 16), (16,), (16, 1), (1,))
    return widgets.word_shuffler(rnn, network((WORDS, 1), (1,)))


def keys(shuffler):
    """Return the buttons of the words that are seen, and those of the actions."""
    _, words, actions = shuffler.box.children[0].children
    shown = [key for key in words.children if key.layout.display != "none"]
    return shown, {key.description: key for key in actions.children}


def verdicts(shuffler):
    bag, rnn = (part.split(".")[0] for part in shuffler.words.split("says: ")[1:])
    return bag, rnn


def test_two_presses_exchange_two_words(shuffler):
    words, _ = keys(shuffler)
    words[1].value = True
    words[4].value = True
    assert shuffler.values["sentence"] == "the mouse chased the cat"
    assert " ".join(key.description for key in words) == "the mouse chased the cat"
    assert not any(key.value for key in words)


def test_the_bag_never_moves_and_the_rnn_does(shuffler):
    before = verdicts(shuffler)
    _, actions = keys(shuffler)
    actions["Swap the animals"].click()
    after = verdicts(shuffler)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_shuffling_keeps_the_words(shuffler):
    _, actions = keys(shuffler)
    actions["Shuffle all words"].click()
    sentence = shuffler.values["sentence"]
    assert sentence != "the cat chased the mouse"
    assert sorted(sentence.split()) == ["cat", "chased", "mouse", "the", "the"]


def test_the_next_headline_has_its_own_buttons(shuffler):
    _, actions = keys(shuffler)
    actions["Another headline"].click()
    words, _ = keys(shuffler)
    sentence = " ".join(key.description for key in words)
    assert sentence == shuffler.values["sentence"] == ready(1)
    for _ in range(3):
        actions["Another headline"].click()
    assert shuffler.values["sentence"] == ready(0)


def ready(number):
    from rnn_course.widgets.word_keys import HEADLINES

    return HEADLINES[number]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("", "(empty)"),
        ("the dragon slept", "Neither network knows: dragon, slept."),
        ("the " * 30, "the 10"),
        ("THE Cat", "cat 1, the 1"),
    ],
)
def test_any_text_is_answered(shuffler, sentence, said):
    shuffler.set(sentence=sentence)
    assert said in shuffler.words


@pytest.mark.slow
def test_the_forward_pass_is_that_of_keras():
    from rnn_course.models import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    rnn = keras.Sequential(
        [keras.Input((None, WORDS)), layers.SimpleRNN(16), layers.Dense(1, "sigmoid")]
    )
    bag = keras.Sequential([keras.Input((WORDS,)), layers.Dense(1, "sigmoid")])
    sentence = "today the old ant was carried by the horse"
    X = twins.one_hot([sentence])
    said = verdicts(widgets.word_shuffler(rnn, bag, sentence))
    for verdict, belief in zip(said, (bag(X.sum(axis=1)), rnn(X)), strict=True):
        assert f"{100 * float(belief[0, 0]):.0f} %" in verdict


def test_a_still_picture_stands_where_no_widget_runs(shuffler):
    bundle = shuffler._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "The bag of words sees the counts" in bundle["text/html"]


def test_every_button_has_words(shuffler):
    words, actions = keys(shuffler)
    assert all(key.description for key in words)
    assert all(actions)
