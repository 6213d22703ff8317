"""A lesson as a page: what a reader sees who can run nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from ..colab import CELL_ID
from ..mime import WIDGET_VIEW
from ..quiz.questions import Question, from_dict
from .questions import question_page

__all__ = ["lesson_page", "start_page"]

_HREF = re.compile(r'href="\.\./(?P<name>\d\d-[a-z0-9-]+)/(?P=name)\.ipynb"')
_LINK = re.compile(r"\]\(\.\./(?P<name>\d\d-[a-z0-9-]+)/(?P=name)\.ipynb\)")


def lesson_page(
    solved: NotebookNode,
    handed_out: NotebookNode,
    pack: Mapping[str, Any],
    known: set[str],
) -> NotebookNode:
    """Return a lesson's page as a notebook for Sphinx.

    Parameters
    ----------
    solved : NotebookNode
        The executed solution.
    handed_out : NotebookNode
        What students get: the places for their answers come from it.
    pack : mapping
        What was released of the lesson; its solutions are folded into the page.
    known : set of str
        The lessons that have a page; links to others become plain text.
    """
    stubs = {_grade_id(cell): cell for cell in handed_out.cells if _grade_id(cell)}
    questions = {q["id"]: from_dict(q) for q in pack["questions"]}
    cells: list[NotebookNode] = []
    for cell in solved.cells:
        if cell.get("id") == CELL_ID:
            continue
        cells += _page_cells(cell, stubs, questions, known)
    page = nbformat.v4.new_notebook(cells=cells, metadata=solved.metadata)
    page.metadata.pop("widgets", None)
    for number, cell in enumerate(page.cells):
        cell["id"] = f"cell-{number}"
    return page


def _page_cells(
    cell: NotebookNode,
    stubs: Mapping[str, NotebookNode],
    questions: Mapping[str, Question],
    known: set[str],
) -> Iterator[NotebookNode]:
    """Yield what stands on the page for one cell."""
    name = _grade_id(cell)
    if cell.cell_type == "markdown" and not name:
        yield _markdown(_LINK.sub(lambda found: _page_link(found, known), cell.source))
    elif name.startswith("quiz-"):
        yield _markdown(question_page(questions[name.removeprefix("quiz-")]))
    elif cell.cell_type == "markdown":
        yield _markdown(stubs[name].source)
        yield _markdown(_folded("One possible answer", cell.source))
    elif name in stubs and cell.metadata.nbgrader.get("solution"):
        yield _code(stubs[name].source, [])
        kept = [line for line in cell.source.split("\n") if "### " not in line]
        code = "\n".join(kept).strip()
        yield _markdown(_folded("One way to write it", f"```python\n{code}\n```"))
    else:
        yield _code(cell.source, [_plain(output) for output in cell.outputs])


def _grade_id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _page_link(found: re.Match[str], known: set[str]) -> str:
    return f"]({found['name']}.ipynb)" if found["name"] in known else "]"


def _markdown(text: str) -> NotebookNode:
    return nbformat.v4.new_markdown_cell(text)


def _code(source: str, outputs: list[NotebookNode]) -> NotebookNode:
    return nbformat.v4.new_code_cell(source, outputs=outputs)


def _plain(output: NotebookNode) -> NotebookNode:
    """Drop what needs a running kernel: a widget leaves its picture."""
    data = output.get("data", {})
    data.pop(WIDGET_VIEW, None)
    if "text/html" in data:
        html = _HREF.sub(r'href="\g<name>.html"', data["text/html"])
        output.data = {"text/html": html, "text/plain": ""}
    return output


def _folded(summary: str, text: str) -> str:
    return (
        f'<details class="course"><summary>{summary}</summary>\n\n{text}\n\n</details>'
    )


def start_page(packs: list[Mapping[str, Any]], guides: list[Path]) -> str:
    """Return the first page: what the course is, and the way in."""
    rows = "\n".join(
        f"| [{pack['lesson'][:2]} · {pack['title']}]({pack['lesson']}.ipynb) "
        f"| {pack.get('summary', '')} | {pack['reading']} |"
        for pack in packs
    )
    lessons = "\n".join(pack["lesson"] for pack in packs)
    manuals = "\n".join(path.stem for path in guides)
    return f"""# The RNN course

A hands-on course on recurrent neural networks. These pages are for reading: every
lesson with its pictures and results, its exercises with a folded solution, its
questions with folded answers. To run the cells, move the sliders and have your answers
checked, open the notebooks as the course's README says.

| lesson | what you do | minutes |
|---|---|---|
{rows}

```{{toctree}}
:hidden:
:caption: Lessons

{lessons}
```

```{{toctree}}
:hidden:
:caption: Guides

{manuals}
```
"""
