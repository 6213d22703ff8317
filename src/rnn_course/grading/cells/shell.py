"""A notebook's shell inside this very process: no kernel, no sockets, no threads.

It runs a cell as JupyterLab's kernel does and keeps the outputs in the form in which
JupyterLab stores them: rich results, figures, tracebacks, displays that change later.
"""

from __future__ import annotations

import builtins
import getpass
import sys
from typing import Any

import comm
import ipykernel.kernelapp  # noqa: F401 (tells cards that this is a notebook)
from comm import DummyComm
from ipykernel.compiler import XCachingCompiler
from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.text import SList
from traitlets import Instance, Type
from traitlets.config import Config

from ...checks.limits import TooSlow, stop_after
from ...submission.inside import NoInputError
from ...submission.words import NO_INPUT
from .outputs import Outputs, Stream

__all__ = ["NotebookShell", "make_shell"]

NO_PROGRAM = "No other program is started while a notebook is graded."


class Hook(DisplayHook):
    """Keeps a cell's result."""

    def write_output_prompt(self) -> None:
        """Show no prompt of our own."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Keep the result in all its forms."""
        self.shell.outputs.show(
            json_clean(encode_images(format_dict)),
            md_dict,
            output_type="execute_result",
            execution_count=self.prompt_count,
        )

    def finish_displayhook(self) -> None:
        """End quietly."""


class Publisher(DisplayPublisher):
    """Keeps what a cell displays."""

    def publish(  # type: ignore[override]
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Keep a display, or change an earlier one of the same id."""
        outputs = self.shell.outputs
        data = json_clean(encode_images(data))
        name = (transient or {}).get("display_id")
        if update:
            outputs.update(name, data, metadata)
        else:
            more = {"display_id": name} if name else {}
            outputs.show(data, metadata, output_type="display_data", **more)

    def clear_output(self, wait: bool = False) -> None:
        """Forget what this cell has shown."""
        self.shell.outputs.clear(wait)


class NotebookShell(InteractiveShell):
    """IPython's shell, as a notebook's kernel sets it up."""

    displayhook_class = Type(Hook)
    display_pub_class = Type(Publisher)
    compiler_class = Type(XCachingCompiler)
    outputs = Instance(Outputs, ())

    def enable_gui(self, gui: Any = None) -> None:
        """Take no window system."""

    def system_piped(self, cmd: str) -> None:
        """Say that ``!command`` starts nothing; the cell goes on, as after a failure."""
        print(f"{NO_PROGRAM} It was: {cmd.strip()[:200]}", file=sys.stderr)
        self.user_ns["_exit_code"] = 1

    system = system_piped

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:
        """Give no lines for ``lines = !command``."""
        self.system_piped(cmd)
        return SList() if split else ""

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.outputs.fail(str(etype.__name__), str(evalue), list(stb))

    def run(self, source: str, number: int, seconds: float) -> dict[str, Any]:
        """Run one cell.

        Parameters
        ----------
        source : str
            The cell.
        number : int
            What stands in the brackets beside it.
        seconds : float
            After so long it is stopped, as with JupyterLab's stop button.

        Returns
        -------
        dict
            Keys outputs, updates, cut, and slow (whether it was stopped).
        """
        self.outputs.start()
        self.execution_count, slow = number, False
        sys.stdout = Stream(self.outputs, "stdout")
        sys.stderr = Stream(self.outputs, "stderr")
        try:
            with stop_after(seconds):
                self.run_cell(source, store_history=True, silent=False)
        except TooSlow:
            slow = True
        except BaseException as error:  # from a hook of the notebook's own
            self.outputs.fail(type(error).__name__, str(error), [])
        slow = self._tell_why_stopped(slow, f"the cell was stopped after {seconds:g} s")
        kept = self.outputs
        return {
            "outputs": kept.kept,
            "updates": kept.updates,
            "cut": kept.cut,
            "slow": slow,
        }

    def _tell_why_stopped(self, slow: bool, reason: str) -> bool:
        """Say in the cell that its time was up; return whether it was."""
        last = self.outputs.kept[-1] if self.outputs.kept else {}
        if last.get("ename") == "TooSlow":
            last["evalue"] = reason
            return True
        if slow:
            self.outputs.fail("TooSlow", reason, [f"TooSlow: {reason}"])
        return slow

    def ask_exit(self) -> None:
        """Let ``exit()`` end nothing."""


def make_shell() -> NotebookShell:
    """Make the one shell of this process, before it is forked."""
    config = Config()
    config.HistoryManager.enabled = False  # it would start a thread
    config.InteractiveShell.colors = "neutral"
    config.InteractiveShell.autoindent = False
    config.Completer.use_jedi = False
    config.InlineBackend.close_figures = True
    comm.create_comm = DummyComm  # widgets talk to nobody
    comm.get_comm_manager = comm._get_comm_manager
    shell = NotebookShell.instance(config=config)
    builtins.input = _refuse  # type: ignore[assignment]
    getpass.getpass = _refuse  # type: ignore[assignment]
    from matplotlib_inline import backend_inline

    backend_inline._enable_matplotlib_integration()
    return shell


def _refuse(*_: Any, **__: Any) -> str:
    raise NoInputError(NO_INPUT)
