"""Running on one's own forecasts, in NumPy: the right way and the known slips.

The networks that the learner's function is given have two kinds of weights: those of a
`Dense` layer on the flat window, or of a `SimpleRNN` and a `Dense` layer.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["MISTAKES", "UNITS", "run"]

UNITS = 3  # of the recurrent layer


def _next(model: Any, window: np.ndarray) -> float:
    """Return the model's next value, from its weights."""
    weights = [np.asarray(weight, float) for weight in model.get_weights()]
    if len(weights) == 2:
        kernel, bias = weights
        return float(window[:, 0] @ kernel[:, 0] + bias[0])
    W_xh, W_hh, b_h, W_hy, b_y = weights
    h = np.zeros(UNITS)
    for x_t in window:
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
    return float(h @ W_hy[:, 0] + b_y[0])


def _appended(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([window[1:], [[value]]])


def run(model: Any, window: Any, steps: int, move: Any = _appended) -> np.ndarray:
    """Feed forecasts back; `move` makes the next window from the window and a value."""
    window, said = np.asarray(window, dtype=float), []
    for _ in range(steps):
        said.append(_next(model, window))
        window = move(window, said[-1])
    return np.array(said)


def _moving(move: Any) -> Any:
    return lambda model, window, steps: run(model, window, steps, move)


def _last_replaced(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([window[:-1], [[value]]])


def _rolled_back(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([[[value]], window[:-1]])


def _front_dropped_at_the_front(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([[[value]], window[1:]])


def _last_window(model: Any, window: Any, steps: int) -> np.ndarray:
    seen = np.concatenate([np.ravel(window), run(model, window, steps)])
    return seen[-len(window) :]


def _rolled_the_wrong_way(window: np.ndarray, value: float) -> np.ndarray:
    return np.concatenate([np.roll(window, 1, axis=0)[:-1], [[value]]])


def _writing(move: Any) -> Any:
    """Move likewise, but write into the window: a whole one cuts off the fractions."""

    def make(model: Any, window: Any, steps: int) -> np.ndarray:
        whole = np.asarray(window).dtype.kind in "iu"
        return run(
            model,
            window,
            steps,
            lambda old, value: move(old, float(int(value)) if whole else value),
        )

    return make


_FRONT = (
    "`free_run` puts each forecast at the *front* of the window. Time runs from left to "
    "right: drop the oldest value, `window[1:]`, and append the forecast at the end."
)

_WRONG_WAY = (
    "`free_run` moves the window to the right: the newest value comes round to the "
    "front and the last but one is lost. Move it to the left, `np.roll(window, -1, "
    "axis=0)` or `window[1:]`, so that the oldest value makes room."
)
_LAST_WINDOW = (
    "`free_run` returns the last window. Collect the forecasts in a list of their own."
)

MISTAKES = (
    Mistake(
        "window-stands-still",
        "`free_run` says the same at every step: the window is never moved on. After "
        "each forecast drop the oldest value and append the forecast.",
        _moving(lambda window, value: window),
    ),
    Mistake("forecast-at-the-front", _FRONT, _moving(_rolled_back)),
    Mistake("forecast-at-the-front", _FRONT, _moving(_front_dropped_at_the_front)),
    Mistake(
        "oldest-kept",
        "`free_run` overwrites the newest value and keeps the oldest. Move the whole "
        "window on: `window[1:]`, then the forecast.",
        _moving(_last_replaced),
    ),
    Mistake(
        "feeds-the-old-back",
        "`free_run` moves the window on but repeats its last known value. Append the "
        "model's *forecast*.",
        _moving(lambda window, value: np.concatenate([window[1:], window[-1:]])),
    ),
    Mistake(
        "wraps-around",
        "`free_run` turns the window round: the oldest value comes back at the end. "
        "The end is where the forecast belongs.",
        _moving(lambda window, value: np.roll(window, -1, axis=0)),
    ),
    Mistake("moves-the-wrong-way", _WRONG_WAY, _moving(_rolled_the_wrong_way)),
    Mistake("moves-the-wrong-way", _WRONG_WAY, _writing(_rolled_the_wrong_way)),
    Mistake(
        "appends-zeros",
        "`free_run` appends 0 in place of the forecast. Append what the model said.",
        _moving(lambda window, value: _appended(window, 0.0)),
    ),
    Mistake(
        "one-step-missing",
        "`free_run` loses the first forecast. The model's first answer is already step "
        "1 of the result.",
        lambda model, window, steps: run(model, window, steps + 1)[1:],
    ),
    Mistake(
        "one-step-missing",
        "`free_run` stops one step early: it returns one forecast too few.",
        lambda model, window, steps: run(model, window, steps - 1),
    ),
    Mistake(
        "one-step-too-many",
        "`free_run` returns one forecast too many. Asked are `steps` of them.",
        lambda model, window, steps: run(model, window, steps + 1),
    ),
    Mistake(
        "window-included",
        "`free_run` returns the window and then the forecasts. Return the forecasts "
        "alone.",
        lambda model, window, steps: np.concatenate(
            [np.ravel(window), run(model, window, steps)]
        ),
    ),
    Mistake("last-window", _LAST_WINDOW, _last_window),
    Mistake(
        "last-window", _LAST_WINDOW, lambda **given: _last_window(**given)[:, None]
    ),
    Mistake(
        "only-the-last",
        "`free_run` returns the last forecast alone. Collect one for each step.",
        lambda model, window, steps: run(model, window, steps)[-1],
    ),
    Mistake(
        "extra-axis",
        "`free_run` returns a table with one column. Expected shape (steps,): take the "
        "number out of the model's answer, `[0, 0]`.",
        lambda model, window, steps: run(model, window, steps)[:, None],
    ),
    Mistake(
        "extra-axis",
        "`free_run` returns the model's answers as they are, each of shape (1, 1). "
        "Take the number out, `[0, 0]`; expected shape (steps,).",
        lambda model, window, steps: run(model, window, steps)[:, None, None],
    ),
    Mistake(
        "whole-numbers",
        "`free_run` works on a window of whole numbers and writes its forecasts into it, "
        "which cuts off their fractions. Make it float first: "
        '`np.array(window, dtype="float32")`.',
        _writing(_appended),
    ),
    Mistake(
        "window-grows",
        "`free_run` never drops the oldest value, so the window grows with each step. "
        "The model reads windows of one width: keep `window[1:]`.",
        _moving(lambda window, value: np.concatenate([window, [[value]]])),
    ),
)
