"""What was found in a class, in words, and the rules by which it was said."""

from __future__ import annotations

from collections.abc import Callable

from .claims import (
    CHANCES,
    HARDER,
    LEAST_STUDENTS,
    OFTEN,
    Claims,
)
from .class_facts import Facts
from .class_people import Member

__all__ = ["fact_words", "finding_words", "rule_words"]

Call = Callable[[Member], str]
TRENDS = {
    ("earned", False): (
        "The class earns less and less",
        "The lessons may have become harder, or the class may have lost touch: points "
        "cannot tell which.",
    ),
    ("earned", True): (
        "The class earns more and more",
        "The lessons may have become easier, or the class better: points cannot tell which.",
    ),
    ("handed in", False): ("Fewer and fewer hand in", ""),
    ("handed in", True): ("More and more hand in", ""),
    ("late", False): ("Fewer and fewer are late", ""),
    ("late", True): ("More and more are late", ""),
}


def finding_words(claims: Claims, call: Call) -> list[dict[str, str]]:
    """Return what was found: what it is, and how sure."""
    said = []
    for one in claims.falling:
        low, high = one.a_lesson - 2 * one.error, one.a_lesson + 2 * one.error
        said.append({
            "what": f"{call(one.member)} falls behind.",
            "how": f"About {-one.a_lesson:.0f} percent points less from one lesson to the "
            f"next than the class, between {-high:.0f} and {-low:.0f}. Chance alone shows "
            f"a fall as steep in {_in(one.slope.chance)} classes of this size.",
        })  # fmt: skip
    for hard in claims.hard:
        said.append({
            "what": f"{hard.record.name[:2]} {hard.record.title} was harder than the "
            "other lessons.",
            "how": f"{hard.count} students earned {hard.less:.0f} percent points less in "
            f"it than in their other lessons, surely {hard.at_least:.0f} or more.",
        })  # fmt: skip
    for stays in claims.stays:
        where = ", ".join(f"{r.name[:2]} {n} of {of}" for r, n, of in stays.lessons)
        said.append({
            "what": f"The mistake “{stays.mistake.replace('-', ' ')}” stays.",
            "how": f"Students who make it: {where}.",
        })  # fmt: skip
    for trend in claims.trends:
        what, more = TRENDS[trend.what, trend.rises]
        steps = ", ".join(f"{value:.0f} %" for value in trend.values)
        how = f"Lesson by lesson: {steps}. Of all orders of these lessons "
        how += f"{100 * trend.chance:.1f} % are as steep. {more}"
        said.append({"what": f"{what}.", "how": how.strip()})
    return said


def _in(chance: float) -> str:
    return f"{1000 * chance:.1f} of 1000"


def rule_words(claims: Claims) -> list[str]:
    """Return the rules, with what could not be looked for."""
    compared, silent = claims.compared, claims.silent
    rules = [
        "Many things were compared, and some stand out by chance. The rules are so strict "
        f"that of 100 classes in which nothing goes on about {100 * sum(CHANCES.values()):.0f} "
        "hear of anything at all; what is real but small is not said, either.",
        "Falls behind: the line through what a student earned, against what the class "
        "earned and how well each lesson tells students apart, falls more steeply than any "
        f"line of the whole class does by chance in {100 * CHANCES['falling']:.0f} of 100 "
        f"classes. {compared.get('falling', 0)} lines were compared. Who has earned little "
        "all along does not fall.",
        "Harder: the same students earned at least "
        f"{HARDER:.0f} percent points less than in their other lessons, beyond what chance "
        f"explains. {compared.get('hard', 0)} lessons were compared.",
        f"A mistake stays: in at least two lessons, the last two that saw it among them, "
        f"more than {100 * OFTEN:.0f} % make it, beyond chance. "
        f"{compared.get('stays', 0)} mistakes were compared.",
        "A trend of the class: of all orders in which the lessons could stand, almost none "
        "is as steep.",
        f"Only lessons that are due and graded for {LEAST_STUDENTS} students count here. "
        "Being late takes nothing, and what waits for a person is left out.",
    ]
    return [*rules, *silent.values()]


def fact_words(facts: Facts, call: Call) -> list[str]:
    """Return what needs no test."""
    said = [
        f"{call(member)} has handed in nothing since lesson {record.name[:2]}."
        for member, record in facts.stopped
    ]
    said += [
        f"{call(member)} has handed in nothing at all." for member in facts.nothing
    ]
    said += [
        f"{call(member)} handed in for the first time in lesson {record.name[:2]}. The "
        "lessons before do not count for a student who has a “joined” in class.toml."
        for member, record in facts.came_later
    ]
    said += [
        f"{call(member)} was late {late} times of {of}."
        for member, late, of in facts.often_late
    ]
    return said
