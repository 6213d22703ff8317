"""Build every lesson, compare what stands in the checkout, write what changed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import ContentError, CourseError, did_you_mean
from ..files import write_whole
from ..quiz import bank as banks
from ..quiz import lint
from .notebook import dumps, solution_notebook, solution_text
from .release import release_notebooks
from .rules import check_rules
from .source import Lesson, read_lesson

__all__ = ["Stale", "build", "find_root", "make_all", "stale_files", "write_all"]

_PACKS = Path("src/rnn_course/released")


@dataclass(frozen=True)
class Stale:
    """A built file that is not what its source gives: ``missing``, ``old``, ``left``."""

    path: Path
    why: str


def find_root(start: Path | None = None) -> Path:
    """Return the checkout that holds `start` (here, when left out).

    Raises
    ------
    CourseError
        When there is none.
    """
    here = (start or Path.cwd()).resolve()
    for folder in [here, *here.parents]:
        if (folder / "content").is_dir() and (folder / "nbgrader_config.py").exists():
            return folder
    raise CourseError(
        f"{here} is in no checkout of the course: there is no folder `content` with "
        "an nbgrader_config.py beside it. Change into the checkout first."
    )


def build(root: Path, tell: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Build all lessons and write what changed.

    Returns
    -------
    list of Path
        What was written or removed, relative to `root`.
    """
    return write_all(root, make_all(root, tell))


def make_all(
    root: Path, tell: Callable[[str], None] = lambda _: None, only: str = ""
) -> dict[Path, bytes]:
    """Make every built file in memory; `tell` hears each lesson's name.

    Parameters
    ----------
    root : Path
        The checkout.
    tell : callable
        Hears the name of each lesson as its turn comes.
    only : str
        Make just the lessons whose name begins so, ``"03"`` say.

    Returns
    -------
    dict
        Path relative to `root` → bytes.

    Raises
    ------
    ContentError
        For the first lesson or question bank that cannot be built.
    """
    made: dict[Path, bytes] = {}
    solutions = {}
    for lesson, bank in _sources(root, only):
        tell(lesson.name)
        notebook = solution_notebook(lesson, bank, _way_back(lesson))
        solutions[lesson.name] = notebook
        made[_notebook("solutions", lesson.name)] = dumps(notebook)
        made[_PACKS / f"{lesson.name}.json"] = _pack(lesson, bank)
    tell("students' notebooks")
    for name, released in release_notebooks(root, solutions).items():
        made[_notebook("lessons", name)] = made[_PACKS / f"{name}.ipynb"] = released
    return made


def stale_files(root: Path, made: dict[Path, bytes], only: str = "") -> list[Stale]:
    """Return the built files of the checkout that differ from `made`."""
    stale = []
    for path, content in sorted(made.items()):
        here = root / path
        if not here.exists():
            stale.append(Stale(path, "missing"))
        elif here.read_bytes() != content:
            stale.append(Stale(path, "old"))
    built = [path for path in _built(root) if path.stem.startswith(only)]
    left = [path for path in built if path not in made]
    return stale + [Stale(path, "left") for path in left]


def write_all(root: Path, made: dict[Path, bytes], only: str = "") -> list[Path]:
    """Write what changed, each file under another name first, then renamed."""
    stale = stale_files(root, made, only)
    for item in stale:
        if item.why == "left":
            (root / item.path).unlink()
        else:
            write_whole(root / item.path, made[item.path])
    return [item.path for item in stale]


def _sources(root: Path, only: str) -> Iterator[tuple[Lesson, banks.Bank]]:
    paths = sorted((root / "content").glob(f"{only}*.md"))
    if not paths:
        known = [path.stem for path in (root / "content").glob("*.md")]
        raise CourseError(
            f"There is no content/{only}*.md. {did_you_mean(only, known)}"
        )
    for path in paths:
        lesson = read_lesson(path)
        bank = _bank(root, lesson)
        check_rules(lesson, bank)
        yield lesson, bank
    names = {path.stem for path in paths}
    for path in sorted((root / "quizzes").glob(f"{only}*.yaml")):
        if path.stem not in names:
            problem = f"there is no content/{path.stem}.md. Rename or remove this file."
            raise ContentError(f"quizzes/{path.name}", 1, problem)


def _way_back(lesson: Lesson) -> str:
    """Return links to the lesson before and to the first one, as Markdown."""
    paths = sorted(lesson.path.parent.glob("*.md"))
    before = paths[: paths.index(lesson.path)]
    links = [f"The lesson before: {_link(path)}." for path in before[1:][-1:]]
    links += [f"All lessons, with your progress: {_link(path)}." for path in before[:1]]
    return " ".join(links)


def _link(path: Path) -> str:
    title = re.search(r"^# (.+)$", path.read_text(encoding="utf-8"), re.M)
    return f"[{title[1] if title else path.stem}](../{path.stem}/{path.stem}.ipynb)"


def _bank(root: Path, lesson: Lesson) -> banks.Bank:
    path = root / "quizzes" / f"{lesson.name}.yaml"
    if not path.exists():
        problem = f"there is no quizzes/{lesson.name}.yaml; every lesson has a quiz."
        raise lesson.error(1, problem)
    bank = banks.load(path)
    if bank.lesson != lesson.name:
        problem = f"`lesson: {bank.lesson}`; expected `lesson: {lesson.name}`."
        raise ContentError(f"quizzes/{path.name}", 1, problem)
    for problem in lint.lint(bank, set(lesson.headings)):
        if problem.severity == "error":
            raise ContentError(problem.path, problem.line, problem.text)
    return bank


def _pack(lesson: Lesson, bank: banks.Bank) -> bytes:
    """Return what the installed package knows of a lesson, as JSON."""
    from ..checks import exercises

    solutions = solution_text(lesson)
    hidden = lesson.front.get("solutions") == "after-grading"
    known: dict[str, Any] = {}
    if any("exercise" in cell.tags for cell in lesson.code):
        for name, exercise in exercises(lesson.name).items():
            known[name] = {"title": exercise.title, "points": exercise.points}
            if not hidden:
                known[name]["solution"] = solutions[name]
    pack = {
        "lesson": lesson.name,
        "title": lesson.front["title"],
        "summary": lesson.front["summary"],
        "reading": lesson.front["reading"],
        "computing": lesson.front["computing"],
        "exercises": known,
        "questions": banks.release(bank),
    }
    return (json.dumps(pack, indent=1, ensure_ascii=False) + "\n").encode()


def _notebook(folder: str, name: str) -> Path:
    return Path(folder) / name / f"{name}.ipynb"


def _built(root: Path) -> list[Path]:
    """Return every file that a build has written and may remove again.

    A notebook without a pack is somebody's own: a copy, an assignment made in nbgrader.
    """
    packs = [path.relative_to(root) for path in (root / _PACKS).glob("*.json")]
    notebooks = [
        _notebook(folder, pack.stem)
        for folder in ("lessons", "solutions")
        for pack in packs
    ]
    notebooks += [pack.with_suffix(".ipynb") for pack in packs]
    there = [path for path in notebooks if (root / path).exists()]
    return sorted([*there, *packs])  # a pack last: it is what names the others
