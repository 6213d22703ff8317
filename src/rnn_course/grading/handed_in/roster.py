"""Lists of a class as an LMS exports them: who is in it, by which names and numbers.

Read are CSV files with commas, semicolons or tabs, in UTF-8, UTF-16 or Windows' own
letters: Moodle's grading worksheet and list of participants, Canvas's gradebook and list
of groups, Blackboard's and ILIAS's lists, nbgrader's, and a plain list of names.
"""

from __future__ import annotations

import csv
import datetime
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from ...errors import CourseError
from ...plain import on_one_line
from .forms import Owner

__all__ = ["Person", "Roster", "read_roster"]

HEADS = {  # what a column holds → how it is called, in small letters
    "name": "student, name, full name, fullname, student name, display name, "
    "vollständiger name, nom complet, nombre completo, nome completo",
    "first": "first name, firstname, given name, vorname, prénom, nombre, nome",
    "last": "last name, lastname, surname, family name, nachname, nom, apellidos, "
    "apellido(s), cognome",
    "login": "username, user name, login, login id, sis login id, benutzername, "
    "anmeldename, netid, identifiant, nombre de usuario",
    "number": "id, student id, id number, user id, sis user id, matrikelnummer, "
    "matriculation number, student number, id-nummer, external id",
    "canvas": "canvas user id",
    "participant": "identifier, kennung, identificador, teilnehmer/in",
    "email": "email, email address, e-mail, e-mail address, e-mail-adresse, mail, "
    "school email, primary email, adresse de courriel, dirección de correo",
    "group": "group, groups, group name, gruppe, gruppen, team, groupe, grupo",
    "when": "last modified (submission), zuletzt geändert (abgabe), last submission",
}
ROLES = {one.strip(): role for role, all_ in HEADS.items() for one in all_.split(", ")}
TIMES = (
    "%A, %d %B %Y, %I:%M %p", "%A, %B %d, %Y, %I:%M %p", "%A, %d %B %Y, %H:%M",
    "%d %B %Y, %I:%M %p", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Someone in a list.

    Attributes
    ----------
    name : str
        For people to read.
    facts : dict
        What a column holds → the text; see `HEADS`.
    row : dict
        Heading → text, as they stand in the file.
    """

    name: str
    facts: Mapping[str, str]
    row: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def keys(self) -> frozenset[str]:
        """All that the person may be called, in one writing."""
        facts = self.facts
        first, last = facts.get("first", ""), facts.get("last", "")
        told = [facts.get(r, "") for r in ("name", "login", "number", "email")]
        told += [f"{first} {last}", f"{last} {first}", f"{last}, {first}"]
        told.append(facts.get("email", "").partition("@")[0])
        told.append(facts.get("login", "").partition("@")[0])
        after, _, before = facts.get("name", "").partition(",")
        told.append(f"{before} {after}")
        return frozenset(filter(None, map(_plain, told)))

    def is_called(self, name: str) -> bool:
        """Tell whether a name is the person's; Moodle writes a group before it."""
        name = _plain(name)
        groups = (f"{_plain(group)}-" for group in self.groups if group)
        return name in self.keys or any(
            name.startswith(group) and name[len(group) :] in self.keys
            for group in groups
        )

    @cached_property
    def slug(self) -> str:
        """The name as Canvas writes it in the names of files."""
        name = self.facts.get("name", "")
        if "," not in name:
            name = "".join(self.facts.get(r, "") for r in ("last", "first")) or name
        return _slug(name)

    @property
    def participant(self) -> str:
        """The number behind ``Participant`` in Moodle's worksheet."""
        match = re.search(r"(\d+)\s*$", self.facts.get("participant", ""))
        return match[1] if match else ""

    @property
    def canvas(self) -> str:
        """The number that Canvas gives a person."""
        number = "ID" in self.row and "SIS Login ID" in self.row and self.row["ID"]
        return self.facts.get("canvas", "") or number or ""

    @property
    def groups(self) -> list[str]:
        """The groups that the person is in."""
        return [one.strip() for one in re.split(r"[;,|]", self.facts.get("group", ""))]

    @property
    def handed_in(self) -> datetime.datetime | None:
        """When the list says that the work came, by the clock on the wall."""
        for form in TIMES:
            try:
                return datetime.datetime.strptime(self.facts.get("when", ""), form)
            except ValueError:
                continue
        return None


@dataclass
class Roster:
    """A list of a class.

    Attributes
    ----------
    people : list of Person
        In the file's order.
    heads : list of str
        The headings of its columns.
    """

    people: list[Person] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)

    def find(self, owner: Owner) -> Person | None:
        """Return the one person that somebody of an LMS can be; None if none, or two."""
        number = {"Moodle": "participant", "Canvas": "canvas"}.get(owner.form, "")
        if number and owner.number:
            same = [p for p in self.people if getattr(p, number) == owner.number]
            if same:
                return same[0] if len(same) == 1 else None
        for told in filter(None, (owner.login, owner.key, owner.name)):
            same = [p for p in self.people if p.is_called(told)]
            if len(same) == 1:
                return same[0]
        slug = owner.name if owner.form == "Canvas" else ""
        same = [p for p in self.people if slug and p.slug == slug]
        return same[0] if len(same) == 1 else None

    def members(self, owner: Owner) -> list[Person]:
        """Return the members, if a group of the list has handed in, not a person."""
        names = {_plain(owner.key), _plain(owner.name), f"#{_slug(owner.name)}"}
        return [
            person
            for person in self.people
            for group in person.groups
            if group and names & {_plain(group), f"#{_slug(group)}"}
        ]


