"""Right and wrong answers to the exercises of lesson 06."""

from __future__ import annotations

import numpy as np

from tests.answers import Corpus

corpus = Corpus("06-lstm-and-gru")


def sigmoid(z):
    return 0.5 * (1 + np.tanh(np.asarray(z) / 2))


# --- lstm_step ------------------------------------------------------------------


@corpus.right("lstm_step")
def with_slices(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    n = h_prev.shape[1]
    z = np.dot(x_t, kernel) + np.dot(h_prev, recurrent_kernel) + bias
    i, f, o = (sigmoid(z[:, k * n : (k + 1) * n]) for k in (0, 1, 3))
    c = f * c_prev + i * np.tanh(z[:, 2 * n : 3 * n])
    return [o * np.tanh(c), c]


@corpus.right("lstm_step")
def with_plain_loops(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    rows_h, rows_c = [], []
    for x, h, c in zip(x_t, h_prev, c_prev, strict=True):
        z = [
            sum(x[k] * kernel[k, j] for k in range(len(x)))
            + sum(h[k] * recurrent_kernel[k, j] for k in range(len(h)))
            + bias[j]
            for j in range(len(bias))
        ]
        n = len(h)
        new_c = [
            float(sigmoid(z[n + u]) * c[u] + sigmoid(z[u]) * np.tanh(z[2 * n + u]))
            for u in range(n)
        ]
        rows_c.append(new_c)
        rows_h.append(
            [float(sigmoid(z[3 * n + u]) * np.tanh(new_c[u])) for u in range(n)]
        )
    return rows_h, rows_c


@corpus.right("lstm_step")
def with_einsum_and_four_products(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    W, U, b = (np.split(part, 4, axis=-1) for part in (kernel, recurrent_kernel, bias))
    sums = [
        np.einsum("bf,fh->bh", x_t, W[k]) + np.einsum("bg,gh->bh", h_prev, U[k]) + b[k]
        for k in range(4)
    ]
    c_t = sigmoid(sums[1]) * c_prev + sigmoid(sums[0]) * (2 * sigmoid(2 * sums[2]) - 1)
    return sigmoid(sums[3]) * np.tanh(c_t), c_t


@corpus.right("lstm_step")
def with_keras(x_t, h_prev, c_prev, kernel, recurrent_kernel, bias):
    from rnn_course.models import keras

    cell = keras.layers.LSTMCell(h_prev.shape[1])
    cell.build((None, x_t.shape[1]))
    cell.set_weights([kernel, recurrent_kernel, bias])
    x, h, c = (np.asarray(a, "float32") for a in (x_t, h_prev, c_prev))
    _, (h_t, c_t) = cell(x, [h, c])
    return h_t, c_t


def lstm(x_t, h, c, kernel, recurrent, bias, order=(0, 1, 2, 3)):
    z = np.split(x_t @ kernel + h @ recurrent + bias, 4, axis=-1)
    i, f, g, o = (z[k] for k in order)
    return sigmoid(i), sigmoid(f), np.tanh(g), sigmoid(o)


@corpus.wrong("lstm_step", mistake="gate-order", says="i, f, c, o")
def in_the_order_of_pytorch_and_textbooks(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b, order=(0, 1, 3, 2))
    c = f * c_prev + i * g
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="gate-order", says="left to right")
def forget_gate_first(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b, order=(1, 0, 2, 3))
    c = f * c_prev + i * g
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="no-tanh-on-c", says="np.tanh(c_t)", points=1.5)
def without_tanh_on_the_way_out(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b)
    c = f * c_prev + i * g
    return o * c, c


@corpus.wrong("lstm_step", mistake="h-and-c-swapped", says="state first")
def cell_state_first(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b)
    c = f * c_prev + i * g
    return c, o * np.tanh(c)


@corpus.wrong("lstm_step", mistake="h-and-c-swapped", says="`c_prev`")
def arguments_exchanged(x_t, c_prev, h_prev, k, r, b):
    return with_slices(x_t, h_prev, c_prev, k, r, b)


@corpus.wrong("lstm_step", mistake="old-cell-state", says="`c_t` first", points=1.5)
def showing_the_old_cell_state(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b)
    return o * np.tanh(c_prev), f * c_prev + i * g


@corpus.wrong("lstm_step", mistake="forget-gate-turned", says="misleads")
def forgetting_what_should_stay(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b)
    c = (1 - f) * c_prev + i * g
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="forget-bias-added", says="already")
def adding_one_to_the_forget_gate(x_t, h_prev, c_prev, k, r, b):
    n = h_prev.shape[1]
    b = np.array(b, dtype=float)
    b[n : 2 * n] += 1
    return with_slices(x_t, h_prev, c_prev, k, r, b)


