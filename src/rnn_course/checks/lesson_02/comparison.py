"""The examiner of `keras_difference`: does the answer measure what it should?

An answer may call the learner's `rnn_forward`, hold a copy of its own, or use Keras in
any of several ways, so its source says little. Its behaviour says much: Keras's layer
is watched while the answer runs, and it is made to give slightly other states. An
answer that compares everything must notice by how much.
"""

from __future__ import annotations

import itertools
import re
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case
from rnn_course.checks.kinds import close
from rnn_course.checks.lesson_02.watch import Run, measure, stand_in
from rnn_course.checks.verdict import Wrong
from rnn_course.networks.cells import rnn_forward

__all__ = ["LARGEST", "CompareWithKeras"]

LARGEST = 1e-6  # the difference that float32 arithmetic explains, to 64 units
_UNITS = 7
BUMPS = (0.25, 0.125, 0.03125)  # early, at the last step, and between
_NAMES = ("W_xh", "W_hh", "b_h")
_HALF, _MOST = 0.5, 0.75  # what is earned by comparing, but not all or not repeatably


class CompareWithKeras:
    """The examiner; see the module."""

    def __call__(self, case: Case) -> None:
        """Examine one answer.

        Raises
        ------
        Wrong
            With the share that is earned all the same.
        """
        inputs = _inputs(units=_UNITS, seed=3)
        first = self._first(case, inputs)
        _demand_small(case, inputs, first)
        place, seen = _find_place(case, inputs, first)
        if seen.weights:
            _demand_random(seen, inputs)
        if first.value == 0:
            raise Wrong(*_ALWAYS_ZERO)
        if seen.weights:
            bumped = _bump_both_ways(case, inputs, place, seen)
            _demand_seed(seen, *bumped)
            try:
                _demand_all_compared(seen, *bumped)
            except Wrong as wrong:
                share = wrong.share if _compares(case, inputs, place, seen) else 0.0
                raise Wrong(wrong.reason, wrong.mistake, share) from None
        else:
            bumped = ()
        if not bumped or any(run.felt is None for run in bumped):
            _demand_plausible(case, inputs, first)
        large = _inputs(batch=1, units=64, seed=5, kind=np.float32)
        _demand_small(case, large, measure(case, large))

    def _first(self, case: Case, inputs: dict[str, Any]) -> Run:
        """Measure once; where that stops, find out whose fault it is."""
        try:
            return measure(case, inputs)
        except Wrong as wrong:
            unknown = wrong.mistake != "exception" or "NameError" in wrong.reason
            for words, mistake in _STOPS:
                if not unknown and re.search(words, wrong.reason):
                    raise Wrong(*mistake) from None
            if not unknown and _is_right_with_ours(case, inputs):
                told = f"{wrong.reason} {_FORWARD}"
                raise Wrong(told, "forward-differs", _HALF) from None
            raise


_STOPS = (  # what is said where it stops, what it means
    (
        r"expected 3, got 0",
        (
            "The layer has no weights yet where they are asked for: Keras draws them when "
            "it is first called. Call the layer on `X` first, then `get_weights()`.",
            "no-weights-yet",
        ),
    ),
    (
        r"together with shapes (\(\d+,\d+\) \(\d+,\d+,\d+\)|\(\d+,\d+,\d+\) \(\d+,\d+\))",
        (
            "One side holds the states of all steps, (batch, time, hidden), the other one "
            "only the last, (batch, hidden). Build Keras's layer with "
            "`return_sequences=True`.",
            "only-last",
        ),
    ),
)


# --- what is given, and what is seen ----------------------------------------------


def _inputs(
    batch: int = 3, time: int = 6, units: int = 5, seed: int = 1, kind: type = float
) -> dict[str, Any]:
    X = chance.generator(seed).normal(size=(batch, time, 4)).astype(kind)
    return {"X": X, "units": units, "seed": chance.number(seed)}