def read_roster(path: Path) -> Roster:
    """Read a list of students.

    Raises
    ------
    CourseError
        When it cannot be read, or is no text.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error}.") from None
    rows = _rows(_decode(data, path))
    heads: list[str] = []
    for place, row in enumerate(rows[:4]):
        if _is_head(row):
            heads, rows = row, rows[place + 1 :]
            break
    roles = [ROLES.get(_plain(head).replace("_", " "), "") for head in heads] or [
        "name"
    ]
    people = [_person(row, heads, roles) for row in rows]
    return Roster([person for person in people if person.name], heads)


def _decode(data: bytes, path: Path) -> str:
    if data[:2] == b"PK":
        raise CourseError(f"{path} is a spreadsheet; expected text. Save it as CSV.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _rows(text: str) -> list[list[str]]:
    lines = text.replace("\0", "").splitlines()
    first = next((line for line in lines if line.strip()), "")
    mark = max(",;\t", key=lambda mark: len(next(csv.reader([first], delimiter=mark))))
    rows = ([cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark))
    return [row for row in rows if any(row)]


def _is_head(row: Iterable[str]) -> bool:
    cells = [_plain(cell).replace("_", " ") for cell in row]
    people = any("@" in cell or cell.isdecimal() for cell in cells)
    return not people and any(cell in ROLES for cell in cells)


def _person(row: list[str], heads: list[str], roles: list[str]) -> Person:
    facts: dict[str, str] = {}
    for role, cell in zip(roles, row, strict=False):
        if role and cell and role not in facts:
            facts[role] = cell
    if not heads:
        facts = {"name": row[0]}
    whole = dict(zip(heads, row, strict=False))
    full = f"{facts.get('first', '')} {facts.get('last', '')}".strip()
    name = facts.get("name") or full or facts.get("login") or facts.get("number") or ""
    name = name or facts.get("email") or facts.get("participant", "")
    is_canvas = {"Student", "ID"} <= set(heads)
    if is_canvas and (name == "Points Possible" or not whole.get("ID")):
        name = ""  # rows about the columns, not about people
    return Person(on_one_line(name), facts, whole)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(text.split())


def _slug(text: str) -> str:
    return re.sub(r"\W", "", unicodedata.normalize("NFC", text)).lower()
