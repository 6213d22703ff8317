"""Which of the notebook's names a cell reads and writes, read from its compiled code."""

from __future__ import annotations

import ast
import builtins
import dis
import types
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from IPython.core.inputtransformer2 import TransformerManager

__all__ = ["RANDOM", "CellNames", "read_names", "with_bodies"]

LONGEST = 100_000  # characters of a cell that is worth reading
RANDOM = "<random>"  # stands for the random generators that belong to nobody
SEEDING = {"seed", "set_random_seed", "set_seed"}
DYNAMIC = {
    "__builtins__", "__import__", "__main__", "In", "Out", "compile", "delattr",
    "eval", "exec", "exit", "gc", "get_ipython", "globals", "importlib", "inspect",
    "locals", "os", "quit", "setattr", "sys", "vars",
}  # fmt: skip
DYNAMIC_ATTRIBUTES = {"__dict__", "__globals__", "__code__", "f_globals", "modules"}
LOADS = {"LOAD_NAME", "LOAD_GLOBAL", "LOAD_FROM_DICT_OR_GLOBALS"}
STORES = {"STORE_NAME", "STORE_GLOBAL", "DELETE_NAME", "DELETE_GLOBAL"}
INLINE = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<lambda>"}


@dataclass
class CellNames:
    """What one cell does with names.

    Attributes
    ----------
    loads : set of str
        Read when the cell runs; what is read may also be changed.
    stores : set of str
        Bound anew, anywhere at the top level.
    kills : set of str
        Bound anew before the cell reads them, whatever happens.
    later : dict
        Function defined here → the names that its body reads.
    plain : set of str
        Bound by import, or to a bare number or text: nothing can change these.
    defines : bool
        Whether it only imports and defines functions.
    opaque : bool
        Whether it may do things that its code does not show.
    """

    loads: set[str] = field(default_factory=set)
    stores: set[str] = field(default_factory=set)
    kills: set[str] = field(default_factory=set)
    later: dict[str, set[str]] = field(default_factory=dict)
    plain: set[str] = field(default_factory=set)
    defines: bool = True
    opaque: bool = False


@lru_cache(maxsize=4096)
def read_names(source: str) -> CellNames:
    """Read a cell's code; one that is no Python does nothing but fail."""
    names = CellNames()
    if len(source) > LONGEST:
        names.opaque = True
        return names
    try:
        tree = _parse(source)
        names.opaque = _is_dynamic(tree)
        for statement in tree.body:
            _read_statement(statement, names)
    except SyntaxError:
        names.opaque = _may_be_magic(source)
    except (ValueError, RuntimeError, MemoryError):  # too deep, too many magics
        names.opaque = True
    return names


def _parse(source: str) -> ast.Module:
    """Parse a cell; IPython's own forms are looked at only where Python's are not met.

    What may hold a magic is opaque anyway, and IPython takes minutes for many of them.
    """
    try:
        return ast.parse(source)
    except SyntaxError:
        if _may_be_magic(source):
            raise
    return ast.parse(TransformerManager().transform_cell(source))  # indented, or >>>


def _may_be_magic(source: str) -> bool:
    return any(sign in source for sign in ("%", "!", "?", "await"))


def _read_statement(node: ast.stmt, names: CellNames) -> None:
    code = compile(ast.Module([node], []), "cell", "exec", dont_inherit=True)
    stores, loads = _names_in(code)
    if isinstance(node, ast.Import | ast.ImportFrom):
        names.plain |= stores
    elif isinstance(node, ast.FunctionDef):
        body = set().union(*(_names_in(c)[1] for c in _inner(code)))
        names.later.setdefault(node.name, set()).update(body)
    else:
        names.defines = False
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            names.plain |= stores
        loads |= set().union(*(_names_in(c)[1] for c in _inner(code)))
        if any(i.argval in SEEDING for i in dis.get_instructions(code)):
            stores.add(RANDOM)
    names.loads |= with_bodies(loads, names.later) - names.kills
    whole = ast.Assign | ast.Import | ast.ImportFrom | ast.FunctionDef | ast.Expr
    if isinstance(node, whole):
        names.kills |= stores - names.loads
    names.stores |= stores


def with_bodies(loads: set[str], later: dict[str, set[str]]) -> set[str]:
    """Add what the named functions read, which may be called."""
    found, new = set(), set(loads)
    while new:
        found |= new
        new = set().union(*(later.get(name, set()) for name in new)) - found
    return found


def _names_in(code: types.CodeType) -> tuple[set[str], set[str]]:
    """Return the global names that one code object stores and loads."""
    stores, loads = set(), set()
    for step in dis.get_instructions(code):
        if step.opname in STORES:
            stores.add(step.argval)
        elif step.opname in LOADS and not hasattr(builtins, step.argval):
            loads.add(step.argval)
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType) and inner.co_name in INLINE:
            loads |= _names_in(inner)[1]
    return stores, loads


def _inner(code: types.CodeType) -> Iterator[types.CodeType]:
    """Yield the code of all functions and classes inside."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            yield from _inner(constant)


def _is_dynamic(tree: ast.AST) -> bool:
    """Tell whether code reaches for names or modules in ways that it does not show."""
    return any(_reaches_far(node) for node in ast.walk(tree))


def _reaches_far(node: ast.AST) -> bool:
    if isinstance(node, ast.Name):
        return node.id in DYNAMIC
    if isinstance(node, ast.Attribute):
        changed = isinstance(node.ctx, ast.Store | ast.Del)
        plain = isinstance(node.value, ast.Name) and node.value.id == "self"
        return node.attr in DYNAMIC_ATTRIBUTES or (changed and not plain)
    if isinstance(node, ast.Import):
        return any(alias.name.split(".")[0] in DYNAMIC for alias in node.names)
    if isinstance(node, ast.ImportFrom):
        star = any(alias.name == "*" for alias in node.names)
        return star or (node.module or "").split(".")[0] in DYNAMIC
    return isinstance(node, ast.Global | ast.Delete)
