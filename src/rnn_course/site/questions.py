"""A question of the quiz on a page that nothing runs behind."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from ..quiz.present import LABELS
from ..quiz.questions import Number, Order, Question, letters
from ..quiz.render import inline, paragraphs

__all__ = ["question_page"]


def question_page(question: Question) -> str:
    """Return a question as HTML, its answer and explanations folded below it."""
    body = paragraphs(question.text)
    choices = "".join(f"<li>{inline(part.text)}</li>" for part in question.parts)
    listed = f'<ol type="a">{choices}</ol>' if choices else ""
    lines = _answers(question) if question.has_key else ()
    answers = "".join(f"<li>{line}</li>" for line in lines)
    folded = (
        '<details class="course"><summary>Answer and explanations</summary>'
        f"<ul>{answers}</ul></details>"
    )
    return (
        f'<div class="course-question"><p class="label">{LABELS[question.kind]}</p>'
        f"{body}{listed}"
        f"{folded if answers else ''}</div>"
    )


def _answers(question: Question) -> Iterator[str]:
    if isinstance(question, Number):
        unit = f" {escape(question.unit)}" if question.unit else ""
        yield f"<b>{question.answer:g}{unit}</b>: {inline(question.because)}"
        return
    marked = zip(letters(question), question.parts, strict=True)
    if isinstance(question, Order):
        marked = sorted(marked, key=lambda pair: pair[1].place)
        for place, (letter, step) in enumerate(marked, start=1):
            yield f"<b>{place}. {letter}</b>: {inline(step.because)}"
        return
    for letter, choice in marked:
        sign = {True: "✓ ", False: "✗ ", None: ""}[choice.right]
        yield f"<b>{sign}{letter}</b>: {inline(choice.because)}"
