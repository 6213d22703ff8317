"""A question on the screen. Python decides, the front end shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import anywidget
import traitlets

__all__ = ["QuizWidget"]

HERE = Path(__file__).parent


class QuizWidget(anywidget.AnyWidget):
    """One question with its inputs, its button and its feedback.

    Parameters
    ----------
    question : dict
        What `present.face` made: rendered texts, never the key.
    answer : callable
        Called with a pick; it sets the reply to be shown.
    look : callable
        Called with the notebook's path as the front end knows it; says whether the
        pick is in the file, None when nobody knows.
    """

    _esm = HERE / "widget.js"
    _css = HERE / "widget.css"
    question = traitlets.Dict().tag(sync=True)
    pick = traitlets.Any(None, allow_none=True).tag(sync=True)
    reply = traitlets.Dict().tag(sync=True)
    saved = traitlets.Dict().tag(sync=True)  # travels with the widget's state
    kept = traitlets.Dict().tag(sync=True)  # what the cell's output says of it

    def __init__(
        self,
        question: dict[str, Any],
        answer: Callable[[Any], None],
        look: Callable[[str], bool | None],
    ) -> None:
        super().__init__(question=question)
        self._answer, self._look = answer, look
        self.on_msg(self._receive)

    def _receive(self, _widget: Any, content: Any, _buffers: Any) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        if kind not in ("look", "answer"):
            return
        told = content.get("path")
        found = self._look(told if isinstance(told, str) else "")
        if kind == "look":
            self.send({"kind": "found", "in_file": found})
        else:  # kept under the name that the notebook has by now
            self._answer(content.get("pick"))
