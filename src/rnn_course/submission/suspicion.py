"""What an honest answer does not need: worth a person's look, never worth a point."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from ..colab import SOURCE

__all__ = ["SUSPICION", "oddities", "parsed"]

SUSPICION = ": worth a look"  # ends a flag that the teacher alone reads

MODULES = {
    "atexit",
    "builtins",
    "ctypes",
    "faulthandler",
    "mmap",
    "multiprocessing",
    "resource",
    "signal",
    "socket",
    "sqlite3",
    "subprocess",
    "rnn_course.checks",
    "rnn_course.grading",
    "rnn_course.released",
}
ATTRIBUTES = {
    "_exit",
    "_getframe",
    "__class__",
    "__globals__",
    "__subclasses__",
    "ast_transformers",
    "events",
    "f_back",
    "fork",
    "get_objects",
    "get_referents",
    "get_referrers",
    "input_transformers_cleanup",
    "input_transformers_post",
    "kill",
    "setsid",
    "user_ns",
}
METHODS = {  # of a learner's class: values that only pretend
    "__array__",
    "__array_function__",
    "__array_ufunc__",
    "__eq__",
    "__instancecheck__",
    "__reduce__",
}
NAMES = {"check", "quiz"}  # `solution = …` is what a student may well write
TEXTS = ("/proc/", "vnd.rnn-course", "released/", "gradebook.db", "/etc/")
MOST = 5  # named in one flag


def oddities(source: str) -> list[str]:
    """Return what a cell uses that answers do not need, a few words each.

    Parameters
    ----------
    source : str
        A student's cell.
    """
    if source == SOURCE:  # the lesson's own way to Google Colab
        return []
    tree = parsed(source)
    if tree is None:
        return []
    try:
        found = sorted({word for node in ast.walk(tree) for word in _odd(node)})
    except RecursionError:
        return []
    return found[:MOST]


def parsed(source: str) -> ast.Module | None:
    """Parse a student's cell, without the lines that are meant for IPython."""
    return _parse(source) or _parse(re.sub(r"(?m)^[ \t]*[%!].*$", "", source))


def _parse(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _odd(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import | ast.ImportFrom):
        yield from _modules(node)
    elif isinstance(node, ast.Attribute) and node.attr in ATTRIBUTES:
        yield node.attr
    elif isinstance(node, ast.FunctionDef) and node.name in METHODS:
        yield node.name
    elif isinstance(node, ast.Name) and node.id == "get_ipython":
        yield node.id
    elif isinstance(node, ast.Assign):  # all four at once is how a lesson begins
        for target in node.targets:
            if isinstance(target, ast.Name) and target.id in NAMES:
                yield target.id
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (text for text in TEXTS if text in node.value)


def _modules(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    if isinstance(node, ast.ImportFrom):
        names = [node.module or "", *(f"{node.module}.{n.name}" for n in node.names)]
    else:
        names = [name.name for name in node.names]
    for name in names:
        parts = name.split(".")
        for known in MODULES:
            if parts[: known.count(".") + 1] == known.split("."):
                yield known
