"""What people do to notebooks that they hand in, each done to a solved one.

The public threads beside a habit tell of people who had it; `docs/instructors.md` holds
the whole table, with what `check` and `grade` make of each.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.course import notebook

__all__ = ["HABITS", "ISSUE", "LESSON", "Habit"]

LESSON = "01-why-order-matters"
FULL = 16.0
Book = dict[str, Any]


@dataclass(frozen=True)
class Habit:
    """One habit.

    Attributes
    ----------
    name : str
        Short, and good as a file's name.
    what : str
        A line for the table.
    points : float
        What the notebook earns.
    told : str
        Part of what both commands say about it; empty where there is nothing to say.
    threads : tuple of str
        Public issue threads, ``"nbgrader#92"``; empty for those that our own issue tells.
    make : callable
        Changes a notebook's JSON, or returns bytes in its place.
    """

    name: str
    what: str
    points: float
    told: str
    threads: tuple[str, ...]
    make: Callable[[Book], bytes | None]

    def data(self) -> bytes:
        """Return the notebook's file."""
        book = json.loads(json.dumps(copy.deepcopy(notebook("solutions", LESSON))))
        made = self.make(book)
        return json.dumps(book).encode() if made is None else made


HABITS: dict[str, Habit] = {}


def habit(
    what: str, *threads: str, points: float = FULL, told: str = ""
) -> Callable[[Callable[[Book], bytes | None]], Callable[[Book], bytes | None]]:
    def keep(make: Callable[[Book], bytes | None]) -> Callable[[Book], bytes | None]:
        name = make.__name__.replace("_", "-")
        HABITS[name] = Habit(name, what, points, told, threads, make)
        return make

    return keep


# --- helpers ------------------------------------------------------------------------


def place_of(book: Book, name: str) -> int:
    """Return where the cell of a grade id stands."""
    names = [c["metadata"].get("nbgrader", {}).get("grade_id") for c in book["cells"]]
    return names.index(name)


def cell_of(book: Book, name: str) -> Book:
    """Return the cell of a grade id."""
    return book["cells"][place_of(book, name)]


def beginning(book: Book) -> int:
    """Return where the cell of imports stands."""
    sources = ["".join(cell["source"]) for cell in book["cells"]]
    return next(i for i, s in enumerate(sources) if "rnn_course.begin(" in s)


def new(source: str, kind: str = "code") -> Book:
    """Return a cell as JupyterLab adds one."""
    cell: Book = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        cell |= {"outputs": [], "execution_count": None}
    cell["id"] = f"5e1f{abs(hash(source)) % 10**6:06d}-0000-4000-8000-000000000000"
    return cell


def stub(name: str) -> str:
    """Return an answer's cell as it was handed out."""
    cells = notebook("lessons", LESSON).cells
    return next(c.source for c in cells if c.id == name)


def scratch(book: Book, source: str, before: str = "leaky_memory") -> None:
    """Add a cell of the student's own."""
    book["cells"].insert(place_of(book, before), new(source))


RIGHT = {
    cell.id: cell.source
    for cell in notebook("solutions", LESSON).cells
    if cell.id in ("bag_of_words", "make_windows", "leaky_memory")
}


# --- those of our own issue ---------------------------------------------------------


@habit("nothing but the answers")
def solved(book):
    pass


