"""Templates of the pages; whatever is put into one is escaped there."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

__all__ = ["render"]

HERE = Path(__file__).parent


def render(name: str, **values: Any) -> str:
    """Fill in a template: ``"report"`` or ``"feedback"``.

    Parameters
    ----------
    **values
        Plain text is escaped; what is `Markup` already is not.
    """
    style = Markup((HERE / "style.css").read_text(encoding="utf-8"))
    return _environment().get_template(f"{name}.html.j2").render(style=style, **values)


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
