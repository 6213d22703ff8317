"""From bytes to a list of plain cells; nothing in them is believed yet."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

import nbformat

from ..errors import CourseError

__all__ = ["Cells", "NoNotebook", "cells_of", "name_of", "new_cell", "parse"]

MOST_BYTES = 64_000_000
MOST_CELLS = 2000
MOST_SOURCE = 1_000_000  # characters of one cell


class NoNotebook(CourseError):
    """What was handed in cannot be read as a notebook of this lesson."""


@dataclass
class Cells:
    """The cells of a submission, and what was strange about them.

    Attributes
    ----------
    cells : list of dict
        Each has cell_type, source (one text), metadata (nbgrader's part alone), id
        where it had a fair one, and ``place``: where it stood in the file.
    strange : int
        How many were no cells at all.
    newlines : bool
        Whether lines ended as on Windows.
    """

    cells: list[dict[str, Any]] = field(default_factory=list)
    strange: int = 0
    newlines: bool = False


def parse(data: bytes) -> dict[str, Any]:
    """Read the file's JSON.

    Raises
    ------
    NoNotebook
        When it is no notebook; the text says why.
    """
    if len(data) > MOST_BYTES:
        size = len(data) / 1e6
        raise NoNotebook(f"the file is too large: {size:.0f} MB, {MOST_BYTES / 1e6:.0f} "
                         "are allowed")  # fmt: skip
    if not data.strip():
        raise NoNotebook("the file is empty")
    try:
        raw = json.loads(data.decode("utf-8-sig"))
        if isinstance(raw, dict) and raw.get("nbformat") == 3:
            raw = nbformat.convert(nbformat.from_dict(raw), 4)
    except (ValueError, RecursionError):
        raise NoNotebook("the file is no notebook: it is not valid JSON") from None
    except Exception as error:
        raise NoNotebook(f"an old notebook ({type(error).__name__})") from None
    cells = raw.get("cells") if isinstance(raw, dict) else None
    if not isinstance(cells, list):
        raise NoNotebook("the file is no notebook: it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise NoNotebook(f"it has {len(cells)} cells; {MOST_CELLS} are allowed")
    return raw


def cells_of(raw: dict[str, Any]) -> Cells:
    """Keep of each cell its type, its source, its id and nbgrader's metadata."""
    read = Cells()
    for place, cell in enumerate(raw["cells"]):
        source = _source(cell)
        if source is None:
            read.strange += 1
            continue
        kind = cell.get("cell_type")
        if kind not in ("code", "markdown", "raw"):
            read.strange += 1
            kind = "raw"
        metadata = _dict(cell.get("metadata"))
        grading = {"nbgrader": _dict(metadata.get("nbgrader"))}
        read.newlines |= "\r" in source
        source = source.replace("\r\n", "\n").replace("\r", "\n")
        kept = new_cell(kind, source, grading if grading["nbgrader"] else {})
        identity = cell.get("id") or metadata.get("id")  # Colab keeps it in there
        if isinstance(identity, str) and re.fullmatch("[A-Za-z0-9_-]{1,64}", identity):
            kept["id"] = identity
        read.cells.append(kept | {"place": place})
    return read


def new_cell(kind: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    """Return a cell of these parts."""
    cell = {"cell_type": kind, "metadata": metadata, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    return cell


def name_of(cell: dict[str, Any]) -> str:
    """Return the grade id that a cell carries, or ``""``."""
    name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
    return name if isinstance(name, str) else ""


def _source(cell: Any) -> str | None:
    source = cell.get("source") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        return None
    source = source.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
    return source[:MOST_SOURCE]


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
