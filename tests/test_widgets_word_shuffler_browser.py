"""The words that can be shuffled, in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

SHUFFLER = """\
from types import SimpleNamespace

import numpy as np

from rnn_course import widgets

rng = np.random.default_rng(0)


def network(*shapes):
    weights = [rng.normal(size=shape) for shape in shapes]
    return SimpleNamespace(get_weights=lambda: weights)


rnn = network((19, 16), (16, 16), (16,), (16, 1), (1,))
widgets.word_shuffler(rnn, network((19, 1), (1,)))
"""


def test_words_change_places(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(SHUFFLER, id="shuffler")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "word shuffler.ipynb")

    browser.open_notebook(page, "word shuffler.ipynb")
    browser.run_all(page)
    words = page.locator("figcaption")
    words.get_by_text("Headline: the cat chased the mouse.").wait_for()

    page.get_by_role("button", name="cat", exact=True).press("Enter")
    page.get_by_role("button", name="mouse", exact=True).press("Enter")
    words.get_by_text("Headline: the mouse chased the cat.").wait_for()
    page.get_by_label("Headline").fill("the dragon slept")
    page.get_by_label("Headline").press("Enter")
    words.get_by_text("Neither network knows: dragon, slept.").wait_for()

    page.get_by_role("button", name="Another headline").click()
    words.get_by_text("Headline: the cat chased the mouse.").wait_for()
    page.get_by_role("button", name="Another headline").click()
    words.get_by_text("Headline: today the old dog scared").wait_for()
    browser.screenshot(page, "word-shuffler")
    assert browser.complaints(page) == []
