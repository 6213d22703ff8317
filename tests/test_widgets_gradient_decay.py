"""The figure of gradient norms against lag."""

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.widgets.gradient_decay import LONGEST, norms_and_slope


def test_without_inputs_the_norm_is_the_scale_to_the_power_of_the_lag():
    norms, slope = norms_and_slope(0.9, 0.0, 20)
    assert slope == 1
    np.testing.assert_allclose(norms[::-1], 0.9 ** np.arange(20), rtol=1e-9)


def test_tanh_only_makes_the_norm_smaller():
    for scale in (0.5, 1.0, 1.5, 2.0):
        for inputs in (0.1, 1.0, 2.0):
            norms, slope = norms_and_slope(scale, inputs, 40)
            assert 0 < slope < 1
            assert (norms[::-1] <= scale ** np.arange(40) * (1 + 1e-9)).all()


def test_words_name_the_diagnosis():
    live = widgets.gradient_decay()
    live.set(scale=0.5)
    assert "vanishing" in live.words
    live.set(scale=2.0, inputs=0.0)
    assert "exploding" in live.words
    live.set(scale=1.0, inputs=0.0)
    assert "Times 1.00 for each step back: healthy" in live.words
    live.set(scale=1.5, inputs=1.0, steps=100)
    assert "exploding" not in live.words


@pytest.mark.parametrize("steps", [5, LONGEST])
def test_every_corner_is_drawn(steps):
    live = widgets.gradient_decay()
    for scale in (0.5, 2.0):
        for inputs in (0.0, 2.0):
            live.set(scale=scale, inputs=inputs, steps=steps)
            assert f"{steps} steps" in live.words
            assert np.isfinite(norms_and_slope(scale, inputs, steps)[0]).all()


def test_a_still_picture_stands_where_no_widget_runs():
    bundle = widgets.gradient_decay()._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert "Recurrent scale 1.00" in bundle["text/html"]
