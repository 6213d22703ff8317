"""The stepper of lesson 02: its numbers, its marks, its words, its quick text."""

import itertools

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pytest

from rnn_course import plots, widgets
from rnn_course.widgets import cell_reading
from rnn_course.widgets.cell_reading import INPUTS, STEPS, Reading
from rnn_course.widgets.quick_text import QuickText
from tests import browser

VALUES = np.arange(-2, 2.5, 0.5)
CHANGES = [
    (changed, float(value))
    for changed, value in itertools.product(range(1, STEPS + 1), VALUES)
    if value != INPUTS[changed - 1]
]


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def stepper():
    return widgets.cell_stepper()


def by_plain_loops(x):
    """Return states and outputs, number by number."""
    h, states, outputs = [0.0, 0.0], [], []
    for value in x:
        h = [
            np.tanh(
                value * cell_reading.W_XH[0, unit]
                + sum(h[old] * cell_reading.W_HH[old, unit] for old in range(2))
                + cell_reading.B_H[unit]
            )
            for unit in range(2)
        ]
        states.append(h)
        weighted = sum(h[unit] * cell_reading.W_HY[unit, 0] for unit in range(2))
        outputs.append(weighted + cell_reading.B_Y[0])
    return np.array(states), np.array(outputs)


@pytest.mark.parametrize(("changed", "value"), [(0, 1.0), (1, -2.0), (4, 2.0)])
def test_states_and_outputs(changed, value):
    reading = Reading.of(changed, value)
    states, outputs = by_plain_loops(reading.x)
    np.testing.assert_allclose(reading.H, states)
    np.testing.assert_allclose(reading.y, outputs)


@pytest.mark.parametrize(("changed", "value"), CHANGES)
def test_a_change_never_reaches_back_and_always_fades(changed, value):
    moved = Reading.of(changed, value).moved
    assert (moved[: changed - 1] == 0).all()
    assert moved[changed - 1] > 0.1
    assert (np.diff(moved[changed - 1 :]) < 0).all()
    assert moved[-1] > 0


def test_the_old_value_is_no_change():
    reading = Reading.of(2, INPUTS[1])
    assert reading.changed == 0
    assert "No input is changed" in reading.in_words(1)


def test_arithmetic_adds_up():
    for step in range(1, STEPS + 1):
        lines = Reading.of(0, 0.0).arithmetic(step).replace("−", "-").split("\n")
        parts = np.array([[float(n) for n in line.split()[-2:]] for line in lines])
        np.testing.assert_allclose(parts[:3].sum(axis=0), parts[3], atol=0.016)
        np.testing.assert_allclose(np.tanh(parts[3]), parts[4], atol=0.011)


def test_every_number_stands_in_the_picture(stepper):
    stepper.set(step=4, changed=3, value=2.0)
    shown = [t.get_text() for t in stepper.figure.findobj(QuickText)]
    reading = Reading.of(3, 2.0)
    for values in (*reading.H, reading.x[:, None], reading.y[:, None]):
        for value in np.atleast_1d(values).ravel():
            assert any(cell_reading.number(value) in text for text in shown)
    assert "The loop at step 4" in shown


def test_marks_stand_where_states_have_moved(stepper):
    def marked():
        parts = [p for p in stepper.figure.axes[0].patches if p.get_animated()]
        dashed = [p for p in parts if p.get_linestyle() == "--" and p.get_visible()]
        return sorted(round(p.get_x(), 2) for p in dashed)

    stepper.set(step=1, changed=5, value=-1.0)
    assert len(marked()) == 3  # the input, and the states of steps 5 and 6
    assert len(set(marked())) == 2
    stepper.set(changed=0)
    assert marked() == []


def test_words_say_what_is_seen(stepper):
    stepper.set(step=3, changed=2, value=1.5)
    assert stepper.words.startswith("Step 3 of 6. The cell reads the input −1.00")
    assert "from 0.00 to 1.50" in stepper.words
    assert "States moved: 2 by 0.69, 3 by 0.50" in stepper.words
    assert "Earlier states are the same" in stepper.words
    assert stepper.picture.alt == stepper.words


def test_a_still_picture_stands_in(stepper):
    bundle = stepper._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert '<img alt="Step' in bundle["text/html"]


def test_controls_have_names(stepper):
    described = [control.description for control in stepper.controls.values()]
    assert described == ["Step", "Change the input of step", "New value"]


@pytest.mark.parametrize("ha", ["left", "center", "right"])
def test_quick_text_stands_where_matplotlib_puts_it(ha):
    def inked(text_class, **more):
        ax = plots.axes("small")
        ax.axis("off")
        ax.set(xlim=(0, 1), ylim=(0, 1))
        text = text_class(0.5, 0.5, ha=ha, fontsize=12, **more)
        ax.add_artist(text)
        text.set_text("−0.62\n0.75")
        ax.figure.canvas.draw()
        dark = np.asarray(ax.figure.canvas.buffer_rgba())[..., :3].min(axis=2) < 128
        rows, columns = np.nonzero(dark)
        return rows.min(), rows.max(), columns.min(), columns.max()

    from matplotlib.text import Text

    def usual(x, y, **style):
        return Text(x, y, "", va="center", **style)

    np.testing.assert_allclose(inked(QuickText), inked(usual), atol=5)


def test_hidden_or_empty_quick_text_draws_nothing():
    ax = plots.axes("small")
    ax.figure.canvas.draw()
    before = np.asarray(ax.figure.canvas.buffer_rgba()).copy()
    for words, visible in (("", True), ("1.00", False)):
        text = ax.add_artist(QuickText(0.5, 0.5, ha="center"))
        text.set_text(words)
        text.set_visible(visible)
    ax.figure.canvas.draw()
    np.testing.assert_array_equal(ax.figure.canvas.buffer_rgba(), before)


@pytest.mark.slow
def test_the_stepper_in_the_browser(lab, lab_page):
    cell = nbformat.v4.new_code_cell("from rnn_course import widgets")
    show = nbformat.v4.new_code_cell("widgets.cell_stepper()")
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(
        cells=[cell, show], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, lab.root / "stepper.ipynb")

    page = lab_page
    browser.open_notebook(page, "stepper.ipynb")
    browser.run_all(page)
    words = page.locator("figcaption")
    words.get_by_text("Step 3 of 6.").wait_for()
    page.get_by_role("slider", name="Step").press("ArrowRight")
    words.get_by_text("Step 4 of 6.").wait_for()
    page.get_by_label("Change the input of step").select_option("1")
    words.get_by_text("The input of step 1 is changed").wait_for()
    image = page.locator(".rnn-live-figure img")
    assert image.get_attribute("alt") == words.inner_text()
    browser.screenshot(page, "cell-stepper")
    assert browser.complaints(page) == []
