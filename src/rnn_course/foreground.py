"""Run another program in the foreground: Ctrl-C is that program's to answer."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Sequence
from typing import Any

__all__ = ["run"]


def run(command: Sequence[str], **options: Any) -> int:
    """Run a program to its end, whatever it makes of Ctrl-C; return its status.

    `subprocess.call` kills it a quarter of a second after Ctrl-C. JupyterLab asks first
    whether to stop, and ends its kernels; pytest says how far it came.

    Parameters
    ----------
    command : sequence of str
        The program and its words.
    **options
        Those of `subprocess.Popen`.
    """
    with subprocess.Popen(command, **options) as process:
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()
