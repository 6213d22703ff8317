"""Right and wrong answers to the exercises of lesson 01."""

from collections import Counter
from itertools import accumulate

import numpy as np

from tests.answers import Corpus

corpus = Corpus("01-why-order-matters")

# --- bag_of_words


@corpus.right("bag_of_words")
def one_list(tokens, vocabulary):
    return [tokens.count(word) for word in vocabulary]


@corpus.right("bag_of_words")
def with_counter(tokens, vocabulary):
    counter = Counter(tokens)
    return np.array([counter[word] for word in vocabulary], dtype=np.float32)


@corpus.right("bag_of_words")
def by_id(words, known):
    ids = known if isinstance(known, dict) else {w: i for i, w in enumerate(known)}
    found = [ids[word] for word in words if word in ids]
    return np.bincount(np.array(found, dtype=int), minlength=len(known))


@corpus.right("bag_of_words")
def by_comparing(tokens, vocabulary):
    words = np.array(list(vocabulary))
    counts = np.zeros(len(words))
    for token in tokens:
        counts += words == token
    return counts


@corpus.wrong("bag_of_words", mistake="presence", says="however often")
def present_or_not(tokens, vocabulary):
    return np.array([word in tokens for word in vocabulary])


@corpus.wrong("bag_of_words", mistake="presence", says="however often")
def each_place_raised_once(tokens, vocabulary):
    places = {word: i for i, word in enumerate(vocabulary)}
    counts = np.zeros(len(vocabulary))
    counts[[places[token] for token in tokens if token in places]] += 1
    return counts


@corpus.wrong("bag_of_words", mistake="crash-on-unknown", says="Ask first", points=1)
def crashes_by_key(tokens, vocabulary):
    places = {word: i for i, word in enumerate(vocabulary)}
    counts = np.zeros(len(vocabulary))
    for token in tokens:
        counts[places[token]] += 1
    return counts


@corpus.wrong("bag_of_words", mistake="crash-on-unknown", says="Ask first", points=1)
def crashes_by_index(tokens, vocabulary):
    counts = [0] * len(vocabulary)
    for token in tokens:
        counts[list(vocabulary).index(token)] += 1
    return counts


@corpus.wrong("bag_of_words", mistake="unknown-counted", says="known word", points=1)
def unknown_is_the_first(tokens, vocabulary):
    places = {word: i for i, word in enumerate(vocabulary)}
    counts = np.zeros(len(vocabulary))
    for token in tokens:
        counts[places.get(token, 0)] += 1
    return counts


@corpus.wrong("bag_of_words", mistake="extra-slot", says="extra slot")
def slot_for_unknown(tokens, vocabulary):
    counts = [tokens.count(word) for word in vocabulary]
    return [*counts, len(tokens) - sum(counts)]


@corpus.wrong("bag_of_words", mistake="one-slot-per-token", says="of the *sentence*")
def counts_for_each_token(tokens, vocabulary):
    return np.array([tokens.count(token) for token in tokens])


@corpus.wrong("bag_of_words", mistake="counts-inside-words", says="inside longer ones")
def counts_in_the_text(tokens, vocabulary):
    text = " ".join(tokens)
    return np.array([text.count(word) for word in vocabulary])


@corpus.wrong("bag_of_words", mistake="shares-not-counts", says="divides")
def shares(tokens, vocabulary):
    counts = np.array([tokens.count(word) for word in vocabulary])
    return counts / len(tokens) if tokens else counts


@corpus.wrong("bag_of_words", mistake="sorted-by-alphabet", says="alphabetical")
def alphabetical(tokens, vocabulary):
    return np.array([tokens.count(word) for word in sorted(vocabulary)])


@corpus.wrong("bag_of_words", mistake="needs-a-dict", says="a list", points=None)
def only_a_dict(tokens, vocabulary):
    counts = np.zeros(len(vocabulary))
    for token in tokens:
        if token in vocabulary:
            counts[vocabulary[token]] += 1
    return counts


