"""The builder: what it writes, what it refuses, and how it says so."""

from __future__ import annotations

import json
import re
import shutil

import pytest

from rnn_course import ContentError, CourseError
from rnn_course.build import build, find_root, make_all, stale_files, write_all
from rnn_course.build.source import read_lesson
from rnn_course.quiz import bank as banks
from rnn_course.quiz.score import key
from tests.course import LESSONS, ROOT, code_cells, notebook

LESSON = "00-start-here"


@pytest.fixture
def root(tmp_path):
    """A checkout with lesson 00 alone."""
    (tmp_path / "content").mkdir()
    (tmp_path / "quizzes").mkdir()
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    shutil.copy(ROOT / f"content/{LESSON}.md", tmp_path / "content")
    shutil.copy(ROOT / f"quizzes/{LESSON}.yaml", tmp_path / "quizzes")
    return tmp_path


@pytest.fixture
def edit(root):
    """Change the lesson's text; every change must hit something."""

    def change(old, new, path=f"content/{LESSON}.md"):
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new), encoding="utf-8")

    return change


def refusal(root) -> ContentError:
    with pytest.raises(ContentError) as caught:
        build(root)
    left = {path.name for path in root.iterdir()}
    assert left == {"content", "quizzes", "nbgrader_config.py"}, "something was written"
    return caught.value


def test_the_checkout_is_up_to_date():
    assert stale_files(ROOT, make_all(ROOT)) == []


def test_a_build_is_deterministic(root):
    first = make_all(root)
    assert write_all(root, first) == sorted(first)
    assert make_all(root) == first
    assert write_all(root, make_all(root)) == []


def test_stale_missing_and_leftover_files_are_named(root, edit):
    build(root)
    edit("Welcome. In", "Hello. In")
    lesson = root / "lessons" / LESSON / f"{LESSON}.ipynb"
    lesson.unlink()
    left = root / "solutions/01-gone/01-gone.ipynb"
    left.parent.mkdir()
    left.write_text("{}")
    pack = root / "src/rnn_course/released/01-gone.json"
    pack.write_text("{}")
    stale = {(s.path.as_posix(), s.why) for s in stale_files(root, make_all(root))}
    assert stale == {
        (f"lessons/{LESSON}/{LESSON}.ipynb", "missing"),
        (f"solutions/{LESSON}/{LESSON}.ipynb", "old"),
        (f"src/rnn_course/released/{LESSON}.ipynb", "old"),
        ("solutions/01-gone/01-gone.ipynb", "left"),
        ("src/rnn_course/released/01-gone.json", "left"),
    }
    build(root)
    assert not left.exists()
    assert stale_files(root, make_all(root)) == []


@pytest.mark.parametrize(
    "name",
    [
        f"solutions/{LESSON}/Untitled.ipynb",
        f"lessons/{LESSON}/{LESSON}-Copy1.ipynb",
        "solutions/homework/homework.ipynb",  # as nbgrader's formgrader makes it
    ],
)
def test_a_notebook_that_no_build_wrote_stays(root, name):
    build(root)
    own = root / name
    own.parent.mkdir(exist_ok=True)
    own.write_text("{}")
    assert build(root) == []
    assert own.exists()


def test_a_full_disk_leaves_the_old_file(root, monkeypatch):
    build(root)
    path = root / "lessons" / LESSON / f"{LESSON}.ipynb"
    before = path.read_bytes()
    path.write_bytes(b"older")

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("rnn_course.files.os.fdopen", full)
    with pytest.raises(OSError, match="No space"):
        write_all(root, {path.relative_to(root): before})
    assert path.read_bytes() == b"older"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


MALFORMED = [
    ("---\ntitle: Start here", "title: Start here", 1, "no front matter"),
    ("title: Start here", "titel: Start here", 2, "Did you mean `title`?"),
    ("title: Start here", "title: [Start", 3, "not YAML"),
    ("reading: 5", "reading: soon", 2, "`reading` needs minutes"),
    ('exercise="double"', 'exercize="double"', None, "Did you mean `exercise`?"),
    ('exercise="double"', "double", None, "cannot read the tag `double`"),
    ('check="double"', 'check="doubel"', None, "Did you mean `double`?"),
    ("points=1", "points=2", None, "has 1 points in src/rnn_course/checks/lesson_00"),
    ("points=1", "points=much", None, "expected a number above 0"),
    ("(1 point)", "(2 points)", None, "the heading above this exercise must read"),
    ("### BEGIN SOLUTION", "# here", None, "needs its solution between"),
    ("    return 2 * x", "    return 2 *", None, "not Python"),
    ("sum(steps)", "sum(steps)\n### BEGIN SOLUTION", None, "outside an exercise"),
    ('begin("00-start-here")', 'begin("03-x")', None, "another lesson's name"),
    ('quiz="first-guess"', 'quiz="run-a-cell"', None, "used twice, first in line"),
    (
        '```python quiz="first-guess"\n```',
        "",
        1,
        "`first-guess` of the bank is nowhere",
    ),
    ('quiz="first-guess"', 'quiz="first-gess"', None, "Did you mean `first-guess`?"),
    ('```python quiz="first-guess"\n```', "```python\nx = 1", None, "never closed"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), MALFORMED)
