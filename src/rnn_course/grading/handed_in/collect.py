"""Find what was handed in: nbgrader's folders, an LMS's export, notebooks by name.

Nothing is unpacked to disk and no link is followed, so no path can lead outside. Whose a
file is, the LMS or the teacher says, never a student (`places`). What cannot be matched
to a student is listed, never dropped.
"""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Callable, Iterable
from collections.abc import Collection as Names
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath

from ...errors import CourseError
from ...plain import on_one_line
from ...released import lesson_names
from .apart import beginnings
from .archive import Member, members, parse_time
from .blackboard import name_people
from .choose import Candidate, choose, local_to_utc
from .forms import BY_NAME, NBGRADER, Owner
from .people import student_ids
from .places import Entry, Item, is_notebook, people_in, stem_of
from .problems import Problems

__all__ = ["Collection", "Found", "collect"]

LITTER = (".DS_Store", "Thumbs.db", "desktop.ini", "timestamp.txt")
RECORDS = ("onlinetext.html", "_text.html", "_link.html")  # what an LMS writes itself
CHECKPOINTS, MAC = ".ipynb_checkpoints", "__MACOSX"
APPLE = b"\x00\x05\x16\x07"  # a file of a Mac's own remarks begins so


@dataclass(frozen=True)
class Found:
    """One student's notebook.

    Attributes
    ----------
    student : str
        The id in the gradebook; safe as a folder's name.
    where : str
        The file, for people.
    read : callable
        Returns its bytes.
    handed_in : datetime or None
        When, in UTC, where that is known for sure.
    owner : Owner
        The student in the words of the LMS.
    flags : tuple of str
        What a person should know.
    """

    student: str
    where: str
    read: Callable[[], bytes] = field(compare=False)
    handed_in: datetime.datetime | None = None
    owner: Owner = field(default_factory=lambda: Owner("", BY_NAME))
    flags: tuple[str, ...] = ()

    @property
    def lms(self) -> str:
        """The student's number in the LMS."""
        return self.owner.number


@dataclass
class Collection:
    """All that was handed in.

    Attributes
    ----------
    found : list of Found
        One for each student, by name.
    problems : list of str
        A line for each file that belongs to nobody, or that another one replaced; of
        many of one kind, their number.
    waiting : dict
        Student → why a person must look: something was handed in, but no notebook.
    owners : dict
        Student → the one who waits, in the words of the LMS.
    question : str
        What must be answered before anything is graded; mostly nothing.
    """

    found: list[Found] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    waiting: dict[str, str] = field(default_factory=dict)
    owners: dict[str, Owner] = field(default_factory=dict)
    question: str = ""


def collect(
    place: Path,
    lesson: str,
    aside: tuple[Path, ...] = (),
    known: Names[str] = (),
    only: str = "",
) -> Collection:
    """Look through a folder or a zip.

    Parameters
    ----------
    place : Path
        What was named.
    lesson : str
        Notebooks of other lessons are passed over.
    aside : tuple of Path
        Folders to pass over.
    known : collection of str
        Ids that the gradebook has.
    only : str
        Everything is this student's.

    Raises
    ------
    CourseError
        When there is no such place, or it cannot be read.
    """
    if not place.exists():
        raise CourseError(f"{place} does not exist; expected a folder or a zip.")
    collection = Collection()
    try:
        files = _files(members(place, collection.problems, aside))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise CourseError(f"{place} cannot be read as a zip: {error}.") from None
    wrapper = place.stem if place.is_file() else ""
    entries = name_people(people_in(files, lesson, wrapper))
    if only:
        owner = Owner(only, BY_NAME)
        items = [Item(parts, member) for parts, member in files]
        entries = [Entry("", "folder", items, owner)]
    _Sorter(collection, lesson, files).sort(entries, known)
    if not only:
        collection.question = _question(entries, collection)
    collection.problems.sum_up()
    collection.problems[:] = map(on_one_line, collection.problems)
    return collection


