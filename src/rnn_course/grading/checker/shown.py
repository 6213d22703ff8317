"""What another process says that a cell has put out, looked at before it is believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...cards import VERDICT_MIME
from ...quiz.picks import MIME
from ..cells.outputs import MOST_DATA, MOST_OUTPUTS, MOST_TEXT

__all__ = ["read_ran"]

_FORGED = {VERDICT_MIME, MIME}  # only a check may say this
_DEEP = 30  # of JSON in a rich output
_KINDS = {
    "stream": ("name", "text"),
    "display_data": ("data", "metadata"),
    "execute_result": ("data", "metadata"),
    "error": ("ename", "evalue", "traceback"),
}


class _Budget:
    """Counts characters until there are too many."""

    def __init__(self) -> None:
        self.left = MOST_DATA + 2 * MOST_TEXT
        self.cut = False

    def text(self, value: Any, most: int) -> str:
        value = value if isinstance(value, str) else ""
        room = max(0, min(most, self.left))
        self.cut |= len(value) > room
        self.left -= min(room, len(value))
        return value[:room]


def read_ran(ran: Any) -> dict[str, Any]:
    """Return what `NotebookShell.run` gives, of the right form whatever has come.

    Parameters
    ----------
    ran : object
        As it came from a learner's process.
    """
    ran = ran if isinstance(ran, Mapping) else {}
    budget = _Budget()
    outputs = [_output(one, budget) for one in _items(ran.get("outputs"))]
    updates = [_update(one, budget) for one in _items(ran.get("updates"))]
    return {
        "outputs": [one for one in outputs if one],
        "updates": [one for one in updates if one],
        "cut": ran.get("cut") is True or budget.cut,
        "slow": ran.get("slow") is True,
    }


def _items(value: Any) -> list[Any]:
    return value[:MOST_OUTPUTS] if isinstance(value, list) else []


def _output(value: Any, budget: _Budget) -> dict[str, Any] | None:
    kind = value.get("output_type") if isinstance(value, Mapping) else None
    if not isinstance(kind, str) or kind not in _KINDS:
        return None
    output: dict[str, Any] = {"output_type": kind}
    if kind == "stream":
        output["name"] = "stderr" if value.get("name") == "stderr" else "stdout"
        output["text"] = budget.text(value.get("text"), 2 * MOST_TEXT)
    elif kind == "error":
        output["ename"] = budget.text(value.get("ename"), 200) or "Error"
        output["evalue"] = budget.text(value.get("evalue"), MOST_TEXT)
        lines = _items(value.get("traceback"))
        output["traceback"] = [budget.text(line, MOST_TEXT) for line in lines]
    else:
        output |= _bundle(value, budget)
        if kind == "execute_result":
            output["execution_count"] = None
    return output


def _update(value: Any, budget: _Budget) -> dict[str, Any] | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("display_id"), str):
        return None
    return _bundle(value, budget)


def _bundle(value: Mapping[str, Any], budget: _Budget) -> dict[str, Any]:
    data, metadata = value.get("data"), value.get("metadata")
    bundle: dict[str, Any] = {
        "data": _json(data, budget) if isinstance(data, Mapping) else {},
        "metadata": _json(metadata, budget) if isinstance(metadata, Mapping) else {},
    }
    bundle["data"] = {
        mime: one
        for mime, one in bundle["data"].items()
        if mime not in _FORGED and (mime.endswith("json") or _is_text(one))
    }
    if isinstance(value.get("display_id"), str):
        bundle["display_id"] = value["display_id"][:200]
    return bundle


def _is_text(value: Any) -> bool:
    """Tell whether it is a text, or lines of one: what is no JSON must be."""
    lines = value if isinstance(value, list) else [value]
    return all(isinstance(line, str) for line in lines)


def _json(value: Any, budget: _Budget, depth: int = 0) -> Any:
    """Return a value with nothing in it but what JSON knows."""
    if depth > _DEEP:
        return None
    if isinstance(value, Mapping):
        return {
            budget.text(key, 500): _json(one, budget, depth + 1)
            for key, one in value.items()
            if isinstance(key, str)
        }
    if isinstance(value, list | tuple):
        return [_json(one, budget, depth + 1) for one in value]
    if isinstance(value, str):
        return budget.text(value, MOST_DATA)
    if isinstance(value, bool | None) or type(value) is int:
        budget.left -= 8
        return value
    return value if isinstance(value, float) and abs(value) < float("inf") else None
