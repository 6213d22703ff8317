"""Which cells of a submission must run, and which the lesson's own run can stand for.

Most cells of a lesson are the lesson's own: they train its networks and draw its
figures, and no answer reaches them. Their outputs are the same in every submission, so
they are taken from one run of the lesson, unless something that does run needs what
they make. Two walks over the cells settle that:

- forward: a name is *touched* when a student's cell binds it or could change it; a cell
  of the lesson that reads a touched name runs, and touches in turn;
- backward: a cell that makes or could change what a running cell reads runs as well.

What is read may be changed, and names that ever meet in one cell may share what they
hold. Code that reaches for names in ways that cannot be seen makes everything run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nbformat import NotebookNode

from .handout import Handout
from .job import Done, Job, Step
from .names import RANDOM, CellNames, read_names, with_bodies

__all__ = ["lean", "makes", "misses_a_name"]

DESK = {"check", "hint", "solution", "quiz"}


def lean(
    steps: Sequence[Step], notebook: NotebookNode, handout: Handout
) -> tuple[Step, ...]:
    """Return the steps, with ``"reuse"`` where the lesson's own run will do.

    Parameters
    ----------
    steps : sequence of Step
        Every code cell, in order.
    notebook : NotebookNode
        The submission that they belong to.
    handout : Handout
        The lesson.
    """
    identities = [notebook.cells[step.place].id for step in steps]
    own = _own_cells(handout)
    order = [own.get(identity, (-1, ""))[0] for identity in identities]
    untouched = [
        step.kind == "run" and not step.name and own.get(i, (0, ""))[1] == step.source
        for step, i in zip(steps, identities, strict=True)
    ]
    names = [read_names(step.source) for step in steps]
    changed = [n for n, same in zip(names, untouched, strict=True) if not same]
    if any(cell.opaque for cell in changed) or not _is_sorted(order, untouched):
        return tuple(steps)
    absent = _names_of_absent(handout, steps, identities)
    must = _Notebook(names, untouched, order, absent).must_run()
    return tuple(
        step if runs else replace(step, kind="reuse")
        for step, runs in zip(steps, must, strict=True)
    )


def makes(steps: Iterable[Step]) -> set[str]:
    """Return the names that the reused steps would have bound."""
    reused = (read_names(s.source) for s in steps if s.kind == "reuse")
    return set().union(*(names.stores for names in reused))


def misses_a_name(job: Job, done: Done) -> bool:
    """Tell whether a cell missed what a reused one would have made."""
    made = makes(job.steps)
    if not made:
        return False
    for result in done.cells.values():
        reason = (result["verdict"] or {}).get("reason", "")
        errors = [o for o in result["outputs"] if o.get("ename") == "NameError"]
        said = " ".join([reason, *(error["evalue"] for error in errors)])
        if made & set(re.findall(r"name '(\w+)' is not defined", said)):
            return True
    return False


def _own_cells(handout: Handout) -> dict[str, tuple[int, str]]:
    """Return id → (place, source) of the lesson's own code cells."""
    return {
        cell["id"]: (place, "".join(cell["source"]))
        for place, cell in enumerate(handout.released["cells"])
        if cell["cell_type"] == "code"
    }


def _is_sorted(order: list[int], untouched: list[bool]) -> bool:
    """Tell whether the lesson's cells stand in the lesson's order, each one once."""
    known = [place for place, same in zip(order, untouched, strict=True) if same]
    return known == sorted(set(known))


def _names_of_absent(
    handout: Handout, steps: Sequence[Step], identities: Sequence[str]
) -> dict[int, CellNames]:
    """Read the lesson's cells that are changed or gone, as the lesson has them.

    Returns
    -------
    dict
        Place in the lesson → names.
    """
    here = {
        identity: step.source for step, identity in zip(steps, identities, strict=True)
    }
    return {
        place: read_names("".join(cell["source"]))
        for place, cell in enumerate(handout.known["cells"])
        if cell["cell_type"] == "code"
        and here.get(cell["id"]) != "".join(cell["source"])
    }


class _Notebook:
    """The names of all cells together."""

    def __init__(
        self,
        names: list[CellNames],
        untouched: list[bool],
        order: list[int],
        absent: dict[int, CellNames],
    ) -> None:
        self.names, self.untouched, self.order = names, untouched, order
        self.absent = absent
        everything = [*names, *absent.values()]
        self.later = _merge(cell.later for cell in everything)
        self.fixed = self._fixed()
        self.groups = self._groups(everything)

    def must_run(self) -> list[bool]:
        """Say of each cell whether it must run."""
        runs = self._forward()
        return self._backward(runs)

    def _forward(self) -> list[bool]:
        touched: set[str] = set()
        runs, left = [], dict(self.absent)
        for cell, same, place in zip(
            self.names, self.untouched, self.order, strict=True
        ):
            for gone in [p for p in left if p <= place]:
                touched |= left.pop(gone).stores
            reads = self._reads(cell)
            run = not same or cell.opaque or bool(reads & touched)
            runs.append(run)
            if run:
                touched |= cell.stores | self._shared(reads)
            else:
                touched -= cell.kills
        return runs

    def _backward(self, runs: list[bool]) -> list[bool]:
        needed: set[str] = set()
        runs = list(runs)
        for place in reversed(range(len(runs))):
            cell = self.names[place]
            reads = self._reads(cell)
            handles = cell.stores | (reads - self.fixed)
            if handles & (needed | self._shared(needed)):
                runs[place] = True
            if runs[place]:
                needed = (needed - cell.kills) | reads
            if not (self.untouched[place] or cell.defines or RANDOM in cell.kills):
                needed.add(RANDOM)
        return runs

    def _reads(self, cell: CellNames) -> set[str]:
        """Return what a cell reads, also through the functions that it may call."""
        return with_bodies(cell.loads, self.later)

    def _shared(self, names: set[str]) -> set[str]:
        """Return these names, and all that may hold the same things."""
        shared: set[str] = set()
        for name in names - self.fixed:
            if name not in shared:  # a group is added whole
                shared |= self.groups.get(name, {name})
        return shared

    def _fixed(self) -> set[str]:
        """Return names whose values nothing changes.

        They are only ever modules, functions, bare numbers or texts, or nothing at all;
        what the lesson's first cell makes to check, hint and ask counts as well.
        """
        bound: dict[str, set[bool]] = {}
        for cell, same in zip(self.names, self.untouched, strict=True):
            for name in cell.stores:
                fixed = name in cell.later or name in cell.plain
                fixed = fixed or (same and name in DESK)
                bound.setdefault(name, set()).add(fixed)
        absent = set().union(*(cell.stores for cell in self.absent.values()))
        for name in absent - bound.keys():
            bound[name] = {True}
        return {name for name, kinds in bound.items() if kinds == {True}}

    def _groups(self, cells: Iterable[CellNames]) -> dict[str, set[str]]:
        """Put together what ever meets in one cell."""
        groups: dict[str, set[str]] = {}
        for cell in cells:
            meeting = (cell.stores | self._reads(cell)) - self.fixed - {RANDOM}
            whole = set(meeting).union(*(groups.get(n, ()) for n in meeting))
            for name in whole:
                groups[name] = whole
        return groups


def _merge(tables: Iterable[dict[str, set[str]]]) -> dict[str, set[str]]:
    merged: dict[str, set[str]] = {}
    for table in tables:
        for name, inner in table.items():
            merged.setdefault(name, set()).update(inner)
    return merged
