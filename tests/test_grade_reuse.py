"""What is taken from one run of the lesson equals what each submission would show."""

from __future__ import annotations

import re
import sys

import nbformat
import pytest

from tests.course import ROOT
from tests.grading import hand_in
from tests.submissions import make_class
from tests.test_grade_people import call

LESSON = "02-inside-the-cell"  # no training, so every output is the same every time


@pytest.mark.slow
def test_reused_outputs_are_those_of_a_full_run(tmp_path):
    folder = hand_in(tmp_path / "in", LESSON, make_class(LESSON, 14, seed=5))
    for way, more in (("lean", []), ("full", ["--every-cell"])):
        words = ["-m", "rnn_course", "grade", LESSON, str(folder), *more]
        call(ROOT, sys.executable, *words, "--out", str(tmp_path / way))
    compared = 0
    for lean in sorted((tmp_path / "lean/autograded").rglob("*.ipynb")):
        full = (
            tmp_path
            / "full/autograded"
            / lean.relative_to(tmp_path / "lean/autograded")
        )
        one, other = (nbformat.read(path, as_version=4).cells for path in (lean, full))
        assert [cell.source for cell in one] == [cell.source for cell in other]
        for ours, theirs in zip(one, other, strict=True):
            if ours.cell_type == "code":
                assert shown(ours) == shown(theirs), (lean.parts[-3], ours.source)
                compared += len(theirs.outputs)
    assert compared > 300


def shown(cell):
    """Return what a reader sees: text, pictures, errors; no ids, times, addresses."""
    found = []
    for output in cell.outputs:
        data = dict(output.get("data", {}))
        data.pop("application/vnd.jupyter.widget-view+json", None)
        text = [output.get("text"), output.get("ename"), output.get("evalue")]
        found.append(
            (output.output_type, tidy(str(text)), tidy(str(sorted(data.items()))))
        )
    return found


def tidy(text):
    text = re.sub(r'style="([^"]*)"', lambda found: re.sub("; *", "", found[0]), text)
    text = re.sub(r"0x[0-9a-f]+", "0x…", text)
    return re.sub(r"\b[0-9a-f]{32}\b", "…", text)