@corpus.wrong("bag_of_words", mistake="needs-a-list", says="a dict", points=1)
def only_a_list(tokens, vocabulary):
    counts = np.zeros(len(vocabulary))
    for token in tokens:
        if token in vocabulary:
            counts[vocabulary.index(token)] += 1
    return counts


@corpus.wrong("bag_of_words", mistake="unfit-result", says="a Counter")
def a_counter(tokens, vocabulary):
    return Counter(token for token in tokens if token in vocabulary)


@corpus.wrong("bag_of_words", mistake="prints-instead-of-returning", says="prints")
def printed(tokens, vocabulary):
    print([tokens.count(word) for word in vocabulary])


# --- make_windows


@corpus.right("make_windows")
def with_a_loop(series, width):
    X, y = [], []
    for i in range(len(series) - width):
        X.append([[value] for value in series[i : i + width]])
        y.append(series[i + width])
    return X, y


@corpus.right("make_windows")
def with_sliding_view(series, width):
    series = np.asarray(series)
    view = np.lib.stride_tricks.sliding_window_view(series, width + 1)
    return view[:, :width, None], view[:, width]


@corpus.right("make_windows")
def with_an_index_table(values, size):
    values = np.asarray(values, dtype=np.float32)
    places = np.arange(len(values) - size)[:, None] + np.arange(size)
    return [values[places][..., np.newaxis], values[size:]]


@corpus.right("make_windows")
def with_columns(series, width):
    series, n = np.array(series), len(series) - width
    columns = [series[k : n + k] for k in range(width)]
    return np.column_stack(columns).reshape(n, width, 1), series[-n:]


@corpus.wrong("make_windows", mistake="target-inside", says="inside", points=1)
def told_the_answer(series, width):
    series, n = np.asarray(series), len(series) - width
    X = np.stack([series[i : i + width] for i in range(n)])
    return X[:, :, None], series[width - 1 : -1]


@corpus.wrong("make_windows", mistake="target-inside", says="inside")
def last_of_each_window(series, width):
    series = np.asarray(series)
    X = np.lib.stride_tricks.sliding_window_view(series, width)
    return X[:, :, None], X[:, -1]


@corpus.wrong("make_windows", mistake="last-window-lost", says="last window")
def one_too_few(series, width):
    series, n = np.asarray(series), len(series) - width - 1
    X = [series[i : i + width] for i in range(n)]
    y = [series[i + width] for i in range(n)]
    return np.array(X).reshape(n, width, 1), np.array(y)


@corpus.wrong("make_windows", mistake="no-feature-axis", says="last axis", points=1)
def flat(series, width):
    n = len(series) - width
    X = np.array([series[i : i + width] for i in range(n)])
    return X, np.array(series[width:])


@corpus.wrong("make_windows", mistake="off-by-one", says="gap")
def two_ahead(series, width):
    n = len(series) - width - 1
    X = np.array([series[i : i + width] for i in range(n)]).reshape(n, width, 1)
    return X, np.array([series[i + width + 1] for i in range(n)])


@corpus.wrong("make_windows", mistake="first-window-lost", says="first window")
def begins_at_one(series, width):
    places = range(1, len(series) - width)
    X = np.array([series[i : i + width] for i in places])
    return X[:, :, None], np.array([series[i + width] for i in places])


@corpus.wrong(
    "make_windows", mistake="no-target-for-the-last", says="too many", points=1
)
def one_too_many(series, width):
    X = [series[i : i + width] for i in range(len(series) - width + 1)]
    return np.array(X)[:, :, None], np.array(series[width:])


@corpus.wrong("make_windows", mistake="target-column", says="column", points=1)
def column(series, width):
    X, y = with_an_index_table(series, width)
    return X, y.reshape(-1, 1)


@corpus.wrong("make_windows", mistake="no-overlap", says="overlap")
def jumps(series, width):
    places = range(0, len(series) - width, width)
    X = np.array([series[i : i + width] for i in places])
    return X[:, :, None], np.array([series[i + width] for i in places])


