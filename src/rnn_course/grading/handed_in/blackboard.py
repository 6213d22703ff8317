"""Whose a file of Blackboard's is: the assignment's name and the login share a head.

``Homework 2_ana_attempt_2026-11-29-10-11-12_homework.ipynb`` comes with a record,
``Homework 2_ana_attempt_2026-11-29-10-11-12.txt``. Its first line is Blackboard's own:
``Name: Ana Núñez (ana)``. Both the assignment's name and a login may hold underscores.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import takewhile

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
    said = {e.owner.key: told for e in ours if (told := _record(e)) is not None}
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


def _record(entry: Entry) -> tuple[str, str] | None:
    """Return name and login as Blackboard's record says; it must fit the file's name."""
    if entry.kind != "file" or not entry.head.endswith(".txt"):
        return None
    if not re.search(r"_attempt_[\d-]{19}\.txt$", entry.head):
        return None
    try:
        text = entry.items[0].member.read()[:1000].decode("utf-8-sig", "replace")
    except OSError:
        return None
    match = _NAME.fullmatch(text.split("\n", 1)[0].rstrip("\r"))
    if match is None or not entry.owner.key.endswith(f"_{match['login']}"):
        return None
    return match["name"], match["login"]
