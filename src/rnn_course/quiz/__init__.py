"""Quiz questions: written in YAML, answered in a notebook, saved inside it."""

from __future__ import annotations

from rnn_course.quiz.ask import Answer, Quiz

__all__ = ["Answer", "Quiz"]
