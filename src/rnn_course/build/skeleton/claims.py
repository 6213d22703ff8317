"""What lesson NN says, measured over several seeds."""

import numpy as np
import pytest

from tests.course import solution_names

LESSON = "NAME"


@pytest.mark.parametrize("seed", range(5))
def test_the_last_mean_is_the_mean(seed):
    series = np.random.default_rng(seed).normal(3, 1, size=50)
    running_mean = solution_names(LESSON)["running_mean"]
    assert running_mean(series)[-1] == pytest.approx(series.mean())


def test_the_numbers_of_the_text():
    series = np.array([2.0, 4.0, 3.0, 5.0, 1.0])
    means = solution_names(LESSON)["running_mean"](series)
    assert np.abs(np.diff(series)).mean() == pytest.approx(2.25)
    assert np.abs(series[1:] - means[:-1]).mean() == pytest.approx(1.6, abs=0.05)
