"""Known mistakes of `readout` and `count_parameters`, what they deserve to hear."""

from __future__ import annotations

import numpy as np

from rnn_course.checks.lesson_02.step_mistakes import (
    Array,
    known,
    sigmoid,
)

__all__ = ["COUNT", "READOUT", "count"]


def count(features: int, hidden: int, outputs: int) -> int:
    """Return the right number of parameters."""
    return (features + hidden + 1) * hidden + (hidden + 1) * outputs


def _logits(H: Array, W_hy: Array, b_y: Array) -> Array:
    return H @ W_hy + b_y


def _softmax(z: Array, axis: int | None = -1) -> Array:
    raised = np.exp(z - z.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


READOUT = (
    known(
        "softmax",
        "`readout` applies a softmax. The exercise asks for the raw scores, the "
        "logits: in training the loss function can apply the softmax, and twice is "
        "wrong. Return the sum as it is.",
        lambda *given: _softmax(_logits(*given)),
    ),
    known(
        "softmax",
        "`readout` applies a softmax, and over the steps at that. The exercise asks "
        "for the raw scores, the logits: return the sum as it is.",
        lambda *given: _softmax(_logits(*given), axis=1),
    ),
    known(
        "softmax",
        "`readout` applies a softmax, and over all numbers at once at that. The "
        "exercise asks for the raw scores, the logits: return the sum as it is.",
        lambda *given: _softmax(_logits(*given), axis=None),
    ),
    known(
        "softmax",
        "`readout` applies the logarithm of a softmax. The exercise asks for the raw "
        "scores, the logits: return the sum as it is.",
        lambda *given: np.log(_softmax(_logits(*given))),
    ),
    known(
        "tanh",
        "`readout` squashes the result with tanh, as the hidden layer does. Outputs "
        "must be free to take any value: return the sum as it is.",
        lambda *given: np.tanh(_logits(*given)),
    ),
    known(
        "sigmoid",
        "`readout` squashes the result with a sigmoid. The exercise asks for the raw "
        "scores, the logits: return the sum as it is.",
        lambda *given: sigmoid(_logits(*given)),
    ),
    known(
        "relu",
        "`readout` cuts off negative results. A low score is a statement too: return "
        "the sum as it is.",
        lambda *given: np.maximum(_logits(*given), 0),
    ),
    known(
        "bias-missing",
        "`readout` leaves out the bias: it is right only where `b_y` is zero. Add one "
        "number for each output, `+ b_y`.",
        lambda H, W_hy, b_y: H @ W_hy,
    ),
    known(
        "only-last",
        "`readout` reads only the last step. Here every step has an output: use all "
        "of `H`, and return (batch, time, outputs).",
        lambda *given: _logits(*given)[:, -1],
    ),
    known(
        "only-last",
        "`readout` reads only the last step. Here every step has an output: use all "
        "of `H`, and return (batch, time, outputs).",
        lambda *given: _logits(*given)[:, -1:],
    ),
    known(
        "argmax",
        "`readout` returns the number of the best output. The exercise asks for all "
        "the scores, one for each output: leave the choice to whoever reads them.",
        lambda *given: _logits(*given).argmax(axis=-1),
    ),
    known(
        "time-first",
        "`readout` returns the time axis first. Keep the order of `H`: (batch, time, "
        "outputs).",
        lambda *given: _logits(*given).swapaxes(0, 1),
    ),
)

COUNT = (
    known(
        "always-the-same",
        "`count_parameters` gives 47 whatever the sizes are, the number of the network "
        "above. Compute it from `features`, `hidden` and `outputs`, not from arrays of "
        "the notebook.",
        lambda features, hidden, outputs: 47,
    ),
    known(
        "second-recurrent-bias",
        "`count_parameters` counts a second bias for the hidden layer. Input and state "
        "meet in one sum, and that sum has one bias: `b_h`, `hidden` numbers in all.",
        lambda features, hidden, outputs: count(features, hidden, outputs) + hidden,
    ),
    known(
        "no-readout",
        "`count_parameters` stops at the recurrent cell. The output layer has "
        "parameters too: `W_hy` and `b_y`.",
        lambda features, hidden, outputs: (features + hidden + 1) * hidden,
    ),
    known(
        "no-recurrent-weights",
        "`count_parameters` leaves out `W_hh`, the weights that lead from the state "
        "back to the state: hidden times hidden of them.",
        lambda features, hidden, outputs: count(features, hidden, outputs) - hidden**2,
    ),
    known(
        "no-input-weights",
        "`count_parameters` leaves out `W_xh`, the weights that lead from the input "
        "to the state: features times hidden of them.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - features * hidden
        ),
    ),
    known(
        "no-biases",
        "`count_parameters` counts the weights but no biases. `b_h` holds one number "
        "for each unit, `b_y` one for each output.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden - outputs
        ),
    ),
    known(
        "no-hidden-bias",
        "`count_parameters` leaves out `b_h`, one number for each hidden unit.",
        lambda features, hidden, outputs: count(features, hidden, outputs) - hidden,
    ),
    known(
        "no-output-bias",
        "`count_parameters` leaves out `b_y`, one number for each output.",
        lambda features, hidden, outputs: count(features, hidden, outputs) - outputs,
    ),
    known(
        "one-bias-a-layer",
        "`count_parameters` counts one bias for a whole layer. Every unit has its own: "
        "`hidden` numbers in `b_h`, `outputs` numbers in `b_y`.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden - outputs + 2
        ),
    ),
    known(
        "recurrent-weights-once-a-unit",
        "`count_parameters` counts one recurrent weight for each unit. Every unit "
        "hears *every* old unit, so `W_hh` is square: hidden times hidden.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden**2 + hidden
        ),
    ),
    known(
        "output-fed-back",
        "`count_parameters` counts weights from the outputs back to the units. In this "
        "network the *hidden state* comes back: `W_hh` is hidden times hidden.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) - hidden**2 + outputs * hidden
        ),
    ),
    known(
        "inputs-to-outputs",
        "`count_parameters` lets the inputs lead straight to the outputs. The output "
        "layer reads the state: `W_hy` is hidden times outputs.",
        lambda features, hidden, outputs: (
            count(features, hidden, outputs) + (features - hidden) * outputs
        ),
    ),
)
