"""What several widgets share: the field for a sentence, the network that reads it."""

from __future__ import annotations

from typing import Protocol

import ipywidgets
import numpy as np

__all__ = ["Network", "sentence_field"]


class Network(Protocol):
    """Whatever has weights to give, a Keras model for one."""

    def get_weights(self) -> list[np.ndarray]:
        """Return the weights, layer by layer."""


def sentence_field(sentence: str, label: str, width: int) -> ipywidgets.Text:
    """Return a text field, `width` letters wide, that speaks when Enter is pressed."""
    return ipywidgets.Text(
        value=sentence,
        description=label,
        continuous_update=False,
        layout=ipywidgets.Layout(width=f"{width}em"),
    )
