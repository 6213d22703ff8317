"""A page for each student: what each answer earned, why, and what to reread.

Hidden tests, expected values and other people's markup stay out: test cells are not
shown at all, what a check said comes from its verdict, and of a student's own outputs
only text and pictures are shown.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from ... import released
from ...cards import to_html
from ...checks import exercises
from ...checks.verdict import CANNOT_BE_CHECKED, NOT_ATTEMPTED, PASSED
from ...files import write_whole
from ...quiz.present import static_page
from ...quiz.questions import Question
from ...quiz.score import PickError, normalise, score
from ...submission.handout import CellFact
from ...submission.suspicion import SUSPICION
from ..handed_in.harmless import is_base64
from ..limits import RENDERING
from ..plan.assignment import Assignment
from ..workers.desk import Desk, Overrun
from .colours import highlight
from .marks import Marks
from .pages import render

__all__ = ["Feedback"]

ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
MOST = 20_000  # characters of printed text shown
STAMP = 80
PLAIN = "Your answers are not shown here: showing them took more than its share"


class Feedback:
    """Writes the pages of one lesson.

    Parameters
    ----------
    assignment : Assignment
        The lesson.
    questions : mapping
        Question id → question, with its key.
    out : Path
        Where results are.
    """

    def __init__(
        self, assignment: Assignment, questions: Mapping[str, Question], out: Path
    ) -> None:
        self.assignment, self.questions, self.out = assignment, questions, out
        self.lesson = assignment.lesson
        self.title = released.read(self.lesson)["title"]
        self.exercises = exercises(self.lesson)
        self._desk = Desk({"page": lambda m, *more: self.page(Marks.read(m), *more)})
        self.close = self._desk.renew

    def path(self, student: str) -> Path:
        """Return where a student's page is, as nbgrader has it."""
        return self.out / "feedback" / student / self.lesson / f"{self.lesson}.html"

    def write(self, marks: Marks) -> bool:
        """Write a page, unless it says this already."""
        if self.says(marks):
            return False
        path, key = self.path(marks.student), _key(marks)
        try:
            page = self._desk.do("page", RENDERING, marks.plain(), key, False)
        except Overrun:
            page = self._desk.do("page", RENDERING, marks.plain(), key, True)
        write_whole(path, page.encode("utf-8", "replace"))
        return True

    def says(self, marks: Marks) -> bool:
        """Tell whether a student's page is there, and says what these marks say."""
        path = self.path(marks.student)
        if not path.exists():
            return False
        with path.open(encoding="utf-8", errors="replace") as file:
            return _key(marks) in file.read(STAMP)

    def page(self, marks: Marks, key: str = "", plain: bool = False) -> str:
        """Return a student's page; without the student's own cells if `plain`."""
        cells = [] if plain else self._cells(marks.student)
        facts = self.assignment.graded.values()
        return render(
            "feedback",
            key=key,
            title=self.title,
            student=marks.student,
            total=marks.total,
            most=sum(fact.points for fact in facts),
            penalty=marks.penalty,
            flags=[*_told(marks.result.get("flags", [])), *([PLAIN] if plain else [])],
            parts=[self._part(fact, marks, cells) for fact in facts],
        )

    def _cells(self, student: str) -> list[dict[str, Any]]:
        """Return the cells of the executed notebook, if there is one."""
        lesson = self.lesson
        path = self.out / "autograded" / student / lesson / f"{lesson}.ipynb"
        try:
            return json.loads(path.read_text(encoding="utf-8"))["cells"]
        except (OSError, ValueError):  # taken away, or cut short
            return []

    def _part(
        self, fact: CellFact, marks: Marks, cells: list[dict[str, Any]]
    ) -> dict[str, Any]:
        points = marks.scores.get(fact.name, 0.0)
        part = {
            "points": points,
            "most": fact.points,
            "pending": fact.name in marks.pending,
            "comment": marks.comments.get(fact.name, ""),
            "section": "",
            "cells": [],
        }
        name = re.sub("^(check|quiz)-", "", fact.name)
        if fact.name.startswith("quiz-") and name in self.questions:
            return part | self._question(name, marks)
        verdict = marks.result.get("verdicts", {}).get(fact.name) or {}
        tone, word = _tone(verdict.get("outcome"), points, fact.points)
        exercise = self.exercises.get(name)
        answers = name if exercise else fact.name
        own = [
            c for c in cells if _name(c).split("-")[0] == answers or _name(c) == answers
        ]
        own = [c for c in own if not _name(c).startswith(("check-", "quiz-"))]
        part |= {"tone": tone, "word": word, "sign": SIGNS[tone]}
        part["title"] = exercise.title if exercise else name
        part["text"] = Markup(to_html(str(verdict.get("reason", ""))[:MOST]))
        if exercise and tone == "wrong":
            part["section"] = exercise.section
        part["cells"] = [Markup("").join(_show(cell)) for cell in own]
        return part

    def _question(self, name: str, marks: Marks) -> dict[str, Any]:
        question = self.questions[name]
        pick = marks.result.get("picks", {}).get(name)
        try:
            pick = normalise(question, pick)
        except PickError:
            pick = None
        result = score(question, pick)
        page = static_page(question, result, pick, final=True)
        tone, word = _QUESTION.get(result.outcome, ("calm", ""))
        return {
            "tone": tone,
            "word": word,
            "sign": SIGNS[tone],
            "title": "Question",
            "text": Markup(page),  # made of the bank's own words; the pick is escaped
        }


