"""What a class of one hostile student leaves of the others: everything."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import nbformat
import pytest
from typer.testing import CliRunner

from rnn_course.cli import app
from rnn_course.cli import grading as cli
from rnn_course.grading import grade, run
from rnn_course.grading.handed_in.harmless import disarm
from rnn_course.grading.limits import CLEANING, Share
from rnn_course.grading.order import Summary
from rnn_course.grading.workers.desk import Desk, Overrun
from rnn_course.grading.workers.path import safe_path
from rnn_course.submission import walk
from rnn_course.submission.job import CellResult, Done, Job, Limits, Step
from tests.attacks.texts import BOMBS
from tests.course import notebook
from tests.grading import assignment_of, hand_in

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


def test_without_its_share_a_text_takes_more():
    """Of time, or of room: what the walls around cleaning are for."""
    lesson = assignment_of(LESSON)

    def clean(text: str) -> list[float]:
        book, began = answered("double = 2"), time.process_time()
        book.cells.append(nbformat.v4.new_markdown_cell(text))
        disarm(book, lesson.released, False)
        return [time.process_time() - began, len(json.dumps(book)) / len(text)]

    with Desk({"clean": clean}) as desk:
        with pytest.raises(Overrun, match="too much time"):
            desk.do("clean", CLEANING, BOMBS["formatting"])
        seconds, growth = desk.do("clean", Share(60.0), BOMBS["formatting"])
    assert seconds > CLEANING.seconds
    assert growth > 100


def test_flags_of_a_thousand_cells_are_a_few_and_a_number():
    cells = {str(n): vars(CellResult(flags=[f"cell {n} is odd"])) for n in range(1000)}
    flags = run._flags(Done(cells, flags=["the whole is odd"]))
    assert flags[:2] == ["the whole is odd", "cell 0 is odd"]
    assert flags[-1] == "and 981 more"
    assert len(flags) == run.MOST_FLAGS + 1
    few = dict(list(cells.items())[:21])
    assert run._flags(Done(few)) == [f"cell {n} is odd" for n in range(21)]


class Clock:
    """A clock that goes when a cell runs."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


def test_a_cell_and_a_notebook_have_limits_of_time(monkeypatch):
    clock, given = Clock(), []
    monkeypatch.setattr(walk, "time", clock)

    class Slow:
        gone = ""

        def run(self, source: str, number: int, seconds: float) -> dict:
            clock.now += min(seconds, 50.0)
            given.append(seconds)
            slow = seconds < 50
            return {"outputs": [], "updates": [], "slow": slow, "cut": False}

        def end(self) -> None:
            """It has no process."""

    steps = tuple(Step(place, "run", "sleep") for place in range(9))
    for limits, wanted, flags in (
        (Limits(), [300.0] * 9, []),
        (Limits(cell=40, notebook=1000), [40] * 9, ["was stopped after 40 s"] * 9),
        (
            Limits(cell=300, notebook=120),
            [120, 70, 20],
            ["over 120 s in all", "was stopped after 20 s"],
        ),
    ):
        given.clear()
        done = walk.walk(Job(LESSON, "ana", steps, limits), Slow(), lambda *_: None)
        assert given == wanted
        told = run._flags(done)
        assert [
            flag for flag, part in zip(told, flags, strict=True) if part not in flag
        ] == []


@pytest.mark.parametrize(
    ("words", "limits"),
    [
        ([], Limits()),
        (["--cell-seconds", "7"], Limits(cell=7.0)),
        (["--notebook-seconds", "70.5"], Limits(notebook=70.5)),
    ],
)
def test_both_limits_of_time_can_be_set(monkeypatch, tmp_path, words, limits):
    orders = []

    def grade_class(order, _tell):
        orders.append(order)
        return Summary()

    monkeypatch.setattr(grade, "grade_class", grade_class)
    monkeypatch.setattr(cli, "keep_safe", lambda: None)
    said = CliRunner().invoke(app, ["grade", "00", str(tmp_path), *words])
    assert said.exit_code == 0, said.output
    assert orders[0].limits == limits
    refused = CliRunner().invoke(
        app, ["grade", "00", str(tmp_path), "--cell-seconds", "0"]
    )
    assert refused.exit_code == 2
