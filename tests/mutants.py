"""Small changes to a solution, each of which a good check must notice."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

__all__ = ["Mutant", "mutants"]

_OPERATORS = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add,),
    ast.Div: (ast.Mult,),
    ast.FloorDiv: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.Mod: (ast.Mult,),
}
_COMPARISONS = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}


@dataclass(frozen=True)
class Mutant:
    """One changed solution.

    Attributes
    ----------
    change : str
        ```old` → `new```, as a corpus lists it when it changes nothing.
    line : int
        Of the solution.
    source : str
        The whole changed source.
    """

    change: str
    line: int
    source: str


def mutants(source: str, function: str) -> Iterator[Mutant]:
    """Yield every mutant of one function in `source`, each with one change."""
    tree = ast.parse(source)
    for place, node in enumerate(ast.walk(tree)):
        if not _inside(tree, node, function):
            continue
        for other in _variants(node):
            changed = _replaced(tree, place, other)
            text = ast.unparse(changed)
            if text != ast.unparse(tree):
                old, new = _short(node), _short(other)
                yield Mutant(f"`{old}` → `{new}`", getattr(node, "lineno", 0), text)


def _inside(tree: ast.Module, node: ast.AST, function: str) -> bool:
    """Tell whether a node stands in the body of `function`, not in its docstring."""
    for statement in tree.body:
        if isinstance(statement, ast.FunctionDef) and statement.name == function:
            body = statement.body
            documented = ast.get_docstring(statement) is not None
            return any(
                node is part for kept in body[documented:] for part in ast.walk(kept)
            )
    return False


def _variants(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what may stand in place of `node`."""
    if isinstance(node, ast.BinOp):
        for operator in _OPERATORS.get(type(node.op), ()):
            yield ast.BinOp(node.left, operator(), node.right)
        if isinstance(node.op, ast.Add | ast.Sub | ast.Mult):
            yield from (node.left, node.right)
        if isinstance(node.op, ast.MatMult):
            yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.Compare):
        for comparison in _COMPARISONS.get(type(node.ops[0]), ()):
            ops = [comparison(), *node.ops[1:]]
            yield ast.Compare(node.left, ops, node.comparators)
    elif isinstance(node, ast.Constant):
        yield from _constants(node)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.Call):
        yield from _calls(node)
    elif isinstance(node, ast.Attribute) and node.attr == "T":
        yield node.value
    elif isinstance(node, ast.AugAssign):
        yield ast.Assign([node.target], node.value, lineno=node.lineno)
        yield ast.Pass()
    elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        yield ast.Pass()
    elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
        for i in range(len(node.elts) - 1):
            parts = list(node.elts)
            parts[i], parts[i + 1] = parts[i + 1], parts[i]
            yield ast.Tuple(parts, node.ctx)
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)


def _constants(node: ast.Constant) -> Iterator[ast.AST]:
    value = node.value
    if isinstance(value, bool):
        yield ast.Constant(not value)
    elif isinstance(value, int):
        yield from (ast.Constant(value + 1), ast.Constant(value - 1))
    elif isinstance(value, float):
        yield from (ast.Constant(value * 1.5 + 0.5), ast.Constant(-value))


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Drop a call around one value, swap neighbours, leave a keyword out."""
    if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        yield node.args[0]
    if not node.args and isinstance(node.func, ast.Attribute):
        yield node.func.value
    for i in range(len(node.args) - 1):
        parts = list(node.args)
        parts[i], parts[i + 1] = parts[i + 1], parts[i]
        yield ast.Call(node.func, parts, node.keywords)
    for keyword in node.keywords:
        rest = [other for other in node.keywords if other is not keyword]
        yield ast.Call(node.func, node.args, rest)


def _replaced(tree: ast.Module, place: int, other: ast.AST) -> ast.Module:
    """Return a copy of the tree with the node at `place` of its walk replaced."""
    twin = copy.deepcopy(tree)
    target = list(ast.walk(twin))[place]

    class Replace(ast.NodeTransformer):
        def visit(self, node: ast.AST) -> ast.AST:
            return other if node is target else self.generic_visit(node)

    return ast.fix_missing_locations(Replace().visit(twin))


def _short(node: ast.AST) -> str:
    text = ast.unparse(node)
    return text if len(text) <= 70 else f"{text[:67]}…"
