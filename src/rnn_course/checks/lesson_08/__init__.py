"""Checks of lesson 08, What comes next."""

from __future__ import annotations

from rnn_course.checks.lesson_08.bigram import BIGRAM_PROBABILITIES
from rnn_course.checks.lesson_08.next_word import NEXT_WORD
from rnn_course.checks.lesson_08.pairs import NEXT_WORD_PAIRS
from rnn_course.checks.lesson_08.perplexity import PERPLEXITY
from rnn_course.checks.lesson_08.vocabulary import BUILD_VOCABULARY

__all__ = ["EXERCISES"]

EXERCISES = (
    BUILD_VOCABULARY,
    NEXT_WORD_PAIRS,
    PERPLEXITY,
    BIGRAM_PROBABILITIES,
    NEXT_WORD,
)
