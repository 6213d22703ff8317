"""What a learner reads: the face of a question, the reply, the static page."""

from __future__ import annotations

import html
import re
from typing import Any

from rnn_course.quiz.questions import Number, Question, letters
from rnn_course.quiz.render import inline, paragraphs
from rnn_course.quiz.score import Pick, Score

__all__ = ["face", "reply", "shown_pick", "static_page", "status_line"]

LABELS = {
    "single": "Choose one",
    "several": "Choose all that are right",
    "number": "Work out a number",
    "order": "Put the steps in order",
    "predict": "Predict first: any answer scores",
}
HEADLINES = {
    "right": "Right.",
    "wrong": "Not right yet.",
    "partly": "Partly right.",
    "answered": "Answered.",
    "not answered": "Not answered yet.",
}
_WRITTEN = {  # an example would tell, or mislead
    "single": "with a letter for the dots",
    "several": "with all its letters for the dots",
    "number": "with your number for the dots",
    "order": "with all letters, in your order, for the dots",
    "predict": "with a letter for the dots",
}
AGAIN = "To see the question, run the cell near the top that imports rnn_course, then this one."


def face(question: Question) -> dict[str, Any]:
    """Return what the front end may know of a question: nothing of the key."""
    first, _, rest = question.text.partition("\n\n")
    if re.match(r"(```|[-*|>] |\d+\.)", first):  # a block cannot be a legend
        first, rest = LABELS[question.kind], question.text
    parts = zip(letters(question), question.parts, strict=True)
    return {
        "id": question.id,
        "kind": question.kind,
        "label": f"{LABELS[question.kind]} · {_points(question.points)}",
        "legend": inline(first),
        "body": paragraphs(rest),
        "unit": getattr(question, "unit", ""),
        "parts": [{"letter": a, "html": inline(part.text)} for a, part in parts],
        "button": _button(question),
    }


def reply(question: Question, score: Score, attempts: int, tail: str) -> dict[str, Any]:
    """Return the feedback for the front end; `tail` ends the small print."""
    at_once = question.feedback == "at-once"
    notes = score.notes if at_once else ()
    outcome = score.outcome if at_once else "answered"
    small = [f"attempt {attempts}", *([tail] if tail else [])]
    if at_once and question.kind != "predict":
        small.insert(0, f"{round(score.points, 2):g} of {_points(score.max_points)}")
    if not at_once:
        small.insert(0, "Explanations come with the grade")
    return {
        "outcome": outcome,
        "headline": HEADLINES[outcome],
        "notes": [
            {"html": paragraphs(note.text), "letter": note.letter, "right": note.right}
            for note in notes
        ],
        "section": score.section if outcome in ("wrong", "partly") else "",
        "status": _sentence(" · ".join(small))[:-1],  # the front end says where it is
    }


def shown_pick(pick: Pick) -> str:
    """Write a pick for people: "b", "a, c", "2651"."""
    if pick is None:
        return "none"
    return ", ".join(pick) if isinstance(pick, list) else f"{pick}"


def status_line(pick: Pick, written: bool = False) -> str:
    """Say what is saved, and how to get the question where only this is shown.

    The question of an answer that is `written` in its cell needs no widget.
    """
    if pick is None:
        return f"Not answered yet. {AGAIN}"
    said = f"Your answer: {shown_pick(pick)}."
    return said if written else f"{said} {AGAIN}"


def static_page(question: Question, score: Score, pick: Pick, final: bool) -> str:
    """Return HTML for where no widget runs: VS Code, GitHub, a printout, feedback pages.

    Parameters
    ----------
    final : bool
        Whether the pick stays as it is, with its verdict: it is written in the cell, or
        the notebook is graded. Any other may still change after the cell ran, so it is
        told by `status_line` alone.
    """
    seen = face(question)
    items = "".join(f"<li>{part['html']}</li>" for part in seen["parts"])
    listed = f'<ol type="a">{items}</ol>' if items else ""
    if final:
        end = f"<p>Your answer: <b>{html.escape(shown_pick(pick))}</b></p>"
        end += _verdict(score)
    else:
        call = html.escape(f'quiz.ask("{question.id}", answer={_example(question)})')
        hint = _WRITTEN[question.kind]
        end = f"<p><small>Without the widget: <code>{call}</code>, {hint}.</small></p>"
    head = f"<p><small>{html.escape(seen['label'])}</small></p>"
    question_text = f"<div><b>{seen['legend']}</b></div>{seen['body']}"
    return f"<div>{head}{question_text}{listed}{end}</div>"


def _verdict(score: Score) -> str:
    if score.outcome == "not answered":
        return ""
    notes = "".join(f"<li>{paragraphs(note.text)}</li>" for note in score.notes)
    points = f"{round(score.points, 2):g} of {_points(score.max_points)}"
    reread = ""
    if score.outcome in ("wrong", "partly"):
        reread = f"<p>Reread: {html.escape(score.section)}</p>"
    return f"<p>{HEADLINES[score.outcome]} {points}.</p><ul>{notes}</ul>{reread}"


def _points(points: float) -> str:
    return f"{points:g} point" + ("" if points == 1 else "s")


def _button(question: Question) -> str:
    if question.kind == "predict":
        return "Save my prediction"
    return "Check answer" if question.feedback == "at-once" else "Save answer"


def _example(question: Question) -> str:
    """Show how an answer is written, not which one: the dots are the learner's to fill."""
    if isinstance(question, Number):
        return "…"
    return '"…"'


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
