"""Where in an export it stands whose a file is, and whose it is.

The LMS or the teacher names the people side by side in one place; what lies below a
person's name is that person's own, whatever it is called. Folders around that place are
passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from ...released import lesson_names
from .archive import Member
from .choose import count_in
from .forms import BY_NAME, FORMS, NBGRADER, Form, Owner, read_owner

__all__ = ["Entry", "Item", "is_notebook", "people_in", "stem_of"]

SUBMITTED = "submitted"
_NOTEBOOK = re.compile(r"(.*?)\.ipynb(?:\.txt|\.json)?", re.IGNORECASE | re.DOTALL)
_COPY = re.compile(r"(?:[ _-]*(?:\(\d+\)|copy|checkpoint|\d))+", re.IGNORECASE)


@dataclass(frozen=True)
class Item:
    """A file, by the parts of its path from some place on."""

    parts: tuple[str, ...]
    member: Member

    @property
    def is_notebook(self) -> bool:
        """Whether it is named as one."""
        return is_notebook(self.parts[-1])


@dataclass
class Entry:
    """One name in the place that tells whose files are.

    Attributes
    ----------
    head : str
        The name.
    kind : str
        ``"folder"``, ``"file"`` or ``"zip"``.
    items : list of Item
        What has this name, or lies below it; their parts begin with the name.
    owner : Owner or None
        Whose it is; None when that cannot be told.
    above : tuple of str
        The folders that were passed over.
    """

    head: str
    kind: str
    items: list[Item] = field(default_factory=list)
    owner: Owner | None = None
    above: tuple[str, ...] = ()

    @property
    def works(self) -> list[Item]:
        """Its notebooks."""
        return [item for item in self.items if item.is_notebook]

    def inside(self) -> list[Entry]:
        """Return what lies in it."""
        inner = [Item(i.parts[1:], i.member) for i in self.items if len(i.parts) > 1]
        return [
            replace(e, above=(*self.above, self.head)) for e in _side_by_side(inner)
        ]


def people_in(members: Iterable[tuple[tuple[str, ...], Member]], lesson: str,
              wrapper: str = "") -> list[Entry]:  # fmt: skip
    """Find the place that names people; return its names, each with its owner.

    Parameters
    ----------
    members : iterable of (parts, Member)
        All files.
    lesson : str
        The lesson's name.
    wrapper : str
        A folder of this name is no person's: the zip's own.
    """
    entries = _side_by_side([Item(parts, member) for parts, member in members])
    for _ in range(100):
        inner = _step(entries, lesson, wrapper)
        if inner is None:
            break
        entries = inner
    owners = _owners(entries)
    return [replace(e, owner=o) for e, o in zip(entries, owners, strict=True)]


def _side_by_side(items: Sequence[Item]) -> list[Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for item in items:
        head = item.parts[0]
        kind = "file" if len(item.parts) == 1 else "folder"
        if head.lower().endswith(".zip"):
            kind = "zip"
        found.setdefault((head, kind), Entry(head, kind)).items.append(item)
    return list(found.values())


def _step(entries: list[Entry], lesson: str, wrapper: str) -> list[Entry] | None:
    """Return the names one folder deeper, or None where people are named already."""
    holding = [entry for entry in entries if entry.works]
    if not holding or _fitting(holding):
        return None
    submitted = [
        e for e in holding if e.head == SUBMITTED and _has_lessons(e, deep=True)
    ]
    if submitted:
        return submitted[0].inside()
    folders = [entry for entry in holding if entry.kind == "folder"]
    own = [entry for entry in folders if entry.head == lesson]
    if own and all(entry.head in lesson_names() for entry in folders):
        return own[0].inside() if len(folders) == len(holding) else None
    if any(_has_lessons(entry) for entry in holding):
        return None
    groups = [e for e in entries if e.kind == "folder" and _names_people(e)]
    if len(groups) > 1 and all(entry in groups for entry in holding):
        return [inner for group in groups for inner in group.inside()]
    if len(holding) == 1:
        (only,) = holding
        return None if _is_person(only, lesson, wrapper) else only.inside()
    return None


def _fitting(holding: Sequence[Entry]) -> tuple[Form, ...]:
    """Return the row of the table that most names of a place follow; () for none.

    A student's own words may look like another LMS's. They stand to the right of what
    the LMS wrote, so of two rows the one counts that ends further to the left.
    """
    found = []
    for form in FORMS:
        ends = [end for e in holding if (end := form.end(e.head, e.kind)) is not None]
        if ends and len(ends) >= form.most * len(holding):
            found.append((len(ends), -sum(ends), form))
    return tuple(form for *_, form in sorted(found, key=lambda row: row[:2])[-1:])


def _fits(entry: Entry, form: Form) -> bool:
    return form.end(entry.head, entry.kind) is not None


def _has_lessons(entry: Entry, deep: bool = False) -> bool:
    """Tell whether a folder holds the folders of lessons, as nbgrader's do."""
    at = 2 if deep else 1
    lessons = set(lesson_names())
    return any(len(i.parts) > at + 1 and i.parts[at] in lessons for i in entry.works)


def _is_person(entry: Entry, lesson: str, wrapper: str) -> bool:
    """Tell whether the only folder is a person's, not one around all people's."""
    if entry.kind != "folder":
        return True
    direct = [item for item in entry.works if len(item.parts) == 2]
    if any(_is_lessons(item.parts[1]) for item in direct):
        return True
    if entry.head == wrapper or len(direct) < len(entry.works):
        return False
    mine = count_in([item.member for item in direct], lesson)
    return len(list(islice(filter(None, mine), 2))) < 2  # several works: several people


def _is_lessons(name: str) -> bool:
    """Tell whether a file is named by a lesson, perhaps as its copy."""
    stem = stem_of(name)
    return any(
        stem == one or (stem.startswith(one) and _COPY.fullmatch(stem[len(one) :]))
        for one in lesson_names()
    )


def _names_people(entry: Entry) -> bool:
    """Tell whether all that lies in a folder is named as an LMS names people."""
    inside = entry.inside()
    inner = [one for one in inside if one.works] or inside
    if any(all(_fits(one, form) for one in inner) for form in FORMS):
        return True
    return len(inner) > 1 and all(_has_lessons(one) for one in inner)


def _owners(entries: Sequence[Entry]) -> list[Owner | None]:
    holding = [entry for entry in entries if entry.works] or entries
    forms = _fitting(holding)
    nbgrader = any(_has_lessons(entry) for entry in holding) and not forms
    return [
        read_owner(entry.head, entry.kind, forms) or _by_name(entry, nbgrader)
        for entry in entries
    ]


def _by_name(entry: Entry, nbgrader: bool) -> Owner | None:
    """Read the name that a teacher gave."""
    if entry.kind == "file" and not is_notebook(entry.head):
        return None
    if nbgrader and _has_lessons(entry):
        return Owner(entry.head, NBGRADER)
    name = entry.head
    if entry.kind != "folder":
        name = name[:-4] if entry.kind == "zip" else stem_of(name)
    if _is_lessons(f"{name}.ipynb") or not name.strip(". "):
        return None
    return Owner(name, BY_NAME)


def is_notebook(name: str) -> bool:
    """Tell whether a file is named as a notebook; some browsers add ``.txt``."""
    return _NOTEBOOK.fullmatch(name) is not None


def stem_of(name: str) -> str:
    """Return a notebook's name without what says that it is one."""
    match = _NOTEBOOK.fullmatch(name)
    return match[1] if match else name
