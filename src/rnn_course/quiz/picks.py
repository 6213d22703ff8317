"""Read the picks of a learner from a notebook, as data and nothing else.

A pick has two homes in the file: the output of its cell, and the notebook's metadata
(`HOME`), which outlive cleared outputs, a cell that ended in an error, or one that is
gone. Of two picks for one question the later counts. A submitted notebook may hold
anything: nothing in it is run, and whatever does not look like a pick is passed over.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from ..mime import WIDGET_VIEW

__all__ = [
    "HOME",
    "MIME",
    "PREFIX",
    "answer_quizzes",
    "is_pick",
    "latest",
    "lost_answers",
    "question_id",
    "read_picks",
    "read_saved",
]

HOME = "rnn_course"  # in the notebook's metadata: {"picks": {question: saved}}
MIME = "application/vnd.rnn-course.pick+json"
PREFIX = "quiz-"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
LONGEST_TEXT, LONGEST_SOURCE = 60, 2000
LAST = 1e11  # a later time is none
MOST_KEPT = 1000  # picks in the metadata that are looked at
LOST = "no quiz answers in the file; outputs were perhaps cleared"

Saved = dict[str, Any]  # "pick", "attempts", "at" (seconds since 1970; 0: not known)


def read_picks(notebook: Mapping[str, Any]) -> dict[str, Any]:
    """Return question id → pick.

    An `answer="b"` in a quiz cell's source comes before its saved output.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Or any nested dict of that shape.
    """
    picks = {name: saved["pick"] for name, saved in read_saved(notebook).items()}
    for name, cell in _quiz_cells(notebook):
        written = _written_answer(cell.get("source"), name)
        if is_pick(written):
            picks[name] = written
    return {name: pick for name, pick in picks.items() if pick is not None}


def read_saved(notebook: Mapping[str, Any]) -> dict[str, Saved]:
    """Return question id → {"pick", "attempts", "at"}, from outputs and metadata.

    Attempts are counted from 1; `at` is in seconds since 1970, 0 where the notebook was
    written before times were kept.
    """
    saved: dict[str, Saved] = {}
    for name, data in _all_saved(notebook):
        one = _as_saved(data)
        if one is not None:
            saved[name] = latest(saved.get(name), one)
    return saved


def latest(*saved: Saved | None) -> Saved:
    """Return the pick that was made last; of equally late ones, the last one given.

    Raises
    ------
    ValueError
        When there is none.
    """
    there = [one for one in saved if one is not None]
    return max(reversed(there), key=lambda one: (one["at"], one["attempts"]))


def lost_answers(notebook: Mapping[str, Any]) -> str:
    """Say when a notebook has questions, and neither a pick nor any trace of one.

    Returns
    -------
    str
        What a person should hear; empty when there is nothing to tell.
    """
    cells = list(_quiz_cells(notebook))
    ran = any(cell.get("outputs") for _, cell in cells)
    return LOST if cells and not ran and not read_picks(notebook) else ""


def question_id(cell: Mapping[str, Any]) -> str | None:
    """Return the question of a quiz cell (grade_id "quiz-…"), or None."""
    grade_id = _path(cell, "metadata", "nbgrader", "grade_id")
    if not isinstance(grade_id, str) or cell.get("cell_type") != "code":
        return None
    name = grade_id.removeprefix(PREFIX)
    return name if name != grade_id and 0 < len(name) <= 100 else None


def answer_quizzes(notebook: Any, picks: Mapping[str, Any]) -> None:
    """Write picks into a notebook's quiz cells: `quiz.ask("id", answer="b")`."""
    for name, cell in _quiz_cells(notebook):
        if is_pick(picks.get(name)):
            cell["source"] = f"quiz.ask({name!r}, answer={picks[name]!r})"


def is_pick(value: object) -> bool:
    """Say whether a value has the shape of a pick."""
    if isinstance(value, str):
        return 0 < len(value) <= LONGEST_TEXT
    if isinstance(value, list):
        return 0 < len(value) <= 26 and all(
            isinstance(item, str) and len(item) == 1 for item in value
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and abs(value) < 1e300


def _quiz_cells(notebook: Mapping[str, Any]) -> Iterator[tuple[str, Mapping]]:
    cells = notebook.get("cells") if isinstance(notebook, Mapping) else None
    for cell in cells if isinstance(cells, list) else []:
        name = question_id(cell) if isinstance(cell, Mapping) else None
        if name is not None:
            yield name, cell


def _all_saved(notebook: Mapping[str, Any]) -> Iterator[tuple[str, Mapping]]:
    kept = _path(notebook, "metadata", HOME, "picks")
    for name, data in islice(
        kept.items() if isinstance(kept, Mapping) else (), MOST_KEPT
    ):
        if isinstance(name, str) and 0 < len(name) <= 100 and isinstance(data, Mapping):
            yield name, data
    for name, cell in _quiz_cells(notebook):
        for data in _payloads(notebook, cell):
            if data.get("question") == name:
                yield name, data


def _payloads(notebook: Mapping[str, Any], cell: Mapping) -> Iterator[Mapping]:
    outputs = cell.get("outputs")
    for output in outputs if isinstance(outputs, list) else []:
        data = _path(output, "data", MIME)
        if isinstance(data, Mapping):
            yield data
        model = _path(output, "data", WIDGET_VIEW, "model_id")
        if isinstance(model, str):  # an answer given after the page was reloaded
            states = _path(notebook, "metadata", "widgets", WIDGET_STATE, "state")
            saved = _path(states, model, "state", "saved")
            if isinstance(saved, Mapping) and saved:
                yield saved


def _as_saved(data: Mapping) -> Saved | None:
    if not is_pick(data.get("pick")):
        return None
    attempts, at = data.get("attempts"), data.get("at")
    attempts = attempts if type(attempts) is int and attempts > 0 else 1
    timed = type(at) in (int, float) and 0 < at < LAST
    return {
        "pick": data["pick"],
        "attempts": min(attempts, 999),
        "at": float(at) if timed else 0.0,
    }


def _path(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _written_answer(source: Any, name: str) -> Any:
    source = "".join(source) if _is_lines(source) else source
    if not isinstance(source, str) or len(source) > LONGEST_SOURCE:
        return None
    try:
        tree = ast.parse(source)
        found = [_argument(node, name) for node in tree.body]
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        return None  # TypeError: such as {[]: 1}
    return next((answer for answer in reversed(found) if answer is not None), None)


def _is_lines(source: Any) -> bool:
    return isinstance(source, list) and all(isinstance(line, str) for line in source)


def _argument(node: ast.stmt, name: str) -> Any:
    call = node.value if isinstance(node, ast.Expr | ast.Assign) else None
    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "quiz.ask":
        return None
    if not call.args or ast.literal_eval(call.args[0]) != name:
        return None
    given = [word.value for word in call.keywords if word.arg == "answer"]
    given = given or call.args[1:2]
    answer = ast.literal_eval(given[0]) if given else None
    return list(answer) if isinstance(answer, tuple) else answer