def _files(found: Iterable[Member]) -> list[tuple[tuple[str, ...], Member]]:
    """Return each file with the parts of its path, without what computers add."""
    files = []
    for member in found:
        parts = PurePosixPath(member.name).parts
        parts = tuple(part for part in parts if part != MAC) or parts
        if CHECKPOINTS in parts[:-1]:
            parts = tuple(part for part in parts if part != CHECKPOINTS)
            name = stem_of(parts[-1]).removesuffix("-checkpoint")
            if is_notebook(parts[-1]):
                parts = (*parts[:-1], f"{name}.ipynb")
            member = replace(member, copied=True)
        if parts:
            files.append((parts, member))
    remarks = _of_apple([one for one in files if one[0][-1].startswith("._")])
    return [one for one in files if id(one[1]) not in remarks]


def _of_apple(files: list[tuple[tuple[str, ...], Member]]) -> set[int]:
    """Return the files that a Mac has put its remarks on others into.

    They begin as it writes them; one that cannot be looked at is taken for one.
    """
    data = beginnings([member for _, member in files], len(APPLE))
    pairs = zip(files, data, strict=True)
    return {id(file[1]) for file, begin in pairs if begin in (APPLE, b"")}


class _Sorter:
    """Gives each person a notebook, and each other file a line."""

    def __init__(self, collection: Collection, lesson: str, files: list) -> None:
        self.collection, self.lesson = collection, lesson
        self.others = set(lesson_names()) - {lesson}
        self.left = {id(member): parts for parts, member in files}

    def sort(self, entries: list[Entry], known: Names[str]) -> None:
        """Fill the collection."""
        people: dict[str, list[Entry]] = {}
        for entry in entries:
            for item in entry.items:
                self.left.pop(id(item.member), None)
            if entry.owner is None:
                self._belongs_to_nobody(entry)
            else:
                people.setdefault(entry.owner.key, []).append(entry)
        ids = student_ids(people, known)
        for key in sorted(people, key=lambda key: ids[key]):
            self._take(ids[key], people[key])
        self._tell_of_the_rest(entries)

    def _take(self, student: str, entries: list[Entry]) -> None:
        own = [(entry, item) for entry in entries for item in entry.items]
        works = [one for one in own if one[1].is_notebook]
        mine = [one for one in works if not self._is_anothers(*one)]
        if not mine:
            self._has_no_notebook(student, own, works)
            return
        best, lines, flags = choose(
            [self._candidate(*one) for one in mine], self.lesson
        )
        for line in lines:
            first = f"{student} handed in twice: {best.where} counts, "
            self.collection.problems.append(first + line)
        if best.copied:
            flags.append("only a checkpoint was handed in, a copy that Jupyter made")
        self._tell_of_other_files(student, own)
        self.collection.found.append(_found(student, best, own, flags))

    def _is_anothers(self, entry: Entry, item: Item) -> bool:
        """Tell whether a notebook says by its place or name that it is another lesson's."""
        folders = item.parts[1:-1] if entry.kind != "file" else ()
        return bool(self.others & {*folders, stem_of(item.parts[-1])}) and (
            self.lesson not in folders
        )

    def _candidate(self, entry: Entry, item: Item) -> Candidate:
        member = item.member
        if entry.owner.form != NBGRADER:  # a student may have written it
            member = replace(member, handed_in=None)
        named = stem_of(item.parts[-1]) == self.lesson
        where = on_one_line(member.name)
        return Candidate(where, member, entry.owner, named, member.copied)

    def _has_no_notebook(self, student: str, own: list, works: list) -> None:
        if works and own[0][0].owner.form == NBGRADER:
            return  # the folder holds what was handed in for other lessons
        names = [item.member.name for _, item in own if not self._is_record(item)]
        told = _few(names or [item.member.name for _, item in own])
        what = f"no notebook of {self.lesson}" if works else "no notebook"
        why = f"handed in {what}: {told}"
        self.collection.waiting[student] = on_one_line(why)
        self.collection.owners[student] = own[0][0].owner
        self.collection.problems.append(f"{student} {why}.")

    def _is_record(self, item: Item) -> bool:
        name = item.parts[-1]
        return name in LITTER or name.endswith(RECORDS) or "_attempt_" in name

    def _tell_of_other_files(self, student: str, own: list) -> None:
        names = [
            item.member.name
            for _, item in own
            if not item.is_notebook and not self._is_record(item)
        ]
        if names:
            told = f"{student}: {_few(names)} is no notebook; it is left out."
            self.collection.problems.append(told)

    def _belongs_to_nobody(self, entry: Entry) -> None:
        for item in entry.items:
            name, last = item.member.name, item.parts[-1]
            if item.is_notebook:
                known = self.others & {*item.parts[:-1], stem_of(last)}
                why = (
                    f"is of another lesson, {min(known)}; it is left out."
                    if known
                    else "belongs to no student that can be told."
                )
                self.collection.problems.tell(name, why)
            elif last not in LITTER and not last.endswith(".csv"):
                self.collection.problems.tell(name, "is no notebook; it is left out.")

    def _tell_of_the_rest(self, entries: list[Entry]) -> None:
        """Tell of what lies beside the place that names people, and of folders around."""
        around = sorted({"/".join(entry.above) for entry in entries if entry.above})
        forms = {entry.owner.form for entry in entries if entry.owner}
        if around and around != ["submitted"] and forms & {BY_NAME, NBGRADER}:
            count = len({e.owner.key for e in entries if e.owner and e.works})
            told = (
                f"{_few(around)} is passed over: it lies around the names of {count}."
            )
            self.collection.problems.append(told)
        names = ["/".join(parts) for parts in self.left.values()]
        where = around[0] if around else "the people's names"
        for kind, some in (
            ("notebooks", [name for name in names if is_notebook(name)]),
            ("other files", [name for name in names if not is_notebook(name)]),
        ):
            kept = [name for name in some if not name.endswith(LITTER)]
            if kept:
                self.collection.problems.append(
                    f"{len(kept)} {kind} beside {where} are left out: {_few(kept)}."
                )


