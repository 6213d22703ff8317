"""Right and wrong answers to the exercises of lesson 03."""

import numpy as np

from tests.answers import Corpus

corpus = Corpus("03-predict-the-next-number")


# --- to_rnn_input ---------------------------------------------------------------------


@corpus.right("to_rnn_input")
def with_reshape(windows):
    windows = np.array(windows, dtype="float32")
    n, width = windows.shape
    return windows.reshape(n, width, 1)


@corpus.right("to_rnn_input")
def with_expand_dims(windows):
    return np.expand_dims(np.asarray(windows), axis=-1).astype(np.float32)


@corpus.right("to_rnn_input")
def with_loops(windows):
    return np.array([[[v] for v in row] for row in windows], dtype=np.float32)


@corpus.right("to_rnn_input")
def with_tensorflow(windows):
    from rnn_course.models import tf

    return tf.constant(windows, dtype=tf.float32)[..., tf.newaxis]


@corpus.wrong("to_rnn_input", mistake="no-feature-axis", says="third one")
def without_feature_axis(windows):
    return np.asarray(windows, dtype="float32")


@corpus.wrong("to_rnn_input", mistake="axes-swapped", says="in the middle")
def with_axis_in_the_middle(windows):
    return np.asarray(windows, dtype="float32")[:, None, :]


@corpus.wrong("to_rnn_input", mistake="not-float32", says="float32")
def with_float64(windows):
    return np.asarray(windows, dtype=float)[..., None]


@corpus.wrong("to_rnn_input", mistake="not-float32", says="float32", points=None)
def with_whole_numbers_left_alone(windows):
    return np.array(windows)[..., None]


@corpus.wrong("to_rnn_input", mistake="fixed-shape", says="4 and 3")
def with_the_lessons_shape(windows):
    return np.asarray(windows, dtype="float32").reshape(4, 3, 1)


@corpus.wrong("to_rnn_input", mistake="fixed-width", says="width 3")
def with_the_lessons_width(windows):
    return np.asarray(windows, dtype="float32").reshape(-1, 3, 1)


@corpus.wrong("to_rnn_input", mistake="feature-axis-first", says="comes last")
def with_axis_first(windows):
    return np.asarray(windows, dtype="float32")[None]


@corpus.wrong("to_rnn_input", mistake="time-first", says="changed places")
def with_time_first(windows):
    return np.asarray(windows, dtype="float32").T[..., None]


@corpus.wrong(
    "to_rnn_input", mistake="needs-an-array", says="list of lists", points=None
)
def for_arrays_alone(windows):
    return windows[..., np.newaxis].astype("float32")


# --- build_model ----------------------------------------------------------------------


def keras():
    from rnn_course.models import keras as module

    return module


def compiled(*layers, loss="mse", shape=(3, 1)):
    model = keras().Sequential([keras().Input(shape), *layers])
    model.compile(optimizer="adam", loss=loss)
    return model


@corpus.right("build_model")
def with_add(units, activation):
    k = keras()
    model = k.Sequential()
    model.add(k.layers.SimpleRNN(units, activation=activation, input_shape=(3, 1)))
    model.add(k.layers.Dense(1))
    model.compile(optimizer=k.optimizers.SGD(0.01), loss="mean_squared_error")
    return model


@corpus.right("build_model")
def with_functional_api(units, activation):
    k = keras()
    inputs = k.Input(shape=(3, 1), batch_size=None)
    outputs = k.layers.Dense(1, activation="linear")(
        k.layers.SimpleRNN(units, activation)(inputs)
    )
    model = k.Model(inputs, outputs)
    model.compile("rmsprop", loss=k.losses.MeanSquaredError(), metrics=["mae"])
    return model


@corpus.right("build_model")
def with_cell(units, activation):
    k = keras()
    cell = k.layers.SimpleRNNCell(units, activation=activation)
    return compiled(k.layers.RNN(cell), k.layers.Dense(1))


@corpus.right("build_model")
def with_own_loss(units, activation):
    k = keras()
    return compiled(
        k.layers.SimpleRNN(units, activation=k.activations.get(activation)),
        k.layers.Dense(1),
        loss=lambda truth, said: k.ops.mean(k.ops.square(truth - said), axis=-1),
    )


@corpus.wrong("build_model", mistake="wrong-units", says="has 50 units")
def with_fifty_units(units, activation):
    k = keras()
    return compiled(k.layers.SimpleRNN(50, activation=activation), k.layers.Dense(1))


