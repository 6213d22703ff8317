"""Text that is quick to draw again, for figures with many numbers that move.

Matplotlib lays every text out anew, at 1 to 3 ms each. Pillow writes the same words in
a hundredth of that, and the result goes onto the canvas as a picture.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgb
from matplotlib.font_manager import findfont
from matplotlib.text import Text
from PIL import Image, ImageDraw, ImageFont

LINE = 1.25  # from one line to the next, in font sizes
SIDES = {"left": (0.0, "l"), "center": (0.5, "m"), "right": (1.0, "r")}


class QuickText(Text):
    """A text without formulas or rotation, vertically centred at its place.

    Parameters
    ----------
    x, y : float
        In data coordinates.
    **style
        What `matplotlib.text.Text` takes; `ha` is "left", "center" or "right".
    """

    def __init__(self, x: float, y: float, **style: Any) -> None:
        super().__init__(x, y, "", **style)

    def draw(self, renderer: RendererBase) -> None:
        """Write the words onto the canvas."""
        if not self.get_visible() or not self.get_text():
            return
        x, y = self.get_transform().transform((self._x, self._y))
        share, _ = SIDES[self.get_horizontalalignment()]
        mask = self._mask(renderer.points_to_pixels(self.get_fontsize()))
        height, width = mask.shape
        picture = np.empty((height, width, 4), dtype=np.uint8)
        picture[..., :3] = np.round(255 * np.array(to_rgb(self.get_color())))
        picture[..., 3] = mask
        gc = renderer.new_gc()
        left, bottom = round(x - share * width), round(y - height / 2)
        renderer.draw_image(gc, left, bottom, picture[::-1])  # first row at the bottom
        gc.restore()

    def _mask(self, pixels: float) -> np.ndarray:
        """Return how much each pixel is covered, (height, width), 0 to 255."""
        font = _font(findfont(self.get_fontproperties()), round(pixels))
        lines = self.get_text().split("\n")
        pitch = LINE * pixels
        width = max(int(font.getlength(line)) for line in lines) + 2
        share, letter = SIDES[self.get_horizontalalignment()]
        image = Image.new("L", (width, round(pitch * len(lines))))
        draw = ImageDraw.Draw(image)
        for row, line in enumerate(lines):
            place = (share * width, pitch * (row + 0.5) + 0.36 * pixels)
            draw.text(place, line, fill=255, font=font, anchor=f"{letter}s")
        return np.asarray(image)


@cache
def _font(path: str, pixels: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, pixels, layout_engine=ImageFont.Layout.BASIC)
