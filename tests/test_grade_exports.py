"""As many people come out as went in, each with the right file, whatever their names."""

from __future__ import annotations

from collections import Counter

import pytest

from rnn_course.grading.handed_in.collect import collect
from rnn_course.plain import is_strange
from tests import exports
from tests.exports import LESSON, lay_out, many


def look(place, export):
    """Return what is wrong with what was collected; nothing, where all is well."""
    collection = collect(place, LESSON)
    got = Counter(found.read() for found in collection.found)
    wanted = Counter(export.works.values())
    wrong = [f"lost: {data[:200]!r}" for data in wanted - got]
    wrong += [f"too much: {data[:200]!r}" for data in got - wanted]
    students = [found.student for found in collection.found]
    if len(set(students)) != len(students):
        wrong.append("two people have one id")
    if len(collection.waiting) != len(export.without):
        wrong.append(f"without a notebook: {export.without}, {collection.waiting}")
    for text in [*students, *collection.waiting]:
        if len(text.encode()) > 120 or "/" in text or text in ("", ".", ".."):
            wrong.append(f"no name for a folder: {text!r}")
    for text in [*students, *collection.problems, *collection.waiting.values()]:
        if any(is_strange(text, place) for place in range(len(text))):
            wrong.append(f"not safe to show: {text!r}")
    if collection.question and len(export.works) > 1:
        wrong.append(collection.question)
    return wrong, collection


def judge(place, seed, count):
    """Return how many exports, people and hard names went in, and what went wrong."""
    counts, wrong = Counter(), []
    for number, (rng, export) in enumerate(many(seed, count)):
        folder = place / str(number)
        folder.mkdir()
        found, collection = look(lay_out(export, folder, rng), export)
        wrong += [f"{seed} {number} {export.form}: {one}" for one in found]
        counts["exports"] += 1
        counts[export.form] += 1
        counts["people in"] += len(export.works) + len(export.without)
        counts["people out"] += len(collection.found) + len(collection.waiting)
        counts["lines that say why not"] += len(collection.waiting)
    return counts, wrong


def test_a_sample_of_exports_with_hard_names(tmp_path):
    counts, wrong = judge(tmp_path, 1, 70)
    assert wrong == []
    assert counts["people in"] == counts["people out"] > 300


@pytest.mark.long
def test_two_thousand_exports_with_hard_names(tmp_path, proof):
    counts, wrong = judge(tmp_path, 20, 2000)
    proof.save("exports", {**counts, "wrong": wrong})
    assert wrong == []
    assert counts["people in"] == counts["people out"]


def test_names_are_hard_indeed():
    """Today's names would be too easy: these differ, and most cannot be shown as is."""
    names = [name for group in exports.HARD_NAMES for name in group]
    assert len(set(names)) == len(names) > 90
