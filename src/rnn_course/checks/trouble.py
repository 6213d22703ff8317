"""A learner's exception, shortened to the learner's own lines."""

from __future__ import annotations

import re
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

__all__ = ["Trouble", "shorten"]

_LONGEST = 300  # characters shown of an exception's message
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")  # Keras paints its messages for a terminal


@dataclass(frozen=True)
class Trouble:
    """Why a call did not return.

    Attributes
    ----------
    kind : str
        ``"stub"`` (not written yet), ``"slow"`` or ``"exception"``.
    name : str
        The exception's class.
    message : str
        Its text, shortened.
    where : str
        The learner's own line, the time that was up, or the stub that was called.
    """

    kind: str
    name: str
    message: str
    where: str


def shorten(error: BaseException, function: Callable[..., Any]) -> Trouble:
    """Keep the exception's name, its message and the last line of `function`."""
    code = getattr(function, "__code__", None)
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if code and _is_own(frame.filename, code)]
    if isinstance(error, NotImplementedError) and not _in_a_library(frames):
        return Trouble("stub", "NotImplementedError", "", _other_name(frames, code))
    where = f"line {own[-1].lineno}: `{own[-1].line}`" if own and own[-1].line else ""
    return Trouble("exception", type(error).__name__, _message(error), where)


def _is_own(filename: str, code: CodeType) -> bool:
    """Tell whether a frame is the learner's: the same file, or a notebook's cell."""
    return filename == code.co_filename or "ipykernel" in Path(filename).parent.name


def _in_a_library(frames: list[traceback.FrameSummary]) -> bool:
    """Tell whether an installed package raised, not something that a learner wrote."""
    return bool(frames) and "site-packages" in frames[-1].filename


def _other_name(frames: list[traceback.FrameSummary], code: CodeType | None) -> str:
    """Name the function that raised, when it is not the answer itself."""
    name = frames[-1].name if frames and code else ""
    return name if code and name != code.co_name else ""


def _message(error: BaseException) -> str:
    try:
        text = " ".join(_COLOURS.sub("", str(error)).split())
    except Exception:
        return ""
    return text if len(text) <= _LONGEST else text[:_LONGEST] + " …"
