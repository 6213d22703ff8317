"""What a learner sees and does, in a real browser."""

import json

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

SLIDER = """\
import ipywidgets

slider = ipywidgets.IntSlider(value=3, min=0, max=9, description="steps")
square = ipywidgets.HTML()

def show(change=None):
    square.value = f"the square is {slider.value ** 2}"

slider.observe(show, "value")
show()
ipywidgets.VBox([slider, square])
"""


def write_notebook(lab, name: str, *cells) -> str:
    """Write a notebook into the lab's folder; return its path there."""
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / name)
    return name


@pytest.fixture
def notebook(lab) -> str:
    return write_notebook(
        lab,
        "a harness.ipynb",
        nbformat.v4.new_markdown_cell("# The harness itself"),
        nbformat.v4.new_code_cell(SLIDER),
        nbformat.v4.new_code_cell("print('moved to', slider.value)"),
    )


def test_harness_moves_a_slider_and_saves(lab, browser_page, notebook):
    page = browser_page
    browser.open_notebook(page, lab, notebook)
    browser.run_all(page)
    page.get_by_text("the square is 9").wait_for()

    page.get_by_role("slider").press("ArrowRight")
    page.get_by_text("the square is 16").wait_for()
    browser.run_all(page)  # the slider starts anew
    browser.screenshot(page, "harness")
    assert browser.complaints(page) == []

    browser.save(page)
    saved = nbformat.read(lab.root / notebook, as_version=4)
    assert saved.cells[2].outputs[0].text == "moved to 3\n"

    browser.close_notebook(page)
    browser.open_notebook(page, lab, notebook)
    assert "moved to 3" in json.dumps(browser.outputs(page))


def test_browser_and_lab_see_nothing_of_this_machine(lab, browser_page, notebook):
    page = browser_page
    foreign = []
    page.on("request", lambda request: foreign.append(request.url))
    browser.open_notebook(page, lab, notebook)
    assert [
        url for url in foreign if not url.startswith((lab.url, "data:", "blob:"))
    ] == []
    assert page.get_by_role("dialog").count() == 0


def test_harness_reports_what_a_lesson_must_not_print(lab, browser_page):
    code = "import sys\nprint('noise', file=sys.stderr)\n1 / 0"
    name = write_notebook(lab, "noise.ipynb", nbformat.v4.new_code_cell(code))
    browser.open_notebook(browser_page, lab, name)
    browser.run_all(browser_page)
    assert browser.complaints(browser_page) == ["noise\n", "division by zero"]
