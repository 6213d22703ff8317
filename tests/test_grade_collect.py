"""Submissions are found in every layout, and nothing leads outside or is dropped."""

from __future__ import annotations

import datetime
import os
import zipfile

import pytest

from rnn_course.errors import CourseError
from rnn_course.grading.handed_in.collect import collect, results_in, safe_name

LESSON = "02-inside-the-cell"
FILE = f"{LESSON}.ipynb"


def put(folder, *names, text="{}"):
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def zip_of(path, entries):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return path


def students(collection):
    return [found.student for found in collection.found]


def test_nbgraders_folders(tmp_path):
    put(tmp_path, f"ana/{LESSON}/{FILE}", f"ben li/{LESSON}/{FILE}")
    put(tmp_path, "ana/03-predict-the-next-number/03-predict-the-next-number.ipynb")
    put(tmp_path, f"ana/{LESSON}/timestamp.txt", text="2026-03-01 12:00:00 +0100")
    collection = collect(tmp_path, LESSON)
    assert students(collection) == ["ana", "ben li"]
    assert collection.problems == []
    noon = datetime.datetime(2026, 3, 1, 11)
    assert [found.handed_in for found in collection.found] == [noon, None]


def test_the_folder_above_submitted_will_do(tmp_path):
    put(tmp_path, f"submitted/ana/{LESSON}/{FILE}")
    assert students(collect(tmp_path, LESSON)) == ["ana"]


def test_notebooks_named_by_student(tmp_path):
    put(tmp_path, "Zoë Ångström.ipynb", "李小龙.ipynb", "o'neil.ipynb")
    assert students(collect(tmp_path, LESSON)) == [
        "Zoë Ångström",
        "o'neil",
        "李小龙",
    ]


def test_one_name_in_two_encodings_is_one_student(tmp_path):
    assert safe_name("Zoe\u0308") == safe_name("Zoë")


def test_moodles_zip(tmp_path):
    path = zip_of(tmp_path / "m.zip", {
        f"Ana María Núñez_1234567_assignsubmission_file_/{FILE}": "{}",
        "Bo_7654321_assignsubmission_file_/my work.ipynb": "{}",
        "Cy_42_assignsubmission_file_essay.pdf": "x",
    })  # fmt: skip
    collection = collect(path, LESSON)
    assert students(collection) == ["Ana María Núñez_1234567", "Bo_7654321"]
    assert [found.lms for found in collection.found] == ["1234567", "7654321"]
    assert len(collection.problems) == 1
    assert "essay.pdf" in collection.problems[0]


def test_canvas_zip_and_the_latest_of_two(tmp_path):
    path = zip_of(tmp_path / "c.zip", {
        f"nunezana_LATE_123_4567_{FILE}": "{}",
        f"libo_77_900_{LESSON}.ipynb": "old",
        f"libo_77_950_{LESSON}-1.ipynb": "new",
    })  # fmt: skip
    collection = collect(path, LESSON)
    assert students(collection) == ["libo_77", "nunezana_123"]
    bo, ana = collection.found
    assert bo.read() == b"new"
    assert ana.flags == ("handed in late, says Canvas",)
    (told,) = collection.problems
    assert "libo_77 handed in twice" in told


def test_a_zip_inside_a_zip(tmp_path):
    inner = zip_of(tmp_path / "inner.zip", {FILE: "{}"}).read_bytes()
    name = "Ana_1_assignsubmission_file_/work.zip"
    path = zip_of(tmp_path / "outer.zip", {name: inner})
    assert students(collect(path, LESSON)) == ["Ana_1"]


def test_nobody_speaks_for_another_student(tmp_path):
    """What is inside a student's zip or folder is that student's, whatever its name."""
    theirs = f"bob_5_99999_{FILE}"
    evil = zip_of(tmp_path / "evil.zip", {theirs: "evil"}).read_bytes()
    path = zip_of(
        tmp_path / "c.zip", {f"bob_5_100_{FILE}": "{}", "eve_6_101_work.zip": evil}
    )
    collection = collect(path, LESSON)
    assert students(collection) == ["bob_5", "eve_6"]
    assert collection.found[0].read() == b"{}"
    moodle = "Bob_5_assignsubmission_file_"
    put(tmp_path / "in", f"eve/{LESSON}/{moodle}/{FILE}", f"eve/{LESSON}/{theirs}")
    assert students(collect(tmp_path / "in", LESSON)) == ["eve"]


@pytest.mark.parametrize("name", [f"ana/{LESSON}/x.ipynb", "ana/x.ipynb"])
def test_a_date_in_a_name_is_not_canvas(tmp_path, name):
    put(tmp_path, name.replace("x", "lesson_2026_03_01"))
    assert students(collect(tmp_path, LESSON)) == ["ana"]


