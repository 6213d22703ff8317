"""Tables of probabilities, drawn."""

import matplotlib.pyplot as plt
import numpy as np

from rnn_course.plots import beliefs


def test_only_shares_that_matter_get_a_number():
    table = np.array([[0.7, 0.004], [0.3, 0.996]])
    ax = beliefs.squares(table, ["mat", "rug"], ["The", "cat"], title="Two words")
    texts = {text.get_position(): text.get_text() for text in ax.texts}
    assert texts == {(0, 0): "70 %", (0, 1): "30 %", (1, 1): "100 %"}
    assert [text.get_text() for text in ax.get_yticklabels()] == ["mat", "rug"]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["The", "cat"]
    assert ax.get_title("left") == "Two words"
    plt.close(ax.figure)


def test_it_draws_into_axes_that_are_given():
    _, ax = plt.subplots()
    assert beliefs.squares([[1.0]], ["a"], ["b"], ax=ax) is ax
    plt.close(ax.figure)
