"""`quiz.ask("question-id")`: show a question, keep the pick, score it."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from rnn_course.errors import CourseError, did_you_mean
from rnn_course.quiz.picks import MIME
from rnn_course.quiz.present import face, reply, static_page, status_line
from rnn_course.quiz.questions import Question
from rnn_course.quiz.restore import Memory, notebook_path
from rnn_course.quiz.score import Pick, PickError, normalise, score
from rnn_course.quiz.source import find_questions

__all__ = ["Answer", "Quiz"]

GRADING = ("NBGRADER_EXECUTION", "RNN_COURSE_GRADING")
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
Record = Callable[[str, str, float | None, float, Pick], None]

_memories: dict[str, Memory] = {}  # outlives a second run of the first cell


class Quiz:
    """The questions of one lesson.

    Parameters
    ----------
    lesson : str
        As in "03-predict-the-next-number".
    source : iterable of Question, optional
        The questions; by default those released with the package, or the
        instructor's bank where `RNN_COURSE_BANK` names it.
    record : callable, optional
        Called with (lesson, question, points, max_points, pick) after each
        answer; points are None where feedback waits for the grade.
    """

    def __init__(
        self,
        lesson: str,
        source: Iterable[Question] | None = None,
        record: Record | None = None,
    ) -> None:
        self.lesson = lesson
        self._source = source
        self._questions: dict[str, Question] | None = None
        self._record = record or _progress()
        self._widgets: dict[str, Any] = {}

    def ask(self, question_id: str, answer: object = None) -> Answer:
        """Show a question.

        Parameters
        ----------
        question_id : str
            Which one.
        answer : optional
            The pick, for use without the widget: "b", "ac", 12.5, "cab".

        Returns
        -------
        Answer
            Shown as the question; its text/plain is the points.
        """
        question = self._find(question_id)
        exchange = _Exchange(self, question, answer)
        exchange.open()
        return Answer(exchange)

    def _find(self, name: str) -> Question:
        if self._questions is None:
            found = (
                find_questions(self.lesson) if self._source is None else self._source
            )
            self._questions = {question.id: question for question in found}
        if name not in self._questions:
            seen = f"`quiz.ask` found no question `{name}` in lesson {self.lesson}."
            raise CourseError(f"{seen} {did_you_mean(str(name), self._questions)}")
        return self._questions[name]


class Answer:
    """A question as the result of a cell."""

    def __init__(self, exchange: _Exchange) -> None:
        self._exchange = exchange

    @property
    def points(self) -> float:
        """The points of the last pick."""
        return self._exchange.score.points

    def __repr__(self) -> str:
        return repr(float(self.points))  # nbgrader reads this as partial credit

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return self._exchange.bundle() | {"text/plain": repr(self)}


class _Exchange:
    """One question, one cell run: the pick, its score, and where both show."""

    def __init__(self, quiz: Quiz, question: Question, answer: object) -> None:
        self.quiz, self.question = quiz, question
        self.shell = _shell()
        self.grading = any(os.environ.get(name) for name in GRADING)
        self.memory = _memory(quiz.lesson, self.shell)
        self.handle = f"rnn-course-{quiz.lesson}-{question.id}"
        self.trouble, self.widget = "", None
        self.explicit = answer is not None
        self.pick, self.attempts = self._first_pick(answer)
        self.score = score(question, self.pick)

    def _first_pick(self, answer: object) -> tuple[Pick, int]:
        pick, attempts = (None, 0)
        if not self.grading:
            pick, attempts = self.memory.recall(self.question.id)
        with suppress(PickError):
            pick = normalise(self.question, pick)
            if answer is None:
                return pick, attempts
        try:
            given = normalise(self.question, answer)
        except PickError as error:
            self.trouble = str(error)
            return None, 0
        return given, max(1, attempts + (given != pick)) if given is not None else 0

    def open(self) -> None:
        """Show what is saved, then get the widget ready."""
        if self.explicit and self.pick is not None and not self.grading:
            self._keep()
        if self.shell is None:
            return
        self._display(update=False)
        old = self.quiz._widgets.pop(self.question.id, None)
        if old is not None:
            old.close()
        if not self.grading:
            self.widget = self._make_widget()

    def answer(self, pick: object, reopened: bool) -> None:
        """Take a pick from the widget."""
        try:
            given = normalise(self.question, pick)
        except PickError as error:
            self.widget.reply = {"outcome": "note", "headline": str(error)}
            return
        self.pick, self.attempts = given, self.attempts + 1
        self.score = score(self.question, given)
        self._keep()
        self._display(update=True)
        tail = "saved in this notebook"
        if reopened:
            tail = "the page was reloaded: run this cell again to keep the answer"
        if self.explicit:
            tail = "next time the answer= in the cell counts again"
        self._show(tail)

    def bundle(self) -> dict[str, Any]:
        """Return the MIME bundle of the question, without text/plain."""
        page = static_page(self.question, self.score, self.pick, self.grading)
        if self.trouble:
            page = f"<p>{html.escape(self.trouble)}</p>{page}"
        data: dict[str, Any] = {"text/html": page}
        if self.widget is not None:
            view = {"version_major": 2, "version_minor": 1}
            data[WIDGET_VIEW] = view | {"model_id": self.widget.model_id}
        return data

    def _make_widget(self) -> Any:
        from rnn_course.quiz.widget import QuizWidget

        widget = QuizWidget(face(self.question), self.answer)
        self.widget = self.quiz._widgets[self.question.id] = widget
        widget.pick = self.pick
        if self.trouble:
            widget.reply = {"outcome": "note", "headline": self.trouble}
        elif self.pick is not None:
            self._show("saved in this notebook")
        return widget

    def _show(self, tail: str) -> None:
        self.widget.saved = self._payload()
        self.widget.pick = self.pick
        said = reply(self.question, self.score, self.attempts, tail)
        self.widget.reply = said | {"count": self.attempts}  # always a change

    def _keep(self) -> None:
        self.memory.keep(self.question.id, self.pick, self.attempts)
        points = self.score.points if self._open_score() else None
        with suppress(CourseError, OSError):
            self.quiz._record(
                self.quiz.lesson,
                self.question.id,
                points,
                self.score.max_points,
                self.pick,
            )

    def _open_score(self) -> bool:
        return self.question.feedback == "at-once"

    def _payload(self) -> dict[str, Any]:
        data = {
            "version": 1,
            "lesson": self.quiz.lesson,
            "question": self.question.id,
            "pick": self.pick,
            "attempts": self.attempts,
        }
        return data | ({"points": self.score.points} if self._open_score() else {})

    def _display(self, update: bool) -> None:
        from IPython.display import display

        said = status_line(self.pick)
        page = f'<p class="rnnc-saved">{html.escape(said)}</p>'  # hidden by the widget
        data = {MIME: self._payload(), "text/plain": said, "text/html": page}
        display(data, raw=True, display_id=self.handle, update=update)


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def _memory(lesson: str, shell: Any) -> Memory:
    path = notebook_path(shell.user_ns if shell is not None else {})
    key = f"{lesson}|{path}"
    return _memories.setdefault(key, Memory(path))


def _progress() -> Record:
    with suppress(ImportError, AttributeError):
        from rnn_course import progress

        return progress.record_question
    return lambda *_: None
