"""A class's folder from end to end: what the commands say of it, and what they write."""

from __future__ import annotations

import csv
import datetime
import re
import shutil
from functools import partial

import nbformat
import pytest

from rnn_course import CourseError
from rnn_course.cli import term as commands
from rnn_course.grading.handed_in.forms import Owner
from rnn_course.grading.handed_in.roster import Person, Roster
from rnn_course.grading.results.book import open_book
from rnn_course.submission.suspicion import SUSPICION
from rnn_course.term.class_file import read_class
from rnn_course.term.class_page import write_class_page
from rnn_course.term.class_people import Register
from rnn_course.term.class_plan import ClassPlan
from rnn_course.term.class_records import read_term
from rnn_course.term.next_steps import next_steps, rows
from rnn_course.term.one_course import find_member, lesson_rows, write_course_page
from rnn_course.term.standing import notes_on, stand, standings
from rnn_course.term.term_lists import write_grades
from tests.commands import run_here
from tests.course import LESSONS, ROOT, notebook
from tests.term_classes import HandIn, empty_gradebook, keep, make_term, write_term

UTC = datetime.UTC
LATER = datetime.datetime(2027, 1, 1, tzinfo=UTC)
EVIL = "<script>alert(1)</script>"
TURNED = "\u202eada"  # from right to left
FORMULA = "=HYPERLINK(1), x"


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """A gradebook that knows two lessons."""
    return empty_gradebook(tmp_path_factory.mktemp("empty") / "e.db", LESSONS[1:3])


@pytest.fixture
def small(tmp_path, empty):
    """A class of five, two lessons, everything handed in, nobody late."""
    made = make_term(1, planted=False, count=5, lessons=2)
    made.work = {
        (student, lesson): made.work.get((student, lesson)) or
        HandIn(student, lesson, {}, {}, made.due[lesson])
        for student in made.students for lesson in made.lessons
    }  # fmt: skip
    for (_, lesson), one in made.work.items():
        one.when = made.due[lesson] - datetime.timedelta(hours=1)
    return made, write_term(tmp_path / "a class", made, empty)


def look(folder, text=None, now=LATER):
    if text is not None:
        (folder / "class.toml").write_text(text, encoding="utf-8")
    return read_term(read_class(folder), now)


def change(folder, *works, **more):
    book = open_book(f"sqlite:///{(folder / 'graded/gradebook.db').resolve()}")
    for one in works:
        keep(book, one, **more)
    book.close()


def work(student, lesson, share=1.0, late=None, due=LATER):
    from tests.grading import assignment_of

    facts = assignment_of(lesson).graded
    scores = {name: share * fact.points for name, fact in facts.items()}
    when = due + (late or datetime.timedelta(hours=-1))
    return HandIn(student, lesson, scores, {}, when)


@pytest.fixture
def run(capsys, monkeypatch):
    return partial(run_here, monkeypatch, capsys, "class", screen=commands, width=160)


def test_commands_write_what_they_say(small, run):
    made, folder = small
    status, out, err = run("status", folder)
    assert (status, err) == (0, "")
    assert re.search(r"01 Why order.*2026-10-09 18:00.*yes.*5 of 5.*5.*–.*0 of 5", out)
    assert "python3 course.py grade 01 SUBMISSIONS --out" in out
    assert (
        f"--students '{folder}/students.csv' --due '2026-10-09 16:00:00+00:00'" in out
    )
    assert run("report", folder)[::2] == (0, "")
    page = (folder / "class.html").read_text("utf-8")
    assert not any(name in page for name in made.students)
    assert run("report", folder, "--names", "--out", folder / "named.html")[0] == 0
    assert all(
        name in (folder / "named.html").read_text("utf-8") for name in made.students
    )
    assert run("grades", folder)[::2] == (0, "")
    with (folder / "term.csv").open(encoding="utf-8-sig", newline="") as file:
        table = list(csv.DictReader(file))
    assert [row["student"] for row in table] == made.students
    for row in table:
        parts = [made.work[row["student"], lesson] for lesson in made.lessons]
        percents = [100 * sum(p.scores.values()) / made.most[p.lesson] for p in parts]
        assert float(row["term"]) == pytest.approx(sum(percents) / 2, abs=0.006)
    status, out, _ = run("student", made.students[4].split()[0], folder)
    assert status == 0
    assert made.students[4] in out
    status, _, err = run("student", made.students[2] + "x", folder)
    assert status == 1
    assert f"Did you mean `{made.students[2]}`?" in err
    assert "Traceback" not in err
    status, _, err = run("grades", folder, "--format", "mooodle")
    assert (status, "Did you mean `moodle`?" in err) == (1, True)


