"""`LiveFigure`: a matplotlib figure that answers to sliders and menus.

A widget author draws the figure once and marks what moves with
`animated=True`. Each redraw then copies the still part from memory, draws only
the moving artists and sends one PNG, which takes a fraction of a full drawing.
When a still part does change (limits, ticks, labels), it is drawn afresh.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import matplotlib.pyplot as plt
import numpy as np
import traitlets
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from rnn_course.mime import WIDGET_VIEW
from rnn_course.plots.pictures import Picture

DPI = 120  # a little more than the size at which it is shown


class LivePicture(anywidget.AnyWidget):
    """The picture in the browser: an image, its text alternative, a line of words."""

    _esm = Path(__file__).parent / "figure.js"
    png = traitlets.Bytes(b"").tag(sync=True)
    alt = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    width = traitlets.Int(600).tag(sync=True)


class LiveFigure:
    """A figure with controls above it and one sentence below it.

    Parameters
    ----------
    figure : Figure
        Drawn once; what `redraw` moves was created with `animated=True`.
    controls : mapping of str to ipywidgets.Widget
        Anything with a `value` and a `description`; the name is the argument
        under which `redraw` and `describe` receive the value.
    redraw : callable
        Moves the artists (`set_data`, `set_text`); returns nothing.
    describe : callable
        Says in words what is seen. It is the text alternative of the picture
        and the line under it, which a screen reader speaks on each change.

    Raises
    ------
    ValueError
        When a control has no description: it would be a slider without a name.
    """

    def __init__(
        self,
        figure: Figure,
        controls: Mapping[str, ipywidgets.Widget],
        redraw: Callable[..., None],
        describe: Callable[..., str],
    ) -> None:
        _require_descriptions(controls)
        self.figure = figure
        self.controls = dict(controls)
        self._redraw = redraw
        self._describe = describe
        self._shown: dict[str, Any] | None = None
        self._held = False
        self._canvas = _freeze(figure)
        self._still: Any = None
        self.picture = LivePicture(width=round(figure.get_figwidth() * 100))
        self.box = ipywidgets.VBox([_row(self.controls.values()), self.picture])
        self.box.add_class("rnn-live-figure")
        for control in self.controls.values():
            control.observe(self._changed, names="value")
        self.update()

    @property
    def values(self) -> dict[str, Any]:
        """The value of each control."""
        return {name: control.value for name, control in self.controls.items()}

    @property
    def words(self) -> str:
        """The sentence under the picture."""
        return self.picture.words

    @property
    def png(self) -> bytes:
        """The picture as it is now."""
        return self.picture.png

    def set(self, **values: Any) -> LiveFigure:
        """Move controls as a learner would, then redraw once.

        Raises
        ------
        KeyError
            When there is no control of that name.
        """
        for name in values:
            if name not in self.controls:
                known = ", ".join(self.controls)
                raise KeyError(f"There is no control `{name}`. There are: {known}.")
        self._held = True
        try:
            for name, value in values.items():
                self.controls[name].value = value
        finally:
            self._held = False
        self.update()
        return self

    def update(self) -> None:
        """Redraw the picture and its words from the controls.

        Browsers send the next position of a slider only when the last one was
        answered, so positions do not queue; one seen already is not drawn again.
        """
        values = self.values
        if values == self._shown:
            return
        self._redraw(**values)
        words = self._describe(**values)
        with self.picture.hold_sync():
            self.picture.png = self._encode()
            self.picture.alt = self.picture.words = words
        self._shown = values

    def redraw_seconds(self, repeats: int = 20) -> list[float]:
        """Measure redraws, encoding included, at the present values.

        Returns
        -------
        list of float
            Seconds of kernel time, one for each repeat.
        """
        seconds = []
        for _ in range(repeats):
            self._shown = None
            start = time.perf_counter()
            self.update()
            seconds.append(time.perf_counter() - start)
        return seconds

    def _changed(self, _: Any) -> None:
        if not self._held:
            self.update()

    def _encode(self) -> bytes:
        """Draw the moving artists over the still part and return a PNG."""
        canvas = self._canvas
        if self._still is None or self.figure.stale:
            canvas.draw()
            self._still = canvas.copy_from_bbox(self.figure.bbox)
        else:
            canvas.restore_region(self._still)
        for artist in _moving(self.figure):
            artist.axes.draw_artist(artist)
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
        buffer = io.BytesIO()
        image.save(buffer, format="png", compress_level=1)  # speed before size
        return buffer.getvalue()

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """Offer the live widget first, then a still picture, then words.

        The view is named here and not asked of the box: ipywidgets 7, which Google Colab
        has, knows no ``_repr_mimebundle_``.
        """
        still = Picture(self.png, self.words, self.picture.width)
        view = {"version_major": 2, "version_minor": 0, "model_id": self.box.model_id}
        return {
            WIDGET_VIEW: view,
            "text/html": f"{still.html()}<p>{still.escaped_alt()}</p>",
            "image/png": base64.b64encode(self.png).decode("ascii"),
            "text/plain": f"Interactive figure: {self.words}",
        }

    def __repr__(self) -> str:
        return f"Interactive figure: {self.words}"


def _require_descriptions(controls: Mapping[str, ipywidgets.Widget]) -> None:
    for name, control in controls.items():
        if not getattr(control, "description", ""):
            raise ValueError(
                f"The control `{name}` has no description. Give it "
                "description='…', the words that stand beside it."
            )


def _freeze(figure: Figure) -> FigureCanvasAgg:
    """Lay the figure out once, so that nothing jumps, and give it an Agg canvas."""
    plt.close(figure)  # the notebook must not show it a second time
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(DPI)
    canvas.draw()
    figure.set_layout_engine("none")
    return canvas


def _moving(figure: Figure) -> list[Artist]:
    """Return the animated artists, the lowest first."""
    found = figure.findobj(lambda artist: artist.get_animated() and artist.axes)
    return sorted(found, key=lambda artist: artist.get_zorder())


def _row(controls: Any) -> ipywidgets.Box:
    """Set the controls side by side; they wrap where the page is narrow."""
    for control in controls:
        control.style.description_width = "initial"
    layout = ipywidgets.Layout(flex_flow="row wrap", align_items="center")
    return ipywidgets.Box(list(controls), layout=layout)
