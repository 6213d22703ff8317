"""Right and wrong answers to the exercises of lesson 07."""

from __future__ import annotations

import math

import numpy as np

from tests.answers import Corpus

corpus = Corpus("07-time-series")


# --- split_by_time --------------------------------------------------------------


@corpus.right("split_by_time")
def with_cuts_rounded_down(series, train=0.7, validation=0.15):
    n = len(series)
    a, b = int(n * train), int(n * validation)
    return series[:a], series[a : a + b], series[a + b :]


@corpus.right("split_by_time")
def with_the_second_cut_from_both_shares(series, train=0.7, validation=0.15):
    n = len(series)
    return np.split(series, [int(n * train), int(n * (train + validation))])


@corpus.right("split_by_time")
def with_cuts_rounded_up(series, train=0.7, validation=0.15):
    a = math.ceil(len(series) * train)
    b = a + math.ceil(len(series) * validation)
    return [series[:a].tolist(), series[a:b].tolist(), series[b:].tolist()]


@corpus.right("split_by_time")
def row_by_row(series, train=0.7, validation=0.15):
    parts = [], [], []
    for place, row in enumerate(series):
        share = (place + 0.5) / len(series)
        parts[(share > train) + (share > train + validation)].append(row)
    return tuple(np.array(part) for part in parts)


def cut_at(series, a, b):
    return series[:a], series[a:b], series[b:]


def sizes(series, train, validation):
    a = round(len(series) * train)
    return a, a + round(len(series) * validation)


@corpus.wrong("split_by_time", mistake="shared-rows", says="both in train and in test")
def random_rows_for_the_test(series, train=0.7, validation=0.15):
    rng = np.random.default_rng(0)
    a, b = sizes(series, train, validation)
    picks = [rng.choice(len(series), size) for size in (a, b - a, len(series) - b)]
    return tuple(series[np.sort(pick)] for pick in picks)


