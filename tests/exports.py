"""Exports as each LMS makes them, of people whose names are hard to bear."""

from __future__ import annotations

import datetime
import io
import json
import os
import random
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from tests.course import ROOT

__all__ = ["FORMS", "HARD_NAMES", "Export", "lay_out", "make_export", "work_of"]

LESSON = "02-inside-the-cell"

HARD_NAMES = (  # groups of names that are hard in one way; a class may hold them all
    ("Ana Núñez", "李小龙", "Zoë Ångström", "Михаил Ёлкин", "علی‌رضا", "o'neil", "Bo"),
    ("a_b", "a:b", "a\\b", "a b", "a__b", "_a_b_", "A_B", "a_b_1", "a_b_1_2"),
    ("x" * 120, "x" * 121, "x" * 122, "é" * 60, "é" * 61, "é" * 70, "y" * 90),
    (".bob", "..bob", "bob.", "...", "-bob", "~bob", "bob~", "#bob", "bob's [1]"),
    ("ann_feedback", "_grading_ida", "__MACOSX ", "feedback", "autograded", "release"),
    ("eve\x1b[31m", "eve\nbob: 20 points", "eve\r", "eve\x07", "eve\tx", "eve\x7f"),
    (
        "\u202eeve",
        "e\u200bve",
        "\u2066eve\u2069",
        "\ufeffeve",
        "eve\u2029",
        "e\u00adve",
    ),
    ("Zoe\u0308", "Zo\u00eb", "\ufb01n", "fin", "ﾊ", "ハ", "K", "\u212a"),
    ("=1+1", "+1", "-1", "@x", "<script>alert(1)</script>", "%00", "$(id)", "`id`"),
    (
        "77",
        "007",
        "2026_03_01",
        "ada_2026_03_01",
        "x_77_900_y",
        "anon",
        "LATE",
        "late_",
    ),
    ("Mallory Moe_666_assignsubmission_file_x", "moe_attempt_2026-01-01-00-00-00_x"),
    (
        "homework",
        "homework (1)",
        "02",
        "notebook",
        "Untitled",
        "submitted",
        "con",
        "nul",
    ),
    ("a.zip", "b.ipynb", "c.ipynb.txt", "d.txt", "e.zip.zip", ".ipynb_checkpointz"),
    ("b\udcfcng", "\udcff\udcfe", "caf\udce9", "café"),
)


@dataclass
class Export:
    """An export, and the truth about it.

    Attributes
    ----------
    form : str
        Whose form it has.
    files : dict
        Path → bytes.
    works : dict
        Key of a person → the bytes that count.
    silent : set of str
        Words of those people who handed in no notebook.
    stamps : dict
        Path → seconds since 1980, where it matters.
    """

    form: str
    files: dict[str, bytes] = field(default_factory=dict)
    works: dict[str, bytes] = field(default_factory=dict)
    without: list[str] = field(default_factory=list)
    stamps: dict[str, int] = field(default_factory=dict)


@cache
def released() -> dict:
    path = ROOT / "lessons" / LESSON / f"{LESSON}.ipynb"
    return json.loads(path.read_text("utf-8"))


def work_of(person: object, bare: bool = False) -> bytes:
    """Return a small notebook of the lesson that only this person has."""
    cells = [c for c in released()["cells"] if "nbgrader" in c["metadata"]][:4]
    if bare:
        cells = [{"cell_type": "code", "source": c["source"]} for c in cells]
    words = {"cell_type": "markdown", "metadata": {}, "source": repr(person)}
    book = {
        "cells": [words, *cells],
        "metadata": {},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(book).encode()


def scratch_of(person: object) -> bytes:
    """Return a notebook with nothing of the lesson in it."""
    cell = {"cell_type": "code", "source": f"# {person!r}\n1 + 1", "metadata": {},
            "outputs": [], "execution_count": None}  # fmt: skip
    return json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4,
                       "nbformat_minor": 5}).encode()  # fmt: skip


FILE_NAMES = (
    f"{LESSON}.ipynb", f"{LESSON} (1).ipynb", f"{LESSON}-1.ipynb", "homework.ipynb",
    ".homework.ipynb", "mine.IPYNB", "02.ipynb.txt", "x_5_99_y.ipynb",
    "x_42_assignsubmission_file_02.ipynb", "x_attempt_2099-01-01-00-00-00_y.ipynb",
    "überarbeitet.ipynb", "new\nline.ipynb", "\u202eflip.ipynb", "2026_03_01.ipynb",
)  # fmt: skip


