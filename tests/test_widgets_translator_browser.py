"""The translator to watch, in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

TRANSLATOR = """\
import numpy as np

from rnn_course import widgets

rng = np.random.default_rng(0)
shapes = [(32, 5), (5, 24), (8, 24), (2, 24)]
shapes += [(30, 5), *shapes[1:], (8, 30), (30,)]
widgets.translator({"untrained": [rng.normal(size=shape) for shape in shapes]})
"""


def test_a_number_is_typed_and_translated(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(TRANSLATOR, id="translator")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "translator.ipynb")

    browser.open_notebook(page, "translator.ipynb")
    browser.run_all(page)
    said = page.locator("figcaption")
    said.get_by_text("one thousand two hundred and eighty").wait_for()

    page.get_by_role("spinbutton", name="Number").fill("4281")
    page.get_by_role("spinbutton", name="Number").press("Enter")
    said.get_by_text("four thousand two hundred and eighty-one").wait_for()
    page.get_by_label("The decoder reads").select_option("the right words")
    said.get_by_text("reads the right words").wait_for()
    page.get_by_role("slider").press("ArrowRight")
    said.get_by_text("At word 1 it was made to say").wait_for()
    browser.screenshot(page, "translator")
    assert browser.complaints(page) == []
