"""The quiz in a real browser: mouse, keyboard, save, reopen, run again."""

import re
import time

import nbformat
import pytest

from rnn_course.quiz.bank import load
from rnn_course.quiz.picks import read_picks
from rnn_course.quiz.questions import letters
from tests import browser

pytestmark = pytest.mark.slow

BANK = browser.ROOT / "quizzes" / "00-start-here.yaml"
SINGLE, SEVERAL, NUMBER, ORDER, PREDICT = (q.id for q in load(BANK).questions)
START = f"""\
from rnn_course.quiz import Quiz
from rnn_course.quiz.bank import load

quiz = Quiz("00-start-here", load({str(BANK)!r}).questions)
"""


@pytest.fixture
def notebook(lab, request) -> str:
    """A notebook with the five practice questions, in the lab's folder."""
    text = "# A practice quiz\n\n## Run a cell\n\nHold Shift and press Enter."
    cells = [nbformat.v4.new_markdown_cell(text, id="top")]
    cells.append(nbformat.v4.new_code_cell(START, id="start"))
    for name in (SINGLE, SEVERAL, NUMBER, ORDER, PREDICT):
        cell = nbformat.v4.new_code_cell(f'quiz.ask("{name}")', id=name)
        cell.metadata.nbgrader = {
            "grade": True,
            "grade_id": f"quiz-{name}",
            "locked": True,
            "points": 1,
            "schema_version": 3,
            "solution": False,
            "task": False,
        }
        cells.append(cell)
    path = lab.root / f"{request.node.name}.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})
    nbformat.write(notebook, path)
    return path.name


@pytest.fixture
def page(lab_page, lab, notebook):
    """The notebook, open and run."""
    lab_page.set_default_timeout(20_000)
    lab_page.set_viewport_size({"width": 1100, "height": 1000})
    browser.open_notebook(lab_page, notebook)
    browser.run_all(lab_page)
    lab_page.locator(".rnnc-quiz").nth(4).wait_for()
    return lab_page


def question(page, name):
    place = [SINGLE, SEVERAL, NUMBER, ORDER, PREDICT].index(name)
    return page.locator(".rnnc-quiz").nth(place)


def hears(form, text):
    """Wait until the live region of a question says a text."""
    form.locator(".rnnc-result").get_by_text(text).first.wait_for()


def is_right(form):
    """Wait until a question says that its answer is right."""
    form.and_(form.page.locator("[data-outcome=right]")).wait_for()
    assert "Right." in form.locator(".rnnc-headline").inner_text()