@corpus.wrong("lstm_step", mistake="no-sigmoid", says="share from 0 to 1")
def without_sigmoid(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = np.split(x_t @ k + h_prev @ r + b, 4, axis=-1)
    c = f * c_prev + i * np.tanh(g)
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="nothing-squashed", says="all four sums")
def without_sigmoid_and_tanh(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = np.split(x_t @ k + h_prev @ r + b, 4, axis=-1)
    c = f * c_prev + i * g
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="sigmoid-turned", says="minus")
def without_the_minus_of_the_sigmoid(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = np.split(x_t @ k + h_prev @ r + b, 4, axis=-1)
    i, f, o = (1 / (1 + np.exp(z)) for z in (i, f, o))
    c = f * c_prev + i * np.tanh(g)
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="sigmoid-on-c", says="np.tanh(c_t)", points=1.5)
def with_a_sigmoid_on_the_way_out(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = lstm(x_t, h_prev, c_prev, k, r, b)
    c = f * c_prev + i * g
    return o * sigmoid(c), c


@corpus.wrong("lstm_step", mistake="overflow", says="NaN")
def with_an_overflowing_sigmoid(x_t, h_prev, c_prev, k, r, b):
    i, f, g, o = np.split(x_t @ k + h_prev @ r + b, 4, axis=-1)
    i, f, o = (np.exp(z) / (1 + np.exp(z)) for z in (i, f, o))
    c = f * c_prev + i * np.tanh(g)
    return o * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="bias-missing", says="leaves out the bias")
def without_bias(x_t, h_prev, c_prev, k, r, b):
    return with_slices(x_t, h_prev, c_prev, k, r, 0 * b)


@corpus.wrong("lstm_step", mistake="interleaved", says="side by side")
def every_fourth_column(x_t, h_prev, c_prev, k, r, b):
    z = (x_t @ k + h_prev @ r + b).reshape(len(x_t), -1, 4)
    i, f, g, o = np.moveaxis(z, -1, 0)
    c = sigmoid(f) * c_prev + sigmoid(i) * np.tanh(g)
    return sigmoid(o) * np.tanh(c), c


@corpus.wrong("lstm_step", mistake="unfit-result", says="expected 2 values")
def the_state_alone(x_t, h_prev, c_prev, k, r, b):
    return with_slices(x_t, h_prev, c_prev, k, r, b)[0]


corpus.equivalent("lstm_step", "`-1` → `1`", because="the last axis of two is axis 1")


# --- gru_step -------------------------------------------------------------------


@corpus.right("gru_step")
def gru_with_slices(x_t, h_prev, kernel, recurrent_kernel, bias):
    n = h_prev.shape[1]
    a, b = x_t @ kernel + bias[0], h_prev @ recurrent_kernel + bias[1]
    z, r = np.split(sigmoid(a[:, : 2 * n] + b[:, : 2 * n]), 2, axis=1)
    new = np.tanh(a[:, 2 * n :] + r * b[:, 2 * n :])
    return new + z * (h_prev - new)


@corpus.right("gru_step")
def gru_row_by_row(x_t, h_prev, kernel, recurrent_kernel, bias):
    rows = [
        gru_with_slices(x[None], h[None], kernel, recurrent_kernel, bias)[0].tolist()
        for x, h in zip(np.asarray(x_t), np.asarray(h_prev), strict=True)
    ]
    return rows


@corpus.right("gru_step")
def gru_in_single_precision(x_t, h_prev, kernel, recurrent_kernel, bias):
    given = (
        np.asarray(a, "float32") for a in (x_t, h_prev, kernel, recurrent_kernel, bias)
    )
    return gru_with_slices(*given)


