"""The check of `truncated_backward`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks.exercise import Exercise
from rnn_course.checks.kinds import Array, Parts
from rnn_course.checks.lesson_04.gradients import (
    before,
    collect,
    rnn_gradients,
    walk_back,
)
from rnn_course.checks.lesson_04.slips import put
from rnn_course.checks.probes import Mistake, Probe, Probing

__all__ = ["truncated_exercise", "truncated_gradients"]

Answer = Callable[..., tuple[np.ndarray, ...]]
Draw = Callable[[np.random.Generator, int, int], dict[str, Any]]


def truncated_gradients(dH, X, H, h0, W_xh, W_hh, piece):
    """Return the five gradients: each piece by complex steps, from a fixed state."""
    starts = range(0, X.shape[1], piece)
    states = [h0, *(H[:, start - 1] for start in starts[1:])]
    found = [
        rnn_gradients(*(a[:, i : i + piece] for a in (dH, X, H)), h, W_xh, W_hh)
        for i, h in zip(starts, states, strict=True)
    ]
    dX = np.concatenate([parts[0] for parts in found], axis=1)
    weights = (sum(parts[k] for parts in found) for k in (2, 3, 4))
    return dX, found[0][1], *weights


def _at_borders(t: int, piece: int, time: int) -> bool:
    return t % piece == 0


def _slip(
    cut: Callable[[int, int, int], bool] = _at_borders,
    *,
    states: Callable[..., np.ndarray] = lambda H, h0, piece: before(H, h0),
    end: Callable[..., tuple[np.ndarray, ...]] | None = None,
) -> Answer:
    """Make a wrong `truncated_backward`.

    Parameters
    ----------
    cut : callable
        From t, piece and time: whether nothing is carried from step t to t - 1.
    states : callable
        From H, h0 and piece to what stands for the states before.
    end : callable
        Spoils the result: takes it, dL/dz of all steps, and the arguments by name.
    """

    def answer(dH, X, H, h0, W_xh, W_hh, piece):
        time = H.shape[1]
        left = iter(range(time - 1, -1, -1))

        def back(dh, dz):
            t = next(left)
            return (dz @ W_hh.T) * (t == 0 or not cut(t, piece, time))

        dZ, dh0 = walk_back(dH, 1 - H**2, back)
        result = collect(X, states(H, h0, piece), dZ, W_xh, dh0)
        given = {"X": X, "H": H, "h0": h0, "W_hh": W_hh, "piece": piece}
        return end(result, dZ, given) if end else result

    return answer


def _reset(to_h0: bool) -> Callable[..., np.ndarray]:
    """Let each piece start from zeros, or from h0, in place of the carried state."""

    def states(H, h0, piece):
        was = before(H, h0)
        was[:, piece::piece] = h0[:, None] if to_h0 else 0
        return was

    return states


def _sent_back(dZ: np.ndarray, given: dict[str, Any]) -> np.ndarray:
    """Return what each piece sends to the state before it, (batch, pieces, hidden)."""
    return dZ[:, :: given["piece"]] @ given["W_hh"].T


def _piece(number: int) -> Callable[..., tuple[np.ndarray, ...]]:
    """Keep the weights' gradients of one piece alone."""

    def end(result, dZ, given):
        piece, time = given["piece"], dZ.shape[1]
        start = range(0, time, piece)[number]
        part = slice(start, start + piece)
        was = before(given["H"], given["h0"])
        one = collect(given["X"][:, part], was[:, part], dZ[:, part], given["W_hh"], 0)
        return *result[:2], *one[2:]

    return end


def _short_piece_lost(dH, X, H, h0, W_xh, W_hh, piece):
    end = H.shape[1] // piece * piece
    dX = np.zeros_like(X)
    if not end:
        zeros = (np.zeros_like(a) for a in (h0, W_xh, W_hh))
        return dX, *zeros, np.zeros(len(W_hh))
    kept = (a[:, :end] for a in (dH, X, H))
    dX[:, :end], *others = _slip()(*kept, h0, W_xh, W_hh, piece)
    return dX, *others


