"""Right and wrong answers to the exercises of lesson 04."""

import numpy as np

from tests.answers import Corpus

corpus = Corpus("04-backpropagation-through-time")

# --- step_backward ------------------------------------------------------------------


@corpus.right("step_backward")
def step_with_einsum(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = np.einsum("bh,bh->bh", dh_t, 1.0 - h_t * h_t)
    return (
        np.einsum("bh,fh->bf", dz, W_xh),
        np.einsum("bh,gh->bg", dz, W_hh),
        np.einsum("bf,bh->fh", x_t, dz),
        np.einsum("bg,bh->gh", h_prev, dz),
        np.einsum("bh->h", dz),
    )


@corpus.right("step_backward")
def step_row_by_row(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    batch, hidden = h_t.shape
    dx, dh = np.zeros_like(x_t), np.zeros_like(h_prev)
    dW_xh, dW_hh, db = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(hidden)
    for row in range(batch):
        dz = dh_t[row] * (1 - h_t[row]) * (1 + h_t[row])
        dx[row] = W_xh @ dz
        dh[row] = W_hh @ dz
        dW_xh += np.outer(x_t[row], dz)
        dW_hh += np.outer(h_prev[row], dz)
        db += dz
    return [dx, dh, dW_xh, dW_hh, db]


@corpus.right("step_backward")
def step_with_cosh(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    # the slope of tanh is 1 / cosh², here of the sum found again by arctanh
    z = np.arctanh(h_t.astype(np.float64))
    dz = dh_t / np.cosh(z) ** 2
    both = np.concatenate([x_t, h_prev], axis=1)
    W = np.concatenate([W_xh, W_hh])
    back, dW = dz @ W.T, both.T @ dz
    f = x_t.shape[1]
    return back[:, :f], back[:, f:], dW[:f], dW[f:], np.ones(len(dz)) @ dz


@corpus.right("step_backward")
def step_with_lists(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = np.multiply(dh_t, 1 - np.power(h_t, 2))
    dots = np.dot(dz, W_xh.T), np.dot(dz, W_hh.T), np.dot(x_t.T, dz)
    return (*(a.tolist() for a in dots), (h_prev.T @ dz).tolist(), list(sum(dz)))


@corpus.wrong("step_backward", mistake="slope-of-tanh-twice", says="already")
def step_tanh_twice(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - np.tanh(h_t) ** 2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("step_backward", mistake="slope-of-previous-state", says="before")
def step_slope_of_previous(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t - dh_t * h_prev**2
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("step_backward", mistake="slope-left-out", says="tanh were not there")
def step_no_slope(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    return (
        dh_t @ W_xh.T,
        dh_t @ W_hh.T,
        x_t.T @ dh_t,
        h_prev.T @ dh_t,
        np.sum(dh_t, axis=0),
    )


@corpus.wrong("step_backward", mistake="slope-without-bias", says="bias")
def step_recomputes_without_bias(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    z = x_t @ W_xh + h_prev @ W_hh
    dz = dh_t * (1 - np.tanh(z) ** 2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("step_backward", mistake="slope-not-squared", says="1 − h")
def step_not_squared(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("step_backward", mistake="slope-of-sigmoid", says="sigmoid")
def step_sigmoid(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * h_t * (1 - h_t)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("step_backward", mistake="slope-upside-down", says="belongs")
def step_squares_alone(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * h_t**2
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong(
    "step_backward", mistake="bias-not-summed", says="sum over the batch", points=2.4
)
def step_bias_not_summed(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz


@corpus.wrong("step_backward", mistake="bias-averaged", says="averages", points=2.4)
def step_bias_mean(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.mean(0)


@corpus.wrong(
    "step_backward", mistake="bias-summed-to-one-number", says="one number", points=2.4
)
def step_bias_one_number(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, np.sum(dz)


@corpus.wrong(
    "step_backward", mistake="bias-summed-over-hidden", says="axis 1", points=2.4
)
def step_bias_other_axis(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(axis=1)


@corpus.wrong("step_backward", mistake="unfit-result", says="db_h", points=2.4)
def step_bias_keeps_axis(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    db = dz.sum(axis=0, keepdims=True)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, db


@corpus.wrong("step_backward", mistake="averages-over-batch", says="batch", points=1.2)
def step_averages(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz, n = dh_t * (1 - h_t**2), len(x_t)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz / n, h_prev.T @ dz / n, dz.mean(0)


@corpus.wrong(
    "step_backward",
    mistake="recurrent-weights-not-transposed",
    says="transpose",
    points=2.4,
)
def step_no_transpose(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong(
    "step_backward",
    mistake="recurrent-gradient-transposed",
    says="*from*",
    points=2.4,
)
def step_gradient_transposed(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, dz.T @ h_prev, dz.sum(0)


@corpus.wrong(
    "step_backward",
    mistake="recurrent-gradient-from-new-state",
    says="state before",
    points=2.4,
)
def step_new_state(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_t.T @ dz, dz.sum(0)


@corpus.wrong(
    "step_backward", mistake="weights-without-slope", says="before tanh", points=1.2
)
def step_slope_for_some(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dh_t, h_prev.T @ dh_t, dh_t.sum(0)


@corpus.wrong(
    "step_backward", mistake="inputs-without-slope", says="use `dz`", points=1.8
)
def step_slope_for_weights(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dh_t @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("step_backward", mistake="results-in-another-order", says="dh_prev")
def step_weights_first(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return x_t.T @ dz, h_prev.T @ dz, dz.sum(0), dz @ W_xh.T, dz @ W_hh.T


@corpus.wrong("step_backward", mistake="changes-its-inputs", says="`dh_t`", points=1.5)
def step_in_place(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dh_t *= 1 - h_t**2
    return dh_t @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dh_t, h_prev.T @ dh_t, dh_t.sum(0)


@corpus.wrong("step_backward", mistake="unfit-result", says="expected 5")
def step_forgets_bias(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz


# --- rnn_backward -------------------------------------------------------------------


@corpus.right("rnn_backward")
def rnn_with_own_step(dH, X, H, h0, W_xh, W_hh):
    dX = np.zeros_like(X)
    dW_xh, dW_hh = np.zeros_like(W_xh), np.zeros_like(W_hh)
    db_h = np.zeros(W_hh.shape[0])
    dh = np.zeros_like(h0)
    for t in range(X.shape[1] - 1, -1, -1):
        h_prev = h0 if t == 0 else H[:, t - 1]
        dx, dh, a, b, c = step_with_einsum(
            dh + dH[:, t], X[:, t], h_prev, H[:, t], W_xh, W_hh
        )
        dX[:, t] = dx
        dW_xh, dW_hh, db_h = dW_xh + a, dW_hh + b, db_h + c
    return dX, dh, dW_xh, dW_hh, db_h


@corpus.right("rnn_backward")
def rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh):
    dz, dh = [], 0
    for dh_own, h in zip(dH.swapaxes(0, 1)[::-1], H.swapaxes(0, 1)[::-1], strict=True):
        dz.insert(0, (dh_own + dh) * (1 - h**2))
        dh = dz[0] @ W_hh.T
    dZ = np.stack(dz, axis=1)
    before = np.concatenate([h0[:, None, :], H[:, :-1]], axis=1)
    dW_xh = np.tensordot(X, dZ, axes=([0, 1], [0, 1]))
    dW_hh = np.tensordot(before, dZ, axes=([0, 1], [0, 1]))
    return dZ @ W_xh.T, dh, dW_xh, dW_hh, dZ.sum((0, 1))


@corpus.right("rnn_backward")
def rnn_recursive(dH, X, H, h0, W_xh, W_hh):
    if X.shape[1] == 0:
        zeros = np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))
        return np.zeros_like(X), np.zeros_like(h0), *zeros
    rest = rnn_recursive(dH[:, 1:], X[:, 1:], H[:, 1:], H[:, 0], W_xh, W_hh)
    here = step_row_by_row(dH[:, 0] + rest[1], X[:, 0], h0, H[:, 0], W_xh, W_hh)
    dX = np.concatenate([here[0][:, None], rest[0]], axis=1)
    return dX, here[1], *(a + b for a, b in zip(here[2:], rest[2:], strict=True))


@corpus.right("rnn_backward")
def rnn_index_minus_one_then_mended(dH, X, H, h0, W_xh, W_hh):
    states = np.roll(H, 1, axis=1)
    states[:, 0] = h0
    dH = dH.copy()
    dZ = np.zeros_like(H)
    for t in range(-1, -H.shape[1] - 1, -1):
        dZ[:, t] = dH[:, t] * (1 - H[:, t] ** 2)
        if t > -H.shape[1]:
            dH[:, t - 1] += dZ[:, t] @ W_hh.T
    flat = dZ.reshape(-1, dZ.shape[-1])
    dW_xh = X.reshape(len(flat), -1).T @ flat
    dW_hh = states.reshape(len(flat), -1).T @ flat
    return dZ @ W_xh.T, dZ[:, 0] @ W_hh.T, dW_xh, dW_hh, flat.sum(0)


def walk(dH, X, H, h0, W_xh, W_hh):
    """Return dz of every step, the states before, and dh0; all right."""
    dh, dZ = np.zeros_like(h0), np.zeros_like(H)
    for t in reversed(range(X.shape[1])):
        dZ[:, t] = (dH[:, t] + dh) * (1 - H[:, t] ** 2)
        dh = dZ[:, t] @ W_hh.T
    return dZ, np.concatenate([h0[:, None], H[:, :-1]], axis=1), dh


@corpus.wrong("rnn_backward", mistake="overwrites", says="`dW_hh += …`", points=1.6)
def rnn_overwrites(dH, X, H, h0, W_xh, W_hh):
    dX, dh = np.zeros_like(X), np.zeros_like(h0)
    for t in reversed(range(X.shape[1])):
        h_prev = H[:, t - 1] if t > 0 else h0
        dX[:, t], dh, dW_xh, dW_hh, db_h = step_with_einsum(
            dH[:, t] + dh, X[:, t], h_prev, H[:, t], W_xh, W_hh
        )
    return dX, dh, dW_xh, dW_hh, db_h


@corpus.wrong("rnn_backward", mistake="last-step-only", says="all steps", points=1.6)
def rnn_last_weights(dH, X, H, h0, W_xh, W_hh):
    dZ, states, dh0 = walk(dH, X, H, h0, W_xh, W_hh)
    dz = dZ[:, -1]
    return dZ @ W_xh.T, dh0, X[:, -1].T @ dz, states[:, -1].T @ dz, dz.sum(0)


@corpus.wrong("rnn_backward", mistake="last-step-only", says="stops")
def rnn_one_step_back(dH, X, H, h0, W_xh, W_hh):
    h_prev = H[:, -2] if H.shape[1] > 1 else h0
    dX = np.zeros_like(X)
    dX[:, -1], *others = step_with_einsum(
        dH[:, -1], X[:, -1], h_prev, H[:, -1], W_xh, W_hh
    )
    return dX, *others


@corpus.wrong("rnn_backward", mistake="earlier-losses-ignored", says="`dH[:, t]`")
def rnn_last_loss(dH, X, H, h0, W_xh, W_hh):
    last = np.zeros_like(dH)
    last[:, -1] = dH[:, -1]
    return rnn_all_dz_first(last, X, H, h0, W_xh, W_hh)


@corpus.wrong("rnn_backward", mistake="not-carried", says="dh_prev")
def rnn_not_carried(dH, X, H, h0, W_xh, W_hh):
    dZ = dH * (1 - H**2)
    states = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    dW_xh = sum(X[:, t].T @ dZ[:, t] for t in range(X.shape[1]))
    dW_hh = sum(states[:, t].T @ dZ[:, t] for t in range(X.shape[1]))
    return dZ @ W_xh.T, dZ[:, 0] @ W_hh.T, dW_xh, dW_hh, dZ.sum((0, 1))


@corpus.wrong("rnn_backward", mistake="not-carried", says="nothing flows back")
def rnn_not_carried_no_dh0(dH, X, H, h0, W_xh, W_hh):
    dX, _, *weights = rnn_not_carried(dH, X, H, h0, W_xh, W_hh)
    return dX, np.zeros_like(h0), *weights


@corpus.wrong(
    "rnn_backward", mistake="averages-over-time", says="over the steps", points=1.6
)
def rnn_averages(dH, X, H, h0, W_xh, W_hh):
    dX, dh0, *weights = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    return dX, dh0, *(w / X.shape[1] for w in weights)


@corpus.wrong(
    "rnn_backward", mistake="averages-over-batch", says="batch size", points=1.6
)
def rnn_averages_batch(dH, X, H, h0, W_xh, W_hh):
    dX, dh0, *weights = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    return dX, dh0, *(w / len(X) for w in weights)


@corpus.wrong("rnn_backward", mistake="forwards-in-time", says="reversed")
def rnn_forwards(dH, X, H, h0, W_xh, W_hh):
    dX, dh = np.zeros_like(X), np.zeros_like(h0)
    totals = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))]
    for t in range(X.shape[1]):
        h_prev = H[:, t - 1] if t else h0
        dX[:, t], dh, *parts = step_with_einsum(
            dH[:, t] + dh, X[:, t], h_prev, H[:, t], W_xh, W_hh
        )
        totals = [a + b for a, b in zip(totals, parts, strict=True)]
    return dX, dh, *totals


@corpus.wrong(
    "rnn_backward", mistake="last-state-before-the-first", says="t = 0", points=3.2
)
def rnn_index_minus_one(dH, X, H, h0, W_xh, W_hh):
    dX, dh0, dW_xh, _, db = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    dZ, _, _ = walk(dH, X, H, h0, W_xh, W_hh)
    dW_hh = sum(H[:, t - 1].T @ dZ[:, t] for t in range(X.shape[1]))
    return dX, dh0, dW_xh, dW_hh, db


@corpus.wrong("rnn_backward", mistake="zeros-instead-of-h0", says="`h0`", points=3.2)
def rnn_zero_start(dH, X, H, h0, W_xh, W_hh):
    return rnn_all_dz_first(dH, X, H, np.zeros_like(h0), W_xh, W_hh)


@corpus.wrong("rnn_backward", mistake="same-step-state", says="before", points=3.2)
def rnn_same_state(dH, X, H, h0, W_xh, W_hh):
    dZ, _, dh0 = walk(dH, X, H, h0, W_xh, W_hh)
    dW_xh, dW_hh = (np.einsum("bti,bth->ih", a, dZ) for a in (X, H))
    return dZ @ W_xh.T, dh0, dW_xh, dW_hh, dZ.sum((0, 1))


@corpus.wrong("rnn_backward", mistake="first-step-left-out", says="t = 0")
def rnn_stops_early(dH, X, H, h0, W_xh, W_hh):
    dX, dh = np.zeros_like(X), np.zeros_like(h0)
    totals = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))]
    for t in range(X.shape[1] - 1, 0, -1):
        dX[:, t], dh, *parts = step_with_einsum(
            dH[:, t] + dh, X[:, t], H[:, t - 1], H[:, t], W_xh, W_hh
        )
        totals = [a + b for a, b in zip(totals, parts, strict=True)]
    return dX, dh, *totals


@corpus.wrong("rnn_backward", mistake="dh0-is-dh1", says="*after*", points=3.2)
def rnn_dh1(dH, X, H, h0, W_xh, W_hh):
    dX, _, *weights = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    dh = np.zeros_like(h0)
    for t in reversed(range(X.shape[1])):
        total = dH[:, t] + dh
        dh = (total * (1 - H[:, t] ** 2)) @ W_hh.T
    return dX, total, *weights


@corpus.wrong("rnn_backward", mistake="slope-left-out", says="not there")
def rnn_no_slope(dH, X, H, h0, W_xh, W_hh):
    dZ, dh = np.zeros_like(H), 0
    for t in reversed(range(X.shape[1])):
        dZ[:, t] = dH[:, t] + dh
        dh = dZ[:, t] @ W_hh.T
    states = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    dW_xh, dW_hh = (np.einsum("bti,bth->ih", a, dZ) for a in (X, states))
    return dZ @ W_xh.T, dh, dW_xh, dW_hh, dZ.sum((0, 1))


@corpus.wrong("rnn_backward", mistake="recurrent-weights-not-transposed", says=".T")
def rnn_no_transpose(dH, X, H, h0, W_xh, W_hh):
    dX, dh0, dW_xh, dW_hh, db = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh.T)
    return dX, dh0, dW_xh, dW_hh, db


@corpus.wrong("rnn_backward", mistake="carries-past-tanh", says="slope")
def rnn_carries_dh(dH, X, H, h0, W_xh, W_hh):
    dZ, dh = np.zeros_like(H), np.zeros_like(h0)
    for t in reversed(range(X.shape[1])):
        total = dH[:, t] + dh
        dZ[:, t] = total * (1 - H[:, t] ** 2)
        dh = total @ W_hh.T
    states = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    dW_xh, dW_hh = (np.einsum("bti,bth->ih", a, dZ) for a in (X, states))
    return dZ @ W_xh.T, dh, dW_xh, dW_hh, dZ.sum((0, 1))


@corpus.wrong("rnn_backward", mistake="carries-without-weights", says="`W_hh.T`")
def rnn_carries_dz(dH, X, H, h0, W_xh, W_hh):
    dX, _, dW_xh, dW_hh, db = rnn_all_dz_first(dH, X, H, h0, W_xh, np.eye(len(W_hh)))
    dZ, _, _ = walk(dH, X, H, h0, W_xh, np.eye(len(W_hh)))
    return dX, dZ[:, 0], dW_xh, dW_hh, db


@corpus.wrong("rnn_backward", mistake="slope-of-tanh-twice", says="already")
def rnn_tanh_twice(dH, X, H, h0, W_xh, W_hh):
    return rnn_with_slope(1 - np.tanh(H) ** 2, dH, X, H, h0, W_xh, W_hh)


@corpus.wrong("rnn_backward", mistake="slope-of-previous-state", says="before")
def rnn_slope_of_previous(dH, X, H, h0, W_xh, W_hh):
    states = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    return rnn_with_slope(1 - states**2, dH, X, H, h0, W_xh, W_hh)


def rnn_with_slope(slope, dH, X, H, h0, W_xh, W_hh):
    """Go back with another slope in place of that of tanh."""
    dX, dh = np.zeros_like(X), np.zeros_like(h0)
    dW_xh, dW_hh, db = 0, 0, 0
    for t in reversed(range(X.shape[1])):
        dz = (dH[:, t] + dh) * slope[:, t]
        dX[:, t], dh = dz @ W_xh.T, dz @ W_hh.T
        dW_xh = dW_xh + X[:, t].T @ dz
        dW_hh = dW_hh + (H[:, t - 1] if t else h0).T @ dz
        db = db + dz.sum(axis=0)
    return dX, dh, dW_xh, dW_hh, db


@corpus.wrong("rnn_backward", mistake="time-axis-first", says="batch", points=3.2)
def rnn_time_first(dH, X, H, h0, W_xh, W_hh):
    dX, *others = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    return np.transpose(dX, (1, 0, 2)), *others


@corpus.wrong("rnn_backward", mistake="time-reversed", says="reversed", points=3.2)
def rnn_appended(dH, X, H, h0, W_xh, W_hh):
    right, *others = rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    dX = [right[:, t] for t in reversed(range(X.shape[1]))]
    return np.stack(dX, axis=1), *others


@corpus.wrong("rnn_backward", mistake="bias-not-summed", says="time alone", points=3.2)
def rnn_bias_rows(dH, X, H, h0, W_xh, W_hh):
    dZ, _, _ = walk(dH, X, H, h0, W_xh, W_hh)
    return *rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)[:4], dZ.sum(axis=1)


@corpus.wrong("rnn_backward", mistake="weights-not-summed", says="sum over", points=1.6)
def rnn_weights_each_step(dH, X, H, h0, W_xh, W_hh):
    dZ, states, dh0 = walk(dH, X, H, h0, W_xh, W_hh)
    dW_xh, dW_hh = (np.einsum("bti,bth->tih", a, dZ) for a in (X, states))
    return dZ @ W_xh.T, dh0, dW_xh, dW_hh, dZ.sum(axis=0)


@corpus.wrong("rnn_backward", mistake="changes-its-inputs", says="`dH`", points=2)
def rnn_adds_into_dH(dH, X, H, h0, W_xh, W_hh):
    for t in reversed(range(1, X.shape[1])):
        dH[:, t - 1] += (dH[:, t] * (1 - H[:, t] ** 2)) @ W_hh.T
    dZ = dH * (1 - H**2)
    states = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    dW_xh, dW_hh = (np.einsum("bti,bth->ih", a, dZ) for a in (X, states))
    return dZ @ W_xh.T, dZ[:, 0] @ W_hh.T, dW_xh, dW_hh, dZ.sum((0, 1))


# --- numerical_gradient -------------------------------------------------------------


@corpus.right("numerical_gradient")
def nudge_in_place(f, x, eps=1e-5):
    grad = np.empty(x.shape)
    for place in np.ndindex(*x.shape):
        x[place] += eps
        above = f(x)
        x[place] -= 2 * eps
        below = f(x)
        x[place] += eps
        grad[place] = (above - below) / eps / 2
    return grad


@corpus.right("numerical_gradient")
def nudge_copies(f, x, eps=1e-5):
    slopes = []
    for k in range(x.size):
        nudge = np.zeros(x.size)
        nudge[k] = eps
        nudge = nudge.reshape(x.shape)
        slopes.append((f(x + nudge) - f(x - nudge)) * 0.5 / eps)
    return np.reshape(slopes, x.shape)


@corpus.right("numerical_gradient")
def nudge_flat_iterator(f, x, eps=1e-5):
    other, grad = x.copy(), np.zeros_like(x)
    for k in range(x.size):
        other.flat[k] = x.flat[k] + eps
        right = f(other)
        other.flat[k] = x.flat[k] - eps
        grad.flat[k] = (right - f(other)) / (2 * eps)
        other.flat[k] = x.flat[k]
    return grad


@corpus.right("numerical_gradient")
def nudge_with_nditer(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    walk = np.nditer(x, flags=["multi_index"])
    for value in walk:
        old, total = float(value), 0.0
        for sign in (1, -1):
            x[walk.multi_index] = old + sign * eps
            total += sign * f(x)
        x[walk.multi_index] = old
        grad[walk.multi_index] = total / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="forward-difference", says="eps²")
def nudge_forward(f, x, eps=1e-5):
    grad, start = np.zeros_like(x), f(x)
    for place in np.ndindex(x.shape):
        old = x[place]
        x[place] = old + eps
        grad[place] = (f(x) - start) / eps
        x[place] = old
    return grad


@corpus.wrong("numerical_gradient", mistake="backward-difference", says="backward")
def nudge_backward(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        lower = x.copy()
        lower[place] -= eps
        grad[place] = (f(x) - f(lower)) / eps
    return grad


@corpus.wrong("numerical_gradient", mistake="x-left-changed", says="put")
def nudge_left_below(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        old = x[place].copy()
        x[place] = old + eps
        above = f(x)
        x[place] = old - eps
        grad[place] = (above - f(x)) / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="x-left-changed", says="put")
def nudge_left_above(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for place in np.ndindex(x.shape):
        x[place] -= eps
        below = f(x)
        x[place] += 2 * eps
        grad[place] = (f(x) - below) / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="changes-its-inputs", says="`x`", points=1)
def nudge_rounds_x(f, x, eps=1e-5):
    grad = nudge_copies(f, x, eps)
    x[...] = np.round(x, 4)
    return grad


@corpus.wrong("numerical_gradient", mistake="divides-by-eps", says="twice")
def nudge_divides_by_eps(f, x, eps=1e-5):
    return 2 * nudge_copies(f, x, eps)


@corpus.wrong("numerical_gradient", mistake="half-step", says="eps / 2")
def nudge_half(f, x, eps=1e-5):
    return nudge_copies(f, x, eps / 2)


@corpus.wrong("numerical_gradient", mistake="wrong-sign", says="sign")
def nudge_wrong_sign(f, x, eps=1e-5):
    return nudge_copies(f, x, -eps) * -1


@corpus.wrong("numerical_gradient", mistake="eps-ignored", says="argument `eps`")
def nudge_ignores_eps(f, x, eps=1e-5):
    return nudge_copies(f, x)


@corpus.wrong("numerical_gradient", mistake="all-entries-at-once", says="one entry")
def nudge_all(f, x, eps=1e-5):
    return np.ones_like(x) * (f(x + eps) - f(x - eps)) / (2 * eps)


@corpus.wrong("numerical_gradient", mistake="one-nudge-a-row", says="ndindex")
def nudge_rows(f, x, eps=1e-5):
    grad, rows = np.zeros_like(x), x.reshape(len(x), -1) if x.ndim else x[None]
    for k in range(len(rows)):
        nudge = np.zeros(x.shape)
        nudge[k if x.ndim else ...] = eps
        grad[k if x.ndim else ...] = (f(x + nudge) - f(x - nudge)) / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="not-divided", says="divide")
def nudge_not_divided(f, x, eps=1e-5):
    return 2 * eps * nudge_copies(f, x, eps)


@corpus.wrong("numerical_gradient", mistake="flat-result", says="shape of `x`")
def nudge_flat(f, x, eps=1e-5):
    return nudge_copies(f, x, eps).ravel()


@corpus.wrong(
    "numerical_gradient", mistake="nudges-a-copy", says="transpose", points=1.5
)
def nudge_reshaped(f, x, eps=1e-5):
    flat = x.reshape(-1)
    grad = np.zeros(x.size)
    for k in range(x.size):
        old = flat[k]
        flat[k] = old + eps
        above = f(x)
        flat[k] = old - eps
        grad[k] = (above - f(x)) / (2 * eps)
        flat[k] = old
    return grad.reshape(x.shape)


@corpus.wrong("numerical_gradient", mistake="exception", says="stopped with")
def nudge_one_axis(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for k in range(len(x)):
        old = float(x[k])
        x[k] = old + eps
        above = f(x)
        x[k] = old - eps
        grad[k] = (above - f(x)) / (2 * eps)
        x[k] = old
    return grad


@corpus.wrong("numerical_gradient", mistake=None, says="eps left out", points=1.5)
def nudge_other_default(f, x, eps=1e-4):
    return nudge_copies(f, x, eps)


# --- clip_by_norm -------------------------------------------------------------------


@corpus.right("clip_by_norm")
def clip_with_min(grads, max_norm):
    norm = np.sqrt(sum(np.sum(g**2) for g in grads))
    factor = min(1.0, max_norm / norm) if norm > 0 else 1.0
    return [g * factor for g in grads]


@corpus.right("clip_by_norm")
def clip_with_linalg(grads, max_norm):
    norm = np.linalg.norm([np.linalg.norm(g) for g in grads])
    if norm <= max_norm:
        return list(grads)
    return [max_norm * (g / norm) for g in grads]


@corpus.right("clip_by_norm")
def clip_one_vector(grads, max_norm):
    long = np.concatenate([np.ravel(g) for g in grads])
    norm = np.sqrt(long @ long)
    clipped = []
    for g in grads:
        clipped.append(g / max(1.0, norm / max_norm))
    return clipped


@corpus.right("clip_by_norm")
def clip_with_map(grads, max_norm):
    squares = 0.0
    for g in grads:
        squares += float(np.vdot(g, g))
    scale = max_norm / squares**0.5 if squares > max_norm**2 else 1.0
    return list(map(lambda g: np.multiply(g, scale), grads))


@corpus.wrong("clip_by_norm", mistake="clips-each-value", says="direction")
def clip_values(grads, max_norm):
    return [np.clip(g, -max_norm, max_norm) for g in grads]


@corpus.wrong("clip_by_norm", mistake="per-array-norms", says="direction")
def clip_each(grads, max_norm):
    clipped = []
    for g in grads:
        norm = np.linalg.norm(g)
        clipped.append(g * (max_norm / norm) if norm > max_norm else g)
    return clipped


@corpus.wrong("clip_by_norm", mistake="scales-up-small-ones", says="stre", points=0.5)
def clip_always(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [g / norm * max_norm for g in grads]


@corpus.wrong("clip_by_norm", mistake="scales-up-small-ones", says="only", points=1)
def clip_always_but_zero(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads)) or 1
    return [g * max_norm / norm for g in grads]


@corpus.wrong("clip_by_norm", mistake="root-forgotten", says="square root")
def clip_no_root(grads, max_norm):
    norm = sum((g**2).sum() for g in grads)
    return [g * max_norm / norm if norm > max_norm else g for g in grads]


@corpus.wrong("clip_by_norm", mistake="norms-added", says="right angles")
def clip_adds_norms(grads, max_norm):
    norm = sum(np.linalg.norm(g) for g in grads)
    return [g * min(1, max_norm / norm) if norm else g for g in grads]


@corpus.wrong("clip_by_norm", mistake="largest-entry-as-norm", says="largest")
def clip_by_largest(grads, max_norm):
    norm = max(np.abs(g).max() for g in grads)
    return [g * max_norm / norm if norm > max_norm else g for g in grads]


@corpus.wrong("clip_by_norm", mistake="to-length-one", says="length 1")
def clip_to_one(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [g / norm if norm > max_norm else g for g in grads]


@corpus.wrong("clip_by_norm", mistake="never-clips", says="as they came")
def clip_never(grads, max_norm):
    return grads


@corpus.wrong("clip_by_norm", mistake="changes-its-inputs", says="copy", points=1)
def clip_in_place(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    for g in grads:
        g *= max_norm / norm if norm > max_norm else 1.0
    return list(grads)


@corpus.wrong("clip_by_norm", mistake="returns-its-argument", says="new", points=1)
def clip_gives_back(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    if norm <= max_norm:
        return grads
    return [g * max_norm / norm for g in grads]


@corpus.wrong("clip_by_norm", mistake=None, says="values")
def clip_two_arrays(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads[:2]))
    return [g * min(1, max_norm / norm) for g in grads]


@corpus.wrong("clip_by_norm", mistake="unfit-result", says="list of arrays")
def clip_generator(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return (g * max_norm / norm if norm > max_norm else g for g in grads)


@corpus.wrong("clip_by_norm", mistake="largest-array-as-norm", says="longest")
def clip_by_longest(grads, max_norm):
    norm = max(np.linalg.norm(g) for g in grads)
    return [g * max_norm / norm if norm > max_norm else g for g in grads]


@corpus.wrong("clip_by_norm", mistake="absolute-values-added", says="absolute")
def clip_by_absolute_values(grads, max_norm):
    norm = sum(np.abs(g).sum() for g in grads)
    return [g * max_norm / norm if norm > max_norm else g for g in grads]


@corpus.wrong("clip_by_norm", mistake="mean-instead-of-sum", says="*sum*")
def clip_by_mean(grads, max_norm):
    long = np.concatenate([np.ravel(g) for g in grads])
    norm = np.sqrt(np.mean(long**2))
    return [g * max_norm / norm if norm > max_norm else 1.0 * g for g in grads]


@corpus.wrong("clip_by_norm", mistake="long-ones-dropped", says="to zero")
def clip_drops(grads, max_norm):
    norm = np.sqrt(sum((g**2).sum() for g in grads))
    return [np.zeros_like(g) if norm > max_norm else g for g in grads]


corpus.equivalent(
    "clip_by_norm",
    "`norm > max_norm` → `norm >= max_norm`",
    because="at norm == max_norm the factor is 1 either way",
)


# --- what first readers wrote ---


@corpus.wrong("step_backward", mistake="slope-squared-as-a-whole", says="h alone")
def step_squares_the_whole(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t) ** 2
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong(
    "step_backward", mistake="incoming-gradient-left-out", says="leaves out `dh_t`"
)
def step_without_incoming(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = 1 - h_t**2
    return dz @ W_xh.T, dz @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong(
    "step_backward",
    mistake="inputs-without-slope",
    says="makes `dh_prev` from",
    points=2.4,
)
def step_dh_prev_from_dh_t(dh_t, x_t, h_prev, h_t, W_xh, W_hh):
    dz = dh_t * (1 - h_t**2)
    return dz @ W_xh.T, dh_t @ W_hh.T, x_t.T @ dz, h_prev.T @ dz, dz.sum(0)


@corpus.wrong("rnn_backward", mistake="last-loss-twice", says="start with zeros")
def rnn_last_loss_twice(dH, X, H, h0, W_xh, W_hh):
    dH = dH.copy()
    dH[:, -1] += dH[:, -1]
    return rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)


@corpus.wrong("rnn_backward", mistake="walks-over-the-batch", says="`len(X)`")
def rnn_over_the_batch(dH, X, H, h0, W_xh, W_hh):
    dX, dh = np.zeros_like(X), np.zeros_like(h0)
    totals = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))]
    for t in reversed(range(len(X))):
        h_prev = H[:, t - 1] if t else h0
        dX[:, t], dh, *parts = step_with_einsum(
            dH[:, t] + dh, X[:, t], h_prev, H[:, t], W_xh, W_hh
        )
        totals = [a + b for a, b in zip(totals, parts, strict=True)]
    return dX, dh, *totals


@corpus.wrong("rnn_backward", mistake="bias-not-summed", says="batch alone", points=3.2)
def rnn_bias_each_step(dH, X, H, h0, W_xh, W_hh):
    dZ, _, _ = walk(dH, X, H, h0, W_xh, W_hh)
    return *rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)[:4], dZ.sum(axis=0)


@corpus.wrong("numerical_gradient", mistake="multiplies-by-eps", says="(d / 2) * eps")
def nudge_times_eps(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = eps
        grad[place] = (f(x + nudge) - f(x - nudge)) / 2 * eps
    return grad


@corpus.wrong("numerical_gradient", mistake="one-sided", says="2 eps down")
def nudge_one_sided(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = eps
        grad[place] = (f(x + nudge) - f(x)) / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="no-difference", says="second name")
def nudge_second_name(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        up = x
        up[place] += eps
        down = x
        down[place] -= eps
        grad[place] = (f(up) - f(down)) / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="no-difference", says="x.flatten()")
def nudge_flattened_copy(f, x, eps=1e-5):
    grad, flat = np.zeros(x.size), x.flatten()
    for k in range(x.size):
        old = flat[k]
        flat[k] = old + eps
        above = f(x)
        flat[k] = old - eps
        grad[k] = (above - f(x)) / (2 * eps)
        flat[k] = old
    return grad.reshape(x.shape)


@corpus.wrong("numerical_gradient", mistake="one-nudge-a-row", says="is a view")
def nudge_row_as_a_view(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for row in range(len(x)):
        old = x[row]
        x[row] = old + eps
        above = f(x)
        x[row] = old - eps
        grad[row] = (above - f(x)) / (2 * eps)
        x[row] = old
    return grad


@corpus.wrong("numerical_gradient", mistake="nudges-pile-up", says="fresh array")
def nudge_piled_up(f, x, eps=1e-5):
    grad, nudge = np.zeros(x.shape), np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge[place] = eps
        grad[place] = (f(x + nudge) - f(x - nudge)) / (2 * eps)
    return grad


@corpus.wrong("numerical_gradient", mistake="first-entry-alone", says="behind the loop")
def nudge_returns_in_loop(f, x, eps=1e-5):
    grad = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        nudge = np.zeros(x.shape)
        nudge[place] = eps
        grad[place] = (f(x + nudge) - f(x - nudge)) / (2 * eps)
        return grad


@corpus.wrong("numerical_gradient", mistake="all-entries-at-once", says="one number")
def nudge_formula_as_it_is(f, x, eps=1e-5):
    return (f(x + eps) - f(x - eps)) / (2 * eps)


# --- truncated_backward -------------------------------------------------------------


def pieces(time, piece):
    return [slice(start, start + piece) for start in range(0, time, piece)]


@corpus.right("truncated_backward")
def truncated_step_by_step(dH, X, H, h0, W_xh, W_hh, piece):
    dX, carried = np.zeros_like(X), np.zeros_like(h0)
    totals = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))]
    for t in reversed(range(X.shape[1])):
        h_prev = H[:, t - 1] if t else h0
        dX[:, t], carried, *parts = step_with_einsum(
            dH[:, t] + carried, X[:, t], h_prev, H[:, t], W_xh, W_hh
        )
        totals = [a + b for a, b in zip(totals, parts, strict=True)]
        if t % piece == 0 and t > 0:
            carried = 0 * carried
    return dX, carried, *totals


@corpus.right("truncated_backward")
def truncated_by_the_whole_pass(dH, X, H, h0, W_xh, W_hh, piece):
    before, found = h0, []
    for part in pieces(X.shape[1], piece):
        given = dH[:, part], X[:, part], H[:, part], before, W_xh, W_hh
        found.append(rnn_all_dz_first(*given))
        before = H[:, part][:, -1]
    dX = np.concatenate([one[0] for one in found], axis=1)
    return [dX, found[0][1], *(sum(one[k] for one in found) for k in (2, 3, 4))]


@corpus.right("truncated_backward")
def truncated_all_pieces_as_one_batch(dH, X, H, h0, W_xh, W_hh, piece):
    # pieces are rows of a batch: the last one is filled up with steps of no loss
    batch, time, hidden = H.shape
    missing = -time % piece
    states = np.concatenate([h0[:, None], H[:, :-1]], axis=1)

    def rows(a):
        filled = np.pad(a, ((0, 0), (0, missing), (0, 0)))
        return filled.reshape(-1, piece, a.shape[2])

    dZ, carried = np.zeros_like(rows(H)), 0.0
    for t in reversed(range(piece)):
        dZ[:, t] = (rows(dH)[:, t] + carried) * (1 - rows(H)[:, t] ** 2)
        carried = np.einsum("bh,gh->bg", dZ[:, t], W_hh)
    dZ = dZ.reshape(batch, -1, hidden)[:, :time]
    dh0 = dZ[:, 0] @ W_hh.T
    flat = dZ.reshape(-1, hidden)
    dW_xh = X.reshape(len(flat), -1).T @ flat
    return dZ @ W_xh.T, dh0, dW_xh, states.reshape(len(flat), -1).T @ flat, flat.sum(0)


@corpus.right("truncated_backward")
def truncated_recursive(dH, X, H, h0, W_xh, W_hh, piece):
    first = [a[:, :piece] for a in (dH, X, H)]
    here = rnn_recursive(*first, h0, W_xh, W_hh)
    if X.shape[1] <= piece:
        return here
    rest = [a[:, piece:] for a in (dH, X, H)]
    there = truncated_recursive(*rest, H[:, piece - 1], W_xh, W_hh, piece)
    dX = np.concatenate([here[0], there[0]], axis=1)
    return dX, here[1], *(a + b for a, b in zip(here[2:], there[2:], strict=True))


def cut_pass(dH, X, H, h0, W_xh, W_hh, cut, before=None):
    """Go back; `cut(t)` says whether nothing goes from step t to the step before."""
    dX, carried = np.zeros_like(X), np.zeros_like(h0)
    totals = [np.zeros_like(W_xh), np.zeros_like(W_hh), np.zeros(len(W_hh))]
    for t in reversed(range(X.shape[1])):
        h_prev = H[:, t - 1] if t else h0
        h_prev = before(t, h_prev) if before else h_prev
        dX[:, t], carried, *parts = step_with_einsum(
            dH[:, t] + carried, X[:, t], h_prev, H[:, t], W_xh, W_hh
        )
        totals = [a + b for a, b in zip(totals, parts, strict=True)]
        if t and cut(t):
            carried = np.zeros_like(h0)
    return dX, carried, *totals


@corpus.wrong("truncated_backward", mistake="never-cut", says="whole sequence")
def truncated_not_at_all(dH, X, H, h0, W_xh, W_hh, piece):
    return rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)


@corpus.wrong(
    "truncated_backward", mistake="state-reset", says="`H[:, start - 1]`", points=2.4
)
def truncated_from_zeros(dH, X, H, h0, W_xh, W_hh, piece):
    def before(t, h_prev):
        return h_prev if t == 0 or t % piece else 0 * h_prev

    return cut_pass(dH, X, H, h0, W_xh, W_hh, lambda t: t % piece == 0, before)


@corpus.wrong(
    "truncated_backward", mistake="state-reset", says="gives `h0`", points=2.4
)
def truncated_from_h0_each_time(dH, X, H, h0, W_xh, W_hh, piece):
    found = [
        rnn_all_dz_first(dH[:, part], X[:, part], H[:, part], h0, W_xh, W_hh)
        for part in pieces(X.shape[1], piece)
    ]
    dX = np.concatenate([one[0] for one in found], axis=1)
    return dX, found[0][1], *(sum(one[k] for one in found) for k in (2, 3, 4))


@corpus.wrong("truncated_backward", mistake="carries-one-step-over", says="one step")
def truncated_one_step_over(dH, X, H, h0, W_xh, W_hh, piece):
    return cut_pass(dH, X, H, h0, W_xh, W_hh, lambda t: (t + 1) % piece == 0)


@corpus.wrong("truncated_backward", mistake="carries-one-step-over", says="too late")
def truncated_one_step_late(dH, X, H, h0, W_xh, W_hh, piece):
    return cut_pass(dH, X, H, h0, W_xh, W_hh, lambda t: t % piece == 1 % piece)


@corpus.wrong("truncated_backward", mistake="pieces-from-the-end", says="from the end")
def truncated_from_the_end(dH, X, H, h0, W_xh, W_hh, piece):
    time = X.shape[1]
    return cut_pass(dH, X, H, h0, W_xh, W_hh, lambda t: (time - t) % piece == 0)


@corpus.wrong("truncated_backward", mistake="cut-at-every-step", says="at every step")
def truncated_everywhere(dH, X, H, h0, W_xh, W_hh, piece):
    if piece >= X.shape[1]:
        return rnn_all_dz_first(dH, X, H, h0, W_xh, W_hh)
    return cut_pass(dH, X, H, h0, W_xh, W_hh, lambda t: True)


@corpus.wrong(
    "truncated_backward", mistake="number-of-pieces", says="steps, not", points=0
)
def truncated_to_so_many_pieces(dH, X, H, h0, W_xh, W_hh, piece):
    length = max(1, -(-X.shape[1] // piece))
    return truncated_step_by_step(dH, X, H, h0, W_xh, W_hh, length)


@corpus.wrong(
    "truncated_backward", mistake="dh0-of-another-piece", says="first piece", points=2.4
)
def truncated_dh0_of_the_last_piece(dH, X, H, h0, W_xh, W_hh, piece):
    before, found = h0, []
    for part in pieces(X.shape[1], piece):
        given = dH[:, part], X[:, part], H[:, part], before, W_xh, W_hh
        found.append(rnn_all_dz_first(*given))
        before = H[:, part][:, -1]
    dX = np.concatenate([one[0] for one in found], axis=1)
    return dX, found[-1][1], *(sum(one[k] for one in found) for k in (2, 3, 4))


@corpus.wrong(
    "truncated_backward", mistake="dh0-of-another-piece", says="adds", points=2.4
)
def truncated_dh0_of_all_pieces(dH, X, H, h0, W_xh, W_hh, piece):
    before, found = h0, []
    for part in pieces(X.shape[1], piece):
        given = dH[:, part], X[:, part], H[:, part], before, W_xh, W_hh
        found.append(rnn_all_dz_first(*given))
        before = H[:, part][:, -1]
    dX = np.concatenate([one[0] for one in found], axis=1)
    return dX, *(sum(one[k] for one in found) for k in (1, 2, 3, 4))


@corpus.wrong(
    "truncated_backward", mistake="last-piece-overwrites", says="+=", points=1.2
)
def truncated_overwrites(dH, X, H, h0, W_xh, W_hh, piece):
    dX, before = np.zeros_like(X), h0
    for part in pieces(X.shape[1], piece):
        given = dH[:, part], X[:, part], H[:, part], before, W_xh, W_hh
        dX[:, part], dh, *weights = rnn_all_dz_first(*given)
        dh0 = dh if part.start == 0 else dh0  # noqa: F821
        before = H[:, part][:, -1]
    return dX, dh0, *weights


@corpus.wrong(
    "truncated_backward", mistake="short-piece-lost", says="shorter", points=0.6
)
def truncated_whole_pieces_alone(dH, X, H, h0, W_xh, W_hh, piece):
    end = max(1, X.shape[1] // piece) * piece
    kept = [a[:, :end] for a in (dH, X, H)]
    dX, *others = truncated_step_by_step(*kept, h0, W_xh, W_hh, piece)
    whole = np.zeros_like(X)
    whole[:, :end] = dX
    return whole, *others


@corpus.wrong(
    "truncated_backward", mistake="sliding-window", says="borders are fixed", points=0.6
)
def truncated_with_a_sliding_window(dH, X, H, h0, W_xh, W_hh, piece):
    total = None
    for s in range(X.shape[1]):
        alone = np.zeros_like(dH)
        alone[:, s] = dH[:, s]
        first = s - piece + 1

        def cut(t, first=first):
            return t == first

        one = cut_pass(alone, X, H, h0, W_xh, W_hh, cut)
        total = (
            one if total is None else [a + b for a, b in zip(total, one, strict=True)]
        )
    return tuple(total)


@corpus.wrong(
    "truncated_backward", mistake="averages-over-pieces", says="sum", points=1.2
)
def truncated_averages(dH, X, H, h0, W_xh, W_hh, piece):
    result = truncated_step_by_step(dH, X, H, h0, W_xh, W_hh, piece)
    n = len(pieces(X.shape[1], piece))
    return *result[:2], *(w / n for w in result[2:])


@corpus.wrong(
    "truncated_backward",
    mistake="last-state-before-the-first",
    says="`h0`",
    points=2.4,
)
def truncated_with_index_minus_one(dH, X, H, h0, W_xh, W_hh, piece):
    def before(t, h_prev):
        return H[:, t - 1]

    return cut_pass(dH, X, H, h0, W_xh, W_hh, lambda t: t % piece == 0, before)


@corpus.wrong("truncated_backward", mistake="exception", says="IndexError")
def truncated_reads_beyond_the_end(dH, X, H, h0, W_xh, W_hh, piece):
    H[:, X.shape[1]]
    return truncated_step_by_step(dH, X, H, h0, W_xh, W_hh, piece)
