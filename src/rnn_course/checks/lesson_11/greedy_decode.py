"""Write one word at a time: what the answer must do, and its known mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from rnn_course.checks import chance
from rnn_course.checks.exercise import Case, Exercise
from rnn_course.checks.kinds import Kind, Unfit, describe
from rnn_course.checks.lesson_11.decoders import Script
from rnn_course.checks.lesson_11.greedy_slips import MISTAKES, greedy
from rnn_course.checks.probes import Probe, Probing
from rnn_course.checks.verdict import Wrong

__all__ = ["GREEDY_DECODE"]

Inputs = dict[str, Any]


class Ids(Kind):
    """A list of ids (a tuple or an array will do)."""

    def read(self, value: Any, expected: Any) -> np.ndarray:
        """Return a whole-number array of one axis."""
        if not isinstance(value, list | tuple | np.ndarray) and not hasattr(
            value, "__array__"
        ):
            raise Unfit(f"it returned {describe(value)}; expected a list of ids")
        try:
            array = np.asarray(value)
        except ValueError:
            raise Unfit(
                "it returned a list of different things; expected ids"
            ) from None
        if array.ndim != 1:
            raise Unfit(
                f"it returned a list of shape {array.shape}; expected one id for each "
                "word. Is each id wrapped in a list or an array?"
            )
        if len(array) and array.dtype.kind not in "iu":
            raise Unfit(
                f"the list holds values of type {array.dtype}; expected ids, whole "
                "numbers: the *place* of the largest logit, not the logit"
            )
        return array.astype(np.float64)


def _decoder(words: int | Sequence[int], most: int | None = None, **how: Any) -> Any:
    """Return a maker of decoders with sentences of so many words."""

    def make(rng: np.random.Generator) -> Inputs:
        size = int(rng.integers(9, 14))
        start, stop = (int(i) for i in rng.choice(size, 2, replace=False))
        others = sorted(set(range(size)) - {start, stop})
        length = int(rng.choice(words))
        sentence = [int(word) for word in rng.choice(others[:6], size=length)]
        seed = int(rng.integers(1_000_000))
        script = Script(sentence, start, stop, size, seed, **how)
        return {
            "step": script.step(),
            "start_id": start,
            "stop_id": stop,
            "max_length": 20 if most is None else most,
        }

    return make


_PROBING = Probing(
    reference=greedy,
    kind=Ids(),
    probes=[
        Probe("a decoder that stops after a few words", _decoder([3, 4, 5]), trials=4),
        Probe("a decoder that stops after one word", _decoder([1])),
        Probe("a longer sentence", _decoder([9]), trials=2),
        Probe("a decoder that stops at once", _decoder([0]), share=0.25),
        Probe("a sentence of exactly max_length words", _decoder([6], 6), share=0.25),
        Probe(
            "a sentence one word longer than max_length", _decoder([6], 5), share=0.25
        ),
        Probe("a sentence much longer than max_length", _decoder([30], 7), share=0.25),
        Probe("max_length = 1", _decoder([4], 1), share=0.25),
        Probe("logits below zero", _decoder([4, 5], shift=-50.0), share=0.25),
        Probe(
            "logits of which most are minus infinity",
            _decoder([4, 5], barred=True),
            share=0.25,
        ),
        Probe(
            "a state that is a pair of arrays",
            _decoder([4, 5], paired=True),
            share=0.25,
        ),
    ],
    mistakes=MISTAKES,
)


def _examine(case: Case) -> None:
    """Examine one answer; give loops without end and dice a name of their own."""
    try:
        _PROBING(case)
    except Wrong as wrong:
        if wrong.mistake == "too-slow":
            raise Wrong(
                f"{wrong.reason} Two things must end it: the stop, and `max_length`. "
                "Check that each `step` gets the token just said and the state just "
                "returned: else the decoder says the same for ever.",
                "never-stops",
            ) from None
        if wrong.mistake is None and _throws_dice(case):
            raise Wrong(
                "`greedy_decode`, called twice with the same decoder, gave two different "
                "sentences: it draws words at random. Greedy takes the likeliest: "
                "`np.argmax(logits)`.",
                "samples",
            ) from None
        raise


def _throws_dice(case: Case) -> bool:
    inputs = _decoder([9])(chance.generator(0))
    calls = [case.try_call(**inputs) for _ in range(4)]
    said = [str(np.asarray(c.value, dtype=object)) for c in calls if not c.trouble]
    return len(set(said)) > 1


GREEDY_DECODE = Exercise(
    name="greedy_decode",
    title="Write one word at a time",
    points=3,
    section="Translate: one word at a time",
    hints=(
        "Two things go round: the token and the state. Begin with `start_id` and "
        "`None`. In each round call `step` with both, take the place of the largest "
        "logit as the next token, and keep the new state.",
        "`for _ in range(max_length):` bounds the loop. In it: "
        "`logits, state = step(token, state)`, then `token = int(np.argmax(logits))`; "
        "if it is `stop_id`, leave the loop *before* you append it.",
    ),
    examine=_examine,
    seconds=3.0,
)
