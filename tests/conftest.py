"""Fixtures for all tests; the fast tests run first."""

import os
import random
import shutil
import signal
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from tests import browser, proof, quick
from tests.remote import Host

# Tests of these share what is slow to make, a trained network say, as those of a lesson
# do: each file runs in one process.
TOGETHER = {
    "test_grade_natural.py",
    "test_grading.py",
    "test_language.py",
    "test_models.py",
    "test_site.py",
}

# All of these run in one process: they share one Chromium and one JupyterLab.
IN_THE_BROWSER = {
    "test_browser.py",
    "test_lab.py",
    "test_quiz.py",
    "test_quiz_days.py",
    "test_widgets_cell_stepper.py",
    "test_widgets_gradient_shares.py",
    "test_widgets_sentiment_reader.py",
}


def pytest_configure(config: pytest.Config) -> None:
    """Let Ctrl-C reach what tests start, also where a shell's background ignores it."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    os.environ.pop("RNN_COURSE_PYTHON", None)  # this suite's choice, not its tests'
    quick.begin(config)


def pytest_addoption(parser: pytest.Parser) -> None:
    proof.add_option(parser)
    quick.add_option(parser)


def pytest_collection_modifyitems(config, items: list[pytest.Item]) -> None:
    """Put the slow tests last: what is wrong shows soon, in one run with one summary."""
    proof.choose(config, items)
    items.sort(key=is_late)
    quick.choose(config, items)


def pytest_runtest_setup(item: pytest.Item) -> None:
    quick.stop_in_time(item)


def is_late(item: pytest.Item) -> bool:
    slow = item.get_closest_marker("slow") is not None
    return slow or stays_together(item.path) or is_in_the_browser(item.path)


def stays_together(path: Path) -> bool:
    return path.parent.name == "test_lessons" or path.name in TOGETHER


def is_in_the_browser(path: Path) -> bool:
    return path.name in IN_THE_BROWSER or path.stem.endswith("_browser")


@pytest.hookimpl(optionalhook=True)  # without xdist there is nothing to schedule
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    """Deal tests out one by one, in their order; files that stay together as a whole.

    (`--dist=loadgroup` should do this, but xdist 3.8 finds no groups under pytest 9.2.)
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            path = Path(nodeid.partition("::")[0])
            if is_in_the_browser(path):
                return "in the browser"
            return str(path) if stays_together(path) else nodeid

    config.option.loadscopereorder = False
    return Scheduling(config, log)


@pytest.fixture(autouse=True)
def own_seeds(request: pytest.FixtureRequest) -> None:
    """Seed each test by its name: whatever ran before, it draws the same numbers."""
    set_seeds(request.node.nodeid)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef, request) -> None:
    """Seed what several tests share by its name, too."""
    if fixturedef.scope != "function":
        set_seeds(f"{fixturedef.baseid} {fixturedef.argname} {request.param_index}")


def set_seeds(name: str) -> None:
    seed = zlib.crc32(name.encode())
    random.seed(seed)
    np.random.seed(seed)
    if keras := sys.modules.get("keras"):
        keras.utils.set_random_seed(seed)


@pytest.fixture(name="proof")
def own_proof(request: pytest.FixtureRequest) -> proof.Proof:
    """Keeps what a long test found."""
    return proof.Proof(request.node.originalname)


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
    browser.stop(process)


@pytest.fixture(scope="session")
def chromium_address(chromium, tmp_path_factory) -> Iterator[str]:
    """Where one running Chromium for all tests is found."""
    profile = tmp_path_factory.mktemp("profile")
    address, process = browser.start_chromium(chromium, profile)
    yield address
    browser.stop(process)


@pytest.fixture
def running_chromium(chromium_address):
    """Chromium, in this test's hands.

    One playwright a test: its event loop would stop others from running theirs.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        yield playwright.chromium.connect_over_cdp(chromium_address)


@pytest.fixture
def browser_page(running_chromium) -> Iterator[browser.Page]:
    """An empty page of a laptop's size, which keeps nothing of any other."""
    context = running_chromium.new_context(viewport=browser.LAPTOP)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def lab_page(running_chromium, lab) -> Iterator[browser.Page]:
    """JupyterLab's page without a notebook: loaded once, as to load it takes seconds."""
    page = running_chromium.contexts[0].pages[0]
    page.set_default_timeout(60_000)
    page.set_viewport_size(browser.LAPTOP)
    browser.load_lab(page, lab)
    yield page
    try:
        browser.leave_lab(page)
    except Exception:
        page.goto("about:blank")  # the next test loads it anew
        raise
