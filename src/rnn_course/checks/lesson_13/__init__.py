"""Checks of lesson 13, Attention, and the RNN's return."""

from __future__ import annotations

from rnn_course.checks.lesson_13.attend import ATTEND
from rnn_course.checks.lesson_13.attention_weights import ATTENTION_WEIGHTS
from rnn_course.checks.lesson_13.build_translator import BUILD_TRANSLATOR
from rnn_course.checks.lesson_13.causal_mask import CAUSAL_MASK
from rnn_course.checks.lesson_13.linear_scan import LINEAR_SCAN

__all__ = ["EXERCISES"]

EXERCISES = (ATTENTION_WEIGHTS, ATTEND, BUILD_TRANSLATOR, CAUSAL_MASK, LINEAR_SCAN)
