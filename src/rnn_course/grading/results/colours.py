"""Colour Python code for a page: keywords, comments and texts."""

from __future__ import annotations

from markupsafe import Markup, escape
from pygments.lexers import PythonLexer
from pygments.token import Comment, Keyword, Operator, String, Token

__all__ = ["highlight"]

CLASSES = ((Keyword, "k"), (Operator.Word, "k"), (Comment, "c"), (String, "s"))


def highlight(source: str) -> Markup:
    """Return code as HTML; everything in it is escaped."""
    parts = [_coloured(kind, text) for kind, text in _LEXER.get_tokens(source)]
    return Markup("").join(parts)


def _coloured(kind: type[Token], text: str) -> Markup:
    for wanted, name in CLASSES:
        if kind in wanted:
            return Markup('<span class="{}">{}</span>').format(name, text)
    return escape(text)


_LEXER = PythonLexer(stripnl=False, ensurenl=False)