def saved_picks(lab, notebook, count=1, seconds=20):
    """Return the picks in the file, once it has so many."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        picks = read_picks(browser.saved_notebook(lab, notebook))
        if len(picks) >= count:
            return picks
        time.sleep(0.1)
    return {}


def right_order():
    asked = {q.id: q for q in load(BANK).questions}[ORDER]
    places = [step.place for step in asked.steps]
    return [letters(asked)[places.index(place)] for place in range(len(places))]


def answer_by_keyboard(page):
    keys = page.keyboard
    form = question(page, SEVERAL)
    form.get_by_role("checkbox").first.focus()
    for key in ("Space", "Tab", "Space", "Tab", "Tab", "Space", "Enter"):
        keys.press(key)
    is_right(form)

    form = question(page, NUMBER)
    form.get_by_role("textbox", name="Your number").focus()
    keys.type("20")
    keys.press("Enter")
    hears(form, "20 would come out if")
    keys.press("ControlOrMeta+a")
    keys.type("15,0")
    keys.press("Enter")
    is_right(form)

    form = question(page, ORDER)
    for letter in reversed(right_order()):  # each to the top: the last one stays there
        form.get_by_role("button", name=f"Move step {letter} up").focus()
        for _ in range(3):
            keys.press("Enter")
    form.get_by_role("button", name="Check answer").focus()
    keys.press("Enter")
    is_right(form)

    form = question(page, PREDICT)
    form.get_by_role("radio").first.focus()
    keys.press("ArrowDown")
    keys.press("Enter")
    hears(form, "Answered.")


def answer_by_mouse(page):
    form = question(page, SINGLE)
    form.get_by_role("button", name="Check answer").click()
    hears(form, "Pick an answer first.")
    form.get_by_text("Press Enter.").click()
    form.get_by_role("button", name="Check answer").click()
    hears(form, "Enter only starts a new line")
    form.get_by_role("button", name="Run a cell").click()
    assert page.evaluate("document.activeElement.tagName") == "H2"
    form.get_by_text("Press Shift and Enter").click()
    form.get_by_role("button", name="Check answer").click()
    is_right(form)


EXPECTED = {
    SINGLE: "b",
    SEVERAL: ["a", "b", "d"],
    NUMBER: "15,0",
    ORDER: right_order(),
    PREDICT: "b",
}


def shown_picks(page):
    """What the inputs on the screen hold."""
    radio = "[...f.querySelectorAll('input:checked')].map(i => i.value)"
    steps = "[...f.querySelectorAll('.rnnc-step')].map(i => i.dataset.letter)"
    text = "f.querySelector('.rnnc-number')?.value"
    script = f"fs => fs.map(f => {text} ?? [...{radio}, ...{steps}].join(''))"
    return page.locator(".rnnc-quiz").evaluate_all(script)


def test_quiz_by_mouse_and_keyboard_saved_reopened_run_again(page, lab, notebook):
    answer_by_mouse(page)
    answer_by_keyboard(page)
    page.keyboard.press("ControlOrMeta+s")  # from inside a question
    assert saved_picks(lab, notebook, len(EXPECTED)) == EXPECTED
    says_where(question(page, PREDICT), " · in the file.")
    assert page.get_by_role("dialog").count() == 0  # two saves at once would ask
    assert browser.complaints(page) == []

    browser.close_notebook(page)
    browser.load_notebook(page, lab, notebook)
    question(page, PREDICT).wait_for()
    expected = ["b", "abd", "15,0", "".join(right_order()), "b"]
    assert shown_picks(page) == expected
    assert page.get_by_text("model not found").count() == 0
    browser.screenshot(page, "quiz-reopened")
    form = question(page, SINGLE)
    form.get_by_role("button", name="Check answer").click()
    hears(form, re.compile("run the cell near its top"))

    browser.run_all(page)
    hears(question(page, PREDICT), "Answered.")
    assert shown_picks(page) == expected
    is_right(form)
    browser.save(page)
    assert saved_picks(lab, notebook, len(EXPECTED)) == EXPECTED


def says_where(form, text):
    """Wait until a question says where its answer is."""
    form.locator(".rnnc-where").get_by_text(text).wait_for()


def command(page, name):
    page.evaluate(f"window.jupyterapp.commands.execute('{name}').then(() => null)")


def restart(page):
    page.evaluate(f"{browser.PANEL}.sessionContext.restartKernel().then(() => null)")
    browser.wait_for_kernel_idle(page)


def test_an_answer_is_in_the_file_before_anybody_saves(page, lab, notebook):
    browser.save(page)
    answer_by_mouse(page)
    form = question(page, SINGLE)
    says_where(form, " · in the file.")
    assert read_picks(browser.saved_notebook(lab, notebook)) == {SINGLE: "b"}
    restart(page)
    browser.run_all(page)
    is_right(form)
    says_where(form, " · in the file.")


def test_an_answer_outlives_cleared_outputs(page, lab, notebook):
    answer_by_mouse(page)
    says_where(question(page, SINGLE), " · in the file.")
    command(page, "notebook:clear-all-cell-outputs")
    browser.save(page)
    found = browser.saved_notebook(lab, notebook)
    assert not any(cell.get("outputs") for cell in found.cells)
    assert read_picks(found) == {SINGLE: "b"}
    restart(page)
    browser.run_all(page)
    is_right(question(page, SINGLE))


def test_an_answer_outlives_an_error_in_its_place(page, lab, notebook):
    answer_by_mouse(page)
    says_where(question(page, SINGLE), " · in the file.")
    browser.close_notebook(page)
    browser.open_notebook(page, notebook)
    browser.show_cell(page, f'quiz.ask("{SINGLE}")')
    command(page, "notebook:run-cell")  # before the first cell of the day
    page.get_by_text("NameError").first.wait_for()
    browser.save(page)
    assert read_picks(browser.saved_notebook(lab, notebook)) == {SINGLE: "b"}
    browser.run_all(page)
    is_right(question(page, SINGLE))
    assert browser.complaints(page) == []


def test_an_answer_after_a_reload_reaches_the_file(page, lab, notebook):
    browser.save(page)
    browser.load_notebook(page, lab, notebook)
    form = question(page, SINGLE)
    form.get_by_text("Press Shift and Enter").click()
    form.get_by_role("button", name="Check answer").click()
    is_right(form)
    says_where(form, " · in the file.")
    found = browser.saved_notebook(lab, notebook)
    assert read_picks(found) == {SINGLE: "b"}
    cell = next(cell for cell in found.cells if cell.id == SINGLE)
    assert cell.outputs[0].data["text/plain"].startswith("Your answer: b.")


def test_a_file_that_another_wrote_without_the_answer_is_noticed(page, lab, notebook):
    """As a second window does that opened the notebook before, and saves over it."""
    browser.save(page)
    before = (lab.root / notebook).read_bytes()
    answer_by_mouse(page)
    form = question(page, SINGLE)
    says_where(form, " · in the file.")
    (lab.root / notebook).write_bytes(before)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says_where(form, "not yet in the file: save the notebook")


def test_a_card_whose_kernel_was_restarted_reads_the_file_itself(page, lab, notebook):
    browser.save(page)
    before = (lab.root / notebook).read_bytes()
    answer_by_mouse(page)
    form = question(page, SINGLE)
    says_where(form, " · in the file.")
    after = (lab.root / notebook).read_bytes()
    restart(page)
    (lab.root / notebook).write_bytes(before)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says_where(form, "not yet in the file: save the notebook")
    (lab.root / notebook).write_bytes(after)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    says_where(form, " · in the file.")


def test_a_notebook_reopened_without_its_kernel_shows_no_error(page, lab, notebook):
    answer_by_mouse(page)
    says_where(question(page, SINGLE), " · in the file.")
    book = browser.saved_notebook(lab, notebook)
    book.metadata.pop("widgets", None)  # as where the state was not kept
    browser.close_notebook(page)
    nbformat.write(book, lab.root / notebook)
    browser.open_notebook(page, notebook)
    page.add_style_tag(path=browser.ROOT / "src/rnn_course/jupyter/custom/custom.css")
    page.get_by_text("Your answer: b.").wait_for()
    page.wait_for_function("!document.body.innerText.includes('Loading widget')")
    for error in page.get_by_text("Error displaying widget").all():
        assert not error.is_visible()


def test_quiz_is_accessible_in_light_and_dark(page):
    found = browser.faults(page, ".rnnc-quiz", serious=True)
    question(page, SINGLE).get_by_text("Press Enter.").click()
    page.keyboard.press("Enter")
    hears(question(page, SINGLE), "Not right yet.")
    form = question(page, SEVERAL)
    for place in (0, 2, 3):
        form.get_by_role("checkbox").nth(place).check()
    page.keyboard.press("Enter")
    hears(form, "Partly right.")
    question(page, NUMBER).get_by_role("textbox").fill("15")
    page.keyboard.press("Enter")
    is_right(question(page, NUMBER))
    question(page, ORDER).get_by_role("button", name="Check answer").click()
    hears(question(page, ORDER), re.compile("neighbours"))
    page.set_viewport_size({"width": 1100, "height": 2400})
    for theme in ("Light", "Dark"):
        change = "t => window.jupyterapp.commands.execute('apputils:change-theme', {theme: t}).then(() => null)"
        page.evaluate(change, f"JupyterLab {theme}")
        light = "true" if theme == "Light" else "false"
        page.locator(f"body[data-jp-theme-light={light}]").wait_for(state="attached")
        page.wait_for_function("document.fonts.status === 'loaded'")
        found += browser.faults(page, ".rnnc-quiz", serious=True)
        browser.screenshot(page, f"quiz-{theme.lower()}")
    assert found == []