@corpus.wrong("build_model", mistake="wrong-activation", says="'relu'")
def with_relu_always(units, activation):
    k = keras()
    return compiled(k.layers.SimpleRNN(units, activation="relu"), k.layers.Dense(1))


@corpus.wrong("build_model", mistake="wrong-activation", says="'tanh'")
def with_the_default_activation(units, activation):
    k = keras()
    return compiled(k.layers.SimpleRNN(units), k.layers.Dense(1))


@corpus.wrong("build_model", mistake="wrong-layer", says="LSTM")
def with_lstm(units, activation):
    k = keras()
    return compiled(k.layers.LSTM(units, activation=activation), k.layers.Dense(1))


@corpus.wrong("build_model", mistake="wrong-layer", says="Dense")
def without_recurrence(units, activation):
    k = keras()
    return compiled(
        k.layers.Flatten(), k.layers.Dense(units, activation), k.layers.Dense(1)
    )


@corpus.wrong("build_model", mistake="output-shape", says="Dense(1)")
def without_dense(units, activation):
    return compiled(keras().layers.SimpleRNN(units, activation=activation))


@corpus.wrong("build_model", mistake="output-shape", says="return_sequences")
def with_all_states(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation, return_sequences=True)
    return compiled(layer, k.layers.Dense(1))


@corpus.wrong("build_model", mistake="input-shape", says="Steps come first")
def with_axes_swapped(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation)
    return compiled(layer, k.layers.Dense(1), shape=(1, 3))


@corpus.wrong("build_model", mistake="no-input-shape", says="keras.Input")
def without_input(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation)
    model = k.Sequential([layer, k.layers.Dense(1)])
    model.compile("adam", "mse")
    return model


@corpus.wrong("build_model", mistake="wrong-loss", says="mean squared error")
def with_absolute_error(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation)
    return compiled(layer, k.layers.Dense(1), loss="mae")


@corpus.wrong("build_model", mistake="not-compiled", says="not compiled")
def without_compile(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation)
    return k.Sequential([k.Input((3, 1)), layer, k.layers.Dense(1)])


@corpus.wrong("build_model", mistake="wrong-computation", says="free to take any")
def with_activation_on_the_output(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation)
    return compiled(layer, k.layers.Dense(1, activation="relu"))


@corpus.wrong("build_model", mistake="extra-or-missing-weights", says="Dense, Dense")
def with_one_more_layer(units, activation):
    k = keras()
    layer = k.layers.SimpleRNN(units, activation=activation)
    return compiled(layer, k.layers.Dense(8), k.layers.Dense(1))


@corpus.wrong("build_model", mistake="returns-nothing", says="returned None")
def without_return(units, activation):
    compiled(keras().layers.SimpleRNN(units, activation=activation))


# --- seed_summary ---------------------------------------------------------------------


@corpus.right("seed_summary")
def with_one_percentile_call(predictions):
    low, middle, high = np.percentile(predictions, [10, 50, 90])
    return middle, low, high


@corpus.right("seed_summary")
def with_quantiles(predictions):
    return [float(np.quantile(predictions, q)) for q in (0.5, 0.1, 0.9)]


@corpus.right("seed_summary")
def with_sorting(predictions):
    ordered = sorted(float(p) for p in predictions)

    def at(share):
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    return at(0.5), at(0.1), at(0.9)


@corpus.right("seed_summary")
def as_an_array(predictions):
    return np.percentile(np.asarray(predictions, dtype="float32"), [50, 10, 90])


@corpus.wrong(
    "seed_summary", mistake="mean-instead-of-median", says="the mean", points=None
)
def with_mean(predictions):
    low, high = np.percentile(predictions, [10, 90])
    return np.mean(predictions), low, high


@corpus.wrong(
    "seed_summary", mistake="smallest-and-largest", says="smallest", points=None
)
def with_extremes(predictions):
    return np.median(predictions), min(predictions), max(predictions)


@corpus.wrong(
    "seed_summary", mistake="percentiles-5-and-95", says="5th and 95th", points=None
)
def with_wider_percentiles(predictions):
    return tuple(np.percentile(predictions, [50, 5, 95]))


@corpus.wrong(
    "seed_summary", mistake="percentiles-25-and-75", says="middle half", points=None
)
def with_quartiles(predictions):
    return tuple(np.percentile(predictions, [50, 25, 75]))


