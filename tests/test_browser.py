"""What a learner sees and does, in a real browser."""

import json
import random
import zlib

import nbformat
import pytest

from rnn_course.checks import NOT_ATTEMPTED
from rnn_course.quiz.picks import read_picks
from tests import browser
from tests.course import A_TASTE, LESSONS, ROOT, code_cells, notebook
from tests.executed import compare

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
def small(lab) -> str:
    return write_notebook(
        lab,
        "a harness.ipynb",
        nbformat.v4.new_markdown_cell("# The harness itself"),
        nbformat.v4.new_code_cell(SLIDER),
        nbformat.v4.new_code_cell("print('moved to', slider.value)"),
    )


def test_harness_moves_a_slider_and_saves(lab, lab_page, small):
    page = lab_page
    browser.open_notebook(page, small)
    browser.run_all(page)
    page.get_by_text("the square is 9").wait_for()

    page.get_by_role("slider").press("ArrowRight")
    page.get_by_text("the square is 16").wait_for()
    browser.run_all(page)  # the slider starts anew
    browser.screenshot(page, "harness")
    assert browser.complaints(page) == []

    browser.save(page)
    saved = browser.saved_notebook(lab, small)
    assert saved.cells[2].outputs[0].text == "moved to 3\n"

    browser.close_notebook(page)
    browser.open_notebook(page, small)
    assert "moved to 3" in json.dumps(browser.outputs(page))


def test_browser_and_lab_see_nothing_of_this_machine(lab, browser_page, small):
    page = browser_page
    foreign = []
    page.on("request", lambda request: foreign.append(request.url))
    browser.load_notebook(page, lab, small)
    assert [
        url for url in foreign if not url.startswith((lab.url, "data:", "blob:"))
    ] == []
    assert page.get_by_role("dialog").count() == 0


def test_harness_reports_what_a_lesson_must_not_print(lab, lab_page):
    code = "import sys\nprint('noise', file=sys.stderr)\n1 / 0"
    name = write_notebook(lab, "noise.ipynb", nbformat.v4.new_code_cell(code))
    browser.open_notebook(lab_page, name)
    browser.run_all(lab_page)
    assert browser.complaints(lab_page) == ["noise\n", "division by zero"]


KERAS = "03-predict-the-next-number"


def open_lesson(page, lesson, before=""):
    """Open a lesson as students get it and run all of it."""
    page.set_viewport_size({"width": 1200, "height": 1000})
    browser.open_notebook(page, f"lessons/{lesson}/{lesson}.ipynb")
    if before:
        browser.run_unseen(page, before)
    browser.run_all(page, seconds=900)
    assert browser.complaints(page) == []


