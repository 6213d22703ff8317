"""`rnn-course bench`: numbers are kept, and compared with the last ones."""

import json
import re
from pathlib import Path

import pytest

from rnn_course import CourseError
from rnn_course.bench import USUAL, compare, machine, measure, scripts
from tests.course import ROOT

SCRIPT = '''"""How long nothing takes."""
import json, sys
print("a table")
print(json.dumps({"seconds": NUMBER, "name": "x", "new": NUMBER}))
'''


@pytest.fixture
def root(tmp_path) -> Path:
    (tmp_path / "benchmarks").mkdir()
    write(tmp_path, SCRIPT.replace("NUMBER", "2.0"))
    return tmp_path


def write(root: Path, text: str) -> None:
    (root / "benchmarks" / "nothing.py").write_text(text)


def test_numbers_are_kept_and_compared(root):
    lines = []
    first = measure(root, "nothing", lines.append)
    assert lines[0] == "a table"
    assert list(compare(first)) == [("seconds", "", "2", ""), ("new", "", "2", "")]
    write(root, SCRIPT.replace("NUMBER", "3.0"))
    second = measure(root, "nothing")
    assert ("seconds", "2", "3", "1.50 ×") in list(compare(second))
    kept = json.loads((root / "benchmarks" / "results.json").read_text())
    assert kept["nothing"]["before"]["seconds"] == 2.0
    page = (root / "benchmarks" / "README.md").read_text()
    assert "How long nothing takes." in page
    assert machine() in page
    assert "| seconds | 2 | 3 | 1.50 × |" in page


def test_rows_stay_in_the_order_of_their_script(root):
    measure(root, "nothing")
    (root / "benchmarks" / "another.py").write_text(SCRIPT.replace("NUMBER", "1"))
    measure(root, "another")
    page = (root / "benchmarks" / "README.md").read_text()
    rows = re.findall(r"^\| (seconds|new) ", page, re.M)
    assert rows == ["seconds", "new"] * 2


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("print('no numbers')", "not one JSON object"),
        ("", "not one JSON object"),
        ("print('[1]')", "not one JSON object"),
    ],
)
def test_a_failure_keeps_the_last_numbers(root, text, says):
    measure(root, "nothing")
    before = (root / "benchmarks" / "results.json").read_bytes()
    write(root, text)
    with pytest.raises(CourseError, match=says):
        measure(root, "nothing")
    assert (root / "benchmarks" / "results.json").read_bytes() == before


def test_results_that_are_no_json(root):
    (root / "benchmarks" / "results.json").write_text("<<<<<<< HEAD")
    with pytest.raises(CourseError, match="is no JSON"):
        measure(root, "nothing")


def test_an_unknown_name(root):
    with pytest.raises(CourseError, match=r"no benchmark 'nothin'\. Did you mean"):
        measure(root, "nothin")


def test_every_benchmark_says_what_it_measures():
    for path in scripts(ROOT).values():
        head = path.read_text(encoding="utf-8").split('"""')
        assert re.match(r"\S.{20,}[.?]$", head[1].split("\n")[0]), path.name
        assert "JSON" in path.read_text(encoding="utf-8"), path.name
    assert set(USUAL) <= set(scripts(ROOT))
