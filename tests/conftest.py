"""Fixtures for all tests; the fast tests run first."""

import shutil
from collections.abc import Iterator

import pytest

from tests import browser
from tests.remote import Host


@pytest.hookimpl(tryfirst=True)  # before xdist reads the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the slow tests last: what is wrong shows soon, in one run with one summary.

    Slow tests of a lesson share trained networks, those of other modules may share a
    fixture: they run in one process, so that it is made once.
    """
    items.sort(key=is_slow)
    for item in filter(is_slow, items):
        if item.path.parent.name == "test_lessons" or shares_a_fixture(item):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


def is_slow(item: pytest.Item) -> bool:
    return item.get_closest_marker("slow") is not None


def shares_a_fixture(item: pytest.Item) -> bool:
    known = item._fixtureinfo.name2fixturedefs.values()
    return any(found[-1].scope == "module" for found in known)


@pytest.fixture(scope="session")
def host() -> Iterator[Host]:
    """Learners in confined processes of their own."""
    with Host() as host:
        yield host


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of Chromium, asked for before anything is started for it."""
    return browser.find_chromium()


@pytest.fixture(scope="session")
def lab(chromium, tmp_path_factory) -> Iterator[browser.Lab]:
    """JupyterLab on a folder of its own, with a copy of the lessons."""
    root = tmp_path_factory.mktemp("course")
    if (browser.ROOT / "lessons").is_dir():
        shutil.copytree(browser.ROOT / "lessons", root / "lessons")
    lab, process = browser.start_lab(root, tmp_path_factory.mktemp("home"))
    yield lab
    browser.stop_lab(process)


@pytest.fixture
def browser_page(chromium) -> Iterator[browser.Page]:
    """An empty page in a fresh Chromium of a laptop's size.

    One playwright a test: its event loop would stop others from running theirs.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        program = playwright.chromium.launch(
            executable_path=chromium, args=browser.FLAGS
        )
        page = program.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(60_000)
        yield page
        program.close()
