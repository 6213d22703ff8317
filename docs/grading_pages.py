"""Take pictures of the grader's pages, wide and narrow, to look at.

    python docs/grading_pages.py GRADED [STUDENT] [--to FOLDER]

GRADED is what `rnn-course grade` has written. It needs Chromium, as the browser tests do.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from playwright.sync_api import Page, sync_playwright

from tests import browser

WIDTHS = {"wide": 1280, "narrow": 380}


def main() -> None:
    """Open the report and one feedback page; say when one is wider than its window."""
    words = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    words.add_argument("graded", type=Path)
    words.add_argument("student", nargs="?", default="*")
    words.add_argument("--to", type=Path, default=Path("pictures"))
    given = words.parse_args()
    given.to.mkdir(parents=True, exist_ok=True)
    pages = {"report": given.graded / "report.html"}
    pages["feedback"] = next(given.graded.glob(f"feedback/{given.student}/*/*.html"))
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(
            executable_path=browser.find_chromium(), args=browser.FLAGS
        )
        for name, path in pages.items():
            for size, width in WIDTHS.items():
                page = program.new_page(viewport={"width": width, "height": 900})
                take_picture(page, path.resolve(), given.to / f"{name}-{size}.png")
                page.close()
        program.close()


def take_picture(page: Page, path: Path, picture: Path) -> None:
    """Keep the whole page as a picture."""
    page.goto(path.as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > page.viewport_size["width"]:
        print(f"{path.name} is {wide} pixels wide in {page.viewport_size['width']}")
    page.screenshot(path=picture, full_page=True)
    print(f"wrote {picture}")


if __name__ == "__main__":
    main()
