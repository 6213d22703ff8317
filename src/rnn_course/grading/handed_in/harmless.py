"""What a student's notebook may show to a teacher's browser: no script, no form.

nbgrader's formgrader shows executed notebooks on a page that may do all that the teacher
may do. So HTML that a student's code or text brings loses what could act there, as it
does in JupyterLab for a notebook that is not trusted. The work is nh3's, which parses as a
browser does.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import nh3
from nbformat import NotebookNode

__all__ = ["disarm", "harmless_data", "is_base64"]

_TAGS = [
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "caption",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "u",
    "ul",
    "var",
]
_ATTRIBUTES = {
    "*": {"align", "alt", "colspan", "height", "open", "role", "rowspan", "scope",
          "style", "title", "width"},
    "a": {"href"},
    "img": {"src"},
}  # fmt: skip
_CLASSES = {
    "table": {"dataframe"}
}  # a page's own classes and ids are not theirs to use
_STYLES = (
    frozenset(  # what changes a look in its place; nothing that lies over the page
        [
            "background-color",
            "border",
            "border-bottom-color",
            "border-collapse",
            "border-color",
            "border-left-color",
            "border-right-color",
            "border-top-color",
            "clear",
            "color",
            "cursor",
            "direction",
            "display",
            "float",
            "font",
            "font-family",
            "font-size",
            "font-style",
            "font-variant",
            "font-weight",
            "height",
            "letter-spacing",
            "line-height",
            "margin",
            "max-height",
            "max-width",
            "min-width",
            "overflow",
            "padding",
            "text-align",
            "text-decoration",
            "text-indent",
            "unicode-bidi",
            "vertical-align",
            "white-space",
            "width",
        ]
    )
)
_VALUE = re.compile(  # no escapes, no comments; of functions only colours
    r"(?:[\w\s#%.,!+-]"
    r"|\b(?:rgba?|hsla?)\([\d\s.,%/]*\)"
    r"|'[\w\s-]*'"
    r'|"[\w\s-]*"'
    r")*",
    re.ASCII,
)
MOST_PLAIN = 2000  # characters of a text that could not be cleaned
_ACTIVE = ("application/javascript", "image/svg+xml")
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_MARKUP = re.compile(r"<[a-zA-Z!/?]")


def harmless_data(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an output's data, MIME type → content, without what could act."""
    kept = {mime: value for mime, value in data.items() if mime not in _ACTIVE}
    for mime in ("text/html", "text/markdown"):
        if mime in kept:
            kept[mime] = _clean(_text(kept[mime]))
    for mime in _PICTURES:
        if mime in kept and not is_base64(_text(kept[mime])):
            del kept[mime]
    return kept


def disarm(
    notebook: NotebookNode, released: Mapping[str, Any], plain: bool = False
) -> None:
    """Take from text and raw cells what could act, in place; the lesson's own stay.

    Parameters
    ----------
    notebook : NotebookNode
        A student's.
    released : mapping
        The lesson as it was handed out.
    plain : bool
        Show the markup of such texts as text, in place of cleaning it.
    """
    own = {"".join(cell["source"]) for cell in released["cells"]}
    for cell in notebook.cells:
        text = cell.source
        if cell.cell_type != "code" and text not in own and _MARKUP.search(text):
            cell.source = _plain(text) if plain else _clean(text)


def _plain(text: str) -> str:
    """Return a text's beginning, with nothing in it that a browser could obey."""
    shown = text[:MOST_PLAIN].replace("&", "&amp;").replace("<", "&lt;")
    return f"(The grader shows this text without its markup, and its start only.)\n\n{shown}"


def _clean(html: str) -> str:
    return _cleaner().clean(html.replace("\0", ""))


@cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags={"script", "style"},
        attributes=_ATTRIBUTES,
        attribute_filter=_kept,
        allowed_classes=_CLASSES,
        generic_attribute_prefixes={"aria-"},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
    )


def _kept(tag: str, name: str, value: str) -> str | None:
    """Return an attribute's value, or None where there is none left."""
    if name == "style":
        return _style(value)
    if (tag, name) == ("img", "src"):
        picture = re.match(r"data:image/(png|jpeg|gif);base64,", value)
        return value if picture else None
    if (tag, name) == ("a", "href"):
        return value if re.match(r"https?://|mailto:|#", value) else None
    return value


def _style(value: str) -> str | None:
    """Keep the declarations that only change how a thing looks in its place."""
    kept = []
    for declaration in value.split(";"):
        name, _, what = declaration.partition(":")
        name, what = name.strip().lower(), what.strip()
        moves = name == "margin" and "-" in what
        if name in _STYLES and not moves and what and _VALUE.fullmatch(what):
            kept.append(f"{declaration.strip()};")
    return " ".join(kept) or None


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def is_base64(text: str) -> bool:
    """Tell whether a text is base64, perhaps in lines."""
    try:
        base64.b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
