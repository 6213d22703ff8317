"""In which line of a TOML text something stands."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

__all__ = ["line_of"]


def line_of(text: str, path: Sequence[str], part: str = "") -> int:
    """Return the line, counted from 1, in which a key or a table begins.

    A statement ends in the first line up to which the text is whole and has the key; it
    begins below the last line before that up to which the text was whole.

    Parameters
    ----------
    text : str
        Valid TOML.
    path : sequence of str
        Keys from the outside in; one that is not there gives the line of the last that is.
    part : str
        A text inside the value, which may stand some lines below.
    """
    lines, begin = text.split("\n"), 0
    for end in range(1, len(lines) + 1):
        try:
            data = tomllib.loads("\n".join(lines[:end]))
        except tomllib.TOMLDecodeError:
            continue
        if _has(data, path):
            inside = [n for n in range(begin, end) if part and part in lines[n]]
            return (inside[0] if inside else begin) + 1
        begin = end
    return line_of(text, path[:-1], part) if path else 1


def _has(data: object, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(data, Mapping) or key not in data:
            return False
        data = data[key]
    return True
