"""Questions are fixed at home, and drawn from a secret where points count."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path

import numpy as np
import pytest

from rnn_course.checks import CANNOT_BE_CHECKED, PASSED, WRONG, chance, judge
from rnn_course.checks.anew import OTHER_INPUTS
from rnn_course.checks.exercise import Exercise, judge_answer
from rnn_course.checks.kinds import Number
from rnn_course.checks.lesson_03.predict import STARTS, _starts
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.subject import copies
from rnn_course.checks.verdict import Wrong
from rnn_course.grading.workers.child import setting_of
from rnn_course.submission.job import Job
from tests.course import solution_names
from tests.test_answers import EXERCISES, RIGHT, WRONG_ONES, corpus_of, trains

FAST = [case for case in EXERCISES if not trains(*case.values)]
SECRETS = [f"secret {number}" for number in range(20)]


def drawn(key, secret, exercise="double"):
    with chance.lend(secret), chance.draw_anew(exercise):
        return chance.generator(key).normal(size=5).tolist()


def test_at_home_every_generator_is_the_fixed_one():
    for key in (0, 7, [7, 3]):
        expected = np.random.default_rng(key).normal(size=5)
        assert np.array_equal(chance.generator(key).normal(size=5), expected)
    assert chance.number(7) == 7
    assert chance.among("fixed", lambda rng: "drawn") == "fixed"
    assert chance.size(chance.generator(1), 4, 9, 9) == 4


def test_a_secret_repeats_itself_and_nothing_else():
    assert drawn(1, "a") == drawn(1, "a")
    others = [drawn(1, "b"), drawn(2, "a"), drawn(1, "a", "next_word")]
    assert all(drawn(1, "a") != other for other in others)


def test_a_secret_that_is_lent_draws_nothing_by_itself():
    with chance.lend("a"):
        assert chance.number(7) == 7
    with chance.lend(""):
        assert not chance.is_lent()


def table_of(lesson, name, solution, names):
    """Return an answer that knows what is asked at home, and nothing else."""
    known, last = {}, []

    def key(inputs):
        return repr([getattr(x, "tolist", lambda x=x: x)() for x in inputs])

    def learn(*inputs):
        given = copies(dict(enumerate(inputs)))
        last.append(solution(*inputs))
        known[key(given.values())] = copies({"": last[-1]})[""]
        return last[-1]

    def answer(*inputs):
        return known.get(key(inputs), last[0])

    learn.__name__ = answer.__name__ = name
    assert judge(lesson, name, learn, names).outcome == PASSED
    return answer


# Inputs of these are functions or generators, or it is watched: nothing to look up.
NOT_A_TABLE = {
    "keras_difference",
    "numerical_gradient",
    "greedy_decode",
    "sample",
    "recall_dataset",
}


@pytest.mark.parametrize(
    ("lesson", "name"), [c for c in FAST if c.values[1] not in NOT_A_TABLE]
)
def test_a_table_of_what_is_asked_at_home_earns_nothing(lesson, name):
    names = solution_names(lesson)
    answer = table_of(lesson, name, names[name], names)
    if name not in ("split_quotes",):  # whose solution takes its seed by name
        assert judge(lesson, name, answer, names).outcome == PASSED
    with chance.lend("secret"):
        verdict = judge(lesson, name, answer, names)
    assert (verdict.outcome, verdict.points) == (WRONG, 0), verdict.reason


def test_feedback_names_the_kind_of_input_and_not_the_input():
    names = solution_names("00-start-here")
    answer = table_of("00-start-here", "double", names["double"], names)
    with chance.lend("secret"):
        verdict = judge("00-start-here", "double", answer)
    assert verdict.mistake == OTHER_INPUTS
    assert "tried with a whole number" in verdict.reason
    assert not re.search(r"\d", verdict.reason)


@pytest.mark.parametrize("share", [0.0, 0.25, 0.75])
def test_the_worse_of_both_counts(share):
    def examine(case):
        if chance.is_drawn_anew():
            raise Wrong("It was asked for 17.", "a-mistake", share)
        raise Wrong("known", "known", 0.5)

    exercise = Exercise("f", "", 2, "", ("", ""), examine)
    with chance.lend("secret"):
        verdict = judge_answer(exercise, print)
    assert verdict.points == 2 * min(share, 0.5)
    assert verdict.mistake == "known"  # what is said of the fixed inputs helps more
    assert verdict.reason.startswith("known")
    assert ("worse still" in verdict.reason) == (share < 0.5)
    assert "17" not in verdict.reason


def test_a_draw_that_makes_no_question_costs_nobody_a_point():
    def inputs(rng):
        if chance.is_drawn_anew():
            raise ValueError("high <= 0")
        return {"x": float(rng.random())}

    examine = Probing(lambda x: 2 * x, Number(), [Probe("numbers", inputs)])
    exercise = Exercise("f", "", 2, "", ("", ""), examine)
    with chance.lend("secret"):
        assert judge_answer(exercise, lambda x: x + x).outcome == PASSED
        assert judge_answer(exercise, lambda x: x).outcome == WRONG


def test_whoever_breaks_the_check_for_unknown_inputs_earns_nothing():
    def examine(case):
        if chance.is_drawn_anew():
            raise TypeError("what the answer gave cannot be read")

    with chance.lend("secret"):
        verdict = judge_answer(Exercise("f", "", 2, "", ("", ""), examine), print)
    assert (verdict.outcome, verdict.points) == (CANNOT_BE_CHECKED, 0)


def test_an_answer_that_was_too_slow_hears_that_and_not_for_what():
    def examine(case):
        if chance.is_drawn_anew():
            raise Wrong("`f` was stopped when called with x = 17.", "too-slow", 0.0)

    with chance.lend("secret"):
        verdict = judge_answer(Exercise("f", "", 2, "", ("", ""), examine), print)
    assert verdict.mistake == "too-slow"
    assert "not finished in time" in verdict.reason
    assert "17" not in verdict.reason


def test_a_learners_process_is_told_no_secret():
    job = Job("00-start-here", "ana", (), secret="the secret of this run")
    assert "secret" not in json.dumps(setting_of(job, "/tmp/x", weaker=False))
    assert Job.read(job.plain()) == job
    old = {key: value for key, value in job.plain().items() if key != "secret"}
    assert Job.read(old).secret == ""


def judged(lesson, name, function, secret):
    with chance.lend(secret):
        namespace = function.__globals__ | corpus_of(lesson).namespace
        return judge(lesson, name, function, namespace)


def wrong_of(case):
    lesson, name, wrong = case.values
    return lesson, name, wrong.function


QUICK_RIGHT = [case for case in RIGHT if not trains(*case.values[:2])]
QUICK_WRONG = [case for case in WRONG_ONES if not trains(*case.values[:2])]


HEAVY = re.compile(r"keras|tensorflow|_tf|_a_tensor")  # loading it takes its seconds
LIGHT = [
    case
    for case in QUICK_RIGHT
    if not HEAVY.search(f"{case.values[1]} {case.values[2].__name__}")
]


@pytest.mark.parametrize(("lesson", "name", "function"), LIGHT[::8])
def test_right_answers_pass_with_a_secret(lesson, name, function):
    verdict = judged(lesson, name, function, SECRETS[0])
    assert verdict.outcome == PASSED, verdict.reason


@pytest.mark.long
def test_right_answers_pass_with_every_secret(proof):
    """Twenty secrets for each right answer, one for each wrong one."""
    importlib.import_module("rnn_course.models")  # no answer waits for TensorFlow
    failed = [
        [case.id, secret, verdict.reason]
        for case in QUICK_RIGHT
        for secret in SECRETS
        if (verdict := judged(*case.values, secret)).outcome != PASSED
    ]
    moved = [
        [case.id, str(verdict.mistake), verdict.reason]
        for case in QUICK_WRONG
        if (verdict := judged(*wrong_of(case), SECRETS[1])).outcome != WRONG
        or verdict.mistake != case.values[2].mistake
    ]
    proof.save(
        "secrets",
        {
            "secrets": len(SECRETS),
            "right answers": len(QUICK_RIGHT),
            "right answers that failed": failed,
            "wrong answers": len(QUICK_WRONG),
            "wrong answers with another verdict": moved,
        },
    )
    assert not failed
    assert not moved


def test_no_drawn_window_is_further_than_the_task_says():
    """A network that is right up to 102 owes nothing beyond."""
    starts = [_starts(np.random.default_rng(seed)) for seed in range(500)]
    assert min(map(min, starts)) >= 3
    assert max(map(max, starts)) == STARTS[-1]


def test_every_secret_is_drawn_in_one_place():
    for path in Path(chance.__file__).parent.rglob("*.py"):
        code = re.sub(r"`[^`]*`", "", path.read_text("utf-8"))
        if path.name != "chance.py":
            assert not re.search(r"default_rng\(|set_random_seed\(", code), path
