"""Right and wrong answers to the exercises of lesson 02."""

from __future__ import annotations

import numpy as np

from tests.answers import Corpus

corpus = Corpus("02-inside-the-cell")


# --- rnn_step -------------------------------------------------------------------


@corpus.right("rnn_step")
def with_einsum(x_t, h_prev, W_xh, W_hh, b_h):
    from_input = np.einsum("bf,fh->bh", x_t, W_xh)
    from_state = np.einsum("bg,gh->bh", h_prev, W_hh)
    return np.tanh(from_input + from_state + b_h)


@corpus.right("rnn_step")
def with_plain_loops(x_t, h_prev, W_xh, W_hh, b_h):
    rows = []
    for x, h in zip(x_t, h_prev, strict=True):
        row = []
        for unit in range(len(b_h)):
            total = b_h[unit]
            for feature in range(len(x)):
                total = total + x[feature] * W_xh[feature, unit]
            for old in range(len(h)):
                total = total + h[old] * W_hh[old, unit]
            row.append(float(np.tanh(total)))
        rows.append(row)
    return rows


@corpus.right("rnn_step")
def with_one_tall_matrix(x_t, h_prev, W_xh, W_hh, b_h):
    both = np.concatenate([x_t, h_prev], axis=1)
    return np.tanh(both @ np.concatenate([W_xh, W_hh], axis=0) + b_h)


@corpus.right("rnn_step")
def with_a_sigmoid_identity(x_t, h_prev, W_xh, W_hh, b_h):
    z = np.matmul(x_t, W_xh) + np.matmul(h_prev, W_hh) + b_h
    return 2 / (1 + np.exp(-2 * z)) - 1


@corpus.right("rnn_step")
def in_single_precision(x_t, h_prev, W_xh, W_hh, b_h):
    x_t, h_prev, W_xh, W_hh, b_h = (
        np.asarray(a, np.float32) for a in (x_t, h_prev, W_xh, W_hh, b_h)
    )
    return np.tanh(np.dot(h_prev, W_hh) + (b_h + np.dot(x_t, W_xh)))


