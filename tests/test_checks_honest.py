"""What a check hands over is a learner's own; what one call leaves, the next one meets."""

from __future__ import annotations

import numpy as np
import pytest

from rnn_course.checks import PASSED, WRONG, judge
from tests.course import solution_names
from tests.test_answers import EXERCISES, trains

FAST = [case for case in EXERCISES if not trains(*case.values)]

COUNTS = """
calls = 0
def {name}(*inputs):
    global calls
    calls += 1
    return right(*inputs)
"""
LATE = """
last = None
def {name}(*inputs):
    global last
    now = right(*inputs)
    late, last = now if last is None else last, now
    return late
"""


# The same by other ways to remember.
ATTRIBUTE = """
def {name}(*inputs):
    now = right(*inputs)
    late, {name}.last = getattr({name}, "last", now), now
    return late
"""
DEFAULT = """
def {name}(*inputs, seen=[]):
    seen.append(right(*inputs))
    return seen[max(len(seen) - 2, 0)]
"""
CLOSURE = """
def remember():
    last = None
    def {name}(*inputs):
        nonlocal last
        now = right(*inputs)
        late, last = now if last is None else last, now
        return late
    return {name}
{name} = remember()
"""


def written(source, lesson, name):
    """Run an answer's cell in a notebook; return the answer and the notebook's names."""
    names = dict(solution_names(lesson))
    names["right"] = names[name]
    exec(source.format(name=name), names)
    return names[name], names


@pytest.mark.parametrize(("lesson", "name"), FAST)
def test_a_global_that_changes_no_result_is_allowed(lesson, name):
    verdict = judge(lesson, name, *written(COUNTS, lesson, name))
    assert verdict.outcome == PASSED, verdict.reason


@pytest.mark.parametrize(("lesson", "name"), FAST)
def test_what_an_earlier_call_left_is_found(lesson, name):
    """Each call gives what the call before should have given."""
    verdict = judge(lesson, name, *written(LATE, lesson, name))
    assert verdict.outcome == WRONG


@pytest.mark.parametrize("source", [ATTRIBUTE, DEFAULT, CLOSURE])
@pytest.mark.parametrize(("lesson", "name"), FAST[::6])
def test_it_is_found_wherever_it_is_kept(lesson, name, source):
    verdict = judge(lesson, name, *written(source, lesson, name))
    assert verdict.outcome == WRONG


def test_a_check_leaves_the_notebook_as_it_was():
    """The learner's own value stays, and a second check says what the first has said."""
    answer, names = written(COUNTS, "00-start-here", "double")
    names["calls"] = mine = 17
    said = [judge("00-start-here", "double", answer, names) for _ in range(2)]
    assert names["calls"] == mine
    assert said[0] == said[1]


def test_a_name_that_only_the_check_has_made_goes_again():
    source = "def {name}(x):\n    global found\n    found = right(x)\n    return found"
    answer, names = written(source, "00-start-here", "double")
    assert judge("00-start-here", "double", answer, names).outcome == PASSED
    assert "found" not in names


def numpy_scalars(value):
    """All numbers and strings of NumPy's own kinds, but for those inside arrays."""
    if isinstance(value, np.generic):
        return [value]
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list | tuple):
        return [found for item in value for found in numpy_scalars(item)]
    return []


@pytest.mark.parametrize(("lesson", "name"), FAST)
def test_numbers_and_words_are_pythons_own(lesson, name):
    names = dict(solution_names(lesson))
    right, seen = names[name], []

    def answer(*inputs):
        seen.extend(numpy_scalars(list(inputs)))
        return right(*inputs)

    names[name] = answer
    assert judge(lesson, name, answer, names).outcome == PASSED
    assert seen == []
