"""Right and wrong answers to the exercises of lesson NN."""

import numpy as np

from tests.answers import Corpus

corpus = Corpus("NAME")


@corpus.right("running_mean")
def by_cumulated_sums(series):
    return np.cumsum(series) / np.arange(1, len(series) + 1)


@corpus.right("running_mean")
def by_slices(series):
    return [np.mean(series[: i + 1]) for i in range(len(series))]


@corpus.right("running_mean")
def by_moving_the_mean(series):
    mean, means = 0.0, []
    for i, number in enumerate(series):
        mean += (number - mean) / (i + 1)
        means.append(mean)
    return np.array(means)


@corpus.wrong("running_mean", mistake="sums", says="running sums")
def sums(series):
    return np.cumsum(series)


@corpus.wrong("running_mean", mistake="whole-mean", says="up to the step")
def whole_mean(series):
    return np.zeros(len(series)) + np.mean(series)


@corpus.wrong("running_mean", mistake="unchanged", says="as it came")
def unchanged(series):
    return np.asarray(series)


@corpus.wrong("running_mean", mistake="divides-by-the-length", says="so far")
def by_the_length(series):
    return np.cumsum(series) / len(series)


# Changes to the solution that change nothing, each with its reason.
corpus.equivalent("running_mean", "`0.0` → `-0.0`", because="minus zero is zero")
corpus.equivalent(
    "running_mean", "`np.array(means)` → `means`", because="a list will do"
)
