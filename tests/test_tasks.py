"""The shapes of sequence tasks, drawn."""

import matplotlib.pyplot as plt
import pytest

from rnn_course.errors import CourseError
from rnn_course.plots import tasks


@pytest.mark.parametrize("task", tasks.TASKS.values(), ids=tasks.TASKS)
def test_each_task_has_a_box_for_all_that_is_read_and_given(task):
    ax = tasks.draw(task)
    texts = [text.get_text() for text in ax.texts]
    plt.close(ax.figure)
    for word in filter(None, (*task.reads, *task.gives)):
        assert word in texts
    assert {task.title, task.shape_in, task.shape_out} <= set(texts)
    assert len(task.alt.split()) > 8


def test_an_unknown_task_is_named():
    with pytest.raises(CourseError, match=r"no task 'wether'.*weather"):
        tasks.show("wether")
