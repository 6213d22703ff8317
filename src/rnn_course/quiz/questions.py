"""The five kinds of question, as the rest of the quiz sees them."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any, ClassVar

__all__ = [
    "KINDS",
    "Choice",
    "Number",
    "Order",
    "Predict",
    "Question",
    "Several",
    "Single",
    "Step",
    "Wrong",
    "display_order",
    "from_dict",
    "letters",
    "to_dict",
]


@dataclass(frozen=True)
class Choice:
    """One choice. `right` and `because` are None where the key is withheld."""

    text: str
    because: str | None = None
    right: bool | None = None


@dataclass(frozen=True)
class Step:
    """One step to be put in order; `place` counts from 0 in the right order."""

    text: str
    because: str | None = None
    place: int | None = None


@dataclass(frozen=True)
class Wrong:
    """A wrong number that is recognised, and the mistake behind it."""

    value: float
    because: str


@dataclass(frozen=True, kw_only=True)
class Question:
    """What all kinds share.

    `section` is the heading to reread, `feedback` is "at-once" or
    "after-grading", `line` is the line in the bank (0 once released).
    """

    kind: ClassVar[str] = ""
    id: str
    text: str
    section: str
    points: float = 1.0
    feedback: str = "at-once"
    line: int = field(default=0, compare=False)

    @property
    def parts(self) -> Sequence[Choice | Step]:
        """The lettered parts, in the order in which they are shown."""
        return ()

    @property
    def has_key(self) -> bool:
        """Whether the right answer is known here."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Single(Question):
    """One choice is right."""

    kind: ClassVar[str] = "single"
    choices: tuple[Choice, ...]

    @property
    def parts(self) -> tuple[Choice, ...]:
        return self.choices

    @property
    def has_key(self) -> bool:
        return all(choice.right is not None for choice in self.choices)


@dataclass(frozen=True, kw_only=True)
class Several(Single):
    """One choice or more are right."""

    kind: ClassVar[str] = "several"


@dataclass(frozen=True, kw_only=True)
class Predict(Single):
    """A prediction before an experiment: any choice scores."""

    kind: ClassVar[str] = "predict"

    @property
    def has_key(self) -> bool:
        return True


@dataclass(frozen=True, kw_only=True)
class Number(Question):
    """A number, right within `tolerance` (absolute, in `unit`)."""

    kind: ClassVar[str] = "number"
    answer: float | None = None
    tolerance: float = 0.0
    unit: str = ""
    code: str = ""
    because: str | None = None
    wrong: tuple[Wrong, ...] = ()
    otherwise: str | None = None

    @property
    def has_key(self) -> bool:
        return self.answer is not None


@dataclass(frozen=True, kw_only=True)
class Order(Question):
    """Steps to be put in order; `steps` is the order in which they are shown."""

    kind: ClassVar[str] = "order"
    steps: tuple[Step, ...]

    @property
    def parts(self) -> tuple[Step, ...]:
        return self.steps

    @property
    def has_key(self) -> bool:
        return all(step.place is not None for step in self.steps)


KINDS: dict[str, type[Question]] = {
    kind.kind: kind for kind in (Single, Several, Number, Order, Predict)
}


def letters(question: Question) -> str:
    """Return the letters of the parts, one each: "abcd"."""
    return string.ascii_lowercase[: len(question.parts)]


def display_order(question_id: str, texts: Sequence[str], salt: int = 0) -> list[int]:
    """Shuffle steps in a way that does not depend on their right order.

    Each step's rank comes from a hash of the question's id and its own text,
    so whoever sees the shuffled steps can compute the shuffle, not the key.

    Returns
    -------
    list of int
        The place in `texts` of the first step shown, the second, and so on.
    """

    def rank(place: int) -> str:
        seed = f"{salt}|{question_id}|{texts[place]}"
        return hashlib.sha256(seed.encode()).hexdigest()

    return sorted(range(len(texts)), key=rank)


def to_dict(question: Question) -> dict[str, Any]:
    """Write a question as plain data for the released file.

    With `feedback: after-grading` nothing is kept that tells the key.
    """
    data = {"kind": question.kind, **asdict(question)}
    data.pop("line")
    data.pop("code", None)
    if question.feedback == "at-once":
        return data
    for name in ("answer", "tolerance", "because", "wrong", "otherwise"):
        data.pop(name, None)
    for name in ("choices", "steps"):
        if name in data:
            data[name] = [{"text": part["text"]} for part in data[name]]
    return data


_PARTS: dict[str, type] = {"choices": Choice, "steps": Step, "wrong": Wrong}


def from_dict(data: dict[str, Any]) -> Question:
    """Read what `to_dict` wrote."""
    kind = KINDS[data["kind"]]
    known = {item.name for item in fields(kind)}
    values = {name: value for name, value in data.items() if name in known}
    for name, part in _PARTS.items():
        if name in values:
            values[name] = tuple(part(**item) for item in values[name])
    return kind(**values)
