"""`quiz.ask("question-id")`: show a question, keep the pick, score it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from rnn_course.errors import CourseError, did_you_mean
from rnn_course.quiz.exchange import Exchange
from rnn_course.quiz.questions import Question
from rnn_course.quiz.score import Pick
from rnn_course.quiz.source import find_questions

__all__ = ["Answer", "Quiz"]

Record = Callable[[str, str, float | None, float, Pick], None]


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
        exchange = Exchange(self, question, answer)
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

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    @property
    def points(self) -> float:
        """The points of the last pick."""
        return self._exchange.score.points

    def __repr__(self) -> str:
        return repr(float(self.points))  # nbgrader reads this as partial credit

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        return self._exchange.bundle() | {"text/plain": repr(self)}


def _progress() -> Record:
    with suppress(ImportError, AttributeError):
        from rnn_course import progress

        return progress.record_question
    return lambda *_: None