@corpus.right("gru_step")
def gru_with_keras(x_t, h_prev, kernel, recurrent_kernel, bias):
    from rnn_course.models import keras

    cell = keras.layers.GRUCell(h_prev.shape[1])
    cell.build((None, x_t.shape[1]))
    cell.set_weights([kernel, recurrent_kernel, bias])
    return cell(np.asarray(x_t, "float32"), [np.asarray(h_prev, "float32")])[0]


def gru(x_t, h_prev, kernel, recurrent, bias):
    x = np.split(x_t @ kernel + bias[0], 3, axis=-1)
    h = np.split(h_prev @ recurrent + bias[1], 3, axis=-1)
    return sigmoid(x[0] + h[0]), sigmoid(x[1] + h[1]), x[2], h[2]


@corpus.wrong("gru_step", mistake="z-swapped", says="how much *stays*")
def as_in_some_papers(x_t, h_prev, kernel, recurrent_kernel, bias):
    z, r, x, h = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    return (1 - z) * h_prev + z * np.tanh(x + r * h)


@corpus.wrong("gru_step", mistake="reset-before-product", says="multiplies first")
def reset_before_the_product(x_t, h_prev, kernel, recurrent_kernel, bias):
    n = h_prev.shape[1]
    z, r, x, _ = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    inner = (r * h_prev) @ recurrent_kernel[:, 2 * n :] + bias[1, 2 * n :]
    return z * h_prev + (1 - z) * np.tanh(x + inner)


@corpus.wrong("gru_step", mistake="bias-after-reset", says="inside", points=1.5)
def second_bias_outside(x_t, h_prev, kernel, recurrent_kernel, bias):
    n = h_prev.shape[1]
    z, r, x, h = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    b = bias[1, 2 * n :]
    return z * h_prev + (1 - z) * np.tanh(x + b + r * (h - b))


@corpus.wrong("gru_step", mistake="bias-rows-swapped", says="Row 0", points=None)
def rows_of_the_bias_exchanged(x_t, h_prev, kernel, recurrent_kernel, bias):
    return gru_with_slices(x_t, h_prev, kernel, recurrent_kernel, bias[::-1])


@corpus.wrong("gru_step", mistake="one-bias-row", says="Row 1", points=None)
def the_first_row_alone(x_t, h_prev, kernel, recurrent_kernel, bias):
    return gru_with_slices(
        x_t, h_prev, kernel, recurrent_kernel, [bias[0], 0 * bias[1]]
    )


@corpus.wrong("gru_step", mistake="gate-order", says="z, r, h")
def reset_gate_first(x_t, h_prev, kernel, recurrent_kernel, bias):
    r, z, x, h = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    return z * h_prev + (1 - z) * np.tanh(x + r * h)


@corpus.wrong("gru_step", mistake="no-reset-gate", says="leaves out the reset")
def without_reset(x_t, h_prev, kernel, recurrent_kernel, bias):
    z, _, x, h = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    return z * h_prev + (1 - z) * np.tanh(x + h)


@corpus.wrong("gru_step", mistake="only-candidate", says="mixture")
def the_candidate(x_t, h_prev, kernel, recurrent_kernel, bias):
    _, r, x, h = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    return np.tanh(x + r * h)


@corpus.wrong("gru_step", mistake="nothing-squashed", says="as they are")
def gru_without_sigmoid_and_tanh(x_t, h_prev, kernel, recurrent_kernel, bias):
    a = np.split(x_t @ kernel + bias[0], 3, axis=1)
    b = np.split(h_prev @ recurrent_kernel + bias[1], 3, axis=1)
    z, r = a[0] + b[0], a[1] + b[1]
    return z * h_prev + (1 - z) * (a[2] + r * b[2])


@corpus.wrong("gru_step", mistake="sigmoid-turned", says="minus")
def gru_without_the_minus_of_the_sigmoid(x_t, h_prev, kernel, recurrent_kernel, bias):
    z, r, x, h = gru(x_t, h_prev, kernel, recurrent_kernel, bias)
    return (1 - z) * h_prev + z * np.tanh(x + (1 - r) * h)


@corpus.wrong("gru_step", mistake="exception", says="ValueError")
def with_the_whole_bias(x_t, h_prev, kernel, recurrent_kernel, bias):
    return x_t @ kernel[:1] + bias


corpus.equivalent("gru_step", "`-1` → `1`", because="the last axis of two is axis 1")


# --- lstm_forward ---------------------------------------------------------------


