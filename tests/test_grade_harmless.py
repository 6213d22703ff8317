"""A student's notebook in nbgrader's formgrader: it can be read, and does nothing."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from traitlets.config import Config

from rnn_course.grading.handed_in.harmless import disarm, harmless_data
from tests.course import notebook

LESSON = "02-inside-the-cell"

ACTS = [
    "<script>attack()</script>",
    "<SCRIPT\n>attack()</SCRIPT >",
    "<script>attack()",
    "<scr<script></script>ipt>attack()</script>",
    "<img src=x onerror=attack()>",
    "<img src=x onerror='attack()'",
    "<svg onload=attack()>",
    "<svg><animate onbegin=attack() attributeName=x dur=1s>",
    "<a href='javascript:attack()'>x</a>",
    "<a href=' java&#115;cript:attack()'>x</a>",
    "<a href='data:text/html,<script>attack()</script>'>x</a>",
    "<iframe srcdoc='<script>attack()</script>'></iframe>",
    "<form action='//evil'><input name=score><button>attack()</button></form>",
    "<div style='background:url(javascript:attack())'>x</div>",
    "<style>@import 'javascript:attack()'</style>",
    "<math><mtext><table><mglyph><style><img src=x onerror=attack()>",
    "<meta http-equiv=refresh content='0;url=javascript:attack()'>",
    "<!--><script>attack()</script>-->",
    "<details open ontoggle=attack()>x</details>",
    "<base href=//evil><object data=attack()></object><embed src=attack()>",
]

PICTURE = base64.b64encode(b"\x89PNG....").decode()


class Reader(HTMLParser):
    """Notes what in a piece of HTML could act."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag in FORBIDDEN:
            self.found.append(tag)
        for name, value in attributes:
            squeezed = "".join((value or "").split()).lower()
            acts = squeezed.startswith(("javascript:", "data:text"))
            if name.startswith("on") or acts or (name == "style" and "(" in squeezed):
                self.found.append(f"{name}={value}")


FORBIDDEN = [
    "script",
    "style",
    "iframe",
    "object",
    "embed",
    "base",
    "form",
    "input",
    "meta",
    "svg",
    "button",
    "link",
    "math",
]


def acting(html):
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


@pytest.mark.parametrize("html", ACTS)
def test_html_loses_what_could_act(html):
    for mime in ("text/html", "text/markdown"):
        shown = harmless_data({mime: f"<p>seen</p>{html}"})[mime]
        assert acting(shown) == []
        assert "seen" in shown
    book = with_texts([html])
    disarm(book, {"cells": []})
    assert [acting(cell.source) for cell in book.cells] == [[], []]


def with_texts(acts):
    """Return a notebook that says all this in text, in raw HTML, and as an output."""
    cells = []
    for html in acts:
        raw = {"raw_mimetype": "text/html"}
        cells.append(nbformat.v4.new_markdown_cell(f"Seen. {html}"))
        cells.append(nbformat.v4.new_raw_cell(html, metadata=raw))
    return nbformat.v4.new_notebook(cells=cells)


@pytest.mark.slow
def test_nothing_runs_in_the_formgrader(browser_page, tmp_path):
    """In a real browser, and seen to run where nothing is taken away."""
    hits = []
    browser_page.expose_function("attack", lambda: hits.append(1))
    for disarmed in (False, True):
        hits.clear()
        book = with_texts(ACTS)
        if disarmed:
            disarm(book, {"cells": []})
        for html in ACTS:
            data = (
                harmless_data({"text/html": html}) if disarmed else {"text/html": html}
            )
            output = nbformat.v4.new_output("display_data", data)
            book.cells.append(nbformat.v4.new_code_cell("1", outputs=[output]))
        path = tmp_path / f"{disarmed}.html"
        path.write_text(page(book), encoding="utf-8")
        browser_page.goto(path.as_uri())
        browser_page.wait_for_timeout(1000)
        assert bool(hits) is not disarmed


