"""What one cell puts out, kept as a notebook stores it, within bounds."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from ...mime import WIDGET_VIEW

__all__ = ["MOST_DATA", "MOST_TEXT", "Outputs", "Stream"]

MOST_TEXT = 200_000  # characters of printed text a cell
MOST_DATA = 20_000_000  # characters of rich output a cell
MOST_OUTPUTS = 1000
CUT = "\n… the rest of the output was left out.\n"

Output = dict[str, Any]


class Outputs:
    """Collects outputs in order, as JupyterLab would store them.

    Attributes
    ----------
    kept : list of dict
        Outputs in nbformat's form. A display with an id also has the key
        ``display_id``, so that a later cell can change it.
    updates : list of dict
        New contents for displays of earlier cells.
    cut : bool
        Whether anything was left out because there was too much.
    """

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Forget everything: a new cell begins."""
        self.kept: list[Output] = []
        self.updates: list[Output] = []
        self.cut = False
        self._text, self._data = 0, 0
        self._clear_next = False

    def write(self, name: str, text: str) -> None:
        """Take printed text; neighbours on the same stream become one output."""
        if text:
            self._make_room()
        room = MOST_TEXT - self._text
        if not text or room < 0:
            return
        if len(text) > room:
            text, self.cut = text[:room] + CUT, True
        last = self.kept[-1] if self.kept else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            before = len(last["text"])
            last["text"] = _carriage(last["text"] + text)
            self._text += len(last["text"]) - before  # a line begun anew takes none
        else:
            text = _carriage(text)
            self._text += len(text)
            self._add({"output_type": "stream", "name": name, "text": text})

    def show(self, data: Mapping[str, Any], metadata: Any, **more: Any) -> None:
        """Take a rich output; ``more`` holds its type and what belongs to that."""
        self._make_room()
        bundle = self._bounded(data)
        self._add({"data": bundle, "metadata": dict(metadata or {}), **more})

    def update(self, name: str, data: Mapping[str, Any], metadata: Any) -> None:
        """Change every display of this id."""
        fresh = {"data": self._bounded(data), "metadata": dict(metadata or {})}
        for output in self.kept:
            if output.get("display_id") == name:
                output.update(fresh)
        self.updates = [one for one in self.updates if one["display_id"] != name]
        self.updates.append({"display_id": name, **fresh})

    def fail(self, name: str, message: str, lines: list[str]) -> None:
        """Take an error."""
        lines = [line[:MOST_TEXT] for line in lines[:MOST_OUTPUTS]]
        message = message[:MOST_TEXT]
        error = {"ename": name, "evalue": message, "traceback": lines}
        self._add({"output_type": "error", **error})

    def clear(self, wait: bool) -> None:
        """Forget what this cell has shown, now or when it shows more."""
        self._clear_next = True
        if not wait:
            self._make_room()

    def _make_room(self) -> None:
        if self._clear_next:
            self.kept.clear()
            self._clear_next, self._text, self._data = False, 0, 0

    def _add(self, output: Output) -> None:
        if len(self.kept) < MOST_OUTPUTS:
            self.kept.append(output)
        else:
            self.cut = True

    def _bounded(self, data: Mapping[str, Any]) -> dict[str, Any]:
        bundle = dict(data)
        if len(bundle) > 1:  # nobody is there to answer a live widget
            bundle.pop(WIDGET_VIEW, None)
        size = sum(len(str(value)) for value in bundle.values())
        self._data += size
        if self._data <= MOST_DATA:
            return bundle
        self.cut = True
        return {"text/plain": str(bundle.get("text/plain", ""))[:1000] + CUT}


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, outputs: Outputs, name: str) -> None:
        super().__init__()
        self._outputs, self._name = outputs, name

    @property
    def name(self) -> str:
        """The stream's name, as a file has one."""
        return f"<{self._name}>"

    def writable(self) -> bool:
        """Say that text may be written."""
        return True

    def write(self, text: str) -> int:
        """Put text into the cell's output."""
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._outputs.write(self._name, text)
        return len(text)


def _carriage(text: str) -> str:
    """Let a carriage return begin the line anew, as a terminal does."""
    if "\r" not in text:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    last = len(lines) - 1
    for place, line in enumerate(lines):
        ends = place == last and line.endswith("\r")
        parts = line.rstrip("\r").split("\r")
        lines[place] = parts[-1] + ("\r" if ends else "")
    return "\n".join(lines)
