"""What a list of the class adds: whose group handed in, and when somebody did."""

from __future__ import annotations

from dataclasses import replace

from .choose import local_to_utc
from .collect import Collection, Found
from .forms import Owner
from .people import student_ids
from .roster import Person, Roster

__all__ = ["match_roster"]


def match_roster(collection: Collection, roster: Roster) -> None:
    """Let each member of a group have its work; add the times that the list knows."""
    people = [one for found in collection.found for one in _each(found, roster)]
    best: dict[str, Found] = {}
    for found in people:
        if found.student in best:
            other = best[found.student]
            collection.problems.append(
                f"{found.student} handed in alone and in a group: {other.where} counts, "
                f"{found.where} does not."
            )
        best.setdefault(found.student, found)
    collection.found = [best[student] for student in sorted(best)]


def _each(found: Found, roster: Roster) -> list[Found]:
    person = roster.find(found.owner)
    if person is not None:
        when = found.handed_in or local_to_utc(person.handed_in)
        if person.canvas != found.owner.number or not _is_group(found, roster, person):
            return [replace(found, handed_in=when)]
    members = roster.members(found.owner)
    if not members:
        return [found]
    flag = f"handed in by the group {found.student}, {len(members)} people"
    return [_as_member(found, member, flag) for member in members]


def _is_group(found: Found, roster: Roster, person: Person) -> bool:
    """Tell whether Canvas named the group in place of the one who uploaded for it."""
    return person.slug != found.owner.name and bool(roster.members(found.owner))


def _as_member(found: Found, person: Person, flag: str) -> Found:
    owner = found.owner
    number = {"Moodle": person.participant, "Canvas": person.canvas}.get(owner.form, "")
    name = person.slug if owner.form == "Canvas" else person.name
    key = f"{name}_{number}" if number else person.facts.get("login", person.name)
    own = Owner(
        key, owner.form, name, number, person.facts.get("login", ""), owner.turn,
        owner.when, owner.late, owner.back if number == owner.number else "",
    )  # fmt: skip
    (student,) = student_ids([key]).values()
    when = found.handed_in or local_to_utc(person.handed_in)
    flags = (*found.flags, flag)
    return replace(found, student=student, owner=own, handed_in=when, flags=flags)
