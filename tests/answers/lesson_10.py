"""Answers to the exercises of lesson 10."""

from __future__ import annotations

import numpy as np

from tests.answers import Corpus

corpus = Corpus("10-speech")


# --- frame_signal ------------------------------------------------------------------


@corpus.right("frame_signal")
def with_a_while_loop(signal, size, hop):
    frames, start = [], 0
    while start + size <= len(signal):
        frames.append(list(signal[start : start + size]))
        start += hop
    return frames


@corpus.right("frame_signal")
def with_a_sliding_window(signal, size, hop):
    return np.lib.stride_tricks.sliding_window_view(signal, size)[::hop]


@corpus.right("frame_signal")
def into_zeros(signal, size, hop):
    count = 1 + (len(signal) - size) // hop
    frames = np.zeros((count, size))
    for number in range(count):
        frames[number] = signal[number * hop : number * hop + size]
    return frames


@corpus.right("frame_signal")
def with_a_table_of_places(signal, size, hop):
    count = int(np.floor((len(signal) - size) / hop)) + 1
    places = np.arange(size)[None, :] + hop * np.arange(count)[:, None]
    return np.asarray(signal, dtype=float)[places]


@corpus.right("frame_signal")
def with_strides(signal, size, hop):
    count = (signal.shape[0] - size + hop) // hop
    step = signal.strides[0]
    return np.lib.stride_tricks.as_strided(
        signal, (count, size), (hop * step, step)
    ).copy()


@corpus.right("frame_signal")
def with_tensorflow(signal, size, hop):
    from rnn_course.models import tf

    return tf.signal.frame(signal, int(size), int(hop))


def sliced(signal, size, starts):
    return np.array([signal[i : i + size] for i in starts])


@corpus.wrong("frame_signal", mistake="last-frame-lost", says="may end exactly")
def without_the_last(signal, size, hop):
    return sliced(signal, size, range(0, len(signal) - size, hop))


@corpus.wrong("frame_signal", mistake="last-frame-lost", says="loses the last")
def counting_hops(signal, size, hop):
    count = (len(signal) - size) // hop
    return sliced(signal, size, [number * hop for number in range(count)])


@corpus.wrong("frame_signal", mistake="first-frame-lost", says="sample 0")
def without_the_first(signal, size, hop):
    return sliced(signal, size, range(hop, len(signal) - size + 1, hop))


@corpus.wrong("frame_signal", mistake="pads-the-end", says="dropped")
def with_a_padded_end(signal, size, hop):
    missing = -(len(signal) - size) % hop
    return with_a_sliding_window(np.append(signal, np.zeros(missing)), size, hop)


@corpus.wrong("frame_signal", mistake="ragged-end", says="last start")
def with_starts_to_the_end(signal, size, hop):
    return sliced(signal, size, range(0, len(signal), hop))


@corpus.wrong("frame_signal", mistake="no-overlap", says="*beginning*")
def side_by_side(signal, size, hop):
    return sliced(signal, size, range(0, len(signal) - size + 1, size))


@corpus.wrong("frame_signal", mistake="no-overlap", says="*beginning*")
def reshaped(signal, size, hop):
    count = len(signal) // size
    return np.reshape(signal[: count * size], (count, size))


@corpus.wrong("frame_signal", mistake="hop-ignored", says="every sample")
def at_every_sample(signal, size, hop):
    return np.lib.stride_tricks.sliding_window_view(signal, size)


@corpus.wrong("frame_signal", mistake="gap-between", says="leaves out")
def with_gaps(signal, size, hop):
    return sliced(signal, size, range(0, len(signal) - size + 1, size + hop))


@corpus.wrong("frame_signal", mistake="size-and-hop-swapped", says="takes `size`")
def with_swapped_arguments(signal, size, hop):
    return sliced(signal, hop, range(0, len(signal) - hop + 1, size))


@corpus.wrong("frame_signal", mistake="transposed", says="each row is one frame")
def frames_in_columns(signal, size, hop):
    return with_a_sliding_window(signal, size, hop).T


@corpus.wrong("frame_signal", mistake="wrong-length", says="leaves its end out")
def one_sample_short(signal, size, hop):
    return sliced(signal, size - 1, range(0, len(signal) - size + 1, hop))


@corpus.wrong("frame_signal", mistake="ragged-end", says="last start")
def a_list_with_starts_to_the_end(signal, size, hop):
    return [signal[i : i + size] for i in range(0, len(signal), hop)]


