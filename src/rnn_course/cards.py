"""A small, calm card: in a notebook HTML, in a terminal plain text."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt

from .checks.verdict import Verdict

__all__ = ["VERDICT_MIME", "Card", "Tone", "to_html"]

VERDICT_MIME = "application/vnd.rnn-course.verdict+json"

_STYLE = """
.rnn-card { --edge: #5b6b7b; --ink: var(--jp-content-font-color1, #1f2328);
  border: 1px solid color-mix(in srgb, var(--edge) 45%, transparent);
  border-left: 5px solid var(--edge); border-radius: 6px; padding: .6em 1em;
  margin: .4em 0; max-width: 46em; color: var(--ink); line-height: 1.5;
  font-family: var(--jp-content-font-family, system-ui, sans-serif);
  background: color-mix(in srgb, var(--edge) 7%, transparent); }
.rnn-card.right { --edge: #1a7f4b; } .rnn-card.wrong { --edge: #b35900; }
.rnn-card p { margin: .35em 0; } .rnn-card .head { display: flex; gap: .6em;
  flex-wrap: wrap; align-items: baseline; }
.rnn-card .title { font-weight: 600; } .rnn-card .earned { margin-left: auto; }
.rnn-card code { overflow-wrap: anywhere; color: inherit; background: none;
  font-family: var(--jp-code-font-family, ui-monospace, monospace); }
.rnn-card pre { overflow-x: auto; margin: .5em 0; color: inherit;
  background: none; }
"""


@dataclass(frozen=True)
class Tone:
    """How a card begins: a sign, a word, and a colour (right, wrong or calm)."""

    sign: str
    word: str
    colour: str


@dataclass(frozen=True)
class Card:
    """What a learner sees after ``check``, ``hint`` or ``solution``.

    In a notebook the plain-text form is the number of points alone: stock nbgrader
    reads a test cell's partial credit from it.

    Attributes
    ----------
    tone : Tone
        How it begins.
    title, text : str
        The exercise, and what there is to say, in Markdown.
    earned : str
        The points in words.
    code : str
        Python code to show below.
    verdict : Verdict or None
        What a check said, for programs that read the notebook.
    """

    tone: Tone
    title: str
    text: str
    earned: str = ""
    code: str = ""
    verdict: Verdict | None = None

    def __repr__(self) -> str:
        head = f"{self.tone.sign} {self.tone.word}: {self.title}"
        tail = f" ({self.earned})" if self.earned else ""
        return "\n".join(filter(None, [head + tail, self.text, self.code]))

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        if not _in_notebook():
            return {"text/plain": repr(self)}
        bundle = {"text/html": self._html(), "text/plain": repr(self)}
        if self.verdict is not None:
            bundle["text/plain"] = repr(float(self.verdict.points))
            bundle[VERDICT_MIME] = asdict(self.verdict)
        return bundle

    def _html(self) -> str:
        code = f"<pre><code>{escape(self.code)}</code></pre>" if self.code else ""
        return (
            f"<style>{_STYLE}</style>"
            f'<div class="rnn-card {self.tone.colour}"><div class="head">'
            f"<span class='title'>{self.tone.sign} {self.tone.word}</span>"
            f"<span>{escape(self.title)}</span>"
            f"<span class='earned'>{escape(self.earned)}</span></div>"
            f"{to_html(self.text)}{code}</div>"
        )


def to_html(markdown: str) -> str:
    """Render Markdown; any HTML, link or picture in it is shown, not obeyed.

    A reason may hold words of a learner's own: an exception's, a layer's name.
    """
    return _renderer().render(markdown)


@cache
def _renderer() -> MarkdownIt:
    leads_away = ["link", "image", "autolink", "reference"]
    return MarkdownIt("commonmark", {"html": False}).disable(leads_away)


def _in_notebook() -> bool:
    """Tell whether a notebook's kernel is asking, not a terminal."""
    return "ipykernel" in sys.modules and "ipykernel.kernelapp" in sys.modules