def drawn(lesson):
    """Leave half of the lessons to ``--long``: another half when any of them changes."""
    texts = {x: (ROOT / "lessons" / x / f"{x}.ipynb").read_bytes() for x in LESSONS}
    seed = zlib.crc32(b"".join(texts.values()))
    order = random.Random(seed).sample(LESSONS, len(LESSONS))
    others = set(order[len(LESSONS) // 2 :])
    return pytest.param(lesson, marks=[pytest.mark.long] if lesson in others else [])


@pytest.mark.parametrize("lesson", [drawn(lesson) for lesson in LESSONS])
def test_every_lesson_runs_untouched(lab, lab_page, lesson):
    """Every cell in its page, with a taste of training: `test_rehearsal` trains it all."""
    trains = any(
        "rnn_course.models" in cell.source for cell in code_cells("lessons", lesson)
    )
    open_lesson(lab_page, lesson, before=A_TASTE if trains else "")
    browser.screenshot(lab_page, f"lesson-{lesson}")
    saved = notebook("lessons", lesson)
    path = ROOT / "lessons" / lesson / f"{lesson}.ipynb"
    report = compare(path, saved, browser.notebook(lab_page))
    assert report.remarks == []
    assert {result.outcome for result in report.results} == {NOT_ATTEMPTED}
    assert sum(result.points for result in report.results) == 0


def question(page, name):
    """Scroll to a question; return its form."""
    browser.show_cell(page, f'quiz.ask("{name}")')
    cell = page.locator(".jp-Cell", has_text=f'quiz.ask("{name}")')
    form = cell.locator(".rnnc-quiz")
    form.wait_for()
    return form


def saved_picks(lab, lesson):
    path = f"lessons/{lesson}/{lesson}.ipynb"
    return read_picks(browser.saved_notebook(lab, path))


def test_lesson_03_from_the_first_cell_to_the_saved_file(lab, lab_page):
    page = lab_page
    open_lesson(page, KERAS)

    form = question(page, "what-will-it-say")  # by mouse
    form.get_by_role("radio").nth(3).click()
    form.get_by_role("button", name="Save my prediction").click()
    form.get_by_text("Answered.").first.wait_for()
    browser.screenshot(page, "lesson-03")

    form = question(page, "what-is-the-shape")  # by keyboard
    form.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    form.get_by_text("Right.").first.wait_for()

    browser.show_cell(page, "widgets.number_explorer()")
    figure = page.locator(".rnn-live-figure")
    picture, words = figure.locator("img"), figure.locator("figcaption")
    before = picture.get_attribute("src"), words.inner_text()
    figure.get_by_role("slider").first.press("ArrowRight")
    page.wait_for_function(
        "before => document.querySelector('.rnn-live-figure img').src !== before",
        arg=before[0],
    )
    assert picture.get_attribute("alt") == words.inner_text() != before[1]
    browser.screenshot(page, "lesson-03-widget")

    picks = {"what-will-it-say": "d", "what-is-the-shape": "a"}
    browser.save(page)
    assert saved_picks(lab, KERAS) == picks
    browser.close_notebook(page)
    browser.load_notebook(page, lab, f"lessons/{KERAS}/{KERAS}.ipynb")
    for name, place in (("what-will-it-say", 3), ("what-is-the-shape", 0)):
        assert question(page, name).get_by_role("radio").nth(place).is_checked()
    assert saved_picks(lab, KERAS) == picks


def test_lesson_00_with_cards_is_accessible(lab, lab_page):
    page = lab_page
    open_lesson(page, "00-start-here")
    browser.show_cell(page, "check.double")
    page.locator(".rnn-card").first.wait_for()
    assert browser.faults(page, ".jp-OutputArea", serious=True) == []
    browser.screenshot(page, "lesson-00-cards")


WIDGETS = ["cell_stepper", "gate_board", "gradient_decay", "gradient_shares"]


@pytest.mark.parametrize("name", [*WIDGETS, "number_explorer"])
def test_every_slider_of_a_widget_moves_it(lab, lab_page, name):
    page = lab_page
    code = f"from rnn_course import widgets\n\nwidgets.{name}()"
    cell = nbformat.v4.new_code_cell(code)
    browser.open_notebook(page, write_notebook(lab, f"{name}.ipynb", cell))
    browser.run_all(page)
    figure = page.locator(".rnn-live-figure")
    picture, words = figure.locator("img"), figure.locator("figcaption")
    for slider in figure.get_by_role("slider").all():
        before = words.inner_text()
        now, most = (slider.get_attribute(f"aria-value{x}") for x in ("now", "max"))
        slider.press("ArrowLeft" if now == most else "ArrowRight")
        page.wait_for_function(
            "b => document.querySelector('.rnn-live-figure figcaption').innerText !== b",
            arg=before,
        )
        assert picture.get_attribute("alt") == words.inner_text()
        assert slider.get_attribute("aria-label")
    browser.screenshot(page, f"widget-{name}")
    assert browser.complaints(page) == []
    assert browser.faults(page, ".jp-OutputArea", serious=True) == []


FIGURES = """\
from rnn_course import plots, widgets
from rnn_course.plots import diagrams

plots.show(diagrams.rnn_unrolled("a few words for a picture".split()), alt="boxes")
widgets.cell_stepper()
"""


@pytest.fixture
def figures(lab, lab_page):
    """A page with a picture and a widget that have run; its notebook's name."""
    name = write_notebook(lab, "figures.ipynb", nbformat.v4.new_code_cell(FIGURES))
    browser.open_notebook(lab_page, name)
    browser.run_all(lab_page)
    assert browser.complaints(lab_page) == []
    lab_page.locator(".rnn-live-figure img").wait_for()
    return name


def test_figures_stay_readable_in_a_narrow_window(lab_page, figures):
    lab_page.set_viewport_size({"width": 480, "height": 900})
    for picture in lab_page.locator(".jp-OutputArea-output figure img").all():
        picture.scroll_into_view_if_needed()
        shown, width, hidden = picture.evaluate(
            """image => {
                let box = image.parentElement;
                while (box && getComputedStyle(box).overflowX !== "auto")
                    box = box.parentElement;
                box.scrollLeft = 9999;
                const right = image.getBoundingClientRect().right;
                return [image.clientWidth, +image.getAttribute("width"),
                    right - box.getBoundingClientRect().right];
            }"""
        )
        assert shown >= 0.66 * width
        assert hidden <= 1  # scrolled to its end, all of it has been seen
    browser.screenshot(lab_page, "figures-narrow")


def test_a_widget_reopened_with_a_new_kernel_shows_no_error(lab, lab_page, figures):
    browser.save(lab_page)
    browser.close_notebook(lab_page)
    browser.open_notebook(lab_page, figures)
    lab_page.locator(".rnn-live-figure img").wait_for()
    assert lab_page.get_by_text("Error displaying widget").count() == 0
    browser.run_all(lab_page)
    lab_page.locator(".rnn-live-figure").get_by_role("slider").first.wait_for()
    assert lab_page.get_by_text("Error displaying widget").count() == 0