def test_a_wrong_file_is_told_before_anything_is_read(small, run):
    _, folder = small
    path = folder / "class.toml"
    path.write_text(path.read_text("utf-8") + "wieght = 2\n", encoding="utf-8")
    status, _, err = run("status", folder)
    assert status == 1
    assert re.search(r"class\.toml:\d+: there is no `wieght` here\. Did you mean", err)


def test_learners_are_told_how_to_get_the_part(monkeypatch, run, tmp_path):
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util,
        "find_spec",
        lambda name: None if name == "nbgrader" else real(name),
    )
    status, _, err = run("status", tmp_path)
    assert status == 1
    assert "instructor's part; nbgrader is missing" in err


def test_strange_names_stay_text(tmp_path, empty):
    names = [EVIL, TURNED, FORMULA, "Ada, Countess", '"quoted"', "Zoë"]
    made = make_term(1, planted=False, count=1, lessons=2)
    made.students, made.work = names, {}
    folder = write_term(tmp_path / "class", made, empty)
    ids = [EVIL.replace("/", "_"), *names[1:]]
    change(folder, *(work(name, LESSONS[1], due=made.due[LESSONS[1]]) for name in ids))
    term = look(folder)
    found = standings(term)
    page = write_class_page(folder / "c.html", term, found, named=True).read_text(
        "utf-8"
    )
    for member in term.members:
        page += write_course_page(folder / "s.html", term, member).read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "\u202e" not in page
    for layout in ("csv", "canvas", "moodle"):
        write_grades(folder / "g.csv", layout, term, found)
        text = (folder / "g.csv").read_text("utf-8-sig")
        assert "\u202e" not in text
        for row in csv.reader(text.splitlines()):
            assert not any(cell.lstrip().startswith("=") for cell in row), layout


def test_late_work_extensions_and_leaves(small):
    made, folder = small
    first, _ = made.lessons
    ada, ben, cleo, dan, _ = made.students
    days = datetime.timedelta(days=1, hours=1)
    change(folder, *(
        work(name, first, 0.8, days, made.due[first]) for name in (ada, ben, cleo)
    ))  # fmt: skip
    text = (folder / "class.toml").read_text("utf-8")
    text += f"""
[late]
takes = 10
[student."{ben}"]
due = {{ "01" = 2026-10-12T18:00:00 }}
[student."{cleo}"]
excused = ["1"]
[student."{dan}"]
joined = 2026-10-12
"""
    term = look(folder, text)
    lines = {one.member.name: one.lines[0] for one in standings(term)}
    assert lines[ada].percent == pytest.approx(60)
    assert lines[ada].late == days
    assert lines[ben].percent == pytest.approx(80)
    assert lines[cleo].percent is None
    assert lines[dan].percent is None
    row, _ = lesson_rows(stand(term, find_member(term, ada)))
    assert row.late == "1 d 1 h 0 min (−20 %)"
    assert stand(term, find_member(term, dan)).final.percent is not None
    assert rows(term)[0].handed_in == "3 of 3"


def test_without_a_policy_the_gradebooks_penalty_stands(small):
    made, folder = small
    first = made.lessons[0]
    change(folder, work(made.students[0], first, due=made.due[first]))
    book = open_book(f"sqlite:///{(folder / 'graded/gradebook.db').resolve()}")
    found = book._submission(made.lessons[0], made.students[0])
    found.notebooks[0].late_submission_penalty = made.most[made.lessons[0]] / 4
    book.db.commit()
    book.close()
    term = look(folder)
    assert standings(term)[0].lines[0].percent == pytest.approx(75)
    text = (folder / "class.toml").read_text("utf-8") + "[late]\ntakes = 10\n"
    term = look(folder, text)
    found = standings(term)
    assert found[0].lines[0].percent == pytest.approx(100)
    assert any("takes off" in note for note in notes_on(term, found))


