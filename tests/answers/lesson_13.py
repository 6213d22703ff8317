"""Right and wrong answers to the exercises of lesson 13."""

import numpy as np

from tests.answers import Corpus

corpus = Corpus("13-attention")


# --- attention_weights -------------------------------------------------------------


def softmax(scores):
    shares = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return shares / shares.sum(axis=-1, keepdims=True)


def dot(queries, keys):
    return np.einsum("bqd,bkd->bqk", queries, keys)


@corpus.right("attention_weights")
def with_loops(queries, keys, mask=None):
    batch, steps, size = np.shape(queries)
    length = len(keys[0])
    seen = np.broadcast_to(True if mask is None else mask, (batch, steps, length))
    rows = []
    for b in range(batch):
        for q in range(steps):
            scores = [np.dot(queries[b][q], key) / size**0.5 for key in keys[b]]
            top = max(s for s, may in zip(scores, seen[b, q], strict=True) if may)
            shares = [
                np.exp(s - top) if may else 0.0
                for s, may in zip(scores, seen[b, q], strict=True)
            ]
            rows.append([share / sum(shares) for share in shares])
    return [rows[b * steps : (b + 1) * steps] for b in range(batch)]


@corpus.right("attention_weights")
def with_einsum_and_a_large_number(queries, keys, mask=None):
    scores = dot(queries, keys) / queries.shape[2] ** 0.5
    if mask is not None:
        scores = scores - 1e9 * (1.0 - mask)
    return softmax(scores)


@corpus.right("attention_weights")
def with_scaled_queries_in_float32(queries, keys, mask=None):
    queries = np.asarray(queries, dtype="float32") / np.float32(
        np.sqrt(np.shape(queries)[-1])
    )
    scores = queries @ np.swapaxes(np.asarray(keys, dtype="float32"), -1, -2)
    if mask is None:
        mask = np.ones(scores.shape, dtype=bool)
    top = np.where(mask, scores, -np.inf).max(axis=2, keepdims=True)
    shares = np.exp(np.minimum(scores - top, 0)) * mask
    return shares / shares.sum(axis=2)[:, :, None]


@corpus.right("attention_weights")
def with_keras_operations(queries, keys, mask=None):
    from rnn_course.models import keras

    queries, keys = (keras.ops.cast(x, "float32") for x in (queries, keys))
    scores = keras.ops.matmul(queries, keras.ops.transpose(keys, (0, 2, 1)))
    scores = scores / queries.shape[-1] ** 0.5
    if mask is not None:
        scores = keras.ops.where(mask, scores, -np.inf)
    return keras.ops.softmax(scores, axis=-1)


@corpus.wrong("attention_weights", mistake="no-scale", says="√d")
def no_scale(queries, keys, mask=None):
    scores = dot(queries, keys)
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


@corpus.wrong("attention_weights", mistake="wrong-scale", says="square root")
def by_d(queries, keys, mask=None):
    scores = dot(queries, keys) / queries.shape[-1]
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