@corpus.right("lstm_forward")
def with_the_own_step(X, h0, c0, kernel, recurrent_kernel, bias):
    states = [(h0, c0)]
    for x_t in np.asarray(X).swapaxes(0, 1):
        states.append(lstm_step(x_t, *states[-1], kernel, recurrent_kernel, bias))  # noqa: F821
    H, C = zip(*states[1:], strict=True)
    return np.array(H).swapaxes(0, 1), np.array(C).swapaxes(0, 1)


corpus.namespace["lstm_step"] = with_slices


@corpus.right("lstm_forward")
def into_empty_arrays(X, h0, c0, kernel, recurrent_kernel, bias):
    H = np.empty((X.shape[0], X.shape[1], h0.shape[1]))
    C = np.empty_like(H)
    h, c = h0, c0
    for t in range(X.shape[1]):
        h, c = with_slices(X[:, t], h, c, kernel, recurrent_kernel, bias)
        H[:, t], C[:, t] = h, c
    return H, C


@corpus.right("lstm_forward")
def as_lists(X, h0, c0, kernel, recurrent_kernel, bias):
    H, C = into_empty_arrays(X, h0, c0, kernel, recurrent_kernel, bias)
    return H.tolist(), C.tolist()


@corpus.right("lstm_forward")
def by_calling_itself(X, h0, c0, *weights):
    h, c = with_slices(X[:, 0], h0, c0, *weights)
    if X.shape[1] == 1:
        return h[:, None], c[:, None]
    H, C = by_calling_itself(X[:, 1:], h, c, *weights)
    return (
        np.concatenate([h[:, None], H], axis=1),
        np.concatenate([c[:, None], C], axis=1),
    )


@corpus.wrong("lstm_forward", mistake="only-last-c", says="as Keras gives it", points=1)
def with_the_last_cell_state(X, h0, c0, *weights):
    H, C = into_empty_arrays(X, h0, c0, *weights)
    return H, C[:, -1]


@corpus.wrong("lstm_forward", mistake="h-and-c-swapped", says="`(H, C)`")
def cell_states_first(X, h0, c0, *weights):
    return into_empty_arrays(X, h0, c0, *weights)[::-1]


@corpus.wrong("lstm_forward", mistake="starts-from-zeros", says="`h0` and `c0`")
def from_zeros(X, h0, c0, *weights):
    return into_empty_arrays(X, 0.0 * h0, 0.0 * c0, *weights)


@corpus.wrong("lstm_forward", mistake="starts-from-zeros", says="`c0` is zero")
def with_an_empty_cell_state(X, h0, c0, *weights):
    return into_empty_arrays(X, h0, 0.0 * c0, *weights)


@corpus.wrong("lstm_forward", mistake="c-never-carried", says="long memory")
def without_handing_c_on(X, h0, c0, *weights):
    h, H, C = h0, [], []
    for t in range(X.shape[1]):
        h, c = with_slices(X[:, t], h, c0, *weights)
        H.append(h)
        C.append(c)
    return np.stack(H, axis=1), np.stack(C, axis=1)


@corpus.wrong("lstm_forward", mistake="time-first", says="axis=1")
def time_first(X, h0, c0, *weights):
    return tuple(part.swapaxes(0, 1) for part in into_empty_arrays(X, h0, c0, *weights))


@corpus.wrong("lstm_forward", mistake="axes-mixed", says="reshape")
def reshaped_instead_of_stacked(X, h0, c0, *weights):
    return tuple(
        part.swapaxes(0, 1).reshape(part.shape)
        for part in into_empty_arrays(X, h0, c0, *weights)
    )


@corpus.wrong("lstm_forward", mistake="pair-swapped", says="`h, c = lstm_step")
def unpacking_c_before_h(X, h0, c0, *weights):
    h, c, H, C = h0, c0, [], []
    for t in range(X.shape[1]):
        c, h = with_slices(X[:, t], h, c, *weights)
        H.append(h)
        C.append(c)
    return np.stack(H, axis=1), np.stack(C, axis=1)


@corpus.wrong("lstm_forward", mistake="gate-order", says="In every step")
def with_another_order(X, h0, c0, *weights):
    h, c, H, C = h0, c0, [], []
    for t in range(X.shape[1]):
        h, c = forget_gate_first(X[:, t], h, c, *weights)
        H.append(h)
        C.append(c)
    return np.stack(H, axis=1), np.stack(C, axis=1)


