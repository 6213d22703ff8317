"""A name of its own for everybody: safe as a folder's, and nobody becomes another.

A student's id is the name that the LMS or the teacher gave, as long as that may be a
folder's name. Where something has to be changed, the id ends in a mark made of the name
as it was, so that two names which differ stay two.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Collection, Iterable

from ...plain import decode_bytes, is_strange

__all__ = ["old_name", "safe_name", "student_ids"]

MOST_BYTES = 120  # of an id
_MARK = 7  # characters of "~1a2b3c"


def safe_name(name: str) -> str:
    """Return a name that may be a folder's: no separators, no dots alone, bounded."""
    name = unicodedata.normalize("NFC", decode_bytes(name)).strip()
    name = "".join(
        "_" if c in "/\\:" or is_strange(name, place) else c
        for place, c in enumerate(name)
    )
    return _cut(name, MOST_BYTES) if name.strip(". _") else ""


def student_ids(names: Iterable[str], known: Collection[str] = ()) -> dict[str, str]:
    """Give everybody an id.

    Parameters
    ----------
    names : iterable of str
        As the LMS or the teacher wrote them; two that differ are two people.
    known : collection of str
        Ids of a gradebook: whoever had one keeps it.

    Returns
    -------
    dict
        Name → id; no id twice.
    """
    ids: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(set(names), key=lambda n: (safe_name(n) != n, _key(n))):
        wanted = [safe_name(name)] if _is_kept(name) else []
        old = old_name(name)
        if old in known:
            wanted.append(old)
        free = [one for one in wanted if one and one not in taken]
        ids[name] = free[0] if free else _marked(name, taken)
        taken.add(ids[name])
    return ids


def old_name(name: str) -> str:
    """Return the id that gradebooks of earlier versions have for a name."""
    name = unicodedata.normalize("NFC", name).strip()
    strange = ("Cc", "Cs", "Co")
    name = "".join(
        "_" if c in "/\\:\0" or unicodedata.category(c) in strange else c for c in name
    )
    return _cut(name, MOST_BYTES) if name.strip(". _") else ""


def _is_kept(name: str) -> bool:
    """Tell whether an id says the whole name."""
    return safe_name(name) == unicodedata.normalize("NFC", decode_bytes(name)).strip()


def _marked(name: str, taken: set[str]) -> str:
    body = _cut(safe_name(name) or "unnamed", MOST_BYTES - _MARK)
    digest = hashlib.sha256(_key(name)).hexdigest()
    marks = (f"{body}~{digest[start : start + 6]}" for start in range(50))
    return next(mark for mark in marks if mark not in taken)


def _key(name: str) -> bytes:
    return name.encode("utf-8", "surrogatepass")


def _cut(name: str, most: int) -> str:
    return name.encode("utf-8", "replace")[:most].decode("utf-8", "ignore")