@corpus.wrong("attention_weights", mistake="wrong-scale", says="square root")
def by_the_number_of_keys(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(keys.shape[1])
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


@corpus.wrong("attention_weights", mistake="wrong-axis", says="keys")
def over_the_queries(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -1e9)
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


@corpus.wrong("attention_weights", mistake="wrong-axis", says="keys")
def over_everything(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    if mask is not None:
        scores = np.where(mask, scores, -np.inf)
    shares = np.exp(scores - scores.max())
    return shares / shares.sum()


@corpus.wrong("attention_weights", mistake="mask-inverted", says="True")
def inverted(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else np.where(mask, -1e9, scores))


@corpus.wrong("attention_weights", mistake="mask-inverted", says="True")
def inverted_with_infinity(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else np.where(mask, -np.inf, scores))


@corpus.wrong("attention_weights", mistake="not-renewed", says="no longer 1")
def masked_at_the_end(queries, keys, mask=None):
    weights = softmax(dot(queries, keys) / np.sqrt(queries.shape[-1]))
    return weights if mask is None else weights * mask


@corpus.wrong("attention_weights", mistake="score-zero", says="share of its own")
def scores_times_mask(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else scores * mask)


@corpus.wrong("attention_weights", mistake="mask-ignored", says="`mask`")
def no_mask(queries, keys, mask=None):
    return softmax(dot(queries, keys) / np.sqrt(queries.shape[-1]))


@corpus.wrong("attention_weights", mistake="no-softmax", says="softmax")
def scores_only(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return scores if mask is None else np.where(mask, scores, 0)


@corpus.wrong("attention_weights", mistake="infinity-times-zero", says="NaN")
def infinity_times_zero(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else scores + (1 - mask) * -np.inf)


@corpus.wrong("attention_weights", mistake="overflows", says="largest", points=1)
def overflows(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    shares = np.exp(scores if mask is None else np.where(mask, scores, -np.inf))
    return shares / shares.sum(axis=-1, keepdims=True)


@corpus.wrong("attention_weights", mistake="not-exactly-zero", says="exactly 0")
def nearly_masked(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else np.where(mask, scores, -30.0))


@corpus.wrong("attention_weights", mistake="roles-swapped", says="queries")
def keys_ask(queries, keys, mask=None):
    scores = dot(keys, queries) / np.sqrt(queries.shape[-1])
    if mask is not None:
        seen = np.broadcast_to(mask, (len(keys), queries.shape[1], keys.shape[1]))
        scores = np.where(seen.swapaxes(1, 2), scores, -1e9)
    return softmax(scores)


@corpus.wrong("attention_weights", mistake="mask-inverted", says="True")
def a_penalty_for_what_is_seen(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else scores + mask * -1e9)


@corpus.wrong("attention_weights", mistake="needs-a-mask", says="without a mask")
def never_without_a_mask(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(np.where(mask, scores, -np.inf))


@corpus.wrong("attention_weights", mistake="scaled-too-late", says="*scores*")
def divided_at_the_end(queries, keys, mask=None):
    scores = dot(queries, keys)
    weights = softmax(scores if mask is None else np.where(mask, scores, -np.inf))
    return weights / np.sqrt(queries.shape[-1])


@corpus.wrong("attention_weights", mistake="cosine", says="lengths")
def cosines(queries, keys, mask=None):
    queries = queries / np.linalg.norm(queries, axis=-1, keepdims=True)
    keys = keys / np.linalg.norm(keys, axis=-1, keepdims=True)
    scores = dot(queries, keys)
    return softmax(scores if mask is None else np.where(mask, scores, -np.inf))


@corpus.wrong("attention_weights", mistake="axis-added", says="as it is")
def an_axis_too_many(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    return softmax(scores if mask is None else np.where(mask[:, None], scores, -np.inf))


@corpus.wrong("attention_weights", mistake="mask-as-places", says="`np.where")
def mask_as_places(queries, keys, mask=None):
    scores = dot(queries, keys) / np.sqrt(queries.shape[-1])
    if mask is not None:
        scores[~mask] = -np.inf
    return softmax(scores)


corpus.equivalent(
    "attention_weights",
    "`keys.swapaxes(1, 2)` → `keys.swapaxes(2, 1)`",
    because="two axes are swapped in either order",
)


# --- attend ------------------------------------------------------------------------


@corpus.right("attend")
def summed_with_einsum(weights, values):
    return np.einsum("bqk,bkf->bqf", weights, values)


@corpus.right("attend")
def summed_by_hand(weights, values):
    weights, values = np.asarray(weights, float), np.asarray(values, float)
    products = weights[:, :, :, None] * values[:, None, :, :]
    return products.sum(axis=2)


@corpus.right("attend")
def summed_row_by_row(weights, values):
    return [[np.dot(row, v) for row in w] for w, v in zip(weights, values, strict=True)]


@corpus.wrong("attend", mistake="wrong-axis", says="keys")
def over_queries(weights, values):
    return np.einsum("bqk,bqf->bkf", weights, values)


@corpus.wrong("attend", mistake="wrong-axis", says="keys")
def transposed_weights(weights, values):
    return np.swapaxes(weights, 1, 2) @ values


@corpus.wrong("attend", mistake="wrong-axis", says="keys")
def summed_over_features(weights, values):
    return (weights[:, :, :, None] * values[:, None, :, :]).sum(axis=3)


@corpus.wrong("attend", mistake="mean-not-sum", says="sum")
def mean_of_products(weights, values):
    return (weights[:, :, :, None] * values[:, None, :, :]).mean(axis=2)


@corpus.wrong("attend", mistake="only-the-largest", says="one")
def only_the_largest(weights, values):
    places = np.argmax(weights, axis=2)
    return np.take_along_axis(values, places[:, :, None], axis=1)


@corpus.wrong("attend", mistake="weights-ignored", says="`weights`")
def plain_mean(weights, values):
    means = np.mean(values, axis=1, keepdims=True)
    return np.repeat(means, weights.shape[1], axis=1)


@corpus.wrong("attend", mistake="one-row-for-all", says="each query")
def summed_twice(weights, values):
    return np.einsum("bqk,bkf->bf", weights, values)


@corpus.wrong("attend", mistake="not-summed", says="sum")
def products_only(weights, values):
    return weights[:, :, :, None] * values[:, None, :, :]


@corpus.wrong("attend", mistake="batches-mixed", says="own row of the batch")
def with_np_dot(weights, values):
    return np.dot(weights, values)


@corpus.wrong("attend", mistake="batches-mixed", says="own row of the batch")
def with_tensordot(weights, values):
    return np.tensordot(weights, values, axes=1)


@corpus.wrong("attend", mistake="only-the-last", says="add")
def overwritten_in_the_loop(weights, values):
    out = np.zeros((*weights.shape[:2], values.shape[2]))
    for k in range(weights.shape[2]):
        out = weights[:, :, k, None] * values[:, None, k]
    return out


@corpus.wrong("attend", mistake="softmax-again", says="shares already")
def softmax_twice(weights, values):
    return softmax(weights) @ values


# --- causal_mask -------------------------------------------------------------------


@corpus.right("causal_mask")
def by_comparing(length):
    steps = np.arange(length)
    return steps[:, None] >= steps[None, :]


@corpus.right("causal_mask")
def lists_of_truth(length):
    return [[k <= q for k in range(length)] for q in range(length)]


@corpus.right("causal_mask")
def filled_row_by_row(length):
    mask = np.full((length, length), False)
    for step in range(length):
        mask[step, : step + 1] = True
    return mask


@corpus.right("causal_mask")
def not_the_future(length):
    return ~np.triu(np.ones((length, length), dtype=bool), k=1)


@corpus.wrong("causal_mask", mistake="transposed", says="row")
def upper(length):
    return np.triu(np.ones((length, length), dtype=bool))


@corpus.wrong("causal_mask", mistake="transposed", says="row")
def compared_the_wrong_way(length):
    steps = np.arange(length)
    return steps[:, None] <= steps


@corpus.wrong("causal_mask", mistake="forbids-itself", says="itself")
def strictly_before(length):
    return np.tril(np.ones((length, length), dtype=bool), k=-1)


@corpus.wrong("causal_mask", mistake="looks-ahead", says="next step")
def one_ahead(length):
    return np.tril(np.ones((length, length), dtype=bool), k=1)


@corpus.wrong("causal_mask", mistake="looks-ahead", says="everything")
def everything(length):
    return np.ones((length, length), dtype=bool)


@corpus.wrong("causal_mask", mistake="inverted", says="True")
def what_is_hidden(length):
    return np.triu(np.ones((length, length), dtype=bool), k=1)


@corpus.wrong("causal_mask", mistake="only-itself", says="before")
def itself_alone(length):
    return np.eye(length, dtype=bool)


@corpus.wrong("causal_mask", mistake="numbers-not-bool", says="bool")
def ones_and_zeros(length):
    return np.tril(np.ones((length, length)))


@corpus.wrong("causal_mask", mistake="scores-not-bool", says="True")
def minus_infinity(length):
    return np.where(np.tril(np.ones((length, length))), 0, -np.inf)


@corpus.wrong("causal_mask", mistake="scores-not-bool", says="True")
def a_large_penalty(length):
    return np.where(np.tril(np.ones((length, length))), 0, -1e9)


@corpus.wrong("causal_mask", mistake="unfit-result", says="rows of True and False")
def rows_that_grow(length):
    return [[True] * (step + 1) for step in range(length)]


# --- linear_scan -------------------------------------------------------------------


@corpus.right("linear_scan")
def with_an_associative_scan(decays, inputs):
    from rnn_course.models import keras

    def join(left, right):
        return right[0] * left[0], right[0] * left[1] + right[1]

    pairs = (
        keras.ops.convert_to_tensor(decays, "float32"),
        keras.ops.convert_to_tensor(inputs, "float32"),
    )
    return keras.ops.associative_scan(join, pairs, axis=1)[1]


@corpus.right("linear_scan")
def in_place_over_time(decays, inputs):
    states = np.array(inputs, dtype=float)
    for t in range(1, states.shape[1]):
        states[:, t] += decays[:, t] * states[:, t - 1]
    return states


@corpus.right("linear_scan")
def by_doubling(decays, inputs):
    a, b = np.array(decays, dtype=float), np.array(inputs, dtype=float)
    reach = 1
    while reach < b.shape[1]:
        b[:, reach:] = a[:, reach:] * b[:, :-reach] + b[:, reach:]
        a[:, reach:] = a[:, reach:] * a[:, :-reach]
        reach *= 2
    return b


@corpus.right("linear_scan")
def with_lists(decays, inputs):
    rows = []
    for a_row, x_row in zip(decays, inputs, strict=True):
        state, states = [0.0] * len(x_row[0]), []
        for a, x in zip(a_row, x_row, strict=True):
            state = [
                float(k) * s + float(i) for k, s, i in zip(a, state, x, strict=True)
            ]
            states.append(state)
        rows.append(states)
    return rows


def loop(decays, inputs, step, start=0.0):
    state = start + np.zeros(inputs[:, 0].shape)
    states = []
    for t in range(inputs.shape[1]):
        state = step(state, decays[:, t], inputs[:, t])
        states.append(state)
    return np.stack(states, axis=1)


@corpus.wrong("linear_scan", mistake="cumulated-products", says="product")
def cumulated(decays, inputs):
    product = np.cumprod(decays, axis=1)
    return product * np.cumsum(inputs / product, axis=1)


@corpus.wrong("linear_scan", mistake="cumulated-products", says="product")
def cumulated_with_a_crutch(decays, inputs):
    product = np.cumprod(decays, axis=1)
    return product * np.cumsum(inputs / (product + 1e-12), axis=1)


@corpus.wrong("linear_scan", mistake="cumulated-products", says="product")
def cumulated_logarithms(decays, inputs):
    logs = np.cumsum(np.log(decays), axis=1)
    return np.exp(logs) * np.cumsum(inputs * np.exp(-logs), axis=1)


@corpus.wrong("linear_scan", mistake="input-scaled", says="whole")
def decay_on_both(decays, inputs):
    return loop(decays, inputs, lambda s, a, x: a * (s + x))


@corpus.wrong("linear_scan", mistake="input-scaled", says="whole")
def average(decays, inputs):
    return loop(decays, inputs, lambda s, a, x: a * s + (1 - a) * x)


@corpus.wrong("linear_scan", mistake="decay-on-the-input", says="old state")
def decay_on_the_input(decays, inputs):
    return loop(decays, inputs, lambda s, a, x: s + a * x)


@corpus.wrong("linear_scan", mistake="shifted-by-one", says="one step late")
def late(decays, inputs):
    states = loop(decays, inputs, lambda s, a, x: a * s + x)
    return np.concatenate([np.zeros_like(states[:, :1]), states[:, :-1]], axis=1)


@corpus.wrong("linear_scan", mistake="decay-of-another-step", says="same step")
def decay_of_the_step_before(decays, inputs):
    before = np.concatenate([np.zeros_like(decays[:, :1]), decays[:, :-1]], axis=1)
    return loop(before, inputs, lambda s, a, x: a * s + x)


@corpus.wrong("linear_scan", mistake="no-decay", says="forgets nothing")
def sums(decays, inputs):
    return np.cumsum(inputs, axis=1)


@corpus.wrong("linear_scan", mistake="no-carry", says="carried")
def only_the_input_before(decays, inputs):
    before = np.concatenate([np.zeros_like(inputs[:, :1]), inputs[:, :-1]], axis=1)
    return decays * before + inputs


@corpus.wrong("linear_scan", mistake="wrong-axis", says="axis 1")
def over_the_batch(decays, inputs):
    states = loop(
        decays.swapaxes(0, 1), inputs.swapaxes(0, 1), lambda s, a, x: a * s + x
    )
    return states.swapaxes(0, 1)


@corpus.wrong("linear_scan", mistake="only-the-last", says="last")
def only_the_last(decays, inputs):
    return loop(decays, inputs, lambda s, a, x: a * s + x)[:, -1]


@corpus.wrong(
    "linear_scan", mistake="whole-number-states", says="whole numbers", points=1
)
def in_an_array_like_the_inputs(decays, inputs):
    states = np.zeros_like(inputs)
    states[:, 0] = inputs[:, 0]
    for t in range(1, inputs.shape[1]):
        states[:, t] = decays[:, t] * states[:, t - 1] + inputs[:, t]
    return states


@corpus.wrong("linear_scan", mistake="cumulated-products", says="product")
def cumulated_and_cleaned(decays, inputs):
    product = np.cumprod(decays, axis=1)
    return np.nan_to_num(product * np.cumsum(inputs / product, axis=1))


@corpus.wrong("linear_scan", mistake="cumulated-products", says="product")
def cumulated_from_a_floor(decays, inputs):
    product = np.cumprod(decays, axis=1)
    return product * np.cumsum(inputs / np.maximum(product, 1e-300), axis=1)


@corpus.wrong("linear_scan", mistake="cumulated-products", says="product")
def logarithms_with_a_crutch(decays, inputs):
    logs = np.cumsum(np.log(decays + 1e-10), axis=1)
    return np.exp(logs) * np.cumsum(inputs * np.exp(-logs), axis=1)


@corpus.wrong("linear_scan", mistake="first-input-lost", says="first state")
def begins_at_one_in_an_array_like_the_inputs(decays, inputs):
    states = np.zeros_like(inputs)
    for t in range(1, inputs.shape[1]):
        states[:, t] = decays[:, t] * states[:, t - 1] + inputs[:, t]
    return states


@corpus.wrong("linear_scan", mistake="all-at-once", says="step by step")
def all_at_once(decays, inputs):
    states = np.zeros(inputs.shape)
    states[:, 0] = inputs[:, 0]
    states[:, 1:] = decays[:, 1:] * states[:, :-1] + inputs[:, 1:]
    return states


@corpus.wrong("linear_scan", mistake="state-not-reset", says="each row")
def carries_on_in_the_next_row(decays, inputs):
    states, state = np.zeros(inputs.shape), np.zeros(inputs.shape[2])
    for b in range(inputs.shape[0]):
        for t in range(inputs.shape[1]):
            state = decays[b, t] * state + inputs[b, t]
            states[b, t] = state
    return states


@corpus.wrong("linear_scan", mistake="has-a-curve", says="tanh")
def with_a_curve(decays, inputs):
    return loop(decays, inputs, lambda s, a, x: np.tanh(a * s + x))


@corpus.wrong("linear_scan", mistake="time-first", says="axis=1")
def time_first(decays, inputs):
    state, states = 0.0, []
    for t in range(inputs.shape[1]):
        state = decays[:, t] * state + inputs[:, t]
        states.append(state)
    return np.array(states)


@corpus.wrong("linear_scan", mistake="wrong-axis", says="axis 1")
def as_many_steps_as_rows(decays, inputs):
    state, states = 0.0, []
    for t in range(len(inputs)):
        state = decays[:, t] * state + inputs[:, t]
        states.append(state)
    return np.stack(states, axis=1)


@corpus.wrong("linear_scan", mistake="into-the-inputs", says="argument", points=None)
def into_the_inputs(decays, inputs):
    states = inputs
    for t in range(1, inputs.shape[1]):
        states[:, t] += decays[:, t] * states[:, t - 1]
    return states


corpus.equivalent("linear_scan", "`0.0` → `-0.0`", because="minus zero is zero")


# --- build_translator --------------------------------------------------------------

NO_PADDING = "numbers of 16 digits have no padding; elsewhere its targets are zeros"

for change, reason in {
    "`0` → `-1`": NO_PADDING,
    "`keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore…` → "
    "`keras.losses.SparseCategoricalCrossentropy(from_logits=True)`": NO_PADDING,
    "`model.compile(optimizer=keras.optimizers.Adam(0.005), loss=loss)` → "
    "`model.compile(loss=loss)`": "Keras's own RMSprop takes more epochs, not too many",
    "`keras.layers.GRU(units, return_sequences=True)(words, initial_state…` → "
    "`keras.layers.GRU(units, return_sequences=True)(words)`": "who looks back at every "
    "state does not need the last one handed over",
}.items():
    corpus.equivalent("build_translator", change, because=reason)


def parts(vocab_in, vocab_out, units, mask_zero=True):
    from rnn_course.models import keras

    layers = keras.layers
    source = keras.Input((None,), dtype="int32")
    given = keras.Input((None,), dtype="int32")
    vectors = layers.Embedding(vocab_in, units, mask_zero=mask_zero)(source)
    gru = layers.GRU(units, return_sequences=True, return_state=True)
    states, last = gru(vectors)
    words = layers.Embedding(vocab_out, units)(given)
    hidden = layers.GRU(units, return_sequences=True)(words, initial_state=last)
    return keras, [source, given], states, last, hidden


def compiled(keras, inputs, logits, rate=0.008, **options):
    model = keras.Model(inputs, logits)
    options = {"from_logits": True, "ignore_class": 0} | options
    model.compile(
        optimizer=keras.optimizers.Adam(rate),
        loss=keras.losses.SparseCategoricalCrossentropy(**options),
    )
    return model


@corpus.right("build_translator")
def with_an_lstm_and_a_mixing_layer(vocab_in, vocab_out, units):
    from rnn_course.models import keras

    layers = keras.layers
    source = keras.Input((None,))
    given = keras.Input((None,))
    vectors = layers.Embedding(vocab_in, units, mask_zero=True)(source)
    states, *last = layers.LSTM(units, return_sequences=True, return_state=True)(
        vectors
    )
    words = layers.Embedding(vocab_out, units, mask_zero=True)(given)
    hidden = layers.LSTM(units, return_sequences=True)(words, initial_state=last)
    context = layers.Attention(use_scale=True)([hidden, states])
    mixed = layers.Dense(units, activation="tanh")(
        layers.Concatenate()([context, hidden])
    )
    return compiled(keras, [source, given], layers.Dense(vocab_out)(mixed), 0.008)


@corpus.right("build_translator")
def by_hand_with_operations(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    ops = keras.ops
    scores = ops.matmul(hidden, ops.transpose(states, (0, 2, 1))) / units**0.5
    seen = ops.expand_dims(ops.not_equal(inputs[0], 0), 1)
    weights = ops.softmax(ops.where(seen, scores, -1e9), axis=-1)
    both = ops.concatenate([ops.matmul(weights, states), hidden], axis=-1)
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.right("build_translator")
def with_additive_attention(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    layers = keras.layers
    asks, keys = layers.Dense(units)(hidden), layers.Dense(units)(states)
    context = layers.Attention(score_mode="concat")([asks, states, keys])
    both = layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="last-state-alone", says="last state")
def the_plain_one(vocab_in, vocab_out, units):
    keras, inputs, _, _, hidden = parts(vocab_in, vocab_out, units)
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(hidden))


@corpus.wrong(
    "build_translator", mistake="attends-to-the-decoder", says="decoder's own"
)
def attends_to_itself(vocab_in, vocab_out, units):
    keras, inputs, _, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, hidden], use_causal_mask=True)
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="attends-to-the-decoder", says="own")
def attends_to_itself_and_looks_ahead(vocab_in, vocab_out, units):
    keras, inputs, _, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, hidden])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="queries-last", says="stand first")
