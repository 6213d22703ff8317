"""From what came back of a job to a notebook with outputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nbformat import NotebookNode

from ...submission.job import Done, Job
from ..handed_in.harmless import harmless_data

__all__ = ["fill"]


LEFT_OUT = {  # in place of what a cell put out
    "output_type": "stream",
    "name": "stderr",
    "text": "(The grader has left out what this cell put out: it was too much to show.)",
}


def fill(
    notebook: NotebookNode,
    job: Job,
    done: Done,
    reference: Mapping[str, Any],
    plain: bool = False,
) -> NotebookNode:
    """Write outputs into the notebook, as if it had been run in JupyterLab.

    Parameters
    ----------
    reference : mapping
        Cell id → outputs of the lesson's own cells, for steps to be reused.
    plain : bool
        Leave out what the student's own cells put out.
    """
    for number, step in enumerate(job.steps, 1):
        cell = notebook.cells[step.place]
        result = done.cells.get(str(step.place))
        if step.kind == "reuse":
            outputs = reference.get(cell.id, [])
        elif result is None:
            continue
        else:
            outputs = result["outputs"]
        cell.execution_count = number
        if plain and step.kind == "run":
            outputs = [LEFT_OUT] if outputs else []
        cell.outputs = [_output(output, number) for output in outputs]
        if step.kind == "run":
            for output in cell.outputs:
                if "data" in output:
                    output.data = _node(harmless_data(output.data))
    return notebook


def _output(output: Mapping[str, Any], number: int) -> NotebookNode:
    node = NotebookNode({k: _node(v) for k, v in output.items()})
    if node.output_type == "execute_result":
        node.execution_count = number
    return node


def _node(value: Any) -> Any:
    return NotebookNode(value) if isinstance(value, dict) else value
