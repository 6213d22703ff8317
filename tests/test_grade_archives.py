"""All archives of a run have one total; what is refused is told once, with a number."""

from __future__ import annotations

import datetime
import io
import random
import resource
import time
import zipfile
from pathlib import Path

import pytest

from rnn_course.errors import CourseError
from rnn_course.grading.handed_in import archive, choose, problems, zips
from rnn_course.grading.handed_in.collect import collect
from rnn_course.grading.handed_in.zips import listed_bytes
from tests.proof import Proof

LESSON = "00-start-here"


def packed(entries: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return data.getvalue()


def many(count: int, name: str = "a/{}.txt") -> bytes:
    return packed({name.format(number): b"" for number in range(count)})


def test_a_crowd_of_files_is_told_in_a_few_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "in.zip"
    place.write_bytes(
        packed(
            {
                f"ana/{LESSON}/{LESSON}.ipynb": b"{}",
                "bob_1_assignsubmission_file_/x.zip": many(3000),
                "cyn_2_assignsubmission_file_/x.zip": many(2000, "../{}.ipynb"),
                "dan_3_assignsubmission_file_/x.zip": many(1500, "{}.ipynb"),
            },
            zipfile.ZIP_STORED,
        )
    )
    found = collect(place, LESSON)
    assert {"ana", "dan_3"} <= {one.student for one in found.found}
    assert len(found.problems) < 80
    (bob,) = (line for line in found.problems if line.startswith("bob_1 "))
    assert bob.endswith(" and 2996 more.")
    assert any(line.startswith("1980 more files") for line in found.problems)
    monkeypatch.setattr(problems, "NAMED", 10**9)  # the wall switched off
    assert len(collect(place, LESSON).problems) > 1980


def test_a_large_archive_takes_nothing_from_a_small_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The walls: with what is there for one large one, the small ones come first."""
    monkeypatch.setattr(archive, "MOST_LISTED", 60_000)
    small = {f"{LESSON}.ipynb": b"{}"}
    for order in ("abz", "zab"):
        place = tmp_path / f"{order}.zip"
        names = {letter: f"{letter}{n}_{n}_assignsubmission_file_/x.zip"
                 for n, letter in enumerate(order)}  # fmt: skip
        place.write_bytes(
            packed(
                {
                    names["a"]: many(900),
                    names["b"]: many(900),
                    names["z"]: packed(small),
                },
                zipfile.ZIP_STORED,
            )
        )
        found = collect(place, LESSON)
        assert [one.student[0] for one in found.found] == ["z"]
        refused = [p for p in found.problems if "lists too many files" in p]
        assert len(refused) == 1
    monkeypatch.setattr(archive, "MOST_LISTED", 10**9)  # the wall switched off
    assert "too many files" not in str(collect(place, LESSON).problems)


def test_a_zip_that_swells_is_left_out(tmp_path: Path) -> None:
    place = tmp_path / "in.zip"
    inner = packed({"x.bin": bytes(5_000_000)}, zipfile.ZIP_STORED)
    place.write_bytes(packed({"eve/x.zip": inner, f"ana/{LESSON}/a.ipynb": b"{}"}))
    found = collect(place, LESSON)
    assert [one.student for one in found.found] == ["ana"]
    assert found.problems == ["eve/x.zip is far larger unpacked; it is left out."]


@pytest.mark.parametrize("count", [0, 1, 7, 700])
def test_a_list_of_files_is_measured_before_it_is_read(count: int) -> None:
    data = many(count)
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        start = read.start_dir
    end = data.rfind(b"PK\x05\x06")
    assert listed_bytes(io.BytesIO(data)) == end - start
    assert listed_bytes(io.BytesIO(data + b"tail")) == end - start
    assert listed_bytes(io.BytesIO(b"no zip")) == 0


def test_one_that_lists_too_much_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "MOST_LISTED", 2_000)
    (tmp_path / "ana").mkdir()
    (tmp_path / "ana" / f"{LESSON}.ipynb").write_bytes(b"{}")
    (tmp_path / "eve.zip").write_bytes(many(500))
    monkeypatch.setattr(archive.zipfile, "ZipFile", None)  # not even looked into
    found = collect(tmp_path, LESSON)
    assert [one.student for one in found.found] == ["ana"]
    assert found.problems[0] == "eve.zip lists too many files; it is left out."
    assert found.waiting == {"eve": "handed in no notebook: eve.zip"}


def test_the_name_of_a_copy_takes_no_time(tmp_path: Path) -> None:
    """`copy11copy11…` could be split in three ways for each copy."""
    name = f"{LESSON}-{'copy11' * 38}!.ipynb"
    (tmp_path / name).write_bytes(b"{}")
    began = time.process_time()
    assert [one.student for one in collect(tmp_path, LESSON).found] != []
    assert time.process_time() - began < 5.0


def test_a_name_that_no_disk_can_hold_is_left_out(tmp_path: Path) -> None:
    place = tmp_path / "in.zip"
    place.write_bytes(packed({"_1" * 30_000 + ".ipynb": b"{}", "ana.ipynb": b"{}"}))
    found = collect(place, LESSON)
    assert [one.student for one in found.found] == ["ana"]
    assert found.problems[0].endswith(" has a name that is too long; it is left out.")


LARGE = bytes(30_000_000)


@pytest.mark.parametrize(
    "files",
    [
        {f"ana/._{LESSON}.ipynb": LARGE, f"ana/{LESSON}.ipynb": b"{}"},
        {f"ana/{LESSON}/timestamp.txt": LARGE, f"ana/{LESSON}/{LESSON}.ipynb": b"{}"},
        {
            "Work_ana_attempt_2026-11-29-10-11-12.txt": LARGE,
            "Work_ana_attempt_2026-11-29-10-11-12_x.ipynb": b"{}",
            "Work_bo_attempt_2026-11-29-10-11-12_x.ipynb": b"{}",
        },
        {"ana/a.ipynb": LARGE, "ana/b.ipynb": b"{}"},
    ],
    ids=["a Mac's", "a time", "a record", "two"],
)
def test_what_students_wrote_is_not_read_where_everybody_is_graded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]
) -> None:
    """The process that grades everybody unpacks none of it."""
    place = tmp_path / "in.zip"
    place.write_bytes(packed({**files, f"zoe/{LESSON}/{LESSON}.ipynb": b"{}"}))
    unpacked = []
    read = zipfile.ZipExtFile.read
    monkeypatch.setattr(
        zipfile.ZipExtFile,
        "read",
        lambda *arguments: unpacked.append(1) or read(*arguments),
    )
    found = collect(place, LESSON)
    assert len(found.found) >= 2
    assert unpacked == []


def test_a_large_time_stamp_is_not_read(tmp_path: Path) -> None:
    folder = tmp_path / "ana" / LESSON
    folder.mkdir(parents=True)
    (folder / f"{LESSON}.ipynb").write_bytes(b"{}")
    with (folder / "timestamp.txt").open("wb") as file:
        file.write(b"2026-11-29 10:00:00 UTC\n")
        file.truncate(40_000_000_000)  # takes no room on the disk
    (found,) = collect(tmp_path, LESSON).found
    assert found.handed_in == datetime.datetime(2026, 11, 29, 10)


def test_many_large_notebooks_of_one_person_have_one_total(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest are read; of the rest nothing is known."""
    monkeypatch.setattr(choose, "COUNTING", 0.5)
    deep = b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}"
    place = tmp_path / "in.zip"
    files = {f"eve/{number}.ipynb": deep for number in range(20)}
    place.write_bytes(packed({**files, "zoe/a.ipynb": b"{}"}))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = collect(place, LESSON)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert [one.student for one in found.found] == ["eve", "zoe"]
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert used < 4.0