@corpus.wrong(
    "make_windows", mistake="feature-axis-in-the-middle", says="one step", points=1
)
def features_for_steps(series, width):
    X, _ = with_an_index_table(series, width)
    return X.transpose(0, 2, 1), np.array(series[width:])


@corpus.wrong("make_windows", mistake="time-axis-first", says="time first", points=1)
def time_first(series, width):
    X, y = with_an_index_table(series, width)
    return X.transpose(1, 0, 2), y


@corpus.wrong("make_windows", mistake="backwards", says="oldest", points=1)
def newest_first(series, width):
    X, y = with_an_index_table(series, width)
    return X[:, ::-1], y


@corpus.wrong("make_windows", mistake="unfit-result", says="2 values")
def windows_alone(series, width):
    return with_an_index_table(series, width)[0]


# --- leaky_memory


@corpus.right("leaky_memory")
def carried(xs, decay):
    state, states = 0, []
    for x in xs:
        state = decay * state + x
        states.append(state)
    return states


@corpus.right("leaky_memory")
def filled_in(inputs, share):
    states = np.zeros(len(inputs))
    for t, x in enumerate(inputs):
        states[t] = x + (share * states[t - 1] if t > 0 else 0)
    return states


@corpus.right("leaky_memory")
def as_a_sum(xs, decay):
    return np.array(
        [sum(decay ** (t - k) * xs[k] for k in range(t + 1)) for t in range(len(xs))]
    )


@corpus.right("leaky_memory")
def with_accumulate(xs, decay):
    return np.array(list(accumulate(xs, lambda state, x: decay * state + x)))


@corpus.right("leaky_memory")
def with_a_matrix(xs, decay):
    ages = np.subtract.outer(np.arange(len(xs)), np.arange(len(xs)))
    weights = np.where(ages >= 0, float(decay) ** np.maximum(ages, 0), 0.0)
    return (weights @ np.asarray(xs)).astype(np.float32)


@corpus.wrong("leaky_memory", mistake="decay-on-the-input", says="weakens the *input*")
def weakens_the_input(xs, decay):
    state, states = 0.0, []
    for x in xs:
        state = state + decay * x
        states.append(state)
    return np.array(states)


@corpus.wrong("leaky_memory", mistake="decay-on-both", says="*and* the new input")
def weakens_both(xs, decay):
    state, states = 0.0, []
    for x in xs:
        state = decay * (state + x)
        states.append(state)
    return np.array(states)


@corpus.wrong("leaky_memory", mistake="running-average", says="average")
def averages(xs, decay):
    state, states = 0.0, []
    for x in xs:
        state = decay * state + (1 - decay) * x
        states.append(state)
    return np.array(states)


@corpus.wrong("leaky_memory", mistake="no-carry", says="Carry the *state*")
def one_step_back(xs, decay):
    return np.array([x + decay * xs[t - 1] if t else x for t, x in enumerate(xs)])


@corpus.wrong("leaky_memory", mistake="no-carry", says="again at 0")
def starts_again(xs, decay):
    states = []
    for x in xs:
        state = 0.0
        state = decay * state + x
        states.append(state)
    return np.array(states)


@corpus.wrong("leaky_memory", mistake="shifted-by-one", says="late")
def kept_too_early(xs, decay):
    state, states = 0.0, []
    for x in xs:
        states.append(state)
        state = decay * state + x
    return np.array(states)


@corpus.wrong("leaky_memory", mistake="start-state-kept", says="too many")
def with_the_start(xs, decay):
    states = [0.0]
    for x in xs:
        states.append(decay * states[-1] + x)
    return np.array(states)


@corpus.wrong("leaky_memory", mistake="only-the-last", says="alone")
def last_state(xs, decay):
    state = 0.0
    for x in xs:
        state = decay * state + x
    return state


