"""The check engine: what it notices, and in which words it says so."""

from __future__ import annotations

import contextlib
import gc
import threading
import time
import weakref

import numpy as np
import pytest

from rnn_course import CourseError
from rnn_course.checks import (
    CANNOT_BE_CHECKED,
    NOT_ATTEMPTED,
    PASSED,
    WRONG,
    Exercise,
    exercises,
    judge,
)
from rnn_course.checks.exercise import judge_answer
from rnn_course.checks.kinds import (
    Array,
    Arrays,
    Number,
    Parts,
    Table,
    Text,
    Unfit,
    close,
)
from rnn_course.checks.limits import TooSlow, stop_after
from rnn_course.checks.probes import Mistake, Probe, Probing
from rnn_course.checks.trouble import shorten

FACTOR = 2.0


def total(x):
    return x.sum(axis=0)


def exercise(examine=None, seconds=1.0, **options) -> Exercise:
    """An exercise: sum the rows of x (rows, columns)."""
    probing = Probing(
        reference=total,
        kind=Array("columns"),
        probes=[
            Probe("several rows", lambda rng: {"x": rng.normal(size=(4, 3))}),
            Probe("one row", lambda rng: {"x": rng.normal(size=(1, 5))}, share=0.25),
        ],
        mistakes=[
            Mistake("mean", "This is the mean.", lambda x: x.mean(axis=0)),
            Mistake(
                "not-one", "It fails for one row.", lambda x: total(x) / (len(x) > 1)
            ),
        ],
        **options,
    )
    hints = ("one", "two")
    return Exercise("total", "Total", 4, "Sums", hints, examine or probing, seconds)


def verdict(answer, **options):
    return judge_answer(exercise(**options), answer)


RIGHT = [
    total,
    lambda x: [sum(column) for column in x.T],
    lambda x: tuple(x.sum(0)),
    lambda x: np.ones(len(x)) @ x,
    lambda x: x.sum(axis=0).astype(np.float32),
    np.add.reduce,
]


@pytest.mark.parametrize("answer", RIGHT)
def test_any_right_form_passes(answer):
    assert verdict(answer).outcome == PASSED
    assert verdict(answer).points == 4


def stub(x):
    raise NotImplementedError("Write your answer here.")


def dots(x):
    """Only a docstring and dots."""
    ...


def calls_a_stub(x):
    return stub(x)


@pytest.mark.parametrize("answer", [stub, dots, None, ...])
def test_not_attempted(answer):
    assert verdict(answer).outcome == NOT_ATTEMPTED
    assert verdict(answer).points == 0


def test_an_answer_that_needs_an_unwritten_one_cannot_be_checked():
    result = verdict(calls_a_stub)
    assert result.outcome == CANNOT_BE_CHECKED
    assert "`total` calls `stub`, which is not written yet" in result.reason


def changes(x):
    x *= 2
    return x.sum(axis=0) / 2


def restores(x):
    x *= 2
    result = x.sum(axis=0) / 2
    x /= 2
    return result


def prints(x):
    print(x.sum(axis=0))


def loops(x):
    while True:
        with contextlib.suppress(Exception):
            time.sleep(0.01)


def uses_a_global(x):
    return x.sum(axis=0) * FACTOR


WRONG_ONES = [
    (lambda x: x.mean(0), "mean", "This is the mean.", 0),
    (changes, "changes-its-inputs", "changes its argument `x` in place", 2),
    (prints, "prints-instead-of-returning", "prints its result", 0),
    (lambda x: [x.sum(0)], "unfit-result", "expected (columns) = (3,)", 0),
    (lambda x: x.sum(0)[:, None], "unfit-result", "returned shape (3, 1)", 0),
    (lambda x: x.sum(0) * np.nan, "unfit-result", "contains NaN", 0),
    (lambda x: "sum", "unfit-result", "expected numbers", 0),
    (lambda: 1, "exception", "TypeError", 0),
    (lambda x: 1 / 0, "exception", "x of shape (4, 3)", 0),
    (uses_a_global, "uses-a-global", "reads `FACTOR`", 0),
    (loops, "too-slow", "had not finished after 1 s", 0),
    (3, "not-a-function", "expected the function itself", 0),
    (int, "not-a-function", "expected the function itself", 0),
    (lambda x: x.sum(0) + 1, None, "the type and shape are right", 0),
    (lambda x: x.sum(0) if len(x) > 1 else x[0] + 1, None, "tried with one row", 3),
]


@pytest.mark.parametrize(("answer", "mistake", "says", "points"), WRONG_ONES)
def test_wrong_answers_are_told_exactly_that(answer, mistake, says, points):
    result = verdict(answer)
    assert result.outcome == WRONG
    assert result.mistake == mistake, result.reason
    assert says in result.reason
    assert result.points == points


