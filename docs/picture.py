"""Make docs/lesson.png, the picture in the README: lesson 03 in a real JupyterLab.

    python docs/picture.py

It needs Chromium, as the browser tests do.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import sync_playwright

from tests import browser

LESSON = "lessons/03-predict-the-next-number"
OURS = (
    ROOT / "src" / "rnn_course" / "jupyter"
)  # a learner's JupyterLab: no menus of nbgrader
QUESTION = 'quiz.ask("what-will-it-say")'
SIZE = {"width": 1000, "height": 980}


def main() -> None:
    """Start JupyterLab on a copy of the lesson, answer a question, take a picture."""
    chromium = browser.find_chromium()
    with tempfile.TemporaryDirectory() as folder:
        root, home = Path(folder, "course"), Path(folder, "home")
        shutil.copytree(ROOT / LESSON, root / LESSON)
        lab, process = browser.start_lab(root, home, JUPYTER_CONFIG_PATH=str(OURS))
        try:
            with sync_playwright() as playwright:
                program = playwright.chromium.launch(
                    executable_path=chromium, args=browser.FLAGS
                )
                take_picture(program.new_page(viewport=SIZE), lab)
                program.close()
        finally:
            browser.stop(process)


def take_picture(page: browser.Page, lab: browser.Lab) -> None:
    """Open the lesson, answer a question, keep what is seen once it is saved."""
    page.set_default_timeout(120_000)
    browser.load_notebook(page, lab, f"{LESSON}/{Path(LESSON).name}.ipynb")
    page.evaluate("window.jupyterapp.shell.collapseLeft()")
    for source in ("rnn_course.begin(", QUESTION):
        browser.show_cell(page, source)
        run = "window.jupyterapp.commands.execute('notebook:run-cell')"
        page.evaluate(f"{run}.then(() => null)")
    form = page.locator(".jp-Cell", has_text=QUESTION).locator(".rnnc-quiz")
    form.get_by_role("radio").nth(3).click()
    form.get_by_role("button", name="Save my prediction").click()
    form.get_by_text("· in the file.").first.wait_for()
    page.wait_for_function(f"!{browser.PANEL}.context.model.dirty")
    page.screenshot(path=ROOT / "docs" / "lesson.png")


if __name__ == "__main__":
    main()
