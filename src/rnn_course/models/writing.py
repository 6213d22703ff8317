"""Write text with a trained network, tens of thousands of characters a second.

`model.predict` on a window reads the whole window again for each new character, and
starts a data pipeline each time. Both are needless: a recurrent network carries what
it has read in its state, so a new character costs one step.

`Stepper` is that step in NumPy, ready at once. `Writer` puts the same step into one
loop that XLA compiles as a whole: no Python between two characters. Characters are
drawn by the Gumbel trick: the largest of ``logits / temperature + noise`` is a draw
from the softmax when the noise is standard Gumbel (Gumbel, 1954), so all noise can be
drawn before the loop starts, and both ways write the same text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from rnn_course.errors import CourseError
from rnn_course.models.loop import CHUNK, FREE, compiled_loop
from rnn_course.models.quiet import keras, tf
from rnn_course.models.steps import (
    initial_states,
    read_layers,
    recurrent_steps,
)

__all__ = ["Stepper", "Writer"]


class Stepper:
    """One step of a trained network in NumPy: an id goes in, logits come out.

    Parameters
    ----------
    model : keras.Model
        `Embedding`, then `SimpleRNN`, `GRU` or `LSTM` layers, then `Dense`: ids
        (batch, time) to logits (batch, time, vocabulary). The weights are copied.

    Raises
    ------
    CourseError
        When the model holds another layer, which is named.
    """

    def __init__(self, model: keras.Model) -> None:
        self.layers = read_layers(model)
        self.states = initial_states(self.layers)

    def reset(self) -> None:
        """Forget everything that was read."""
        self.states = initial_states(self.layers)

    def read(self, character: int) -> np.ndarray:
        """Read one id and return the logits of the next, (vocabulary,)."""
        rows = self.layers.table[character][np.newaxis]
        h, self.states = recurrent_steps(
            np.tanh, np.split, self.layers, rows, self.states
        )
        return (h @ self.layers.W_hy + self.layers.b_y)[0]


class Writer:
    """A trained network that writes.

    Parameters
    ----------
    model : keras.Model
        As for `Stepper`. A model that was trained further needs a new writer.
    vocabulary : mapping of str to int
        Character → id. Ids that have no character are never written; an unknown
        character of a prompt is read as id 1.

    Raises
    ------
    CourseError
        As `Stepper`.
    """

    def __init__(self, model: keras.Model, vocabulary: Mapping[str, int]) -> None:
        self.stepper = Stepper(model)
        self.vocabulary = dict(vocabulary)
        self.characters = {number: c for c, number in self.vocabulary.items()}
        size = len(self.stepper.layers.b_y)
        self._closed = np.full(size, -np.inf, "float32")
        self._closed[list(self.characters)] = 0
        self.compiles = True
        self._known: tuple[list[int], np.ndarray | None] = [], None  # read last

    def write(
        self, prompt: str, length: int, temperature: float, rng: np.random.Generator
    ) -> str:
        """Return the prompt and `length` new characters, by the compiled loop.

        The first call compiles the loop, which takes a second or two; later calls,
        also of other writers of the same size, start at once. Where XLA does not
        work, the NumPy step takes over and writes the same.

        Parameters
        ----------
        prompt : str
            At least one character.
        length : int
            New characters.
        temperature : float
            0 takes the likeliest character each time.
        rng : numpy.random.Generator
            Gives the noise: the same state, the same text.
        """
        ids = self._read(prompt)
        steps = len(ids) - 1 + length
        noise = self._noise(steps, temperature, rng, start=len(ids) - 1)
        forced = np.full(steps, FREE, "int32")
        forced[: len(ids) - 1] = ids[1:]
        if self.compiles:
            try:
                return prompt + self._text(
                    self._in_one(ids[0], forced, noise)[-length:]
                )
            except (tf.errors.OpError, NotImplementedError):
                self.compiles = False
        return prompt + self._text(self._by_steps(ids[0], forced, noise)[-length:])

    def letters(
        self, prompt: str, temperature: float, rng: np.random.Generator
    ) -> Iterator[tuple[str, np.ndarray]]:
        """Yield new characters for ever, each with the probabilities that it had.

        By the NumPy step: the first one comes within a millisecond or two.
        """
        text = prompt
        while True:
            logits = self._logits_after(text)
            noise = rng.gumbel(size=len(logits)) * temperature
            character = self.characters[int(np.argmax(logits + noise))]
            yield character, probabilities(logits, temperature)
            text += character

    def expects(self, text: str, temperature: float = 1.0) -> np.ndarray:
        """Return the probability of each id after `text`, (vocabulary,)."""
        return probabilities(self._logits_after(text), temperature)

    def _logits_after(self, text: str) -> np.ndarray:
        """Return the logits of what follows a text, of ids with a character.

        What was read the last time is not read again when it is the text's beginning.
        """
        ids = self._read(text)
        known, logits = self._known
        if ids[: len(known)] != known:
            known, logits = [], None
        if not known:
            self.stepper.reset()
        for character in ids[len(known) :]:
            logits = self.stepper.read(character)
        self._known = ids, logits
        return logits + self._closed

    def _read(self, prompt: str) -> list[int]:
        if not prompt:
            raise CourseError(
                'The prompt is empty; expected at least one character, "\\n" to begin '
                "a new quotation."
            )
        return [self.vocabulary.get(character, 1) for character in prompt]

    def _noise(
        self, steps: int, temperature: float, rng: np.random.Generator, start: int
    ) -> np.ndarray:
        """Return what is added to the logits of each step, (steps, vocabulary)."""
        noise = np.zeros((steps, len(self._closed)), "float32")
        noise[start:] = rng.gumbel(size=(steps - start, len(self._closed)))
        return noise * np.float32(temperature) + self._closed

    def _text(self, ids: Sequence[int]) -> str:
        return "".join(self.characters[int(number)] for number in ids)

    def _by_steps(self, first: int, forced: np.ndarray, noise: np.ndarray) -> list[int]:
        self.stepper.reset()
        self._known = [], None
        written, character = [], first
        for place, extra in zip(forced, noise, strict=True):
            scores = self.stepper.read(character) + extra
            character = int(place) if place != FREE else int(scores.argmax())
            written.append(character)
        return written

    def _in_one(self, first: int, forced: np.ndarray, noise: np.ndarray) -> np.ndarray:
        """Write by the compiled loop, a chunk at a time."""
        steps = len(forced)
        padding = -steps % CHUNK
        forced = np.pad(forced, (0, padding), constant_values=FREE)
        noise = np.pad(noise, ((0, padding), (0, 0)))
        loop = compiled_loop(self.stepper.layers.kinds)
        weights = self.stepper.layers.weights
        states, character = initial_states(self.stepper.layers), np.int32(first)
        written = []
        for begin in range(0, steps, CHUNK):
            part = slice(begin, begin + CHUNK)
            ids, character, states = loop(
                weights, states, character, forced[part], noise[part]
            )
            written.append(ids)
        return np.concatenate(written)[:steps]


def probabilities(logits: np.ndarray, temperature: float) -> np.ndarray:
    """Return the softmax of logits / temperature; at 0 the largest has all."""
    if temperature == 0:
        return (np.arange(len(logits)) == logits.argmax()).astype(float)
    shares = np.exp((logits - logits.max()) / temperature)
    return shares / shares.sum()