def fit(name: str, *taken: str) -> str:
    """Return a name as a file system takes it: no slash, no zero, no dots alone."""
    name = name.replace("/", "-").replace("\0", "")
    while len(name.encode("utf-8", "surrogateescape")) > 130:
        name = name[:-1]
    return name if name.strip(".") else f"{name}x"


def moodle(rng: random.Random, people: list[str], export: Export) -> None:
    flat, blind = rng.random() < 0.3, rng.random() < 0.3
    for name in people:
        number = rng.randrange(1, 10**7)
        name = "Participant" if blind else fit(name.replace("_", " ")) or "x"
        if rng.random() < 0.3 and not blind:
            name = f"Group {rng.randrange(3)}-{name}"
        key = f"{name}_{number}"
        start = f"{key}_assignsubmission_file" + (
            "_" if flat else rng.choice(["_/", "/", "_/mine/"])
        )
        put(rng, export, key, start)


def canvas(rng: random.Random, people: list[str], export: Export) -> None:
    blind = rng.random() < 0.3
    numbers = rng.sample(range(1, 10**6), len(people))
    for name, number in zip(people, numbers, strict=True):
        name = "".join(c for c in name if c.isalnum() or c == "_").lower()
        name = name.strip("_0123456789") or "x"
        late = rng.choice(["", "LATE_"])
        if blind:
            number = "".join(rng.choices("abcXYZ0123456789", k=5)) + str(number % 10)
            key, start = f"anon_{number}", f"anon_{late}{number}"
            if rng.random() < 0.5:
                start = f"{late}anon_{number}"
        else:
            key, start = f"{name}_{number}", f"{name}_{late}{number}"
        file = rng.randrange(10**4, 10**7)
        put(rng, export, key, f"{start}_{file}_", zips=True)


def ilias(rng: random.Random, people: list[str], export: Export) -> None:
    outer = rng.choice(["", "Exercise 1/", "Exercise 1/Submissions/"])
    teams = rng.random() < 0.3
    for number, name in enumerate(people, 100):
        last = fit(name.replace("_", "")) or "x"
        key = f"{last}_Ana_{rng.choice(['ana', 'a_b', 'x.y'])}{number}_{number}"
        team = f"Team {number % 3}/" if teams else ""
        put(rng, export, key, f"{outer}{team}{key}/")


def blackboard(rng: random.Random, people: list[str], export: Export) -> None:
    task = rng.choice(["Homework 2", "Homework_2", "HW"])
    for number, name in enumerate(people):
        login = "".join(c for c in name if c.isascii() and c.isalnum()).lower()
        login = f"{login[:40]}{number}"
        start = f"{task}_{login}_attempt_2026-11-{rng.randrange(1, 30):02d}-10-11-12"
        export.files[f"{start}.txt"] = (
            f"Name: {login.title()} B. ({login})\r\nAssignment: {task}\r\n".encode()
        )
        put(rng, export, login, f"{start}_")


def nbgrader(rng: random.Random, people: list[str], export: Export) -> None:
    outer = rng.choice(["", "submitted/"])
    for name in people:
        key = fit(name)
        put(rng, export, key, f"{outer}{key}/{LESSON}/", lessons=True)


def folders(rng: random.Random, people: list[str], export: Export) -> None:
    outer = rng.choice(["", "class/", "a/b/"])
    for name in people:
        key = fit(name)
        key = f"{key}x" if key.lower().endswith(".zip") else key
        put(rng, export, key, f"{outer}{key}/")


def notebooks(rng: random.Random, people: list[str], export: Export) -> None:
    outer = rng.choice(["", "byname/"])
    for name in people:
        key = fit(name)
        key = f"{key}x" if key.lower().endswith((".txt", ".json", ".ipynb")) else key
        export.files[f"{outer}{key}.ipynb"] = export.works[key] = work_of(key)


FORMS: dict[str, Callable[[random.Random, list[str], Export], None]] = {
    "Moodle": moodle,
    "Canvas": canvas,
    "ILIAS": ilias,
    "Blackboard": blackboard,
    "nbgrader": nbgrader,
    "folders by name": folders,
    "notebooks by name": notebooks,
}


