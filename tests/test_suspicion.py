"""Odd things are named; honest answers have none."""

from __future__ import annotations

import inspect

import pytest

from rnn_course.submission.suspicion import oddities
from tests.attacks import attacks_on
from tests.course import LESSONS, code_cells
from tests.test_answers import WITH_CHECKS, corpus_of


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("import ctypes", ["ctypes"]),
        ("from rnn_course.checks import lesson_00", ["rnn_course.checks"]),
        ("import rnn_course.grading.wire.messages as m", ["rnn_course.grading"]),
        ("from rnn_course import released", ["rnn_course.released"]),
        ("import sys; sys._getframe()", ["_getframe"]),
        ("check = None", ["check"]),
        ("get_ipython().user_ns", ["get_ipython", "user_ns"]),
        ("class A:\n    def __eq__(self, other): return True", ["__eq__"]),
        ("open('/proc/self/mem')", ["/proc/"]),
        ("import numpy as np\ncheck.double(double)", []),
        ("%time 1\nimport ctypes", ["ctypes"]),  # a magic hides nothing
        ("import gc\ngc.collect()", []),
        ("'The film was released in 1999.'\nsolution = 3", []),
        ("def broken(", []),
        ("-" * 100_000 + "1", []),
    ],
)
def test_odd_things_are_named(source, found):
    assert oddities(source) == found


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_lesson_is_odd(lesson):
    for folder in ("solutions", "lessons"):
        for number, cell in enumerate(code_cells(folder, lesson)):
            odd = oddities(cell.source)
            assert not odd or (
                number == 0 and set(odd) <= {"check", "hint", "quiz", "solution"}
            )


@pytest.mark.parametrize("lesson", WITH_CHECKS)
def test_no_right_answer_is_odd(lesson):
    for functions in corpus_of(lesson).rights.values():
        for function in functions:
            assert not oddities(inspect.getsource(function))


def test_most_forgers_are_noticed():
    forgers = [
        one for one in attacks_on("00-start-here") if one.group in ("forge", "spy")
    ]
    noticed = [one for one in forgers if one.flag or oddities(one.source)]
    assert len(noticed) > 0.8 * len(forgers)
