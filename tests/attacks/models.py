"""Attacks by way of a Keras network, which the checker builds anew."""

from __future__ import annotations

from . import attack

LESSON = "03-predict-the-next-number"
HEAD = """
from rnn_course.models import keras
import json
def right(units, activation, *more):
    model = keras.Sequential([keras.Input((3, 1)),
        keras.layers.SimpleRNN(units, activation=activation), keras.layers.Dense(1), *more])
    model.compile(optimizer="adam", loss="mse")
    return model
"""


def network(name: str, about: str, source: str, flag: str = "") -> None:
    attack(name, about, HEAD + source, lesson=LESSON, flag=flag)


def forged(name: str, about: str, change: str) -> None:
    """An attack that changes the description of a right network on its way."""
    network(
        name,
        about,
        f"""
import rnn_course.grading.wire.networks_out as out
honest = out._text
def forge(value):
    text = honest(value)
    if '"layers"' in text:
        value = json.loads(text)
        layer = value["config"]["layers"][1]
        {change}
        text = json.dumps(value)
    return text
out._text = forge
build_model = right
""",
    )


network("lambda-layer", "a Lambda layer, which is code in a file", "def build_model(u, a):\n    return right(u, a, keras.layers.Lambda(lambda x: x))")  # fmt: skip
network(
    "own-layer",
    "a layer class of its own, registered with Keras",
    """
@keras.saving.register_keras_serializable(package="evil")
class Evil(keras.layers.Layer):
    def call(self, x): return x
    @classmethod
    def from_config(cls, config):
        import os; os.system("touch /tmp/from_config"); return cls()
def build_model(u, a):
    return right(u, a, Evil())
""",
)
network("own-model", "a model class of its own", "class Mine(keras.Sequential):\n    pass\ndef build_model(u, a):\n    return Mine(right(u, a).layers)")  # fmt: skip
network("endless-loss", "a loss that never ends", "def slow(t, p):\n    while True: pass\ndef build_model(u, a):\n    m = right(u, a)\n    m.compile('adam', slow)\n    return m", flag="process")  # fmt: skip
forged("names-a-program", "a layer that names os.system", 'layer.update(module="os", class_name="system", config="touch /tmp/named")')  # fmt: skip
forged("names-builtins", "a layer that names builtins.eval", 'layer.update(module="builtins", class_name="function", config="eval", registered_name="function")')  # fmt: skip
forged("loads-a-file", "a layer that loads a saved model from a path", 'layer.update(class_name="TFSMLayer", config={"filepath": "/etc/passwd"})')  # fmt: skip
forged("pickled-lambda", "a function as marshalled code", 'layer["config"]["activation"] = {"class_name": "__lambda__", "config": {"value": ["4wAAAA==", None, None]}}')  # fmt: skip
forged("a-billion-units", "a layer of 10⁹ units, with a few weights", 'layer["config"]["units"] = 10**9')  # fmt: skip
forged("nested-config", "a description nested 5,000 deep", 'for _ in range(5000): layer["config"] = {"config": layer["config"]}')  # fmt: skip
forged("reads-a-vocabulary", "a layer that reads a file as its vocabulary", 'layer.update(class_name="StringLookup", config={"vocabulary": "/etc/passwd"})')  # fmt: skip
