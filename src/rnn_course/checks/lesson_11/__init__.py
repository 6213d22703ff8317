"""Checks of lesson 11, Translating."""

from __future__ import annotations

from rnn_course.checks.lesson_11.exact_match import EXACT_MATCH
from rnn_course.checks.lesson_11.greedy_decode import GREEDY_DECODE
from rnn_course.checks.lesson_11.teacher_forcing import TEACHER_FORCING

__all__ = ["EXERCISES"]

EXERCISES = (EXACT_MATCH, TEACHER_FORCING, GREEDY_DECODE)
