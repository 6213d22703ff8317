"""The examiner of `predict_next` (lesson 03): is there a trained network behind it?

`window[-1] + 1` gives the right numbers too. So the networks that the answer calls are
watched while it runs, and others are looked for in its notebook. Then their weights are
changed for a moment: predictions must follow. At last the answer must know windows with
other steps. If it does not, a copy of the network is trained on them, to find out whether
it was never shown any or could not see them.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import describe
from rnn_course.checks.spies.networks import NetworksSpy, Seen
from rnn_course.checks.verdict import Wrong

__all__ = ["examine_predictions"]

STARTS = (5, 20, 100)  # of windows that grow by 1
TOLERANCE = 0.05
OTHERS = (2, 3)  # steps, from FIRST
FIRST = 10
SHOWN = 0.1  # how near a network comes that was shown other steps: twice what it needs
STEPS = (1, *OTHERS, -1)
ROUNDS, UPDATES = 4, 300  # of training the copy
NEAR = 0.5  # how near to 16 its prediction after [10, 12, 14] must come, say


def examine_predictions(case: Case) -> None:
    """Examine one answer.

    Raises
    ------
    Wrong
        When a prediction is off, or no trained network stands behind it.
    """
    _demand_network(case)
    answer = _Answer(case)
    errors = answer.errors()
    networks = answer.networks()
    if max(errors) > TOLERANCE:
        raise Wrong(*_why_off(answer, errors))
    used = [network for network in networks if answer.follows(network)]
    if not used:
        raise Wrong(*_ignored(networks))
    if not any(network.trained for network in used):
        raise Wrong(
            "Predictions come from a network that was never trained: its optimizer has "
            "made no update and its biases are still zero. Train it with `fit_fast`.",
            "untrained",
        )
    _demand_steps(answer, used)


examine_predictions.trains = True  # it loads TensorFlow: its tests are slow ones


def _window(first: int, step: int) -> tuple[int, ...]:
    return first, first + step, first + 2 * step


def _starts(rng: np.random.Generator) -> tuple[int, ...]:
    """Return starts that are near, further, and far; none further than the lesson's."""
    near, further, far = rng.integers((3, 16, 61), (16, 61, STARTS[-1] + 1))
    return int(near), int(further), int(far)


class _Answer:
    """The learner's function, and what its networks were asked and said."""

    def __init__(self, case: Case) -> None:
        self.spy = NetworksSpy()
        self.spy.namespace = case.namespace
        self.case = case.watched(self.spy)
        self.as_list = False
        starts = chance.among(STARTS, _starts)
        first = chance.among(FIRST, lambda rng: int(rng.integers(4, 30)))
        self.windows = [_window(start, 1) for start in starts]
        self.others = [_window(first, step) for step in OTHERS]
        self.steps = [_window(first, step) for step in STEPS]

    def predict(self, window: tuple[int, ...]) -> float:
        """Return the prediction for a window, watching the networks."""
        given = list(window) if self.as_list else np.array(window, dtype="float32")
        call = self.case.try_call(window=given)
        if call.trouble and not self.as_list:
            self.as_list = True  # some are written for lists alone
            other = self.case.try_call(window=list(window))
            call = call if other.trouble else other
        if call.trouble:
            raise Wrong(self.case.about(call.trouble, {"window": given}), "exception")
        if call.value is None:
            raise Wrong(*self.case.about_nothing(call))
        return _as_number(call.value)

    def errors(self) -> list[float]:
        """Return |prediction − truth| for the three windows."""
        self.predictions = [self.predict(window) for window in self.windows]
        return [
            abs(said - (window[-1] + 1))
            for said, window in zip(self.predictions, self.windows, strict=True)
        ]

    def networks(self) -> list[Seen]:
        """Return the networks that were called, then others within reach."""
        return list(self.spy.networks.values())

    def with_weights(
        self, network: Seen, factor: float, weights: list[np.ndarray] | None = None
    ) -> AbstractContextManager[None]:
        """Scale a network's weights, or set others, for as long as the block runs."""
        weights = network.weights if weights is None else weights
        return self.spy.lending(network.number, [factor * w for w in weights])

    def follows(self, network: Seen) -> bool:
        """Tell whether predictions move with the network's weights."""
        before = self.predict(self.windows[1])
        for factor in (0.0, 0.5):
            with self.with_weights(network, factor):
                if abs(self.predict(self.windows[1]) - before) > 0.01:
                    return True
        return False

    def last_outputs(self, count: int) -> np.ndarray | None:
        """Return what networks said in the last calls, one number each, if so."""
        said = [heard.said for heard in self.spy.calls[-count:]]
        if len(said) < count or any(one.size != 1 for one in said):
            return None
        return np.concatenate([one.reshape(1) for one in said])


def _demand_network(case: Case) -> None:
    """Say early that the training cell is empty; the stub's turn comes first."""
    namespace = case.namespace
    if "model" not in namespace or namespace["model"] is not None:
        return
    call = case.try_call(window=np.array(_window(STARTS[0], 1), dtype="float32"))
    if call.trouble and call.trouble.name in ("AttributeError", "TypeError"):
        raise Wrong(
            "`model` is None: the training cell above is not written yet. Build and "
            "train a network there, run that cell, then run this check again.",
            "no-model",
        )


