"""Right and wrong answers to the exercises of lesson 05."""

import numpy as np

from rnn_course.networks import gradients
from tests.answers import Corpus

corpus = Corpus("05-vanishing-gradients")


def decay_per_step(norms):
    """What `diagnose` may call."""
    return np.exp(-np.polyfit(range(len(norms)), np.log(norms), 1)[0])


# --- jacobian_norms ---------------------------------------------------------------


@corpus.right("jacobian_norms")
def with_diag_and_svd(H, W_hh):
    time, hidden = np.shape(H)
    norms = np.ones(time)
    for t in range(time):
        product = np.eye(hidden)
        for s in range(t + 1, time):
            product = np.diag(1 - np.square(H[s])) @ np.transpose(W_hh) @ product
        norms[t] = np.linalg.svd(product)[1][0]
    return norms


@corpus.right("jacobian_norms")
def with_row_vectors(H, W_hh):
    product, norms = np.eye(H.shape[1]), [1.0]
    for h in H[:0:-1]:
        product = (W_hh * (1 - h**2)) @ product
        norms.insert(0, np.linalg.norm(product, 2))
    return norms


@corpus.right("jacobian_norms")
def with_tensorflow(H, W_hh):
    from rnn_course.models import tf

    W = tf.constant(W_hh, tf.float64)
    product, norms = tf.eye(len(W_hh), dtype=tf.float64), [1.0]
    for h in reversed(H[1:]):
        product = product * tf.constant(1 - h**2, tf.float64) @ tf.transpose(W)
        norms.append(float(tf.linalg.svd(product, compute_uv=False)[0]))
    return tf.constant(norms[::-1])


@corpus.right("jacobian_norms")
def of_the_course(H, W_hh):
    return gradients.jacobian_norms(H, W_hh)


def walk(H, step, join=lambda product, one: product @ one, ord=2):
    product = np.eye(H.shape[1])
    norms = [np.linalg.norm(product, ord)]
    for t in range(len(H) - 1, 0, -1):
        product = join(product, step(t))
        norms.append(np.linalg.norm(product, ord))
    return np.array(norms[::-1])


@corpus.wrong(
    "jacobian_norms", mistake="no-tanh-slope", says="slope of tanh is missing"
)
def weights_alone(H, W_hh):
    return walk(H, lambda t: W_hh.T)


@corpus.wrong(
    "jacobian_norms", mistake="slope-of-the-wrong-quantity", says="without another tanh"
)
def tanh_twice(H, W_hh):
    return walk(H, lambda t: np.diag(1 - np.tanh(H[t]) ** 2) @ W_hh.T)


@corpus.wrong("jacobian_norms", mistake="slope-not-squared", says="square is missing")
def without_square(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t]) @ W_hh.T)


@corpus.wrong("jacobian_norms", mistake="slope-one-step-early", says="too early")
def early_slope(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t - 1] ** 2) @ W_hh.T)


@corpus.wrong(
    "jacobian_norms", mistake="product-in-the-wrong-order", says="order of the formula"
)
def wrong_order(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t] ** 2) @ W_hh.T, lambda p, one: one @ p)


@corpus.wrong(
    "jacobian_norms", mistake="product-in-the-wrong-order", says="order turns round"
)
def steps_transposed(H, W_hh):
    return walk(H, lambda t: W_hh * (1 - H[t] ** 2))


@corpus.wrong("jacobian_norms", mistake="entry-by-entry", says="`@`")
def starred(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t] ** 2) @ W_hh.T, lambda p, one: p * one)


@corpus.wrong("jacobian_norms", mistake="entry-by-entry", says="`@`")
def starred_diagonal(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t] ** 2) * W_hh.T)


@corpus.wrong("jacobian_norms", mistake="weights-not-transposed", says="transposed")
def not_transposed(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t] ** 2) @ W_hh)


@corpus.wrong("jacobian_norms", mistake="slope-on-the-wrong-side", says="wrong side")
def columns_scaled(H, W_hh):
    return walk(H, lambda t: W_hh.T @ np.diag(1 - H[t] ** 2))


@corpus.wrong("jacobian_norms", mistake="norm-of-a-sum", says="multiplied")
def added_up(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t] ** 2) @ W_hh.T, lambda p, one: p + one)


@corpus.wrong("jacobian_norms", mistake="product-of-norms", says="upper bound")
def norms_multiplied(H, W_hh):
    norms = [1.0]
    for h in H[:0:-1]:
        norms.append(norms[-1] * np.linalg.norm(np.diag(1 - h**2) @ W_hh.T, 2))
    return norms[::-1]


