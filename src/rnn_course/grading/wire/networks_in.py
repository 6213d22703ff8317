"""A Keras network built from what another process says about it, and nothing else.

Only classes of Keras are used, from a list; nothing is looked up by a module's name, no
code comes in, no file is read. No weight is made larger than those that came.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from rnn_course.errors import CourseError

from .messages import Record

__all__ = ["Refused", "build_network"]

_LONGEST = 2_000_000  # characters of a description
_PARTS = 3000  # objects that it may name
_SPACES = {  # module → the names in it that may not be used
    "keras.layers": {
        "Lambda",
        "TFSMLayer",
        "TorchModuleWrapper",
        "JaxLayer",
        "FlaxLayer",
        "StringLookup",
        "IntegerLookup",
        "TextVectorization",
        "Hashing",
        "HashedCrossing",
        "Pipeline",
    },
    "keras.initializers": set(),
    "keras.regularizers": set(),
    "keras.constraints": set(),
    "keras.optimizers": set(),
    "keras.optimizers.schedules": set(),
    "keras.losses": set(),
    "keras.metrics": set(),
    "keras.dtype_policies": set(),
}
_ROOT = {"DTypePolicy", "Sequential", "Model", "Functional"}  # named in "keras" itself
_TAGS = {"__keras_tensor__", "__tensor__", "__numpy__", "__slice__", "__ellipsis__"}
_KNOWN = {"module", "class_name", "config", "registered_name", "build_config"}


class Refused(CourseError):
    """The description is not one of a network that may be built; the text says why."""


def build_network(record: Record, function: Callable[[Any], Callable[..., Any]]) -> Any:
    """Build a network.

    Parameters
    ----------
    record : Record
        As `networks_out.describe_network` makes it, but by a process not trusted.
    function : callable
        Makes a function of a record that stands for one of the other process.

    Raises
    ------
    Refused
        When it may not be built; the text says why.
    """
    try:
        return _build(record.fields, function)
    except Refused:
        raise
    except Exception as error:  # of a description that says nonsense
        raise Refused(f"it cannot be built ({type(error).__name__})") from None


def _build(fields: Mapping[str, Any], function: Callable[[Any], Any]) -> Any:
    from rnn_course.models import keras

    if fields["kind"] not in ("Sequential", "Functional"):
        raise Refused(f"its class is none of Keras's: {str(fields['kind'])[:50]!r}")
    layers = _read(fields["config"])
    weights = [_numbers(w) for w in fields["weights"]]
    with _bounded(sum(w.size for w in weights), keras):
        whole = {
            "module": "keras",
            "class_name": fields["kind"],
            "config": layers["config"],
            "registered_name": None,
        }
        if fields["kind"] == "Functional":
            whole["module"] = "keras.src.models.functional"
        if isinstance(layers.get("build_config"), dict) and fields["built"]:
            whole["build_config"] = layers["build_config"]
        network = keras.saving.deserialize_keras_object(whole, safe_mode=True)
    if [tuple(w.shape) for w in network.weights] != [w.shape for w in weights]:
        raise Refused("its weights have other shapes than its layers say")
    network.set_weights(weights)
    if "compiled" in fields:
        _compile(network, fields["compiled"], function)
    return network


def _numbers(value: Any) -> np.ndarray:
    if not isinstance(value, np.ndarray) or value.dtype.kind not in "biuf":
        raise Refused("its weights are no numbers")
    return value


@contextlib.contextmanager
def _bounded(most: int, keras: Any) -> Iterator[None]:
    """Let layers make not many more numbers than have come as weights.

    A wrapper such as Bidirectional builds its layer three times before it is done; what
    is left in the end is compared with what has come, shape by shape.
    """
    original, made = keras.layers.Layer.add_weight, [0]

    def add_weight(self: Any, shape: Any = None, *args: Any, **options: Any) -> Any:
        sizes = (shape,) if isinstance(shape, int) else tuple(shape or ())
        made[0] += int(np.prod([int(size) for size in sizes], dtype=object))
        if made[0] > 4 * most:
            raise Refused("its layers hold more numbers than came as weights")
        return original(self, shape, *args, **options)

    keras.layers.Layer.add_weight = add_weight
    try:
        yield
    finally:
        keras.layers.Layer.add_weight = original


# --- descriptions ---------------------------------------------------------------------


def _read(text: Any) -> Any:
    if not isinstance(text, str) or len(text) > _LONGEST:
        raise Refused("its description is too long")
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("its description is not JSON") from None
    counted = [0]
    return _cleared(value, counted)


def _cleared(value: Any, counted: list[int], key: str = "") -> Any:
    """Return a description with nothing in it but what is known and harmless."""
    counted[0] += 1
    if counted[0] > 40 * _PARTS:
        raise Refused("its description has too many parts")
    if isinstance(value, list):
        return [_cleared(one, counted, key) for one in value]
    if not isinstance(value, dict):
        return value
    if "class_name" in value:
        value = _known(value, key)
        if not isinstance(value, dict):
            return value
    return {name: _cleared(one, counted, name) for name, one in value.items()}


def _known(value: dict[str, Any], key: str) -> Any:
    """Return a named object when it is one of Keras's."""
    from rnn_course.models import keras

    name, module = value["class_name"], value.get("module")
    if not isinstance(name, str) or not isinstance(module, str | None):
        raise Refused("its description names a thing without a name")
    if name in _TAGS:
        return value
    if key.endswith("initializer") and not _is_listed(keras, module, name):
        return "zeros"  # of no effect: the weights themselves have come
    if name in ("Functional", "Sequential", "Model") and str(module).startswith(
        "keras"
    ):
        return value
    if module == "keras" and name in _ROOT:
        return value
    if _is_listed(keras, module, name) or _is_operation(module, name):
        return value
    raise Refused(f"it holds `{name[:60]}`, which is not a part of Keras")