def test_crashing_alike_names_no_mistake():
    def crash(x):
        raise ValueError("for a reason of its own")

    probing = Probing(
        reference=total,
        kind=Array("columns"),
        probes=[Probe("rows", lambda rng: {"x": rng.normal(size=(4, 3))})],
        mistakes=[Mistake("transposed", "It is transposed.", lambda x: x @ x)],
    )
    assert judge_answer(exercise(probing), crash).mistake == "exception"


def test_an_argument_changed_and_put_back_is_no_mistake():
    assert verdict(restores).outcome == PASSED


def test_the_learners_own_line_is_shown():
    def nested(x):
        return np.linalg.inv(x)

    reason = verdict(nested).reason
    assert "`return np.linalg.inv(x)`" in reason
    assert "site-packages" not in reason


def test_no_expected_value_is_ever_printed():
    values = []

    def spy(x):
        values.append(total(x))
        return x.sum(0) + 1

    reason = verdict(spy).reason
    for number in np.concatenate(values):
        assert f"{number:.3f}" not in reason


def test_a_verdict_is_repeatable():
    answers = [verdict(lambda x: x.mean(0) + 1) for _ in range(3)]
    assert len(set(answers)) == 1


def test_a_check_that_breaks_says_so():
    def broken(case):
        raise KeyError("oh")

    result = verdict(total, examine=broken)
    assert result.outcome == CANNOT_BE_CHECKED
    assert "KeyError" in result.reason


def test_a_learners_interrupt_is_theirs():
    def interrupted(x):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verdict(interrupted)


def test_what_an_answer_prints_goes_nowhere(capfd):
    def chatty(x):
        print("hello")
        np.log(-1.0)
        return total(x)

    assert verdict(chatty).outcome == PASSED
    assert capfd.readouterr() == ("", "")


def test_parts_earn_their_share():
    def split(x):
        return x.sum(), x.max()

    probing = Probing(
        reference=split,
        kind=Parts(sum=Number(), largest=Number()),
        probes=[Probe("rows", lambda rng: {"x": rng.normal(size=6)})],
    )
    half = judge_answer(exercise(probing), lambda x: (x.sum(), x.min()))
    assert (half.outcome, half.points) == (WRONG, 2)
    assert "the values of largest are not" in half.reason
    for answer in (lambda x: 3, lambda x: (1, 2, 3), lambda x: "ab"):
        assert judge_answer(exercise(probing), answer).points == 0


@pytest.mark.parametrize("run", ["main thread", "other thread"])
def test_time_is_up(run):
    caught = []

    def endless():
        try:
            with stop_after(0.1):
                while True:
                    pass
        except TooSlow:
            caught.append(True)

    run_in(run, endless)
    assert caught == [True]


def run_in(place, function):
    if place == "main thread":
        function()
    else:
        thread = threading.Thread(target=function)
        thread.start()
        thread.join(20)


class Slow:
    """Takes its time when it is thrown away."""

    def __init__(self, seconds, told):
        self.seconds, self.told = seconds, told

    def __del__(self):
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            pass
        self.told.append("gone")


@pytest.mark.parametrize("run", ["main thread", "another thread"])
def test_a_destructor_is_not_disturbed(run):
    """An exception in it would go to stderr, where a test or a learner sees it."""
    told = []

    def endless():
        thing = Slow(0.5, told)
        try:
            with stop_after(0.1):
                del thing
                while True:
                    pass
        except TooSlow:
            told.append("stopped")

    run_in(run, endless)
    assert told == ["gone", "stopped"]


def test_a_callback_of_the_collector_is_not_disturbed():
    told = []

    def slow(phase, _):
        until = time.monotonic() + 0.3
        while time.monotonic() < until:
            pass
        told.append(phase)

    gc.callbacks.append(slow)
    try:
        with pytest.raises(TooSlow), stop_after(0.1):
            gc.collect()  # as it may begin at any moment
    finally:
        gc.callbacks.remove(slow)
    assert told[:2] == ["start", "stop"]


def test_what_is_told_of_a_dead_object_is_not_disturbed():
    """Callbacks of weak references are called as garbage is collected."""
    told = []

    def slow(_):
        until = time.monotonic() + 0.4
        while time.monotonic() < until:
            pass
        told.append("told")

    thing = Slow(0.0, told)
    thing.itself = thing  # only the collector finds it
    watcher = weakref.ref(thing, slow)
    del thing
    with pytest.raises(TooSlow), stop_after(0.1):
        gc.collect()
    assert told == ["told", "gone"]
    assert watcher() is None


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_an_endless_destructor_is_stopped_all_the_same():
    told = []
    thing = Slow(float("inf"), told)
    with pytest.raises(TooSlow), stop_after(0.1):
        del thing
    assert told == []


def sleep_through_anything():
    for _ in range(3):
        with contextlib.suppress(BaseException):
            time.sleep(60)


def test_time_is_up_even_for_code_that_catches_all():
    result = verdict(lambda x: sleep_through_anything(), seconds=0.1)
    assert result.mistake == "too-slow"


