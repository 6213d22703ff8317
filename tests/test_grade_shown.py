"""What a student wrote is shown as text: no live link, no markup, no formula."""

from __future__ import annotations

import csv
import random
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from rnn_course.cards import to_html
from rnn_course.checks import judge
from rnn_course.checks.as_text import as_code, as_text
from rnn_course.grading.results.lists import FORMATS, write_list
from rnn_course.grading.results.marks import Marks
from tests.grading import assignment_of

LIVE = [
    "[click](http://evil.example)",
    "![x](http://evil.example/x.png)",
    "<http://evil.example>",
    "<img src=x onerror=attack()>",
    "[a]: http://evil.example\n\n[a]",
    "`x` [click](http://evil.example) `",
    "``[click](http://evil.example)``",
    "**bold** _em_ ~~gone~~ \\[x](y)",
    "# title\n\n* list\n\n> quote",
    "&#60;b&#62;",
]


class Tags(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.found.add(tag)


@pytest.mark.parametrize("text", LIVE)
@pytest.mark.parametrize("error", [ValueError, KeyError])
def test_an_exceptions_words_are_text(text: str, error: type[Exception]) -> None:
    def double(x):
        raise error(text)

    reason = judge("00-start-here", "double", double).reason
    html = to_html(reason)
    assert Tags(html).found <= {"p", "code"}, html
    assert "evil" not in text or "evil" in html


@pytest.mark.parametrize("text", LIVE)
def test_no_link_and_no_picture_is_made_of_a_reason(text: str) -> None:
    """A second wall: whatever a reason holds, it leads nowhere."""
    html = to_html(f"stopped: {text}")
    assert not Tags(html).found & {"a", "img"}, html


def test_without_the_walls_they_would_act() -> None:
    """Each wall switched off: the same words, as they were put in before."""
    from markdown_it import MarkdownIt

    before = MarkdownIt("commonmark", {"html": False}).render
    assert any("href" in before(f"`f` stopped with E: {text}") for text in LIVE)
    assert any(Tags(to_html(f"stopped: {t}")).found - {"p", "code"} for t in LIVE)


def test_a_code_span_holds_whatever_ticks_there_are() -> None:
    chance = random.Random(5)
    for _ in range(500):
        text = "".join(
            chance.choice("`a [](<>)*\\") for _ in range(chance.randint(1, 30))
        )
        html = to_html(f"x {as_code(text)} y")
        assert Tags(html).found <= {"p", "code"}, text
        assert Tags(to_html(f"x {as_text(text)} y")).found <= {"p", "code"}, text
    assert as_text("only 3 words") == "only 3 words"
    assert as_text("line 3: `a[`0`]`") == "line 3: ``a[`0`]``"


SIGNS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\uff1d1", " =1", '"=1']


@pytest.mark.parametrize("layout", sorted(FORMATS))
@pytest.mark.parametrize("separator", ["", "x;", "x,", "x\t", "x|", "x\r\n", 'x";"'])
def test_no_cell_is_a_formula_however_it_is_split(tmp_path: Path, layout, separator):
    assignment = assignment_of("00-start-here")
    for sign in SIGNS:
        bad = separator + sign
        result = {"flags": [bad], "lms": "", "verdicts": {}}
        marks = [Marks(bad, dict.fromkeys(assignment.graded, 0.0), result=result)]
        path = write_list(tmp_path / "list.csv", layout, assignment, marks)
        text = path.read_text(encoding="utf-8-sig")
        for cut in (",", ";", "\t", "|"):
            for row in csv.reader(text.splitlines(), delimiter=cut):
                for cell in row:
                    formula = re.match(r"[\s\"]*[=+@\uff1d\t\r-]", cell)
                    assert not formula or re.fullmatch(r"-?[\d.]+", cell), (bad, row)
