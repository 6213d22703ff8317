"""A network from a confined process is the one that would be trained here.

Once it has arrived, the same code trains it as in `test_answers`, for minutes. So each
network is looked at before its first update and goes no further; the first right answer
to each exercise is trained to the end in `test_remote`.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from rnn_course import models
from rnn_course.checks import judge
from rnn_course.checks.lesson_06.training import Trainer
from rnn_course.checks.lesson_10 import listener
from rnn_course.checks.verdict import Wrong
from rnn_course.networks import attention
from tests import test_answers
from tests.test_answers import corpus_of, trains_from_seeds
from tests.test_remote import judged

pytestmark = pytest.mark.slow

RIGHT_ONES, WRONG_ONES = (
    [one for one in ones if trains_from_seeds(*one.values[:2])]
    for ones in (test_answers.RIGHT, test_answers.WRONG_ONES)
)


DRAWN_LATE = {"without_an_input_layer"}  # weights are made here, at the first call
LOSES_ITS_MASK_LATE = "normalized_before_the_mask"
ONLY_TRAINING_SHOWS = {
    "candidate-flat",
    "forgets",
    "goes-past-the-memory",
    "learns-slowly",
    "rate-too-large",
    "rate-too-small",
    "scores-cut-off",
}


@pytest.fixture
def arrived(monkeypatch) -> list[dict[str, Any]]:
    """What each network was at its first update; nothing is trained any more."""
    seen = []

    def look(model, X, y):
        said = model(X, training=False)
        seen.append(
            {
                "weights": [np.array(w) for w in model.get_weights()],
                "says": np.array(said),
                "loss": float(model.compute_loss(x=X, y=y, y_pred=said)),
                "optimizer": model.optimizer.get_config() | {"name": ""},
            }
        )
        raise Wrong("seen", "seen", 0.25)  # and no training

    def fit_fast(model, X, y, *_, **__):
        look(model, X[:8], y[:8])

    monkeypatch.setattr(models, "fit_fast", fit_fast)
    monkeypatch.setattr(
        Trainer,
        "update",
        lambda self, X, y: look(self.model, X.astype("float32"), y.astype("int32")),
    )
    monkeypatch.setattr(listener, "_update", look)

    def learn(model, read, written, *_, **__):
        look(model, [read[:8], written[:8, :-1]], written[:8, 1:])

    monkeypatch.setattr(attention, "learn", learn)
    return seen


@pytest.mark.parametrize(("lesson", "name", "function"), RIGHT_ONES)
def test_it_arrives_as_it_was(host, arrived, lesson, name, function):
    place = corpus_of(lesson).rights[name].index(function)
    names = function.__globals__ | corpus_of(lesson).namespace
    assert judge(lesson, name, function, names).mistake == "seen"
    mine = arrived.copy()
    arrived.clear()
    assert judged(host, lesson, name, True, place).mistake == "seen"
    for twin, model in zip(arrived, mine, strict=True):
        if function.__name__ not in DRAWN_LATE:
            for ours, theirs in zip(model["weights"], twin["weights"], strict=True):
                np.testing.assert_array_equal(theirs, ours)
            np.testing.assert_allclose(twin["says"], model["says"], atol=1e-6)
            assert twin["loss"] == pytest.approx(model["loss"], rel=1e-5)
        assert twin["says"].shape == model["says"].shape
        assert str(twin["optimizer"]) == str(model["optimizer"])


@pytest.mark.parametrize(("lesson", "name", "wrong"), WRONG_ONES)
def test_a_wrong_one_hears_why_or_would_be_trained(host, arrived, lesson, name, wrong):
    place = corpus_of(lesson).wrongs[name].index(wrong)
    verdict = judged(host, lesson, name, False, place)
    would_be_trained = (
        wrong.mistake in ONLY_TRAINING_SHOWS
        or wrong.function.__name__ == LOSES_ITS_MASK_LATE
    )
    assert bool(arrived) == would_be_trained, verdict.reason
    assert verdict.mistake == ("seen" if arrived else wrong.mistake), verdict.reason
    if not arrived:
        assert wrong.says in verdict.reason
        assert wrong.points in (None, verdict.points)
