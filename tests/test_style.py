"""The rules of good notebooks, checked on every lesson."""

from __future__ import annotations

import ast
import itertools
import re
import statistics

import pytest

from rnn_course import released
from rnn_course.colab import CELL_ID
from tests.course import LESSONS, ROOT, code_cells, notebook

pytestmark = pytest.mark.parametrize("lesson", LESSONS)


def code_lines(cell) -> list[str]:
    return [line for line in cell.source.split("\n") if line.strip()]


def prose(lesson: str) -> str:
    cells = notebook("solutions", lesson).cells
    return "\n".join(c.source for c in cells if c.cell_type == "markdown")


def headings(lesson: str) -> list[tuple[int, str]]:
    found = re.findall(r"^(#{1,6}) (.+)$", prose(lesson), flags=re.M)
    return [(len(marks), text) for marks, text in found]


def test_number_of_cells(lesson):
    cells = [c for c in notebook("solutions", lesson).cells if c.id != CELL_ID]
    assert 25 <= len(cells) <= 75


def test_code_cells_are_short(lesson):
    lengths = sorted(len(code_lines(cell)) for cell in code_cells("solutions", lesson))
    assert statistics.median(lengths) <= 7
    assert lengths[int(0.9 * (len(lengths) - 1))] <= 15
    assert lengths[-1] <= 25


@pytest.mark.parametrize("folder", ["lessons", "solutions"])
def test_lines_are_short(lesson, folder):
    for cell in code_cells(folder, lesson):
        quiz = "quiz.ask(" in cell.source
        long = [x for x in cell.source.split("\n") if len(x) > 79 and not quiz]
        assert not long


def test_more_words_than_code(lesson):
    lines = sum(len(code_lines(cell)) for cell in code_cells("solutions", lesson))
    assert len(prose(lesson).split()) >= 8 * lines


def test_one_definition_a_cell_and_imports_at_the_top(lesson):
    importing = []
    for number, cell in enumerate(code_cells("solutions", lesson)):
        body = ast.parse(cell.source).body
        kinds = (ast.FunctionDef, ast.ClassDef)
        assert len([node for node in body if isinstance(node, kinds)]) <= 1
        if any(isinstance(node, ast.Import | ast.ImportFrom) for node in body):
            importing.append(number)
    assert importing == [0]


def test_headings_nest_without_gaps(lesson):
    levels = [level for level, _ in headings(lesson)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_the_frame(lesson):
    titles = [text for _, text in headings(lesson)]
    title = released.read(lesson)["title"]
    assert titles[0] == f"{lesson[:2]} · {title}"
    assert titles[1] == "What you will be able to do"
    assert titles[-2:] == ["Key takeaways", "Next"]
    assert re.search(r"\*Reading: \d+ minutes\. Computing: .+\*", prose(lesson))


def test_no_html_but_entities(lesson):
    text = re.sub(r"`[^`]*`|\$[^$]*\$", "", prose(lesson))
    assert not re.findall(r"</?[a-zA-Z][^>]*>", text)


def test_links_lead_somewhere(lesson):
    folder = ROOT / "lessons" / lesson
    for link in re.findall(r"\]\(([^)]+)\)", prose(lesson)):
        known = {path.parent.name for path in (ROOT / "lessons").glob("*/*.ipynb")}
        if link.startswith("../"):
            planned = re.fullmatch(r"\.\./(\d\d-[a-z0-9-]+)/\1\.ipynb", link)
            assert planned, link
            assert planned[1] in known or planned[1] > max(known), link
        elif not link.startswith(("https://", "#")):
            assert (folder / link).exists(), link


def test_exercises_have_docstrings_and_two_hints(lesson):
    from rnn_course.checks import exercises

    if not released.read(lesson)["exercises"]:
        return
    for name, exercise in exercises(lesson).items():
        assert len(exercise.hints) == 2, name
        assert len(set(exercise.hints)) == 2, name
        assert exercise.section in [text for _, text in headings(lesson)], name
    for cell in code_cells("lessons", lesson):
        name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
        for node in ast.parse(cell.source).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                assert ast.get_docstring(node), name


def test_enough_questions(lesson):
    assert len(released.read(lesson)["questions"]) >= 5


def test_no_figure_without_words(lesson):
    for cell in code_cells("solutions", lesson):
        assert "plt.show(" not in cell.source, "use plots.show(…, alt=…)"