def _short_piece_lost_if_there_are_others(dH, X, H, h0, W_xh, W_hh, piece):
    if piece >= H.shape[1]:
        return _slip()(dH, X, H, h0, W_xh, W_hh, piece)
    return _short_piece_lost(dH, X, H, h0, W_xh, W_hh, piece)


def _sliding(dH, X, H, h0, W_xh, W_hh, piece):
    total = None
    for s in range(H.shape[1]):
        alone = np.zeros_like(dH)
        alone[:, s] = dH[:, s]
        one = _slip(lambda t, piece, time, s=s: t == s - piece + 1)(
            alone, X, H, h0, W_xh, W_hh, piece
        )
        total = (
            one if total is None else [a + b for a, b in zip(total, one, strict=True)]
        )
    return tuple(total)


def _so_many_pieces(dH, X, H, h0, W_xh, W_hh, piece):
    length = -(-H.shape[1] // piece)
    return _slip()(dH, X, H, h0, W_xh, W_hh, length)


_BORDER = (
    "Borders lie before the steps piece, 2 · piece, …: nothing is carried from the "
    "first step of a piece to the step before it, and everything within a piece is."
)
_STATE = (
    "The cut is for the gradient alone. The state goes on: the state before a piece "
    "that begins at step `start` is `H[:, start - 1]`."
)
_DH0 = (
    "Only the first piece begins at `h0`, so `dh0` is what the first piece sends back, "
    "and nothing else."
)
_OVERWRITES = (
    "keeps the weight gradients of one piece alone. All pieces use the same weights: "
    "add them up, `dW_hh += …`."
)
_LOST = (
    "leaves out the last piece when it is shorter than the others. Its losses count, "
    "too: `range(0, time, piece)` meets it, and a slice may reach beyond the end."
)


def _mistake(id_: str, message: str, answer: Answer) -> Mistake:
    return Mistake(id_, f"`truncated_backward` {message}", answer)


MISTAKES = (
    _mistake(
        "never-cut",
        f"goes back through the whole sequence, over every border. {_BORDER}",
        _slip(lambda t, piece, time: False),
    ),
    _mistake(
        "state-reset",
        f"takes zeros as the state before each piece. {_STATE}",
        _slip(states=_reset(to_h0=False)),
    ),
    _mistake(
        "state-reset",
        f"gives `h0` to every piece as the state before it. {_STATE}",
        _slip(states=_reset(to_h0=True)),
    ),
    _mistake(
        "carries-one-step-over",
        f"cuts one step beside the border: too early. {_BORDER}",
        _slip(lambda t, piece, time: (t + 1) % piece == 0),
    ),
    _mistake(
        "carries-one-step-over",
        f"cuts one step beside the border: too late. {_BORDER}",
        _slip(lambda t, piece, time: t % piece == 1 % piece),
    ),
    _mistake(
        "pieces-from-the-end",
        f"counts the pieces from the end of the sequence. {_BORDER}",
        _slip(lambda t, piece, time: (time - t) % piece == 0),
    ),
    _mistake(
        "cut-at-every-step",
        f"stops the gradient at every step, not only at the borders. {_BORDER}",
        _slip(lambda t, piece, time: True),
    ),
    _mistake(
        "cut-at-every-step",
        f"stops the gradient at every step, not only at the borders. {_BORDER}",
        _slip(lambda t, piece, time: piece < time),
    ),
    _mistake(
        "number-of-pieces",
        "takes `piece` for the number of pieces. It is the length of one, in steps, "
        "not how many there are.",
        _so_many_pieces,
    ),
    _mistake(
        "dh0-of-another-piece",
        f"returns as `dh0` what a later piece sends back. {_DH0}",
        _slip(end=lambda r, dZ, g: put(r, p1=_sent_back(dZ, g)[:, -1])),
    ),
    _mistake(
        "dh0-of-another-piece",
        f"adds up what all pieces send back, and calls it `dh0`. {_DH0}",
        _slip(end=lambda r, dZ, g: put(r, p1=_sent_back(dZ, g).sum(axis=1))),
    ),
    _mistake(
        "dh0-is-zero",
        f"returns zeros as `dh0`. {_DH0}",
        _slip(end=lambda r, dZ, g: put(r, p1=np.zeros_like(g["h0"]))),
    ),
    _mistake("last-piece-overwrites", _OVERWRITES, _slip(end=_piece(-1))),
    _mistake("last-piece-overwrites", _OVERWRITES, _slip(end=_piece(0))),
    _mistake("short-piece-lost", _LOST, _short_piece_lost),
    _mistake("short-piece-lost", _LOST, _short_piece_lost_if_there_are_others),
    _mistake(
        "sliding-window",
        "lets every loss go back `piece` steps from where it stands. Here the borders "
        f"are fixed. {_BORDER}",
        _sliding,
    ),
    _mistake(
        "averages-over-pieces",
        "averages the weight gradients over the pieces. Any average belongs to the "
        "loss, so it is in `dH` already: sum here.",
        _slip(
            end=lambda r, dZ, g: (
                *r[:2],
                *(w / len(range(0, dZ.shape[1], g["piece"])) for w in r[2:]),
            )
        ),
    ),
    _mistake(
        "last-state-before-the-first",
        "reads `H[:, -1]`, the *last* state, as the one before the first step. Before "
        "the first piece it is `h0`.",
        _slip(states=lambda H, h0, piece: np.roll(H, 1, axis=1)),
    ),
)


def _probe(
    words: str, draw: Draw, lengths: tuple[int, ...], piece: Any, **options: Any
):
    """Return a probe: a sequence of one of `lengths`, and `piece` from its length."""

    def make(rng: np.random.Generator) -> dict[str, Any]:
        time = int(rng.choice(lengths))
        batch = int(rng.choice([n for n in (2, 3, 4) if n != time]))
        return draw(rng, batch, time) | {"piece": int(piece(rng, time))}

    return Probe(words, make, **options)


def _single(draw: Draw) -> Draw:
    def make(rng: np.random.Generator, batch: int, time: int) -> dict[str, Any]:
        return {
            name: a.astype(np.float32) for name, a in draw(rng, batch, time).items()
        }

    return make


def truncated_exercise(draw: Draw, single: float) -> Exercise:
    """Return the exercise.

    Parameters
    ----------
    draw : callable
        Makes the arguments of `rnn_backward` from a generator, batch and time.
    single : float
        How closely float32 results must agree.
    """

    def some(rng, time):
        return rng.choice([n for n in (2, 3) if time % n])

    return Exercise(
        name="truncated_backward",
        title="Stop the gradient at the borders",
        points=3,
        section="When the text is long",
        hints=(
            "Each piece is a sequence of its own for `rnn_backward`: cut `dH`, `X` and "
            "`H` along time. What is the state *before* the piece? It was computed "
            "forwards, so it stands in `H`.",
            "`for start in range(0, X.shape[1], piece):` take `part = slice(start, start "
            "+ piece)` and call `rnn_backward(dH[:, part], X[:, part], H[:, part], "
            "h_before, W_xh, W_hh)`, where `h_before` is `h0` for the first piece and "
            "`H[:, start - 1]` for all others. Write its dX into `dX[:, part]`, add up "
            "the three weight gradients, and keep `dh0` from the first piece alone.",
        ),
        examine=Probing(
            reference=truncated_gradients,
            kind=Parts(
                dX=Array("batch, time, features"),
                dh0=Array("batch, hidden"),
                dW_xh=Array("features, hidden"),
                dW_hh=Array("hidden, hidden"),
                db_h=Array("hidden,"),
            ),
            probes=[
                _probe("a last piece that is shorter", draw, (7, 11), some, trials=3),
                _probe("pieces of equal length", draw, (6, 9), lambda rng, time: 3),
                _probe("pieces of one step", draw, (5,), lambda rng, time: 1, trials=1),
                _probe(
                    "one piece for all", draw, (5,), lambda rng, time: time, trials=1
                ),
                _probe(
                    "a piece longer than the sequence",
                    draw,
                    (5,),
                    lambda rng, time: time + 3,
                    trials=1,
                ),
                _probe("float32 arrays", _single(draw), (7,), some, tolerance=single),
            ],
            mistakes=MISTAKES,
            tolerance=1e-6,
        ),
    )