def _as_number(value: Any) -> float:
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        array = np.empty(0)
    if isinstance(value, str) or array.size != 1:
        raise Wrong(
            f"`predict_next` returned {describe(value)}; expected one number (float).",
            "unfit-result",
        )
    return float(array.reshape(()))


def _why_off(answer: _Answer, errors: list[float]) -> tuple[str, str | None]:
    last = np.array([window[-1] for window in answer.windows])
    said = np.array(answer.predictions)
    if np.isnan(said).any():
        return "`predict_next` returned NaN (not a number).", "nan"
    if np.all(np.abs(said - 1) < TOLERANCE):
        return (
            "`predict_next` returns the change, not the next number. Add the window's "
            "last number to it.",
            "returns-the-change",
        )
    if np.all(np.abs(said - last) < TOLERANCE):
        return (
            "`predict_next` repeats the window's last number: the network says 0. Was "
            "it trained on the change?",
            "repeats-the-last",
        )
    spoken = answer.last_outputs(len(answer.windows))
    if spoken is not None and np.allclose(spoken, said, rtol=1e-3, atol=1e-3):
        return (
            "The network itself predicts the next number, and it is off where numbers "
            "are larger than those that it was trained on. Let it predict the *change* "
            "from the window's last number.",
            "predicts-the-value",
        )
    if errors[2] > 2 * errors[0] and errors[2] > TOLERANCE:
        return (
            "Predictions get worse as the numbers grow: the network still sees how "
            "large they are. Subtract the window's last number before the network "
            "reads it, in training and in `predict_next`.",
            "sees-the-size",
        )
    return (
        "Predictions are off by more than 0.05. Does `predict_next` prepare the window "
        "as the training did? If so, train for more updates.",
        "not-accurate",
    )


def _ignored(networks: list[Seen]) -> tuple[str, str]:
    if not networks:
        return (
            "The numbers are right, but there is no network behind them: the function "
            "calls none, and the notebook holds none. Train a model that predicts the "
            "change, and use it here.",
            "no-network",
        )
    return (
        "The numbers are right, but they do not come from your network: with other "
        "weights the predictions stay the same. Use what the network says.",
        "ignores-the-model",
    )


def _demand_steps(answer: _Answer, networks: list[Seen]) -> None:
    """Demand that the answer knows other steps, or say why it does not."""
    if all(_is_near(answer, window, SHOWN) for window in answer.others):
        return
    lesson = _lesson_for(answer, networks[0]) if len(networks) == 1 else None
    if lesson is not None and not _learns(answer, networks[0], *lesson):
        raise Wrong(
            "Predictions are right when numbers grow by 1, but they cannot follow "
            "another step: after training on windows such as [10, 12, 14] too, they "
            "still miss. Is the step lost before the network reads the window?",
            "step-is-lost",
        )
    said = [
        f"{answer.predict(window):.2f} after {list(window)}" for window in answer.others
    ]
    raise Wrong(
        "Predictions are right when numbers grow by 1, but other steps the network does "
        f"not know: it says {' and '.join(said)}. Show it windows that grow by 1, by 2 "
        "and by 3, each with its change.",
        "only-steps-of-one",
        2 / 3,
    )


def _lesson_for(answer: _Answer, network: Seen) -> tuple[np.ndarray, np.ndarray] | None:
    """Return what the network reads for windows of several steps, and should say."""
    inputs, targets = [], []
    for window in answer.steps:
        heard = [_hear(answer, network, window, factor) for factor in (1.0, 0.0)]
        if any(one is None for one in heard):
            return None
        (x, said, told), (_, said_0, told_0) = heard
        if abs(said - said_0) < 1e-6:
            return None
        slope = (told - told_0) / (said - said_0)
        if abs(slope) < 1e-6:
            return None
        inputs.append(x[0])
        targets.append(said + (_truth(window) - told) / slope)
    return np.array(inputs), np.array(targets, dtype="float32")


def _hear(
    answer: _Answer, network: Seen, window: tuple[int, ...], factor: float
) -> tuple[np.ndarray, float, float] | None:
    """Return what the network read and said for a window, and the prediction."""
    answer.spy.calls.clear()
    with answer.with_weights(network, factor):
        told = answer.predict(window)
    calls = [call for call in answer.spy.calls if call.number == network.number]
    if len(calls) != 1 or calls[0].said.size != 1 or len(calls[0].read) != 1:
        return None
    return calls[0].read, float(calls[0].said.reshape(())), told


def _learns(answer: _Answer, network: Seen, X: np.ndarray, y: np.ndarray) -> bool:
    """Train a copy; lend its weights to the network, and ask for every step."""
    from rnn_course.models import fit_fast, keras

    if network.model is None:
        return True
    try:
        copy = keras.models.clone_model(network.model)
    except (NotImplementedError, TypeError, ValueError):
        return True  # a class of the learner's own: it cannot be copied
    copy.set_weights(network.weights)
    copy.compile(optimizer=keras.optimizers.Adam(0.002), loss="mse")
    for _ in range(ROUNDS):
        fit_fast(copy, X, y, UPDATES)
        with answer.with_weights(network, 1.0, copy.get_weights()):
            if all(_is_near(answer, window) for window in answer.steps):
                return True
    return False


def _is_near(answer: _Answer, window: tuple[int, ...], tolerance: float = NEAR) -> bool:
    return abs(answer.predict(window) - _truth(window)) <= tolerance


def _truth(window: tuple[int, ...]) -> int:
    return 2 * window[-1] - window[-2]