# --- memory_model ---------------------------------------------------------------


def network(layer, *, rate=0.01, biases=(), head="logits", loss=None, width=None):
    """Return a function that builds a compiled model."""
    from rnn_course.models import keras

    def build(delay, symbols):
        cell = layer(keras.layers)
        dense = keras.layers.Dense(
            width or symbols, activation="softmax" if head == "softmax" else None
        )
        model = keras.Sequential([keras.Input((delay + 1, symbols + 1)), cell, dense])
        if biases:
            kernel, recurrent, bias = cell.get_weights()
            rows = bias if bias.ndim == 1 else bias[0]
            rows[:] = np.repeat(biases, cell.units)
            cell.set_weights([kernel, recurrent, bias])
        logits = keras.losses.SparseCategoricalCrossentropy(
            from_logits=head == "logits"
        )
        model.compile(optimizer=keras.optimizers.Adam(rate), loss=loss or logits)
        return model

    return build


@corpus.right("memory_model")
def a_gru_with_softmax(delay, symbols):
    build = network(lambda L: L.GRU(32), biases=(4, 0, 0), head="softmax")
    return build(delay, symbols)


@corpus.right("memory_model")
def a_gru_with_more_units_and_a_larger_rate(delay, symbols):
    build = network(lambda L: L.GRU(48), biases=(5, 0, 0), rate=0.02)
    return build(delay, symbols)


@corpus.right("memory_model")
def an_lstm_with_two_biases(delay, symbols):
    build = network(lambda L: L.LSTM(32), biases=(-2, 6, 0, 0), rate=0.003)
    return build(delay, symbols)


@corpus.right("memory_model")
def with_an_initializer_and_no_sequential(delay, symbols):
    from rnn_course.models import keras

    def start(shape, dtype=None):
        return np.zeros(shape, "float32") + np.repeat([2.0, 0, 0], shape[1] // 3)

    inputs = keras.Input((None, symbols + 1))
    states = keras.layers.GRU(32, bias_initializer=start, return_sequences=True)(inputs)
    logits = keras.layers.Dense(symbols)(states[:, -1])
    model = keras.Model(inputs, logits)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.02), loss)
    return model


@corpus.wrong("memory_model", mistake="forgets", says="a bias of 1;")
def an_lstm_as_keras_makes_it(delay, symbols):
    return network(lambda L: L.LSTM(32))(delay, symbols)


@corpus.wrong("memory_model", mistake="forgets", says="misses the forget gate")
def into_the_trap(delay, symbols):
    return network(lambda L: L.LSTM(32, bias_initializer="ones"))(delay, symbols)


@corpus.wrong("memory_model", mistake="forgets", says="first block of three")
def opening_the_reset_gate(delay, symbols):
    return network(lambda L: L.GRU(32), biases=(0, 4, 0))(delay, symbols)


@corpus.wrong("memory_model", mistake="candidate-flat", says="the gate alone")
def with_a_large_bias_everywhere(delay, symbols):
    return network(lambda L: L.LSTM(32), biases=(4, 4, 4, 4))(delay, symbols)


@corpus.wrong("memory_model", mistake="not-built", says="keras.Input")
def without_an_input_layer(delay, symbols):
    from rnn_course.models import keras

    def start(shape, dtype=None):
        return np.zeros(shape, "float32") + np.repeat([2.0, 0, 0], shape[1] // 3)

    model = keras.Sequential(
        [keras.layers.GRU(32, bias_initializer=start), keras.layers.Dense(symbols)]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.01), loss)
    return model


@corpus.wrong("memory_model", mistake="no-loss", says="`loss=`")
def compiled_without_a_loss(delay, symbols):
    model = without_compiling(delay, symbols)
    model.compile("adam")
    return model


