"""The README says of the lessons what the lessons say of themselves."""

import re

from rnn_course import released
from tests.course import LESSONS, ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_lessons():
    rows = re.findall(r"^\| (\d\d) (.+?) \| (.+) \|$", README, re.M)
    packs = map(released.read, LESSONS)
    assert rows == [(p["lesson"][:2], p["title"], p["summary"]) for p in packs]


def test_links_and_pictures():
    for address in re.findall(r"\]\(([^)]+)\)", README):
        assert address.startswith("https://") or (ROOT / address).exists(), address
