"""Functions, generators and networks cross between processes and stay what they are."""

from __future__ import annotations

import json
import random

import numpy as np
import pytest

from rnn_course.checks.verdict import Uncheckable
from rnn_course.grading.checker.proxies import RemoteSubject
from rnn_course.grading.wire.messages import Record
from rnn_course.grading.wire.networks_in import Refused, build_network
from rnn_course.grading.wire.networks_out import describe_network
from rnn_course.grading.wire.portable import Other


def ask(host, source, *given, name="answer", seconds=120.0):
    with host.source(source) as learner:
        arguments = {f"a{i}": value for i, value in enumerate(given)}
        return RemoteSubject(learner, name).call(arguments, seconds)


def test_a_function_is_called_back(host):
    seen = []

    def f(x, *, twice=False):
        seen.append(np.array(x))
        return (x * 2 if twice else x).sum()

    call = ask(
        host, "def answer(f, x):\n    return f(x, twice=True) + 1", f, np.ones(3)
    )
    assert call.value == 7
    assert seen[0].tolist() == [1, 1, 1]


def test_what_a_called_back_function_raises_arrives(host):
    def f(x):
        raise KeyError("no such token")

    call = ask(host, "def answer(f):\n    return f(1)", f)
    assert call.trouble.name == "KeyError"
    assert "no such token" in call.trouble.message
    caught = "def answer(f):\n    try: f(1)\n    except KeyError: return 'caught'"
    assert ask(host, caught, f).value == "caught"


def test_a_step_with_a_state_of_its_own_kind(host):
    def step(token, state):
        return np.arange(3.0) + token, (state or 0) + 1

    source = """
def answer(step):
    state, said = None, []
    for token in range(3):
        logits, state = step(token, state)
        said.append(int(logits.argmax()) + state)
    return said
"""
    assert ask(host, source, step).value == [3, 4, 5]


def test_a_generator_draws_what_it_would_here(host):
    rng = np.random.default_rng(3)
    call = ask(host, "def answer(rng):\n    return rng.integers(0, 99, 4)", rng)
    assert call.value.tolist() == np.random.default_rng(3).integers(0, 99, 4).tolist()
    fresh = np.random.default_rng(3).bit_generator.state
    assert rng.bit_generator.state == fresh  # ours has not moved


@pytest.mark.parametrize("before", [5, 6])
def test_a_seed_set_here_holds_there(host, before):
    source = (
        "import random\ndef answer():\n    return np.random.random(), random.random()"
    )
    np.random.seed(before)  # by whoever used this process last
    random.seed(before)
    with host.source(source) as learner:
        subject, drawn = RemoteSubject(learner, "answer"), []
        for _ in range(2):
            np.random.seed(5)
            random.seed(5)
            drawn.append(subject.call({}, 5).value)
        drawn.append(subject.call({}, 5).value)
    assert drawn[0] == drawn[1]
    assert drawn[2] != drawn[1]  # it goes on where it was


def test_a_function_that_comes_back_can_be_called(host):
    source = "def answer(k):\n    return lambda x: k * x"
    with host.source(source) as learner:
        value = RemoteSubject(learner, "answer").call({"k": 3}, 5).value
        assert value(14) == 42


def test_names_are_those_of_the_moment(host):
    source = "model = None\nwords = {'cat': 2}\ndef answer():\n    return helper()\ndef helper():\n    return 1"
    with host.source(source) as learner:
        subject = RemoteSubject(learner, "answer")
        assert subject.namespace["model"] is None
        assert subject.namespace["words"] == {"cat": 2}
        assert "missing" not in subject.namespace
        assert subject.with_names({"helper": lambda: 5}).call({}, 5).value == 5
        assert subject.call({}, 5).value == 1


def test_what_takes_too_long_is_stopped_and_the_process_lives(host):
    source = "def answer(x):\n    while x: pass\n    return 1"
    with host.source(source) as learner:
        subject = RemoteSubject(learner, "answer")
        assert subject.call({"x": 1}, 0.3).trouble.kind == "slow"
        assert subject.call({"x": 0}, 5).value == 1


def test_what_has_no_form_crosses_as_its_name(host):
    call = ask(host, "class Odd: pass\ndef answer():\n    return [Odd(), 1]")
    assert isinstance(call.value[0], Other)
    assert type(call.value[0]).__name__ == "Odd"


def test_a_dead_process_says_so(host):
    with host.source("import os\ndef answer():\n    os._exit(1)") as learner:
        with pytest.raises(Uncheckable, match="is gone"):
            RemoteSubject(learner, "answer").call({}, 5)
        with pytest.raises(Uncheckable, match="is gone"):
            RemoteSubject(learner, "answer").call({}, 5)


# --- networks -------------------------------------------------------------------------


def keras():
    from rnn_course.models import keras as module

    return module


