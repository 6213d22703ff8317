"""What a learner has done so far, in one small file.

SQLite keeps it whole through a crash and through two notebooks that write at once.
The file is ``~/.rnn-course/progress.sqlite``; the environment variable
``RNN_COURSE_PROGRESS`` names another place, or ``off``. Nothing is recorded while a
submission is graded. A file of an earlier version of the course is taken over, and kept
beside the new one as ``progress-before-2.sqlite``.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import released
from .checks.verdict import NOT_ATTEMPTED, PASSED, Verdict

__all__ = [
    "LessonProgress",
    "keep_pick",
    "kept_picks",
    "path",
    "record_check",
    "record_hint",
    "record_question",
    "record_solution",
    "summary",
    "trouble",
]

_FAILURES = (sqlite3.Error, OSError, RuntimeError)  # the last: nobody knows the home

VERSION = 2  # of the tables; 1 knew neither picks nor times

_TABLES = """
CREATE TABLE IF NOT EXISTS exercises (
    lesson TEXT, name TEXT, points REAL DEFAULT 0, passed INTEGER DEFAULT 0,
    checks INTEGER DEFAULT 0, hints INTEGER DEFAULT 0, solution INTEGER DEFAULT 0,
    PRIMARY KEY (lesson, name));
CREATE TABLE IF NOT EXISTS questions (
    lesson TEXT, name TEXT, points REAL DEFAULT 0, answers INTEGER DEFAULT 0,
    PRIMARY KEY (lesson, name));
"""
_SINCE_2 = """
ALTER TABLE exercises ADD COLUMN at REAL;
ALTER TABLE questions ADD COLUMN at REAL;
ALTER TABLE questions ADD COLUMN pick TEXT;
CREATE TABLE picks (
    place TEXT, lesson TEXT, name TEXT, pick TEXT, attempts INTEGER, at REAL,
    PRIMARY KEY (place, lesson, name));
"""


def path() -> Path | None:
    """Return the progress file, or None when nothing is to be recorded."""
    place = os.environ.get("RNN_COURSE_PROGRESS", "")
    grading = {"NBGRADER_EXECUTION", "RNN_COURSE_GRADING"} & os.environ.keys()
    if place == "off" or grading:
        return None
    return Path(place or "~/.rnn-course/progress.sqlite").expanduser()


def record_check(lesson: str, name: str, verdict: Verdict) -> None:
    """Keep a check's result; points never go down, an empty answer counts nothing."""
    if verdict.outcome == NOT_ATTEMPTED:
        return
    changes = "checks = checks + 1, points = max(points, ?), passed = max(passed, ?)"
    values = (verdict.points, int(verdict.outcome == PASSED), time.time())
    _update("exercises", lesson, name, f"{changes}, at = ?", values)


def record_hint(lesson: str, name: str, shown: int) -> None:
    """Keep how many hints have been seen."""
    _update("exercises", lesson, name, "hints = max(hints, ?)", (shown,))


def record_solution(lesson: str, name: str) -> None:
    """Keep that the solution has been seen."""
    _update("exercises", lesson, name, "solution = 1", ())


def record_question(
    lesson: str, name: str, points: float | None, max_points: float, pick: Any
) -> None:
    """Keep a question's points (None while the class hides them), its pick, the time."""
    changes = "answers = answers + 1, points = ?, pick = ?, at = ?"
    values = (points or 0.0, json.dumps(pick), time.time())
    _update("questions", lesson, name, changes, values)


def keep_pick(place: str, lesson: str, name: str, saved: dict[str, Any]) -> None:
    """Keep what was answered in the notebook at `place`, until it is in its file.

    Parameters
    ----------
    place : str
        The notebook's path: what one notebook says is never told in another.
    saved : dict
        pick, attempts, and `at` in seconds since 1970.
    """
    row = (
        place,
        lesson,
        name,
        json.dumps(saved["pick"]),
        saved["attempts"],
        saved["at"],
    )
    with contextlib.suppress(*_FAILURES), _open() as database:
        database.execute(
            "INSERT INTO picks VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET pick = "
            "excluded.pick, attempts = excluded.attempts, at = excluded.at "
            "WHERE excluded.at >= picks.at",
            row,
        )


def kept_picks(place: str, lesson: str) -> dict[str, dict[str, Any]]:
    """Return what `keep_pick` kept for a notebook: question → saved."""
    with contextlib.suppress(*_FAILURES, ValueError), _open() as database:
        query = "SELECT * FROM picks WHERE place = ? AND lesson = ?"
        return {
            row["name"]: {
                "pick": json.loads(row["pick"]),
                "attempts": int(row["attempts"]),
                "at": float(row["at"]),
            }
            for row in database.execute(query, (place, lesson))
        }
    return {}


