"""Excerpts for the hits of the site's search, also where no server gives out the pages.

Sphinx's search fetches each page that it found and shows the lines around the words. A
browser does not fetch files of a folder; so the pages' words stand in a script, too.
"""

from __future__ import annotations

import json
from pathlib import Path

from bs4 import BeautifulSoup

__all__ = ["add_excerpts"]

_FILE = "_static/excerpts.js"
_NO_WORDS = ["script", "style", "svg", "math", "img", "audio", "button"]

_SCRIPT = """\
const pages = %s;
const ask = window.fetch.bind(window);
window.fetch = (address, ...rest) => {
  const { protocol, pathname } = new URL(address, document.baseURI);
  const page = pages[pathname.split("/").at(-1)];
  return protocol === "file:" && page
    ? Promise.resolve(new Response(page)) : ask(address, ...rest);
};
"""


def add_excerpts(built: Path) -> None:
    """Write the words of all pages beside them, and let the search page read them."""
    pages = {page.name: _words(page) for page in sorted(built.glob("*.html"))}
    (built / _FILE).write_text(_SCRIPT % json.dumps(pages), encoding="utf-8")
    search = built / "search.html"
    text = search.read_text(encoding="utf-8")
    script = f'<script src="{_FILE}"></script>\n</head>'
    search.write_text(text.replace("</head>", script, 1), encoding="utf-8")


def _words(page: Path) -> str:
    """Return a page's text with the places that links lead to, and nothing else."""
    soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
    text = soup.find("article")
    if text is None:
        return ""
    for tag in text.find_all(_NO_WORDS) + text.select(".headerlink"):
        tag.decompose()
    for tag in text.find_all(True):
        if tag.get("id"):
            tag.attrs = {"id": tag["id"]}
        else:
            tag.unwrap()
    return f'<div role="main">{text.decode_contents()}</div>'
