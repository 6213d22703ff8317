"""Checks of lesson 01, Why order matters."""

from __future__ import annotations

from rnn_course.checks.lesson_01.bag_of_words import BAG_OF_WORDS
from rnn_course.checks.lesson_01.leaky_memory import LEAKY_MEMORY
from rnn_course.checks.lesson_01.make_windows import MAKE_WINDOWS

__all__ = ["EXERCISES"]

EXERCISES = (BAG_OF_WORDS, MAKE_WINDOWS, LEAKY_MEMORY)
