"""The interactive figures: controls, words, redraws, and where no widget runs."""

import io

import ipywidgets
import numpy as np
import pytest
import traitlets
from PIL import Image

from rnn_course import plots, widgets


def wave(calls=None):
    """Return a live figure with one line that a slider moves."""
    ax = plots.axes(xlabel="x", ylabel="y")
    ax.set_ylim(-3, 3)
    (line,) = ax.plot(np.arange(5), np.zeros(5), animated=True)
    controls = {
        "height": ipywidgets.FloatSlider(value=1, max=3, description="Height"),
        "dots": ipywidgets.Checkbox(value=False, description="Dots"),
    }

    def redraw(height, dots):
        if calls is not None:
            calls.append((height, dots))
        line.set_ydata(height * np.array([0, 1, 0, -1, 0]))
        line.set_marker("o" if dots else "")

    return widgets.LiveFigure(
        ax.figure, controls, redraw, lambda height, dots: f"A wave, {height:g} high."
    )


def pixels(live):
    return np.asarray(Image.open(io.BytesIO(live.png)), dtype=int)


def test_a_control_moves_picture_and_words():
    live = wave()
    before = pixels(live)
    live.set(height=2.5)
    assert live.words == "A wave, 2.5 high."
    assert live.picture.alt == live.words
    assert np.abs(pixels(live) - before).sum() > 0


def test_the_fast_redraw_equals_a_full_one():
    moved = wave().set(height=2.5, dots=True).set(height=2.0)
    moved.figure.stale = True
    fast = pixels(moved)
    moved.redraw_seconds(1)
    np.testing.assert_array_equal(pixels(moved), fast)


def test_a_value_that_is_refused_leaves_the_controls_alive():
    live = wave()
    with pytest.raises(traitlets.TraitError):
        live.set(dots=True, height="tall")
    live.controls["height"].value = 2.0
    assert live.words == "A wave, 2 high."


def test_a_change_of_the_still_part_is_seen():
    live = wave()
    before = pixels(live)
    live.figure.axes[0].set_title("New")
    live.redraw_seconds(1)
    assert np.abs(pixels(live) - before)[:60].sum() > 0


def test_the_same_values_are_drawn_once():
    calls = []
    live = wave(calls)
    live.update()
    live.set(height=1)
    live.set(height=2, dots=True)
    assert calls == [(1, False), (2, True)]


def test_notebook_gets_widget_picture_and_words():
    bundle = wave()._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert '<img alt="A wave, 1 high."' in bundle["text/html"]
    assert bundle["image/png"].startswith("iVBOR")
    assert bundle["text/plain"] == "Interactive figure: A wave, 1 high."


def test_its_view_needs_nothing_that_ipywidgets_7_lacks(monkeypatch):
    """Google Colab has ipywidgets 7, whose boxes show themselves in another way."""
    live = wave()
    expected = live.box._repr_mimebundle_()
    monkeypatch.delattr(ipywidgets.Widget, "_repr_mimebundle_")
    view = "application/vnd.jupyter.widget-view+json"
    assert live._repr_mimebundle_()[view] == expected[view]


def test_unknown_control_is_named():
    with pytest.raises(KeyError, match=r"no control `width`\. There are: height, dots"):
        wave().set(width=3)


def test_control_without_words_is_refused():
    with pytest.raises(ValueError, match="`height` has no description"):
        widgets.LiveFigure(
            plots.axes().figure,
            {"height": ipywidgets.FloatSlider()},
            lambda height: None,
            lambda height: "",
        )


def test_number_explorer_tells_the_lessons_story():
    live = widgets.number_explorer()
    assert "after [5, 6, 7], where 8 is right" in live.words.lower()
    before = pixels(live)
    live.set(epochs=2000, inputs="shifted", target="change")
    assert live.words.count("(8 in 10 between 8.00 and 8.00)") == 1
    assert "is 23.00" in live.words
    assert np.abs(pixels(live) - before).sum() > 0


def test_number_explorer_draws_every_setting():
    live = widgets.number_explorer()
    for activation in live.controls["activation"].options:
        for inputs in live.controls["inputs"].options:
            for target in live.controls["target"].options:
                live.set(activation=activation, inputs=inputs, target=target)
                assert "nan" not in live.words
