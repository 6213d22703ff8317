"""Ask an answer a second time, with inputs that nobody could know: see `chance`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from . import chance
from .verdict import NotAttempted, Wrong

__all__ = ["OTHER_INPUTS", "examine"]

OTHER_INPUTS = "other-inputs"  # the id of what only drawn inputs have shown
_WORSE = (
    "With inputs of the same kinds, drawn anew for this grading, it does worse still, and "
    "that is what counts."
)
_GUESSES = (None, "uses-a-global")  # what is said where no mistake is recognised
_TELLING_INPUTS = (*_GUESSES, "exception", "unfit-result")
TOO_SLOW = "too-slow"  # the id of an answer that was stopped
_NUMBERS = re.compile(r"(?<![\w.])-?\d[\d.]*(e[+-]?\d+)?")


def examine(ask: Callable[[Any], None], case: Any, name: str) -> None:
    """Ask what is fixed; where a secret is lent, ask again, and keep what is worse.

    Parameters
    ----------
    ask : callable
        The exercise's examiner.
    case : Case
        The answer.
    name : str
        The exercise's.

    Raises
    ------
    Wrong
        When it is not right. Of inputs that were drawn only their kind is told.
    """
    first = _outcome(ask, case)
    if chance.is_lent() and (first is None or first.share > 0):
        with chance.draw_anew(name):
            second = _outcome(ask, case, again=True)
        if first is None and second is not None:
            raise _told(name, second)
        if first and second and second.share < first.share:
            raise Wrong(f"{first.reason} {_WORSE}", first.mistake, second.share)
    if first is not None:
        raise first


def _outcome(
    ask: Callable[[Any], None], case: Any, again: bool = False
) -> Wrong | None:
    try:
        ask(case)
    except Wrong as wrong:
        return wrong
    except NotAttempted:
        if not again:
            raise
        return Wrong("It says that it is not written yet.")
    return None


def _told(name: str, wrong: Wrong) -> Wrong:
    """Say which kind of input has shown it, and not which input."""
    said = [
        f"With inputs of the same kinds, drawn anew for this grading, `{name}` does worse "
        "than with those that a notebook asks."
    ]
    if wrong.tried:
        said.append(f"It was tried with {wrong.tried}.")
    if wrong.mistake == TOO_SLOW:
        said.append("It was stopped, since it had not finished in time.")
        return Wrong(" ".join(said), TOO_SLOW, wrong.share, wrong.tried)
    if wrong.mistake not in _TELLING_INPUTS:
        said.append(_NUMBERS.sub("…", wrong.reason))
        return Wrong(" ".join(said), wrong.mistake, wrong.share, wrong.tried)
    return Wrong(" ".join(said), OTHER_INPUTS, wrong.share, wrong.tried)
