"""The bars of each step's share of dL/dW_hh."""

import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.widgets.gradient_shares import EVERY, LAST, LONGEST, mean_shares


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
