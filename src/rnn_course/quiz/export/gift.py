"""GIFT, Moodle's plain-text format: https://docs.moodle.org/en/GIFT_format"""

from __future__ import annotations

import re

from rnn_course.quiz.bank import Bank
from rnn_course.quiz.export.parts import in_order, percents, text_of
from rnn_course.quiz.questions import Number, Order, Question, Single
from rnn_course.quiz.render import inline, paragraphs

__all__ = ["gift"]


def gift(bank: Bank) -> str:
    """Return a bank in GIFT; the steps to be ordered become a matching question."""
    head = f"// {bank.lesson}\n$CATEGORY: {bank.lesson}\n"
    return head + "".join(f"\n{_question(question)}\n" for question in bank.questions)


def _question(question: Question) -> str:
    lines = "\n".join(f"\t{line}" for line in _answers(question))
    text = _escaped(paragraphs(question.text))
    sign = "#" if isinstance(question, Number) else ""
    return f"::{_escaped(question.id)}::[html]{text}{{{sign}\n{lines}\n}}"


def _answers(question: Question) -> list[str]:
    if isinstance(question, Number):
        return _number(question)
    if isinstance(question, Order):
        steps = enumerate(in_order(question), 1)
        return [f"={place}. -> {_escaped(inline(step.text))}" for place, step in steps]
    return _choices(question) if isinstance(question, Single) else []


def _choices(question: Single) -> list[str]:
    # Without a "=" Moodle shows boxes, with one it shows radio buttons.
    signs = [_weight(share) for share in percents(question)]
    if question.kind != "several":
        signs[percents(question).index(100)] = "="
    return [
        f"{sign}{_escaped(inline(choice.text))}#{_escaped(inline(choice.because or ''))}"
        for sign, choice in zip(signs, question.choices, strict=True)
    ]


def _weight(share: float) -> str:
    return "~" if share == 0 else f"~%{text_of(share)}%"


def _number(question: Number) -> list[str]:
    width = text_of(question.tolerance)
    wrong = [
        f"=%0%{text_of(item.value)}:{width}#{_escaped(inline(item.because))}"
        for item in question.wrong
    ]
    right = f"={text_of(question.answer or 0)}:{width}"
    right += f"#{_escaped(inline(question.because or ''))}"
    return [right, *wrong, f"~#{_escaped(inline(question.otherwise or ''))}"]


def _escaped(text: str) -> str:
    text = re.sub(r"([\\~=#{}:])", r"\\\1", text)
    return text.replace("\n", "\\n")