@corpus.wrong("leaky_memory", mistake="no-decay", says="forgets nothing")
def adds_up(xs, decay):
    return np.cumsum(xs)


@corpus.wrong(
    "leaky_memory", mistake="whole-number-states", says="fractions", points=None
)
def zeros_like_the_input(xs, decay):
    states = np.zeros_like(xs)
    for t, x in enumerate(xs):
        states[t] = x + (decay * states[t - 1] if t else 0)
    return states


@corpus.wrong("leaky_memory", mistake="starts-from-the-end", says="index −1")
def copy_and_minus_one(xs, decay):
    states = np.array(xs, dtype=float)
    for t in range(len(states)):
        states[t] += decay * states[t - 1]
    return states


@corpus.wrong("leaky_memory", mistake="changes-its-inputs", says="in place", points=1)
def in_place(xs, decay):
    if isinstance(xs, list) or xs.dtype.kind != "f":
        return np.array(carried(xs, decay))
    for t in range(1, len(xs)):
        xs[t] += decay * xs[t - 1]
    return xs


# --- mutations of the solutions that change nothing

corpus.equivalent(
    "bag_of_words",
    "`np.array([tokens.count(word) for word in vocabulary])` → "
    "`[tokens.count(word) for word in vocabulary]`",
    because="A list of the counts is welcome.",
)
corpus.equivalent(
    "make_windows",
    "`np.asarray(series)` → `series`",
    because="A list is cut in the same way, and lists are welcome.",
)
corpus.equivalent("leaky_memory", "`0.0` → `-0.0`", because="Minus zero is zero, too.")
corpus.equivalent(
    "leaky_memory",
    "`np.array(states)` → `states`",
    because="A list of the states is welcome.",
)


@corpus.wrong("bag_of_words", mistake="one-slot-per-token", says="different word")
def counts_of_the_words_met(tokens, vocabulary):
    return np.array(list(Counter(tokens).values()))


@corpus.wrong("bag_of_words", mistake="rows-not-added", says="Add the rows up")
def one_hot_rows(tokens, vocabulary):
    words = list(vocabulary)
    rows = np.zeros((len(tokens), len(words)))
    for row, token in zip(rows, tokens, strict=True):
        if token in words:
            row[words.index(token)] = 1
    return rows


@corpus.wrong("bag_of_words", mistake="shares-not-counts", says="divides")
def shares_of_nothing(tokens, vocabulary):
    return [tokens.count(word) / len(tokens) for word in vocabulary]


@corpus.wrong("make_windows", mistake="target-inside", says="too long", points=1)
def target_in_the_window(series, width):
    n = len(series) - width
    X = np.array([series[i : i + width + 1] for i in range(n)])
    return X[:, :, None], np.array(series[width:])


@corpus.wrong("make_windows", mistake="window-too-short", says="too short", points=1)
def end_left_out_twice(series, width):
    n = len(series) - width
    X = np.array([series[i : i + width - 1] for i in range(n)])
    return X[:, :, None], np.array(series[width:])


@corpus.wrong("make_windows", mistake="swapped", says="`y` first")
def targets_first(series, width):
    X, y = with_an_index_table(series, width)
    return y, X


@corpus.wrong("leaky_memory", mistake="no-carry", says="`xs[t - 1]`")
def input_before_at_any_t(xs, decay):
    states = np.zeros(len(xs))
    for t in range(len(xs)):
        states[t] = decay * xs[t - 1] + xs[t]
    return states


@corpus.wrong("leaky_memory", mistake="first-input-lost", says="t = 1")
def begins_at_one_with_zeros(xs, decay):
    states = np.zeros(len(xs))
    for t in range(1, len(xs)):
        states[t] = decay * states[t - 1] + xs[t]
    return states


@corpus.wrong("leaky_memory", mistake="always-half", says="always keeps half")
def half_stays(xs, decay):
    state, states = 0.0, []
    for x in xs:
        state = 0.5 * state + x
        states.append(state)
    return np.array(states)
