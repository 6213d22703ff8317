"""`rnn-course lab` as a learner meets it, in a real browser."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from rnn_course import CourseError
from rnn_course import lab as lab_module
from tests import browser

pytestmark = pytest.mark.slow

LESSON = "05-vanishing-gradients"


@pytest.fixture
def started(chromium, tmp_path):
    """The address that `rnn-course lab 05` prints, and the learner's folder."""
    mine = tmp_path / "my course"
    options = [f"--folder={mine}", "--no-browser", f"--port={browser.free_port()}"]
    process = subprocess.Popen(
        [sys.executable, "-m", "rnn_course", "lab", "05", *options],
        cwd=browser.ROOT,
        env=browser.isolated_settings(tmp_path),
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    said = ""
    while not (found := re.findall(r"http://127\S+", said)):
        line = process.stderr.readline()
        assert line, said
        said += line
    yield found[0], mine, said
    os.killpg(process.pid, signal.SIGTERM)
    process.communicate(timeout=30)


def test_lab_opens_a_calm_page_in_the_learners_own_copy(started, browser_page):
    address, mine, said = started
    assert not re.findall(r"^\[[WE] .*", said, re.M), "a warning in the terminal"
    page = browser_page
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    contents = page.locator(".jp-TableOfContents")
    contents.get_by_text("What you will be able to do").first.wait_for()
    assert page.get_by_role("dialog").count() == 0, "no news, no question"
    assert page.get_by_text("Create Assignment").count() == 0
    assert page.get_by_role("menuitem", name="Nbgrader").count() == 0
    text = page.locator(".jp-MarkdownOutput").first
    text.wait_for()
    assert text.bounding_box()["width"] <= 48 * 16 + 20
    browser.screenshot(page, "lab-first-start")
    assert sorted(path.name for path in mine.glob("[0-9]*"))[5] == LESSON

    page.get_by_role("tab", name="File Browser").or_(
        page.locator("[data-id=filebrowser]")
    ).first.click()
    page.locator(".jp-FileBrowser").first.wait_for()
    assert page.get_by_text(".course").count() == 0, "the record stays out of sight"


def notebook_width(page, address, width):
    """Open a lesson in a narrow window; return how wide its notebook is."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto("about:blank")
    page.goto(address)
    page.locator(".jp-Notebook .jp-Cell").first.wait_for()
    page.locator("#jp-left-stack").wait_for(state="hidden")
    book = page.locator(".jp-WindowedPanel-outer").first
    page.get_by_text("Google Colab needs this cell").first.wait_for()
    page.get_by_text("| Idle").first.wait_for(state="attached")
    assert page.locator(".jp-mod-dirty").count() == 0, "unsaved before any edit"
    assert book.evaluate("book => book.scrollWidth - book.clientWidth") <= 0
    return page.locator(".jp-Notebook").first.bounding_box()["width"]


def test_a_narrow_window_leaves_the_notebook_its_width(started, browser_page):
    address, mine, _ = started
    (layout,) = (mine / ".course" / "workspaces").iterdir()
    first = layout.read_text()
    assert notebook_width(browser_page, address, 390) > 290
    browser.screenshot(browser_page, "lab-narrow")
    wait_for_other_text(browser_page, layout, first)
    browser_page.set_viewport_size({"width": 1400, "height": 800})
    notebook = browser_page.locator(".jp-Notebook").first
    assert notebook.bounding_box()["width"] > 900
    browser_page.reload()
    notebook.locator(".jp-Cell").first.wait_for()
    assert notebook.bounding_box()["width"] > 900
    browser_page.get_by_text("| Idle").wait_for()
    notebook.locator(".jp-Cell").first.click()
    browser_page.keyboard.press("b")  # a new cell
    browser_page.locator(".jp-mod-dirty").first.wait_for()
    browser_page.goto("about:blank")


def wait_for_other_text(page, path, text):
    """Wait until JupyterLab has kept its layout."""
    while path.read_text() == text:
        page.wait_for_timeout(100)


def test_a_layout_with_a_sliver_for_the_notebook_is_mended(tmp_path):
    lab_module.prepare(tmp_path)
    (layout,) = (tmp_path / ".course" / "workspaces").iterdir()
    whole = json.loads(layout.read_text())
    said = whole["data"]["layout-restorer:data"]
    sizes = said["relativeSizes"]
    for damaged in ([0.777, 0.223, 0], [0.97, 0.03, 0], [0.5, 0.2, 0.3]):
        said["relativeSizes"] = damaged
        layout.write_text(json.dumps(whole))
        lab_module.prepare(tmp_path)
        mended = json.loads(layout.read_text())["data"]["layout-restorer:data"]
        assert mended == said | {"relativeSizes": sizes}
    for own in ([0.3, 0.7, 0], "strange", None):
        said["relativeSizes"] = own
        layout.write_text(json.dumps(whole))
        lab_module.prepare(tmp_path)
        assert json.loads(layout.read_text()) == whole


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "{}",
        '{"data": null, "metadata": {"id": "course"}}',
        '{"data": {"layout-restorer:data": null}, "metadata": {"id": "course"}}',
        '{"data": {"layout-restorer:data": {"relativeSizes": ["a", "b", "c"]}}}',
        '{"data": {"layout-restorer:data": {"relativeSizes": [1, null, 0]}}}',
        '{"data": {"layout-restorer:data": {"relativeSizes": [1, 0, 0]}}}',
        "\udcff",
    ],
)
def test_whatever_stands_in_a_layout_the_start_goes_on(tmp_path, text):
    lab_module.prepare(tmp_path)
    (layout,) = (tmp_path / ".course" / "workspaces").iterdir()
    layout.write_bytes(text.encode("utf-8", "surrogateescape"))
    lab_module.prepare(tmp_path)


def test_a_damaged_layout_is_made_anew(tmp_path):
    lab_module.prepare(tmp_path)
    (layout,) = (tmp_path / ".course" / "workspaces").iterdir()
    whole = layout.read_text()
    layout.write_text(whole[: len(whole) // 2])  # its server was killed
    lab_module.prepare(tmp_path)
    assert layout.read_text() == whole


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("mine")
    with pytest.raises(CourseError, match="lab --folder my-lessons"):
        lab_module.prepare(tmp_path / "file")


def test_a_copy_to_read_only_opens(tmp_path, monkeypatch):
    lab_module.prepare(tmp_path)
    shutil.rmtree(tmp_path / ".course" / "workspaces")

    def refuse(*_, **__):
        raise PermissionError(30, "Read-only file system", str(tmp_path))

    monkeypatch.setattr(lab_module.WorkspacesManager, "save", refuse)
    assert lab_module.prepare(tmp_path) == []


def test_other_folders_named_lessons_are_passed_by(tmp_path, monkeypatch):
    (tmp_path / "lessons" / "piano").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert lab_module.course_folder() == browser.ROOT


def test_a_second_start_keeps_the_layout(tmp_path):
    lab_module.prepare(tmp_path)
    layouts = sorted((tmp_path / ".course" / "workspaces").iterdir())
    layouts[0].write_text(layouts[0].read_text().replace("toc:plugin", "mine"))
    lab_module.prepare(tmp_path)
    assert "mine" in layouts[0].read_text()
    assert sorted((tmp_path / ".course" / "workspaces").iterdir()) == layouts
