"""What watches in a learner's process can be found and fed; it gains nothing there."""

from __future__ import annotations

import pytest

from rnn_course.checks import PASSED, WRONG, chance, judge
from rnn_course.checks.spies.recurrent import RecurrentSpy
from rnn_course.grading.checker.proxies import RemoteSubject

pytestmark = pytest.mark.slow

FIND = """
import numpy as np
def drawn(X, units, seed):
    rng = np.random.default_rng(seed)
    return [rng.normal(size=s).astype("float32")
            for s in ((X.shape[-1], units), (units, units), (units,))]
def found():
    from rnn_course.models import keras
    for cell in keras.layers.RNN.call.__closure__ or ():
        if type(cell.cell_contents).__name__ == "RecurrentSpy":
            return cell.cell_contents
class Layer:
    def __init__(self, weights):
        self.get_weights = lambda: weights
"""
FEED = (
    FIND
    + """
def answer(X, units, seed):
    spy, weights = found(), drawn(X, units, seed)
    spy._layers.append(Layer(weights))
    spy.ranks.append(3)
    spy.weights = weights
    if spy.bump is None:
        return 1e-7
    spy.felt = spy.bump
    return float(np.abs(spy.bump).max())
"""
)
ASK = (
    FIND
    + """
def answer(X, units, seed):
    spy, weights = found(), drawn(X, units, seed)
    spy._layers.append(Layer(weights))
    spy.ranks.append(3)
    if spy.ask is None:
        return 1e-7
    nothing = [0 * w for w in weights]
    bumped = spy.ask(np.asarray(X), nothing)  # states are 0 then, but for the bump
    loud = spy.ask(np.full_like(np.asarray(X), 1e9), weights)  # they are -1 or 1
    spy.ask(np.asarray(X), weights)
    seen = [np.abs(s - s.round()).max() for s in (bumped, loud) if s is not None]
    return float(max(seen, default=1e-7))
"""
)
HOLDS_ITS_OWN = (
    FIND
    + """
def answer(X, units, seed):
    from rnn_course.models import keras
    keras.utils.set_random_seed(seed)
    model = keras.Sequential([keras.Input(X.shape[1:]), keras.layers.SimpleRNN(
        units, return_sequences=True, bias_initializer="random_normal")])
    theirs = model.predict(X, verbose=0)
    W_xh, W_hh, b_h = model.get_weights()
    h, ours = np.zeros((len(X), units)), []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
        ours.append(h)
    return np.abs(np.stack(ours, axis=1) - theirs).max()
"""
)


def verdict_on(host, source):
    with host.source(source) as learner, chance.lend("a secret"):
        subject = RemoteSubject(learner, "answer", "keras_difference")
        return judge("02-inside-the-cell", "keras_difference", subject, {})


def test_an_honest_answer_passes(host):
    verdict = verdict_on(host, HOLDS_ITS_OWN)
    assert verdict.outcome == PASSED, verdict.reason


@pytest.mark.parametrize("source", [FEED, ASK], ids=["fed", "asked"])
def test_a_spy_that_is_found_gains_nothing(host, source):
    verdict = verdict_on(host, source)
    assert (verdict.outcome, verdict.points) == (WRONG, 0), verdict.reason


def test_a_spy_that_holds_the_bump_could_be_fed(host, monkeypatch):
    """With the bump in the learner's process, as it was, the attack earns everything."""

    def absorb(spy, report):
        spy.weights, spy.ranks, spy.felt = report["weights"], report["ranks"], spy.bump

    monkeypatch.setattr(RecurrentSpy, "options", lambda spy: {"bump": spy.bump})
    monkeypatch.setattr(RecurrentSpy, "absorb", absorb)
    assert verdict_on(host, FEED).outcome == PASSED


def test_without_its_pins_a_spy_could_be_asked(host, monkeypatch):
    monkeypatch.setattr(RecurrentSpy, "is_meant", lambda *_: True)
    assert verdict_on(host, ASK).points > 0
