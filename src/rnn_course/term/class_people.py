"""Whose work it is, over all lessons.

A gradebook knows a student by an id of one lesson: Moodle gives a person another number
in each assignment. With a list of the class its names say who is who; without one, a
name is one person as long as no lesson has it twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..grading.handed_in.forms import Owner
from ..grading.handed_in.roster import Person, Roster
from ..plain import on_one_line
from .class_plan import ClassPlan, StudentPlan

__all__ = ["Member", "Register"]


@dataclass(frozen=True)
class Member:
    """Somebody in the class.

    Attributes
    ----------
    key : str
        Tells one from another.
    name : str
        For people to read.
    person : Person or None
        As the list of the class has it.
    owner : Owner or None
        As the LMS calls the student, without a number that holds for one lesson alone.
    plan : StudentPlan
        What holds for this student alone.
    """

    key: str
    name: str
    person: Person | None = None
    owner: Owner | None = None
    plan: StudentPlan = field(default_factory=StudentPlan)

    def is_called(self, word: str) -> bool:
        """Tell whether a word means this student."""
        person = self.person or Person(self.name, {"name": self.name})
        return word in (self.key, self.name) or person.is_called(word)


class Register:
    """Finds the member that somebody in a gradebook is.

    Parameters
    ----------
    plan : ClassPlan
        The class.
    seen : mapping
        Lesson → everybody who handed it in, in the words of the LMS.
    """

    def __init__(self, plan: ClassPlan, seen: Mapping[str, Sequence[Owner]]) -> None:
        self.plan = plan
        self.roster = plan.roster or Roster()
        self.twice = {
            name
            for owners in seen.values()
            for name, count in Counter(o.name for o in owners if o.name).items()
            if count > 1
        }
        self.members: dict[str, Member] = {}
        for place, person in enumerate(self.roster.people):
            self._enter(Member(f"list:{place}", person.name, person))

    def find(self, owner: Owner) -> Member:
        """Return who it is; somebody new where nobody fits."""
        person = self._in_list(owner)
        if person is not None:
            place = next(i for i, p in enumerate(self.roster.people) if p is person)
            known = self.members[f"list:{place}"]
            if known.owner is None:
                self.members[known.key] = replace(known, owner=_lasting(owner))
            return self.members[known.key]
        key = self._key(owner)
        if key not in self.members:
            name = on_one_line(owner.name or owner.key)
            if owner.name in self.twice:
                name = on_one_line(owner.key)
            self._enter(Member(key, name, None, _lasting(owner)))
        return self.members[key]

    def strangers(self) -> list[str]:
        """Return who handed in and is not in the list of the class."""
        if self.plan.roster is None:
            return []
        return sorted(m.name for m in self.members.values() if m.person is None)

    def _in_list(self, owner: Owner) -> Person | None:
        if owner.form != "Moodle":
            return self.roster.find(owner)
        # The list may be another assignment's, with other numbers: names come first.
        person = self.roster.find(replace(owner, number=""))
        if person is None:
            person = self.roster.find(owner)
            hidden = owner.name in self.twice  # "Participant", or two of one name
            if person is not None and not (hidden or person.is_called(owner.name)):
                return None
        return person

    def _key(self, owner: Owner) -> str:
        if owner.form == "Canvas" and owner.number:
            return f"Canvas:{owner.number}"
        if owner.login:
            return f"login:{owner.login}"
        if owner.name and owner.name not in self.twice:
            return f"name:{owner.name}"
        return f"name:{owner.key}"

    def _enter(self, member: Member) -> None:
        for word, plan in self.plan.students.items():
            if member.is_called(word):
                member = replace(member, plan=plan)
        self.members[member.key] = member


def _lasting(owner: Owner) -> Owner:
    """Leave out what an LMS gives anew in each lesson."""
    number = owner.number if owner.form == "Canvas" else ""
    return replace(owner, number=number, back="", turn=(), when=None, late=False)
