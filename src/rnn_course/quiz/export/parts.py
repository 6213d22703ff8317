"""What the export formats share: shares of the points, XML in few words."""

from __future__ import annotations

from xml.etree import ElementTree

from rnn_course.quiz.questions import Order, Several, Single, Step

__all__ = ["element", "in_order", "percents", "text_of", "to_xml"]


def percents(question: Single) -> list[float]:
    """Return each choice's share of the points, in per cent.

    Several choices: each right one adds its share, each wrong one takes as
    much away, which is "right minus wrong, not below 0".
    """
    if question.kind == "predict":
        return [100.0] * len(question.choices)
    right = sum(bool(choice.right) for choice in question.choices)
    share = round(100 / right, 5)
    loss = -share if isinstance(question, Several) else 0.0
    return [share if choice.right else loss for choice in question.choices]


def in_order(question: Order) -> list[Step]:
    """Return the steps in the right order."""
    return sorted(question.steps, key=lambda step: step.place or 0)


def element(
    parent: ElementTree.Element | None, tag: str, text: str | None = None, **names: str
) -> ElementTree.Element:
    """Add an element to a parent, or begin a tree."""
    if parent is None:
        made = ElementTree.Element(tag, names)
    else:
        made = ElementTree.SubElement(parent, tag, names)
    made.text = text
    return made


def text_of(value: float) -> str:
    """Write a number without needless zeros: 100, 33.33333, -50."""
    return f"{value:.10g}"


def to_xml(root: ElementTree.Element) -> str:
    """Write a tree as an indented document."""
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'
