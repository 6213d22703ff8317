"""The pages on a term in a real browser: accessible, narrow, dark, on paper."""

from __future__ import annotations

import pytest

from rnn_course.term.class_file import read_class
from rnn_course.term.class_page import write_class_page
from rnn_course.term.class_records import read_term
from rnn_course.term.one_course import find_member, write_course_page
from rnn_course.term.standing import standings
from tests import browser
from tests.term_classes import empty_gradebook, make_term, write_term


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    folder, made = tmp_path_factory.mktemp("term"), make_term(3, planted=True)
    empty = empty_gradebook(folder / "empty.db", made.lessons)
    term = read_term(read_class(write_term(folder / "class", made, empty)))
    found = standings(term)
    member = find_member(term, made.planted.late[0])
    return {
        "class": write_class_page(folder / "class.html", term, found),
        "class-names": write_class_page(folder / "named.html", term, found, named=True),
        "one-course": write_course_page(folder / "one.html", term, member),
    }


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (360, "dark")])
def test_every_page_is_accessible_and_fits(pages, browser_page, width, scheme):
    page = browser_page
    for name, path in pages.items():
        browser.shown_at(page, path, width, scheme)
        assert browser.faults(page) == [], name
        assert browser.fits(page, width), name
        browser.screenshot(page, f"term-{name}-{width}")