def test_a_damaged_zip_is_listed_and_stops_nobody(tmp_path):
    """Bytes that cannot be unpacked, in a notebook and in a student's own zip."""
    text = "".join(map(chr, range(32, 120))) * 50
    data = bytearray(zip_of(tmp_path / "x.zip", {"cy.ipynb": text}).read_bytes())
    start = data.find(b"cy.ipynb") + 8
    data[start : start + 20] = b"\xff" * 20
    (tmp_path / "damaged.zip").write_bytes(data)
    (found,) = collect(tmp_path / "damaged.zip", LESSON).found
    with pytest.raises(OSError, match="cannot be unpacked"):
        found.read()
    outer = {"Ana_1_assignsubmission_file_/a.zip": bytes(data)}
    outer |= {f"Bo_2_assignsubmission_file_/{FILE}": "{}"}
    path = zip_of(tmp_path / "outer.zip", outer)
    assert students(collect(path, LESSON)) == ["Ana_1", "Bo_2"]
    again = bytearray(path.read_bytes())
    start = again.find(b"a.zip") + 5
    again[start : start + 20] = b"\xff" * 20
    path.write_bytes(again)
    collection = collect(path, LESSON)
    assert students(collection) == ["Bo_2"]
    assert "cannot be read as a zip" in collection.problems[0]


def test_the_newer_file_counts(tmp_path):
    put(tmp_path, "ana/old.ipynb", text="old")
    put(tmp_path, "ana/new.ipynb", text="new")
    os.utime(tmp_path / "ana/old.ipynb", (1e9, 1e9))
    (found,) = collect(tmp_path, LESSON).found
    assert found.read() == b"new"


def test_what_belongs_to_nobody_is_listed(tmp_path):
    put(tmp_path, FILE, "notes.txt", "ana.ipynb")
    collection = collect(tmp_path, LESSON)
    assert students(collection) == ["ana"]
    assert len(collection.problems) == 2


def test_links_are_not_followed(tmp_path):
    secret = put(tmp_path / "secret", "book.ipynb")
    folder = put(tmp_path / "in", "ana.ipynb")
    (folder / "eve.ipynb").symlink_to(secret / "book.ipynb")
    (folder / "mallory").symlink_to(secret)
    collection = collect(folder, LESSON)
    assert students(collection) == ["ana"]
    assert sum("link" in problem for problem in collection.problems) == 2


@pytest.mark.parametrize(
    "name", ["../../up/x.ipynb", "/etc/x.ipynb", "a/../../b/x.ipynb", "..\\x\\y.ipynb"]
)
def test_paths_that_lead_outside_are_refused(tmp_path, name):
    path = zip_of(tmp_path / "z.zip", {name: "{}", "ana.ipynb": "{}"})
    collection = collect(path, LESSON)
    assert students(collection) == ["ana"]
    assert any("outside" in problem for problem in collection.problems)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = zip_of(
        tmp_path / "z.zip", {"ana.ipynb": "{}", "eve.ipynb": b"0" * 80_000_000}
    )
    collection = collect(path, LESSON)
    assert students(collection) == ["ana"]
    assert "too large" in collection.problems[0]


def test_no_zip_at_all(tmp_path):
    put(tmp_path, "x.zip", text="no zip")
    with pytest.raises(CourseError, match="cannot be read as a zip"):
        collect(tmp_path / "x.zip", LESSON)
    with pytest.raises(CourseError, match="does not exist"):
        collect(tmp_path / "nowhere", LESSON)


@pytest.mark.parametrize("name", ["..", ".", "", "  ", "._."])
def test_no_folder_can_have_such_a_name(name):
    assert safe_name(name) == ""


@pytest.mark.parametrize("name", ["../../x", "a/b", "a\\b", "a\0b", "a\nb", "x" * 500])
def test_names_are_made_safe(name):
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set("/\\\0\n")
    assert len(safe) <= 120


def test_results_beside_what_was_handed_in_are_passed_over(tmp_path):
    put(tmp_path, f"submitted/ana/{LESSON}/{FILE}")
    put(tmp_path, f"graded/autograded/ana/{LESSON}/{FILE}", text="newer")
    aside = results_in(tmp_path / "graded")
    for place in (tmp_path, tmp_path / "."):
        collection = collect(place, LESSON, aside)
        assert [found.read() for found in collection.found] == [b"{}"]
        assert collection.problems == []


def test_no_student_can_be_called_as_the_lessons_own_run():
    from rnn_course.grading.plan.reference import KEY

    assert safe_name(KEY) != KEY
