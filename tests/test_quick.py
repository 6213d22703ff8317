"""A quick run of the tests begins with what a change touches, and ends in time."""

import subprocess
from pathlib import Path

import pytest

from tests import quick

pytest_plugins = ["pytester"]

CONFTEST = """
from tests import quick
pytest_addoption, pytest_configure = quick.add_option, quick.begin
pytest_runtest_setup = quick.stop_in_time
def pytest_collection_modifyitems(config, items):
    quick.choose(config, items)
"""
SLOW_AND_FAST = """
import pytest
@pytest.mark.slow
def test_slow(): pass
def test_fast(): pass
"""


@pytest.mark.parametrize(
    ("test", "changed", "expected"),
    [
        ("tests/test_trainer.py", "src/rnn_course/models/trainer.py", quick.TOUCHED),
        ("tests/test_trainer.py", "tests/test_trainer.py", quick.TOUCHED),
        ("tests/test_models.py", "src/rnn_course/models/trainer.py", quick.NEAR),
        ("tests/test_lessons/test_06.py", "content/06-lstm-and-gru.md", quick.TOUCHED),
        ("tests/test_lessons/test_07.py", "content/06-lstm-and-gru.md", quick.OTHER),
        (
            "tests/test_lessons/test_06.py",
            "src/rnn_course/checks/lesson_06/memory.py",
            quick.TOUCHED,
        ),
        ("tests/test_build.py", "docs/contributors.md", quick.OTHER),
    ],
)
def test_how_near_a_test_is_to_a_change(test, changed, expected):
    assert quick.rank(Path("/there") / test, f"{test}::test_it", [Path(changed)]) == (
        expected
    )


def test_answers_of_a_changed_lesson_are_touched():
    test = Path("tests/test_answers.py"), "tests/test_answers.py::test_x[06-lstm-f]"
    assert quick.rank(*test, [Path("content/06-lstm-and-gru.md")]) == quick.TOUCHED
    assert quick.rank(*test, [Path("content/07-time-series.md")]) == quick.OTHER


@pytest.fixture
def outcomes(pytester, monkeypatch):
    changed = [Path("src/rnn_course/models/trainer.py")]
    monkeypatch.setattr(quick, "changed_files", lambda: changed)
    pytester.makeconftest(CONFTEST)
    pytester.makeini("[pytest]\nmarkers = slow: takes long\n")
    pytester.makepyfile(test_other=SLOW_AND_FAST, test_trainer=SLOW_AND_FAST)

    def run(seconds):
        monkeypatch.setattr(quick, "SECONDS", seconds)
        result = pytester.inline_run("-p", "no:cacheprovider", "--quick")
        return [[one.nodeid for one in reports] for reports in result.listoutcomes()]

    return run


def test_what_is_touched_comes_first_and_slow_tests_of_others_do_not_come(outcomes):
    passed, skipped, failed = outcomes(60)
    names = [name.removeprefix("test_") for name in passed]
    assert names == [
        "trainer.py::test_slow",
        "trainer.py::test_fast",
        "other.py::test_fast",
    ]
    assert not skipped
    assert not failed


def test_no_test_begins_when_the_time_is_over(outcomes):
    passed, skipped, _ = outcomes(-1)
    assert not passed
    assert len(skipped) == 3


def test_a_change_is_what_is_not_committed_or_the_last_commit(tmp_path):
    def git(*words):
        who = ["-c", "user.name=A", "-c", "user.email=a@b.c"]
        subprocess.run(
            ["git", *who, *words], cwd=tmp_path, check=True, capture_output=True
        )

    git("init")
    for name in ("first", "second"):
        (tmp_path / name).write_text(name)
        git("add", name)
        git("commit", "-m", name)
    assert quick.changed_files(tmp_path) == [Path("second")]
    (tmp_path / "first").write_text("changed")
    (tmp_path / "new").write_text("new")
    assert quick.changed_files(tmp_path) == [Path("first"), Path("new")]