@pytest.mark.parametrize(
    ("got", "expected", "same"),
    [
        ([1, 2], np.array([1.0, 2.0]), True),
        ((np.ones((2, 3)), np.ones(2)), [np.ones((2, 3)), np.ones(2)], True),
        ((np.ones((2, 3)), np.ones(2)), (np.ones((2, 3)), np.zeros(2)), False),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]]), True),
        (np.array([[1, 2], [3, 4]]), [[1, 2], [3, 4]], True),
        ({"a": 1}, {"a": 1.0}, True),
        ({"a": 1}, {"b": 1}, False),
        ("a", "a", True),
        ("a", 1, False),
        (None, None, True),
        (None, 1.0, False),
        (1e-9, 2e-9, False),
        (float("nan"), float("nan"), True),
        ([1, [2]], np.ones(2), False),
    ],
)
def test_close(got, expected, same):
    assert close(got, expected, 1e-6) is same


def test_kinds_read_what_is_natural():
    assert Number(whole=True).read(np.int64(3), 3) == 3
    assert Text().read("a", "b") == "a"
    assert Table("word → id").read({"a": 1}, {}) == {"a": 1}


@pytest.mark.parametrize("value", [(1, (2.0, 3.0)), [1.0], np.ones(1), {}, "1", True])
def test_what_is_not_one_number_is_told_so(value):
    with pytest.raises(Unfit, match="expected one number"):
        Number().read(value, 1.0)


def test_a_message_comes_without_the_colours_of_a_terminal():
    def answer(x):
        raise ValueError("\x1b[1mExpected\x1b[0m 2 inputs")

    with pytest.raises(ValueError, match="Expected") as caught:
        answer(1)
    assert shorten(caught.value, answer).message == "Expected 2 inputs"


def test_unknown_names_get_help():
    with pytest.raises(CourseError, match="Did you mean `double`"):
        judge("00-start-here", "duoble", total)
    with pytest.raises(CourseError, match="no checks for the lesson '99-nothing'"):
        exercises("99-nothing")
    with pytest.raises(CourseError, match="no checks for the lesson"):
        exercises("../secret")


def judge_list(answer, **changes):
    """Judge an answer to the exercise "the same arrays, in a new list"."""
    probes = [
        Probe(
            "two arrays",
            lambda rng: {"arrays": [rng.normal(size=(2, 3)), np.array(1.5)]},
        )
    ]
    examine = Probing(lambda arrays: list(arrays), Arrays(), probes, **changes)
    hints = ("one", "two")
    return judge_answer(Exercise("copied", "Copy", 2, "Here", hints, examine), answer)


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        (lambda arrays: arrays[0], "expected a list of arrays"),
        (lambda arrays: arrays[:1], "a list of 1; expected 2 arrays"),
        (lambda arrays: [a.T for a in arrays], "array 0 of the list has shape (3, 2)"),
        (lambda arrays: [a * np.nan for a in arrays], "array 0 of the list contains"),
    ],
)
def test_a_list_of_arrays_is_read_one_by_one(answer, says):
    assert judge_list(lambda arrays: tuple(arrays)).passed
    verdict = judge_list(answer)
    assert verdict.outcome == WRONG
    assert says in verdict.reason


def test_a_new_result_is_no_argument():
    assert judge_list(lambda arrays: arrays).passed
    verdict = judge_list(lambda arrays: arrays, returns_new=True)
    assert (verdict.mistake, verdict.points) == ("returns-its-argument", 1)
    assert judge_list(lambda arrays: list(arrays), returns_new=True).passed


def test_rounding_is_no_change_of_an_argument():
    def nudged(arrays):
        result = [a.copy() for a in arrays]
        arrays[0] += 0.1
        arrays[0] -= 0.1
        return result

    assert judge_list(nudged).passed


def test_a_probe_may_bring_its_own_tolerance():
    def answer_with(tolerance):
        probe = Probe("one", lambda rng: {"x": 1.0}, tolerance=tolerance)
        examine = Probing(lambda x: x, Number(), [probe], tolerance=1e-9)
        exercise = Exercise("same", "Same", 1, "Here", ("one", "two"), examine)
        return judge_answer(exercise, lambda x: x + 1e-6)

    assert not answer_with(None).passed
    assert answer_with(1e-5).passed


@pytest.mark.parametrize(
    ("telling", "mistake"), [(True, "unfit-result"), (False, "mean")]
)
def test_a_probe_that_tells_nothing_is_left_out_of_naming(telling, mistake):
    def empty(rng):
        return {"x": np.zeros((0, 2))}

    def answer(x):
        return x.mean(axis=0) if len(x) else [7, 7, 7]

    several, single = exercise().examine.probes
    none = Probe("no rows", empty, telling=telling)
    mistakes = [Mistake("mean", "This is the mean.", lambda x: x.mean(axis=0))]
    probing = Probing(total, Array("columns"), [none, several, single], mistakes)
    assert judge_answer(exercise(probing), answer).mistake == mistake