@corpus.wrong("rnn_step", mistake="no-tanh", says="np.tanh")
def without_tanh(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + h_prev @ W_hh + b_h


@corpus.wrong("rnn_step", mistake="recurrent-transposed", says="`h_prev @ W_hh`")
def with_weights_transposed(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh.T + b_h)


@corpus.wrong("rnn_step", mistake="recurrent-transposed", says="wrong way")
def with_the_weights_first(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + (W_hh @ h_prev.T).T + b_h)


@corpus.wrong("rnn_step", mistake="input-transposed", says="(features, hidden)")
def with_input_weights_transposed(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh.T + h_prev @ W_hh + b_h)


@corpus.wrong("rnn_step", mistake="state-ignored", says="does not use `h_prev`")
def without_state(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + b_h)


@corpus.wrong("rnn_step", mistake="input-ignored", says="does not use `x_t`")
def without_input(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(h_prev @ W_hh + b_h)


@corpus.wrong("rnn_step", mistake="bias-missing", says="leaves out the bias", points=1)
def without_bias(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh)


@corpus.wrong("rnn_step", mistake="bias-outside", says="after the tanh", points=1)
def with_bias_outside(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh) + b_h


@corpus.wrong("rnn_step", mistake="sigmoid", says="from 0 to 1")
def with_sigmoid(x_t, h_prev, W_xh, W_hh, b_h):
    return 1 / (1 + np.exp(-(x_t @ W_xh + h_prev @ W_hh + b_h)))


@corpus.wrong("rnn_step", mistake="relu", says="negative")
def with_relu(x_t, h_prev, W_xh, W_hh, b_h):
    return np.maximum(0, x_t @ W_xh + h_prev @ W_hh + b_h)


@corpus.wrong("rnn_step", mistake="no-recurrent-weights", says="without `W_hh`")
def with_the_bare_state(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev + b_h)


@corpus.wrong("rnn_step", mistake="state-outside", says="One tanh")
def with_state_outside(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + b_h) + h_prev @ W_hh


@corpus.wrong("rnn_step", mistake="two-tanhs", says="one sum, one tanh")
def with_two_tanhs(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + b_h) + np.tanh(h_prev @ W_hh)


@corpus.wrong("rnn_step", mistake="input-outside", says="One tanh")
def with_input_outside(x_t, h_prev, W_xh, W_hh, b_h):
    return x_t @ W_xh + np.tanh(h_prev @ W_hh + b_h)


@corpus.wrong("rnn_step", mistake="overflow", says="NaN", points=1.5)
def with_tanh_written_out(x_t, h_prev, W_xh, W_hh, b_h):
    up, down = (np.exp(s * (x_t @ W_xh + h_prev @ W_hh + b_h)) for s in (1, -1))
    return (up - down) / (up + down)


@corpus.wrong("rnn_step", mistake="cut-to-whole-numbers", says="np.zeros", points=1.5)
def into_an_array_like_the_state(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.zeros_like(h_prev)
    h_t[:] = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    return h_t


@corpus.wrong("rnn_step", mistake="changes-its-inputs", says="`h_prev`", points=1)
def writing_over_the_state(x_t, h_prev, W_xh, W_hh, b_h):
    h_t = np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h)
    if h_prev.dtype == h_t.dtype:
        h_prev[:] = h_t
    return h_t


@corpus.wrong("rnn_step", mistake="unfit-result", says="(batch, hidden)")
def transposed_result(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev @ W_hh + b_h).T


@corpus.wrong("rnn_step", mistake=None, says="values are not")
def with_half_of_the_state(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + 0.5 * h_prev @ W_hh + b_h)


# --- rnn_forward ----------------------------------------------------------------


@corpus.right("rnn_forward")
def with_a_list(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


@corpus.right("rnn_forward")
def with_inputs_first(X, h0, W_xh, W_hh, b_h):
    Z = np.einsum("btf,fh->bth", X, W_xh) + b_h
    H = np.zeros(Z.shape)
    for t in range(Z.shape[1]):
        H[:, t] = np.tanh(Z[:, t] + (H[:, t - 1] if t else h0) @ W_hh)
    return H


@corpus.right("rnn_forward")
def with_the_start_at_index_minus_one(X, h0, W_xh, W_hh, b_h):
    H = np.empty((X.shape[0], X.shape[1] + 1, len(b_h)))
    H[:, -1] = h0
    for t in range(X.shape[1]):
        H[:, t] = np.tanh(X[:, t] @ W_xh + H[:, t - 1] @ W_hh + b_h)
    return H[:, :-1]


@corpus.right("rnn_forward")
def row_by_row(X, h0, W_xh, W_hh, b_h):
    batch = []
    for sequence, h in zip(X, h0, strict=True):
        rows = []
        for x in sequence:
            h = np.tanh(x @ W_xh + h @ W_hh + b_h)
            rows.append(h.tolist())
        batch.append(rows)
    return batch


@corpus.right("rnn_forward")
def by_calling_itself(X, h0, W_xh, W_hh, b_h):
    h = np.tanh(X[:, 0] @ W_xh + h0 @ W_hh + b_h)
    if X.shape[1] == 1:
        return h[:, None]
    rest = by_calling_itself(X[:, 1:], h, W_xh, W_hh, b_h)
    return np.concatenate([h[:, None], rest], axis=1)


@corpus.right("rnn_forward")
def with_the_step_before(X, h0, W_xh, W_hh, b_h):
    states = [h0]
    for x_t in X.swapaxes(0, 1):
        states.append(rnn_step(x_t, states[-1], W_xh, W_hh, b_h))  # noqa: F821
    return np.array(states[1:]).transpose(1, 0, 2)


corpus.namespace["rnn_step"] = with_one_tall_matrix


@corpus.wrong("rnn_forward", mistake="starts-from-zeros", says="`h0`", points=1.5)
def from_zeros(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X, np.zeros_like(h0), W_xh, W_hh, b_h)


@corpus.wrong("rnn_forward", mistake="starts-from-zeros", says="Index −1", points=1.5)
def reading_the_empty_end(X, h0, W_xh, W_hh, b_h):
    H = np.zeros((X.shape[0], X.shape[1], len(b_h)))
    for t in range(X.shape[1]):
        H[:, t] = np.tanh(X[:, t] @ W_xh + H[:, t - 1] @ W_hh + b_h)
    return H


@corpus.wrong("rnn_forward", mistake="input-one-late", says="`X[:, t - 1]`")
def one_input_late(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t - 1] @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


@corpus.wrong("rnn_forward", mistake="only-last", says="only the last state")
def the_last_state(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X, h0, W_xh, W_hh, b_h)[:, -1]


@corpus.wrong("rnn_forward", mistake="only-last", says="length one")
def the_last_state_as_a_sequence(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X, h0, W_xh, W_hh, b_h)[:, -1:]


@corpus.wrong("rnn_forward", mistake="time-first", says="axis=1")
def stacked_in_front(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for x_t in X.swapaxes(0, 1):
        h = np.tanh(x_t @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.array(states)


@corpus.wrong("rnn_forward", mistake="features-before-time", says="along axis 1")
def stacked_at_the_end(X, h0, W_xh, W_hh, b_h):
    return stacked_in_front(X, h0, W_xh, W_hh, b_h).transpose(1, 2, 0)


@corpus.wrong("rnn_forward", mistake="batch-as-time", says="middle")
def over_the_batch(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[0]):
        h = np.tanh(X[t] @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states)


@corpus.wrong("rnn_forward", mistake="h0-included", says="one state too many")
def with_h0_in_front(X, h0, W_xh, W_hh, b_h):
    H = with_a_list(X, h0, W_xh, W_hh, b_h)
    return np.concatenate([h0[:, None], H], axis=1)


@corpus.wrong("rnn_forward", mistake="states-before", says="*before*")
def keeping_before_computing(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[1]):
        states.append(h)
        h = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
    return np.stack(states, axis=1)


@corpus.wrong("rnn_forward", mistake="last-everywhere", says="h.copy()")
def one_array_changed_in_place(X, h0, W_xh, W_hh, b_h):
    h, states = h0.astype(float), []
    for t in range(X.shape[1]):
        h[:] = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


@corpus.wrong("rnn_forward", mistake="never-carried", says="never handed on")
def each_step_from_h0(X, h0, W_xh, W_hh, b_h):
    steps = [np.tanh(X[:, t] @ W_xh + h0 @ W_hh + b_h) for t in range(X.shape[1])]
    return np.stack(steps, axis=1)


@corpus.wrong("rnn_forward", mistake="state-ignored", says="zeros")
def without_any_state(X, h0, W_xh, W_hh, b_h):
    return np.tanh(X @ W_xh + b_h)


@corpus.wrong("rnn_forward", mistake="backwards", says="from its end")
def from_the_end(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X[:, ::-1], h0, W_xh, W_hh, b_h)


@corpus.wrong("rnn_forward", mistake="backwards", says="turns the states round")
def from_the_end_and_turned(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X[:, ::-1], h0, W_xh, W_hh, b_h)[:, ::-1]


@corpus.wrong("rnn_forward", mistake="no-tanh", says="In every step")
def without_any_tanh(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = X[:, t] @ W_xh + h @ W_hh + b_h
        states.append(h)
    return np.stack(states, axis=1)


@corpus.wrong("rnn_forward", mistake="recurrent-transposed", says="In every step")
def with_all_weights_transposed(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X, h0, W_xh, W_hh.T, b_h)


@corpus.wrong("rnn_forward", mistake="bias-missing", says="leaves out the bias")
def without_any_bias(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X, h0, W_xh, W_hh, 0 * b_h)


@corpus.wrong(
    "rnn_forward", mistake="cut-to-whole-numbers", says="whole numbers", points=2.25
)
def into_an_array_like_the_input(X, h0, W_xh, W_hh, b_h):
    H = np.zeros((X.shape[0], X.shape[1], len(b_h)), dtype=X.dtype)
    H[:] = with_a_list(X, h0, W_xh, W_hh, b_h)
    return H


@corpus.wrong("rnn_forward", mistake="unfit-result", says="a tuple")
def states_and_the_last_one(X, h0, W_xh, W_hh, b_h):
    H = with_a_list(X, h0, W_xh, W_hh, b_h)
    return H, H[:, -1]


@corpus.wrong("rnn_forward", mistake="exception", says="ValueError")
def with_the_product_turned(X, h0, W_xh, W_hh, b_h):
    return with_a_list(X, h0, W_xh[:-1], W_hh, b_h)


# --- readout --------------------------------------------------------------------


@corpus.right("readout")
def readout_with_einsum(H, W_hy, b_y):
    return np.einsum("bth,ho->bto", H, W_hy) + b_y


@corpus.right("readout")
def readout_step_by_step(H, W_hy, b_y):
    return np.stack([H[:, t] @ W_hy + b_y for t in range(H.shape[1])], axis=1)


@corpus.right("readout")
def readout_flattened(H, W_hy, b_y):
    flat = np.dot(H.reshape(-1, H.shape[-1]), W_hy) + b_y
    return flat.reshape(*H.shape[:2], -1).tolist()


@corpus.right("readout")
def readout_with_a_column_of_ones(H, W_hy, b_y):
    ones = np.ones((*H.shape[:2], 1))
    return np.concatenate([H, ones], axis=2) @ np.vstack([W_hy, b_y])


def _softmax(z, axis=-1):
    raised = np.exp(z - z.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


@corpus.wrong("readout", mistake="softmax", says="logits")
def with_softmax(H, W_hy, b_y):
    return _softmax(H @ W_hy + b_y)


@corpus.wrong("readout", mistake="softmax", says="over the steps")
def with_softmax_over_time(H, W_hy, b_y):
    return _softmax(H @ W_hy + b_y, axis=1)


@corpus.wrong("readout", mistake="softmax", says="logarithm")
def with_log_softmax(H, W_hy, b_y):
    z = H @ W_hy + b_y
    return z - np.log(np.exp(z).sum(axis=-1, keepdims=True))


@corpus.wrong("readout", mistake="tanh", says="tanh")
def with_tanh(H, W_hy, b_y):
    return np.tanh(H @ W_hy + b_y)


@corpus.wrong("readout", mistake="sigmoid", says="sigmoid")
def readout_with_sigmoid(H, W_hy, b_y):
    return 1 / (1 + np.exp(-(H @ W_hy + b_y)))


@corpus.wrong("readout", mistake="relu", says="negative")
def readout_with_relu(H, W_hy, b_y):
    return np.maximum(H @ W_hy + b_y, 0)


@corpus.wrong("readout", mistake="bias-missing", says="`+ b_y`", points=0.5)
def readout_without_bias(H, W_hy, b_y):
    return H @ W_hy


@corpus.wrong("readout", mistake="only-last", says="last step", points=None)
def of_the_last_step(H, W_hy, b_y):
    return H[:, -1] @ W_hy + b_y


@corpus.wrong("readout", mistake="only-last", says="last step", points=None)
def of_the_last_step_as_a_sequence(H, W_hy, b_y):
    return H[:, -1:] @ W_hy + b_y


@corpus.wrong("readout", mistake="argmax", says="scores")
def the_best_output(H, W_hy, b_y):
    return (H @ W_hy + b_y).argmax(axis=-1)


@corpus.wrong("readout", mistake="time-first", says="(batch, time")
def readout_time_first(H, W_hy, b_y):
    return (H @ W_hy + b_y).swapaxes(0, 1)


# --- count_parameters -----------------------------------------------------------


@corpus.right("count_parameters")
def by_layers(features, hidden, outputs):
    cell = hidden * (features + hidden + 1)
    return cell + outputs * (hidden + 1)


@corpus.right("count_parameters")
def by_making_the_arrays(features, hidden, outputs):
    shapes = [(features, hidden), (hidden, hidden), (hidden,), (hidden, outputs)]
    return sum(np.zeros(shape).size for shape in [*shapes, (outputs,)])


@corpus.right("count_parameters")
def with_numpy(features, hidden, outputs):
    return np.prod([features + hidden, hidden]) + hidden + (hidden + 1) * outputs


@corpus.right("count_parameters")
def one_by_one(features, hidden, outputs):
    total = 0
    for _ in range(hidden):
        total += features + hidden + 1
    for _ in range(outputs):
        total += hidden + 1
    return total


@corpus.wrong("count_parameters", mistake="second-recurrent-bias", says="second bias")
def with_two_biases(features, hidden, outputs):
    return (features + hidden + 2) * hidden + (hidden + 1) * outputs


@corpus.wrong("count_parameters", mistake="no-readout", says="`W_hy`")
def of_the_cell_alone(features, hidden, outputs):
    return (features + hidden + 1) * hidden


@corpus.wrong("count_parameters", mistake="no-recurrent-weights", says="`W_hh`")
def of_a_feed_forward_network(features, hidden, outputs):
    return (features + 1) * hidden + (hidden + 1) * outputs


@corpus.wrong("count_parameters", mistake="no-input-weights", says="`W_xh`")
def without_input_weights(features, hidden, outputs):
    return (hidden + 1) * hidden + (hidden + 1) * outputs


@corpus.wrong("count_parameters", mistake="no-biases", says="no biases")
def weights_alone(features, hidden, outputs):
    return (features + hidden) * hidden + hidden * outputs


@corpus.wrong("count_parameters", mistake="no-hidden-bias", says="`b_h`")
def without_hidden_bias(features, hidden, outputs):
    return (features + hidden) * hidden + (hidden + 1) * outputs


@corpus.wrong("count_parameters", mistake="no-output-bias", says="`b_y`")
def without_output_bias(features, hidden, outputs):
    return (features + hidden + 1) * hidden + hidden * outputs


@corpus.wrong("count_parameters", mistake="one-bias-a-layer", says="one bias")
def with_one_bias_a_layer(features, hidden, outputs):
    return (features + hidden) * hidden + 1 + hidden * outputs + 1


@corpus.wrong(
    "count_parameters", mistake="recurrent-weights-once-a-unit", says="square"
)
def with_one_loop_a_unit(features, hidden, outputs):
    return features * hidden + hidden + hidden + (hidden + 1) * outputs


@corpus.wrong("count_parameters", mistake="output-fed-back", says="hidden state")
def of_a_jordan_network(features, hidden, outputs):
    return (features + outputs + 1) * hidden + (hidden + 1) * outputs


@corpus.wrong("count_parameters", mistake="inputs-to-outputs", says="reads the state")
def with_inputs_to_outputs(features, hidden, outputs):
    return (features + hidden + 1) * hidden + (features + 1) * outputs


@corpus.wrong("count_parameters", mistake="unfit-result", says="whole number")
def as_a_fraction(features, hidden, outputs):
    return by_layers(features, hidden, outputs) / 1


# --- keras_difference -----------------------------------------------------------


def _network(units, **options):
    from rnn_course.models import keras

    return keras.layers.SimpleRNN(
        units, return_sequences=True, bias_initializer="random_normal", **options
    )


def _seed(seed):
    from rnn_course.models import keras

    keras.utils.set_random_seed(seed)


def _both(X, units, seed):
    """Return Keras's states and ours."""
    _seed(seed)
    layer = _network(units)
    theirs = np.asarray(layer(X))
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return theirs, ours


corpus.namespace["rnn_forward"] = with_inputs_first


@corpus.right("keras_difference")
def with_rnn_forward(X, units, seed):
    _seed(seed)
    layer = _network(units)
    theirs = np.asarray(layer(X))
    start = np.zeros((len(X), units))
    ours = rnn_forward(X, start, *layer.get_weights())  # noqa: F821
    return float(np.max(np.abs(theirs - ours)))


@corpus.right("keras_difference")
def with_a_model_that_predicts(X, units, seed):
    from rnn_course.models import keras

    rng = np.random.default_rng(seed)
    model = keras.Sequential([keras.Input(X.shape[1:]), _network(units)])
    model.set_weights([rng.normal(0, 0.1, w.shape) for w in model.get_weights()])
    theirs = model.predict(X, verbose=0)
    ours = with_a_list(X, np.zeros((len(X), units)), *model.get_weights())
    return np.abs(ours - theirs).max()


@corpus.right("keras_difference")
def with_weights_set_from_numpy(X, units, seed):
    rng = np.random.default_rng(seed)
    W_xh = rng.uniform(-0.1, 0.1, size=(X.shape[-1], units))
    W_hh = rng.uniform(-0.1, 0.1, size=(units, units))
    b_h = rng.uniform(-0.1, 0.1, size=units)
    layer = _network(units)
    layer(X[:1])  # builds the weights
    layer.set_weights([W_xh, W_hh, b_h])
    theirs = layer(X.astype("float32")).numpy()
    weights = [w.astype("float64") for w in layer.get_weights()]
    ours = rnn_forward(X, np.zeros((len(X), units)), *weights)  # noqa: F821
    return max(abs(a - b) for a, b in zip(ours.flat, theirs.flat, strict=True))


@corpus.right("keras_difference")
def with_a_cell_in_a_layer(X, units, seed):
    from rnn_course.models import keras

    _seed(seed)
    cell = keras.layers.SimpleRNNCell(units, bias_initializer="random_normal")
    layer = keras.layers.RNN(cell, return_sequences=True, return_state=True)
    theirs, _ = layer(X)
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return np.linalg.norm((theirs.numpy() - ours).ravel(), np.inf)


@corpus.right("keras_difference")
def in_double_precision(X, units, seed):
    _seed(seed)
    layer = _network(units, dtype="float64")
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(abs(theirs - ours).max())


@corpus.right("keras_difference")
def with_rows_one_by_one(X, units, seed):
    _seed(seed)
    layer = _network(units)
    largest = 0.0
    for row in X:
        theirs = layer(row[None]).numpy()
        ours = with_a_list(row[None], np.zeros((1, units)), *layer.get_weights())
        largest = max(largest, np.abs(ours - theirs).max())
    return largest


@corpus.right("keras_difference")
def with_a_bare_cell(X, units, seed):
    from rnn_course.models import keras

    _seed(seed)
    cell = keras.layers.SimpleRNNCell(units, bias_initializer="random_normal")
    h, theirs = np.zeros((len(X), units), "float32"), []
    for t in range(X.shape[1]):
        h, _ = cell(X[:, t].astype("float32"), [h])
        theirs.append(h.numpy())
    ours = with_a_list(X, np.zeros((len(X), units)), *cell.get_weights())
    return np.abs(np.stack(theirs, axis=1) - ours).max()


@corpus.wrong("keras_difference", mistake="no-weights-yet", says="first called")
def with_weights_before_the_first_call(X, units, seed):
    _seed(seed)
    W_xh, W_hh, b_h = _network(units).get_weights()
    return float(np.abs(W_xh).max() + np.abs(W_hh).max() + np.abs(b_h).max())


@corpus.wrong("keras_difference", mistake="only-last", says="`return_sequences=True`")
def with_one_side_of_the_last_step(X, units, seed):
    from rnn_course.models import keras

    _seed(seed)
    layer = keras.layers.SimpleRNN(units, bias_initializer="random_normal")
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="always-zero", says="exactly 0")
def zero(X, units, seed):
    return 0.0


@corpus.wrong("keras_difference", mistake="always-zero", says="with itself")
def with_itself(X, units, seed):
    _seed(seed)
    layer = _network(units)
    return float(np.abs(layer(X).numpy() - layer(X).numpy()).max())


@corpus.wrong("keras_difference", mistake="constant", says="the same number")
def always_the_same(X, units, seed):
    return 1.2e-7


@corpus.wrong("keras_difference", mistake="biases-of-zero", says="zero", points=1.5)
def with_the_usual_biases(X, units, seed):
    from rnn_course.models import keras

    _seed(seed)
    layer = keras.layers.SimpleRNN(units, return_sequences=True)
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="biases-of-zero", says="zero", points=1.5)
def without_biases(X, units, seed):
    _seed(seed)
    layer = _network(units, use_bias=False)
    theirs = layer(X).numpy()
    weights = [*layer.get_weights(), np.zeros(units)]
    ours = with_a_list(X, np.zeros((len(X), units)), *weights)
    return float(np.abs(theirs - ours).max())


@corpus.wrong(
    "keras_difference", mistake="biases-not-copied", says="all three", points=1.5
)
def with_biases_left_behind(X, units, seed):
    _seed(seed)
    layer = _network(units)
    theirs = layer(X).numpy()
    W_xh, W_hh, _ = layer.get_weights()
    ours = with_a_list(X, np.zeros((len(X), units)), W_xh, W_hh, np.zeros(units))
    return float(np.abs(theirs - ours).max())


@corpus.wrong(
    "keras_difference", mistake="recurrent-transposed", says="unchanged", points=1.5
)
def with_transposed_weights(X, units, seed):
    _seed(seed)
    layer = _network(units)
    theirs = layer(X).numpy()
    W_xh, W_hh, b_h = layer.get_weights()
    ours = with_a_list(X, np.zeros((len(X), units)), W_xh, W_hh.T, b_h)
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="only-last", says="last step", points=1.5)
def at_the_end(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(np.abs(theirs - ours)[:, -1].max())


@corpus.wrong("keras_difference", mistake="only-last", says="return_seq", points=1.5)
def with_the_last_state_alone(X, units, seed):
    _seed(seed)
    layer = _network(units)
    layer.return_sequences = False
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours[:, -1]).max())


@corpus.wrong("keras_difference", mistake="mean", says="the mean", points=1.5)
def mean(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(np.abs(theirs - ours).mean())


@corpus.wrong("keras_difference", mistake="sum", says="the sum", points=1.5)
def total(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(np.abs(theirs - ours).sum())


@corpus.wrong("keras_difference", mistake="signed", says="np.abs", points=1.5)
def largest_of_one_sign(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float((theirs - ours).max())


@corpus.wrong("keras_difference", mistake="signed", says="negative", points=1.5)
def smallest(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float((theirs - ours).min())


@corpus.wrong("keras_difference", mistake="overlooks", says="all rows", points=1.5)
def in_the_first_row_and_unit(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(np.abs(theirs - ours)[0, :, 0].max())


@corpus.wrong("keras_difference", mistake="not-repeatable", says="seed", points=2.25)
def without_seed(X, units, seed):
    layer = _network(units)
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="seed-ignored", says="seed", points=2.25)
def with_one_seed_for_all(X, units, seed):
    theirs, ours = _both(X, units, 1)
    return float(np.abs(theirs - ours).max())


@corpus.wrong(
    "keras_difference", mistake="weights-too-large", says="rounding", points=1.5
)
def with_large_weights(X, units, seed):
    rng = np.random.default_rng(seed)
    layer = _network(units)
    layer.build(X.shape)
    layer.set_weights([rng.normal(0, 1, w.shape) for w in layer.get_weights()])
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="differs", says="same `X`")
def with_other_weights(X, units, seed):
    _seed(seed)
    one, two = _network(units), _network(units)
    two(X)
    theirs = one(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *two.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="differs", says="tanh")
def with_another_activation(X, units, seed):
    _seed(seed)
    layer = _network(units, activation="sigmoid")
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="unfit-result", says="one number")
def all_differences(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return np.abs(theirs - ours)


@corpus.wrong(
    "keras_difference", mistake="not-over-all-steps", says="all* steps", points=1.5
)
def of_a_bare_cell_at_the_end(X, units, seed):
    theirs, ours = _bare(X, units, seed)
    return float(np.abs(theirs - ours)[:, -1].max())


def _bare(X, units, seed):
    from rnn_course.models import keras

    _seed(seed)
    cell = keras.layers.SimpleRNNCell(units, bias_initializer="random_normal")
    h, theirs = np.zeros((len(X), units), "float32"), []
    for t in range(X.shape[1]):
        h, _ = cell(X[:, t].astype("float32"), [h])
        theirs.append(h.numpy())
    ours = with_a_list(X, np.zeros((len(X), units)), *cell.get_weights())
    return np.stack(theirs, axis=1), ours


corpus.equivalent(
    "keras_difference",
    "`float(np.abs(H_keras - H).max())` → `np.abs(H_keras - H).max()`",
    because="NumPy's number is as good as Python's.",
)
corpus.equivalent(
    "keras_difference",
    "`np.asarray(layer(X))` → `layer(X)`",
    because="A tensor minus an array is a tensor of the same numbers.",
)


# --- what first readers wrote ---


@corpus.wrong("rnn_step", mistake="weights-first", says="data come first")
def with_columns_in_mind(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(W_xh @ x_t + W_hh @ h_prev + b_h)


@corpus.wrong("rnn_step", mistake="weights-first", says="data come first")
def with_one_product_turned(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + W_hh @ h_prev + b_h)


@corpus.wrong("rnn_step", mistake="star-for-product", says="product `@`")
def with_stars(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t * W_xh + h_prev * W_hh + b_h)


@corpus.wrong("rnn_step", mistake="star-for-product", says="product `@`")
def with_one_star(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh + h_prev * W_hh + b_h)


@corpus.wrong("rnn_step", mistake="two-tanhs", says="and the bias")
def with_two_tanhs_and_a_bias(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh) + np.tanh(h_prev @ W_hh) + b_h


@corpus.wrong("rnn_step", mistake="state-outside", says="state and bias outside")
def with_state_and_bias_outside(x_t, h_prev, W_xh, W_hh, b_h):
    return np.tanh(x_t @ W_xh) + h_prev @ W_hh + b_h


@corpus.wrong("rnn_forward", mistake="last-everywhere", says="at every step. Was")
def the_last_state_repeated(X, h0, W_xh, W_hh, b_h):
    H = with_a_list(X, h0, W_xh, W_hh, b_h)
    return np.repeat(H[:, -1:], H.shape[1], axis=1)


@corpus.wrong("rnn_forward", mistake="last-everywhere", says="changed in place")
def one_copy_changed_in_place(X, h0, W_xh, W_hh, b_h):
    h, states = h0.copy(), []
    for t in range(X.shape[1]):
        h[:] = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


@corpus.wrong("rnn_forward", mistake="first-input-skipped", says="begin the loop at 0")
def from_the_second_input(X, h0, W_xh, W_hh, b_h):
    H = np.zeros((*X.shape[:2], len(b_h)))
    H[:, 0] = h0
    for t in range(1, X.shape[1]):
        H[:, t] = np.tanh(X[:, t] @ W_xh + H[:, t - 1] @ W_hh + b_h)
    return H


@corpus.wrong("rnn_forward", mistake="first-sequence-for-all", says="`X[0]`")
def with_the_first_sequence(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[0, t] @ W_xh + h @ W_hh + b_h)
        states.append(h)
    return np.stack(states, axis=1)


@corpus.wrong("rnn_forward", mistake="axes-mixed", says="swap axes")
def stacked_and_reshaped(X, h0, W_xh, W_hh, b_h):
    H = stacked_in_front(X, h0, W_xh, W_hh, b_h)
    return H.reshape(X.shape[0], X.shape[1], -1)


@corpus.wrong("rnn_forward", mistake="room-like-inputs", says="shape of `X`")
def into_room_like_the_inputs(X, h0, W_xh, W_hh, b_h):
    H = np.zeros(X.shape)
    h = h0
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
        H[:, t] = h
    return H


@corpus.wrong("rnn_forward", mistake="stops-after-first", says="inside the loop")
def returning_inside_the_loop(X, h0, W_xh, W_hh, b_h):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = np.tanh(X[:, t] @ W_xh + h @ W_hh + b_h)
        states.append(h)
        return np.stack(states, axis=1)


@corpus.wrong("readout", mistake="softmax", says="all numbers at once")
def with_softmax_over_everything(H, W_hy, b_y):
    return _softmax(H @ W_hy + b_y, axis=None)


@corpus.wrong("count_parameters", mistake="always-the-same", says="47")
def of_the_network_above(features, hidden, outputs):
    return 47


@corpus.wrong("keras_difference", mistake="mean-square", says="mean square", points=1.5)
def mean_of_squares(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(((theirs - ours) ** 2).mean())


@corpus.wrong(
    "keras_difference", mistake="root-mean-square", says="root mean square", points=1.5
)
def root_of_the_mean(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(np.sqrt(((theirs - ours) ** 2).mean()))


@corpus.wrong("keras_difference", mistake="norm", says="length (norm)", points=1.5)
def length_of_all(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(np.linalg.norm(theirs - ours))


@corpus.wrong(
    "keras_difference", mistake="other-size", says="network's weights have shapes"
)
def with_one_unit_more(X, units, seed):
    theirs, ours = _both(X, units + 1, seed)
    return float(np.abs(theirs - ours).max())


@corpus.wrong("keras_difference", mistake="not-random", says="all the same", points=1.5)
def with_biases_of_one(X, units, seed):
    _seed(seed)
    layer = _network(units)
    layer.build(X.shape)
    W_xh, W_hh, b_h = layer.get_weights()
    layer.set_weights([W_xh, W_hh, np.full_like(b_h, 0.1)])
    theirs = layer(X).numpy()
    ours = with_a_list(X, np.zeros((len(X), units)), *layer.get_weights())
    return float(np.abs(theirs - ours).max())


@corpus.wrong(
    "keras_difference",
    mistake="not-the-largest",
    says="largest absolute difference",
    points=1.5,
)
def twice_the_largest(X, units, seed):
    theirs, ours = _both(X, units, seed)
    return float(2 * np.abs(theirs - ours).max())