def _is_listed(keras: Any, module: str | None, name: str) -> bool:
    if module not in _SPACES or name in _SPACES[module] or not name.isidentifier():
        return False
    space: Any = keras
    for word in module.split(".")[1:]:
        space = getattr(space, word)
    return isinstance(getattr(space, name, None), type)


def _is_operation(module: str | None, name: str) -> bool:
    """Tell whether it is one of the operations behind ``x[:, -1]`` or ``a + b``."""
    from keras.src.ops import core, nn, numpy
    from keras.src.ops.operation import Operation

    homes = {f"keras.src.ops.{home.__name__.split('.')[-1]}": home for home in
             (core, nn, numpy)}  # fmt: skip
    if module not in homes or name in (
        "Map",
        "Scan",
        "WhileLoop",
        "Cond",
        "VectorizedMap",
    ):
        return False
    found = getattr(homes[module], name, None)
    return isinstance(found, type) and issubclass(found, Operation)


# --- how it was compiled --------------------------------------------------------------


def _compile(network: Any, given: Any, function: Callable[[Any], Any]) -> None:
    from rnn_course.models import keras

    optimizer = keras.optimizers.deserialize(_read(given["optimizer"]))
    steps = given.get("steps_per_execution")
    network.compile(
        optimizer=optimizer,
        loss=_loss(given.get("loss"), function),
        loss_weights=_weights_of_losses(given.get("loss_weights")),
        metrics=[one for one in given.get("metrics") or [] if _is_metric(one)] or None,
        run_eagerly=given.get("run_eagerly") is True,
        steps_per_execution=steps if isinstance(steps, int) and 0 < steps < 1000 else 1,
    )
    slots = given.get("slots")
    if slots:
        _fill(network, [_numbers(slot) for slot in slots])


def _fill(network: Any, slots: list[np.ndarray]) -> None:
    """Give the optimizer the state in which it was, its count of updates too."""
    optimizer = network.optimizer
    optimizer.build(network.trainable_variables)
    if [tuple(v.shape) for v in optimizer.variables] != [s.shape for s in slots]:
        raise Refused("its optimizer has another state than its kind has")
    for variable, slot in zip(optimizer.variables, slots, strict=True):
        variable.assign(slot)


def _weights_of_losses(value: Any) -> Any:
    plain = value if isinstance(value, list) else [value]
    return value if all(isinstance(one, int | float) for one in plain) else None


def _is_metric(name: Any) -> bool:
    from rnn_course.models import keras

    if not isinstance(name, str) or not name.isidentifier():
        return False
    return name in ("accuracy", "acc") or hasattr(keras.metrics, name)


def _loss(given: Any, function: Callable[[Any], Any]) -> Any:
    from rnn_course.models import keras

    if given is None or isinstance(given, str):
        return given
    if isinstance(given, list):
        return [_loss(one, function) for one in given]
    if "function" in given:
        return _lent(function(given["function"]))
    if "config" in given:
        return keras.losses.deserialize(_read(given["config"]))
    return {name: _loss(one, function) for name, one in given.items()}


def _lent(ask: Callable[..., Any]) -> Callable[[Any, Any], Any]:
    """Return a loss that is computed in the other process, its slope too."""
    from rnn_course.models import tf

    def values(truth: Any, said: Any) -> np.ndarray:
        return _floats(ask(truth, said))

    def slopes(truth: Any, said: Any) -> np.ndarray:
        return _floats(ask(truth, said, True)).reshape(np.shape(said))

    @tf.custom_gradient
    def loss(truth: Any, said: Any) -> Any:
        result = tf.numpy_function(values, [truth, said], tf.float32)
        with contextlib.suppress(ValueError):  # a loss may also give a single number
            result.set_shape(said.shape[:-1])

        def slope(upstream: Any) -> tuple[None, Any]:
            each = tf.numpy_function(slopes, [truth, said], tf.float32)
            each.set_shape(said.shape)
            extra = tf.rank(each) - tf.rank(upstream)
            shape = tf.concat([tf.shape(upstream), tf.ones([extra], tf.int32)], 0)
            return None, each * tf.reshape(upstream, shape)

        return result, slope

    def whole(truth: Any, said: Any) -> Any:
        return loss(tf.convert_to_tensor(truth), tf.convert_to_tensor(said))

    return whole


def _floats(value: Any) -> np.ndarray:
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise Refused("its loss gives no numbers")
    return array.astype(np.float32)