@corpus.wrong("jacobian_norms", mistake="single-steps", says="each single step")
def one_by_one(H, W_hh):
    steps = [np.linalg.norm(np.diag(1 - h**2) @ W_hh.T, 2) for h in H[1:]]
    return np.array([*steps, 1.0])


@corpus.wrong("jacobian_norms", mistake="frobenius-norm", says="spectral norm")
def default_norm(H, W_hh):
    return walk(H, lambda t: np.diag(1 - H[t] ** 2) @ W_hh.T, ord=None)


@corpus.wrong("jacobian_norms", mistake="frobenius-norm", says="spectral norm")
def default_norm_after_a_one(H, W_hh):
    return np.append(default_norm(H, W_hh)[:-1], 1.0)


@corpus.wrong("jacobian_norms", mistake="single-steps", says="each single step")
def one_by_one_and_the_first(H, W_hh):
    return [np.linalg.norm(np.diag(1 - h**2) @ W_hh.T, 2) for h in H]


@corpus.wrong("jacobian_norms", mistake="single-steps", says="each single step")
def one_by_one_early(H, W_hh):
    return [*one_by_one_and_the_first(H, W_hh)[:-1], 1.0]


@corpus.wrong("jacobian_norms", mistake="one-step-too-many", says="leads *to* t")
def with_the_step_to_t(H, W_hh):
    product, norms = np.eye(len(W_hh)), []
    for h in H[::-1]:
        product = product @ np.diag(1 - h**2) @ W_hh.T
        norms.append(np.linalg.norm(product, 2))
    return norms[::-1]


@corpus.wrong("jacobian_norms", mistake="from-the-start", says="*last* state")
def from_the_start(H, W_hh):
    product, norms = np.eye(len(W_hh)), [1.0]
    for h in H[1:]:
        product = np.diag(1 - h**2) @ W_hh.T @ product
        norms.append(np.linalg.norm(product, 2))
    return np.array(norms)


@corpus.wrong("jacobian_norms", mistake="last-one-is-zero", says="entry is 0")
def last_left_at_zero(H, W_hh):
    norms = np.zeros(len(H))
    norms[:-1] = gradients.jacobian_norms(H, W_hh)[:-1]
    return norms


@corpus.wrong("jacobian_norms", mistake="by-lag", says="time order")
def from_the_end(H, W_hh):
    return gradients.jacobian_norms(H, W_hh)[::-1]


@corpus.wrong("jacobian_norms", mistake="last-one-missing", says="One entry is missing")
def without_the_last(H, W_hh):
    return gradients.jacobian_norms(H, W_hh)[:-1]


@corpus.wrong("jacobian_norms", mistake="exception", says="IndexError", points=2.25)
def needs_two_steps(H, W_hh):
    H[1]
    return gradients.jacobian_norms(H, W_hh)


@corpus.wrong("jacobian_norms", mistake="unfit-result", says="expected (time,)")
def matrices(H, W_hh):
    return [np.diag(1 - h**2) @ W_hh.T for h in H]


corpus.equivalent(
    "jacobian_norms",
    "`np.array(norms[::-1])` → `norms[::-1]`",
    because="A list is as good as an array.",
)


# --- decay_per_step ---------------------------------------------------------------


@corpus.right("decay_per_step")
def in_time_order(norms):
    return np.exp(-np.polyfit(range(len(norms)), np.log(norms), 1)[0])


@corpus.right("decay_per_step")
def by_the_formula(norms):
    logs = np.log10(np.asarray(norms, dtype=float))
    lags = np.arange(len(logs) - 1, -1, -1.0)
    lags -= lags.mean()
    return 10 ** (lags @ (logs - logs.mean()) / (lags @ lags))


@corpus.right("decay_per_step")
def by_lstsq(norms):
    lags = [len(norms) - 1 - t for t in range(len(norms))]
    table = np.column_stack([lags, np.ones(len(norms))])
    return np.exp(np.linalg.lstsq(table, np.log(norms), rcond=None)[0][0])


@corpus.wrong("decay_per_step", mistake="mean-of-ratios", says="averages")
def mean_of_ratios_for_arrays_alone(norms):
    return np.mean(norms[:-1] / norms[1:])


@corpus.wrong("decay_per_step", mistake="per-step-forward", says="step *forward*")
def forward(norms):
    return np.exp(np.polyfit(range(len(norms)), np.log(norms), 1)[0])


