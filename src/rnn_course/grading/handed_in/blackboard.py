"""Whose a file of Blackboard's is: the assignment's name and the login share a head.

``Homework 2_ana_attempt_2026-11-29-10-11-12_homework.ipynb`` comes with a record,
``Homework 2_ana_attempt_2026-11-29-10-11-12.txt``. Its first line is Blackboard's own:
``Name: Ana Núñez (ana)``. Both the assignment's name and a login may hold underscores.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

from .apart import beginnings
from .places import Entry

__all__ = ["name_people"]

FORM = "Blackboard"
_NAME = re.compile(r"Name:\s*(?P<name>.*?)\s*\((?P<login>[^()]+)\)\s*")


def name_people(entries: list[Entry]) -> list[Entry]:
    """Return the entries; those of Blackboard with login and name."""
    ours = [e for e in entries if e.owner is not None and e.owner.form == FORM]
    heads = sorted({entry.owner.key for entry in ours})
    if not heads:
        return entries
    records = [e for e in ours if _is_record(e)]
    texts = beginnings([e.items[0].member for e in records], 1000)
    read = zip(records, map(_read, records, texts), strict=True)
    said = {entry.owner.key: told for entry, told in read if told is not None}
    start = _assignment(heads, said)
    return [
        replace(e, owner=_named(e, start, said)) if e in ours else e for e in entries
    ]


def _named(entry: Entry, start: str, said: dict[str, tuple[str, str]]) -> object:
    head = entry.owner.key
    name, login = said.get(head, ("", head.removeprefix(start)))
    return replace(entry.owner, key=login, name=name, login=login)


def _assignment(heads: list[str], said: dict[str, tuple[str, str]]) -> str:
    """Return what all heads begin with, up to the login."""
    for head, (_, login) in said.items():
        start = head.removesuffix(login)
        if all(one.startswith(start) and one != start for one in heads):
            return start
    if len(heads) == 1:
        return heads[0][: heads[0].rfind("_") + 1]
    first, last = heads[0], heads[-1]  # sorted: all between begin alike
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    common = "".join(one for one, _ in alike)
    return common[: common.rfind("_") + 1]


def _is_record(entry: Entry) -> bool:
    ends = re.search(r"_attempt_[\d-]{19}\.txt$", entry.head)
    return entry.kind == "file" and ends is not None


def _read(entry: Entry, data: bytes) -> tuple[str, str] | None:
    """Return name and login as Blackboard's record says; it must fit the file's name."""
    text = data.decode("utf-8-sig", "replace")
    match = _NAME.fullmatch(text.split("\n", 1)[0].rstrip("\r"))
    if match is None or not entry.owner.key.endswith(f"_{match['login']}"):
        return None
    return match["name"], match["login"]
