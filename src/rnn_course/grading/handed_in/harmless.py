"""What a student's notebook may show to a teacher's browser: no script, no form.

nbgrader's formgrader shows executed notebooks on a page that may do all that the teacher
may do. So HTML that a student's code or text brings loses what could act there, as it
does in JupyterLab for a notebook that is not trusted. The work is bleach's.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from bleach.css_sanitizer import ALLOWED_CSS_PROPERTIES, CSSSanitizer
from bleach.sanitizer import Cleaner
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
_ATTRIBUTES = frozenset(
    [
        "align",
        "alt",
        "class",
        "colspan",
        "height",
        "open",
        "role",
        "rowspan",
        "scope",
        "style",
        "title",
        "width",
    ]
)
_STYLES = frozenset(  # beside bleach's own; nothing that lies over the page
    [
        "border",
        "border-collapse",
        "margin",
        "max-height",
        "max-width",
        "min-width",
        "padding",
    ]
)
_ACTIVE = ("application/javascript", "image/svg+xml")
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_UNSEEN = re.compile(r"<(script|style)\b.*?(</\1\s*>|$)", re.S | re.I)
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


def disarm(notebook: NotebookNode, released: Mapping[str, Any]) -> None:
    """Take from text and raw cells what could act, in place; the lesson's own stay.

    Parameters
    ----------
    notebook : NotebookNode
        A student's.
    released : mapping
        The lesson as it was handed out.
    """
    own = {"".join(cell["source"]) for cell in released["cells"]}
    for cell in notebook.cells:
        text = cell.source
        if cell.cell_type != "code" and text not in own and _MARKUP.search(text):
            cell.source = _clean(text)


def _clean(html: str) -> str:
    return _cleaner().clean(_UNSEEN.sub("", html))


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=_TAGS,
        attributes=_is_allowed,
        protocols=["http", "https", "mailto", "data"],
        css_sanitizer=CSSSanitizer(ALLOWED_CSS_PROPERTIES | _STYLES),
        strip=True,
    )


def _is_allowed(tag: str, name: str, value: str) -> bool:
    if (tag, name) == ("img", "src"):
        return re.match(r"data:image/(png|jpeg|gif);base64,", value) is not None
    if (tag, name) == ("a", "href"):
        return re.match(r"https?://|mailto:|#", value) is not None
    return name in _ATTRIBUTES or name.startswith("aria-")


def _text(value: Any) -> str:
    return "".join(value) if isinstance(value, list) else str(value)


def is_base64(text: str) -> bool:
    """Tell whether a text is base64, perhaps in lines."""
    try:
        base64.b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True
