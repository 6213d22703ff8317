"""What the cell of the stepper computes, in numbers and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rnn_course.networks.cells import rnn_forward

INPUTS = (1.0, 0.0, -1.0, 0.5, 0.0, 1.0)
W_XH = np.array([[1.0, -0.5]])
# Its largest singular value is 0.81, so that any change fades from step to step.
W_HH = np.array([[0.5, 0.4], [-0.6, 0.5]])
B_H = np.array([0.1, -0.1])
W_HY = np.array([[1.0], [0.5]])
B_Y = np.array([0.2])

STEPS = len(INPUTS)


@dataclass(frozen=True)
class Reading:
    """What the cell makes of the six inputs.

    Attributes
    ----------
    x, H, y : (time,), (time, hidden), (time,)
        Inputs, states and outputs.
    moved : (time,)
        How far each state is from what it is with the inputs unchanged (Euclidean).
    changed : int
        The step whose input differs, counted from 1; 0 for none.
    """

    x: np.ndarray
    H: np.ndarray
    y: np.ndarray
    moved: np.ndarray
    changed: int

    @classmethod
    def of(cls, changed: int, value: float) -> Reading:
        """Read the inputs, with the one of step `changed` replaced by `value`."""
        x = np.array(INPUTS)
        before = _states(x)
        if changed:
            x[changed - 1] = value
        differs = bool(changed) and value != INPUTS[changed - 1]
        H = _states(x)
        moved = np.linalg.norm(H - before, axis=1)
        return cls(x, H, (H @ W_HY + B_Y)[:, 0], moved, changed if differs else 0)

    def before(self, step: int) -> np.ndarray:
        """Return the state before a step, (hidden,)."""
        return self.H[step - 2] if step > 1 else np.zeros(len(B_H))

    def arithmetic(self, step: int) -> str:
        """Write one step out, a line for each part."""
        from_input = self.x[step - 1] * W_XH[0]
        from_state = self.before(step) @ W_HH
        total = from_input + from_state + B_H
        lines = {
            f"x{step} W_xh": from_input,
            f"h{step - 1} W_hh": from_state,
            "b_h": B_H,
            "sum": total,
            f"h{step} = tanh": np.tanh(total),
        }
        return "\n".join(f"{name:9} {_pair(pair)}" for name, pair in lines.items())

    def in_words(self, step: int) -> str:
        """Say what is seen at a step."""
        x, y = self.x[step - 1], self.y[step - 1]
        told = (
            f"Step {step} of {STEPS}. The cell reads the input {number(x)} and the "
            f"state before, ({_pair(self.before(step), ', ')}). The new state is "
            f"({_pair(self.H[step - 1], ', ')}), the output {number(y)}. "
        )
        if not self.changed:
            return told + "No input is changed."
        told += (
            f"The input of step {self.changed} is changed from "
            f"{number(INPUTS[self.changed - 1])} to {number(self.x[self.changed - 1])}. "
        )
        moved = [f"{t} by {number(self.moved[t - 1])}" for t in self.later()]
        still = "" if self.changed == 1 else " Earlier states are the same as before."
        return f"{told}States moved: {', '.join(moved)}.{still}"

    def later(self) -> range:
        """Return the steps whose states have changed."""
        return range(self.changed, STEPS + 1) if self.changed else range(0)


def _states(x: np.ndarray) -> np.ndarray:
    """Return the states, (time, hidden)."""
    start = np.zeros((1, len(B_H)))
    return rnn_forward(x[None, :, None], start, W_XH, W_HH, B_H)[0]


def number(value: float) -> str:
    """Write a number with two digits after the point and a real minus."""
    return f"{value + 0.0:.2f}".replace("-", "−")


def _pair(pair: np.ndarray, between: str = "  ") -> str:
    return between.join(
        number(value).rjust(5 if between == "  " else 0) for value in pair
    )
