"""What checks ask about a Keras model, and about its layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .kinds import describe
from .verdict import Wrong

__all__ = ["demand_model", "recurrent"]


def demand_model(model: Any, name: str) -> None:
    """Demand that the answer of this name returned a Keras model.

    Raises
    ------
    Wrong
        When it returned anything else.
    """
    from rnn_course.models import keras

    if not isinstance(model, keras.Model):
        raise Wrong(
            f"`{name}` returned {describe(model)}; expected a keras.Model. "
            "Return the model itself, not what `compile` or `fit` gives back.",
            "not-a-model",
        )


def recurrent(model: Any) -> Iterator[Any]:
    """Yield a model's recurrent layers, also those inside other layers."""
    from rnn_course.models import keras

    for layer in model._flatten_layers(include_self=False):
        if isinstance(layer, keras.layers.RNN):
            yield layer
