"""A network whose every answer is known, for the check of `generate`.

It looks at the character three places back and names the next one for it, so it can be
followed only by who hands it the whole text, and all of what was written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from rnn_course.checks import chance

__all__ = [
    "CHARACTERS",
    "TEMPTING",
    "VOCABULARY",
    "answer_to",
    "known_network",
    "written",
]

CHARACTERS = "\n.Eabkmé"
VOCABULARY = {c: number for number, c in enumerate(CHARACTERS, start=2)}
SIZE = len(VOCABULARY) + 2
BACK = 2  # steps before the one that was read last
SURE = 14.0  # the logit of the answer; the others have 0
NEVER = -1e9  # the logit of ids that have no character
TEMPTING = 20.0  # one that is larger than every other
#: Id → the id that the network answers; 1, an unknown character, has an answer too.
ANSWERS = np.array([2, 6, 5, 8, 7, 9, 2, 4, 3, 6])
#: A weaker opinion, by the character read last; it counts where the text is too short.
ALONE = np.array([2, 7, 8, 9, 5, 2, 4, 5, 6, 7])
WEAK = 4.0


def _answers() -> tuple[np.ndarray, np.ndarray]:
    """Return both opinions: these, or drawn ones where inputs are secret."""

    def draw(rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
        first, weak = (
            np.concatenate([rng.integers(2, SIZE, 2), 2 + rng.permutation(SIZE - 2)])
            for _ in range(2)
        )
        return first, weak

    return chance.among((ANSWERS, ALONE), draw)


def known_network(reserved: float = NEVER) -> Any:
    """Return embedding, a recurrent layer that works as a shift register, and Dense.

    `reserved` is the logit of the ids 0 and 1, which have no character.
    """
    from rnn_course.models import keras

    layers = keras.layers
    model = keras.Sequential(
        [
            keras.Input((None,), dtype="int32"),
            layers.Embedding(SIZE, SIZE),
            layers.SimpleRNN(SIZE * (BACK + 1), return_sequences=True),
            layers.Dense(SIZE),
        ]
    )
    model.set_weights(_weights(reserved))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)
    return model


def _weights(reserved: float) -> list[np.ndarray]:
    units = SIZE * (BACK + 1)
    embedding = np.eye(SIZE)
    embedding[0] = 0  # padding leaves no trace
    shift = np.eye(units, k=SIZE)
    fading = np.tanh(np.tanh(np.tanh(1.0)))  # what is left of a 1 after three steps
    readout = np.zeros((units, SIZE))
    answers, alone = _answers()
    readout[BACK * SIZE + np.arange(SIZE), answers] = SURE / fading
    readout[np.arange(SIZE), alone] = WEAK
    bias = np.array([reserved, reserved, *[0.0] * (SIZE - 2)])
    return [embedding, np.eye(SIZE, units), shift, np.zeros(units), readout, bias]


def answer_to(ids: list[int]) -> int:
    """Return what the network finds likeliest after these ids."""
    back = ids[-1 - BACK] if len(ids) > BACK else 0  # padding leaves no trace either
    answers, alone = _answers()
    return int(answers[back] if back else alone[ids[-1]])


def written(
    prompt: str,
    length: int,
    seen: Callable[[list[int]], list[int]] = list,
    known: Callable[[str], bool] = lambda c: True,
) -> str:
    """Return the text that follows at temperature 0, of what is `seen` each time."""
    ids = [VOCABULARY.get(c, 1) for c in prompt if known(c)]
    text = prompt
    for _ in range(length):
        ids.append(answer_to(seen(ids)))
        text += CHARACTERS[ids[-1] - 2]
    return text