@corpus.wrong("decay_per_step", mistake="slope-not-factor", says="exponential")
def slope(norms):
    return -np.polyfit(range(len(norms)), np.log(norms), 1)[0]


@corpus.wrong("decay_per_step", mistake="slope-not-factor", says="other sign")
def slope_forward(norms):
    return np.polyfit(range(len(norms)), np.log(norms), 1)[0]


@corpus.wrong("decay_per_step", mistake="no-intercept", says="forced through 0")
def through_the_origin(norms):
    lags = np.arange(len(norms))[::-1]
    return np.exp(np.sum(lags * np.log(norms)) / np.sum(lags**2))


@corpus.wrong("decay_per_step", mistake="no-logarithm", says="logarithm first")
def straight(norms):
    return np.polyfit(np.arange(len(norms))[::-1], norms, 1)[0]


@corpus.wrong("decay_per_step", mistake="no-logarithm", says="logarithm first")
def straight_in_time(norms):
    return np.polyfit(np.arange(len(norms)), norms, 1)[0]


@corpus.wrong("decay_per_step", mistake="no-logarithm", says="logarithm first")
def straight_then_exponential(norms):
    return np.exp(-np.polyfit(np.arange(len(norms)), norms, 1)[0])


@corpus.wrong("decay_per_step", mistake="no-logarithm", says="logarithm first")
def straight_then_exponential_forward(norms):
    return np.exp(np.polyfit(np.arange(len(norms)), norms, 1)[0])


@corpus.wrong("decay_per_step", mistake="first-and-last", says="unlucky", points=None)
def two_points_and_one_step_too_many(norms):
    return (norms[0] / norms[-1]) ** (1 / len(norms))


@corpus.wrong("decay_per_step", mistake="first-and-last", says="unlucky", points=None)
def two_points_forward(norms):
    return (norms[-1] / norms[0]) ** (1 / (len(norms) - 1))


@corpus.wrong("decay_per_step", mistake="first-and-last", says="unlucky", points=None)
def two_points(norms):
    return (norms[0] / norms[-1]) ** (1 / (len(norms) - 1))


@corpus.wrong(
    "decay_per_step", mistake="total-change", says="whole sequence", points=None
)
def total(norms):
    return norms[0] / norms[-1]


@corpus.wrong("decay_per_step", mistake="mean-of-ratios", says="averages", points=None)
def mean_ratio(norms):
    norms = np.array(norms, dtype=float)
    return np.mean(norms[:-1] / norms[1:])


@corpus.wrong("decay_per_step", mistake="mean-of-ratios", says="averages", points=None)
def median_ratio(norms):
    norms = np.array(norms, dtype=float)
    return np.median(norms[:-1] / norms[1:])


@corpus.wrong("decay_per_step", mistake="mean-of-ratios", says="averages", points=None)
def mean_ratio_forward(norms):
    norms = np.array(norms, dtype=float)
    return np.mean(norms[1:] / norms[:-1])


@corpus.wrong("decay_per_step", mistake="mixed-logarithms", says="do not fit together")
def mixed(norms):
    return np.exp(-np.polyfit(range(len(norms)), np.log10(norms), 1)[0])


@corpus.wrong("decay_per_step", mistake="intercept-not-slope", says="slope first")
def intercept(norms):
    return np.exp(np.polyfit(np.arange(len(norms))[::-1], np.log(norms), 1)[1])


@corpus.wrong("decay_per_step", mistake="intercept-not-slope", says="slope first")
def intercept_in_time(norms):
    return np.exp(np.polyfit(np.arange(len(norms)), np.log(norms), 1)[1])


@corpus.wrong("decay_per_step", mistake="intercept-not-slope", says="slope first")
def intercept_in_time_turned(norms):
    return np.exp(-np.polyfit(np.arange(len(norms)), np.log(norms), 1)[1])


# --- diagnose ---------------------------------------------------------------------


@corpus.right("diagnose")
def with_nested_choices(norms):
    factor = decay_per_step(norms)
    return "vanishing" if factor < 0.9 else "exploding" if factor > 1.1 else "healthy"


@corpus.right("diagnose")
def with_searchsorted(norms):
    factor = decay_per_step(norms)
    words = ["vanishing", "healthy", "exploding"]
    return words[int(np.searchsorted([0.9, 1.1], factor))]


@corpus.right("diagnose")
def on_its_own(norms):
    slope = -np.polyfit(range(len(norms)), np.log(norms), 1)[0]
    if np.log(0.9) <= slope <= np.log(1.1):
        return "healthy"
    return np.str_("vanishing" if slope < 0 else "exploding")