def _told(flags: Iterable[str]) -> list[str]:
    """Return what a student hears as well: no suspicion, which may be unfounded."""
    return [f[:1].upper() + f[1:] for f in flags if not f.endswith(SUSPICION)]


SIGNS = {"right": "✓", "wrong": "✗", "calm": "○"}
_QUESTION = {
    "right": ("right", "Right"),
    "answered": ("right", "Answered"),
    "partly": ("wrong", "Partly right"),
    "wrong": ("wrong", "Not right"),
    "not answered": ("calm", "Not answered"),
}


def _tone(outcome: str | None, points: float, most: float) -> tuple[str, str]:
    if outcome == PASSED or (outcome is None and points >= most):
        return "right", "Right"
    if outcome == NOT_ATTEMPTED:
        return "calm", "Not attempted"
    if outcome == CANNOT_BE_CHECKED:
        return "calm", "Cannot be checked"
    return "wrong", "Not right"


def _show(cell: Mapping[str, Any]) -> Iterator[Markup]:
    """Yield a cell's source and those of its outputs that can do no harm."""
    source = "".join(cell["source"])
    if cell["cell_type"] != "code":
        yield Markup(to_html(source[:MOST]))
        return
    yield Markup("<pre>{}</pre>").format(highlight(source[:MOST]))
    for output in cell.get("outputs", []):
        yield _show_output(output)


def _show_output(output: Mapping[str, Any]) -> Markup:
    kind = output.get("output_type")
    if kind == "stream":
        return Markup("<pre>{}</pre>").format(_text(output.get("text", "")))
    if kind == "error":
        said = f"{output.get('ename', '')}: {output.get('evalue', '')}"
        lines = "\n".join(output.get("traceback") or []) or said
        return Markup('<pre class="error">{}</pre>').format(_text(lines))
    data = output.get("data", {})
    picture = "".join(data.get("image/png", ""))
    if picture and is_base64(picture):
        about = output.get("metadata", {}).get("image/png")
        alt = str(about.get("alt", "")) if isinstance(about, Mapping) else ""
        tag = Markup('<p><img alt="{}" src="data:image/png;base64,{}"></p>')
        return tag.format(alt, Markup(picture.replace("\n", "")))
    text = "".join(data.get("text/plain", ""))
    return Markup("<pre>{}</pre>").format(_text(text)) if text else Markup("")


def _text(text: str | list[str]) -> Markup:
    text = ANSI.sub("", "".join(text))
    return escape(text if len(text) <= MOST else text[:MOST] + "\n…")


def _name(cell: Mapping[str, Any]) -> str:
    return cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")


def _key(marks: Marks) -> str:
    """Return what a page depends on, in short."""
    facts = [marks.scores, sorted(marks.pending), marks.penalty, marks.comments]
    text = json.dumps([*facts, marks.result], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
