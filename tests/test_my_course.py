"""A learner's own copy: nothing in it is ever overwritten."""

from pathlib import Path

import pytest

from rnn_course import my_course


@pytest.fixture
def lessons(tmp_path) -> Path:
    folder = tmp_path / "lessons"
    for name in ("00-start", "01-order"):
        write(folder, name, "first")
    return folder


@pytest.fixture
def mine(tmp_path) -> Path:
    return tmp_path / "mine"


def write(folder: Path, lesson: str, text: str) -> None:
    path = folder / my_course.notebook_path(lesson)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def read(folder: Path, lesson: str, more: str = "") -> str:
    return (folder / lesson / f"{lesson}{more}.ipynb").read_text()


def told(found: list[my_course.News]) -> list[tuple[str, str]]:
    return [(one.lesson, one.what) for one in found]


def test_the_first_start_copies_every_lesson(lessons, mine):
    found = my_course.add_missing(lessons, mine)
    assert told(found) == [("00-start", "new"), ("01-order", "new")]
    assert read(mine, "01-order") == "first"
    assert my_course.news(lessons, mine) == []


def test_a_later_start_adds_only_what_is_missing(lessons, mine):
    my_course.add_missing(lessons, mine)
    write(mine, "00-start", "my answers")
    write(lessons, "00-start", "second")
    write(lessons, "01-order", "second")
    write(lessons, "02-cell", "first")
    assert told(my_course.add_missing(lessons, mine)) == [("02-cell", "new")]
    assert read(mine, "00-start") == "my answers"
    assert read(mine, "01-order") == "first"


def test_an_untouched_lesson_is_renewed(lessons, mine):
    my_course.add_missing(lessons, mine)
    write(lessons, "01-order", "second")
    assert told(my_course.update(lessons, mine)) == [("01-order", "renewed")]
    assert read(mine, "01-order") == "second"
    assert my_course.update(lessons, mine) == []


def test_work_stays_and_the_new_lesson_lies_beside_it(lessons, mine):
    my_course.add_missing(lessons, mine)
    write(mine, "01-order", "my answers")
    assert my_course.update(lessons, mine) == [], "nothing new was handed out"
    write(lessons, "01-order", "second")
    assert told(my_course.update(lessons, mine)) == [("01-order", "beside")]
    assert read(mine, "01-order") == "my answers"
    assert read(mine, "01-order", " (updated)") == "second"
    assert my_course.update(lessons, mine) == []


def test_work_in_the_one_beside_stays_too(lessons, mine):
    my_course.add_missing(lessons, mine)
    write(mine, "01-order", "my answers")
    write(lessons, "01-order", "second")
    my_course.update(lessons, mine)
    (mine / "01-order" / "01-order (updated).ipynb").write_text("more answers")
    write(lessons, "01-order", "third")
    my_course.update(lessons, mine)
    assert read(mine, "01-order", " (updated)") == "more answers"
    assert read(mine, "01-order", " (updated 2)") == "third"
    write(lessons, "01-order", "fourth")
    my_course.update(lessons, mine)
    assert read(mine, "01-order", " (updated 2)") == "fourth", "it was untouched"
    assert read(mine, "01-order") == "my answers"


@pytest.mark.parametrize("damage", ["", "{", "[]"])
def test_without_a_record_everything_counts_as_work(lessons, mine, damage):
    my_course.add_missing(lessons, mine)
    (mine / ".course" / "lessons.json").write_text(damage)
    assert my_course.news(lessons, mine) == []
    write(lessons, "01-order", "second")
    assert told(my_course.update(lessons, mine)) == [("01-order", "beside")]
    assert read(mine, "01-order") == "first"


def test_notebooks_beside_the_lessons_are_not_handed_out(lessons, mine):
    (lessons / "00-start" / "Untitled.ipynb").write_text("an experiment")
    assert len(my_course.add_missing(lessons, mine)) == 2
    assert not list(mine.rglob("Untitled.ipynb"))


def test_a_lesson_thrown_away_comes_back_fresh(lessons, mine):
    my_course.add_missing(lessons, mine)
    write(mine, "01-order", "my answers")
    (mine / my_course.notebook_path("01-order")).unlink()
    assert told(my_course.add_missing(lessons, mine)) == [("01-order", "new")]


def test_nothing_half_written_after_a_crash(lessons, mine, monkeypatch):
    def crash(self, target):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", crash)
    with pytest.raises(KeyboardInterrupt):
        my_course.add_missing(lessons, mine)
    assert list(mine.rglob("*")) == [mine / "00-start"], "no file left behind"
    monkeypatch.undo()
    assert len(my_course.add_missing(lessons, mine)) == 2
