"""Other people's words on one line, with nothing in them that moves or hides others.

A file's name may hold anything: control characters that colour a terminal or forge a
line, marks that turn the direction of text, characters of no width, bytes that are no
text at all.
"""

from __future__ import annotations

import unicodedata

__all__ = ["decode_bytes", "is_strange", "on_one_line"]

_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")  # categories of Unicode
_INVISIBLE = set("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_JOINERS = "\u200c\u200d"  # words of Persian and Hindi need them, and so do emoji
_SELECTORS = range(0xFE00, 0xFE10)


def decode_bytes(text: str) -> str:
    """Read the bytes in a file's name that are no UTF-8 as Western European text.

    Parameters
    ----------
    text : str
        As the operating system gives it: such a byte is a lone surrogate.
    """
    return "".join(
        bytes([ord(c) - 0xDC00]).decode("cp1252", "replace")
        if 0xDC80 <= ord(c) <= 0xDCFF
        else c
        for c in text
    )


def is_strange(text: str, place: int) -> bool:
    """Tell whether a character moves or hides others, or cannot be seen itself."""
    character = text[place]
    if character in _JOINERS or ord(character) in _SELECTORS:
        return not (_is_far(text, place - 1) and _is_far(text, place + 1, end=True))
    return character in _INVISIBLE or unicodedata.category(character) in _HIDDEN


def _is_far(text: str, place: int, end: bool = False) -> bool:
    """Tell whether a letter's script, or an emoji, may need a joiner."""
    if not 0 <= place < len(text):
        return end and ord(text[place - 1]) in _SELECTORS
    return ord(text[place]) >= 0x0590 or (end and ord(text[place - 1]) in _SELECTORS)


def on_one_line(text: str, most: int = 2000) -> str:
    """Return a text for terminals, lists and pages: what is strange is written out.

    Parameters
    ----------
    most : int
        Characters; the rest becomes ``…``.
    """
    text = decode_bytes(text)
    made = "".join(
        _written(c) if is_strange(text, place) else c for place, c in enumerate(text)
    )
    return made if len(made) <= most else made[: most - 1] + "…"


def _written(character: str) -> str:
    number = ord(character)
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"