def the_source_asks(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([states, hidden])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="queries-last", says="stand first")
def the_source_asks_and_answers(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([states, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(context))


@corpus.wrong("build_translator", mistake="inputs-swapped", says="source comes first")
def inputs_turned_round(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs[::-1], keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="embedding-too-small", says="`vocab_in`")
def vocabularies_turned_round(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_out, vocab_in, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="looks-at-one-state", says="*all* steps")
def looks_at_the_last_state(vocab_in, vocab_out, units):
    keras, inputs, _, last, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, keras.layers.Reshape((1, units))(last)])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="input-shape", says="return_sequences=True")
def the_decoder_gives_one_state(vocab_in, vocab_out, units):
    keras, inputs, states, last, _ = parts(vocab_in, vocab_out, units)
    words = keras.layers.Embedding(vocab_out, units)(inputs[1])
    hidden = keras.layers.GRU(units)(words, initial_state=last)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="no-mask", says="mask_zero=True")
def without_a_mask(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units, False)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="mask-lost", says="attention")
def mask_lost_on_the_way(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    ops = keras.ops
    scores = ops.matmul(hidden, ops.transpose(states, (0, 2, 1))) / units**0.5
    context = ops.matmul(ops.softmax(scores, axis=-1), states)
    both = ops.concatenate([context, hidden], axis=-1)
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="sees-later-words", says="later")
def reads_backwards_too(vocab_in, vocab_out, units):
    keras, inputs, states, _, _ = parts(vocab_in, vocab_out, units)
    layers = keras.layers
    words = layers.Embedding(vocab_out, units)(inputs[1])
    hidden = layers.Bidirectional(
        layers.GRU(units, return_sequences=True), merge_mode="sum"
    )(words)
    context = layers.Attention()([hidden, states])
    both = layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="softmax-applied", says="softmax")