def _bumps(rng: np.random.Generator) -> tuple[float, float, float]:
    scale = rng.uniform(0.5, 1.5)
    return 0.25 * scale, 0.125 * scale, 0.03125 * scale


def _find_place(case: Case, inputs: dict[str, Any], first: Run) -> tuple[str, Run]:
    """Find where the network can be seen: in Keras (same process), or beside it."""
    if first.weights:
        return "keras", first
    return "rnn_forward", measure(case, inputs, "rnn_forward")


# --- what must hold ---------------------------------------------------------------

_ALWAYS_ZERO = (
    "`keras_difference` returns exactly 0. Keras computes with about seven digits and "
    "NumPy with sixteen, so a real comparison always leaves a trace, near 1e-7. Does "
    "it compare something with itself, round the result, or return too early?",
    "always-zero",
)


def _demand_small(case: Case, inputs: dict[str, Any], run: Run) -> None:
    if run.value < 0:
        raise Wrong(
            "`keras_difference` returned a negative number. A difference counts "
            "whichever side is larger: take `np.abs(…)` before the maximum.",
            "signed",
            _HALF,
        )
    if run.value > LARGEST:
        raise Wrong(*_why_large(case, inputs, run))


def _why_large(case: Case, inputs: dict[str, Any], run: Run) -> tuple[Any, ...]:
    name = "`keras_difference`"
    seen = f"{name} found a difference of {run.value:.1e}; at most 1e-6 is expected. "
    if _is_right_with_ours(case, inputs):
        return seen + _FORWARD, "forward-differs", _HALF
    X, start = inputs["X"], np.zeros((len(inputs["X"]), inputs["units"]))
    if not _fits(run.weights, inputs):
        return seen + _OTHER_WEIGHTS, "differs"
    W_xh, W_hh, b_h = (array.astype(float) for array in run.weights)
    right = rnn_forward(X, start, W_xh, W_hh, b_h)
    for b, W, why, mistake in (
        (0 * b_h, W_hh, _NO_BIAS_COPIED, "biases-not-copied"),
        (b_h, W_hh.T, _TRANSPOSED, "recurrent-transposed"),
    ):
        gap = np.abs(rnn_forward(X, start, W_xh, W, b) - right).max()
        if abs(gap - run.value) <= 1e-3 * gap:
            return seen + why, mistake, _HALF
    single = (array.astype(np.float32) for array in (X, start, W_xh, W_hh, b_h))
    if np.abs(rnn_forward(*single) - right).max() > LARGEST / 4:
        return seen + _TOO_LARGE, "weights-too-large", _HALF
    if run.value < 1e-3:  # too small for a slip: many roundings, added up?
        _demand_all_compared(run, *_bump_both_ways(case, inputs, "keras", run))
    return seen + _OTHER_WEIGHTS, "differs"


def _is_right_with_ours(case: Case, inputs: dict[str, Any]) -> bool:
    """Tell whether all is well once `rnn_forward` is one that is surely right."""
    run = Run()
    call = case.with_names(rnn_forward=stand_in(run)).try_call(**inputs)
    return bool(run.ranks) and not call.trouble and close(call.value, 0.0, LARGEST)


_FORWARD = (
    "The comparison is right, and it has found a fault: your `rnn_forward` does not "
    "compute what Keras does. Run `check.rnn_forward(rnn_forward)`."
)
_NO_BIAS_COPIED = (
    "It is what you get when `rnn_forward` is given biases of zero while Keras's are "
    "not. Hand over all three arrays of `layer.get_weights()`."
)
_TRANSPOSED = (
    "It is what you get when `W_hh` is handed over transposed. Keras stores its "
    "weights as this course does: pass them on unchanged."
)
_TOO_LARGE = (
    "The weights are so large that each step magnifies the rounding of the step "
    "before. Let Keras draw its usual starting weights, or draw smaller ones (a "
    "standard deviation of 0.1 is safe up to 64 units)."
)
_OTHER_WEIGHTS = (
    "Do both sides read the same `X`, with the same weights, from a state of zeros? "
    "Take the weights with `layer.get_weights()` *after* the layer was called, and "
    "let the layer keep its usual activation, tanh."
)


