"""Checks of lesson 07, Time series: forecasting."""

from __future__ import annotations

from rnn_course.checks.lesson_07.free_run import FREE_RUN
from rnn_course.checks.lesson_07.persistence import PERSISTENCE_FORECAST
from rnn_course.checks.lesson_07.skill import SKILL_SCORE
from rnn_course.checks.lesson_07.split import SPLIT_BY_TIME
from rnn_course.checks.lesson_07.standardize import STANDARDIZE

__all__ = ["EXERCISES"]

EXERCISES = (
    SPLIT_BY_TIME,
    STANDARDIZE,
    PERSISTENCE_FORECAST,
    SKILL_SCORE,
    FREE_RUN,
)
