"""The figure of forecasts in a real browser, with the keyboard alone."""

import nbformat
import pytest

from tests import browser

pytestmark = pytest.mark.slow

EXPLORER = """\
from rnn_course import forecasts, widgets
from rnn_course.data import stock

price = stock.simulated_price(days=376, seed=3)
trial = forecasts.Trial(
    lambda X: X[:, -1], price, price.mean(), price.std(), "price (€)"
)
widgets.forecast_explorer({"price": trial})
"""


def test_the_lag_of_a_copy_is_found(lab, lab_page):
    page = lab_page
    cell = nbformat.v4.new_code_cell(EXPLORER, id="explorer")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "forecast explorer.ipynb")

    browser.open_notebook(page, "forecast explorer.ipynb")
    browser.run_all(page)
    figure = page.locator(".rnn-live-figure")
    words = figure.locator("figcaption")
    words.get_by_text("Moved back by 0 days").wait_for()
    sliders = figure.get_by_role("slider")
    assert sliders.count() == 2
    sliders.nth(1).press("ArrowRight")
    words.get_by_text("1 day before is 1.00").wait_for()
    sliders.nth(0).press("ArrowRight")
    words.get_by_text("sixty days from day 91").wait_for()
    figure.get_by_label("Forecast").select_option("free running")
    words.get_by_text("no ups and downs").wait_for()
    browser.screenshot(page, "forecast-explorer")
    assert browser.complaints(page) == []