def test_a_whole_export_that_lists_too_much_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zips, "MOST_LISTED", 2_000)
    (tmp_path / "in.zip").write_bytes(many(500))
    monkeypatch.setattr(zipfile, "ZipFile", None)  # not even looked into
    with pytest.raises(CourseError, match="it lists too many files"):
        collect(tmp_path / "in.zip", LESSON)


HONEST = f"{LESSON}.ipynb"


def mutated(chance: random.Random) -> bytes:
    """Return a zip of several kinds, cut, with bytes changed, doubled or moved."""
    how = chance.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
    data = packed({HONEST: b'{"cells": []}', "a/b.txt": b"x" * 500}, how)
    if chance.random() < 0.5:
        data = packed({"w.zip": data, HONEST: b"{}", "._x.ipynb": b"x"}, how)
    made = bytearray(data)
    for _ in range(chance.choice([0, 1, 1, 2, 5, 40])):
        place = chance.randrange(len(made))
        made[place] = chance.choice([0, 1, 0x7F, 0xFF, chance.randrange(256)])
    if chance.random() < 0.2:
        made = made[: chance.randrange(len(made))]
    if chance.random() < 0.2:
        start = chance.randrange(len(made) + 1)
        made[start:start] = made[chance.randrange(len(made) + 1) :][:200]
    return bytes(made)


def everybody_is_told(folder: Path, count: int, seed: int) -> dict[str, int]:
    """Collect a class of mutated zips: each has a notebook, waits, or has a line."""
    chance = random.Random(seed)
    (folder / "ana.ipynb").write_bytes(b"{}")
    for number in range(count):
        (folder / f"eve{number}.zip").write_bytes(mutated(chance))
    found = collect(folder, LESSON)
    people = {one.student for one in found.found}
    assert "ana" in people
    assert people | set(found.waiting) <= {
        "ana", *(f"eve{number}" for number in range(count))
    }  # fmt: skip
    silent = {f"eve{n}" for n in range(count)} - people - set(found.waiting)
    return {
        "archives": count,
        "with a notebook": len(people) - 1,
        "waiting": len(found.waiting),
        "empty": len(silent),
        "lines": len(found.problems),
    }


def test_no_mutated_zip_stops_the_others(tmp_path: Path) -> None:
    told = everybody_is_told(tmp_path, 60, 19)
    assert told["with a notebook"] > 10
    assert told["waiting"] > 10


@pytest.mark.long
def test_two_thousand_mutated_zips(tmp_path: Path, proof: Proof) -> None:
    proof.save("archives", everybody_is_told(tmp_path, 2000, 1))