def test_suspicion_is_for_the_teacher_alone(small):
    made, folder = small
    one = work(made.students[0], made.lessons[0], due=made.due[made.lessons[0]])
    one.flags = [f"code cell 3 uses `vars`{SUSPICION}", "another flag"]
    change(folder, one)
    term = look(folder)
    member = find_member(term, made.students[0])
    assert lesson_rows(stand(term, member))[0].remarks[-2:] == one.flags
    page = write_course_page(folder / "s.html", term, member).read_text("utf-8")
    assert "another flag" in page
    assert SUSPICION not in page


def test_a_regrade_counts_and_no_other(small):
    made, folder = small
    one = work(made.students[0], made.lessons[0], 0.25, due=made.due[made.lessons[0]])
    change(folder, one)
    assert standings(look(folder))[0].lines[0].percent == pytest.approx(25)


def test_half_filled_unreleased_and_missing(tmp_path, empty):
    made = make_term(1, planted=False, count=4, lessons=2)
    made.work = {}
    folder = write_term(tmp_path / "class", made, empty)
    text = """
students = "students.csv"
[lessons.01]
due = 2026-10-09
[lessons.02]
[lessons.05]
release = 2026-11-01
due = 2026-11-08
"""
    now = datetime.datetime(2026, 10, 20, tzinfo=UTC)
    term = look(folder, text, now)
    assert [row.released for row in rows(term)] == [
        "not said",
        "not said",
        "from 2026-11-01 00:00",
    ]
    why = [f"{step.lesson} {step.why}" for step in next_steps(term)]
    assert why[0].startswith("01 it was due, and nothing has been graded")
    assert (
        why[1] == "05 to hand out on 2026-11-01 00:00: lessons/05-vanishing-gradients/"
    )
    states = [line.state for line in standings(term)[0].lines]
    assert states == ["missing", "not due", "not due"]
    assert standings(term)[0].final.percent == 0.0
    page = write_class_page(folder / "c.html", term, standings(term)).read_text("utf-8")
    assert "Nothing has been graded." in page


def test_no_students_and_no_gradebook(tmp_path):
    (tmp_path / "class.toml").write_text(
        "students = []\n[lessons.03]\n", encoding="utf-8"
    )
    term = look(tmp_path)
    assert standings(term) == []
    page = write_class_page(tmp_path / "c.html", term, []).read_text("utf-8")
    assert "There is no student yet." in page
    assert write_grades(tmp_path / "g.csv", "csv", term, []) == []
    with pytest.raises(CourseError, match="There are none"):
        find_member(term, "ada")
    assert not (tmp_path / "graded").exists()  # reading makes nothing


def test_who_is_in_no_list_is_told(small):
    made, folder = small
    change(folder, work("eve", made.lessons[0]))
    term = look(folder)
    assert term.strangers == ["eve"]
    assert any("eve" in step.why for step in next_steps(term))


def test_graded_twice_in_two_folders(small, empty):
    _, folder = small
    (folder / "other").mkdir()
    shutil.copy(empty, folder / "other/gradebook.db")
    text = (folder / "class.toml").read_text("utf-8")
    text += 'graded = "other"\n'  # of the last lesson
    term = look(folder, text)
    assert not term.lessons[1].works
    assert any("graded twice" in note for note in term.notes)


def handed_in(folder, lesson, student, source="1 + 1"):
    path = folder / "submitted" / student / lesson / f"{lesson}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    book = notebook("lessons", lesson)
    book.cells[1].source = source
    path.write_text(nbformat.writes(book), encoding="utf-8")


@pytest.mark.slow
def test_what_is_not_graded_yet(small):
    made, folder = small
    lesson, (new, again, *_) = made.lessons[0], made.students
    text = 'submissions = "submitted"\n' + (folder / "class.toml").read_text("utf-8")
    made.work.pop((new, lesson))
    shutil.rmtree(folder)
    write_term(folder, made, small_empty(folder.parent))
    handed_in(folder, lesson, new)
    handed_in(folder, lesson, again)
    (folder / "submitted" / made.students[2] / lesson).mkdir(parents=True)
    (folder / "submitted" / made.students[2] / lesson / "notes.pdf").write_bytes(
        b"%PDF"
    )
    term = look(folder, text)
    record = term.lessons[0]
    names = {m.key: m.name for m in term.members}
    assert {names[key]: why for key, why in record.open.items()} == {
        new: "new", again: "handed in again",
    }  # fmt: skip
    first = next_steps(term)[0]
    assert first.why == "1 to grade, 1 handed in again since."
    assert f"grade 01 '{folder}/submitted' --out" in first.command
    line = stand(term, find_member(term, new)).lines[0]
    assert (line.state, line.percent) == ("not graded yet", None)


