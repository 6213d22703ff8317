"""Who imports whom in `src/`: no circle, and no way from trusted rooms to a learner's.

What counts as an arrow:

- for circles, every import that can ever run, wherever it stands: at the top of a file,
  in a class, under `if` or `try`, in a function too (one that waits there until both
  modules are whole is a circle all the same: neither can be read, tested or moved
  without the other). One under `if TYPE_CHECKING:` never runs and does not count.
- for rooms, that one as well: it still says that one knows of the other.

An import of a module loads the packages around it, so these are arrows, too; a module
does not ask for the packages that it stands in, which are being loaded then.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src"
GRADING = "rnn_course.grading"


@cache
def read_all(source: Path) -> dict[str, tuple[ast.Module, bool]]:
    """Return module → its tree, and whether it is a package."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        is_package = parts[-1] == "__init__"
        name = ".".join(parts[:-1] if is_package else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8")), is_package
    return found


def imports(tree: ast.AST, typed: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports, those for the type checker alone only if `typed`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif isinstance(node, ast.If) and not typed and _is_for_types(node.test):
            yield from imports(ast.Module(node.orelse, []), typed)
        else:
            yield from imports(node, typed)


def _is_for_types(test: ast.expr) -> bool:
    return ast.unparse(test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")


def named(
    node: ast.Import | ast.ImportFrom, home: str, modules: dict[str, object]
) -> Iterator[str]:
    """Yield the modules that an import in a module of the package `home` asks for."""
    if isinstance(node, ast.Import):
        wanted = [alias.name for alias in node.names]
    else:
        parts = home.split(".")
        base = parts[: len(parts) - node.level + 1] if node.level else []
        start = ".".join([*base, *filter(None, [node.module])])
        wanted = [start, *(f"{start}.{alias.name}" for alias in node.names)]
    for name in wanted:
        parts = name.split(".")
        for length in range(1, len(parts) + 1):
            if (whole := ".".join(parts[:length])) in modules:
                yield whole


@cache
def arrows(source: Path, typed: bool) -> dict[str, set[str]]:
    """Return module → the modules that it imports."""
    modules = read_all(source)
    drawn = {}
    for name, (tree, is_package) in modules.items():
        home = name if is_package else name.rpartition(".")[0]
        found = {
            other
            for node in imports(tree, typed)
            for other in named(node, home, modules)
        }
        drawn[name] = {
            o for o in found if o != name and not f"{name}.".startswith(f"{o}.")
        }
    return drawn


def find_circle(drawn: dict[str, set[str]]) -> list[str]:
    """Return the modules of one circle in order, or nothing."""
    done: set[str] = set()
    for start in drawn:
        way: list[str] = []
        stack = [(start, iter(sorted(drawn[start])))] if start not in done else []
        while stack:
            name, others = stack[-1]
            if len(way) < len(stack):
                way.append(name)
            other = next(others, None)
            if other is None:
                stack.pop()
                done.add(way.pop())
            elif other in way:
                return [*way[way.index(other) :], other]
            elif other not in done:
                stack.append((other, iter(sorted(drawn[other]))))
    return []


def reach(drawn: dict[str, set[str]], room: str) -> dict[str, str]:
    """Return every module that a room leads to, with the one that asks for it."""
    asked = {name: "" for name in drawn if f"{name}.".startswith(f"{room}.")}
    left = list(asked)
    while left:
        name = left.pop()
        for other in drawn[name] - asked.keys():
            asked[other] = name
            left.append(other)
    return asked


def test_there_is_no_circle() -> None:
    circle = find_circle(arrows(SOURCE, typed=False))
    assert not circle, " → ".join(circle)


@pytest.mark.parametrize("room", ["checker", "results", "plan", "wire", "handed_in"])
def test_no_way_leads_to_the_learners_room(room: str) -> None:
    asked = reach(arrows(SOURCE, typed=True), f"{GRADING}.{room}")
    wrong = {n: by for n, by in asked.items() if n.startswith(f"{GRADING}.learner")}
    assert not wrong, wrong


def test_what_a_learner_runs_leads_to_no_check_and_no_result() -> None:
    asked = reach(arrows(SOURCE, typed=True), f"{GRADING}.learner")
    secret = ("checker", "results", "plan", "handed_in", "workers")
    wrong = {
        name: by
        for name, by in asked.items()
        if name.startswith(tuple(f"{GRADING}.{room}" for room in secret))
    }
    assert not wrong, wrong


def test_nothing_below_asks_for_the_command_line() -> None:
    drawn = arrows(SOURCE, typed=True)
    wrong = {
        name
        for name, others in drawn.items()
        if not name.startswith(("rnn_course.cli", "rnn_course.__main__"))
        and any(other.startswith("rnn_course.cli") for other in others)
    }
    assert not wrong


def test_a_circle_and_a_hidden_way_are_seen(tmp_path: Path) -> None:
    """The drawing itself: without this, an empty one would pass every test above."""
    package = tmp_path / "rnn_course"
    for folder in ("grading/learner", "grading/checker"):
        (package / folder).mkdir(parents=True)
        (package / folder / "__init__.py").touch()
    (package / "grading/__init__.py").touch()
    (package / "__init__.py").touch()
    (package / "one.py").write_text(
        "try:\n    from .two import x\nfinally:\n    pass\n"
    )
    (package / "two.py").write_text("class A:\n    import rnn_course.one\n")
    (package / "grading/learner/servant.py").write_text("x = 1\n")
    (package / "grading/checker/helper.py").write_text(
        "def late():\n    from ..learner import servant\n"
    )
    (package / "grading/checker/a.py").write_text("from .helper import late\n")
    assert find_circle(arrows(tmp_path, typed=False)) == [
        "rnn_course.one",
        "rnn_course.two",
        "rnn_course.one",
    ]
    asked = reach(arrows(tmp_path, typed=True), f"{GRADING}.checker")
    assert asked[f"{GRADING}.learner.servant"] == f"{GRADING}.checker.helper"
    (package / "two.py").write_text("def later():\n    import rnn_course.one\n")
    assert find_circle(redraw(tmp_path))
    (package / "two.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from . import one\n"
    )
    assert not find_circle(redraw(tmp_path))


def redraw(source: Path) -> dict[str, set[str]]:
    read_all.cache_clear()
    arrows.cache_clear()
    return arrows(source, typed=False)
