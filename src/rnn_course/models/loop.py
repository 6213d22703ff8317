"""Writing as one program: a loop over many characters that XLA compiles as a whole."""

from __future__ import annotations

from functools import cache
from typing import Any

from rnn_course.models.quiet import tf
from rnn_course.models.steps import recurrent_steps, unpack

__all__ = ["CHUNK", "FREE", "compiled_loop"]

CHUNK = 256  # steps in one call
FREE = -1  # at this place the network chooses


@cache
def compiled_loop(kinds: tuple[str, ...]) -> Any:
    """Return the loop over a chunk of steps, for layers of these kinds.

    Writers of networks of one kind and size share one compiled program.

    Parameters
    ----------
    kinds : tuple of str
        See `Layers`.

    Returns
    -------
    callable
        Takes the weights, the states, the id read first, the ids that are forced
        (chunk,) and what is added to the logits (chunk, vocabulary); returns the ids
        of the chunk, the last of them, and the states.
    """

    def run(weights, states, character, forced, noise):
        layers = unpack(kinds, weights)

        def body(step, character, states, written):
            rows = tf.gather(layers.table, character)[tf.newaxis]
            h, states = recurrent_steps(tf.tanh, tf.split, layers, rows, states)
            scores = (h @ layers.W_hy + layers.b_y)[0] + noise[step]
            chosen = tf.argmax(scores, output_type=tf.int32)
            character = tf.where(forced[step] == FREE, chosen, forced[step])
            return step + 1, character, states, written.write(step, character)

        written = tf.TensorArray(tf.int32, size=CHUNK, element_shape=())
        _, character, states, written = tf.while_loop(
            lambda step, *_: step < CHUNK, body, (0, character, states, written)
        )
        return written.stack(), character, states

    return tf.function(run, jit_compile=True)
