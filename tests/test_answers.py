"""Every right answer passes, every wrong one hears its own reason, no mutant lives."""

from __future__ import annotations

import importlib
import zlib
from dataclasses import replace

import pytest

from rnn_course import released
from rnn_course.checks import NOT_ATTEMPTED, PASSED, WRONG, find_exercise, judge
from rnn_course.checks.exercise import judge_answer
from tests.answers import Corpus
from tests.course import LESSONS, ROOT, code_cells, solution_names
from tests.mutants import mutants

WITH_CHECKS = [
    lesson
    for lesson in LESSONS
    if (ROOT / f"tests/answers/lesson_{lesson[:2]}.py").exists()
]


def corpus_of(lesson: str) -> Corpus:
    return importlib.import_module(f"tests.answers.lesson_{lesson[:2]}").corpus


def trains(lesson: str, name: str) -> bool:
    return getattr(find_exercise(lesson, name).examine, "trains", False)


def trains_from_seeds(lesson: str, name: str) -> bool:
    """Tell whether the check trains the answer's network: see test_remote_networks."""
    return hasattr(find_exercise(lesson, name).examine, "seeds")


def marked(lesson: str, name: str, *values, label: str):
    marks = [pytest.mark.slow] if trains(lesson, name) else []
    return pytest.param(lesson, name, *values, id=f"{lesson[:2]}-{label}", marks=marks)


EXERCISES = [
    marked(lesson, name, label=name)
    for lesson in WITH_CHECKS
    for name in released.read(lesson)["exercises"]
]

RIGHT = [
    marked(lesson, name, function, label=f"{name}-{function.__name__}")
    for lesson in WITH_CHECKS
    for name, functions in corpus_of(lesson).rights.items()
    for function in functions
]
WRONG_ONES = [
    marked(lesson, name, wrong, label=f"{name}-{wrong.function.__name__}")
    for lesson in WITH_CHECKS
    for name, wrongs in corpus_of(lesson).wrongs.items()
    for wrong in wrongs
]


def test_every_lesson_has_its_corpus():
    assert [x for x in LESSONS if released.read(x)["exercises"]] == WITH_CHECKS


@pytest.mark.parametrize(("lesson", "name"), EXERCISES)
def test_corpus_is_large_enough(lesson, name):
    corpus = corpus_of(lesson)
    assert len(corpus.rights.get(name, [])) >= 3
    assert len(corpus.wrongs.get(name, [])) >= 4


@pytest.mark.parametrize(("lesson", "name"), EXERCISES)
def test_the_solution_passes(lesson, name):
    names = solution_names(lesson)
    verdict = judge(lesson, name, names[name], names)
    assert verdict.outcome == PASSED, verdict.reason
    assert verdict.points == verdict.max_points


@pytest.mark.parametrize(("lesson", "name"), EXERCISES)
def test_the_stub_is_not_attempted(lesson, name):
    cells = code_cells("lessons", lesson)
    stub = next(
        c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == name
    )
    names = dict(solution_names(lesson))
    exec(stub.source, names)
    verdict = judge(lesson, name, names[name], names)
    assert verdict.outcome == NOT_ATTEMPTED
    assert verdict.points == 0


def sampled(case):
    """Leave a right answer to ``--long``, where it trains and is not the one drawn."""
    lesson, name, function = case.values
    rights = corpus_of(lesson).rights[name]
    solution = released.read(lesson)["exercises"][name]["solution"]
    drawn = rights[zlib.crc32(solution.encode()) % len(rights)]
    if function is drawn or not trains(lesson, name):
        return case
    return pytest.param(*case.values, id=case.id, marks=[*case.marks, pytest.mark.long])


@pytest.mark.parametrize(("lesson", "name", "function"), [sampled(x) for x in RIGHT])
def test_right_answers_pass(lesson, name, function):
    namespace = function.__globals__ | corpus_of(lesson).namespace
    verdict = judge(lesson, name, function, namespace)
    assert verdict.outcome == PASSED, verdict.reason


@pytest.mark.parametrize(("lesson", "name", "wrong"), WRONG_ONES)
def test_wrong_answers_hear_why(lesson, name, wrong):
    namespace = wrong.function.__globals__ | corpus_of(lesson).namespace
    verdict = judge(lesson, name, wrong.function, namespace)
    assert verdict.outcome == WRONG
    assert verdict.mistake == wrong.mistake, verdict.reason
    assert wrong.says in verdict.reason
    assert verdict.points < verdict.max_points
    if wrong.points is not None:
        assert verdict.points == wrong.points


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(("lesson", "name"), EXERCISES)
def test_no_mutant_passes(lesson, name):
    """Where a check trains, a third of the mutants here, all of them in the next."""
    find_living(lesson, name, whole=not trains_from_seeds(lesson, name))


@pytest.mark.long
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    ("lesson", "name"), [x for x in EXERCISES if trains_from_seeds(*x.values)]
)
def test_no_mutant_passes_training(lesson, name):
    find_living(lesson, name, whole=True)


def find_living(lesson, name, whole):
    source = released.read(lesson)["exercises"][name]["solution"]
    exercise = find_exercise(lesson, name)
    if trains(lesson, name) and hasattr(exercise.examine, "seeds"):
        exercise = replace(exercise, examine=replace(exercise.examine, seeds=(0,)))
    hurried = replace(exercise, seconds=1.0)  # many a mutant loops for ever
    equivalents = set(corpus_of(lesson).equivalents.get(name, {}))
    survivors = set()
    tried = [
        mutant
        for mutant in mutants(source, name)
        if whole or zlib.crc32(mutant.change.encode()) % 3 == 0
    ]
    for mutant in tried:
        known = mutant.change in equivalents
        believed = known and trains(lesson, name)  # to prove it takes minutes
        judged = exercise if known else hurried
        if believed or lives(mutant.source, judged, solution_names(lesson)):
            survivors.add(mutant.change)
    assert survivors == (equivalents if whole else equivalents & changes(tried))


def changes(tried) -> set[str]:
    return {mutant.change for mutant in tried}


def lives(source, exercise, names) -> bool:
    names = dict(names)
    function = source[source.index(f"def {exercise.name}(") :]
    exec(function, names)
    return judge_answer(exercise, names[exercise.name], names).outcome == PASSED