def put(
    rng: random.Random, export: Export, key: str, start: str,
    zips: bool = False, lessons: bool = False,
) -> None:  # fmt: skip
    """Let one person hand in, in one of many ways."""
    if key in export.works or key in export.without:
        return
    work = work_of(key, bare=rng.random() < 0.2)
    name = rng.choice(FILE_NAMES)
    way = rng.random()
    if way < 0.06:
        export.files[f"{start}essay.pdf"] = b"%PDF"
        export.without.append(key)
        return
    export.works[key] = work
    if way < 0.2:
        export.files[f"{start}work.zip"] = evil_zip(rng, name, work)
        return
    export.files[f"{start}{name}"] = work
    if way < 0.4 and start.endswith("/"):
        scratch = rng.choice(["scratch.ipynb", "Untitled.ipynb", "zz/notes.ipynb"])
        export.files[f"{start}{scratch}"] = scratch_of(key)
        export.stamps[f"{start}{scratch}"] = 10**9
    if way > 0.9 and start.endswith("/"):
        export.files[f"{start}data.csv"] = b"1,2"
    if lessons and rng.random() < 0.3:
        other = "03-predict-the-next-number"
        path = start.removesuffix(f"{LESSON}/")
        export.files[f"{path}{other}/{other}.ipynb"] = scratch_of(key)


def evil_zip(rng: random.Random, name: str, work: bytes) -> bytes:
    """Return a zip of one's own, with folders that name somebody else."""
    inner = rng.choice(
        ["", "", "honest-one/", f"honest-one/{LESSON}/", "Bo_5_assignsubmission_file_/",
         "submitted/honest-one/", f"{LESSON}/", "__MACOSX/"]
    )  # fmt: skip
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        info = zipfile.ZipInfo(f"{inner}{name}", (2099, 1, 1, 0, 0, 0))
        archive.writestr(info, work)
    return file.getvalue()


def make_export(rng: random.Random, form: str, count: int | None = None) -> Export:
    """Return an export of a class, its names drawn from hard sets.

    Parameters
    ----------
    count : int, optional
        How many people at most; drawn when left out.
    """
    groups = rng.sample(HARD_NAMES, rng.randrange(1, 5))
    names = list(dict.fromkeys(name for group in groups for name in group))
    rng.shuffle(names)
    names = names[: count or rng.randrange(3, 14)]
    export = Export(form)
    FORMS[form](rng, ["honest-one", *names], export)
    return export


def lay_out(export: Export, place: Path, rng: random.Random) -> Path:
    """Write an export as a folder or a zip, with a Mac's and Jupyter's litter or not."""
    files = dict(export.files)
    if rng.random() < 0.3:
        files[".DS_Store"] = b"x"
        files |= {
            f"__MACOSX/{Path(p).parent}/._{Path(p).name}": b"\x00\x05\x16\x07\x00"
            for p in list(files)[:3]
        }
    if rng.random() < 0.5 or any(_is_bytes(path) for path in files):
        return _as_folder(files, export.stamps, place / "in")
    return _as_zip(files, export.stamps, place / "in.zip")


def _is_bytes(path: str) -> bool:
    return any(0xDC80 <= ord(c) <= 0xDCFF for c in path)


def _as_folder(files: dict[str, bytes], stamps: dict[str, int], place: Path) -> Path:
    for name, data in files.items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        when = 1.7e9 + (1e6 if name in stamps else 0)
        os.utime(path, (when, when))
    return place


def _as_zip(files: dict[str, bytes], stamps: dict[str, int], place: Path) -> Path:
    with zipfile.ZipFile(place, "w") as archive:
        for name, data in files.items():
            year = 2027 if name in stamps else 2026
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 1, 0, 0, 0)), data)
    return place


def many(seed: int, count: int) -> Iterator[tuple[random.Random, Export]]:
    """Yield exports, the forms in turn."""
    for number in range(count):
        rng = random.Random(f"exports {seed} {number}")
        yield rng, make_export(rng, list(FORMS)[number % len(FORMS)])


def utc(*when: int) -> datetime.datetime:
    """Return a time."""
    return datetime.datetime(*when)
