"""An answer in another, confined process earns what it earns here: not a point less."""

from __future__ import annotations

import zlib

import pytest

from rnn_course.checks import NOT_ATTEMPTED, PASSED, WRONG, find_exercise, judge
from rnn_course.grading.checker.proxies import RemoteSubject
from tests.test_answers import (
    RIGHT,
    WRONG_ONES,
    corpus_of,
    trains,
    trains_from_seeds,
)


def is_judged_whole(lesson, name, function):
    first = corpus_of(lesson).rights[name][0]
    return function is first or not trains_from_seeds(lesson, name)


def sampled(case):
    """Leave two of three answers that train, or load Keras, to ``--long``."""
    if not case.marks or zlib.crc32(case.id.encode()) % 3 == 0:
        return case
    return pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.long])


def judged(host, lesson, name, right, place, **more):
    with host.answer(lesson, name, right, place, **more) as learner:
        subject = RemoteSubject(learner, "answer", name)
        return judge(lesson, name, subject, subject.namespace)


@pytest.mark.parametrize(
    ("lesson", "name", "function"),
    [one for one in RIGHT if is_judged_whole(*one.values)],
)
def test_right_answers_pass_from_outside(host, lesson, name, function):
    place = corpus_of(lesson).rights[name].index(function)
    verdict = judged(host, lesson, name, True, place)
    assert verdict.outcome == PASSED, verdict.reason
    assert verdict.points == verdict.max_points


@pytest.mark.parametrize(
    ("lesson", "name", "wrong"),
    [sampled(x) for x in WRONG_ONES if not trains_from_seeds(*x.values[:2])],
)
def test_wrong_answers_hear_why_from_outside(host, lesson, name, wrong):
    place = corpus_of(lesson).wrongs[name].index(wrong)
    trained = wrong.mistake == "ignores-the-model"  # a network is there, unused
    verdict = judged(host, lesson, name, False, place, trained=trained)
    assert verdict.outcome == WRONG, verdict.reason
    assert verdict.mistake == wrong.mistake, verdict.reason
    assert wrong.says in verdict.reason
    if wrong.points is not None:
        assert verdict.points == wrong.points
    elif not trains(lesson, name):
        namespace = wrong.function.__globals__ | corpus_of(lesson).namespace
        here = judge(lesson, name, wrong.function, namespace)
        assert verdict.points == here.points


EMPTY = "def double(x):\n    '''Say what it does.'''\n    raise NotImplementedError"
QUICK = "def double(x):\n    return 2 * x"


@pytest.mark.parametrize(
    ("source", "outcome"),
    [(EMPTY, NOT_ATTEMPTED), (QUICK, PASSED), ("def double(x): ...", NOT_ATTEMPTED)],
)
def test_a_stub_is_not_attempted_from_outside(host, source, outcome):
    with host.source(source) as learner:
        subject = RemoteSubject(learner, "double")
        assert judge("00-start-here", "double", subject).outcome == outcome


def test_each_exercise_is_there():
    assert find_exercise("00-start-here", "double")


KEEPS = """
kept = []
def decay_per_step(norms):
    return kept[0](norms) if kept else 0.0
own = decay_per_step
def diagnose(norms):
    if decay_per_step is not own:
        kept.append(decay_per_step)
    factor = decay_per_step(norms)
    return "vanishing" if factor < 0.9 else "exploding" if factor > 1.1 else "healthy"
"""


@pytest.mark.parametrize(("taken", "outcome"), [(False, PASSED), (True, WRONG)])
def test_a_right_answer_that_was_lent_is_taken_back(host, taken, outcome):
    """A check lends a right `decay_per_step`; kept, it would pass that one's check."""
    lesson = "05-vanishing-gradients"
    with host.source(KEEPS) as learner:
        assert judge(lesson, "diagnose", RemoteSubject(learner, "diagnose")).passed
        if taken:  # as the grader does after each check
            learner.take_back()
        kept = RemoteSubject(learner, "decay_per_step")
        assert judge(lesson, "decay_per_step", kept).outcome == outcome