def _fits(weights: list[np.ndarray], inputs: dict[str, Any]) -> bool:
    features, units = inputs["X"].shape[-1], inputs["units"]
    shapes = [(features, units), (units, units), (units,)]
    return [array.shape for array in weights] == shapes


def _demand_random(run: Run, inputs: dict[str, Any]) -> None:
    units = inputs["units"]
    if len(run.weights) == 2 or not np.any(run.weights[-1]):
        raise Wrong(
            "`keras_difference` compares with biases of zero, which is how Keras "
            "starts. A forgotten bias would never show. Start them at random, for "
            'example with `bias_initializer="random_normal"`.',
            "biases-of-zero",
            _HALF,
        )
    if not _fits(run.weights, inputs):
        shapes = ", ".join(str(array.shape) for array in run.weights)
        raise Wrong(
            f"`keras_difference` was asked for {units} units and {inputs['X'].shape[-1]} "
            f"features, but the network's weights have shapes {shapes}.",
            "other-size",
        )
    for name, array in zip(_NAMES, run.weights, strict=True):
        if np.ptp(array) == 0:
            raise Wrong(
                f"`keras_difference` compares with a `{name}` whose entries are all "
                "the same. Then a transpose or a mix-up of units would not show. Draw "
                "random numbers.",
                "not-random",
                _HALF,
            )


def _demand_seed(seen: Run, same: Run, other: Run) -> None:
    """Demand the same weights for the same seed, and others for another."""
    if not same.weights or not other.weights:
        raise Wrong(
            "`keras_difference` called a Keras layer once, and then no more. Call it each "
            "time.",
            "not-repeatable",
        )
    if not _all_equal(same.weights, seen.weights):
        raise Wrong(
            "`keras_difference` draws other weights each time, though `seed` is the "
            "same. A result that cannot be repeated cannot be trusted: set the seed "
            "before the layer is built, with `keras.utils.set_random_seed(seed)`.",
            "not-repeatable",
            _MOST,
        )
    triples = zip(_NAMES, seen.weights, other.weights, strict=True)
    for name in (name for name, *pair in triples if np.array_equal(*pair)):
        raise Wrong(
            f"`keras_difference` draws the same `{name}` for every seed. Let `seed` "
            "decide, so that several seeds test several networks.",
            "seed-ignored",
            _MOST,
        )


def _all_equal(some: list[np.ndarray], others: list[np.ndarray]) -> bool:
    pairs = zip(some, others, strict=True)
    return len(some) == len(others) and all(np.array_equal(*pair) for pair in pairs)


def _bump_both_ways(
    case: Case, inputs: dict[str, Any], place: str, seen: Run
) -> tuple[Run, Run]:
    """Run with two states changed a little: up, then down with another seed."""
    bump = np.zeros((*inputs["X"].shape[:2], inputs["units"]))
    large, small, least = chance.among(BUMPS, _bumps)
    bump[1, 1, 2], bump[1, -1, 4], bump[1, 3, 0] = large, -small, least
    other = inputs | {"seed": inputs["seed"] + 1}
    theirs = measure(case, other, place).weights
    return (
        measure(case, inputs, place, bump, seen.weights),
        measure(case, other, place, -bump, theirs),
    )


def _compares(case: Case, inputs: dict[str, Any], place: str, seen: Run) -> bool:
    """Tell whether anything is compared: all states of one layer are moved far."""
    bump = np.ones((*inputs["X"].shape[:2], inputs["units"]))
    run = measure(case, inputs, place, bump, seen.weights)
    return run.felt is None or abs(run.value) > LARGEST


