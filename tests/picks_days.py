"""Random days of a learner, and what must hold after each thing that is done.

A day is drawn once, from a seed; it is lived in modelled tabs (`picks_tab`) or in real
windows (`picks_window`). After each step, what a card says of its pick is true (it is in
the file, or not yet), and the file, `check` and the grader agree on each pick. What was
picked last comes back when its cell runs again; from the file it goes only after a card
has said so, or when a person chose JupyterLab's *Overwrite*.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import nbformat

from rnn_course.quiz.picks import read_picks
from rnn_course.submission.clean import clean
from rnn_course.submission.handout import read_handout
from tests.course import notebook
from tests.picks_tab import IN_FILE, NOT_YET

LESSON = "00-start-here"
PICKS: dict[str, list[Any]] = {
    "run-a-cell": ["a", "b", "c"],
    "what-is-saved": [["a"], ["b", "d"], ["a", "b", "d"]],
    "first-guess": ["a", "b"],
}
HANDOUT = read_handout(LESSON)

#: What people do, and how often.
STEPS = {
    "answer": 10,
    "answer in haste": 4,
    "run all": 4,
    "restart and run all": 4,
    "clear outputs": 4,
    "save": 3,
    "ask first": 4,
    "restart": 2,
    "reload": 3,
    "tomorrow": 2,
    "other kernel": 1,
    "second tab": 3,
    "other tab": 3,
    "copy": 2,
    "rename": 2,
    "move": 1,
    "reorder": 2,
    "edit": 2,
}


Step = tuple[str, float, float]


class Wrong(AssertionError):
    """A card says what is not so, or a pick is gone."""


class View(Protocol):
    """A notebook in a tab, modelled or real."""

    path: str

    def run(self, name: str) -> bool: ...
    def answer(self, question: str, pick: Any) -> bool: ...
    def rest(self) -> None: ...
    def save(self) -> bool: ...
    def clear(self) -> None: ...
    def reorder(self, place: int) -> None: ...
    def write(self, text: str) -> None: ...
    def load(self) -> None: ...
    def restart(self) -> None: ...
    def join(self) -> None: ...
    def change_kernel(self) -> None: ...
    def rename(self, path: str) -> None: ...
    def shown(self) -> dict[str, tuple[Any, str]]: ...
    def close(self) -> None: ...


def draw(seed: int, length: int = 9) -> list[Step]:
    """Draw a day: words of `STEPS`, each with two numbers for what it needs."""
    rng = random.Random(seed)
    words = rng.choices(list(STEPS), list(STEPS.values()), k=length)
    return [(word, rng.random(), rng.random()) for word in words]


def write_notebook(path: Path) -> None:
    """Write the questions of lesson 00 with its first cell and some text."""
    book = notebook("lessons", LESSON)
    asked = {f"quiz-{name}" for name in PICKS}
    text = [cell for cell in book.cells if cell.cell_type == "markdown"][:2]
    code = [cell for cell in book.cells if "begin(" in cell.source or cell.id in asked]
    code[0].id = "begin"
    code[0].source = code[0].source.replace(
        "from rnn_course.overview import overview\n", ""
    )
    book.cells = [text[0], code[0], text[1], *code[1:]]
    nbformat.write(book, path)


def alone(path: Path) -> dict[str, Any]:
    """Read the picks of a file with nbformat and nothing of the course."""
    book = nbformat.read(path, as_version=4)
    states = book.metadata.get("widgets", {})
    states = states.get("application/vnd.jupyter.widget-state+json", {}).get(
        "state", {}
    )
    kept = book.metadata.get("rnn_course", {}).get("picks", {})
    found = [{"question": name, **one} for name, one in kept.items()]
    for cell in book.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            found.append(data.get("application/vnd.rnn-course.pick+json"))
            view = data.get("application/vnd.jupyter.widget-view+json", {})
            state = states.get(view.get("model_id"), {}).get("state", {})
            found.append(state.get("saved"))
    there = [one for one in found if one and one.get("pick") is not None]
    there.sort(key=lambda one: one["at"])
    return {one["question"]: one["pick"] for one in there}


@dataclass
class Day:
    """One learner's day: the tabs, and what was picked where.

    Parameters
    ----------
    root : Path
        The folder that the server shows.
    path : str
        The notebook, from there.
    open : callable
        Opens a notebook in a new tab.
    end : callable
        Ends all kernels of the day's folder.
    """

    root: Path
    path: str
    open: Callable[[str], View]
    end: Callable[[], None]
    tabs: list[View] = field(default_factory=list)
    picked: dict[str, dict[str, list[Any]]] = field(default_factory=dict)
    told: dict[str, set[str]] = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    at: int = 0
    copies: int = 0
    read: dict[str, tuple[bytes, dict[str, Any]]] = field(default_factory=dict)

    def live(self, steps: list[Step]) -> None:
        """Live a day; raise `Wrong` when something does not hold."""
        self.begin(self.path)
        self.run_all()
        self.look()
        for step in steps:
            self.do(*step)
            self.look()
        for tab in self.tabs:
            tab.rest()
        self.look()
        self.do("restart and run all", 0.0, 0.0)
        self.look()

    def begin(self, path: str) -> None:
        self.tabs.append(self.open(path))
        self.at = len(self.tabs) - 1
        self.picked.setdefault(path, {name: [None] for name in PICKS})
        self.told.setdefault(path, set())

    @property
    def tab(self) -> View:
        return self.tabs[self.at]

    def do(self, word: str, one: float, two: float) -> None:
        """Take one step; what an answer in haste began comes to its end after it."""
        self.done.append(f"{word} {one:.2f} {two:.2f}")
        before = [] if word in ("reload", "tomorrow") else list(self.tabs)
        name = list(PICKS)[int(one * len(PICKS))]
        pick = PICKS[name][int(two * len(PICKS[name]))]
        tab = self.tab
        if word.startswith("answer"):
            self.answer(name, pick)
            before = [] if word.endswith("haste") else before
        elif word == "ask first":
            self.ask_first(name, two)
        elif word in ("restart", "restart and run all"):
            tab.restart()
            if word != "restart":
                self.run_all()
        elif word == "run all":
            self.run_all()
        elif word == "clear outputs":
            tab.clear()
            self.save(tab)
        elif word == "save":
            self.save(tab)
        elif word == "reload":
            tab.load()
        elif word == "tomorrow":
            self.tomorrow()
        elif word == "other kernel":
            self.other_kernel()
        elif word == "second tab":
            if len(self.tabs) < 3:
                self.begin(tab.path)
        elif word == "other tab":
            self.at = (self.at + 1) % len(self.tabs)
        elif word == "copy":
            self.copy()
        elif word in ("rename", "move"):
            self.rename(word, int(one * 1000))
        elif word == "reorder":
            tab.reorder(int(two * 100))
        else:
            tab.write(f"# My notes {two}")
        for other in before:
            if other in self.tabs:
                other.rest()

    def answer(self, name: str, pick: Any) -> None:
        if self.tab.answer(name, pick):
            self.picked[self.tab.path][name] = [pick]
            self.told[self.tab.path].discard(name)

    def ask_first(self, name: str, chance: float) -> None:
        """Run a question before the first cell, one with a pick if any has one."""
        tab = self.tab
        known = [one for one, picks in self.picked[tab.path].items() if picks != [None]]
        tab.restart()
        for one in known or [name]:
            tab.run(f"quiz-{one}")
        if chance < 0.7:  # what JupyterLab does by itself after a while
            self.save(tab)

    def save(self, tab: View) -> None:
        if tab.save():  # over what another tab had written
            self.told[tab.path] |= PICKS.keys()

    def run_all(self) -> None:
        """Run the first cell and the questions: each pick comes back."""
        tab = self.tab
        for name in ("begin", *(f"quiz-{name}" for name in PICKS)):
            if not tab.run(name):
                raise Wrong(f"{name} of {tab.path} ended in an error")
        shown = tab.shown()
        for name, picks in self.picked[tab.path].items():
            if shown[name][0] not in picks:
                raise Wrong(f"{name} comes back as {shown[name][0]}, not as {picks}")

    def tomorrow(self) -> None:
        path = self.tab.path
        for tab in self.tabs:
            tab.close()
        self.end()
        self.tabs.clear()
        self.begin(path)

    def other_kernel(self) -> None:
        self.tab.change_kernel()
        for tab in self.tabs:
            if tab is not self.tab and tab.path == self.tab.path:
                tab.join()

    def copy(self) -> None:
        """Copy the file beside itself, and open the copy where there is room."""
        old = self.tab.path
        self.copies += 1
        new = old.replace(".ipynb", f"-Copy{self.copies}.ipynb")
        (self.root / new).write_bytes((self.root / old).read_bytes())
        there = alone(self.root / new)
        self.picked[new] = {name: [there.get(name)] for name in PICKS}
        self.told[new] = set()
        if len(self.tabs) < 3:
            self.begin(new)

    def rename(self, word: str, number: int) -> None:
        """Rename or move the notebook in front; its second tab is closed before."""
        old, tab = self.tab.path, self.tab
        for other in [one for one in self.tabs if one is not tab and one.path == old]:
            other.close()
            self.tabs.remove(other)
        self.at = self.tabs.index(tab)
        folder, name = old.rpartition("/")[::2]
        place = f"{folder}/deeper" if word == "move" else folder
        (self.root / place).mkdir(exist_ok=True)
        new = f"{place}/{number}-{name}"[-120:]
        tab.rename(new)
        there = alone(self.root / new)
        self.told[new], picked = self.told.pop(old), self.picked.pop(old)
        self.picked[new] = {  # what was not saved by then may be gone
            name: [*picks, *([there.get(name)] if there.get(name) not in picks else [])]
            for name, picks in picked.items()
        }

    def look(self) -> None:
        """Look at every tab and file: what is said is true, and nothing is gone."""
        files = {path: self.agreed(path) for path in self.picked}
        for tab in self.tabs:
            for name, (pick, says) in tab.shown().items():
                holds = files[tab.path].get(name)
                where = (
                    f"{name} in {tab.path}: the card shows {pick}, the file has {holds}"
                )
                if says and (says == IN_FILE) != (pick == holds):
                    raise Wrong(f"{where}; it says {says!r}")
                if says == NOT_YET:
                    self.told[tab.path].add(name)
        for path, picked in self.picked.items():
            for name, picks in picked.items():
                if files[path].get(name) not in picks and name not in self.told[path]:
                    raise Wrong(f"{name} of {path} has gone from the file: {picks}")

    def agreed(self, path: str) -> dict[str, Any]:
        """Return a file's picks, on which all readers agree."""
        file = self.root / path
        data = file.read_bytes()
        if self.read.get(path, (b"",))[0] == data:
            return self.read[path][1]
        found = alone(file)
        readers = {
            "check and the grader": clean(data, HANDOUT).picks,
            "read_picks": read_picks(nbformat.read(file, as_version=4)),
        }
        for reader, counts in readers.items():
            if counts != found:
                raise Wrong(f"{path} holds {found}, {reader} count {counts}")
        self.read[path] = data, found
        return found
