"""A memory that leaks: what the answer must do, and its known mistakes."""

from __future__ import annotations

from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["LEAKY_MEMORY"]

Inputs = dict[str, Any]


def _inputs(length: int, decay: float | None = None) -> Any:
    def make(rng: np.random.Generator) -> Inputs:
        share = float(rng.uniform(0.3, 0.9)) if decay is None else decay
        return {"xs": rng.normal(size=length) + 0.5, "decay": share}

    return make


def _whole_numbers(rng: np.random.Generator) -> Inputs:
    return {"xs": rng.integers(1, 9, size=7), "decay": float(rng.uniform(0.3, 0.7))}


def _whole_number_inputs(rng: np.random.Generator) -> Inputs:
    inputs = _whole_numbers(rng)
    return inputs | {"xs": [int(x) for x in inputs["xs"]]}


def _run(step: Any, xs: Any, decay: float) -> np.ndarray:
    """Carry a state through `xs`; `step` takes (state, x, decay)."""
    state, states = 0.0, []
    for x in np.asarray(xs, dtype=float):
        state = step(state, x, decay)
        states.append(state)
    return np.array(states)


def _states(xs: Any, decay: float) -> np.ndarray:
    return _run(lambda state, x, share: share * state + x, xs, decay)


def _carried(step: Any) -> Any:
    return lambda xs, decay: _run(step, xs, decay)


def _only_the_input_before(xs: Any, decay: float) -> np.ndarray:
    xs = np.asarray(xs, dtype=float)
    return xs + decay * np.concatenate([[0.0], xs[:-1]])


def _input_before_from_the_end(xs: Any, decay: float) -> np.ndarray:
    """Read ``xs[t - 1]`` at t = 0 as well, where it is the last input."""
    xs = np.asarray(xs, dtype=float)
    return xs + decay * np.roll(xs, 1)


def _first_input_lost(xs: Any, decay: float) -> np.ndarray:
    return _states([0.0, *xs[1:]], decay)


def _in_whole_numbers(xs: Any, decay: float) -> np.ndarray:
    states = np.zeros_like(xs)
    state: Any = 0
    for t, x in enumerate(xs):
        states[t] = state = states.dtype.type(decay * state + x)
    return states


def _counting_last_state(xs: Any, decay: float) -> np.ndarray:
    """Begin at the last state, as ``states[t - 1]`` does when t is 0 and all is 0."""
    xs = np.asarray(xs, dtype=float)
    states = xs.copy()
    for t in range(len(xs)):
        states[t] += decay * states[t - 1]
    return states


LEAKY_MEMORY = Exercise(
    name="leaky_memory",
    title="A memory that leaks",
    points=2,
    section="Memory is a loop",
    hints=(
        "Keep one variable, `state`, outside the loop; it starts at 0. Each turn of "
        "the loop makes a new state from the old one and the input.",
        "Inside the loop: `state = decay * state + x`, then append it to a list. "
        "After the loop return the list as an array: one state for each input.",
    ),
    examine=Probing(
        reference=_states,
        kind=Array("time"),
        probes=[
            Probe("inputs with fractions", _inputs(8), trials=3),
            Probe("an array of whole numbers", _whole_numbers, share=0.25),
            Probe("a list of whole numbers", _whole_number_inputs, share=0.25),
            Probe("one input only", _inputs(1), share=0.25),
            Probe("decay 0, a memory that keeps nothing", _inputs(5, 0.0), share=0.25),
            Probe("decay 1, a memory that loses nothing", _inputs(5, 1.0), share=0.25),
            Probe("many inputs", _inputs(40), share=0.5, trials=1),
        ],
        mistakes=[
            Mistake(
                "decay-on-the-input",
                "`leaky_memory` weakens the *input*. It is the old state that decays: "
                "`decay * state + x`.",
                _carried(lambda state, x, decay: state + decay * x),
            ),
            Mistake(
                "decay-on-both",
                "`leaky_memory` weakens the old state *and* the new input. Only the "
                "old state decays; the input goes in whole.",
                _carried(lambda state, x, decay: decay * (state + x)),
            ),
            Mistake(
                "running-average",
                "`leaky_memory` mixes state and input as an average, with `1 - decay`. "
                "Here the input goes in whole: `decay * state + x`.",
                _carried(lambda state, x, decay: decay * state + (1 - decay) * x),
            ),
            Mistake(
                "running-average",
                "`leaky_memory` keeps `1 - decay` of the old state. `decay` is the "
                "share that *stays*: `decay * state + x`.",
                _carried(lambda state, x, decay: (1 - decay) * state + x),
            ),
            Mistake(
                "no-carry",
                "`leaky_memory` reads only the input just before. Carry the *state*: "
                "it holds what is left of all inputs so far.",
                _only_the_input_before,
            ),
            Mistake(
                "no-carry",
                "`leaky_memory` adds a share of the *input* before, `xs[t - 1]`, to "
                "each input. Carry the *state*, which holds what is left of all of "
                "them; and before the first input it is 0.",
                _input_before_from_the_end,
            ),
            Mistake(
                "first-input-lost",
                "`leaky_memory` leaves the first state at 0: does the loop begin at "
                "t = 1? The first state is the first input, since nothing was before.",
                _first_input_lost,
            ),
            Mistake(
                "always-half",
                "`leaky_memory` always keeps half, like the barrel in the text. Here "
                "`decay` is the share that stays.",
                lambda xs, decay: _states(xs, 0.5),
            ),
            Mistake(
                "no-carry",
                "`leaky_memory` gives the inputs back: nothing is carried from one "
                "step to the next. Does the state start again at 0 inside the loop?",
                lambda xs, decay: np.asarray(xs, dtype=float),
            ),
            Mistake(
                "shifted-by-one",
                "`leaky_memory` is one step late: it keeps the state from before the "
                "input. First make the new state, then keep it.",
                lambda xs, decay: np.concatenate([[0.0], _states(xs, decay)[:-1]]),
            ),
            Mistake(
                "start-state-kept",
                "`leaky_memory` returns one state too many: the 0 from before the "
                "first input is not part of the result.",
                lambda xs, decay: np.concatenate([[0.0], _states(xs, decay)]),
            ),
            Mistake(
                "only-the-last",
                "`leaky_memory` returns the last state alone. Expected the state after "
                "each input, shape (T,).",
                lambda xs, decay: _states(xs, decay)[-1],
            ),
            Mistake(
                "only-the-last",
                "`leaky_memory` returns the last state alone. Expected the state after "
                "each input, shape (T,).",
                lambda xs, decay: _states(xs, decay)[-1:],
            ),
            Mistake(
                "no-decay",
                "`leaky_memory` adds everything up and forgets nothing. Multiply the "
                "old state by `decay` first.",
                lambda xs, decay: np.cumsum(np.asarray(xs, dtype=float)),
            ),
            Mistake(
                "whole-number-states",
                "`leaky_memory` loses the fractions when the inputs are whole numbers: "
                "the array `xs`, `xs.copy()` and `np.zeros_like(xs)` then hold whole "
                "numbers only. Use `np.zeros(len(xs))`.",
                _in_whole_numbers,
            ),
            Mistake(
                "starts-from-the-end",
                "`leaky_memory` reads `states[t - 1]` at t = 0: index −1 is the *last* "
                "entry. Before the first input the state is 0.",
                _counting_last_state,
            ),
        ],
    ),
)
