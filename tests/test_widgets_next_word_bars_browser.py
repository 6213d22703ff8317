"""The next-word bars in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

BARS = """\
from types import SimpleNamespace

import numpy as np

from rnn_course import widgets

rng = np.random.default_rng(3)
words = "The . the cat dog is on mat near dogs".split()
vocabulary = {word: place for place, word in enumerate(words, 2)}
shapes = (12, 5), (5, 18), (6, 18), (2, 18), (6, 12), (12,)
weights = [rng.normal(size=shape) for shape in shapes]
network = SimpleNamespace(get_weights=lambda: weights)
widgets.next_word_bars(network, vocabulary, np.full((12, 12), 1 / 12))
"""


def test_a_prompt_is_read_word_by_word(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(BARS, id="bars")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "next word bars.ipynb")

    browser.open_notebook(page, "next word bars.ipynb")
    browser.run_all(page)
    words = page.locator("figcaption")
    words.get_by_text("After “The cat is on the” the network").wait_for()

    handle = page.get_by_role("slider", name="Words read")
    handle.press("ArrowLeft")
    words.get_by_text("After “The cat is on” the network").wait_for()
    page.get_by_label("Prompt").fill("The unicorn is")
    page.get_by_label("Prompt").press("Enter")
    words.get_by_text("Not in the vocabulary: unicorn.").wait_for()
    handle.press("ArrowLeft")
    words.get_by_text("After “The unicorn” the network").wait_for()

    page.get_by_role("button", name="Another prompt").press("Enter")
    words.get_by_text("After “The cat is on the” the network").wait_for()
    page.get_by_role("button", name="Add the likeliest word").press("Enter")
    words.get_by_text("After “The cat is on the ").wait_for()
    browser.screenshot(page, "next-word-bars")
    assert browser.complaints(page) == []
