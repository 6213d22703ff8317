"""A finished figure as a picture with a text alternative, for any front end."""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

PICTURE_DPI = 200  # drawn at twice the size at which it is shown
LEAST = 2 / 3  # of its size; smaller, its words are not read: narrow windows scroll


class Picture:
    """A finished figure: PNG bytes and the words that stand in for it."""

    def __init__(self, png: bytes, alt: str, width: int) -> None:
        self.png = png
        self.alt = alt
        self.width = width  # in CSS pixels

    def html(self) -> str:
        """Return the picture as an HTML figure with a text alternative."""
        data = base64.b64encode(self.png).decode("ascii")
        least = round(LEAST * self.width)
        return (
            f'<figure style="margin:0"><img alt="{self.escaped_alt()}" '
            f'width="{self.width}" style="max-width:100%;min-width:{least}px;height:auto" '
            f'src="data:image/png;base64,{data}"></figure>'
        )

    def escaped_alt(self) -> str:
        """Return the words, safe inside HTML."""
        return html.escape(self.alt)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        png = base64.b64encode(self.png).decode("ascii")
        bundle = {"text/html": self.html(), "image/png": png, "text/plain": repr(self)}
        return bundle, {"image/png": {"alt": self.alt, "width": self.width}}

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"


def picture(target: Axes | Figure, *, alt: str) -> Picture:
    """Turn axes or a figure into a `Picture` and close the figure."""
    figure = target if isinstance(target, Figure) else target.figure
    if not alt.strip():
        raise ValueError(
            "The figure has no text alternative. Say in alt='…', in one or two "
            "sentences, what a reader who cannot see it should know."
        )
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=PICTURE_DPI, metadata={"Software": None})
    plt.close(figure)
    return Picture(buffer.getvalue(), alt, round(figure.get_figwidth() * 100))


def show(target: Axes | Figure, *, alt: str) -> None:
    """Display a figure with its text alternative, then close it.

    Parameters
    ----------
    target : Axes or Figure
        What to display; axes stand for their whole figure.
    alt : str
        What a reader who cannot see the figure should know of it.
    """
    from IPython.display import display

    display(picture(target, alt=alt))
