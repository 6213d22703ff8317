"""Moodle XML: https://docs.moodle.org/en/Moodle_XML_format"""

from __future__ import annotations

from xml.etree.ElementTree import Element

from rnn_course.quiz.bank import Bank
from rnn_course.quiz.export.parts import element, in_order, percents, text_of, to_xml
from rnn_course.quiz.questions import Number, Order, Question, Single
from rnn_course.quiz.render import inline, paragraphs

__all__ = ["moodle_xml"]

TYPES = {"number": "numerical", "order": "matching"}


def moodle_xml(bank: Bank) -> str:
    """Return a bank in Moodle XML; ordering becomes matching, which any Moodle has."""
    root = element(None, "quiz")
    category = element(root, "question", type="category")
    _text(category, "category", f"$course$/top/{bank.lesson}")
    for question in bank.questions:
        _question(root, question)
    return to_xml(root)


def _question(root: Element, question: Question) -> None:
    kind = TYPES.get(question.kind, "multichoice")
    node = element(root, "question", type=kind)
    _text(node, "name", question.id)
    _html(node, "questiontext", paragraphs(question.text))
    _html(node, "generalfeedback", f"<p>Reread: {inline(question.section)}</p>")
    element(node, "defaultgrade", text_of(question.points))
    element(node, "penalty", "0")
    element(node, "hidden", "0")
    if isinstance(question, Number):
        _number(node, question)
    elif isinstance(question, Order):
        _order(node, question)
    elif isinstance(question, Single):
        _choices(node, question)


def _choices(node: Element, question: Single) -> None:
    element(node, "single", "false" if question.kind == "several" else "true")
    element(node, "shuffleanswers", "false")
    element(node, "answernumbering", "abc")
    for choice, share in zip(question.choices, percents(question), strict=True):
        answer = _html(node, "answer", inline(choice.text), fraction=text_of(share))
        _html(answer, "feedback", inline(choice.because or ""))


def _number(node: Element, question: Number) -> None:
    answers = [(text_of(question.answer or 0), question.because, "100")]
    answers += [(text_of(item.value), item.because, "0") for item in question.wrong]
    for value, because, share in [*answers, ("*", question.otherwise, "0")]:
        answer = element(node, "answer", fraction=share)
        element(answer, "text", value)
        _html(answer, "feedback", inline(because or ""))
        element(answer, "tolerance", text_of(question.tolerance))


def _order(node: Element, question: Order) -> None:
    element(node, "shuffleanswers", "true")
    for place, step in enumerate(in_order(question), 1):
        pair = _html(node, "subquestion", f"{place}.")
        _text(pair, "answer", inline(step.text))


def _text(parent: Element, tag: str, text: str) -> Element:
    node = element(parent, tag)
    element(node, "text", text)
    return node


def _html(parent: Element, tag: str, text: str, **names: str) -> Element:
    node = element(parent, tag, **names, format="html")
    element(node, "text", text)
    return node
