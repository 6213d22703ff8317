"""Checks of lesson 01, Why order matters."""

from __future__ import annotations

from .order.bag_of_words import BAG_OF_WORDS
from .order.leaky_memory import LEAKY_MEMORY
from .order.make_windows import MAKE_WINDOWS

__all__ = ["EXERCISES"]

EXERCISES = (BAG_OF_WORDS, MAKE_WINDOWS, LEAKY_MEMORY)
