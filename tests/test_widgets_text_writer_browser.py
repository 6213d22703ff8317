"""The writing network in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

WRITER = """\
from rnn_course import widgets
from rnn_course.networks import characters

vocabulary = {c: n for n, c in enumerate("\\nThe abcrt.", start=2)}
models = {h: characters.build(len(vocabulary) + 2, h) for h in (16, 128)}
widgets.text_writer(models, vocabulary)
"""

COUNT = "document.querySelector('.rnn-live-figure textarea').value.length"


def test_a_text_is_written_live(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(WRITER, id="writer")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "text writer.ipynb")

    browser.open_notebook(page, "text writer.ipynb")
    browser.run_all(page)
    words = page.locator("figcaption")
    words.get_by_text("After “…The ” the network with 128 hidden units").wait_for()

    page.get_by_role("button", name="Write", exact=True).press("Enter")
    page.wait_for_function(f"{COUNT} >= 12")
    page.get_by_role("button", name="Stop").press("Enter")
    page.wait_for_timeout(500)
    length = page.evaluate(COUNT)
    page.wait_for_timeout(500)
    assert page.evaluate(COUNT) == length

    page.get_by_label("Text", exact=True).fill("a cat")
    words.get_by_text("After “…a cat” the network with 128").wait_for()
    page.get_by_label("Hidden units").select_option("16")
    words.get_by_text("with 16 hidden units").wait_for()
    page.get_by_role("slider", name="Temperature").press("ArrowRight")
    words.get_by_text("at temperature 0.8").wait_for()
    page.get_by_role("button", name="One character").press("Enter")
    page.wait_for_function(f"{COUNT} === 6")
    browser.screenshot(page, "text-writer")
    page.get_by_role("button", name="Clear").press("Enter")
    words.get_by_text("After a line break").wait_for()
    assert browser.complaints(page) == []
