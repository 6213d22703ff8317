"""What checks ask about the layers of a Keras model."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["recurrent"]


def recurrent(model: Any) -> Iterator[Any]:
    """Yield a model's recurrent layers, also those inside other layers."""
    from rnn_course.models import keras

    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, keras.layers.RNN):
            yield layer