@habit(
    "the function is renamed, and the locked check cell edited to match",
    "nbgrader#878",
    points=14,
    told="give the function the name `leaky_memory`",
)
def renamed(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"].replace("leaky_memory", "my_memory")
    cell_of(book, "check-leaky_memory")["source"] = "check.leaky_memory(my_memory)"


@habit(
    "an answer's cell is turned to Markdown",
    "nbgrader#92",
    "nbgrader#1941",
    told="had been turned to Markdown",
)
def to_markdown(book):
    cell = cell_of(book, "leaky_memory")
    cell["cell_type"] = "markdown"
    del cell["outputs"], cell["execution_count"]


@habit("the cell of imports is deleted", "nbgrader#131", told="was put back")
def imports_deleted(book):
    del book["cells"][beginning(book)]


@habit("`input()` below an answer", "nbgrader#1844", told="asks for input")
def input_after(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"] + "\n\nfactor = input('factor?')"


@habit(
    "`input()` above an answer",
    "nbgrader#1210",
    "nbconvert#288",
    points=14,
    told="asks for input",
)
def input_before(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = "factor = input('factor?')\n\n\n" + RIGHT["leaky_memory"]


@habit(
    "the answer stands in a new cell above its own",
    "nbgrader#1546",
    told="stands in code cell",
)
def answer_above(book):
    cell_of(book, "leaky_memory")["source"] = stub("leaky_memory")
    scratch(book, RIGHT["leaky_memory"])


@habit(
    "the answer stands in a new cell at the end",
    "nbgrader#1941",
    told="stands in code cell",
)
def answer_at_the_end(book):
    cell_of(book, "leaky_memory")["source"] = stub("leaky_memory")
    book["cells"].append(new(RIGHT["leaky_memory"]))


@habit(
    "the metadata of all cells are lost",
    "nbgrader#424",
    "vscode-jupyter#2325",
)
def metadata_stripped(book):
    for cell in book["cells"]:
        cell["metadata"] = {}


@habit("metadata and ids of all cells are lost", "otter-grader#722")
def ids_stripped(book):
    metadata_stripped(book)
    for cell in book["cells"]:
        del cell["id"]
    book["nbformat_minor"] = 4


@habit("`%reset -f` in the middle", told="`%reset` in code cell")
def reset(book):
    scratch(book, "%reset -f")


@habit("lines end as on Windows")
def windows_lines(book):
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"]).replace("\n", "\r\n")


@habit(
    "a loop without an end in a scratch cell",
    "nbgrader#77",
    "otter-grader#469",
    told="was stopped after",
)
def endless_scratch(book):
    scratch(book, "count = 0\nwhile True:\n    count += 1")


# --- those that public threads tell ---------------------------------------------------


@habit(
    "a loop without an end below an answer",
    "nbgrader#427",
    "cocalc#4879",
    told="was stopped after",
)
def endless_below(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"] + "\n\n\nwhile True:\n    pass"


@habit(
    "a check's cell is deleted",
    "nbgrader#1682",
    "grader-service#213",
    told="a deleted cell was put back",
)
def check_deleted(book):
    del book["cells"][place_of(book, "check-leaky_memory")]


@habit(
    "an answer's cell is deleted",
    "nbgrader#1770",
    points=14,
    told="There is no `leaky_memory`",
)
def answer_deleted(book):
    del book["cells"][place_of(book, "leaky_memory")]


@habit(
    "the answer's cell is deleted, and a new one written",
    "nbgrader#424",
)
def answer_retyped(book):
    place = place_of(book, "leaky_memory")
    book["cells"][place] = new(RIGHT["leaky_memory"])


@habit(
    "the notebook is of an earlier release, without an exercise",
    "nbgrader#1322",
    "grader-service#341",
    points=14,
    told="not in this notebook",
)
def earlier_release(book):
    place = place_of(book, "leaky_memory")
    book["cells"][place - 1]["source"] = "### An exercise of last year"
    book["cells"][place - 1]["id"] = "0123456789ab"
    for name in ("leaky_memory", "check-leaky_memory"):
        del book["cells"][place_of(book, name)]


@habit(
    "the answer's cell is copied, and the copy is the old stub",
    "nbgrader#108",
    "nbgrader#1083",
    "nbgrader#1753",
    told="exist twice",
)
def copied(book):
    place = place_of(book, "leaky_memory")
    twin = json.loads(json.dumps(book["cells"][place]))
    twin["source"] = stub("leaky_memory")
    book["cells"].insert(place + 1, twin)


@habit(
    "the answer's cell is split: both halves carry its mark",
    "notebook#1156",
    "nbgrader#1083",
    told="exist twice",
)
def split(book):
    place = place_of(book, "leaky_memory")
    half = json.loads(json.dumps(book["cells"][place]))
    half["source"] = "def decayed(state, decay):\n    return decay * state"
    answer = RIGHT["leaky_memory"].replace("decay * state", "decayed(state, decay)")
    book["cells"][place]["source"] = answer
    book["cells"].insert(place, half)


@habit(
    "the check's cell is merged into the answer's",
    "jupyterlab#6330",
    told="a deleted cell was put back",
)
def merged(book):
    check_deleted(book)
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"] + "\n\n\ncheck.leaky_memory(leaky_memory)"


@habit(
    "the answer's cell is moved below its check",
    "CoursIA#2693",
    told="stood below its check",
)
def moved(book):
    cell = book["cells"].pop(place_of(book, "leaky_memory"))
    book["cells"].append(cell)


@habit(
    "the cell of imports is moved to the end",
    "python4cl#19",
    told="it runs first",
)
def imports_moved(book):
    book["cells"].append(book["cells"].pop(beginning(book)))


@habit("`import numpy as np` is deleted from the imports", told="was put back")
def import_lost(book):
    cell = book["cells"][beginning(book)]
    cell["source"] = "".join(cell["source"]).replace("import numpy as np\n", "")


@habit("a name of the lesson is used for something else", "otter-grader#890")
def names_taken(book):
    scratch(book, "check = 'done'\nquiz = None\nhint = []")


@habit("a builtin's name is used for something else", "otter-grader#890")
def builtin_taken(book):
    scratch(book, "sum = 3\nlist = [1, 2]\nmax = 9")


@habit("`exit()` in a cell", "nbgrader#567")
def exits(book):
    scratch(book, "exit()")


@habit(
    "`sys.exit()` in a cell",
    "nbgrader#567",
    told="",
)
def sys_exits(book):
    scratch(book, "import sys\nsys.exit()")


@habit(
    "a cell ends the process",
    "nbgrader#427",
    "cocalc#4588",
    points=6,
    told="process ended in code cell",
)
def dies(book):
    scratch(book, "import os\nos._exit(0)")


@habit("another program is started", "otter-grader#471", "otter-grader#861")
def starts_a_program(book):
    scratch(book, "!echo installing\nlines = !echo two")


@habit("magics, `%matplotlib inline` and `%%time`", "otter-grader#604")
def magics(book):
    scratch(book, "%matplotlib inline")
    cell = cell_of(book, "leaky_memory")
    cell["source"] = "%%time\n" + RIGHT["leaky_memory"]


@habit("prints very much", "nbgrader#427")
def prints(book):
    scratch(book, "for i in range(20_000):\n    print(i)")


@habit("warnings on stderr", "cocalc#5028")
def warns(book):
    cell = cell_of(book, "leaky_memory")
    text = "import warnings\nwarnings.warn('careful')\n\n\n"
    cell["source"] = text + RIGHT["leaky_memory"].replace(
        "    state, states", "    warnings.warn('slow')\n    state, states"
    )


@habit("the kernel has another computer's name", "nbgrader#417", "otter-grader#706")
def other_kernel(book):
    book["metadata"]["kernelspec"] = {
        "name": "conda-root-py",
        "display_name": "Python [root]",
        "language": "python",
    }


@habit(
    "a file of one's own computer is read first",
    "otter-grader#434",
    "python#218",
    points=14,
    told="There is no `leaky_memory`",
)
def own_file(book):
    cell = cell_of(book, "leaky_memory")
    text = "rows = open('C:/Users/me/Desktop/rain.csv').read()\n\n\n"
    cell["source"] = text + RIGHT["leaky_memory"]


@habit(
    "a package is imported that is not installed",
    "nbgrader#1298",
    points=14,
    told="imports what is not installed",
)
def own_package(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = "import my_helpers\n\n\n" + RIGHT["leaky_memory"]


@habit("a syntax error in an answer", "cocalc#4588", points=14, told="There is no")
def syntax_error(book):
    cell_of(book, "leaky_memory")["source"] = RIGHT["leaky_memory"].replace(
        "):", ")", 1
    )


@habit("marks of a merge conflict in an answer", points=14, told="There is no")
def conflict(book):
    text = f"<<<<<<< HEAD\n{stub('leaky_memory')}\n=======\n"
    cell_of(book, "leaky_memory")["source"] = (
        text + RIGHT["leaky_memory"] + "\n>>>>>>> mine"
    )


@habit("a name is used that a later cell defines", "otter-grader#890", points=14)
def defined_later(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"].replace(
        "decay * state", "step(decay, state)"
    )
    book["cells"].append(new("def step(a, b):\n    return a * b"))


@habit("the answer prints and returns nothing", "nbgrader#1210", points=14)
def prints_answer(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"].replace("return np", "print(np") + ")"
    cell["source"] = re.sub(
        r"print\((np.array\(states\))\n.*", r"print(\1)", cell["source"], flags=re.S
    )


@habit("the stub's last line is left below the answer", "nbgrader#542")
def stub_left(book):
    cell = cell_of(book, "leaky_memory")
    cell["source"] = RIGHT["leaky_memory"] + "\n    raise NotImplementedError()"


@habit("an exercise is left as it was", points=14, told="not attempted")
def left(book):
    cell_of(book, "leaky_memory")["source"] = stub("leaky_memory")


@habit("points and locks are edited in the metadata", "grader-service#169")
def edited_points(book):
    for cell in book["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] |= {"points": 99, "locked": False}


@habit(
    "a question's cell is deleted",
    "nbgrader#1682",
    points=15,
    told="a deleted cell was put back",
)
def question_deleted(book):
    del book["cells"][place_of(book, "quiz-what-is-different")]


@habit("cells were run in another order", "UBC-MDS.github.io-jekyll#105")
def other_order(book):
    code = [cell for cell in book["cells"] if cell["cell_type"] == "code"]
    for number, cell in enumerate(code):
        cell["execution_count"] = len(code) - number


@habit("`await` at the top level, `%%capture`")
def awaits(book):
    scratch(book, "import asyncio\nawait asyncio.sleep(0)")
    cell = cell_of(book, "leaky_memory")
    cell["source"] = "%%capture\n" + RIGHT["leaky_memory"]


@habit("tried twice in one cell: first wrong, then right")
def twice(book):
    cell = cell_of(book, "leaky_memory")
    wrong = "def leaky_memory(xs, decay):\n    return xs\n\n\n"
    cell["source"] = wrong + RIGHT["leaky_memory"]


@habit("the function is deleted at the end")
def cleans_up(book):
    book["cells"].append(new("del leaky_memory, bag_of_words, make_windows"))


@habit("the first cell begins another lesson")
def other_lesson_begun(book):
    cell = book["cells"][beginning(book)]
    cell["source"] = "".join(cell["source"]).replace(LESSON, "02-inside-the-cell")


@habit("saved with a byte order mark, sources as lists of lines")
def byte_order_mark(book):
    for cell in book["cells"]:
        cell["source"] = "".join(cell["source"]).splitlines(keepends=True)
    return b"\xef\xbb\xbf" + json.dumps(book).encode()


@habit("cells of another lesson pasted in", "nbgrader#1234", told="does not have")
def pasted(book):
    other = json.loads(json.dumps(notebook("lessons", "02-inside-the-cell")))
    book["cells"] += [c for c in other["cells"] if "nbgrader" in c["metadata"]][2:5]


ISSUE = (
    "renamed",
    "to-markdown",
    "imports-deleted",
    "input-after",
    "input-before",
    "answer-above",
    "answer-at-the-end",
    "metadata-stripped",
    "reset",
    "windows-lines",
    "endless-scratch",
)
