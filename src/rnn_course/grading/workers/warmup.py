"""What every notebook pays for once: fonts, a traceback's colours, a widget's class.

Paid here, before the fork, each child has it for nothing. Nothing of it runs a
TensorFlow operation.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..cells.shell import NotebookShell

__all__ = ["warm_up"]

CELLS = (
    "from rnn_course import plots, widgets\n"
    "import ipywidgets, matplotlib.pyplot\n"
    "_ax = plots.lines({'$a_{b}$ − 1': [1, 2], 'b': [10, 20]}, markers=True,\n"
    "                  xlabel='x', ylabel='y', title='A title')\n"
    "plots.show(_ax, alt='warm')",
    "_ax = plots.matrix([[1.0, -2.0]], numbers=True, bar='v')\n"
    "plots.show(_ax, alt='warm')",
    "ipywidgets.IntSlider(description='a')",
    "def _f():\n    raise ValueError('x')\n_f()",
    "1 +",
)


def warm_up(shell: NotebookShell) -> None:
    """Run a few harmless cells, then forget that they ran."""
    streams = sys.stdout, sys.stderr
    for number, cell in enumerate(CELLS, 1):
        shell.run(cell, number, 60.0)
    sys.stdout, sys.stderr = streams
    shell.reset(new_session=True, aggressive=False)
    shell.outputs.start()
    shell.execution_count = 1