@corpus.wrong("diagnose", mistake="names-swapped", says="changed places", points=None)
def swapped(norms):
    factor = decay_per_step(norms)
    return "exploding" if factor < 0.9 else "vanishing" if factor > 1.1 else "healthy"


@corpus.wrong("diagnose", mistake="nothing-is-healthy", says="borders", points=None)
def at_one(norms):
    return "vanishing" if decay_per_step(norms) < 1 else "exploding"


@corpus.wrong(
    "diagnose", mistake="judges-the-first-norm", says="oldest norm", points=None
)
def by_the_first_norm(norms):
    return (
        "vanishing" if norms[0] < 0.9 else "exploding" if norms[0] > 1.1 else "healthy"
    )


@corpus.wrong("diagnose", mistake="nothing-is-healthy", says="too near", points=None)
def borders_too_near(norms):
    factor = decay_per_step(norms)
    return "vanishing" if factor < 0.95 else "exploding" if factor > 1.05 else "healthy"


@corpus.wrong("diagnose", mistake="always-the-same", says="0.9 and", points=None)
def borders_too_far(norms):
    factor = decay_per_step(norms)
    return "vanishing" if factor < 0.8 else "exploding" if factor > 1.2 else "healthy"


@corpus.wrong("diagnose", mistake="judges-the-mean", says="the mean", points=None)
def by_the_mean(norms):
    mean = np.mean(norms)
    return "vanishing" if mean < 0.9 else "exploding" if mean > 1.1 else "healthy"


@corpus.wrong("diagnose", mistake="judges-the-last-norm", says="last norm", points=None)
def by_the_last_norm(norms):
    last = norms[-1]
    return "vanishing" if last < 0.9 else "exploding" if last > 1.1 else "healthy"


@corpus.wrong("diagnose", mistake="unfit-result", says='"vanish"; expected "vanishing"')
def shorter_words(norms):
    return {"vanishing": "vanish", "exploding": "explode"}.get(
        with_nested_choices(norms), "healthy"
    )


@corpus.wrong(
    "diagnose", mistake="judges-the-whole-change", says="whole sequence", points=None
)
def by_the_whole(norms):
    change = norms[0] / norms[-1]
    return "vanishing" if change < 0.9 else "exploding" if change > 1.1 else "healthy"


@corpus.wrong("diagnose", mistake="other-spelling", says="small letters")
def capitals(norms):
    return with_nested_choices(norms).title()


@corpus.wrong("diagnose", mistake="exploding-is-missing", says="above 1.1", points=None)
def never_explodes(norms):
    return "vanishing" if decay_per_step(norms) < 0.9 else "healthy"


@corpus.wrong("diagnose", mistake="always-the-same", says="called healthy", points=None)
def all_is_well(norms):
    return "healthy"


@corpus.wrong("diagnose", mistake="unfit-result", says="expected a string")
def as_number(norms):
    return decay_per_step(norms)


corpus.equivalent(
    "diagnose", "`factor < 0.9` → `factor <= 0.9`", because="No fit gives exactly 0.9."
)
corpus.equivalent(
    "diagnose", "`factor > 1.1` → `factor >= 1.1`", because="No fit gives exactly 1.1."
)


# --- recall_dataset ---------------------------------------------------------------


def build(y, delay, symbols, blank=None):
    X = np.zeros((len(y), delay + 1, symbols + 1))
    X[:, 1:, symbols if blank is None else blank] = 1
    X[np.arange(len(y)), 0, y] = 1
    return X


@corpus.right("recall_dataset")
def with_eye(n, delay, symbols, rng):
    y = rng.integers(0, symbols, n)
    ids = np.full((n, delay + 1), symbols)
    ids[:, 0] = y
    return np.eye(symbols + 1)[ids], y


@corpus.right("recall_dataset")
def with_loops(n, delay, symbols, rng):
    X, y = [], []
    for _ in range(n):
        symbol = int(rng.choice(symbols))
        rows = [[0] * (symbols + 1) for _ in range(delay + 1)]
        rows[0][symbol] = 1
        for row in rows[1:]:
            row[-1] = 1
        X.append(rows)
        y.append(symbol)
    return X, y


@corpus.right("recall_dataset")
def from_uniform_numbers(n, delay, symbols, rng):
    y = (rng.random(n) * symbols).astype(int)
    return [build(y, delay, symbols).astype("float32"), y.astype("int32")]