def small_empty(folder):
    return empty_gradebook(folder / "again.db", LESSONS[1:3])


# Who is who


def moodle(name, number):
    return Owner(f"{name}_{number}", "Moodle", name, str(number))


def test_moodles_numbers_hold_for_one_lesson(tmp_path):
    plan = ClassPlan(tmp_path)
    seen = {"a": [moodle("Ana", 1), moodle("Ben", 2)], "b": [moodle("Ana", 7)]}
    register = Register(plan, seen)
    assert register.find(moodle("Ana", 1)) is register.find(moodle("Ana", 7))
    assert len(register.members) == 1


def test_two_of_one_name_are_not_one(tmp_path):
    seen = {"a": [moodle("Ana", 1), moodle("Ana", 2)], "b": [moodle("Ana", 7)]}
    register = Register(ClassPlan(tmp_path), seen)
    keys = {register.find(owner).key for owners in seen.values() for owner in owners}
    assert len(keys) == 3
    assert register.twice == {"Ana"}


def test_a_list_of_another_lesson_gives_nobody_anothers_work(tmp_path):
    """The list's number 41 is Ben's, of one assignment; here it is Ana's, of another."""
    people = [Person("Ana", {"name": "Ana", "participant": "Participant 9"}),
              Person("Ben", {"name": "Ben", "participant": "Participant 41"})]  # fmt: skip
    register = Register(ClassPlan(tmp_path, roster=Roster(people)), {})
    assert register.find(moodle("Ana", 41)).name == "Ana"
    assert register.find(moodle("Eve", 41)).name == "Eve"
    assert register.strangers() == ["Eve"]


def test_canvas_keeps_its_numbers(tmp_path):
    register = Register(ClassPlan(tmp_path), {})
    one = register.find(Owner("anaa_77", "Canvas", "anaa", "77"))
    assert register.find(Owner("anab_77", "Canvas", "anab", "77")) is one


@pytest.mark.slow
def test_a_class_that_is_really_graded(tmp_path):
    """From what was handed in, over the grader's own results, to the last step."""
    from rnn_course.grading.grade import grade_class
    from rnn_course.grading.order import Order
    from tests.grading import hand_in
    from tests.submissions import put_answer

    lesson = "00-start-here"
    wrong = notebook("solutions", lesson)
    put_answer(wrong, "double", "def double(x):\n    return x ** 2")
    books = {"ada": notebook("solutions", lesson), "ben": wrong}
    hand_in(tmp_path / "submitted", lesson, books)
    for student, day in (("ada", 8), ("ben", 10)):
        stamp = tmp_path / "submitted" / student / lesson / "timestamp.txt"
        stamp.write_text(f"2026-10-{day:02d} 12:00:00 UTC")
    text = """
students = ["ada", "ben", "cleo"]
submissions = "submitted"
[late]
takes = 10
[lessons.00]
due = 2026-10-09T12:00:00Z
"""
    term = look(tmp_path, text)
    (step, *_) = next_steps(term)
    assert step.why == "2 to grade."
    assert not (tmp_path / "graded").exists()
    order = Order(ROOT, lesson, tmp_path / "submitted", tmp_path / "graded", workers=1)
    grade_class(order)
    term = look(tmp_path)
    (record,) = term.lessons
    assert (record.open, record.waiting) == ({}, {})
    ada, ben, cleo = (one.lines[0] for one in standings(term))
    assert ada.percent == pytest.approx(100)
    assert ben.earned < 100
    assert ben.percent == pytest.approx(ben.earned - 10)
    assert [one[0] for one in ben.work.mistakes] == ["double"]
    assert (cleo.state, cleo.percent) == ("missing", 0.0)
    assert rows(term)[0].fed_back == "2 of 2"
    assert next_steps(term)[-1].command.startswith("python3 course.py class report")
    hand_in(tmp_path / "new", lesson, {"ben": notebook("solutions", lesson)})
    shutil.copytree(tmp_path / "new", tmp_path / "submitted", dirs_exist_ok=True)
    assert next_steps(look(tmp_path))[0].why == "1 handed in again since."
    grade_class(order)
    assert standings(look(tmp_path))[1].lines[0].earned == pytest.approx(100)
