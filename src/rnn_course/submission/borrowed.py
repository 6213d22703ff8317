"""Answers that hand the course's own functions in: recognised, for a person to look at.

Lessons use parts of the package that do what an exercise asks for, such as
``cells.rnn_forward``: these must be within reach when a notebook runs. No honest answer
names them.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from .suspicion import SUSPICION, parsed

__all__ = ["borrowed"]

PARTS = ("rnn_course.networks", "rnn_course.data")
MOST = 5  # named in one flag


def borrowed(cells: Iterable[tuple[str, str]]) -> list[str]:
    """Return a flag for each answer that names a part of the package which holds answers.

    Parameters
    ----------
    cells : iterable of (str, str)
        Each code cell: the name of the answer, "" for other cells, and its source.
    """
    trees = [(name, tree) for name, source in cells if (tree := parsed(source))]
    known = {alias for _, tree in trees for alias in _imported(tree)}
    for _ in range(3):  # names given to names
        known |= {alias for _, tree in trees for alias in _renamed(tree, known)}
    flags = []
    for name, tree in trees:
        used = sorted(_used(tree, known)) if name else []
        if used:
            words = ", ".join(f"`{word}`" for word in used[:MOST])
            flags.append(f"{name} names the course's own {words}{SUSPICION}")
    return flags


def _imported(tree: ast.Module) -> Iterator[str]:
    """Yield the names that parts of the package, and what is in them, have here."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            for one in node.names:
                if f"{node.module}.{one.name}".startswith(PARTS):
                    yield one.asname or one.name
        elif isinstance(node, ast.Import):
            for one in node.names:
                if one.name.startswith("rnn_course"):
                    yield one.asname or one.name.partition(".")[0]


def _renamed(tree: ast.Module, known: set[str]) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and _root(node.value) in known:
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def _root(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _used(tree: ast.Module, known: set[str]) -> set[str]:
    """Return what an answer names of them, but for its own arguments and variables."""
    nodes = list(ast.walk(tree))
    own = {node.arg for node in nodes if isinstance(node, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            own.add(node.id)
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    renamed = {alias for alias in _renamed(tree, known) if alias in named}
    return set(_imported(tree)) | renamed | (named & known) - own
