"""Run the lessons, write their pages, and let Sphinx bind them together."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from .. import released
from ..build.notebook import dumps
from ..errors import CourseError
from ..files import write_whole
from .excerpts import add_excerpts
from .execute import execute
from .pages import lesson_page, start_page
from .theme import SETTINGS, STYLE

__all__ = ["executed", "make_site"]

_MARK = ".rnn-course-site"  # in a folder that this module made, and may replace

Tell = Callable[[str, int, int], None]


def make_site(
    root: Path, out: Path, tell: Tell = lambda *_: None, cache: Path | None = None
) -> list[Path]:
    """Write the site.

    Parameters
    ----------
    root : Path
        The checkout.
    out : Path
        A new or empty folder, or one that this function made before.
    tell : callable
        Hears what is being done, how much of it is done, and how much there is.
    cache : Path, optional
        Where executed notebooks are kept, so that only changed lessons run again;
        ``.cache`` in the checkout when left out.

    Returns
    -------
    list of Path
        The pages, relative to `out`.

    Raises
    ------
    CourseError
        When `out` holds something else, a lesson does not run clean, or a page has a
        broken link.
    """
    _demand_own(out)
    cache = cache or root / ".cache"
    with tempfile.TemporaryDirectory() as name:
        source, built = Path(name, "source"), Path(name, "site")
        _write_source(root, source, cache, tell)
        _run_sphinx(source, built, tell)
        add_excerpts(built)
        (built / _MARK).touch()
        _put(built, out)
    return sorted(page.relative_to(out) for page in out.rglob("*.html"))


def executed(
    path: Path, cache: Path, tell: Callable[[int, int], None] = lambda *_: None
) -> NotebookNode:
    """Return a notebook with its outputs; run it only if it was never run so.

    Raises
    ------
    CourseError
        When a cell stops with an error or writes to stderr.
    """
    key = hashlib.sha256(path.read_bytes() + _package_digest()).hexdigest()
    kept = cache / f"{path.stem}-{key[:16]}.ipynb"
    if not kept.exists():
        notebook = nbformat.read(path, as_version=4)
        execute(notebook, path.parent, tell)
        _demand_clean(path, notebook)
        write_whole(kept, dumps(notebook))
    return nbformat.read(kept, as_version=4)


def _package_digest() -> bytes:
    """Return a digest of the package's code and data, which outputs depend on."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    for path in sorted(package.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(path.read_bytes())
    return digest.digest()


def _demand_clean(path: Path, notebook: NotebookNode) -> None:
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error":
                said = f"{output.ename}: {output.evalue:.300}"
            elif output.get("name") == "stderr":
                said = "".join(output.text)[:300]
            else:
                continue
            first = cell.source.strip().split("\n")[0]
            raise CourseError(f"{path.name} does not run clean: `{first}` says {said}")


def _demand_own(out: Path) -> None:
    if out.exists() and not out.is_dir():
        raise CourseError(f"{out} is a file. Name a folder to write the pages to.")
    if out.exists() and any(out.iterdir()) and not (out / _MARK).exists():
        raise CourseError(
            f"{out} is not empty, and `rnn-course site` did not make it. Name a new or "
            "an empty folder: everything in it is replaced."
        )


def _write_source(root: Path, source: Path, cache: Path, tell: Tell) -> None:
    """Write what Sphinx reads: a page for each lesson, the guides, the start page."""
    source.mkdir()
    names = released.lesson_names()
    for number, name in enumerate(names):
        path = root / "solutions" / name / f"{name}.ipynb"

        def told(done: int, total: int, name: str = name, number: int = number) -> None:
            share = done / max(total, 1)
            tell(f"Running {name}", number * 100 + int(100 * share), 100 * len(names))

        notebook = executed(path, cache, told)
        handed_out = nbformat.read(
            root / "lessons" / name / f"{name}.ipynb", as_version=4
        )
        page = lesson_page(notebook, handed_out, released.read(name), set(names))
        (source / f"{name}.ipynb").write_bytes(dumps(page))
    guides = sorted((root / "docs").glob("*.md"))
    for guide in guides:
        shutil.copy(guide, source)
    start = start_page([released.read(name) for name in names], guides)
    (source / "index.md").write_text(start, encoding="utf-8")
    for picture in (root / "docs").glob("*.png"):
        shutil.copy(picture, source)
    (source / "_static").mkdir()
    (source / "_static" / "course.css").write_text(STYLE, encoding="utf-8")


def _run_sphinx(source: Path, built: Path, tell: Tell) -> None:
    """Build the pages; a warning is an error, since it means a broken page."""
    from io import StringIO

    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace

    tell("Writing the pages", 0, 0)
    said = StringIO()
    with docutils_namespace(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Sphinx's words to authors of themes
        app = Sphinx(
            str(source),
            None,
            str(built),
            str(built.with_name("doctrees")),
            "html",
            SETTINGS,
            status=None,
            warning=said,
        )
        app.build()
    if said.getvalue().strip():
        raise CourseError(f"The pages have faults:\n{said.getvalue().strip():.2000}")
    shutil.rmtree(built / "_sources", ignore_errors=True)


def _put(built: Path, out: Path) -> None:
    """Put the finished folder in place of the old one."""
    out.parent.mkdir(parents=True, exist_ok=True)
    fresh = out.with_name(f".{out.name}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(built, fresh)
    shutil.rmtree(out, ignore_errors=True)
    fresh.rename(out)
