"""Where the random inputs of checks come from: fixed at home, secret where points count.

A notebook asks the same questions each time, so a learner who mends an answer sees it
mended. Whoever hands in a table of the answers knows these questions, too. So a grader
lends a secret (see `lend`), and then each answer is asked once more, with other inputs of
the same kinds: see `exercise.judge_answer`. What is drawn depends on the secret, the
exercise and the key alone, so the same secret asks the same again.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import TypeVar

import numpy as np

__all__ = [
    "among",
    "draw_anew",
    "generator",
    "is_drawn_anew",
    "is_lent",
    "lend",
    "number",
    "seed_keras",
    "size",
    "turn",
]

Thing = TypeVar("Thing")
Key = int | list[int]

_LENT: ContextVar[str] = ContextVar("lent", default="")
_TURN: ContextVar[str] = ContextVar("turn", default="")
_LARGEST = 2**31 - 1  # of a seed that every library takes


@contextlib.contextmanager
def lend(secret: str) -> Iterator[None]:
    """Judge with a secret inside the block; an empty one changes nothing."""
    before = _LENT.set(secret)
    try:
        yield
    finally:
        _LENT.reset(before)


def is_lent() -> bool:
    """Tell whether there is a secret, so that answers are asked twice."""
    return bool(_LENT.get())


@contextlib.contextmanager
def draw_anew(exercise: str) -> Iterator[None]:
    """Draw from the secret inside the block, in place of what is fixed."""
    before = _TURN.set(f"{_LENT.get()}/{exercise}")
    try:
        yield
    finally:
        _TURN.reset(before)


def is_drawn_anew() -> bool:
    """Tell whether inputs are secret at this moment."""
    return bool(_TURN.get())


def turn() -> str:
    """Return what tells one draw of all inputs from another; "" for the fixed ones."""
    return _TURN.get()


def generator(key: Key) -> np.random.Generator:
    """Return the generator of a key: ``default_rng(key)``, or one that nobody knows.

    The secret goes through a hash, so that no state of a generator that a learner's
    process is given tells anything of the secret, or of another generator.
    """
    if not _TURN.get():
        return np.random.default_rng(key)
    digest = hashlib.sha256(f"{_TURN.get()}/{key}".encode()).digest()
    return np.random.default_rng(np.frombuffer(digest, "<u4"))


def number(key: int) -> int:
    """Return a seed to hand on: `key` itself, or one that nobody knows."""
    if not _TURN.get():
        return key
    return int(generator(key).integers(_LARGEST))


def among(
    fixed: Thing, draw: Callable[[np.random.Generator], Thing], key: int = 0
) -> Thing:
    """Return what is fixed, or what is drawn in its place where inputs are secret."""
    return draw(generator([key, 1])) if _TURN.get() else fixed


def size(rng: np.random.Generator, fixed: int, low: int, high: int) -> int:
    """Return a fixed size, or one from `low` to `high` where inputs are secret."""
    return int(rng.integers(low, high + 1)) if _TURN.get() else fixed


def seed_keras(key: int) -> None:
    """Set the seeds of Keras, NumPy and Python by `number`."""
    from rnn_course.models import keras

    keras.utils.set_random_seed(number(key))
