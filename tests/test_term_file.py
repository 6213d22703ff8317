"""`class.toml`: what it may say, and every wrong word told with its line."""

from __future__ import annotations

import datetime
import re

import pytest

from rnn_course import CourseError
from rnn_course.term.class_file import read_class
from rnn_course.term.new_class import new_class
from rnn_course.term.toml_lines import line_of

UTC = datetime.UTC


def read(tmp_path, text):
    path = tmp_path / "class.toml"
    path.write_text(text, encoding="utf-8")
    return read_class(tmp_path)


def refusals(tmp_path, text):
    """Return line → what is said of it."""
    with pytest.raises(CourseError) as caught:
        read(tmp_path, text)
    said = {}
    for line in str(caught.value).split("\n"):
        number, words = re.match(r".*class\.toml:(\d+): (.*)", line).groups()
        said.setdefault(int(number), []).append(words)
    return said


WRONG = (
    """\
titel = "x"
timezone = "Europe/Berln"
students = [
  "ada",
  "ben", "ada",
]
drop = -1

[late]
take = 10
each = "dya"
grace = "15 minuts"
least = 101

[lessons.01]
due = 2026-11-31
""".replace("2026-11-31", '"2026-11-31"')
    + """\
wieght = 2
[lessons.77]
[lessons."03"]
release = 2026-11-11
due = 2026-11-10
drop = "no"
weight = true
[student.adda]
excused = ["01",
 "07"]
[student.ben.due]
"01" = "tomorrow"
"02" = 2026-01-01
"""
)


def test_every_problem_is_told_with_its_line(tmp_path):
    said = refusals(tmp_path, WRONG)
    near = {1: "title", 2: "Europe/Berlin", 10: "takes", 11: "day", 12: "minute",
            17: "weight", 24: "ada"}  # fmt: skip
    for line, word in near.items():
        assert re.search(f"Did you mean .{word}.\\?", said[line][0]), said[line]
    assert set(said) == {
        1,
        2,
        4,
        7,
        10,
        11,
        12,
        13,
        16,
        17,
        18,
        21,
        22,
        23,
        24,
        26,
        28,
        29,
    }


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no lesson is named"),
        ("[lessons.01]\ndue = ", "is no TOML"),
        ("lessons = 3", "expected a table"),
        ("late = 3\n[lessons.01]", "expected a table"),
        ("[lessons]\n01 = 3", "expected a table"),
        ("drop = 1\n[lessons.01]", "leaves none"),
        ('students = "none.csv"\n[lessons.01]', "cannot be read"),
        ("students = 3\n[lessons.01]", "a file's name, or a list"),
        ("[lessons.1]\n[lessons.01]", "is there twice"),
        ('title = "\\u202Eevil"\n[lesson.01]', "Did you mean `lessons`"),
        ("[lessons.01]\nweight = nan", "expected a number"),
        ("[lessons.01]\ndue = 18:00:00", "expected a time"),
        ("[lessons.01]\ndue = 0001-01-01", "a year from"),
        ('timezone = "../../etc/passwd"\n[lessons.01]', "no time zone"),
        ("[student.a.due]\n[lessons.01]\n[late]\ncloses = 3", "a span of time"),
        ('[late]\ngrace = "99999999999 weeks"\n[lessons.01]', "a span of time"),
    ],
)
def test_what_is_wrong_is_said(tmp_path, text, says):
    with pytest.raises(CourseError, match=re.escape(says)):
        read(tmp_path, text)


def test_no_file_says_how_to_get_one(tmp_path):
    with pytest.raises(CourseError, match="rnn-course class new"):
        read_class(tmp_path)


def test_times_in_zones(tmp_path):
    plan = read(tmp_path, """
timezone = "Europe/Berlin"
[lessons.01]
due = 2026-07-01T18:00:00
[lessons.02]
due = "2026-12-01 18:00"
[lessons.03]
due = 2026-12-01T18:00:00-05:00
[lessons.04]
release = 2026-12-01
due = 2026-12-01
""")  # fmt: skip
    due = [
        lesson.due.astimezone(UTC).strftime("%d %H:%M:%S") for lesson in plan.lessons
    ]
    assert due == ["01 16:00:00", "01 17:00:00", "01 23:00:00", "01 22:59:59"]
    assert plan.lessons[3].release.astimezone(UTC).hour == 23


def test_a_time_that_the_clock_leaves_out_is_refused(tmp_path):
    text = 'timezone = "Europe/Berlin"\n[lessons.01]\ndue = 2026-03-29T02:30:00'
    assert "clocks go forward" in refusals(tmp_path, text)[3][0]


def test_lines_with_tables_in_lines_and_dotted(tmp_path):
    text = (
        'a = 1\nb = {c = 2}\nd.e.f = """\nx\n"""\n# no\n[g]\n\nh = [\n1,\n2]\n[g.i]\n'
    )
    assert line_of(text, ("b", "c")) == 2
    assert line_of(text, ("d", "e", "f")) == 3
    assert line_of(text, ("g", "h")) == 9
    assert line_of(text, ("g", "h"), "2") == 11
    assert line_of(text, ("g", "i")) == 12
    assert line_of(text, ("g", "nothing")) == 7


def test_places_of_submissions(tmp_path):
    folder = tmp_path / "submissions"
    for name in ("03 moodle.zip", "035"):
        (folder / name).mkdir(parents=True)
    text = 'submissions = "submissions"\n[lessons.03]\n[lessons.04]\n[lessons.05]\n'
    plan = read(tmp_path, text + 'submissions = "x.zip"')
    names = [lesson.submissions and lesson.submissions.name for lesson in plan.lessons]
    assert names == ["03 moodle.zip", None, "x.zip"]
    (folder / "03").mkdir()
    said = refusals(tmp_path, text)
    assert said == {2: ["several places begin with 03: 03, 03 moodle.zip. Say which, "
                        "with `submissions` here."]}  # fmt: skip
    (tmp_path / "submitted" / "ada").mkdir(parents=True)
    plan = read(tmp_path, 'submissions = "submitted"\n[lessons.03]\n[lessons.04]')
    assert {lesson.submissions for lesson in plan.lessons} == {tmp_path / "submitted"}


def test_a_new_class_reads_and_is_not_written_over(tmp_path):
    students = tmp_path / 'a "list".csv'
    students.write_text("name\nada\n", encoding="utf-8")
    path = new_class(tmp_path / "class\u202e", students)
    plan = read_class(path)
    assert len(plan.lessons) == 14
    assert [person.name for person in plan.roster.people] == ["ada"]
    with pytest.raises(CourseError, match="nothing is written over"):
        new_class(path.parent)
    commented = path.read_text("utf-8").replace("\n# ", "\n").replace("# A class", "#")
    lines = [x for x in commented.split("\n") if not x.startswith("students =")]
    text = "\n".join(lines).replace('"Ada Lovelace"', "ada")
    assert read(tmp_path, text).late.takes == 10  # all that it offers is right
