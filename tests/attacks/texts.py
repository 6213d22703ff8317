"""Attacks with text alone: what costs minutes or gigabytes to clean, plan or show."""

from __future__ import annotations

import json

import nbformat
from nbformat import NotebookNode

from . import attack
from .forge import WRONG

TAGS = "<p>" + "".join(f"<b class=c{i}>" for i in range(600)) + "<p>x" * 4000
OTHER_TAGS = "<p>" + "".join(f"<font size={i}>" for i in range(900)) + "<li>x" * 6000
LINKS = "".join(f"<a href=#{i}><i id=c{i}>" for i in range(500)) + "<td>y" * 3000
BOMBS = {
    "formatting": TAGS,
    "fonts": OTHER_TAGS,
    "links": LINKS,
    "boxes": "<div>" * 20_000,
    "deep-boxes": "<div>" * 180_000,
    "lists": "<ul><li>" * 10_000,
    "quotes": "<blockquote><p>" * 60_000,
    "italics": "<i>x</i>" * 120_000,
    "tables": "<table><tr><td>" * 30_000,
    "styles": '<p style="color:red;' * 40_000,
    "comments": "<!--" * 200_000,
    "entities": "<p>" + "&lt;" * 200_000,
    "markdown-quotes": ">" * 200_000 + "<b>x",
    "brackets": "<b>" + "[" * 300_000,
    "stars": "<b>x</b>" + "*a **b " * 100_000,
}
CODES = {
    "nested": "(" * 150 + "1" + ")" * 150,
    "many-signs": "x = " + "-" * 200_000 + "1",
    "many-names": "\n".join(f"a{i} = a{i - 1}" for i in range(1, 50_000)),
    "many-magics": "%time 1\n" * 60_000,
    "many-functions": "\n".join(f"def f{i}():\n    return f{i + 1}()" for i in range(15_000)),
    "long-line": "x = " + "+".join("1" * 200_000),
    "many-strings": "x = " + "'a' " * 150_000,
}  # fmt: skip


def with_text(text: str, kind: str = "markdown"):
    def change(book: NotebookNode) -> NotebookNode:
        for cell in book.cells:
            if cell.metadata.get("nbgrader", {}).get("grade_id") == "double":
                cell.source = WRONG
        make = getattr(nbformat.v4, f"new_{kind}_cell")
        book.cells.append(make(text))
        return book

    return change


def shows(text: str, mime: str = "text/html") -> str:
    return (
        "from IPython.display import display\n"
        f"bomb = {text!r}\n"
        f"display({{{mime!r}: bomb}}, raw=True)\n" + WRONG
    )


def utf16(book: NotebookNode) -> bytes:
    return nbformat.writes(with_text(TAGS)(book)).encode("utf-16")


def escaped(book: NotebookNode) -> bytes:
    plain = json.loads(nbformat.writes(with_text(TAGS)(book)))
    text = json.dumps(plain).replace("<", "\\u003c")
    return b"\xef\xbb\xbf" + text.encode()


def fields(book: NotebookNode) -> bytes:
    plain = json.loads(nbformat.writes(with_text("x")(book)))
    plain["metadata"]["x"] = [[[0] * 10] * 100] * 2000
    return json.dumps(plain).encode()


for name, text in BOMBS.items():
    attack(f"text-{name}", f"a text whose cleaning explodes: {name}", change=with_text(text))  # fmt: skip
for name in ("formatting", "boxes", "lists"):
    attack(f"raw-{name}", f"the same in a raw cell: {name}", change=with_text(BOMBS[name], "raw"))  # fmt: skip
for name, text in CODES.items():
    attack(f"code-{name}", f"code that is slow to read or plan: {name}", change=with_text(text, "code"))  # fmt: skip
attack("shows-formatting", "displays such HTML", shows(TAGS))
attack("shows-markdown", "displays such Markdown", shows(TAGS, "text/markdown"))
attack(
    "text-utf-16", "such a text in another encoding", change=utf16, flag="no notebook"
)
attack("text-escaped", "such a text, every tag as an escape", change=escaped)
attack("two-million-fields", "two million values where the lesson has none", change=fields)  # fmt: skip
attack(
    "many-small-outputs",
    "204 MB in outputs that are each small",
    "from IPython.display import display\n"
    "for i in range(900):\n"
    "    display({'text/plain': 'x' * 20_000}, raw=True)\n" + WRONG,
)
