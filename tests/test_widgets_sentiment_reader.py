"""The reader: beliefs after each word, buttons, words, and a real browser."""

from types import SimpleNamespace

import nbformat
import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.data import reviews
from rnn_course.errors import CourseError
from tests import browser

WORDS = reviews.vocabulary(reviews.load("train").sentences)


def network(*shapes):
    """Return something with random weights of these shapes."""
    rng = np.random.default_rng(0)
    weights = [rng.normal(size=shape) for shape in shapes]
    return SimpleNamespace(get_weights=lambda: weights)


@pytest.fixture
def reader():
    sizes = (len(WORDS) + 2, 16), (16, 32), (32, 32), (32,), (32, 1), (1,)
    return widgets.sentiment_reader(network(*sizes), WORDS)


def buttons(reader):
    return {button.description: button for button in reader.box.children[0].children}


def test_its_twin_is_read_and_comes_back(reader):
    first = reader.values["sentence"]
    buttons(reader)["Its twin"].click()
    other = reader.values["sentence"]
    assert sorted(other.split()) == sorted(first.split())
    assert other != first
    buttons(reader)["Its twin"].click()
    assert reader.values["sentence"] == first


def test_another_review_goes_round(reader):
    first, seen = reader.values["sentence"], set()
    for _ in range(4):
        seen.add(reader.values["sentence"])
        buttons(reader)["Another review"].click()
    assert len(seen) == 4
    assert reader.values["sentence"] == first
    reader.set(sentence="something else")
    buttons(reader)["Another review"].click()
    assert reader.values["sentence"] == first


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("", "The review is empty."),
        ("   ", "The review is empty."),
        ("the dragon was splendid", "It does not know: dragon, splendid."),
        ("THE Film", "in per cent: the "),
        ("the " * 60, "The network says"),
        ("x" * 300, "It does not know: xxx"),
    ],
)
def test_any_text_is_answered(reader, sentence, said):
    reader.set(sentence=sentence)
    assert said in reader.words
    assert reader.png


def test_a_word_more_changes_only_what_follows(reader):
    reader.set(sentence="the film was good")
    short = reader.words.split("in per cent: ")[1].rstrip(".")
    reader.set(sentence="the film was good but")
    assert short in reader.words


def test_another_network_is_refused():
    with pytest.raises(CourseError, match=r"an LSTM or a SimpleRNN, and a Dense\(1\)"):
        widgets.sentiment_reader(network((46, 16), (16, 96), (32, 96)), WORDS)
    gru = network((46, 16), (16, 96), (32, 96), (96,), (32, 1), (1,))
    with pytest.raises(CourseError, match="Seen weights of shapes"):
        widgets.sentiment_reader(gru, WORDS)


def test_a_still_picture_stands_where_no_widget_runs(reader):
    bundle = reader._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "After each word, in per cent" in bundle["text/html"]


@pytest.mark.slow
@pytest.mark.parametrize("cell", ["LSTM", "SimpleRNN"])
def test_the_forward_pass_is_that_of_keras(cell):
    from rnn_course.models import keras

    keras.utils.set_random_seed(0)
    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((None,)),
            layers.Embedding(len(WORDS) + 2, 16, mask_zero=True),
            getattr(layers, cell)(32),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.set_weights([2 * weight for weight in model.get_weights()])
    sentence = "nobody said the wretched film was not so good"
    words = widgets.sentiment_reader(model, WORDS, sentence).words
    tokens = sentence.split()
    for count in range(1, len(tokens) + 1):
        X = reviews.encode([" ".join(tokens[:count])], WORDS, 12)
        belief = 100 * float(model(X)[0, 0])
        assert f"{tokens[count - 1]} {belief:.0f}" in words


READER = """\
from types import SimpleNamespace

import numpy as np

from rnn_course import widgets
from rnn_course.data import reviews

rng = np.random.default_rng(0)
words = reviews.vocabulary(reviews.load("train").sentences)
sizes = (46, 16), (16, 32), (32, 32), (32,), (32, 1), (1,)
weights = [rng.normal(size=size) for size in sizes]
model = SimpleNamespace(get_weights=lambda: weights)
widgets.sentiment_reader(model, words)
"""


@pytest.mark.slow
def test_reviews_are_read_in_a_browser(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(READER, id="reader")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "sentiment reader.ipynb")

    browser.open_notebook(page, "sentiment reader.ipynb")
    browser.run_all(page)
    words = page.locator("figcaption")
    words.get_by_text("After each word, in per cent: nobody").wait_for()

    page.get_by_role("button", name="Another review").press("Enter")
    words.get_by_text("After each word, in per cent: critics").wait_for()
    page.get_by_role("button", name="Its twin").press("Enter")
    words.get_by_text("After each word, in per cent: i ").wait_for()
    page.get_by_label("Review").fill("the dragon slept")
    page.get_by_label("Review").press("Enter")
    words.get_by_text("It does not know: dragon, slept.").wait_for()
    browser.screenshot(page, "sentiment-reader")
    assert browser.complaints(page) == []
