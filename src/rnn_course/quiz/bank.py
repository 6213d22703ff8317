"""Read a question bank, `quizzes/NN-name.yaml`; every error names its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from rnn_course.errors import did_you_mean
from rnn_course.quiz.fields import BankError, Fields
from rnn_course.quiz.questions import (
    KINDS,
    Choice,
    Question,
    Step,
    Wrong,
    display_order,
    to_dict,
)

__all__ = ["Bank", "BankError", "load", "loads", "release"]

FEEDBACK = ("at-once", "after-grading")
COMMON = {"id": "text", "kind": "text", "section": "text", "text": "text"}
CHOICE = {"text": "text", "because": "text"}


@dataclass(frozen=True)
class Bank:
    """All questions of one lesson."""

    path: str
    lesson: str
    feedback: str
    questions: tuple[Question, ...]


def load(path: str | Path) -> Bank:
    """Read a bank.

    Raises
    ------
    BankError
        If the file is not YAML or not a bank.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        problem = f"cannot be read ({error}); expected a text file in UTF-8."
        raise BankError(_shown(path), 1, problem) from error
    return loads(text, path)


def loads(text: str, path: str | Path) -> Bank:
    """Read a bank from its text; `path` is only for the messages."""
    return _Reader(_shown(Path(path))).bank(text)


def release(bank: Bank) -> list[dict[str, Any]]:
    """Return the questions as the installed package may know them.

    With `feedback: after-grading` neither keys nor explanations are in it.
    """
    return [to_dict(question) for question in bank.questions]


def _shown(path: Path) -> str:
    return f"quizzes/{path.name}" if path.parent.name == "quizzes" else str(path)


_POINTS = {"points": "number"}
_WRONG = {"value": "number", "because": "text"}
_CHOICES = ({**COMMON, "choices": "list"}, _POINTS)
_FIELDS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    "single": _CHOICES,
    "several": _CHOICES,
    "predict": _CHOICES,
    "order": ({**COMMON, "steps": "list"}, _POINTS),
    "number": (
        {
            **COMMON,
            "answer": "number",
            "code": "text",
            "because": "text",
            "otherwise": "text",
        },
        {**_POINTS, "tolerance": "number", "unit": "text", "wrong": "list"},
    ),
}


class _Reader(Fields):
    """Turn the nodes of a bank into questions."""

    def bank(self, text: str) -> Bank:
        node = self.parse(text)
        wanted = {"lesson": "text", "feedback": "text", "questions": "list"}
        data = self.fields(node, "the bank", wanted)
        feedback = data["feedback"]
        if feedback not in FEEDBACK:
            seen = f"seen `feedback: {feedback}`; expected `at-once` or "
            raise self.fail(node, f"{seen}`after-grading`.")
        questions: dict[str, Question] = {}
        for item in data["questions"]:
            question = self.question(item, feedback)
            if question.id in questions:
                first = questions[question.id].line
                problem = f"seen the id `{question.id}` again (first in line {first})"
                raise self.fail(item, f"{problem}; give each question its own id.")
            questions[question.id] = question
        return Bank(self.path, data["lesson"], feedback, tuple(questions.values()))

    def question(self, node: yaml.Node, feedback: str) -> Question:
        kind = self.kind(node)
        required, optional = _FIELDS[kind]
        data = self.fields(node, f"a question of kind {kind}", required, optional)
        data.pop("kind")
        if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", data["id"]):
            problem = f"seen the id `{data['id']}`; expected small letters, digits, -."
            raise self.fail(node, problem)
        if data.setdefault("points", 1.0) <= 0:
            raise self.fail(node, "expected `points` above 0.")
        for name, build in self.parts(kind, data["id"], feedback).items():
            if name in data:
                data[name] = build(node, data[name])
        line = node.start_mark.line + 1
        return KINDS[kind](**data, feedback=feedback, line=line)

    def kind(self, node: yaml.Node) -> str:
        pairs = node.value if isinstance(node, yaml.MappingNode) else []
        for key, value in pairs:
            if key.value == "kind" and value.value in KINDS:
                return str(value.value)
            if key.value == "kind":
                hint = did_you_mean(str(value.value), KINDS)
                raise self.fail(value, f"seen `kind: {value.value}`; not known. {hint}")
        raise self.fail(node, f"a question has no `kind`; {did_you_mean('', KINDS)}")

    def parts(self, kind: str, name: str, feedback: str) -> dict[str, Callable]:
        return {
            "choices": lambda node, items: self.choices(node, items, kind),
            "steps": lambda node, items: self.steps(node, items, name, feedback),
            "wrong": lambda node, items: tuple(
                Wrong(**self.fields(item, "a wrong value", _WRONG)) for item in items
            ),
        }

    def choices(
        self, node: yaml.Node, items: Iterable[yaml.Node], kind: str
    ) -> tuple[Choice, ...]:
        optional = {} if kind == "predict" else {"right": "yes or no"}
        data = [self.fields(item, "a choice", CHOICE, optional) for item in items]
        right = sum(item.get("right", False) for item in data)
        if kind == "single" and right != 1:
            problem = f"seen {right} choices with `right: true`; expected one. "
            raise self.fail(node, problem + "Mark one, or use `kind: several`.")
        if kind == "several" and not right:
            raise self.fail(node, "no choice has `right: true`; mark at least one.")
        if not 2 <= len(data) <= 8:
            raise self.fail(node, f"seen {len(data)} choices; expected 2 to 8.")
        if kind == "predict":
            return tuple(Choice(**item) for item in data)
        return tuple(Choice(**{"right": False, **item}) for item in data)

    def steps(
        self, node: yaml.Node, items: list[yaml.Node], name: str, feedback: str
    ) -> tuple[Step, ...]:
        data = [self.fields(item, "a step", CHOICE) for item in items]
        texts = [item["text"] for item in data]
        if not 3 <= len(data) <= 8 or len(set(texts)) < len(texts):
            raise self.fail(node, "expected 3 to 8 steps, all different.")
        shown = display_order(name, texts)
        salt = 0
        while shown == sorted(shown):  # never the right order itself
            if feedback == "after-grading":  # a second shuffle would tell the key
                problem = "the shuffled steps happen to be in the right order; "
                raise self.fail(node, problem + "change a word in one of them.")
            salt += 1
            shown = display_order(name, texts, salt)
        return tuple(Step(**data[place], place=place) for place in shown)
