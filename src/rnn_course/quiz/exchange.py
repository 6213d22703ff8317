"""One question, one run of its cell: the pick, its score, where both show."""

from __future__ import annotations

import html
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rnn_course.errors import CourseError
from rnn_course.mime import WIDGET_VIEW
from rnn_course.quiz.picks import MIME, Saved
from rnn_course.quiz.present import face, reply, static_page, status_line
from rnn_course.quiz.questions import Question
from rnn_course.quiz.restore import Memory, notebook_path, told_path
from rnn_course.quiz.score import Pick, PickError, normalise, score
from rnn_course.quiz.source import GRADING

if TYPE_CHECKING:
    from rnn_course.quiz.ask import Quiz

__all__ = ["Exchange"]


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
        self.written: Pick = None
        self.saved = self._first_pick(answer)
        self.score = score(question, self.pick)

    @property
    def pick(self) -> Pick:
        """The pick that counts, or None."""
        return self.saved["pick"] if self.saved else None

    def _first_pick(self, answer: object) -> Saved | None:
        """Return the given answer, or else the pick kept from before."""
        kept = self._kept_pick()
        if answer is None:
            return kept
        try:
            given = normalise(self.question, answer)
        except PickError as error:
            self.trouble = str(error)
            return kept
        self.written = given
        if kept and given == kept["pick"]:
            return kept
        return self._new(given, kept)

    def _kept_pick(self) -> Saved | None:
        if not self.grading:
            kept = self.memory.recall(self.question.id)
            with suppress(PickError):
                return kept and kept | {"pick": normalise(self.question, kept["pick"])}
        return None

    def _new(self, pick: Pick, before: Saved | None) -> Saved:
        """Return a new attempt, later than the one before it whatever the clock says."""
        attempts, at = (before["attempts"], before["at"]) if before else (0, 0.0)
        now = 0.0 if self.grading else max(round(time.time(), 3), at + 0.001)
        return {"pick": pick, "attempts": attempts + 1, "at": now}

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

    def answer(self, pick: object) -> None:
        """Take a pick from the widget."""
        try:
            given = normalise(self.question, pick)
        except PickError as error:
            self.widget.reply = {"outcome": "note", "headline": str(error)}
            return
        self.saved = self._new(given, self.saved)
        self.score = score(self.question, given)
        self._keep()
        self._display(update=True)
        self._show()

    def look(self, told: str) -> bool | None:
        """Say whether the pick is in the file that the front end names.

        Returns
        -------
        bool or None
            None where the file is not known.
        """
        if self.shell is not None:
            self.memory.path = notebook_path(self.shell.user_ns, told)
        if self.pick is None:
            return None
        return self.memory.is_in_file(self.question.id, self.pick)

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

        widget = QuizWidget(face(self.question), self.answer, self.look)
        self.widget = self.quiz._widgets[self.question.id] = widget
        widget.pick = self.pick
        if self.trouble:
            widget.reply = {"outcome": "note", "headline": self.trouble}
        elif self.pick is not None:
            self._show()
        return widget

    def _show(self) -> None:
        self.widget.saved = self._payload()
        self.widget.kept = self._data()
        self.widget.pick = self.pick
        attempts = self.saved["attempts"]
        overruled = self._is_overruled()
        tail = "the answer= in the cell counts: change it there" * overruled
        said = reply(self.question, self.score, attempts, tail)
        said |= {"count": attempts, "overruled": overruled}  # always a change
        self.widget.reply = said

    def _is_overruled(self) -> bool:
        """Tell whether the pick is another one than the one that the cell names."""
        return self.written is not None and self.pick != self.written

    def _keep(self) -> None:
        self.memory.keep(self.question.id, self.saved)
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
        """Tell whether the cell names a pick."""
        return self.written is not None

    def _open_score(self) -> bool:
        return self.question.feedback == "at-once"

    def _payload(self) -> dict[str, Any]:
        data = {
            "version": 2,
            "lesson": self.quiz.lesson,
            "question": self.question.id,
            **(self.saved or {"pick": None, "attempts": 0, "at": 0.0}),
        }
        return data | ({"points": self.score.points} if self._open_score() else {})

    def _display(self, update: bool) -> None:
        from IPython.display import display

        display(self._data(), raw=True, display_id=self.handle, update=update)

    def _data(self) -> dict[str, Any]:
        """Return what the notebook keeps in the cell's output: the pick, and a line."""
        said = "" if self.grading else status_line(self.pick, self._is_written())
        page = f'<p class="rnnc-saved">{html.escape(said)}</p>'  # hidden by the widget
        return {MIME: self._payload(), "text/plain": said, "text/html": page}


def _shell() -> Any:
    from IPython import get_ipython

    return get_ipython()


def _memory(lesson: str, shell: Any) -> Memory:
    names = shell.user_ns if shell is not None else {}
    place = f"{lesson}|{told_path(names)}"
    memory = _memories.setdefault(place, Memory(lesson, None))
    memory.path = notebook_path(names)  # it may have been renamed
    return memory