@corpus.wrong("memory_model", mistake="reads-all-steps", says="pooling")
def with_the_largest_of_all_states(delay, symbols):
    from rnn_course.models import keras

    model = keras.Sequential(
        [
            keras.Input((delay + 1, symbols + 1)),
            keras.layers.LSTM(32, return_sequences=True),
            keras.layers.GlobalMaxPooling1D(),
            keras.layers.Dense(symbols, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@corpus.wrong("memory_model", mistake="rate-too-small", says="ten times as much")
def with_a_tiny_rate(delay, symbols):
    build = network(lambda L: L.GRU(32), biases=(4, 0, 0), rate=1e-4)
    return build(delay, symbols)


@corpus.wrong("memory_model", mistake="rate-too-large", says="a tenth", points=None)
def with_a_huge_rate(delay, symbols):
    build = network(lambda L: L.LSTM(32), biases=(-2, 6, 0, 0), rate=0.3)
    return build(delay, symbols)


@corpus.wrong(
    "memory_model", mistake="loss-takes-logits-for-probabilities", says="One of the two"
)
def with_logits_taken_for_probabilities(delay, symbols):
    loss = "sparse_categorical_crossentropy"
    return network(lambda L: L.GRU(32), biases=(4, 0, 0), loss=loss)(delay, symbols)


@corpus.wrong("memory_model", mistake="wrong-loss", says="*sparse*")
def with_a_loss_for_one_hot_rows(delay, symbols):
    loss = "categorical_crossentropy"
    return network(lambda L: L.GRU(32), biases=(4, 0, 0), loss=loss)(delay, symbols)


@corpus.wrong("memory_model", mistake="output-shape", says="blank is never")
def with_a_score_for_the_blank(delay, symbols):
    return network(lambda L: L.GRU(32), width=symbols + 1)(delay, symbols)


@corpus.wrong("memory_model", mistake="output-shape", says="return_sequences")
def with_an_answer_at_every_step(delay, symbols):
    return network(lambda L: L.GRU(32, return_sequences=True))(delay, symbols)


@corpus.wrong("memory_model", mistake="not-recurrent", says="no recurrent layer")
def without_recurrence(delay, symbols):
    return network(lambda L: L.Flatten())(delay, symbols)


@corpus.wrong("memory_model", mistake="reads-backwards", says="forwards")
def reading_from_the_end(delay, symbols):
    return network(lambda L: L.LSTM(32, go_backwards=True))(delay, symbols)


@corpus.wrong("memory_model", mistake="not-compiled", says="model.compile")
def without_compiling(delay, symbols):
    from rnn_course.models import keras

    return keras.Sequential(
        [
            keras.Input((delay + 1, symbols + 1)),
            keras.layers.GRU(32),
            keras.layers.Dense(symbols),
        ]
    )


@corpus.wrong("memory_model", mistake="input-shape", says="symbols + 1")
def without_room_for_the_blank(delay, symbols):
    from rnn_course.models import keras

    model = keras.Sequential(
        [
            keras.Input((delay, symbols)),
            keras.layers.GRU(32),
            keras.layers.Dense(symbols),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@corpus.wrong("memory_model", mistake="reads-all-steps", says="grows with the delay")
def with_all_states_flattened(delay, symbols):
    from rnn_course.models import keras

    model = keras.Sequential(
        [
            keras.Input((delay + 1, symbols + 1)),
            keras.layers.LSTM(8, return_sequences=True),
            keras.layers.Flatten(),
            keras.layers.Dense(symbols, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy")
    return model


@corpus.wrong("memory_model", mistake="goes-past-the-memory", says="past the recurrent")
def with_a_side_door(delay, symbols):
    from rnn_course.models import keras

    inputs = keras.Input((delay + 1, symbols + 1))
    both = keras.layers.Concatenate()([keras.layers.LSTM(8)(inputs), inputs[:, 0]])
    outputs = keras.layers.Dense(symbols, activation="softmax")(both)
    model = keras.Model(inputs, outputs)
    model.compile(keras.optimizers.Adam(0.1), "sparse_categorical_crossentropy")
    return model


@corpus.wrong("memory_model", mistake="not-a-model", says="keras.Model")
def the_result_of_compile(delay, symbols):
    return [without_compiling(delay, symbols)]


for mutation, because in {
    "`32` → `33`": "one unit more, or one bias, learns as well",
    "`32` → `31`": "one unit less, or one bias, learns as well",
    "`4` → `5`": "an update gate that keeps a little more",
    "`4` → `3`": "an update gate that keeps a little less",
    "`0` → `1`": "for the update gate the two rows of the bias are added",
    "`0` → `-1`": "for the update gate the two rows of the bias are added",
}.items():
    corpus.equivalent("memory_model", mutation, because=because)
