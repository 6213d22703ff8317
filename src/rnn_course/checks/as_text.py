"""Words that are not ours, inside a sentence in Markdown: shown, never obeyed."""

from __future__ import annotations

import re

__all__ = ["as_code", "as_text"]

_ACTIVE = re.compile(r"[`*_\[\]<>\\|~!&#]")
_PLACE = re.compile(r"line (\d+): `(.*)`", re.DOTALL)


def as_code(text: str) -> str:
    """Return a text as a code span, whatever ticks it holds."""
    text = " ".join(text.split())
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    fence = "`" * (longest + 1)
    return f"{fence}{pad}{text}{pad}{fence}" if text else ""


def as_text(text: str) -> str:
    """Return a text that means nothing in Markdown: as it is, or as a code span.

    The learner's own line, as `shorten` gives it, keeps its words around the code.
    """
    if place := _PLACE.fullmatch(text):
        return f"line {place[1]}: {as_code(place[2])}"
    return as_code(text) if _ACTIVE.search(text) else text