def _found(student: str, best: Candidate, own: list, flags: list[str]) -> Found:
    owner = best.owner
    when = local_to_utc(owner.when)
    if owner.form == NBGRADER:
        when = best.member.handed_in or _stamp(own)
    if owner.late:
        flags.insert(0, f"handed in late, says {owner.form.partition(',')[0]}")
    return Found(student, best.where, best.member.read, when, owner, tuple(flags))


def _stamp(own: list) -> datetime.datetime | None:
    """Read nbgrader's ``timestamp.txt``, from a zip too."""
    for _, item in own:
        if item.parts[-1] == "timestamp.txt" and len(item.parts) == 3:
            (data,) = beginnings([item.member], 100)
            return parse_time(data.decode("utf-8", "replace"))
    return None


def _few(names: list[str]) -> str:
    more = len(names) - 4
    return ", ".join(names[:4]) + (f" and {more} more" if more > 0 else "")


def _question(entries: list[Entry], collection: Collection) -> str:
    """Ask where a whole class may have become one student."""
    owned = [e for e in entries if e.owner is not None and e.works]
    if len({e.owner.key for e in owned}) != 1 or owned[0].owner.form != BY_NAME:
        return ""
    count = sum(len(entry.works) for entry in owned)
    entry = owned[0]
    around = entry.above
    if count < 2 and not around and all(len(i.parts) <= 2 for i in entry.works):
        return ""
    student = collection.found[0].student if collection.found else entry.head
    return (
        f"All {count} notebooks would be one student's, {student}: expected one name for "
        f"each student side by side, but found all in {on_one_line(entry.head)}. "
        "Name the folder or zip that holds the students' names itself, or, if it is one "
        f"student's work, add --only-student {student!r}."
    )
