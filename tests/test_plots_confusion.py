"""The confusion matrix: counts by hand, and every count is written."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from rnn_course.plots.confusion import confusion, confusion_counts


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


def test_rows_are_the_truth():
    counts = confusion_counts([0, 0, 1, 2, 2], [0, 1, 1, 0, 0], 3)
    np.testing.assert_array_equal(counts, [[1, 1, 0], [0, 1, 0], [2, 0, 0]])


def test_every_count_is_written_at_its_place():
    ax = confusion([0, 0, 1], [0, 1, 1], ["no", "yes"], title="Two words")
    written = {text.get_position(): text.get_text() for text in ax.texts}
    assert written == {(0, 0): "1", (1, 0): "1", (1, 1): "1"}
    assert [label.get_text() for label in ax.get_xticklabels()] == ["no", "yes"]
    assert ax.get_title(loc="left") == "Two words"
    assert ax.get_ylabel() == "what was spoken"


def test_a_class_that_never_came_is_an_empty_row():
    ax = confusion([0], [0], range(3))
    assert len(ax.texts) == 1
