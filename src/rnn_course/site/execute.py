"""Run a whole notebook as JupyterLab would, for its outputs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from nbclient import NotebookClient
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from ..errors import CourseError

__all__ = ["execute"]

_SECONDS = 600  # a cell


def execute(
    notebook: NotebookNode, folder: Path, tell: Callable[[int, int], None]
) -> None:
    """Run all cells of a notebook in a fresh kernel; errors stay in the notebook.

    Parameters
    ----------
    notebook : NotebookNode
        Changed in place.
    folder : Path
        Where it runs.
    tell : callable
        Hears how many cells are done, and how many there are.

    Raises
    ------
    CourseError
        When the kernel dies, or one cell takes more than ten minutes.
    """
    total = len(notebook.cells)

    def started(cell: NotebookNode, cell_index: int) -> None:
        tell(cell_index, total)

    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    client = NotebookClient(
        notebook,
        timeout=_SECONDS,
        allow_errors=True,
        kernel_name="python3",  # this one, whatever name another computer gave its own
        extra_arguments=["--IPKernelApp.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
        on_cell_start=started,
    )
    environment = os.environ | {"RNN_COURSE_GRADING": "1"}
    try:
        client.execute(env=environment)
    except Exception as error:
        if hasattr(client, "_async_cleanup_kernel_future"):  # nbclient met Ctrl-C
            raise KeyboardInterrupt from None
        if not isinstance(error, CellTimeoutError | DeadKernelError):
            raise
        reason = str(error).split("\n")[0]
        raise CourseError(f"The notebook did not run to its end: {reason}") from None
    tell(total, total)
