"""The static pages: complete, readable anywhere, without a network."""

from __future__ import annotations

import re
import shutil
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import nbformat
import pytest

from rnn_course import CourseError
from rnn_course.site import make_site
from rnn_course.site.make import executed
from tests import browser
from tests.course import EXECUTED, LESSONS, ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The whole site; lessons that another test has run are not run again."""
    out = tmp_path_factory.mktemp("site") / "rnn course"
    pages = make_site(ROOT, out, cache=EXECUTED)
    assert {f"{lesson}.html" for lesson in LESSONS} <= {page.name for page in pages}
    return out


class Reader(HTMLParser):
    """What a page asks for, what it links to, which places it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.needs, self.links, self.places, self.open_folds = [], [], {""}, 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.places |= {values.get("id"), values.get("name")}
        if tag == "a" and values.get("href"):
            self.links.append(values["href"])
        if tag == "link" and values.get("rel") != "canonical":
            self.needs.append(values.get("href"))
        if tag in ("script", "img", "iframe", "audio", "source", "video"):
            self.needs.append(values.get("src"))
        if tag == "details" and "course" in values.get("class", ""):
            self.open_folds += "open" in values


@cache
def read(path: Path) -> Reader:
    return Reader(path.read_text(encoding="utf-8"))


def pages(site: Path) -> list[Path]:
    return sorted(site.glob("*.html"))


@pytest.mark.slow
def test_pages_need_nothing_from_elsewhere(site):
    for page in pages(site):
        for address in filter(None, read(page).needs):
            if address.startswith(("data:", "#")):
                continue
            assert "//" not in address, (page.name, address)
            assert (page.parent / unquote(address.split("?")[0])).exists(), address


@pytest.mark.slow
def test_links_resolve(site):
    for page in pages(site):
        for link in read(page).links:
            if re.match(r"https?://|mailto:", link):
                continue
            address, place = urldefrag(unquote(link))
            target = page.parent / address if address else page
            assert target.exists(), (page.name, link)
            if target.suffix == ".html":
                assert place in read(target).places, (page.name, link)


@pytest.mark.slow
def test_solutions_and_answers_are_there_and_folded(site):
    from rnn_course import released

    for lesson in LESSONS:
        text = (site / f"{lesson}.html").read_text(encoding="utf-8")
        pack = released.read(lesson)
        assert text.count("<summary>One way to write it") >= len(pack["exercises"])
        assert text.count("<summary>Answer and explanations") == len(pack["questions"])
        assert read(site / f"{lesson}.html").open_folds == 0
        assert "BEGIN SOLUTION" not in text
        assert "HIDDEN TESTS" not in text


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1300, "light"), (360, "dark")])
def test_every_page_is_accessible_and_fits(site, browser_page, width, scheme):
    page = browser_page
    for path in pages(site):
        browser.shown_at(page, path, width, scheme)
        assert browser.faults(page, serious=True) == [], path.name
        assert browser.fits(page, width)
        browser.screenshot(page, f"site-{path.stem}-{width}")


@pytest.mark.slow
def test_search_works_without_a_server(site, browser_page):
    page, said = browser_page, []
    page.on("console", lambda one: said.append((one.type, one.text)))
    page.goto((site / "index.html").as_uri())
    page.goto((site / "search.html").as_uri() + "?q=vanishing")
    hit = page.locator("#search-results li", has_text="Vanishing")
    hit.locator("p.context", has_text="vanish").first.wait_for()
    browser.screenshot(page, "site-search")
    assert [text for kind, text in said if kind in ("error", "warning")] == []


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "thesis.txt").write_text("all my work")
    with pytest.raises(CourseError, match="is a file"):
        make_site(ROOT, tmp_path / "thesis.txt")


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("all my work")
    with pytest.raises(CourseError, match="is not empty"):
        make_site(ROOT, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "all my work"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import sys\nprint('a warning', file=sys.stderr)", "a warning"),
    ],
)
def test_a_lesson_that_does_not_run_clean_is_refused(tmp_path, source, says):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    nbformat.write(notebook, tmp_path / "work.ipynb")
    with pytest.raises(CourseError, match=says):
        executed(tmp_path / "work.ipynb", tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


@pytest.mark.slow
def test_a_notebook_runs_once(tmp_path):
    cell = nbformat.v4.new_code_cell("import random\nrandom.random()")
    path = tmp_path / "work.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    first, second = (executed(path, tmp_path / "cache") for _ in range(2))
    assert first == second
    shutil.rmtree(tmp_path / "cache")
    assert executed(path, tmp_path / "cache") != first
