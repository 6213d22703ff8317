"""What a class of one hostile student leaves of the others: everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import nbformat
import pytest

from rnn_course.grading.workers.path import safe_path
from rnn_course.submission import walk
from rnn_course.submission.job import CellResult, Done
from tests.course import notebook
from tests.grading import hand_in

LESSON = "00-start-here"


def answered(source: str) -> nbformat.NotebookNode:
    book = notebook("solutions", LESSON)
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "double":
            cell.source = source
    return book


@pytest.mark.slow
def test_a_module_in_the_current_folder_is_imported_by_no_grader(tmp_path):
    """`rfc3339_validator` is what jsonschema imports if it is there; so are others."""
    ran = tmp_path / "ran"
    harm = f"open({str(ran)!r}, 'a').write(__name__)\n"
    here = tmp_path / "here"
    here.mkdir()
    names = "rfc3339_validator fqdn webcolors isoduration sitecustomize usercustomize"
    for name in [*names.split(), "mycell_of_the_teacher"]:
        (here / f"{name}.py").write_text(harm)
    written = nbformat.v4.new_code_cell(
        "%%writefile mycell.py\ndef double(x):\n    return 2 * x\n"
    )
    books = {
        "writes": answered("from mycell import double"),
        "reaches": answered("from mycell_of_the_teacher import double"),
    }
    books["writes"].cells.insert(1, written)
    place = hand_in(tmp_path / "in", LESSON, books)
    done = subprocess.run(
        [sys.executable, "-m", "rnn_course", "grade", "00", str(place)],
        cwd=here,
        env=os.environ | {"PYTHONPATH": str(here)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    rows = (here / "graded/grades.csv").read_text("utf-8-sig").splitlines()
    column = rows[0].split(",").index("double")
    points = {row.split(",")[0]: row.split(",")[column] for row in rows[1:]}
    assert points == {"writes": "1", "reaches": "0"}, rows
    said = ran.read_text() if ran.exists() else ""
    assert said in ("", "sitecustomize")  # Python's own, once, before any line of ours


def test_the_search_path_keeps_what_is_installed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = tmp_path / "told"
    told.mkdir()
    (tmp_path / "by-another-name").symlink_to(tmp_path)
    path = [
        "",
        ".",
        "told",
        str(told),
        str(tmp_path),
        str(tmp_path / "by-another-name"),
    ]
    kept = safe_path([*path, *sys.path], str(told))
    assert not {str(tmp_path), str(told), "", "."} & set(kept)
    assert str(tmp_path / "by-another-name") not in kept
    assert [p for p in sys.path if "site-packages" in p] == [
        p for p in kept if "site-packages" in p
    ]


def test_a_notebooks_outputs_have_one_total():
    done = Done()
    for place in range(300):
        text = [{"output_type": "stream", "name": "stdout", "text": "x" * 200_000}]
        done.cells[str(place)] = vars(CellResult(text))
    walk._bound(done)
    kept = [cell["outputs"] for cell in done.cells.values()]
    assert len(json.dumps(kept)) < walk.MOST_PUT_OUT * 1.01
    assert sum(map(bool, kept)) > 140
    assert done.flags == [walk.TOO_MUCH]


def test_one_large_output_shown_a_thousand_times_counts_each_time():
    done, data = Done(), {"text/plain": "\x01" * 1_000_000}
    for place in range(3):
        one = {"output_type": "display_data", "metadata": {}, "data": data}
        done.cells[str(place)] = vars(CellResult([dict(one) for _ in range(900)]))
    walk._bound(done)
    assert sum(len(cell["outputs"]) for cell in done.cells.values()) == 4
    small = Done(cells={"0": vars(CellResult([{"output_type": "x", "data": {}}]))})
    walk._bound(small)
    assert small.flags == []
    assert len(small.cells["0"]["outputs"]) == 1