@dataclass(frozen=True)
class LessonProgress:
    """How far one lesson has come.

    Attributes
    ----------
    lesson, title : str
        Its name and title.
    exercises, passed : int
        How many there are, and how many are right.
    questions, answered : int
        How many there are, and how many have an answer.
    points, max_points : float
        Of exercises and questions together.
    hints, solutions : int
        How many were shown.
    """

    lesson: str
    title: str
    exercises: int
    passed: int
    questions: int
    answered: int
    points: float
    max_points: float
    hints: int
    solutions: int


def summary() -> list[LessonProgress]:
    """Return the progress in every lesson, in order."""
    return [_of_lesson(lesson) for lesson in released.lesson_names()]


def trouble() -> str:
    """Say why nothing is kept, and what to do; nothing to say when all is well."""
    lost = "Your progress is not recorded"
    if os.environ.get("RNN_COURSE_PROGRESS") == "off":
        return f"{lost}: RNN_COURSE_PROGRESS is `off`."
    try:
        place = path()
        if place is None:  # while grading
            return ""
        with _open() as database:
            database.execute("SELECT count(*) FROM exercises").fetchone()
    except RuntimeError as problem:
        return f"{lost}: {problem} Set RNN_COURSE_PROGRESS to a file."
    except (sqlite3.Error, OSError) as problem:
        return (
            f"{lost}: {place} cannot be used ({problem}). Move it away, or set "
            "RNN_COURSE_PROGRESS to another file."
        )
    return ""


def _of_lesson(lesson: str) -> LessonProgress:
    what = released.read(lesson)
    done = {row["name"]: row for row in _rows("exercises", lesson)}
    asked = {row["name"]: row for row in _rows("questions", lesson)}
    done = {name: row for name, row in done.items() if name in what["exercises"]}
    ids = {question["id"] for question in what["questions"]}
    asked = {name: row for name, row in asked.items() if name in ids}
    rows = [*done.values(), *asked.values()]
    parts = [*what["exercises"].values(), *what["questions"]]
    return LessonProgress(
        lesson=lesson,
        title=what["title"],
        exercises=len(what["exercises"]),
        passed=sum(row["passed"] for row in done.values()),
        questions=len(ids),
        answered=len(asked),
        points=sum(row["points"] for row in rows),
        max_points=sum(part["points"] for part in parts),
        hints=sum(row["hints"] for row in done.values()),
        solutions=sum(row["solution"] for row in done.values()),
    )


def _update(table: str, lesson: str, name: str, changes: str, values: Any) -> None:
    """Change one row; a disk that cannot be written costs the record, no lesson."""
    with contextlib.suppress(*_FAILURES), _open() as database:
        key = "(lesson, name) VALUES (?, ?)"
        database.execute(f"INSERT OR IGNORE INTO {table} {key}", (lesson, name))
        database.execute(
            f"UPDATE {table} SET {changes} WHERE lesson = ? AND name = ?",
            (*values, lesson, name),
        )


def _rows(table: str, lesson: str) -> list[sqlite3.Row]:
    with contextlib.suppress(*_FAILURES), _open() as database:
        query = f"SELECT * FROM {table} WHERE lesson = ?"
        return database.execute(query, (lesson,)).fetchall()
    return []


@contextlib.contextmanager
def _open() -> Iterator[sqlite3.Connection]:
    """Open the file for one transaction; wait for another writer up to 5 s."""
    place = path()
    if place is None:
        raise OSError("progress is off")
    place.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(place, timeout=5)
    database.row_factory = sqlite3.Row
    try:
        if _version(database) != VERSION:
            _take_over(database, place)
        with database:
            yield database
    finally:
        database.close()


def _version(database: sqlite3.Connection) -> int:
    return database.execute("PRAGMA user_version").fetchone()[0]


def _take_over(database: sqlite3.Connection, place: Path) -> None:
    """Bring an older file up to date, one process at a time; a backup stays beside it."""
    database.isolation_level = None
    database.execute("BEGIN IMMEDIATE")
    found = _version(database)
    if found > VERSION:
        raise sqlite3.DatabaseError(
            f"a newer version of the course wrote it (version {found}, here {VERSION}); "
            "fetch the course again"
        )
    if found < VERSION:  # not by the process that was waited for
        if database.execute("SELECT 1 FROM sqlite_master").fetchone():
            _back_up(place)
        for step in f"{_TABLES}{_SINCE_2}".split(";")[:-1]:
            database.execute(step)
        database.execute(f"PRAGMA user_version = {VERSION}")
    database.execute("COMMIT")
    database.isolation_level = ""


def _back_up(place: Path) -> None:
    backup = place.with_name(f"{place.stem}-before-{VERSION}{place.suffix}")
    part = backup.with_name(f"{backup.name}.{os.getpid()}.part")
    with (
        contextlib.closing(sqlite3.connect(place)) as old,
        contextlib.closing(sqlite3.connect(part)) as copy,
    ):
        old.backup(copy)
    part.replace(backup)
