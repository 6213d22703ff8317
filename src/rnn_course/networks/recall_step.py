"""One update of many recall networks, compiled."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from rnn_course.models import tf
from rnn_course.networks.stacked import CELLS, zero_states

__all__ = ["Step", "compiled_step"]

BETA_1, BETA_2, EPSILON = 0.9, 0.999, 1e-7  # Keras's Adam
State = tuple[list[tf.Tensor], list[tf.Tensor], list[tf.Tensor], tf.Tensor]


@cache
def compiled_step(step: Step) -> Step:
    """Return an equal step made before, if there is one: its code is compiled."""
    return step


@dataclass(frozen=True)
class Step:
    """How networks of one kind are updated.

    Attributes
    ----------
    kind : str
        A key of `stacked.CELLS`.
    longest : int
        The longest delay; shorter ones stop on the way.
    optimizer : str
        "adam" or "sgd".
    """

    kind: str
    longest: int
    optimizer: str

    def __post_init__(self) -> None:
        if self.optimizer not in ("adam", "sgd"):
            raise ValueError(
                f'optimizer="{self.optimizer}" is not known. Write "adam" or "sgd".'
            )

    def start(self, weights: list[Any]) -> State:
        """Return the weights and an optimizer that has seen nothing."""
        weights = [tf.constant(w) for w in weights]
        zeros = [tf.zeros_like(w) for w in weights]
        return weights, zeros, zeros, tf.constant(0.0)

    @tf.function(jit_compile=True)
    def update(
        self,
        state: State,
        lengths: tf.Tensor,
        shares: tf.Tensor,
        rate: tf.Tensor,
        clip: tf.Tensor,
    ) -> tuple[State, tf.Tensor, tf.Tensor]:
        """Return the next state, each network's loss, and its gradient's length.

        A gradient longer than `clip` is shortened to it; `rate` is the learning rate.
        """
        weights = state[0]
        with tf.GradientTape() as tape:
            tape.watch(weights)
            losses = self._losses(weights, lengths, shares)
            total = tf.reduce_sum(losses)  # no network touches another's term
        gradients = tape.gradient(total, weights)
        norms = tf.sqrt(sum(_sum_squares(g) for g in gradients))
        factor = tf.minimum(1.0, clip / tf.maximum(norms, 1e-30))
        gradients = [g * _spread(factor, g) for g in gradients]
        return self._move(state, gradients, rate), losses, norms

    def accuracy(self, state: State, lengths: tf.Tensor) -> tf.Tensor:
        """Return the share of symbols that each network names."""
        said = tf.argmax(self._logits(state[0], lengths), axis=-1, output_type=tf.int32)
        right = said == tf.range(said.shape[1])
        return tf.reduce_mean(tf.cast(right, tf.float32), axis=1)

    def _losses(
        self, weights: list[tf.Tensor], lengths: tf.Tensor, shares: tf.Tensor
    ) -> tf.Tensor:
        logits = self._logits(weights, lengths)
        own = tf.linalg.diag_part(tf.nn.log_softmax(logits))
        return -tf.reduce_sum(shares * own, axis=1)

    def _logits(self, weights: list[tf.Tensor], lengths: tf.Tensor) -> tf.Tensor:
        """Let each network read every symbol; row k is what it says after symbol k."""
        kernel, recurrent, bias, W_hy, b_y = weights
        networks, rows, hidden = len(kernel), b_y.shape[1], recurrent.shape[1]
        cell = CELLS[self.kind]
        states = zero_states(self.kind, networks, rows, hidden)
        states = cell(kernel[:, :rows], states, recurrent, bias)
        blank = tf.repeat(kernel[:, rows:], rows, axis=1)
        for t in tf.range(self.longest):
            going = (t < lengths)[:, None, None]
            after = cell(blank, states, recurrent, bias)
            states = tuple(
                tf.where(going, new, old)
                for new, old in zip(after, states, strict=True)
            )
        return states[0] @ W_hy + b_y[:, None]

    def _move(self, state: State, gradients: list[tf.Tensor], rate: tf.Tensor) -> State:
        weights, means, squares, count = state
        count += 1
        if self.optimizer == "sgd":
            moved = [w - rate * g for w, g in zip(weights, gradients, strict=True)]
            return moved, means, squares, count
        means = [
            BETA_1 * m + (1 - BETA_1) * g for m, g in zip(means, gradients, strict=True)
        ]
        squares = [
            BETA_2 * v + (1 - BETA_2) * g * g
            for v, g in zip(squares, gradients, strict=True)
        ]
        rate *= tf.sqrt(1 - BETA_2**count) / (1 - BETA_1**count)
        moved = [
            w - rate * m / (tf.sqrt(v) + EPSILON)
            for w, m, v in zip(weights, means, squares, strict=True)
        ]
        return moved, means, squares, count


def _sum_squares(gradient: tf.Tensor) -> tf.Tensor:
    return tf.reduce_sum(gradient**2, axis=list(range(1, gradient.shape.rank)))


def _spread(factor: tf.Tensor, like: tf.Tensor) -> tf.Tensor:
    return tf.reshape(factor, [-1] + [1] * (like.shape.rank - 1))