@corpus.wrong(
    "split_by_time", mistake="shared-rows", says="10 of 100 rows stand both in train"
)
def with_ten_days_of_run_up(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[a - 10 : b], series[b - 10 :]


@corpus.wrong("split_by_time", mistake="shared-rows", says="Each row belongs to one")
def validation_from_the_training(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[a - (b - a) : a], series[a:]


@corpus.wrong("split_by_time", mistake="shared-rows", says="taught")
def second_cut_at_its_own_share(series, train=0.7, validation=0.15):
    a, b = round(len(series) * train), round(len(series) * validation)
    return series[:a], series[a:b], series[b:]


@corpus.wrong("split_by_time", mistake="shuffled", says="mixed in time")
def shuffled_first(series, train=0.7, validation=0.15):
    order = np.random.default_rng(0).permutation(len(series))
    return cut_at(series[order], *sizes(series, train, validation))


@corpus.wrong("split_by_time", mistake="shuffled", says="mixed in time")
def every_fourth_day(series, train=0.7, validation=0.15):
    places = np.arange(len(series))
    return tuple(
        series[pick] for pick in (places % 4 < 2, places % 4 == 2, places % 4 == 3)
    )


@corpus.wrong("split_by_time", mistake="lost-rows", says="in no part")
def with_sizes_for_all_three(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[a:b], series[b : b + int(len(series) * 0.1)]


@corpus.wrong("split_by_time", mistake="lost-rows", says="The first of them is row 70")
def skipping_a_row_at_each_cut(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[a + 1 : b], series[b + 1 :]


@corpus.wrong("split_by_time", mistake="lost-rows", says="the next part begins there")
def a_test_as_large_as_the_validation(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[a:b], series[-(b - a) :]


@corpus.wrong("split_by_time", mistake="wrong-sizes", says="`len(series)`")
def shares_of_all_the_numbers(series, train=0.7, validation=0.15):
    a, b = (round(series.size * share) for share in (train, validation))
    return cut_at(series, a, a + b)


@corpus.wrong("split_by_time", mistake="lost-rows", says="goes up to the end")
def without_the_last_row(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[a:b], series[b:-1]


@corpus.wrong("split_by_time", mistake="parts-swapped", says="another order")
def with_validation_last(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    return series[:a], series[b:], series[a:b]


@corpus.wrong("split_by_time", mistake="parts-swapped", says="first in time")
def with_the_test_in_front(series, train=0.7, validation=0.15):
    rest = len(series) - sum(int(len(series) * s) for s in (train, validation))
    a = rest + int(len(series) * train)
    return series[rest:a], series[a:], series[:rest]


@corpus.wrong("split_by_time", mistake="backwards", says="backwards")
def newest_first(series, train=0.7, validation=0.15):
    return cut_at(series[::-1], *sizes(series, train, validation))


@corpus.wrong("split_by_time", mistake="ignores-shares", says="70 %", points=1)
def always_the_same_shares(series, train=0.7, validation=0.15):
    return cut_at(series, *sizes(series, 0.7, 0.15))


@corpus.wrong(
    "split_by_time", mistake="share-of-the-rest", says="whole series", points=1
)
def validation_of_what_is_left(series, train=0.7, validation=0.15):
    a = round(len(series) * train)
    return cut_at(series, a, a + round((len(series) - a) * validation))


@corpus.wrong("split_by_time", mistake="wrong-sizes", says="Expected shares")
def in_three_equal_parts(series, train=0.7, validation=0.15):
    return cut_at(series, len(series) // 3, 2 * len(series) // 3)


@corpus.wrong("split_by_time", mistake="rows-changed", says="scaling comes later")
def scaled_on_the_way(series, train=0.7, validation=0.15):
    return cut_at(series / series.max(), *sizes(series, train, validation))


@corpus.wrong("split_by_time", mistake="unfit-result", says="three parts")
def two_parts(series, train=0.7, validation=0.15):
    a = round(len(series) * train)
    return series[:a], series[a:]


@corpus.wrong("split_by_time", mistake="unfit-result", says="rows of the series")
def columns_in_place_of_rows(series, train=0.7, validation=0.15):
    a, b = sizes(series, train, validation)
    if series.ndim == 1:
        return cut_at(series, a, b)
    return series[:, :1], series[:, 1:2], series[:, 2:]


@corpus.wrong("split_by_time", mistake="changes-its-inputs", says="slices", points=1)
def emptying_the_series(series, train=0.7, validation=0.15):
    parts = [part.copy() for part in cut_at(series, *sizes(series, train, validation))]
    series[:] = 0
    return parts


# --- standardize ----------------------------------------------------------------


@corpus.right("standardize")
def with_methods(train, *others):
    mean, deviation = train.mean(0), train.std(0)
    return ((train - mean) / deviation, *[(part - mean) / deviation for part in others])


@corpus.right("standardize")
def with_a_root(train, *others):
    mean = sum(train) / len(train)
    deviation = np.sqrt(((train - mean) ** 2).mean(axis=0))
    return [((part - mean) / deviation).tolist() for part in [train, *others]]


@corpus.right("standardize")
def in_single_precision(train, *others):
    parts = [np.asarray(part, dtype="float32") for part in (train, *others)]
    mean, deviation = parts[0].mean(axis=0), parts[0].std(axis=0)
    return tuple((part - mean) / deviation for part in parts)


@corpus.right("standardize")
def column_by_column(train, *others):
    scaled = []
    for part in (train, *others):
        if part.ndim == 1:
            scaled.append((part - train.mean()) / train.std())
            continue
        columns = [
            (part[:, k] - train[:, k].mean()) / train[:, k].std()
            for k in range(train.shape[1])
        ]
        scaled.append(np.stack(columns, axis=1))
    return tuple(scaled)


def by(parts, mean, deviation):
    return tuple((part - mean) / deviation for part in parts)


@corpus.wrong("standardize", mistake="fitted-on-all", says="`train` alone")
def with_everything(train, *others):
    everything = np.concatenate([train, *others])
    return by((train, *others), everything.mean(0), everything.std(0))


@corpus.wrong("standardize", mistake="each-by-itself", says="own mean")
def each_part_alone(train, *others):
    return tuple((part - part.mean(0)) / part.std(0) for part in (train, *others))


@corpus.wrong(
    "standardize", mistake="one-scale-for-the-table", says="axis=0", points=None
)
def one_mean_for_all_columns(train, *others):
    return by((train, *others), np.mean(train), np.std(train))


@corpus.wrong("standardize", mistake="sample-deviation", says="ddof")
def with_the_sample_deviation(train, *others):
    return by((train, *others), train.mean(0), train.std(0, ddof=1))


@corpus.wrong("standardize", mistake="variance", says="variance")
def with_the_variance(train, *others):
    return by((train, *others), train.mean(0), train.var(0))


@corpus.wrong("standardize", mistake="mean-not-subtracted", says="mean 0")
def without_the_mean(train, *others):
    return by((train, *others), 0, train.std(0))


@corpus.wrong("standardize", mistake="not-divided", says="deviation 1")
def without_dividing(train, *others):
    return by((train, *others), train.mean(0), 1)


@corpus.wrong("standardize", mistake="smallest-and-largest", says="mean 0 and")
def between_zero_and_one(train, *others):
    return by((train, *others), train.min(0), train.max(0) - train.min(0))


@corpus.wrong("standardize", mistake="fitted-on-test", says="last part", points=None)
def with_the_last_part(train, *others):
    last = others[-1] if others else train
    return by((train, *others), last.mean(0), last.std(0))


@corpus.wrong("standardize", mistake="others-unscaled", says="same scale", points=None)
def leaving_the_others(train, *others):
    return (by((train,), train.mean(0), train.std(0))[0], *others)


@corpus.wrong(
    "standardize", mistake="others-unscaled", says="before you overwrite", points=None
)
def overwriting_train_first(train, *others):
    train = (train - train.mean(0)) / train.std(0)
    return (train, *by(others, train.mean(0), train.std(0)))


@corpus.wrong("standardize", mistake="others-not-looped", says="one by", points=None)
def the_others_at_once(train, *others):
    mean, deviation = train.mean(0), train.std(0)
    return (train - mean) / deviation, (others - mean) / deviation


@corpus.wrong("standardize", mistake="others-nested", says="flat", points=None)
def the_others_in_a_list(train, *others):
    first, *rest = by((train, *others), train.mean(0), train.std(0))
    return first, rest


@corpus.wrong("standardize", mistake="no-brackets", says="with brackets", points=None)
def without_brackets(train, *others):
    return tuple(part - train.mean(0) / train.std(0) for part in (train, *others))


@corpus.wrong("standardize", mistake="others-missing", says="every part", points=None)
def the_training_part(train, *others):
    return by((train,), train.mean(0), train.std(0))


@corpus.wrong("standardize", mistake="train-missing", says="training part", points=None)
def the_others(train, *others):
    return by(others, train.mean(0), train.std(0))


@corpus.wrong("standardize", mistake="not-a-tuple", says="`(train_z,)`", points=None)
def an_array_when_alone(train, *others):
    scaled = by((train, *others), train.mean(0), train.std(0))
    return scaled if others else scaled[0]


@corpus.wrong("standardize", mistake="whole-numbers", says="fractions", points=1.5)
def written_into_copies(train, *others):
    scaled = []
    for part in (train, *others):
        copy = np.array(part)
        copy[...] = (part - train.mean(0)) / train.std(0)
        scaled.append(copy)
    return tuple(scaled)


@corpus.wrong("standardize", mistake="changes-its-inputs", says="copy", points=None)
def in_place(train, *others):
    if train.dtype.kind == "i":
        return with_methods(train, *others)
    mean, deviation = train.mean(0), train.std(0)
    for part in (train, *others):
        part -= mean
        part /= deviation
    return (train, *others)


# --- persistence_forecast -------------------------------------------------------


@corpus.right("persistence_forecast")
def with_a_length(series, horizon):
    return series[: len(series) - horizon]


@corpus.right("persistence_forecast")
def with_a_loop(series, horizon):
    return [series[t - horizon] for t in range(horizon, len(series))]


@corpus.right("persistence_forecast")
def with_roll_and_a_cut(series, horizon):
    return np.roll(series, horizon)[horizon:].astype("float32")


@corpus.right("persistence_forecast")
def with_take(series, horizon):
    return np.take(np.asarray(series), np.arange(len(series) - horizon)).copy()


@corpus.wrong("persistence_forecast", mistake="sees-the-future", says="lag is 0")
def the_truth_itself(series, horizon):
    return series[horizon:]


@corpus.wrong(
    "persistence_forecast", mistake="always-one-step", says="not known yet", points=None
)
def yesterday_always(series, horizon):
    return series[horizon - 1 : -1]


@corpus.wrong("persistence_forecast", mistake="not-aligned", says="last `horizon`")
def without_the_last(series, horizon):
    return series[:-1]


@corpus.wrong("persistence_forecast", mistake="wraps-around", says="know the future")
def rolled(series, horizon):
    return np.roll(series, horizon)


@corpus.wrong("persistence_forecast", mistake="too-long", says="leave them out")
def padded_with_nan(series, horizon):
    return np.concatenate([np.full(horizon, np.nan), series[:-horizon]])


@corpus.wrong("persistence_forecast", mistake="too-long", says="leave them out")
def padded_with_the_first(series, horizon):
    return np.concatenate([np.full(horizon, series[0]), series[:-horizon]])


@corpus.wrong("persistence_forecast", mistake="the-whole-series", says="drop them")
def everything(series, horizon):
    return series


@corpus.wrong("persistence_forecast", mistake="one-forecast", says="known then")
def the_last_value(series, horizon):
    return np.full(horizon, series[-1])


@corpus.wrong("persistence_forecast", mistake="one-forecast", says="anew")
def the_last_value_for_all(series, horizon):
    return np.full(len(series) - horizon, series[-1])


@corpus.wrong("persistence_forecast", mistake="mean", says="newest")
def the_mean(series, horizon):
    return np.full(len(series) - horizon, np.mean(series))


@corpus.wrong("persistence_forecast", mistake="wrong-lag", says="lags by 3 steps")
def one_step_too_young(series, horizon):
    return np.asarray(series)[np.arange(horizon, len(series)) - horizon + 1] * 1.0


@corpus.wrong("persistence_forecast", mistake="wrong-lag", says="lags by -1 steps")
def the_day_after(series, horizon):
    return np.append(series[horizon + 1 :], series[-1])


@corpus.wrong("persistence_forecast", mistake="wrong-lag", says="lags by 3 steps")
def a_smoothed_copy(series, horizon):
    return 0.99 * one_step_too_young(series, horizon)


@corpus.wrong("persistence_forecast", mistake="prints-instead-of-returning", says="pr")
def printing(series, horizon):
    print(series[:-horizon])


# --- skill_score ----------------------------------------------------------------


@corpus.right("skill_score")
def as_a_share_of_what_is_gained(truth, forecast, baseline):
    own, other = (np.abs(truth - said).mean() for said in (forecast, baseline))
    return (other - own) / other


@corpus.right("skill_score")
def with_plain_sums(truth, forecast, baseline):
    own = sum(abs(float(t) - float(f)) for t, f in zip(truth, forecast, strict=True))
    other = sum(abs(float(t) - float(b)) for t, b in zip(truth, baseline, strict=True))
    return 1 - own / other


@corpus.right("skill_score")
def with_norms(truth, forecast, baseline):
    norms = [np.linalg.norm(np.subtract(truth, x), 1) for x in (forecast, baseline)]
    return np.float64(1 - norms[0] / norms[1])


def mae(truth, said):
    return np.mean(np.abs(truth - said))


@corpus.wrong("skill_score", mistake="clipped-at-zero", says="*worse*", points=None)
def never_below_zero(truth, forecast, baseline):
    return max(0.0, 1 - mae(truth, forecast) / mae(truth, baseline))


@corpus.wrong("skill_score", mistake="clipped-at-zero", says="honest", points=None)
def without_its_sign(truth, forecast, baseline):
    return abs(1 - mae(truth, forecast) / mae(truth, baseline))


@corpus.wrong("skill_score", mistake="ratio-alone", says="1 minus")
def the_ratio(truth, forecast, baseline):
    return mae(truth, forecast) / mae(truth, baseline)


@corpus.wrong("skill_score", mistake="sign-turned", says="1 − ratio", points=None)
def ratio_minus_one(truth, forecast, baseline):
    return mae(truth, forecast) / mae(truth, baseline) - 1


@corpus.wrong("skill_score", mistake="upside-down", says="below", points=None)
def baseline_above(truth, forecast, baseline):
    return 1 - mae(truth, baseline) / mae(truth, forecast)


@corpus.wrong("skill_score", mistake="squared-errors", says="*absolute*", points=None)
def with_squares(truth, forecast, baseline):
    return 1 - np.mean((truth - forecast) ** 2) / np.mean((truth - baseline) ** 2)


@corpus.wrong("skill_score", mistake="squared-errors", says="*absolute*", points=None)
def with_roots_of_squares(truth, forecast, baseline):
    return 1 - np.sqrt(
        np.mean((truth - forecast) ** 2) / np.mean((truth - baseline) ** 2)
    )


@corpus.wrong("skill_score", mistake="no-absolute", says="cancel", points=None)
def letting_errors_cancel(truth, forecast, baseline):
    return 1 - np.mean(truth - forecast) / np.mean(truth - baseline)


@corpus.wrong("skill_score", mistake="no-baseline", says="costs nothing", points=None)
def against_the_mean(truth, forecast, baseline):
    return 1 - mae(truth, forecast) / mae(truth, truth.mean())


@corpus.wrong("skill_score", mistake="no-baseline", says="costs nothing", points=None)
def r_squared(truth, forecast, baseline):
    return 1 - np.sum((truth - forecast) ** 2) / np.sum((truth - truth.mean()) ** 2)


@corpus.wrong("skill_score", mistake="no-baseline", says="correlates", points=None)
def the_correlation(truth, forecast, baseline):
    return np.corrcoef(truth, forecast)[0, 1]


@corpus.wrong("skill_score", mistake="no-baseline", says="costs nothing", points=None)
def the_error(truth, forecast, baseline):
    return mae(truth, forecast)


@corpus.wrong("skill_score", mistake="baseline-as-truth", says="truth", points=None)
def forecast_against_baseline(truth, forecast, baseline):
    return 1 - mae(forecast, baseline) / mae(truth, baseline)


@corpus.wrong("skill_score", mistake="difference-of-errors", says="unit", points=None)
def the_difference(truth, forecast, baseline):
    return mae(truth, baseline) - mae(truth, forecast)


@corpus.wrong("skill_score", mistake="percent", says="share", points=None)
def in_per_cent(truth, forecast, baseline):
    return 100 * (1 - mae(truth, forecast) / mae(truth, baseline))


@corpus.wrong("skill_score", mistake="rounded", says="where you print", points=None)
def with_two_decimals(truth, forecast, baseline):
    return round(float(1 - mae(truth, forecast) / mae(truth, baseline)), 2)


@corpus.wrong("skill_score", mistake="no-brackets", says="first", points=None)
def subtracting_first(truth, forecast, baseline):
    return (1 - mae(truth, forecast)) / mae(truth, baseline)


@corpus.wrong("skill_score", mistake="forecast-as-truth", says="order", points=None)
def with_arguments_swapped(forecast, truth, baseline):
    return 1 - mae(truth, forecast) / mae(truth, baseline)


@corpus.wrong("skill_score", mistake="unfit-result", says="one number")
def day_by_day(truth, forecast, baseline):
    return 1 - np.abs(truth - forecast) / mae(truth, baseline)


# --- free_run -------------------------------------------------------------------


@corpus.right("free_run")
def calling_the_model(model, window, steps):
    window, said = np.array(window, dtype="float32"), []
    for _ in range(steps):
        said.append(float(np.asarray(model(window[None]))[0, 0]))
        window = np.roll(window, -1, axis=0)
        window[-1, 0] = said[-1]
    return said


@corpus.right("free_run")
def with_a_growing_list(model, window, steps):
    values = [float(value) for value in np.ravel(window)]
    width = len(values)
    for _ in range(steps):
        read = np.array(values[-width:], dtype="float32").reshape(1, width, 1)
        values.append(model.predict_on_batch(read).item())
    return np.array(values[width:])


@corpus.right("free_run")
def by_calling_itself(model, window, steps):
    if steps == 0:
        return np.array([])
    said = model.predict(window.reshape(1, -1, 1), verbose=0)
    rest = by_calling_itself(model, np.vstack([window[1:], said]), steps - 1)
    return np.append(said[0, 0], rest)


@corpus.right("free_run")
def with_a_batch_all_along(model, window, steps):
    X = np.asarray(window, dtype="float32")[None]
    said = np.zeros(steps)
    for step in range(steps):
        y = np.asarray(model(X, training=False))
        said[step] = y[0, 0]
        X = np.concatenate([X[:, 1:], y[:, None]], axis=1)
    return said


def ask(model, window):
    return float(np.asarray(model(np.asarray(window, "float32")[None]))[0, 0])


def run(model, window, steps, move):
    said = []
    for _ in range(steps):
        said.append(ask(model, window))
        window = move(window, said[-1])
    return np.array(said)


@corpus.wrong("free_run", mistake="window-stands-still", says="moved on", points=None)
def the_same_window(model, window, steps):
    return run(model, window, steps, lambda w, v: w)


@corpus.wrong("free_run", mistake="forecast-at-the-front", says="*front*", points=None)
def at_the_front(model, window, steps):
    return run(model, window, steps, lambda w, v: np.vstack([[[v]], w[:-1]]))


@corpus.wrong("free_run", mistake="oldest-kept", says="`window[1:]`", points=None)
def over_the_newest(model, window, steps):
    return run(model, window, steps, lambda w, v: np.vstack([w[:-1], [[v]]]))


@corpus.wrong("free_run", mistake="feeds-the-old-back", says="*forecast*", points=None)
def repeating_the_last(model, window, steps):
    return run(model, window, steps, lambda w, v: np.vstack([w[1:], w[-1:]]))


@corpus.wrong("free_run", mistake="wraps-around", says="round", points=None)
def turning_the_window(model, window, steps):
    return run(model, window, steps, lambda w, v: np.roll(w, -1, axis=0))


@corpus.wrong("free_run", mistake="moves-the-wrong-way", says="left", points=None)
def rolling_to_the_right(model, window, steps):
    said = []
    for _ in range(steps):
        said.append(ask(model, window))
        window = np.roll(window, 1)
        window[-1] = said[-1]
    return np.array(said)


@corpus.wrong("free_run", mistake="last-window", says="list of their own", points=None)
def the_window_at_the_end(model, window, steps):
    for _ in range(steps):
        window = np.vstack([window[1:], [[ask(model, window)]]])
    return window


@corpus.wrong("free_run", mistake="one-step-missing", says="already step", points=None)
def without_the_first(model, window, steps):
    return calling_the_model(model, window, steps + 1)[1:]


@corpus.wrong("free_run", mistake="one-step-missing", says="too few")
def one_too_few(model, window, steps):
    return np.array(calling_the_model(model, window, steps - 1))


@corpus.wrong("free_run", mistake="window-included", says="alone")
def window_and_forecasts(model, window, steps):
    return np.append(window[:, 0], calling_the_model(model, window, steps))


@corpus.wrong("free_run", mistake="extra-axis", says="[0, 0]")
def a_column(model, window, steps):
    return np.array(calling_the_model(model, window, steps))[:, None]


@corpus.wrong("free_run", mistake="only-the-last", says="each step", points=None)
def the_last_forecast(model, window, steps):
    return calling_the_model(model, window, steps)[-1]


@corpus.wrong("free_run", mistake="whole-numbers", says="float", points=2.25)
def into_whole_numbers(model, window, steps):
    window, said = window.copy(), []
    for _ in range(steps):
        said.append(ask(model, window))
        window[:-1] = window[1:]
        window[-1] = said[-1]
    return np.array(said)


@corpus.wrong("free_run", mistake="changes-its-inputs", says="copy", points=1.5)
def inside_the_given_window(model, window, steps):
    if window.dtype.kind == "i":
        return calling_the_model(model, window, steps)
    return into_whole_numbers.__wrapped__(model, window, steps)


def _in_place(model, window, steps):
    said = []
    for _ in range(steps):
        said.append(ask(model, window))
        window[:-1] = window[1:].copy()
        window[-1] = said[-1]
    return np.array(said)


into_whole_numbers.__wrapped__ = _in_place


@corpus.wrong("free_run", mistake="no-batch-axis", says="(1, width, 1)", points=None)
def without_a_batch(model, window, steps):
    said = []
    for _ in range(steps):
        said.append(model.predict(window, verbose=0)[0, 0])
        window = np.append(window[1:], [[said[-1]]], axis=0)
    return np.array(said)


@corpus.wrong("free_run", mistake="window-changes-shape", says="keep", points=None)
def losing_the_feature_axis(model, window, steps):
    said = []
    for _ in range(steps):
        said.append(float(model.predict(window[np.newaxis], verbose=0)[0, 0]))
        window = np.append(window[1:], [said[-1]])
    return np.array(said)


@corpus.wrong("free_run", mistake="window-grows", says="never drops", points=None)
def never_dropping_the_oldest(model, window, steps):
    said = []
    for _ in range(steps):
        said.append(model.predict(window[np.newaxis], verbose=0)[0, 0])
        window = np.concatenate([window, [[said[-1]]]])
    return np.array(said)


for mutation, because in {
    "`np.array(said)` → `said`": "a list will do",
    "`model.predict(window[np.newaxis], verbose=0)` → "
    "`model.predict(window[np.newaxis])`": "only a bar more",
    "`0` → `1`": "verbose: only a bar more",
    "`0` → `-1`": "of one row and one column the last is the first",
}.items():
    corpus.equivalent("free_run", mutation, because=because)
