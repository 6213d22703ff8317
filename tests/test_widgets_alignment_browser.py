"""The alignment to walk through, in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

ALIGNMENT = """\
from rnn_course import widgets
from tests.test_widgets_alignment import random_looker

widgets.alignment(random_looker(), number=1280)
"""


def test_words_are_walked_through_with_arrow_keys(lab, lab_page):
    page = lab_page
    from tests.course import ROOT

    code = f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n" + ALIGNMENT
    cell = nbformat.v4.new_code_cell(code, id="alignment")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "alignment.ipynb")

    browser.open_notebook(page, "alignment.ipynb")
    browser.run_all(page)
    said = page.locator("figcaption")
    said.get_by_text("one thousand two hundred and eighty").wait_for()
    said.get_by_text("French word 1 of").wait_for()

    page.get_by_role("slider").press("ArrowRight")
    said.get_by_text("French word 2 of").wait_for()
    page.get_by_role("spinbutton", name="Number").fill("4281")
    page.get_by_role("spinbutton", name="Number").press("Enter")
    said.get_by_text("four thousand two hundred and eighty-one").wait_for()
    browser.screenshot(page, "alignment")
    assert browser.complaints(page) == []
