"""A Keras network as plain values: its layers, its weights, how it was compiled."""

from __future__ import annotations

import json
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from .messages import Record

__all__ = ["Unportable", "describe_network"]

_SETTINGS = ("loss_weights", "run_eagerly", "steps_per_execution", "jit_compile")


class Unportable(Exception):
    """The network holds something that can be used in its own process alone."""


def describe_network(network: Any, lend: Callable[[Any], Any]) -> Record:
    """Return a network as a record of plain values.

    Parameters
    ----------
    network : keras.Model
        Sequential or functional, of Keras's own layers.
    lend : callable
        Makes a record of a function that stays here and is called by message.

    Raises
    ------
    Unportable
        When it holds classes or functions of the notebook's own; the text names one.
    """
    from rnn_course.models import keras

    kind = next((k for k in ("Sequential", "Functional") if _is(network, k)), None)
    if kind is None:
        raise Unportable(
            f"its class, `{type(network).__name__}`, is the notebook's own"
        )
    _refuse_own_functions(network)
    fields = {
        "kind": kind,
        "config": _text(keras.saving.serialize_keras_object(_bare(network))),
        "built": bool(network.built),
        "weights": [np.asarray(w) for w in network.get_weights()],
    }
    if network.compiled:
        fields["compiled"] = _compiled(network, lend)
    return Record("network", fields)


def _is(network: Any, kind: str) -> bool:
    own = type(network)
    return own.__name__ == kind and own.__module__.startswith("keras.")


def _bare(network: Any) -> dict[str, Any]:
    """Return what describes the layers, and not how the network is compiled."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # on a lambda: it will not be built from that
        bare = {"config": network.get_config()}
        if network.built:
            bare["build_config"] = network.get_build_config()
        return bare


def _text(value: Any) -> str:
    try:
        return json.dumps(value)
    except (TypeError, ValueError) as error:
        raise Unportable(f"its description cannot be written down ({error})") from None


def _refuse_own_functions(network: Any) -> None:
    """Refuse an activation of the notebook's own, which goes by a name of Keras's."""
    from rnn_course.models import keras

    for part in _parts(network):
        for name in ("activation", "recurrent_activation"):
            used = getattr(part, name, None)
            if not isinstance(used, types.FunctionType):
                continue
            home = str(getattr(used, "__module__", "")).split(".")[0]
            known = getattr(keras.activations, used.__name__, None)
            if used is not known and home not in ("keras", "tensorflow"):
                what = f"`{used.__name__}` is a function of the notebook's own"
                raise Unportable(f"its activation {what}")


def _parts(network: Any) -> Iterator[Any]:
    for layer in network._flatten_layers(include_self=False):
        yield layer
        if hasattr(layer, "cell"):
            yield layer.cell


def _compiled(network: Any, lend: Callable[[Any], Any]) -> dict[str, Any]:
    from rnn_course.models import keras

    given = dict(network._compile_config.config)
    optimizer = network.optimizer
    fields = {name: given.get(name) for name in _SETTINGS}
    fields["optimizer"] = _text(keras.saving.serialize_keras_object(optimizer))
    if optimizer.built:
        fields["slots"] = [np.asarray(v) for v in optimizer.variables]
    fields["loss"] = _loss(given.get("loss"), lend)
    fields["metrics"] = _metrics(given.get("metrics"))
    return fields


def _loss(loss: Any, lend: Callable[[Any], Any]) -> Any:
    """Return a loss by its name or settings; lend out one of the notebook's own."""
    from rnn_course.models import keras

    if loss is None or isinstance(loss, str):
        return loss
    if isinstance(loss, list | tuple):
        return [_loss(one, lend) for one in loss]
    if isinstance(loss, dict):
        return {str(name): _loss(one, lend) for name, one in loss.items()}
    if isinstance(loss, keras.losses.Loss) and _is_from_keras(type(loss)):
        function = getattr(loss, "fn", None)
        if function is None or _is_from_keras(function):
            return {"config": _text(keras.saving.serialize_keras_object(loss))}
    if isinstance(loss, types.FunctionType) and _is_from_keras(loss):
        return loss.__name__
    if callable(loss):
        return {"function": lend(_Loss(loss))}
    raise Unportable("its loss is of no known kind")


def _is_from_keras(thing: Any) -> bool:
    return str(getattr(thing, "__module__", "")).startswith("keras.")


class _Loss:
    """A loss of the notebook's own, and its slope, for arrays."""

    def __init__(self, loss: Callable[[Any, Any], Any]) -> None:
        self.loss = loss
        self.__name__ = "loss"

    def __call__(self, truth: Any, said: Any, slope: bool = False) -> Any:
        """Return the loss of each row; with `slope`, d sum(loss)/d said."""
        from rnn_course.models import tf

        truth, said = tf.convert_to_tensor(truth), tf.convert_to_tensor(said)
        with tf.GradientTape() as tape:
            tape.watch(said)
            values = tf.convert_to_tensor(self.loss(truth, said))
        if slope:
            found = tape.gradient(values, said)
            return np.zeros(said.shape, "float32") if found is None else found.numpy()
        return values.numpy()


def _metrics(metrics: Any) -> list[str]:
    """Keep the metrics that go by a name; they change no check."""
    given = metrics if isinstance(metrics, list | tuple) else [metrics]
    return [one for one in given if isinstance(one, str)]
