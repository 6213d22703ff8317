"""A class of made-up students: right, wrong, partial and broken notebooks."""

from __future__ import annotations

import ast
import importlib
import inspect
import random
import textwrap
from collections.abc import Callable

from nbformat import NotebookNode

from rnn_course import released
from tests.answers import Corpus
from tests.course import notebook

__all__ = ["KINDS", "make_class", "put_answer", "source_of"]

BROKEN = (
    "def {name}(*arguments:\n    return 1",  # never closed
    "def {name}(*arguments):\n    return unknown_name",
    "{name} = 3",
    "def {name}(*arguments):\n    return arguments[99]",
    "1 / 0",
)


def make_class(lesson: str, count: int, seed: int = 0) -> dict[str, NotebookNode]:
    """Return student → notebook, the kinds in turn.

    Parameters
    ----------
    lesson : str
        The lesson's name.
    count : int
        How many students.
    seed : int
        Other seeds give other answers.
    """
    made = {}
    for number in range(count):
        kind = list(KINDS)[number % len(KINDS)]
        rng = random.Random(f"{lesson} {seed} {number}")
        made[f"{number:03d}-{kind}"] = KINDS[kind](lesson, rng)
    return made


def solved(lesson: str, _: random.Random) -> NotebookNode:
    """Everything as the lesson solves it."""
    return notebook("solutions", lesson)


def right(lesson: str, rng: random.Random) -> NotebookNode:
    """Other right answers."""
    book = notebook("solutions", lesson)
    for name, functions in corpus_of(lesson).rights.items():
        answers = list(filter(None, map(source_of, functions)))
        if answers:
            put_answer(book, name, rng.choice(answers).replace("ANSWER", name))
    return book


def wrong(lesson: str, rng: random.Random) -> NotebookNode:
    """A mistake in about half of the exercises."""
    book = right(lesson, rng)
    for name, wrongs in corpus_of(lesson).wrongs.items():
        answers = list(filter(None, (source_of(w.function) for w in wrongs)))
        if answers and rng.random() < 0.6:
            put_answer(book, name, rng.choice(answers).replace("ANSWER", name))
    return book


def partial(lesson: str, rng: random.Random) -> NotebookNode:
    """About half done; the rest as it was handed out."""
    book, solution = notebook("lessons", lesson), notebook("solutions", lesson)
    known = {cell.id: cell.source for cell in solution.cells}
    for cell in book.cells:
        if cell.metadata.get("nbgrader") and rng.random() < 0.5:
            cell.source = known[cell.id]
    return book


def untouched(lesson: str, _: random.Random) -> NotebookNode:
    """As it was handed out."""
    return notebook("lessons", lesson)


def broken(lesson: str, rng: random.Random) -> NotebookNode:
    """Code that does not even run in one or two exercises."""
    book = right(lesson, rng)
    names = list(released.read(lesson)["exercises"])
    for name in rng.sample(names, min(2, len(names))):
        put_answer(book, name, rng.choice(BROKEN).format(name=name))
    return book


KINDS: dict[str, Callable[[str, random.Random], NotebookNode]] = {
    "solved": solved,
    "right": right,
    "wrong": wrong,
    "partial": partial,
    "broken": broken,
    "another-wrong": wrong,
    "untouched": untouched,
}


def corpus_of(lesson: str) -> Corpus:
    return importlib.import_module(f"tests.answers.lesson_{lesson[:2]}").corpus


def put_answer(book: NotebookNode, name: str, source: str) -> None:
    """Write an answer into its cell."""
    for cell in book.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == name:
            cell.source = source


def source_of(function: Callable) -> str | None:
    """Return a function of the proof corpus as a cell that defines ``ANSWER``.

    None where it needs more than a notebook has: a network trained beforehand, say.
    """
    module = inspect.getmodule(function)
    parts, known = [], {"np", "keras", "fit_fast"}
    for name in _needed(function, module):
        if name not in known and not inspect.isfunction(getattr(module, name)):
            return None
        if name not in known:
            parts.append(_clean(getattr(module, name)))
    parts.append(
        _clean(function).replace(f"def {function.__name__}(", "def ANSWER(", 1)
    )
    return "\n\n\n".join(parts)


def _needed(function: Callable, module: object) -> list[str]:
    """Return the module's names that a function uses, those of helpers first."""
    found: list[str] = []
    for name in _names(function):
        if not hasattr(module, name) or name in found or name == "keras":
            continue
        value = getattr(module, name)
        if inspect.isfunction(value) and value is not function:
            found += [n for n in _needed(value, module) if n not in found]
        found.append(name)
    return found


def _names(function: Callable) -> list[str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    body = tree.body[0].body
    walked = (node for part in body for node in ast.walk(part))
    return [node.id for node in walked if isinstance(node, ast.Name)]


def _clean(function: Callable) -> str:
    """Return a function's source without decorators; ``keras()`` is a module here."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    tree.body[0].decorator_list = []
    return ast.unparse(tree).replace("keras()", "keras")