def page(book):
    """Show a notebook as nbgrader's formgrader does."""
    config = Config()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [handlers.template_path]
    names = "assignment_id notebook_id submission_id index total base_url last_name"
    resources = dict.fromkeys(names.split(), "0") | {"index": 0, "total": 1}
    exporter = HTMLExporter(config=config)
    return exporter.from_notebook_node(book, resources=resources)[0]


def test_what_shows_a_result_stays():
    html = (
        '<table class="dataframe" style="color: red;"><tr><th colspan="2">a</th></tr>'
        "</table>"
    )
    assert harmless_data({"text/html": html})["text/html"].startswith(html[:40])
    picture = f'<img src="data:image/png;base64,{PICTURE}" alt="a line">'
    assert PICTURE in harmless_data({"text/html": picture})["text/html"]
    figure = '<figure style="margin:0"><img style="max-width:100%" alt="x"></figure>'
    kept = harmless_data({"text/html": figure})["text/html"]
    assert kept.replace(";", "") == figure
    overlay = '<div style="position: fixed; color: red; z-index: 9">x</div>'
    kept = harmless_data({"text/html": overlay})["text/html"]
    assert kept == '<div style="color: red;">x</div>'
    data = {"image/png": PICTURE, "text/plain": "<Figure>"}
    assert harmless_data(data) == data


def test_no_class_or_id_of_a_page_is_given_to_a_students_markup():
    """Bootstrap's `modal` would lie over the formgrader's own page."""
    html = (
        '<div class="modal in" id="score" name="score"><a class="btn" data-toggle="modal" '
        'href="#score">x</a><table class="dataframe table modal"></table></div>'
    )
    for mime in ("text/html", "text/markdown"):
        shown = harmless_data({mime: html})[mime]
        assert "modal" not in shown.replace('href="#score"', "")
        assert 'class="dataframe"' in shown
        assert "data-toggle" not in shown
        assert not re.search(r"\b(id|name)=", shown)


@pytest.mark.parametrize(
    ("style", "kept"),
    [
        ("color: rgb(1, 2, 3); width: 10px", "color: rgb(1, 2, 3); width: 10px;"),
        ("font-family: 'Courier New', monospace", None),
        ("margin: 1em auto", None),
        ("margin: -999px", ""),
        ("background-color: url(x)", ""),
        ("width: expression(attack())", ""),
        ("color: \\75rl(x)", ""),
        ("color: /**/url/**/(x)", ""),
        ("position: absolute; top: 0", ""),
        ("--x: 1; z-index: 9; opacity: 0", ""),
        ("font-family: 'a;position: fixed'", ""),
    ],
)
def test_of_a_style_only_what_stays_in_its_place_is_kept(style, kept):
    shown = harmless_data({"text/html": f'<p style="{style}">x</p>'})["text/html"]
    kept = f"{style};" if kept is None else kept
    assert shown == (f'<p style="{kept}">x</p>' if kept else "<p>x</p>")


def test_tables_lists_code_and_formulas_stay_readable():
    html = "<ul><li>$a \\cdot b^2$</li></ul><pre><code>x_1</code></pre><sup>2</sup>"
    assert harmless_data({"text/markdown": html})["text/markdown"] == html


def test_what_is_no_picture_and_what_is_a_program_go():
    data = {
        "image/png": '"><script>attack()</script>',
        "application/javascript": "attack()",
        "image/svg+xml": "<svg onload=attack()>",
        "text/plain": "1",
    }
    assert harmless_data(data) == {"text/plain": "1"}


def test_the_lessons_own_text_and_plain_answers_stay_as_they_are():
    book = notebook("lessons", LESSON)
    answer = 'I take 128 units: for a < b and b > c, `x[:, 0]` & "both".'
    book.cells.append(nbformat.v4.new_markdown_cell(answer))
    before = [cell.source for cell in book.cells]
    disarm(book, notebook("lessons", LESSON))
    assert [cell.source for cell in book.cells] == before