@corpus.wrong("recall_dataset", mistake="global-random", says="do not come", points=1)
def global_numpy(n, delay, symbols, rng):
    y = np.random.randint(symbols, size=n)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="ignores-rng", says="every generator", points=1)
def own_generator(n, delay, symbols, rng):
    y = np.random.default_rng(0).integers(symbols, size=n)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="not-repeatable", says="one seed", points=1)
def fresh_generator(n, delay, symbols, rng):
    y = np.random.default_rng().integers(symbols, size=n)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="ignores-rng", says="every generator", points=1)
def in_turn(n, delay, symbols, rng):
    y = np.arange(n) % symbols
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="not-independent", says="sorted", points=1)
def in_order(n, delay, symbols, rng):
    y = np.sort(rng.integers(symbols, size=n))
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="symbol-never-drawn", says="never", points=1)
def one_too_few(n, delay, symbols, rng):
    y = rng.integers(symbols - 1, size=n)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="symbol-never-drawn", says="from 0", points=1)
def never_the_first(n, delay, symbols, rng):
    y = rng.integers(1, symbols, size=n)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="not-fair", says="more often", points=1)
def rounded(n, delay, symbols, rng):
    y = np.round(rng.random(n) * (symbols - 1)).astype(int)
    if symbols == 2:
        y = (rng.random(n) < 0.4).astype(int)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="blank-as-a-symbol", says="blank was drawn")
def upper_end_included(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n, endpoint=True)
    return build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="blank-is-all-zero", says="all zeros")
def no_blank_mark(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    X = build(y, delay, symbols)
    X[:, 1:] = 0
    return X, y


@corpus.wrong("recall_dataset", mistake="blank-comes-first", says="column 0")
def blank_first(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return np.roll(build(y, delay, symbols), 1, axis=2), y


@corpus.wrong("recall_dataset", mistake="blank-is-symbol-0", says="own")
def blank_in_column_0(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols, blank=0), y


@corpus.wrong(
    "recall_dataset", mistake="every-symbol-in-every-row", says="np.arange(n)"
)
def unpaired(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    X = build(y, delay, symbols)
    X[:, 0, y] = 1
    return X, y


@corpus.wrong("recall_dataset", mistake="symbol-comes-last", says="last step")
def at_the_end(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols)[:, ::-1], y


@corpus.wrong("recall_dataset", mistake="symbol-at-every-step", says="every step")
def everywhere(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return np.repeat(build(y, 0, symbols), delay + 1, axis=1), y


@corpus.wrong(
    "recall_dataset",
    mistake="blank-at-the-first-step-too",
    says="symbol *and* the blank",
)
def blank_everywhere(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    X = build(y, delay, symbols)
    X[:, :, symbols] = 1
    return X, y


@corpus.wrong("recall_dataset", mistake="too-short", says="One step is missing")
def delay_counts_all(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols)[:, :delay], y


@corpus.wrong("recall_dataset", mistake="no-blank-column", says="column of its own")
def no_column(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols)[:, :, :symbols], y


@corpus.wrong("recall_dataset", mistake="time-first", says="batch comes first")
def time_first(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols).transpose(1, 0, 2), y


@corpus.wrong("recall_dataset", mistake="labels-one-hot", says="one whole number")
def labels_one_hot(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols), np.eye(symbols)[y]


@corpus.wrong("recall_dataset", mistake="labels-out-of-range", says="from 0 to")
def from_one(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols), y + 2


@corpus.wrong("recall_dataset", mistake=None, says="does not show `y`")
def other_labels(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return build(y, delay, symbols), (y + 1) % symbols


@corpus.wrong("recall_dataset", mistake="not-one-hot", says="single 1")
def scaled(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return 0.5 * build(y, delay, symbols), y


@corpus.wrong("recall_dataset", mistake="unfit-result", says="expected two arrays")
def only_inputs(n, delay, symbols, rng):
    return build(rng.integers(symbols, size=n), delay, symbols)


@corpus.wrong(
    "recall_dataset", mistake="unfit-result", says="expected an array of numbers"
)
def ragged(n, delay, symbols, rng):
    y = rng.integers(symbols, size=n)
    return [[[1], [0, 1]]] * n, y


@corpus.wrong(
    "recall_dataset", mistake="one-symbol-for-all", says="same symbol", points=1
)
def drawn_once(n, delay, symbols, rng):
    y = np.full(n, rng.integers(symbols))
    return build(y, delay, symbols), y
