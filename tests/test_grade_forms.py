"""Who handed in what, through the real commands: one example of each form."""

from __future__ import annotations

import csv
import os
import re
import shutil
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import nbformat
import pytest

from rnn_course.grading.results.book import open_book
from tests.course import ROOT, as_handed_in, notebook
from tests.submissions import put_answer

pytestmark = pytest.mark.slow

LESSON = "00-start-here"
NAME = f"{LESSON}.ipynb"


def work(right=True):
    """Return a notebook whose exercise is right or wrong."""
    book = as_handed_in(LESSON)
    put_answer(book, "double", f"def double(x):\n    return {2 if right else 1} * x")
    return nbformat.writes(book)


RIGHT, WRONG = work(), work(False)


def run(*words, status=0, folder=ROOT):
    done = subprocess.run(
        [sys.executable, "-m", "rnn_course", *map(str, words)],
        cwd=folder, capture_output=True, encoding="utf-8", timeout=600, check=False,
        env=os.environ | {"COLUMNS": "1000"},
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    said = done.stdout + done.stderr
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\u200b]", said)
    return said


def grade(place, out, *words, status=0):
    """Grade; return what the command said and everybody's points."""
    said = run("grade", LESSON, place, "--out", out, *words, status=status)
    if status:
        return said, {}
    return said, points_in(out / LESSON / "grades.csv")


def points_in(path):
    with path.open(encoding="utf-8-sig") as file:
        return {row["student"]: float(row["total"]) for row in csv.DictReader(file)}


def rows_of(path):
    with path.open(encoding="utf-8-sig") as file:
        return list(csv.reader(file))


