"""Late policy, lessons left out and weights, against sums written another way.

The oracle below is by hand: whole numbers and fractions, a loop for each piece of time, and
every way to leave lessons out. It shares no line with the code.
"""

from __future__ import annotations

import datetime
import random
from fractions import Fraction

import pytest

from rnn_course.term.class_plan import LatePolicy
from rnn_course.term.final_grade import Counted, after_lateness, final_grade, is_late


def seconds(count):
    return datetime.timedelta(seconds=count)


def oracle_late(policy, percent, late):
    if late <= 0 or late <= policy["grace"]:
        return percent
    if policy["closes"] and late > policy["closes"]:
        return Fraction(0)
    left, begun = percent, 0
    while begun < late:  # each piece that has begun
        left -= policy["takes"]
        begun += policy["each"]
    if left < 0:
        left = Fraction(0)
    if left < policy["least"]:
        left = percent if percent < policy["least"] else Fraction(policy["least"])
    return left


def test_late_policy_over_random_cases():
    rng = random.Random(1)
    for _ in range(8_000):
        policy = {
            "takes": rng.choice([0, 1, 5, 10, 25, 100]),
            "each": rng.choice([3600, 86400]),
            "grace": rng.choice([0, 0, 60, 900, 86400]),
            "least": rng.choice([0, 0, 40, 100]),
            "closes": rng.choice([0, 0, 3600, 7 * 86400]),
        }
        percent = Fraction(rng.randrange(0, 201), 2)
        near = rng.choice([0, policy["grace"], policy["each"], 3 * policy["each"],
                           policy["closes"], rng.randrange(10**6)])  # fmt: skip
        late = near + rng.choice([-1, 0, 1, rng.randrange(-5000, 5000)])
        made = LatePolicy(
            float(policy["takes"]), seconds(policy["each"]), seconds(policy["grace"]),
            float(policy["least"]), seconds(policy["closes"]) if policy["closes"] else None,
        )  # fmt: skip
        given = after_lateness(made, float(percent), seconds(late))
        assert given == pytest.approx(float(oracle_late(policy, percent, late))), (
            policy, percent, late,
        )  # fmt: skip


def oracle_drop(lessons, drop):
    """Try every subset by its bits; return the best mean."""
    lessons = [one for one in lessons if one[1]]
    best = None
    for bits in range(2 ** len(lessons)):
        out = [one for place, one in enumerate(lessons) if bits >> place & 1]
        kept = [one for place, one in enumerate(lessons) if not bits >> place & 1]
        if len(out) > drop or not kept or not all(can for _, _, can in out):
            continue
        mean = sum(p * w for p, w, _ in kept) / sum(w for _, w, _ in kept)
        best = mean if best is None or mean > best else best
    return best


def test_drops_and_weights_over_random_cases():
    rng = random.Random(2)
    for _ in range(1_500):
        lessons = [
            (Fraction(rng.choice([0, 50, 50, 100, rng.randrange(101)])),
             Fraction(rng.choice([0, 1, 1, 1, 2, 5])), rng.random() < 0.8)
            for _ in range(rng.randrange(7))
        ]  # fmt: skip
        drop = rng.randrange(4)
        counted = [
            Counted(str(place), float(percent), float(weight), can)
            for place, (percent, weight, can) in enumerate(lessons)
        ]
        final = final_grade(counted, drop)
        expected = oracle_drop(lessons, drop)
        if expected is None:
            assert final.percent is None
            continue
        assert final.percent == pytest.approx(float(expected))
        assert len(final.dropped) <= drop
        kept = [
            one for one in counted if one.lesson not in final.dropped and one.weight
        ]
        mean = sum(one.percent * one.weight for one in kept)
        assert final.percent == pytest.approx(mean / sum(one.weight for one in kept))


def test_among_equals_the_earliest_is_left_out():
    lessons = [Counted(name, 50.0) for name in ("01", "02")] + [Counted("03", 80.0)]
    assert final_grade(lessons, 1).dropped == ("01",)
    assert final_grade([Counted("01", 80.0), Counted("02", 80.0)], 1).dropped == ()


def test_one_lesson_always_stays():
    assert final_grade([Counted("01", 30.0)], 3).percent == 30.0
    assert final_grade([Counted("01", 30.0), Counted("02", 60.0)], 3).percent == 60.0
    assert final_grade([]).percent is None


def test_the_lowest_percent_is_not_always_the_best_to_leave_out():
    light, heavy = Counted("01", 40.0, 1.0), Counted("02", 50.0, 10.0)
    final = final_grade([light, heavy, Counted("03", 90.0, 1.0)], 1)
    assert final.dropped == ("02",)
    assert final.percent == pytest.approx(65.0)


def test_a_second_decides():
    policy = LatePolicy(takes=10, grace=datetime.timedelta(minutes=15))
    assert not is_late(policy, seconds(900))
    assert after_lateness(policy, 80.0, seconds(900)) == 80.0
    assert after_lateness(policy, 80.0, seconds(901)) == 70.0
    assert after_lateness(policy, 80.0, seconds(86400)) == 70.0
    assert after_lateness(policy, 80.0, seconds(86401)) == 60.0
