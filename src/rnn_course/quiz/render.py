"""Turn the bank's Markdown into safe HTML, formulas into readable text."""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

__all__ = ["inline", "paragraphs", "plain", "tex_to_html"]

# What short formulas in questions use; anything else is shown as plain TeX.
SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε",
    "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ", "sigma": "σ", "tau": "τ",
    "partial": "∂", "cdot": "·", "times": "×", "odot": "⊙", "sum": "∑",
    "prod": "∏", "to": "→", "rightarrow": "→", "le": "≤", "leq": "≤", "ge": "≥",
    "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "pm": "±", "infty": "∞",
    "ldots": "…", "dots": "…", "cdots": "⋯", "in": "∈", "top": "⊤", "quad": " ",
    "tanh": "tanh", "exp": "exp", "log": "log", "ln": "ln", "max": "max",
    "min": "min", "sin": "sin", "cos": "cos",
}  # fmt: skip
ACCENTS = {"tilde": "\N{COMBINING TILDE}", "hat": "\N{COMBINING CIRCUMFLEX ACCENT}"}
SPACES = {",": "\N{THIN SPACE}", ";": "\N{THIN SPACE}", "!": ""}
PIECE = re.compile(
    r"\\(?P<name>[a-zA-Z]+)|\\(?P<mark>[,;! %&#_|])|(?P<tie>[_^])"
    r"|(?P<group>\{)|(?P<letters>[a-zA-Z]+)|(?P<other>[^\\{}])"
)


def paragraphs(text: str) -> str:
    """Render Markdown, HTML in it escaped, to block HTML."""
    return _renderer().render(text).strip()


def inline(text: str) -> str:
    """Render Markdown of one line to HTML without a paragraph around it."""
    return _renderer().renderInline(" ".join(text.split()))


def plain(text: str) -> str:
    """Return Markdown as text without tags."""
    bare = re.sub(r"<[^>]+>", "", paragraphs(text))
    return " ".join(html.unescape(bare).split())


def tex_to_html(tex: str, options: dict[str, Any] | None = None) -> str:
    """Write a short formula in HTML: sub- and superscripts, Greek, signs."""
    try:
        body = _formula(tex.strip())
    except ValueError:
        body = f"<code>{html.escape(tex)}</code>"
    return f'<span class="rnnc-formula">{body}</span>'


@cache
def _renderer() -> MarkdownIt:
    renderer = MarkdownIt("commonmark", {"html": False}).enable("table")
    dollarmath_plugin(renderer, renderer=tex_to_html, allow_digits=False)
    return renderer.disable(["image"])


def _formula(tex: str) -> str:
    out, position = [], 0
    while position < len(tex):
        piece, position = _next(tex, position)
        out.append(piece)
    return "".join(out)


def _next(tex: str, position: int) -> tuple[str, int]:
    found = PIECE.match(tex, position)
    if not found:
        raise ValueError(tex)
    if found["tie"]:
        body, end = _next(tex, found.end())
        tag = "sub" if found["tie"] == "_" else "sup"
        return f"<{tag}>{body}</{tag}>", end
    if found["group"]:
        end = tex.index("}", found.end())
        return _formula(tex[found.end() : end]), end + 1
    if found["name"] in ("text", "mathrm", "mathbf", "operatorname"):
        end = tex.index("}", found.end())
        return html.escape(tex[found.end() + 1 : end]), end + 1
    if found["name"] in ACCENTS:
        space = tex.startswith(" ", found.end())
        body, end = _next(tex, found.end() + space)
        letter = body.removesuffix("</i>")
        return f"{letter}{ACCENTS[found['name']]}{body[len(letter) :]}", end
    if found["name"]:
        if found["name"] not in SYMBOLS:
            raise ValueError(tex)
        return SYMBOLS[found["name"]], found.end()
    if found["letters"]:
        return f"<i>{found['letters']}</i>", found.end()
    if found["mark"]:
        return html.escape(SPACES.get(found["mark"], found["mark"])), found.end()
    other = found["other"]
    return html.escape("−" if other == "-" else other), found.end()
