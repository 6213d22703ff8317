"""The bars of each step's share of dL/dW_hh."""

import nbformat
import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.widgets.gradient_shares import EVERY, LAST, LONGEST, mean_shares
from tests import browser


@pytest.fixture
def live():
    return widgets.gradient_shares()


@pytest.mark.parametrize("where", [LAST, EVERY])
@pytest.mark.parametrize("scale", [0.1, 1.0, 2.0])
@pytest.mark.parametrize("steps", [1, 2, 17, LONGEST])
def test_shares_add_up_to_one(steps, scale, where):
    shares = mean_shares(steps, scale, where)
    assert shares.shape == (steps,)
    assert (shares >= 0).all()
    assert shares.sum() == pytest.approx(1)


def test_the_story_that_it_tells():
    """Small scales hear the end alone, larger ones hear the start as well."""
    early = [mean_shares(20, scale)[:10].sum() for scale in (0.3, 1.0, 1.5)]
    assert early == sorted(early)
    assert early[0] < 0.001
    assert mean_shares(20, 0.3)[-3:].sum() > 0.97
    assert early[2] > 0.3
    assert np.argmax(mean_shares(20, 1.0)) == 19
    firsts = [mean_shares(steps, 1.0)[0] for steps in (2, 5, 10, 20, 30)]
    assert firsts == sorted(firsts, reverse=True)


def test_controls_move_bars_and_words(live):
    before = live.png
    assert live.words.startswith("A sequence of 20 steps, recurrent scale 1.0, loss at")
    live.set(steps=1, scale=0.3, where=EVERY)
    assert live.png != before
    assert "1 step, recurrent scale 0.3, loss at every step" in live.words
    assert "last step has 100 %" in live.words


def test_every_control_has_a_name(live):
    assert [control.description for control in live.controls.values()] == [
        "Length of the sequence",
        "Recurrent scale",
        "Loss",
    ]


def test_a_still_picture_stands_where_no_widget_runs(live):
    bundle = live._repr_mimebundle_()
    assert 'alt="A sequence of 20 steps' in bundle["text/html"]
    assert bundle["image/png"]


@pytest.mark.slow
def test_the_bars_in_the_browser(lab, lab_page):
    code = ["from rnn_course import widgets", "widgets.gradient_shares()"]
    cells = [nbformat.v4.new_code_cell(source) for source in code]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, lab.root / "shares.ipynb")

    page = lab_page
    browser.open_notebook(page, "shares.ipynb")
    browser.run_all(page)
    words = page.locator("figcaption")
    words.get_by_text("A sequence of 20 steps").wait_for()
    page.get_by_role("slider", name="Length of the sequence").press("ArrowRight")
    words.get_by_text("A sequence of 21 steps").wait_for()
    page.get_by_role("slider", name="Recurrent scale").press("ArrowLeft")
    words.get_by_text("recurrent scale 0.9").wait_for()
    page.get_by_label("Loss").select_option(EVERY)
    words.get_by_text("loss at every step").wait_for()
    image = page.locator(".rnn-live-figure img")
    assert image.get_attribute("alt") == words.inner_text()
    browser.screenshot(page, "gradient-shares")
    assert browser.complaints(page) == []
