"""One question, one run of its cell: the pick, its score, where both show."""

from __future__ import annotations

import html
import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rnn_course.errors import CourseError
from rnn_course.quiz.picks import MIME
from rnn_course.quiz.present import face, reply, static_page, status_line
from rnn_course.quiz.questions import Question
from rnn_course.quiz.restore import Memory, notebook_path, told_path
from rnn_course.quiz.score import Pick, PickError, normalise, score
from rnn_course.quiz.source import GRADING

if TYPE_CHECKING:
    from rnn_course.quiz.ask import Quiz

__all__ = ["Exchange"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"

_memories: dict[str, Memory] = {}  # outlives a second run of the first cell


class Exchange:
    """What `quiz.ask` does between the learner and the notebook."""

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
        """Return the given answer, or else the pick kept from before."""
        pick, attempts = self._kept_pick()
        if answer is None:
            return pick, attempts
        try:
            given = normalise(self.question, answer)
        except PickError as error:
            self.trouble = str(error)
            return pick, attempts
        return given, max(1, attempts + (given != pick)) if given is not None else 0

    def _kept_pick(self) -> tuple[Pick, int]:
        if not self.grading:
            pick, attempts = self.memory.recall(self.question.id)
            with suppress(PickError):
                return normalise(self.question, pick), attempts
        return None, 0

    def open(self) -> None:
        """Show what is saved, then get the widget ready."""
        if self._is_written() and not self.grading:
            self._keep()
        if self.shell is None:
            return
        self._display(update=False)
        if self.grading:
            return
        old = self.quiz._widgets.pop(self.question.id, None)
        if old is not None:
            old.close()
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
        final = self.grading or (self._is_written() and self._open_score())
        page = static_page(self.question, self.score, self.pick, final)
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

    def _is_written(self) -> bool:
        """Tell whether the pick is the one that the cell names."""
        return self.explicit and not self.trouble and self.pick is not None

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

        said = "" if self.grading else status_line(self.pick, self._is_written())
        page = f'<p class="rnnc-saved">{html.escape(said)}</p>'  # hidden by the widget
        data = {MIME: self._payload(), "text/plain": said, "text/html": page}
        display(data, raw=True, display_id=self.handle, update=update)


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def _memory(lesson: str, shell: Any) -> Memory:
    names = shell.user_ns if shell is not None else {}
    memory = _memories.setdefault(f"{lesson}|{told_path(names)}", Memory(None))
    memory.path = notebook_path(names)  # it may have been renamed
    return memory
