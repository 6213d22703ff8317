"""The digit listener in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

LISTENER = """\
from types import SimpleNamespace

import numpy as np

from rnn_course import widgets


def guess(X, **_):
    return 5.0 * np.eye(10)[X.any(axis=-1).sum(axis=1) % 10]


widgets.digit_listener(SimpleNamespace(predict=guess))
"""
PLAYED = """
() => {
    const audio = document.querySelector('.rnn-live-figure audio');
    audio.muted = true;
    return audio.play().then(() => audio.duration);
}
"""


def test_sliders_and_player(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(LISTENER, id="listener")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "digit listener.ipynb")

    browser.open_notebook(page, "digit listener.ipynb")
    browser.run_all(page)
    figure = page.locator(".rnn-live-figure")
    words = figure.locator("figcaption").last
    words.get_by_text("says “seven”").wait_for()
    page.get_by_role("slider", name="Digit").press("ArrowRight")
    words.get_by_text("says “eight”").wait_for()
    page.get_by_role("slider", name="Frames heard").press("Home")
    words.get_by_text("After 1 of").wait_for()
    page.get_by_label("Voice").select_option(label="slt: the other synthesizer")
    words.get_by_text("Voice slt, the other synthesizer").wait_for()

    audio = figure.locator("audio")
    page.wait_for_function(
        "() => document.querySelector('.rnn-live-figure audio')"
        ".getAttribute('aria-label').includes('slt')"
    )
    assert audio.get_attribute("aria-label") == "“eight”, spoken by slt"
    assert 0.4 < page.evaluate(PLAYED) < 2
    browser.screenshot(page, "widget-digit_listener")
    assert browser.complaints(page) == []