def small(*more, loss="mse"):
    k = keras()
    model = k.Sequential(
        [k.Input((3, 1)), k.layers.SimpleRNN(4), k.layers.Dense(1), *more]
    )
    model.compile(k.optimizers.Adam(0.01), loss)
    return model


X = np.arange(6.0, dtype="float32").reshape(2, 3, 1) / 6
Y = np.ones((2, 1), "float32")


def copy(model):
    shelf = []

    def lend(function):
        shelf.append(function)
        return Record("function", {"number": len(shelf) - 1})

    record = describe_network(model, lend)
    return build_network(record, lambda one: shelf[one.fields["number"]])


@pytest.mark.slow
def test_a_network_is_the_same_when_it_arrives():
    model = small()
    model.fit(X, Y, epochs=3, verbose=0)
    twin = copy(model)
    np.testing.assert_allclose(twin(X), model(X), rtol=1e-6)
    assert int(twin.optimizer.iterations) == 3
    for network in (model, twin):
        network.fit(X, Y, epochs=2, verbose=0, shuffle=False)
    np.testing.assert_allclose(twin(X), model(X), rtol=1e-4)


@pytest.mark.slow
def test_a_functional_network_with_operations_arrives():
    k = keras()
    inputs = k.Input((None, 1))
    states = k.layers.GRU(
        4,
        return_sequences=True,
        bias_initializer=lambda s, dtype=None: 0 * k.ops.ones(s),
    )(inputs)
    joined = k.layers.Concatenate()([states[:, -1], states[:, 0] * 2.0])
    model = k.Model(inputs, k.layers.Dense(2, activation="softmax")(joined))
    np.testing.assert_allclose(copy(model)(X), model(X), rtol=1e-6)
    assert not copy(model).compiled


@pytest.mark.slow
def test_a_loss_of_ones_own_is_computed_and_trained_on():
    k = keras()
    model = small(loss=lambda t, p: k.ops.mean(k.ops.square(t - p), axis=-1))
    twin, plain = copy(model), small()
    plain.set_weights(model.get_weights())
    for network in (twin, plain):
        network.fit(X, Y, epochs=3, verbose=0, shuffle=False)
    np.testing.assert_allclose(twin(X), plain(X), rtol=1e-3, atol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        lambda c: c["layers"][1].update(module="os", class_name="system"),
        lambda c: c["layers"][1].update(class_name="Lambda"),
        lambda c: c["layers"][1].update(class_name="TFSMLayer"),
        lambda c: c["layers"][1].update(class_name="StringLookup"),
        lambda c: c["layers"][1].update(module="keras.src.saving.saving_api"),
        lambda c: c["layers"][1]["config"].update(units=10**9),
        lambda c: c["layers"][1]["config"].update(units=3),
        lambda c: c["layers"][1]["config"].update(
            activation={"class_name": "__lambda__"}
        ),
        lambda c: c["layers"][1].update(
            registered_name="evil>Thing", class_name="Thing"
        ),
        lambda c: c.update(layers="none"),
        lambda c: c.clear(),
    ],
)
def test_a_description_that_lies_builds_nothing(change):
    record = describe_network(small(), lambda function: None)
    described = json.loads(record.fields["config"])
    change(described["config"])
    lie = Record("network", record.fields | {"config": json.dumps(described)})
    with pytest.raises(Refused):
        build_network(lie, lambda one: None)


@pytest.mark.slow
@pytest.mark.parametrize(
    "fields",
    [
        {"kind": "Evil"},
        {"weights": []},
        {"weights": "none"},
        {"config": "[" * 100_000},
        {"config": 3},
        {
            "compiled": {
                "optimizer": json.dumps({"module": "os", "class_name": "system"})
            }
        },
        {"compiled": {"optimizer": "null", "loss": {"config": "{"}}},
    ],
)
def test_fields_that_lie_build_nothing(fields):
    record = describe_network(small(), lambda function: None)
    with pytest.raises(Refused):
        build_network(Record("network", record.fields | fields), lambda one: None)


@pytest.mark.slow
def test_a_network_given_to_an_answer_is_used_there(host):
    model = small()
    source = "def answer(model, x):\n    return model.predict(x, verbose=0), model(x).numpy()"
    said, called = ask(host, source, model, X).value
    np.testing.assert_allclose(said, model(X), rtol=1e-5)
    np.testing.assert_allclose(called, said, rtol=1e-5)


@pytest.mark.slow
def test_something_that_only_predicts_is_asked_by_message(host):
    class Echo:
        def predict(self, x, verbose=1):
            return np.asarray(x)[:, -1] + 1

        def __call__(self, x):
            return self.predict(x)

    source = "def answer(model, x):\n    return model.predict(x, verbose=0) + model(x)"
    assert ask(host, source, Echo(), X).value.shape == (2, 1)
