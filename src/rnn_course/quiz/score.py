"""What a pick is worth, and what the learner should hear about it.

A pick is plain data: "b" (single, predict), ["a", "c"] (several),
["c", "a", "b"] (order), a number or the text typed (number); None is no pick.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from rnn_course.errors import CourseError
from rnn_course.quiz.questions import (
    Number,
    Order,
    Question,
    Several,
    Single,
    letters,
)

__all__ = ["Note", "Pick", "PickError", "Score", "normalise", "readings", "score"]

Pick = str | float | list[str] | None


class PickError(CourseError):
    """A pick that does not fit its question."""


@dataclass(frozen=True)
class Note:
    """An explanation, and the letter of the part that it is about."""

    text: str
    letter: str = ""
    right: bool | None = None


@dataclass(frozen=True)
class Score:
    """Points and explanations; `points` is 0.0 where the key is withheld."""

    points: float
    max_points: float
    outcome: str  # right, partly, wrong, not answered, answered
    notes: tuple[Note, ...] = ()
    section: str = ""


def normalise(question: Question, pick: object) -> Pick:
    """Return a pick in its one stored form.

    Accepts "ac", "a, c" and ["c", "a"] for several choices alike.

    Raises
    ------
    PickError
        If the pick does not fit the question.
    """
    if pick is None or (isinstance(pick, str | list | tuple) and not len(pick)):
        return None
    if isinstance(question, Number):
        return _number(pick, question.unit)
    known = letters(question)
    chosen = _letters(pick, known)
    if isinstance(question, Order):
        if sorted(chosen) != sorted(known):
            raise PickError(
                _expected(pick, f'every letter once, as in "{known[::-1]}"')
            )
        return chosen
    if isinstance(question, Several):
        return sorted(set(chosen))
    if len(chosen) != 1:
        raise PickError(_expected(pick, f'one letter, as in "{known[0]}"'))
    return chosen[0]


def score(question: Question, pick: object) -> Score:
    """Score a pick.

    - several: right choices minus wrong ones, not below 0, as a share.
    - order: the share of neighbours that follow each other as they should.
    - predict: full points for any pick.
    """
    pick = normalise(question, pick)
    if pick is None:
        return Score(0.0, question.points, "not answered", (), question.section)
    if not question.has_key:
        return Score(0.0, question.points, "answered", (), question.section)
    share, notes = _SHARES[question.kind](question, pick)
    outcome = "right" if share == 1 else "partly" if share > 0 else "wrong"
    if question.kind == "predict":
        outcome = "answered"
    points = round(share * question.points, 4)
    return Score(points, question.points, outcome, tuple(notes), question.section)


def key(question: Question) -> Pick:
    """Return a pick that earns all points; needs a question with its key."""
    known = letters(question)
    if isinstance(question, Number):
        return question.answer
    if isinstance(question, Order):
        placed = zip(question.steps, known, strict=True)
        return [x for _, x in sorted((step.place or 0, x) for step, x in placed)]
    if question.kind == "predict":
        return known[0]
    right = [x for c, x in zip(question.parts, known, strict=True) if c.right]
    return right if question.kind == "several" else right[0]


def readings(text: str, unit: str = "") -> list[float]:
    """Return the numbers that a text may mean: "2,651" is 2651 or 2.651."""
    text = re.sub(r"[\s_\u00a0\u202f]", "", text).replace("−", "-")
    text = text.removesuffix(re.sub(r"\s", "", unit)) if unit else text
    candidates = [text.replace(",", ".")]
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d*)?", text):
        candidates.append(text.replace(",", ""))
    found = []
    for candidate in candidates:
        if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,3})?", candidate, re.I):
            found.append(float(candidate))
    return [value for value in found if math.isfinite(value)]


def _number(pick: object, unit: str) -> Pick:
    if isinstance(pick, str) and len(pick) <= 60 and readings(pick, unit):
        return pick.strip()
    if isinstance(pick, int | float) and not isinstance(pick, bool):
        if isinstance(pick, int) and abs(pick) > 2**53:
            raise PickError(_expected("a very large number", "an ordinary number"))
        if math.isfinite(pick):
            return pick
    raise PickError(_expected(pick, "a number, as in 12 or 0.5"))


def _letters(pick: object, known: str) -> list[str]:
    if isinstance(pick, str) and len(pick) <= 60:
        found = re.sub(r"[\s,;]", "", pick).lower()
    elif isinstance(pick, list | tuple) and len(pick) <= 26:
        if not all(isinstance(item, str) and len(item) == 1 for item in pick):
            raise PickError(_expected(pick, f"letters among {', '.join(known)}"))
        found = "".join(pick).lower()
    else:
        raise PickError(_expected(pick, f"letters among {', '.join(known)}"))
    if not found or set(found) - set(known):
        raise PickError(_expected(pick, f"letters among {', '.join(known)}"))
    return list(found)


def _expected(pick: object, what: str) -> str:
    seen = repr(pick)
    seen = seen if len(seen) <= 40 else seen[:39] + "…"
    return f"Seen {seen} as the answer; expected {what}. Please pick again."


Share = tuple[float, list[Note]]


def _single(question: Single, pick: str) -> Share:
    choice = question.choices[letters(question).index(pick)]
    note = Note(choice.because or "", pick, choice.right)
    return float(bool(choice.right) or question.kind == "predict"), [note]


def _several(question: Several, pick: list[str]) -> Share:
    chosen = [(letter, question.choices["abcdefgh".index(letter)]) for letter in pick]
    hits = sum(bool(choice.right) for _, choice in chosen)
    wanted = sum(bool(choice.right) for choice in question.choices)
    share = max(0.0, (hits - (len(chosen) - hits)) / wanted)
    notes = [Note(c.because or "", letter, c.right) for letter, c in chosen]
    if hits < wanted:
        notes.append(Note(f"You found {hits} of {wanted} right choices."))
    return share, notes


def _order(question: Order, pick: list[str]) -> Share:
    steps = [question.steps["abcdefgh".index(letter)] for letter in pick]
    places = [step.place or 0 for step in steps]
    pairs = len(places) - 1
    good = sum(after == before + 1 for before, after in pairwise(places))
    if good == pairs:
        return 1.0, [
            Note(s.because or "", x, True) for s, x in zip(steps, pick, strict=True)
        ]
    first = next(i for i, place in enumerate(places) if place != i)
    lead = f"{good} of {pairs} neighbours follow each other as they should."
    told = Note(steps[first].because or "", pick[first], False)
    return good / pairs, [Note(lead), told]


def _numeric(question: Number, pick: str | float) -> Share:
    values = readings(pick, question.unit) if isinstance(pick, str) else [float(pick)]
    target = question.answer or 0.0
    if any(_near(value, target, question.tolerance) for value in values):
        return 1.0, [Note(question.because or "", right=True)]
    for wrong in question.wrong:
        if any(_near(value, wrong.value, question.tolerance) for value in values):
            return 0.0, [Note(wrong.because, right=False)]
    return 0.0, [Note(question.otherwise or "", right=False)]


def _near(value: float, target: float, tolerance: float) -> bool:
    return abs(value - target) <= tolerance + 1e-9 * max(1.0, abs(target))


_SHARES = {
    "single": _single,
    "predict": _single,
    "several": _several,
    "order": _order,
    "number": _numeric,
}