@corpus.wrong(
    "seed_summary", mistake="percentiles-as-shares", says="0 to 100", points=None
)
def with_shares(predictions):
    return tuple(np.percentile(predictions, [50, 0.1, 0.9]))


@corpus.wrong("seed_summary", mistake="order", says="another order", points=None)
def in_order_of_size(predictions):
    return tuple(np.percentile(predictions, [10, 50, 90]))


@corpus.wrong(
    "seed_summary", mistake="low-and-high-swapped", says="changed places", points=None
)
def with_high_before_low(predictions):
    return tuple(np.percentile(predictions, [50, 90, 10]))


@corpus.wrong("seed_summary", mistake="assumes-sorted", says="sorted", points=None)
def by_place(predictions):
    last = len(predictions) - 1
    return tuple(predictions[int(share * last)] for share in (0.5, 0.1, 0.9))


@corpus.wrong("seed_summary", mistake="smallest-and-largest", says="smallest")
def mean_and_extremes(predictions):
    return np.mean(predictions), min(predictions), max(predictions)


@corpus.wrong("seed_summary", mistake="by-place", says="between two", points=None)
def by_place_when_sorted(predictions):
    ordered, n = sorted(predictions), len(predictions)
    return ordered[n // 2], ordered[n // 10], ordered[9 * n // 10]


@corpus.wrong("seed_summary", mistake="by-place", says="between two", points=None)
def ends_by_place_when_sorted(predictions):
    ordered, last = np.sort(predictions), len(predictions) - 1
    return np.median(ordered), ordered[int(0.1 * last)], ordered[int(0.9 * last)]


@corpus.wrong("seed_summary", mistake="mean-and-deviation", says="deviation")
def with_deviation(predictions):
    mean, deviation = np.mean(predictions), np.std(predictions)
    return mean, mean - deviation, mean + deviation


# --- predict_next ---------------------------------------------------------------------

TRAINED = {}


def trained(kind):
    """Return one of a few networks, trained once."""
    if kind not in TRAINED:
        keras().utils.set_random_seed(5)  # a layer draws its own seed when it is made
        TRAINED[kind] = MAKERS[kind]()
    return TRAINED[kind]


def train(windows, prepare, target, updates, *layers):
    from rnn_course.models import fit_fast

    windows = np.array(windows, dtype="float32")
    k = keras()
    layers = layers or (k.layers.SimpleRNN(30, activation="relu"), k.layers.Dense(1))
    X = prepare(windows)
    model = k.Sequential([k.Input(X.shape[1:]), *layers])
    model.compile(optimizer="adam", loss="mse")
    fit_fast(model, X, target(windows), updates)
    return model


def four():
    return [[n, n + 1, n + 2] for n in (1, 2, 3, 4)]


def several_steps():
    return [[0, s, 2 * s] for s in (-2, -1, 1, 2, 3)]


def shift(windows):
    windows = np.asarray(windows, dtype="float32")
    return (windows - windows[:, -1:])[..., None]


def raw(windows):
    return np.asarray(windows, dtype="float32")[..., None]


def last_step(windows):
    return windows[:, -1] - windows[:, -2]


def differences(windows):
    return np.diff(np.asarray(windows, dtype="float32"))[..., None]


def with_tanh():
    return keras().layers.SimpleRNN(20), keras().layers.Dense(1)


MAKERS = {
    "four": lambda: train(four(), shift, last_step, 400),
    "tanh": lambda: train(four(), shift, last_step, 400, *with_tanh()),
    "tanh, steps": lambda: train(several_steps(), shift, last_step, 900, *with_tanh()),
    "steps": lambda: train(several_steps(), shift, last_step, 900),
    "differences": lambda: train(several_steps(), differences, last_step, 900),
    "raw change": lambda: train(four(), raw, last_step, 200),
    "value": lambda: train(four(), raw, lambda w: w[:, -1] + 1, 200),
    "shares": lambda: train(
        several_steps(),
        lambda w: shift(w) / np.ptp(w, axis=1)[:, None, None],
        lambda w: w[:, -1] * 0 + 1,
        500,
    ),
    "untrained": lambda: compiled(
        keras().layers.SimpleRNN(30, activation="relu"), keras().layers.Dense(1)
    ),
}


@corpus.right("predict_next")
def from_several_steps_with_tanh(window):
    said = trained("tanh, steps")(shift([window]))
    return float(window[-1]) + float(np.asarray(said)[0, 0])


@corpus.right("predict_next")
def from_several_steps(window):
    said = trained("steps").predict_on_batch(shift([window]))
    return window[-1] + said[0, 0]


@corpus.right("predict_next")
def from_differences(window):
    said = trained("differences").predict(differences([window]), verbose=0)
    return np.asarray(window)[-1] + said.ravel()


@corpus.right("predict_next")
def by_hand_from_the_weights(window):
    W_xh, W_hh, b_h, W_hy, b_y = trained("steps").get_weights()
    h = np.zeros(len(W_hh))
    for value in window:
        h = np.maximum(0, (value - window[-1]) * W_xh[0] + h @ W_hh + b_h)
    return float(window[-1] + h @ W_hy[:, 0] + b_y[0])


@corpus.right("predict_next")
def for_lists_alone(window):
    first = window.pop(0)
    window.insert(0, first)
    return from_several_steps(window)


@corpus.wrong("predict_next", mistake="ignores-the-model", says="do not come from")
def with_a_network_left_idle(window):
    trained("four")
    return float(window[-1] + 1)


@corpus.wrong("predict_next", mistake="ignores-the-model", says="do not come from")
def beside_a_network(window):
    trained("four").predict(shift([window]), verbose=0)
    return float(window[-1] + 1)


@corpus.wrong("predict_next", mistake="ignores-the-model", says="do not come from")
def with_a_pinch_of_network(window):
    said = trained("untrained").predict(shift([window]), verbose=0)
    return float(window[-1] + 1 + 1e-6 * said[0, 0])


@corpus.wrong("predict_next", mistake="untrained", says="never trained")
def with_a_little_untrained_network(window):
    said = trained("untrained").predict(shift([window]), verbose=0)
    return float(window[-1] + 1 + 0.03 * np.tanh(1e3 * said[0, 0]))


@corpus.wrong("predict_next", mistake="predicts-the-value", says="itself predicts")
def with_the_value(window):
    return float(trained("value").predict(raw([window]), verbose=0)[0, 0])


@corpus.wrong("predict_next", mistake="sees-the-size", says="how large they are")
def with_the_change_of_raw_windows(window):
    said = trained("raw change").predict(raw([window]), verbose=0)
    return float(window[-1] + said[0, 0])


@corpus.wrong("predict_next", mistake="returns-the-change", says="Add the window's")
def without_adding_the_last(window):
    return float(trained("four").predict(shift([window]), verbose=0)[0, 0])


@corpus.wrong(
    "predict_next", mistake="only-steps-of-one", says="after [10, 13", points=2
)
def from_four_windows(window):
    window = np.asarray(window, dtype="float32")
    said = trained("four").predict(shift([window]), verbose=0)
    return float(window[-1] + said[0, 0])


@corpus.wrong(
    "predict_next", mistake="only-steps-of-one", says="after [10, 13", points=2
)
def from_four_windows_with_tanh(window):
    said = trained("tanh")(shift([window]))
    return float(window[-1]) + float(np.asarray(said)[0, 0])


@corpus.wrong("predict_next", mistake="step-is-lost", says="another step")
def with_the_step_divided_away(window):
    X = shift([window]) / np.ptp(window)
    return float(window[-1] + trained("shares").predict(X, verbose=0)[0, 0])


@corpus.wrong("predict_next", mistake="unfit-result", says="one number")
def with_the_whole_window(window):
    said = trained("four").predict(shift([window]), verbose=0)
    return np.asarray(window) + said[0, 0]


@corpus.wrong("predict_next", mistake="step-is-lost", says="another step")
def with_a_constant_input(window):
    said = trained("four").predict(shift([[1, 2, 3]]), verbose=0)
    return float(window[-1] + said[0, 0])


# --- mutations that change nothing ----------------------------------------------------

corpus.equivalent(
    "build_model",
    "`model.compile(optimizer='adam', loss='mse')` → `model.compile(loss='mse')`",
    because="the optimizer is free, and Keras has one by default",
)
for mutation, because in {
    "`model.predict(shifted, verbose=0)` → `model.predict(shifted)`": "only a bar more",
    "`0` → `1`": "verbose: only a bar more",
    "`0` → `-1`": "of one row and one column the last is the first",
    "`np.asarray(window, dtype='float32')` → `np.asarray(window)`": "small numbers",
    "`np.asarray(window, dtype='float32')` → `window`": "works for arrays",
    "`float(window[-1] + change)` → `window[-1] + change`": "a NumPy number will do",
}.items():
    corpus.equivalent("predict_next", mutation, because=because)
