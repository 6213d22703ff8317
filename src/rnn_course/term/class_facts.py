"""What is counted, not estimated: who stopped, who came later, who is often late."""

from __future__ import annotations

from dataclasses import dataclass, field

from .class_people import Member
from .class_records import LessonRecord, Term
from .final_grade import is_late

__all__ = ["Facts", "find_facts"]


@dataclass
class Facts:
    """What needs no test.

    Attributes
    ----------
    stopped : list
        Member and the last lesson handed in: nothing came for the last two or more.
    nothing : list of Member
        Nothing has come at all.
    came_later : list
        Member and the first lesson handed in, of those who missed two or more before.
    often_late : list
        Member, how often late, of how many: at least three times, and half of them.
    """

    stopped: list[tuple[Member, LessonRecord]] = field(default_factory=list)
    nothing: list[Member] = field(default_factory=list)
    came_later: list[tuple[Member, LessonRecord]] = field(default_factory=list)
    often_late: list[tuple[Member, int, int]] = field(default_factory=list)


def find_facts(term: Term) -> Facts:
    """Find who stopped, who came later, who is often late."""
    facts = Facts()
    for member in term.members:
        due = [
            record
            for record in term.lessons
            if record.plan.due
            and (term.due(record.plan, member) or record.plan.due) <= term.now
            and term.concerns(record.plan, member)
        ]
        came = [member.key in record.handed_in for record in due]
        if len(came) >= 2 and not any(came):
            if not any(member.key in record.handed_in for record in term.lessons):
                facts.nothing.append(member)
            continue
        if len(came) >= 3 and not any(came[-2:]):
            last = max(place for place, one in enumerate(came) if one)
            facts.stopped.append((member, due[last]))
        elif len(came) >= 3 and not any(came[:2]):
            facts.came_later.append((member, due[came.index(True)]))
        late = [
            is_late(term.plan.late, term.lateness(record, member))
            for record, is_here in zip(due, came, strict=True)
            if is_here
        ]
        if sum(late) >= max(3, len(late) / 2):
            facts.often_late.append((member, sum(late), len(late)))
    return facts