@corpus.wrong("frame_signal", mistake="hop-ignored", says="`i * hop`")
def one_sample_apart(signal, size, hop):
    return sliced(signal, size, range(1 + (len(signal) - size) // hop))


@corpus.wrong("frame_signal", mistake="half-a-frame-apart", says="use the argument")
def half_a_frame_apart(signal, size, hop):
    return sliced(signal, size, range(0, len(signal) - size + 1, size // 2))


@corpus.wrong("frame_signal", mistake="first-frame-only", says="inside the loop")
def with_a_return_in_the_loop(signal, size, hop):
    frames = []
    for i in range(0, len(signal) - size + 1, hop):
        frames.append(signal[i : i + size])
        return np.array(frames)


@corpus.wrong("frame_signal", mistake="first-frame-only", says="inside the loop")
def with_a_frame_returned_in_the_loop(signal, size, hop):
    for i in range(0, len(signal) - size + 1, hop):
        return signal[i : i + size]


@corpus.wrong("frame_signal", mistake="wrong-end", says="second number of a slice")
def slices_that_end_at_size(signal, size, hop):
    starts = range(0, len(signal) - size + 1, hop)
    return np.array([signal[i:size] for i in starts])


@corpus.wrong("frame_signal", mistake="wrong-end", says="second number of a slice")
def a_list_of_slices_that_end_at_size(signal, size, hop):
    return [signal[i:size] for i in range(0, len(signal) - size + 1, hop)]


@corpus.wrong("frame_signal", mistake="windowed-too-early", says="next exercise")
def with_a_window(signal, size, hop):
    return with_a_sliding_window(signal, size, hop) * np.hanning(size)


@corpus.wrong("frame_signal", mistake="unfit-result", says="expected (frames")
def with_the_lessons_numbers(signal, size, hop):
    return sliced(signal, 256, range(0, len(signal) - 256 + 1, 128))


@corpus.wrong("frame_signal", mistake="returns-nothing", says="return")
def without_a_return(signal, size, hop):
    sliced(signal, size, range(0, len(signal) - size + 1, hop))


# --- log_power ---------------------------------------------------------------------


@corpus.right("log_power")
def frame_by_frame(frames):
    window = np.hanning(len(frames[0]))
    rows = []
    for frame in frames:
        power = np.abs(np.fft.rfft(window * frame)) ** 2
        rows.append([np.log10(max(p, 1e-12)) for p in power])
    return rows


@corpus.right("log_power")
def with_the_floor_added(frames):
    S = np.fft.rfft(np.multiply(frames, np.hanning(np.shape(frames)[-1])), axis=-1)
    return np.log10(S.real**2 + S.imag**2 + 1e-6)


@corpus.right("log_power")
def twice_the_log_of_the_size(frames):
    S = np.fft.rfft(frames * np.hanning(frames.shape[1]))
    return 2 * np.log10(np.abs(S) + 1e-5)


@corpus.right("log_power")
def with_a_matrix_of_waves(frames):
    size = frames.shape[1]
    turns = np.outer(np.arange(size), np.arange(size // 2 + 1)) / size
    S = (frames * np.hanning(size)) @ np.exp(-2j * np.pi * turns)
    return np.log10(np.clip((S * S.conj()).real, 1e-8, None))


@corpus.right("log_power")
def half_of_a_full_transform(frames):
    size = frames.shape[1]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / (size - 1))
    S = np.fft.fft(frames * window)[:, : size // 2 + 1]
    return np.log(np.maximum(np.abs(S) ** 2, 1e-10)) / np.log(10)


@corpus.right("log_power")
def in_single_precision(frames):
    frames = np.asarray(frames, dtype=np.float32)
    S = np.fft.rfft(frames * np.hanning(frames.shape[1]).astype(np.float32))
    return np.log10(np.maximum(np.abs(S) ** 2, np.float32(1e-7)))


@corpus.right("log_power")
def with_where(frames):
    power = np.abs(np.fft.rfft(frames * np.hanning(frames.shape[1]))) ** 2
    return np.where(power > 1e-7, np.log10(power + (power == 0)), -7)


def powers(frames, window=np.hanning):
    frames = np.asarray(frames, dtype=float)
    return np.abs(np.fft.rfft(frames * window(frames.shape[1]))) ** 2


@corpus.wrong("log_power", mistake="no-floor", says="no logarithm", points=1)
def without_a_floor(frames):
    return np.log10(powers(frames))


@corpus.wrong("log_power", mistake="floor-too-large", says="too loud", points=None)
def with_one_added(frames):
    return np.log10(1 + powers(frames))


@corpus.wrong("log_power", mistake="unfit-result", says="too loud", points=None)
def with_a_floor_of_a_hundred_thousandth(frames):
    return np.log10(np.maximum(powers(frames), 1e-5))


@corpus.wrong("log_power", mistake="no-window", says="np.hanning", points=None)
def without_a_window(frames):
    return np.log10(np.maximum(powers(frames, np.ones), 1e-10))


@corpus.wrong("log_power", mistake="other-window", says="Hamming", points=None)
def with_a_hamming_window(frames):
    return np.log10(np.maximum(powers(frames, np.hamming), 1e-10))


@corpus.wrong(
    "log_power", mistake="other-window", says="one sample longer", points=None
)
def with_a_periodic_window(frames):
    def window(size):
        return np.sin(np.pi * np.arange(size) / size) ** 2

    return np.log10(np.maximum(powers(frames, window), 1e-10))


@corpus.wrong("log_power", mistake="window-across-frames", says="along each")
def with_a_window_across(frames):
    S = np.fft.rfft(frames * np.hanning(len(frames))[:, None])
    return np.log10(np.maximum(np.abs(S) ** 2, 1e-10))


@corpus.wrong("log_power", mistake="no-window", says="np.hanning", points=None)
def without_a_window_but_the_tasks_floor(frames):
    return np.log10(np.maximum(powers(frames, np.ones), 1e-6))


@corpus.wrong("log_power", mistake="window-across-frames", says="along each")
def with_a_window_across_and_the_tasks_floor(frames):
    S = np.fft.rfft(frames * np.hanning(len(frames))[:, None])
    return np.log10(np.maximum(np.abs(S) ** 2, 1e-6))


@corpus.wrong("log_power", mistake="window-as-long-as-frames", says="shape[1]")
def with_a_window_for_the_frames(frames):
    S = np.fft.rfft(frames * np.hanning(len(frames)))
    return np.log10(np.maximum(np.abs(S) ** 2, 1e-6))


@corpus.wrong("log_power", mistake="across-frames", says="last axis")
def down_the_frames(frames):
    S = np.fft.rfft(frames * np.hanning(frames.shape[1]), axis=0)
    return np.log10(np.maximum(np.abs(S) ** 2, 1e-6))


@corpus.wrong("log_power", mistake="minimum-for-maximum", says="np.maximum")
def with_a_ceiling(frames):
    return np.log10(np.minimum(powers(frames), 1e-6))


@corpus.wrong("log_power", mistake="floor-too-large", says="never goes", points=None)
def with_a_floor_after_the_logarithm(frames):
    return np.maximum(np.log10(powers(frames)), 1e-6)


@corpus.wrong("log_power", mistake="unfit-result", says="complex")
def without_the_absolute_value(frames):
    S = np.fft.rfft(frames * np.hanning(frames.shape[1]))
    return np.log10(S**2 + 1e-6)


@corpus.wrong("log_power", mistake="unfit-result", says="transposed")
def frequencies_first(frames):
    return np.log10(np.maximum(powers(frames), 1e-6)).T


@corpus.wrong("log_power", mistake="not-squared", says="square", points=None)
def without_the_square(frames):
    return np.log10(np.maximum(np.sqrt(powers(frames)), 1e-10))


@corpus.wrong("log_power", mistake="natural-log", says="np.log10", points=None)
def with_the_natural_logarithm(frames):
    return np.log(np.maximum(powers(frames), 1e-10))


@corpus.wrong("log_power", mistake="decibels", says="ten times", points=None)
def in_decibels(frames):
    return 10 * np.log10(np.maximum(powers(frames), 1e-10))


@corpus.wrong("log_power", mistake="no-log", says="ratios", points=None)
def without_a_logarithm(frames):
    return powers(frames)


@corpus.wrong("log_power", mistake="both-halves", says="mirrors")
def with_the_full_transform(frames):
    S = np.fft.fft(frames * np.hanning(frames.shape[1]))
    return np.log10(np.maximum(np.abs(S) ** 2, 1e-10))


@corpus.wrong("log_power", mistake="real-part", says="complex", points=None)
def of_the_real_part(frames):
    S = np.fft.rfft(frames * np.hanning(frames.shape[1]))
    return np.log10(np.maximum(S.real**2, 1e-10))


@corpus.wrong("log_power", mistake="scaled", says="Leave the power", points=None)
def divided_by_the_size(frames):
    size = frames.shape[1]
    S = np.fft.rfft(frames * np.hanning(size)) / size
    return np.log10(np.maximum(np.abs(S) ** 2, 1e-10))


@corpus.wrong("log_power", mistake=None, says="values", points=None)
def against_the_loudest(frames):
    logs = np.log10(np.maximum(powers(frames), 1e-10))
    return logs - logs.max()


# --- build_listener ----------------------------------------------------------------


def listener(
    cell=None,
    *,
    rate=0.003,
    mask=0.0,
    head=None,
    loss="logits",
    inputs=None,
    width=None,
    before=(),
    after=(),
):
    """Return a function that builds a compiled network."""
    from rnn_course.models import keras

    def build(features, classes):
        masking = [] if mask is None else [keras.layers.Masking(mask)]
        layers = [
            keras.Input(inputs or (None, features)),
            *[make() for make in before],
            *masking,
            cell() if cell else keras.layers.GRU(32),
            *[make() for make in after],
            keras.layers.Dense(width or classes, activation=head),
        ]
        model = keras.Sequential(layers)
        losses = keras.losses
        chosen = {
            "logits": losses.SparseCategoricalCrossentropy(from_logits=True),
            "shares": losses.SparseCategoricalCrossentropy(),
        }
        model.compile(keras.optimizers.Adam(rate), loss=chosen.get(loss, loss))
        return model

    return build


def layers():
    from rnn_course.models import keras

    return keras.layers


@corpus.right("build_listener")
def an_lstm_with_softmax(features, classes):
    name = "sparse_categorical_crossentropy"
    build = listener(lambda: layers().LSTM(48), head="softmax", loss=name)
    return build(features, classes)


@corpus.right("build_listener")
def both_directions_at_keras_own_rate(features, classes):
    L = layers()
    build = listener(lambda: L.Bidirectional(L.GRU(24)), rate=0.001)
    return build(features, classes)


@corpus.right("build_listener")
def a_plain_cell_with_dropout(features, classes):
    L = layers()
    build = listener(lambda: L.SimpleRNN(64), after=[lambda: L.Dropout(0.1)])
    return build(features, classes)


@corpus.right("build_listener")
def two_layers_and_an_average_that_minds_the_mask(features, classes):
    from rnn_course.models import keras

    inputs = keras.Input((None, features))
    states = keras.layers.Masking()(inputs)
    for _ in range(2):
        states = keras.layers.GRU(32, return_sequences=True)(states)
    mean = keras.layers.GlobalAveragePooling1D()(states)
    shares = keras.layers.Dense(classes, activation="softmax")(mean)
    model = keras.Model(inputs, shares)
    loss = keras.losses.SparseCategoricalCrossentropy()
    model.compile("adam", loss, metrics=["accuracy"])
    return model


@corpus.right("build_listener")
def softmax_with_from_logits(features, classes):
    """Keras finds the logits behind the softmax; it only warns."""
    return listener(head="softmax", loss="logits")(features, classes)


@corpus.right("build_listener")
def without_an_input_layer(features, classes):
    from rnn_course.models import keras

    L = keras.layers
    model = keras.Sequential([L.Masking(mask_value=0.0), L.GRU(40), L.Dense(classes)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.002), loss)
    return model


@corpus.right("build_listener")
def reading_from_the_end(features, classes):
    L = layers()
    build = listener(lambda: L.GRU(32, go_backwards=True), rate=0.01)
    return build(features, classes)


@corpus.wrong("build_listener", mistake="mask-lost", says="Put it first", points=None)
def normalized_before_the_mask(features, classes):
    L = layers()
    return listener(before=[lambda: L.BatchNormalization()])(features, classes)


@corpus.wrong("build_listener", mistake="no-masking", says="Masking()")
def without_a_mask(features, classes):
    return listener(mask=None)(features, classes)


@corpus.wrong("build_listener", mistake="wrong-mask-value", says="all 0")
def masking_silence(features, classes):
    return listener(mask=-2.0)(features, classes)


@corpus.wrong("build_listener", mistake="mask-lost", says="Put it first")
def with_a_layer_that_shifts_the_zeros(features, classes):
    L = layers()
    shift = [lambda: L.Dense(8, bias_initializer="ones")]
    return listener(before=shift)(features, classes)


@corpus.wrong("build_listener", mistake="not-recurrent", says="GRU")
def a_bag_of_frames(features, classes):
    L = layers()
    return listener(lambda: L.GlobalAveragePooling1D())(features, classes)


@corpus.wrong("build_listener", mistake="output-shape", says="return_sequences")
def with_an_answer_at_every_frame(features, classes):
    L = layers()
    return listener(lambda: L.GRU(16, return_sequences=True))(features, classes)


@corpus.wrong("build_listener", mistake="output-shape", says="Dense(classes)")
def with_ten_classes_whatever_is_asked(features, classes):
    return listener(width=10)(features, classes)


@corpus.wrong("build_listener", mistake="input-shape", says="keras.Input")
def with_twenty_features_whatever_is_asked(features, classes):
    return listener(inputs=(None, 20))(features, classes)


@corpus.wrong("build_listener", mistake="fixed-length", says="all lengths")
def for_one_length(features, classes):
    return listener(inputs=(51, features))(features, classes)


@corpus.wrong("build_listener", mistake="wrong-loss", says="*sparse*")
def with_a_loss_for_one_hot_rows(features, classes):
    build = listener(head="softmax", loss="categorical_crossentropy")
    return build(features, classes)


@corpus.wrong("build_listener", mistake="wrong-loss", says="reward")
def with_a_squared_error(features, classes):
    return listener(loss="mse")(features, classes)


@corpus.wrong(
    "build_listener", mistake="loss-takes-logits-for-probabilities", says="neither"
)
def with_logits_taken_for_probabilities(features, classes):
    return listener(loss="shares")(features, classes)


@corpus.wrong("build_listener", mistake="not-compiled", says="model.compile")
def without_compiling(features, classes):
    from rnn_course.models import keras

    L = keras.layers
    inputs = keras.Input((None, features))
    return keras.Sequential([inputs, L.Masking(), L.GRU(8), L.Dense(classes)])


@corpus.wrong("build_listener", mistake="not-compiled", says="without a loss")
def compiled_without_a_loss(features, classes):
    model = without_compiling(features, classes)
    model.compile("adam")
    return model


@corpus.wrong("build_listener", mistake="returns-nothing", says="`return model`")
def what_compile_gives_back(features, classes):
    return without_compiling(features, classes).compile("adam", loss="mse")


@corpus.wrong("build_listener", mistake="exception", says="the table")
def with_the_axes_of_the_input_swapped(features, classes):
    return listener(inputs=(features, None))(features, classes)


@corpus.wrong("build_listener", mistake="exception", says="return_sequences=True")
def with_two_layers_that_give_their_last_state(features, classes):
    L = layers()
    return listener(after=[lambda: L.GRU(8)])(features, classes)


@corpus.wrong(
    "build_listener", mistake="loss-takes-logits-for-probabilities", says="another sum"
)
def with_sigmoid(features, classes):
    name = "sparse_categorical_crossentropy"
    return listener(head="sigmoid", loss=name)(features, classes)


@corpus.wrong("build_listener", mistake="scores-cut-off", says="below 0", points=1)
def with_relu_at_the_end(features, classes):
    return listener(head="relu")(features, classes)


@corpus.wrong("build_listener", mistake="not-a-model", says="keras.Model")
def the_layers_alone(features, classes):
    L = layers()
    return [L.Masking(), L.GRU(32), L.Dense(classes)]


@corpus.wrong("build_listener", mistake="rate-too-small", says="ten times", points=1)
def with_a_tiny_rate(features, classes):
    return listener(rate=1e-5)(features, classes)


@corpus.wrong("build_listener", mistake="rate-too-large", says="a tenth", points=1)
def with_a_huge_rate(features, classes):
    return listener(rate=3.0)(features, classes)


corpus.equivalent(
    "frame_signal",
    "`np.array([signal[i:i + size] for i in starts])` → `[signal[i:i + size] for i in starts]`",
    because="a list of frames will do",
)
corpus.equivalent(
    "log_power",
    "`np.maximum(power, 1e-10)` → `np.maximum(1e-10, power)`",
    because="the larger of two, whatever their order",
)
for mutation, because in {
    "`64` → `65`": "one unit more hears as well",
    "`64` → `63`": "one unit less hears as well",
    "`model.compile(optimizer=keras.optimizers.Adam(0.003), loss=loss)` → "
    "`model.compile(loss=loss)`": "Keras's own optimizer learns it too",
}.items():
    corpus.equivalent("build_listener", mutation, because=because)