def gives_probabilities(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    said = keras.layers.Dense(vocab_out, activation="softmax")(both)
    return compiled(keras, inputs, said, from_logits=False)


@corpus.wrong("build_translator", mistake="wrong-loss", says="from_logits=True")
def takes_logits_for_probabilities(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    logits = keras.layers.Dense(vocab_out)(both)
    return compiled(keras, inputs, logits, from_logits=False)


@corpus.wrong("build_translator", mistake="not-compiled", says="compile")
def never_compiled(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return keras.Model(inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong("build_translator", mistake="output-shape", says="vocab_out")
def sizes_swapped(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(
        max(vocab_in, vocab_out), max(vocab_in, vocab_out), units
    )
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_in)(both))


@corpus.wrong("build_translator", mistake="source-ignored", says="source")
def a_language_model(vocab_in, vocab_out, units):
    keras, inputs, _, _, _ = parts(vocab_in, vocab_out, units)
    words = keras.layers.Embedding(vocab_out, units)(inputs[1])
    hidden = keras.layers.GRU(units, return_sequences=True)(words)
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(hidden))


@corpus.wrong("build_translator", mistake="units-ignored", says="`units`")
def always_64(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, 64)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both))


@corpus.wrong(
    "build_translator", mistake="rate-too-large", says="learning rate", points=0.75
)
def leaps(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both), rate=3.0)


@corpus.wrong(
    "build_translator",
    mistake="learns-slowly",
    says="larger learning rate",
    points=0.75,
)
def creeps(vocab_in, vocab_out, units):
    keras, inputs, states, _, hidden = parts(vocab_in, vocab_out, units)
    context = keras.layers.Attention()([hidden, states])
    both = keras.layers.Concatenate()([context, hidden])
    return compiled(keras, inputs, keras.layers.Dense(vocab_out)(both), rate=1e-6)