def test_malformed_lessons_are_refused(root, edit, old, new, line, says):
    edit(old, new)
    error = refusal(root)
    assert error.path == f"content/{LESSON}.md"
    assert says in error.problem
    assert line is None or error.line == line
    assert re.match(rf"content/{LESSON}\.md:\d+: ", str(error))


def test_the_line_is_the_line(root, edit):
    edit('check="double" points=1', 'check="double" poinst=1')
    text = (root / f"content/{LESSON}.md").read_text(encoding="utf-8").split("\n")
    assert "poinst" in text[refusal(root).line - 1]


def test_a_bank_that_is_broken_is_refused(root, edit):
    edit("kind: single", "kind: singel", path=f"quizzes/{LESSON}.yaml")
    with pytest.raises(CourseError, match=r"quizzes/00-start-here\.yaml:\d+: .*single"):
        build(root)


def test_a_missing_and_a_superfluous_bank(root):
    bank = root / f"quizzes/{LESSON}.yaml"
    extra = bank.with_name("07-nothing.yaml")
    shutil.copy(bank, extra)
    assert "there is no content/07-nothing.md" in refusal(root).problem
    extra.unlink()
    bank.unlink()
    assert f"there is no quizzes/{LESSON}.yaml" in refusal(root).problem


def test_bytes_that_are_no_text(root):
    (root / f"content/{LESSON}.md").write_bytes(b"---\ntitle: \xff\n---\n")
    assert "is not UTF-8" in refusal(root).problem


def test_a_folder_that_is_no_checkout(tmp_path):
    with pytest.raises(CourseError, match="in no checkout of the course"):
        find_root(tmp_path)


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_answer_is_in_a_students_notebook(lesson):
    released = json.dumps(notebook("lessons", lesson), ensure_ascii=False)
    assert "SOLUTION" not in released
    assert "HIDDEN TESTS" not in released
    shown = [c for c in code_cells("solutions", lesson) if "nbgrader" not in c.metadata]
    public = "\n".join(cell.source for cell in shown)
    for cell in code_cells("solutions", lesson):
        inside = re.findall(
            r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", cell.source, flags=re.S
        )
        lines = [x.strip() for part in inside for x in part.split("\n")]
        for line in lines:
            if len(line) > 20 and line not in public:
                quoted = json.dumps(line, ensure_ascii=False)[1:-1]
                assert quoted not in released, line


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_quiz_key_is_in_a_students_notebook(lesson):
    for cell in code_cells("lessons", lesson):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        if name.startswith("quiz-"):
            assert cell.source == f'quiz.ask("{name.removeprefix("quiz-")}")'
    released = json.dumps(notebook("lessons", lesson), ensure_ascii=False)
    for question in banks.load(ROOT / f"quizzes/{lesson}.yaml").questions:
        assert key(question) is not None
        for part in question.parts:
            assert json.dumps(part.because, ensure_ascii=False)[1:-1] not in released


@pytest.mark.parametrize("lesson", LESSONS)
@pytest.mark.parametrize("folder", ["lessons", "solutions"])
def test_built_notebooks_are_clean(lesson, folder):
    built = notebook(folder, lesson)
    ids = [cell.id for cell in built.cells]
    assert len(ids) == len(set(ids))
    assert set(built.metadata) == {"kernelspec", "language_info"}
    for cell in built.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


def test_an_edit_changes_only_its_own_cell_id(root, edit):
    read = lambda: [c["id"] for c in json.loads(make_all(root)[path])["cells"]]  # noqa: E731
    path = next(p for p in make_all(root) if p.parts[0] == "solutions")
    before = read()
    edit("Welcome. In", "Hello. In")
    changed = [(a, b) for a, b in zip(before, read(), strict=True) if a != b]
    assert len(changed) == 1


def test_headings_and_lines_are_found():
    lesson = read_lesson(ROOT / f"content/{LESSON}.md")
    text = lesson.path.read_text(encoding="utf-8").split("\n")
    for heading, line in lesson.headings.items():
        assert text[line - 1].endswith(heading)
