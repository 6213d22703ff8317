"""Read `class.toml`; every typo and every wrong value is told with its line."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ..errors import CourseError, did_you_mean
from ..grading.handed_in.roster import Person, Roster, read_roster
from ..plain import on_one_line
from ..released import find_lesson
from . import class_values as values
from .class_plan import ClassPlan, LatePolicy, LessonPlan, StudentPlan
from .toml_lines import line_of

__all__ = ["NAME", "read_class"]

NAME = "class.toml"
Table = dict[str, Any]
Read = Callable[[Any], Any]


def read_class(place: Path) -> ClassPlan:
    """Read a class's file.

    Parameters
    ----------
    place : Path
        The file, or the folder that it stands in.

    Raises
    ------
    CourseError
        When it is not there, or something in it is wrong: a line for each problem.
    """
    path = place / NAME if place.is_dir() else place
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise CourseError(
            f"There is no {path}. `rnn-course class new {place}` writes one."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise CourseError(f"{path} cannot be read as text in UTF-8: {error}.") from None
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise CourseError(f"{path} is no TOML: {on_one_line(str(error))}.") from None
    reader = _Reader(path, text.replace("\r\n", "\n"))
    plan = reader.plan(data)
    if reader.problems:
        said = sorted(set(reader.problems))
        raise CourseError("\n".join(f"{path}:{line}: {what}" for line, what in said))
    return plan


class _Reader:
    """Turns tables into plans, and keeps the problems."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.text = path, text
        self.problems: list[tuple[int, str]] = []
        self.zone: datetime.tzinfo | None = None
        self.roster: Roster | None = None

    def fail(self, keys: tuple[str, ...], what: str, part: str = "") -> None:
        """Note a problem, with the line that it stands in."""
        line = line_of(self.text, keys, part)
        self.problems.append((line, on_one_line(what)))

    def table(self, data: Any, keys: tuple[str, ...], known: dict[str, Read]) -> Table:
        """Read a table's values; keys that nobody knows are told."""
        if not isinstance(data, dict):
            where = ".".join(keys)
            self.fail(keys, f"`{where}` is a value; expected a table, `[{where}]`.")
            return {}
        made = {}
        for key, value in data.items():
            if key not in known:
                hint = did_you_mean(key, known)
                self.fail((*keys, key), f"there is no `{key}` here. {hint}")
                continue
            try:
                made[key] = known[key](value)
            except CourseError as wrong:
                self.fail((*keys, key), f"`{key}`: {wrong}")
        return made

    def plan(self, data: Table) -> ClassPlan:
        """Read the whole file."""
        tables = {"late", "lessons", "student"}
        top = {key: value for key, value in data.items() if key not in tables}
        here = self.path.parent
        said = self.table(top, (), {
            "title": values.text, "timezone": values.zone, "students": self._students,
            "graded": self._path, "gradebook": values.text, "submissions": self._path,
            "drop": values.whole, **dict.fromkeys(tables, values.text),
        })  # fmt: skip
        self.zone = said.pop("timezone", None)
        self.roster = said.pop("students", None)
        common = {
            "graded": said.pop("graded", here / "graded"),
            "gradebook": said.pop("gradebook", ""),
            "submissions": said.pop("submissions", None),
        }
        lessons = self._lessons(data.get("lessons", {}), common)
        if "lessons" not in data:
            self.fail(
                (), 'no lesson is named; expected a table such as `[lessons."01"]`.'
            )
        late = self._late(data["late"]) if "late" in data else None
        people = self._people(data.get("student", {}), lessons)
        if not self.problems and said.get("drop", 0) >= max(len(lessons), 1):
            what = f"`drop`: {said['drop']} of {len(lessons)} lessons leaves none."
            self.fail(("drop",), what)
        title = said.pop("title", "") or self.path.resolve().parent.name
        listed = data.get("students")
        roster_path = here / listed if isinstance(listed, str) else None
        return ClassPlan(
            self.path, title, self.zone, tuple(lessons.values()), self.roster,
            roster_path, late=late, students=people, **said,
        )  # fmt: skip

    def _path(self, value: Any) -> Path:
        return self.path.parent / values.text(value)

    def _students(self, value: Any) -> Roster:
        if isinstance(value, str):
            return read_roster(self.path.parent / value)
        if not isinstance(value, list):
            raise values.Wrong(f"seen {value!r}; expected a file's name, or a list.")
        called = values.names(value)
        for name in sorted({name for name in called if called.count(name) > 1}):
            self.fail(("students",), f"`students`: {name!r} is there twice.", name)
        called = [name for name in dict.fromkeys(called) if name.strip()]
        return Roster([Person(on_one_line(name), {"name": name}) for name in called])

    def _moment(self, end_of_day: bool) -> Read:
        return lambda value: values.moment(value, self.zone, end_of_day)

    def _lessons(self, data: Any, common: Table) -> dict[str, LessonPlan]:
        known = {
            "release": self._moment(False), "due": self._moment(True),
            "weight": values.number(0, 1e9), "drop": values.flag,
            "graded": self._path, "gradebook": values.text, "submissions": self._path,
        }  # fmt: skip
        made: dict[str, LessonPlan] = {}
        if not isinstance(data, dict):
            self.table(data, ("lessons",), {})
            return made
        for word, table in data.items():
            keys = ("lessons", word)
            said = self.table(table, keys, known)
            name = self._lesson(word, keys)
            if name in made:
                self.fail(keys, f"`{word}`: lesson {name} is there twice.")
            if not name:
                continue
            said["can_drop"] = said.pop("drop", True)
            plan = LessonPlan(name, **common | said)
            if plan.release and plan.due and plan.release > plan.due:
                self.fail((*keys, "due"), "`due` is before `release`.")
            own = None if "submissions" in said else _own_places(plan)
            if own is not None and len(own) > 1:
                called = ", ".join(one.name for one in own)
                what = f"several places begin with {name[:2]}: {called}."
                self.fail(keys, f"{what} Say which, with `submissions` here.")
            if own is not None:
                plan = replace(plan, submissions=own[0] if own else None)
            made[name] = plan
        return dict(sorted(made.items()))

    def _lesson(self, word: str, keys: tuple[str, ...], part: str = "") -> str:
        try:
            return find_lesson(word)
        except CourseError as wrong:
            self.fail(keys, str(wrong), part)
            return ""

    def _late(self, data: Any) -> LatePolicy:
        percent = values.number(0, 100)
        return LatePolicy(**self.table(data, ("late",), {
            "takes": percent, "each": values.piece, "grace": values.duration,
            "least": percent, "closes": values.duration,
        }))  # fmt: skip

    def _people(
        self, data: Any, lessons: Mapping[str, LessonPlan]
    ) -> dict[str, StudentPlan]:
        if not isinstance(data, dict):
            self.table(data, ("student",), {})
            return {}
        made = {}
        for name, table in data.items():
            keys = ("student", name)
            if self.roster is not None and not _is_in(self.roster, name):
                hint = did_you_mean(
                    name, [one.name for one in self.roster.people][:200]
                )
                self.fail(keys, f"{name!r} is not in the list of students. {hint}")
            said = self.table(table, keys, {
                "joined": self._moment(False), "left": self._moment(True),
                "excused": values.names, "due": lambda value: value,
            })  # fmt: skip
            own = partial(self._own_lesson, lessons=lessons)
            said["excused"] = tuple(
                own(word, (*keys, "excused"), part=word)
                for word in said.get("excused", ())
            )
            dates = said.pop("due", {})
            given = {word: self._moment(True) for word in dates}
            read = self.table(dates, (*keys, "due"), given)
            said["due"] = {
                own(word, (*keys, "due", word)): when for word, when in read.items()
            }
            made[name] = StudentPlan(**said)
        return made

    def _own_lesson(
        self,
        word: str,
        keys: tuple[str, ...],
        lessons: Mapping[str, LessonPlan],
        part: str = "",
    ) -> str:
        name = self._lesson(word, keys, part)
        if name and name not in lessons:
            self.fail(keys, f"lesson {name} is not in this class.", part)
        return name


def _is_in(roster: Roster, name: str) -> bool:
    return sum(person.is_called(name) for person in roster.people) == 1


def _own_places(plan: LessonPlan) -> list[Path] | None:
    """Return what a folder for all lessons holds for this one.

    Its name begins with the lesson's number. None: the folder is not one by lessons, but
    nbgrader's, which has them all in one.
    """
    place = plan.submissions
    if place is None or not place.is_dir():
        return None
    names = sorted(one for one in place.iterdir() if re.match(r"\d\d(?!\d)", one.name))
    return [one for one in names if one.name[:2] == plan.name[:2]] if names else None
