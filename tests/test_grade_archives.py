"""All archives of a run have one total; what is refused is told once, with a number."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from rnn_course.grading.handed_in import archive
from rnn_course.grading.handed_in.collect import collect
from rnn_course.grading.handed_in.zips import listed_bytes

LESSON = "00-start-here"


def packed(entries: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as made:
        for name, content in entries.items():
            made.writestr(name, content)
    return data.getvalue()


def many(count: int, name: str = "a/{}.txt") -> bytes:
    return packed({name.format(number): b"" for number in range(count)})


def test_a_crowd_of_files_is_told_in_a_few_lines(tmp_path: Path) -> None:
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
    assert found.problems == ["eve.zip lists too many files; it is left out."]
