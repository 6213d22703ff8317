"""Files that are no notebook, or not the one that was handed out."""

from __future__ import annotations

import copy
import json

import nbformat
from nbformat import NotebookNode

from . import attack
from .forge import WRONG


def cell_of(book: NotebookNode, name: str) -> NotebookNode:
    return next(
        c for c in book.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name
    )


def wrong(book: NotebookNode) -> NotebookNode:
    cell_of(book, "double").source = WRONG
    return book


def deep(book: NotebookNode) -> bytes:
    return b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"


def duplicated(book: NotebookNode) -> NotebookNode:
    wrong(book)
    right = copy.deepcopy(cell_of(book, "double"))
    right.source, right.id = "def double(x):\n    return 2 * x", "again"
    book.cells.append(right)
    twice = copy.deepcopy(cell_of(book, "check-double"))
    twice.id = "twice"
    twice.source = "1.0"
    book.cells.append(twice)
    return book


def deleted(book: NotebookNode) -> NotebookNode:
    wrong(book)
    book.cells.remove(cell_of(book, "check-double"))
    return book


def retyped(book: NotebookNode) -> NotebookNode:
    cell = cell_of(wrong(book), "check-double")
    cell.cell_type = "markdown"
    for key in ("outputs", "execution_count"):
        cell.pop(key, None)
    return book


def rewritten(book: NotebookNode) -> NotebookNode:
    cell = cell_of(wrong(book), "check-double")
    cell.source = "1.0"
    cell.metadata.nbgrader.points = 100
    cell.metadata.nbgrader.locked = False
    return book


def other_kernel(book: NotebookNode) -> NotebookNode:
    wrong(book).metadata["kernelspec"] = {"name": "../../bin/sh", "language": "sh"}
    return book


def other_lesson(book: NotebookNode) -> NotebookNode:
    for cell in wrong(book).cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id"):
            cell.metadata.nbgrader.grade_id = "check-rnn_step"
    return book


def many(book: NotebookNode) -> NotebookNode:
    book.cells += [nbformat.v4.new_code_cell("1") for _ in range(10_000)]
    return book


def odd_fields(book: NotebookNode) -> bytes:
    plain = json.loads(nbformat.writes(wrong(book)))
    for number, cell in enumerate(plain["cells"]):
        cell["metadata"] = [None, 3, "x", {"nbgrader": 7}][number % 4]
        cell["source"] = [cell["source"], 3, None, {"a": 1}][number % 4]
    return json.dumps(plain).encode()


def markup(book: NotebookNode) -> NotebookNode:
    cell_of(book, "double").source = (
        "from IPython.display import HTML, display\n"
        "display(HTML('<script>markupAttack()</script>'))\n"
        "print('<script>markupAttack()</script>')\n"
        "def double(x):\n    raise ValueError('<script>markupAttack()</script>')\n"
    )
    return book


def odd_question(book: NotebookNode) -> NotebookNode:
    cell = next(c for c in wrong(book).cells if c.source.startswith("quiz.ask"))
    cell.source = "quiz.ask({[]: 1})"
    return book


attack("odd-question", "a question asked with a key that cannot be one", change=odd_question)  # fmt: skip
attack(
    "no-text",
    "displays that should be text or a picture, and are numbers",
    "from IPython.display import display\n"
    "display({'text/plain': 5, 'image/png': [1, 2]}, raw=True)\n"
    "display({'image/png': 'aGk='}, raw=True, metadata={'image/png': 'x'})\n" + WRONG,
)
attack("not-json", "a file that is not JSON", change=lambda _: b"\x00\xff not json", flag="no notebook")  # fmt: skip
attack("empty-file", "an empty file", change=lambda _: b"", flag="empty")
attack(
    "a-list", "JSON, but no notebook", change=lambda _: b"[1, 2]", flag="no notebook"
)
attack("deep-json", "JSON nested 200,000 deep", change=deep, flag="no notebook")
attack("too-large", "a file of 80 MB", change=lambda b: nbformat.writes(b).encode() + b" " * 80_000_000, flag="too large")  # fmt: skip
attack("many-cells", "10,000 cells more", change=many, flag="cells")
attack("duplicate-cells", "a second answer and a second check with the same ids", change=duplicated, points=1.0, flag="exist twice")  # fmt: skip
attack("deleted-check", "without the check's cell", change=deleted)
attack("retyped-check", "the check turned into text", change=retyped)
attack("rewritten-check", "the check rewritten, 100 points for it", change=rewritten)
attack("other-kernel", "asks for a kernel at a path", change=other_kernel)
attack("other-lesson", "with ids of another lesson", change=other_lesson)
attack("odd-fields", "metadata and sources of odd types", change=odd_fields)
attack("markup", "puts scripts into outputs and error texts", change=markup)