def _demand_all_compared(seen: Run, *runs: Run) -> None:
    """Demand that the larger of two bumps is what comes back."""
    if seen.ranks == [2]:
        raise Wrong(*_ONLY_LAST, _HALF)
    answers = [run.value for run in runs if run.felt is not None]
    if len(answers) == 2 and not close(answers, [_largest(runs[0].felt)] * 2, 1e-3):
        raise Wrong(*_why_other(answers, runs[0].felt), _HALF)


def _largest(bump: np.ndarray) -> float:
    return float(np.abs(bump).max())


_ONLY_LAST = (
    "`keras_difference` compares only the last step. A slip in an earlier step can "
    "fade before the end. Build the layer with `return_sequences=True` and compare "
    "the states of all steps.",
    "only-last",
)


def _why_other(answers: list[float], bump: np.ndarray) -> tuple[str, str]:
    """Name what was computed in place of the largest difference."""
    size = np.abs(bump)
    if close(answers, [size[:, -1].max()] * 2, 1e-3):
        return _ONLY_LAST
    lead = "`keras_difference` was tried with two states changed a little. "
    end = " of the differences; among many good states a single bad one would hide. "
    signed = sorted([size[:, -1].max(), size.max()])
    if close(sorted(answers), signed, 1e-3):
        why = "It overlooks a difference of one sign: take `np.abs(…)` before `max`."
        return lead + why, "signed"
    for value, words, mistake in (
        (size.mean(), "the mean", "mean"),
        (size.sum(), "the sum", "sum"),
        ((size**2).mean(), "the mean square", "mean-square"),
        ((size**2).mean() ** 0.5, "the root mean square", "root-mean-square"),
        ((size**2).sum() ** 0.5, "the length (norm)", "norm"),
    ):
        if close(answers, [value] * 2, 1e-3):
            why = f"It returns {words}{end}Return the largest."
            return lead + why, mistake
    if max(answers) <= LARGEST:
        why = "It did not notice. Compare all rows, all steps and all units."
        return lead + why, "overlooks"
    why = "It noticed, but did not return the largest absolute difference."
    return lead + why, "not-the-largest"


def _demand_plausible(case: Case, inputs: dict[str, Any], first: Run) -> None:
    """Ask what can be asked of an answer whose network cannot be seen."""
    quiet = measure(case, inputs | {"X": np.zeros_like(inputs["X"])})
    turned = measure(case, inputs | {"X": -inputs["X"][:, ::-1]})
    if quiet.value == 0:
        raise Wrong(
            "`keras_difference` finds no difference at all when every input is zero: "
            "the states are all zero then, as they are without biases. Start the "
            "biases at random.",
            "biases-of-zero",
            _HALF,
        )
    short = {"X": inputs["X"][:1], "units": 3, "seed": chance.number(7)}
    values = [
        measure(case, short | {"X": short["X"][:, :steps]}).value
        for steps in range(1, short["X"].shape[1] + 1)
    ]
    if first.value == quiet.value == turned.value:
        raise Wrong(
            "`keras_difference` returns the same number whatever `X` is. Compute it "
            "from the two networks' states.",
            "constant",
        )
    seeds = [
        measure(case, inputs | {"seed": seed}).value
        for seed in map(chance.number, (4, 5, 6))
    ]
    if len({first.value, *seeds}) == 1:
        raise Wrong(
            "`keras_difference` returns the same number for every `seed`. Let `seed` "
            "decide about the weights, so that several seeds test several networks.",
            "seed-ignored",
            _HALF,
        )
    if any(b < a / 1.5 for a, b in itertools.pairwise(values)):
        raise Wrong(
            "`keras_difference` gets smaller when steps are added to the sequence. The "
            "largest difference over *all* steps cannot. Does it look at the last step "
            "alone, or return a mean?",
            "not-over-all-steps",
            _HALF,
        )
