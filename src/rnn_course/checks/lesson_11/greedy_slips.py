"""Greedy decoding as it should be, and as known mistakes do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.probes import Mistake

__all__ = ["MISTAKES", "greedy"]

_BOUND = 200  # calls after which a mistake without a bound of its own is given up
Decode = Callable[..., list[int]]


def _walk(
    *,
    carry: Callable[[Any, Any], Any] = lambda before, after: after,
    feed: bool = True,
    pick: Callable[[Any], Any] = np.argmax,
    first: Any = None,
    extra: int = 0,
    bounded: bool = True,
    obeys_stop: bool = True,
    swapped: bool = False,
    end: Callable[[list[int], int, int], list[int]] = lambda said, start, stop: [
        token for token in said if token != stop
    ],
) -> Decode:
    """Return a decoder that differs from the right one in these ways.

    `end` turns everything that was said, the stop included, into the result.
    """

    def decode(step: Any, start_id: int, stop_id: int, max_length: int) -> list[int]:
        token, state, said = start_id, first, []
        for _ in range(max_length + extra if bounded else _BOUND):
            logits, after = step(token if feed else start_id, state)
            if swapped:
                logits, after = after, logits
            state = carry(state, after)
            token = int(pick(logits))
            said.append(token)
            if obeys_stop and token == stop_id:
                break
        return end(said, start_id, stop_id)

    return decode


greedy = _walk()


def _keep_first(before: Any, after: Any) -> Any:
    return after if before is None else before


def _everything(said: list[int], start: int, stop: int) -> list[int]:
    return said


def _with_ids(start: int | None, stop: int | None) -> Decode:
    """Return a decoder with ids of its own in place of those that it was given."""

    def decode(step: Any, start_id: int, stop_id: int, max_length: int) -> list[int]:
        first = start_id if start is None else start
        last = stop_id if stop is None else stop
        return greedy(step, first, last, max_length)

    return decode


_DROPPED = (
    "The state is dropped: each `step` is called as if it were the first, so the decoder "
    "does not know what it has said. Pass on the state that the last `step` returned."
)
_FROZEN = (
    "Each `step` gets the state that came back from the *first* one. Keep the new state "
    "each time: `logits, state = step(token, state)`."
)
_FIRST = (
    "The first call must be `step(start_id, None)`: None says that there is no state "
    "yet. It was called with another state."
)
_NOT_FED = (
    "Each `step` is given the start again. Give it the token that was just said: the "
    "decoder reads its own last word."
)
_GOES_ON = (
    "The loop goes on after the stop, up to `max_length`. When the token is `stop_id`, "
    "leave the loop."
)
_LONGER = (
    "The sentence is longer than `max_length` allows. A decoder that never says stop must "
    "be stopped: at most `max_length` tokens."
)
_KEPT = "The stop is kept in the list. It only says that the sentence has ended: leave it out."
_START = "The start is kept in the list. It is no word of the sentence: leave it out."
_FIXED = (
    "Start and stop are not always 1 and 2: another decoder has other ids. Use `start_id` "
    "and `stop_id`."
)

MISTAKES = (
    Mistake("state-dropped", _DROPPED, _walk(carry=lambda before, after: None)),
    Mistake(
        "state-dropped",
        _DROPPED,
        _walk(carry=lambda before, after: None, end=_everything),
    ),
    Mistake("state-not-updated", _FROZEN, _walk(carry=_keep_first)),
    Mistake("state-not-updated", _FROZEN, _walk(carry=_keep_first, end=_everything)),
    Mistake("first-state-not-none", _FIRST, _walk(first=0)),
    Mistake("first-state-not-none", _FIRST, _walk(first=0, end=_everything)),
    Mistake("state-dropped", _DROPPED, _walk(first=0, carry=lambda b, a: 0)),
    Mistake("token-not-fed-back", _NOT_FED, _walk(feed=False)),
    Mistake("token-not-fed-back", _NOT_FED, _walk(feed=False, end=_everything)),
    Mistake("stop-kept", _KEPT, _walk(end=_everything)),
    Mistake("stop-kept", _KEPT, _walk(extra=1, end=_everything)),
    Mistake("start-kept", _START, _walk(end=lambda said, start, stop: [
        start, *(token for token in said if token != stop)])),
    Mistake("start-kept", _START, _walk(extra=-1, end=lambda said, start, stop: [
        start, *(token for token in said if token != stop)])),
    Mistake("fixed-ids", _FIXED, _with_ids(1, 2)),
    Mistake("fixed-ids", _FIXED, _with_ids(1, None)),
    Mistake("fixed-ids", _FIXED, _with_ids(None, 2)),
    Mistake("start-and-stop-kept", "Start and stop are kept in the list. Leave both "
        "out: they are no words of the sentence.",
        _walk(end=lambda said, start, stop: [start, *said])),
    Mistake("goes-on-after-stop", _GOES_ON, _walk(obeys_stop=False)),
    Mistake("goes-on-after-stop", _GOES_ON, _walk(obeys_stop=False, end=_everything)),
    Mistake("goes-on-after-stop", _GOES_ON, _walk(
        obeys_stop=False, end=lambda said, start, stop: said[:-1])),
    Mistake("ignores-max-length", _LONGER, _walk(bounded=False)),
    Mistake("ignores-max-length", _LONGER, _walk(bounded=False, end=_everything)),
    Mistake("one-too-many", _LONGER, _walk(extra=1)),
    Mistake("one-too-few", "A sentence that `max_length` ends has one word too few. Is the "
        "loop a round short? Or is the last entry cut off in every case? That is right "
        "when it is the stop, but here there is none: look at the token before you append "
        "it.", _walk(extra=-1)),
    Mistake("takes-the-least-likely", "The *least* likely word is taken. Take the largest "
        "logit: `np.argmax(logits)`.", _walk(pick=np.argmin)),
    Mistake("takes-the-size", "The logit with the largest *size* is taken, whatever its "
        "sign. Take the largest logit: `np.argmax(logits)`.",
        _walk(pick=lambda logits: np.argmax(np.abs(logits)))),
    Mistake("logits-and-state-swapped", "Logits and state have changed places: "
        "`logits, state = step(token, state)`.", _walk(swapped=True)),
    Mistake("first-word-only", "Only the first word comes back. Is the `return` inside the "
        "loop?", _walk(end=lambda said, start, stop: said[:1])),
    Mistake("first-word-only", "Only the first word comes back. Is the `return` inside the "
        "loop?", _walk(end=lambda said, start, stop: [t for t in said[:1] if t != stop])),
    Mistake("last-word-only", "Only the last word comes back. Append each token to a list "
        "that was made before the loop.", _walk(end=lambda said, start, stop: said[-1:])),
    Mistake("last-word-only", "Only the last word comes back. Append each token to a list "
        "that was made before the loop.", _walk(
            end=lambda said, start, stop: [t for t in said if t != stop][-1:])),
    Mistake("reversed", "The words come in reverse order. Append each new one at the end.",
        _walk(end=lambda said, start, stop: [t for t in said if t != stop][::-1])),
    Mistake("repeats-dropped", "A word that comes twice is kept once. Sentences may repeat "
        "words: append every token.",
        _walk(end=lambda said, start, stop: list(
            dict.fromkeys(t for t in said if t != stop)))),
)  # fmt: skip
