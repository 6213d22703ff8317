"""The board of gates: its numbers are an LSTM's, its words say what is seen."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_course import widgets
from rnn_course.networks import gates
from rnn_course.widgets.gate_board import CONSTANT, SINGLE, STEPS, run_unit

SHUT, OPEN = -40.0, 40.0  # biases that hold a gate at 0 and 1


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def board():
    return widgets.gate_board()


@pytest.mark.parametrize("inputs", [SINGLE, CONSTANT])
@pytest.mark.parametrize(("write", "show"), [(0, 1), (1, 0), (1, 1)])
@pytest.mark.parametrize("bias", [-1.0, 1.0, 6.0])
def test_the_unit_is_an_lstm_with_fixed_gates(bias, write, show, inputs):
    x = np.ones(STEPS) if inputs == CONSTANT else np.eye(STEPS)[0]
    kernel = np.array([[0.0, 0.0, 1.0, 0.0]])
    stand = np.array([OPEN if write else SHUT, bias, 0.0, OPEN if show else SHUT])
    zeros = np.zeros((1, 1))
    H, C = gates.lstm_forward(
        x[None, :, None], zeros, zeros, kernel, np.zeros((1, 4)), stand
    )
    c, h, _ = run_unit(bias, write, show, inputs)
    np.testing.assert_allclose(c, C[0, :, 0], atol=1e-12)
    np.testing.assert_allclose(h, H[0, :, 0], atol=1e-12)


def test_the_gradient_is_a_nudge_of_an_earlier_cell_state():
    _, _, gradient = run_unit(3.0, 0.5, 1.0)
    f = gates.sigmoid(3.0)
    value = 1e-6
    for t in range(STEPS - 1, 0, -1):
        value *= f
        np.testing.assert_allclose(gradient[t - 1], value / 1e-6)
    assert gradient[-1] == 1


def test_what_the_lesson_asks_to_try(board):
    c, h, _ = run_unit(3.0, 1.0, 0.0)
    other, _, _ = run_unit(3.0, 1.0, 1.0)
    np.testing.assert_array_equal(c, other)
    assert not h.any()
    assert run_unit(1.0, 1.0, 1.0)[0][-1] < 1e-7
    assert run_unit(6.0, 1.0, 1.0)[0][-1] > 0.6
    assert run_unit(6.0, 1.0, 1.0, CONSTANT)[1][-1] > 0.999
    assert run_unit(6.0, 0.0, 1.0, CONSTANT)[1][-1] == 0


def test_words_say_what_is_seen(board):
    board.set(bias=1, write=1, show=1, inputs=SINGLE)
    assert "forget gate is 0.731" in board.words
    assert "0.76 after step 1" in board.words
    assert "9.4e-09" in board.words
    board.set(bias=6, inputs=CONSTANT)
    assert "left the picture" in board.words
    assert board.picture.alt == board.words


def test_controls_have_names_and_every_corner_is_drawn(board):
    names = [control.description for control in board.controls.values()]
    assert names == ["Forget bias", "Input gate", "Output gate", "Input"]
    for bias in (-2, 8):
        for share in (0, 1):
            for inputs in (SINGLE, CONSTANT):
                board.set(bias=bias, write=share, show=share, inputs=inputs)
                assert np.isfinite(run_unit(bias, share, share, inputs)[0]).all()


def test_a_still_picture_stands_in(board):
    bundle = board._repr_mimebundle_()
    assert bundle["image/png"].startswith("iVBOR")
    assert '<img alt="Forget bias' in bundle["text/html"]
