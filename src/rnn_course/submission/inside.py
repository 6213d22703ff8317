"""What runs inside the kernel of `rnn-course check`, beside the learner's cells.

A test cell finds `check` and `quiz` whatever the notebook has done to these names, as it
does while a class is graded.
"""

from __future__ import annotations

import ast
import builtins
import random
from typing import Any

from .words import NO_INPUT

__all__ = ["NoInputError", "missing_names", "prepare", "run_test"]


class NoInputError(Exception):
    """Raised where a notebook asks its reader for input."""


def prepare() -> None:
    """Begin as grading does: the same seeds, nobody to ask, no way out."""
    import numpy as np

    shell = get_ipython()  # type: ignore[name-defined] # noqa: F821
    random.seed(0)
    np.random.seed(0)
    shell.kernel.raw_input = shell.kernel.getpass = _refuse
    shell.ask_exit = _stay


def _refuse(*_: Any, **__: Any) -> str:
    raise NoInputError(NO_INPUT)


def _stay(*_: Any) -> None:
    """Let ``exit()`` end nothing."""


def run_test(lesson: str, source: str) -> Any:
    """Run a test cell; return its last value, as a cell does."""
    from rnn_course.lesson import begin

    desk = zip(("check", "hint", "solution", "quiz"), begin(lesson), strict=True)
    shell = get_ipython()  # type: ignore[name-defined] # noqa: F821
    names = {**shell.user_ns, **dict(desk)}
    tree = ast.parse(source)
    last = (
        tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    )
    exec(compile(tree, "<check>", "exec"), names)
    if last is None:
        return None
    return eval(compile(ast.Expression(last.value), "<check>", "eval"), names)


def missing_names(source: str) -> list[str]:
    """Return the names that a test cell reads and that the notebook does not define."""
    shell = get_ipython()  # type: ignore[name-defined] # noqa: F821
    known = {"check", "hint", "solution", "quiz", *shell.user_ns, *dir(builtins)}
    read = {n.id for n in ast.walk(ast.parse(source)) if isinstance(n, ast.Name)}
    return sorted(read - known)
