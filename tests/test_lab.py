"""`rnn-course lab` as a learner meets it, in a real browser."""

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
