"""Run another program in the foreground: signals are that program's to answer."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from typing import Any

__all__ = ["run"]


def run(command: Sequence[str], **options: Any) -> int:
    """Run a program to its end, whatever it makes of signals; return its status.

    `subprocess.call` kills it a quarter of a second after Ctrl-C. JupyterLab asks first
    whether to stop, and ends its kernels; pytest says how far it came. A terminal sends
    Ctrl-C to both of us. SIGTERM comes to us alone, so it is handed on: else the
    program would stay behind without anyone to end it.

    Parameters
    ----------
    command : sequence of str
        The program and its words.
    **options
        Those of `subprocess.Popen`.
    """
    with subprocess.Popen(command, **options) as process, _handing_on(process):
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()


@contextlib.contextmanager
def _handing_on(process: subprocess.Popen) -> Iterator[None]:
    """Hand SIGTERM on; only the main thread may say what becomes of a signal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