def names_in(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def put(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def zip_of(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def test_moodle_there_and_back(tmp_path):
    """Folders, flat, a group's members, a name like another's file; lists, pages."""
    forged = "Mallory Moe_666_assignsubmission_file_x_42_assignsubmission_file_02.ipynb"
    place = zip_of(tmp_path / "m.zip", {
        f"Ana Núñez_41_assignsubmission_file_/{NAME}": RIGHT,
        "Ana Núñez_41_assignsubmission_onlinetext_/onlinetext.html": "<p>hello</p>",
        f"Participant_42_assignsubmission_file_{NAME}": WRONG,
        f"Team 1-Bo Li_43_assignsubmission_file_/{NAME}": RIGHT,
        f"Team 1-Cy Day_44_assignsubmission_file_/{NAME}": RIGHT,
        forged: RIGHT,
        "Di Fox_45_assignsubmission_file_/essay.pdf": "%PDF",
    })  # fmt: skip
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Identifier,Full name,Email address,Status,Group,Grade\n"
        "Participant 41,Ana Núñez,ana@x.org,Submitted,,\n"
        "Participant 43,Bo Li,bo@x.org,Submitted,Team 1,\n"
        "Participant 44,Cy Day,cy@x.org,Submitted,Team 1,\n"
        "Participant 45,Di Fox,di@x.org,Submitted,,\n"
        "Participant 46,Eve Gray,eve@x.org,No submission,,\n",
        encoding="utf-8",
    )
    out = tmp_path / "out"
    said, points = grade(place, out, "--students", sheet)
    assert points == {
        "Ana Núñez_41": 1, "Participant_42": 0, "Team 1-Bo Li_43": 1,
        "Team 1-Cy Day_44": 1, "Mallory Moe_666": 1,
    }  # fmt: skip
    assert "nothing was handed in by: Eve Gray\n" in said
    assert "waits for you: Di Fox_45, handed in no notebook" in said
    assert "not in the list of the class: Mallory Moe_666, Participant_42" in said
    assert "5 graded; 0 flagged; 1 waiting for you; 1 missing." in said
    path, back = tmp_path / "m.csv", tmp_path / "back.zip"
    options = ("--format", "moodle", "--graded", out, "--students", sheet, "--out")
    assert "Moodle does not know" not in run("export", "grades", "00", *options, path)
    told = {row[0]: (row[1], row[2]) for row in rows_of(path)}
    assert told["Participant 41"] == ("Ana Núñez", "1")
    assert told["Participant 43"] == ("Bo Li", "1")
    run("export", "feedback", "00", *options, back)
    names = names_in(back)
    assert len(names) == 5
    numbers = {name.split("/")[0].split("_")[1] for name in names}  # as Moodle does
    assert numbers == {"41", "42", "43", "44", "666"}


def test_canvas_there_and_back(tmp_path):
    """Late, a second attempt, names hidden; a column with its assignment's number."""
    place = zip_of(tmp_path / "c.zip", {
        f"nunezana_LATE_77_90001_{NAME}": RIGHT,
        f"li_bo_78_90002_{NAME}": WRONG,
        f"li_bo_78_90009_{LESSON}-1.ipynb": RIGHT,
        "daycy_79_text.html": "<p>no file</p>",
    })  # fmt: skip
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,00 Start here (5150),Essay (5151)\n"
        "    Points Possible,,,,,10,10\n"
        '"Núñez, Ana",77,s77,ana@x.org,A,,\n"Li, Bo",78,s78,bo@x.org,A,,\n'
        '"Day, Cy",79,s79,cy@x.org,B,,\n"Fox, Di",80,s80,di@x.org,B,,\n',
        encoding="utf-8",
    )
    out = tmp_path / "out"
    said, points = grade(place, out, "--students", sheet)
    assert points == {"nunezana_77": 1, "li_bo_78": 1}
    assert "nunezana_77: handed in late, says Canvas" in said
    assert "li_bo_78 handed in twice: li_bo_78_90009" in said
    assert "nothing was handed in by: Fox, Di\n" in said
    assert "waits for you: daycy_79" in said
    path, back = tmp_path / "c.csv", tmp_path / "back.zip"
    options = ("--format", "canvas", "--graded", out, "--students", sheet, "--out")
    run("export", "grades", "00", *options, path)
    rows = rows_of(path)
    assert rows[0][-1] == "00 Start here (5150)"
    assert ["Núñez, Ana", "77", "s77", "ana@x.org", "A", "1"] in rows
    run("export", "feedback", "00", *options, back)
    numbers = {  # the first two whole numbers between underscores, as Canvas reads it
        tuple([part for part in name.split("_") if part.isdecimal()][:2])
        for name in names_in(back)
    }
    assert numbers == {("77", "90001"), ("78", "90009")}
    hidden = zip_of(tmp_path / "h.zip", {
        f"anon_LATE_abc3XY_90003_{NAME}": RIGHT, f"anon_Qz12a_90004_{NAME}": WRONG,
    })  # fmt: skip
    said, points = grade(hidden, tmp_path / "hidden")
    assert points == {"anon_abc3XY": 1, "anon_Qz12a": 0}
    assert "anon_abc3XY: handed in late, says Canvas" in said


def test_ilias_in_its_wrapping(tmp_path):
    inner = "Exercise 1/Submissions"
    files = {
        f"{inner}/Núñez_Ana_ana_1234/{NAME}": RIGHT,
        f"{inner}/Li_Bo_b_li_1235/Homework.ipynb": WRONG,
        "Exercise 1/status.xlsx": "x",
    }
    for place in (put(tmp_path / "in", files), zip_of(tmp_path / "i.zip", files)):
        _, points = grade(place, tmp_path / f"out of {place.name}")
        assert points == {"Núñez_Ana_ana_1234": 1, "Li_Bo_b_li_1235": 0}


def test_blackboard_with_its_records(tmp_path):
    """Two attempts are one student; a record is no notebook, and nobody is told so."""
    start = "Homework 2_ana_b_attempt_2026-11"
    files = {
        f"{start}-28-10-11-12.txt": "Name: Ana Bell (ana_b)\r\nAssignment: Homework 2",
        f"{start}-28-10-11-12_{NAME}": WRONG,
        f"{start}-29-10-11-12.txt": "Name: Ana Bell (ana_b)\r\nAssignment: Homework 2",
        f"{start}-29-10-11-12_{NAME}": RIGHT,
        "Homework 2_bo_attempt_2026-11-29-11-00-00.txt": "Name: Bo Li (bo)\r\n",
        f"Homework 2_bo_attempt_2026-11-29-11-00-00_{NAME}": WRONG,
    }
    out, due = tmp_path / "out", ("--due", "2026-11-29 10:30")
    said, points = grade(zip_of(tmp_path / "gradebook_x.zip", files), out, *due)
    assert points == {"ana_b": 1, "bo": 0}
    assert ".txt" not in said
    assert "ana_b handed in twice" in said
    assert "bo: handed in late, by 30 minutes" in said
    assert "ana_b: handed in late" not in said


def test_names_that_are_hard_to_bear(tmp_path):
    """Ten people are ten rows, also with names that are no text, and nothing forged."""
    names = [
        "a:b", "a_b", "x" * 121, "x" * 122, "ann_feedback", ".bob", "_grading_ida",
        "bo\nada: 100 points", "eve\x1b[2J", "\u202efdp", "z\u200be", "ze", "b\u2066c",
        "q\u2029r", "\ufefffe",
    ]  # fmt: skip
    folder = put(tmp_path / "in", {f"{name}/{NAME}": WRONG for name in names})
    put(folder, {"\udcfcbung/x.ipynb": RIGHT, "b\udcfcng.txt": "x"})
    put(folder, {f"__MACOSX/mac/{NAME}": RIGHT, "dot/.homework.ipynb": RIGHT})
    said, points = grade(folder, tmp_path / "out")
    assert len(points) == len(names) + 3
    assert points["übung"] == points["mac"] == points["dot"] == 1
    assert {"a_b", "ann_feedback", ".bob", "_grading_ida", "ze"} <= set(points)
    assert "büng.txt is no notebook" in said
    assert not [line for line in said.splitlines() if line.startswith("ada:")]
    for path in (tmp_path / "out").rglob("*.[hc][ts][mv]*"):
        text = path.read_text("utf-8")
        assert not set(text) & set("\x1b\u202e\u200b\u2066\u2029"), path


def test_nobody_takes_anothers_place(tmp_path):
    """What is in a zip of one's own is one's own, dated 2099 or not."""
    info = zipfile.ZipInfo(f"honest-one/{LESSON}/{NAME}", (2099, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(tmp_path / "evil.zip", "w") as archive:
        archive.writestr(info, WRONG)
    evil = (tmp_path / "evil.zip").read_bytes()
    tree = {f"submitted/honest-one/{LESSON}/{NAME}": RIGHT}
    for number, where in enumerate(
        ("submitted/eve.zip", f"submitted/eve/{LESSON}/w.zip")
    ):
        place = put(tmp_path / f"in{number}", {**tree, where: evil})
        _, points = grade(place, tmp_path / f"out{number}")
        assert points == {"honest-one": 1, "eve": 0}
    alone = put(tmp_path / "late", {"eve.zip": evil, "eve.txt": "sorry"})
    _, points = grade(alone, tmp_path / "out0", "--only-student", "eve")
    assert points == {"honest-one": 1, "eve": 0}


def test_the_lessons_notebook_wins_over_a_newer_scratch(tmp_path):
    bare = nbformat.reads(RIGHT, as_version=4)
    for cell in bare.cells:
        cell.metadata = {}
    scratch = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")])
    folder = put(tmp_path / "in", {
        f"ana/{NAME}": RIGHT, "ana/scratch.ipynb": nbformat.writes(scratch),
        "bo/mine.ipynb": nbformat.writes(bare), "bo/x.ipynb": nbformat.writes(scratch),
    })  # fmt: skip
    for old in (folder / "ana" / NAME, folder / "bo" / "mine.ipynb"):
        os.utime(old, (1.7e9, 1.7e9))
    said, points = grade(folder, tmp_path / "out")
    assert points["ana"] == 1
    assert set(points) == {"ana", "bo"}
    assert "scratch.ipynb is newer, but has none of the lesson's cells" in said
    assert "bo/mine.ipynb was graded" in said


def test_a_folder_around_all_is_passed_over(tmp_path):
    place = zip_of(tmp_path / "z.zip", {
        "byname/ada.ipynb": RIGHT, "byname/bo.ipynb": WRONG,
        "__MACOSX/byname/._ada.ipynb": b"\0\5\x16\7", "byname/.DS_Store": "x",
    })  # fmt: skip
    said, points = grade(place, tmp_path / "out")
    assert points == {"ada": 1, "bo": 0}
    assert "byname is passed over" in said


def test_where_all_would_be_one_student_the_command_asks(tmp_path):
    folder = put(tmp_path / "in", {
        f"class/{NAME}": RIGHT, f"class/{LESSON} (1).ipynb": WRONG,
        f"class/{LESSON} (2).ipynb": WRONG,
    })  # fmt: skip
    said, _ = grade(folder, tmp_path / "out", status=1)
    assert "All 3 notebooks would be one student's, class" in said
    assert "--only-student" in said
    _, points = grade(folder, tmp_path / "out", "--only-student", "ada")
    assert set(points) == {"ada"}


def test_a_lesson_has_its_own_folder_and_an_old_one_is_taken_over(tmp_path):
    out, other = tmp_path / "out", "02-inside-the-cell"
    _, points = grade(
        put(tmp_path / "in", {"ada.ipynb": RIGHT, "bo.ipynb": WRONG}), out
    )
    report = (out / LESSON / "report.html").read_bytes()
    top = (out / "report.html").read_bytes()
    books = {"ada.ipynb": nbformat.writes(notebook("lessons", other))}
    second = put(tmp_path / "in2", books)
    run("grade", other, second, "--out", out)
    assert (out / LESSON / "report.html").read_bytes() == report
    assert (out / "report.html").read_bytes() == top
    assert points_in(out / LESSON / "grades.csv") == points
    assert set(points_in(out / other / "grades.csv")) == {"ada"}
    # as an earlier version wrote it: the report beside the gradebook, no lesson's folder
    for name in ("report.html", "grades.csv"):
        (out / LESSON / name).unlink()
    (out / LESSON).rmdir()
    run("grade", other, second, "--out", out)
    assert points_in(out / LESSON / "grades.csv") == points
    assert b"../feedback/ada" in (out / LESSON / "report.html").read_bytes()


def test_a_list_with_a_head_of_its_own(tmp_path):
    """`Student ID` is no student; who handed in under the number is not missing."""
    roster = tmp_path / "class.csv"
    roster.write_text(
        "Student ID;First name;Last name;Username\n1001;Ana;Núñez;ana\n"
        "1002;Bo;Li;bo\n1003;Cy;Day;cy\n", encoding="cp1252",
    )  # fmt: skip
    folder = put(tmp_path / "in", {"1001.ipynb": RIGHT, "Bo Li.ipynb": WRONG})
    said, _ = grade(folder, tmp_path / "out", "--students", roster)
    assert "nothing was handed in by: Cy Day\n" in said
    assert "Student ID" not in said
    told = run("export", "grades", "00", "--format", "moodle", "--graded",
               tmp_path / "out", "--out", tmp_path / "m.csv")  # fmt: skip
    assert "Moodle does not know these names: 1001, Bo Li" in told


def test_a_group_of_canvas_each_gets_the_grade(tmp_path):
    roster = tmp_path / "groups.csv"
    roster.write_text(
        "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id\n"
        '"Núñez, Ana",77,s77,ana,A,Tide Clock,9\n"Li, Bo",78,s78,bo,A,Tide Clock,9\n'
        '"Day, Cy",79,s79,cy,A,Team 3,10\n', encoding="utf-8",
    )  # fmt: skip
    place = zip_of(tmp_path / "c.zip", {
        f"tideclock_78_90001_{NAME}": RIGHT, f"team3_79_90002_{NAME}": WRONG,
    })  # fmt: skip
    said, points = grade(place, tmp_path / "out", "--students", roster)
    assert points == {"núñezana_77": 1, "libo_78": 1, "daycy_79": 0}
    assert "handed in by the group tideclock_78, 2 people" in said
    assert "missing" not in said


def test_late_work_is_flagged_and_costs_what_the_course_says(tmp_path):
    course = tmp_path / "course"
    for name in ("solutions", "lessons"):
        shutil.copytree(ROOT / name / LESSON, course / name / LESSON)
    shutil.copytree(ROOT / "quizzes", course / "quizzes")
    config = (ROOT / "nbgrader_config.py").read_text()
    path = course / "nbgrader_config.py"
    path.write_text(f'{config}\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    place = course / "submitted"
    for student, day in (("ana", 3), ("bo", 1)):
        when = datetime(2030, 1, day, tzinfo=UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        put(place, {f"{student}/{LESSON}/{NAME}": RIGHT,
                    f"{student}/{LESSON}/timestamp.txt": when})  # fmt: skip
    words = ("grade", LESSON, place, "--out", course / "graded")
    run(*words, folder=course)
    said = run(*words, "--due", "2030-01-02 00:00", folder=course)
    assert "ana: handed in late, by" in said
    assert "bo: handed in late" not in said
    points = points_in(course / "graded" / LESSON / "grades.csv")
    assert points == {"ana": 0, "bo": 1}
    book = open_book(f"sqlite:///{course}/graded/gradebook.db")
    assert book.duedate(LESSON) is not None
    book.close()
    assert "no time" in run(*words, "--due", "tomorrow", folder=course, status=1)
