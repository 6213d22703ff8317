"""What lesson 04 says, measured over several seeds."""

import numpy as np
import pytest

from rnn_course.checks.lesson_04.gradients import rnn_gradients
from rnn_course.checks.lesson_04.pieces import truncated_gradients
from rnn_course.networks import cells, marked
from tests.course import cell_names, solution_names

LESSON = "04-backpropagation-through-time"
SEEDS = range(20)
RHYME = ["rhyme =", "backward =", "def starting", "def predict", "def loss_and"]


@pytest.fixture(scope="module")
def exercises():
    """The solved exercises of the built notebook."""
    return solution_names(LESSON)


@pytest.fixture(scope="module")
def rhyme():
    """The notebook's own network for the rhyme."""
    return cell_names(LESSON, *RHYME, "clip =", "def write")


def sequence(seed):
    """Draw arguments of rnn_backward, and the bias, of random sizes."""
    rng = np.random.default_rng(seed)
    batch, time, features, hidden = (int(n) for n in rng.integers(1, 8, size=4))
    X = rng.normal(size=(batch, time, features))
    h0 = rng.uniform(-1, 1, size=(batch, hidden))
    W_xh = rng.normal(size=(features, hidden)) / np.sqrt(features)
    W_hh = rng.normal(size=(hidden, hidden)) / np.sqrt(hidden)
    b_h = rng.normal(size=hidden)
    H = cells.rnn_forward(X, h0, W_xh, W_hh, b_h)
    return rng.normal(size=H.shape), X, H, h0, W_xh, W_hh, b_h


def apart(one, other):
    """Return the length of the difference, as a share of the length."""
    return np.linalg.norm(one - other) / np.linalg.norm(other)


# --- the two referees ---------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_rnn_backward_agrees_with_differences(exercises, seed):
    dH, X, H, h0, W_xh, W_hh, b_h = sequence(seed)
    arrays = [X, h0, W_xh, W_hh, b_h]
    got = exercises["rnn_backward"](dH, X, H, h0, W_xh, W_hh)
    for place, gradient in enumerate(got):

        def loss(changed, place=place):
            given = [*arrays[:place], changed, *arrays[place + 1 :]]
            return (dH * cells.rnn_forward(*given)).sum()

        expected = exercises["numerical_gradient"](loss, arrays[place])
        assert apart(gradient, expected) <= 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_ours_the_oracle_and_the_solution_agree(exercises, seed):
    *given, _ = sequence(seed)
    oracle = rnn_gradients(*given)
    for passes in (exercises["rnn_backward"], cells.rnn_backward):
        for gradient, expected in zip(passes(*given), oracle, strict=True):
            assert apart(gradient, expected) <= 1e-10


@pytest.mark.parametrize("seed", SEEDS)
def test_step_backward_is_one_step_of_the_oracle(exercises, seed):
    dH, X, H, h0, W_xh, W_hh, _ = sequence(seed)
    one = [a[:, :1] for a in (dH, X, H)]
    step = (one[0][:, 0], one[1][:, 0], h0, one[2][:, 0], W_xh, W_hh)
    got = exercises["step_backward"](*step)
    dX, *others = rnn_gradients(*one, h0, W_xh, W_hh)
    for gradient, expected in zip(got, [dX[:, 0], *others], strict=True):
        assert apart(gradient, expected) <= 1e-10


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_rnn_backward_in_float32_agrees_with_the_tape(exercises, seed):
    from rnn_course.models import keras, tf

    dH, X, H, h0, W_xh, W_hh, b_h = (a.astype(np.float32) for a in sequence(seed))
    layer = keras.layers.SimpleRNN(len(b_h), return_sequences=True)
    layer.build(X.shape)
    layer.set_weights([W_xh, W_hh, b_h])
    inputs = [tf.constant(X), tf.constant(h0)]
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        loss = tf.reduce_sum(dH * layer(inputs[0], initial_state=inputs[1]))
    weights = [weight.value for weight in layer.weights]
    theirs = tape.gradient(loss, [*inputs, *weights])
    got = exercises["rnn_backward"](dH, X, H, h0, W_xh, W_hh)
    for gradient, expected in zip(got, theirs, strict=True):
        assert apart(gradient, expected.numpy()) <= 1e-5


@pytest.mark.parametrize("seed", range(5))
def test_both_ways_of_clipping_agree(exercises, seed):
    rng = np.random.default_rng(seed)
    grads = [rng.normal(size=shape) for shape in [(3, 4), (4,), ()]]
    for limit in (0.5, 3.0, 100.0, np.inf):
        ours = cells.clip_by_norm(grads, limit)
        theirs = exercises["clip_by_norm"](grads, limit)
        for one, other in zip(ours, theirs, strict=True):
            np.testing.assert_allclose(one, other, rtol=1e-12)
        norm = np.sqrt(sum((g**2).sum() for g in ours))
        assert norm <= limit * (1 + 1e-12)


# --- the numbers in the prose -------------------------------------------------------


def test_the_two_steps_by_hand():
    names = cell_names(LESSON, "def two_step_loss", "dh2 = h2", "x1, x2 =")
    assert f"{names['du']:.6f}" == "0.316681"
    shown = [f"{names[name]:.3f}" for name in ("dh2", "dz2", "dh1", "dz1")]
    assert shown == ["0.653", "0.375", "0.187", "0.079"]
    assert names["du2"] / names["du"] == pytest.approx(0.9, abs=0.01)
    loss, u = names["two_step_loss"], names["u"]
    assert (loss(u + 1e-5) - loss(u - 1e-5)) / 2e-5 == pytest.approx(names["du"])


def test_the_loop_gives_the_same():
    names = cell_names(LESSON, "x1, x2 =", "def scalar_backward")
    states = [names["h1"], names["h2"]]
    got = names["scalar_backward"](states, names["h0"], names["u"])
    assert f"{got:.6f}" == "0.316681"


def test_the_error_of_differences():
    names = cell_names(LESSON, "x1, x2 =", "dh2 = h2", "def two_step", "eps = 10.0")
    forward, central = names["errors"]["forward"], names["errors"]["central"]
    assert forward[2] / forward[3] == pytest.approx(10, rel=0.15)
    assert central[1] / central[2] == pytest.approx(100, rel=0.15)
    assert central[4] < 1e-10 * names["du"]  # eps = 1e-5: ten digits
    assert 1e-9 < 1.01 * names["eps"][np.argmin(forward)] < 1.1e-7
    assert central[-1] > 1e3 * central[4]


@pytest.mark.parametrize("block", range(5))
def test_the_shares_of_the_gradient(block):
    shares_of = cell_names(LESSON, "def gradient_shares")["gradient_shares"]
    seeds = range(50 * block, 50 * block + 50)
    shares = np.mean([shares_of(20, 1.0, seed) for seed in seeds], axis=0)
    assert shares[0] == 0
    assert shares[-1] == pytest.approx(0.24, abs=0.03)
    assert shares[-5:].sum() == pytest.approx(0.74, abs=0.04)
    assert shares[:10].sum() == pytest.approx(0.07, abs=0.025)
    assert sum(np.mean([shares_of(20, 0.3, s) for s in seeds], 0)[-3:]) > 0.97
    early = np.mean([shares_of(20, 1.5, s)[:10].sum() for s in seeds])
    assert early > 0.3


def test_the_baselines(rhyme):
    assert np.log(rhyme["size"]) == pytest.approx(2.83, abs=0.005)
    assert rhyme["by_counts"] == pytest.approx(2.49, abs=0.005)
    assert rhyme["by_pairs"] == pytest.approx(1.01, abs=0.005)
    assert rhyme["X_text"].shape == (1, 75, 17)


def test_the_gradients_of_the_rhyme(rhyme, exercises):
    """The hand-made gradients of all five weights agree with differences."""
    weights = rhyme["starting_weights"](0, hidden=32)
    _, grads = rhyme["loss_and_gradients"](weights)
    rng = np.random.default_rng(0)
    for place, gradient in enumerate(grads):
        nudge = 1e-5 * rng.normal(size=gradient.shape)
        above, below = (
            rhyme["loss_and_gradients"](
                [w + sign * nudge if k == place else w for k, w in enumerate(weights)]
            )[0]
            for sign in (1, -1)
        )
        assert (above - below) / 2 == pytest.approx((gradient * nudge).sum(), rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_clipped_networks_learn_the_rhyme(rhyme, seed):
    weights, losses, norms = rhyme["train"](seed)
    assert losses[0] == pytest.approx(2.9, abs=0.1)
    assert losses[-1] == pytest.approx(0.016, abs=0.008)
    crossed = np.argmax(np.array(losses) < rhyme["by_pairs"])
    assert crossed == pytest.approx(20, abs=5)
    assert 0.97 < np.exp(-losses[-1]) < 0.995
    assert np.median(norms) == pytest.approx(0.1, abs=0.06)
    assert rhyme["write"](weights) == rhyme["rhyme"]
    assert rhyme["write"](rhyme["starting_weights"](seed)) != rhyme["rhyme"]


@pytest.mark.slow
def test_many_networks_fail_without_clipping(rhyme):
    """About half of six do; which ones depends on rounding."""
    runs = [rhyme["train"](seed, max_norm=np.inf) for seed in range(12)]
    right = [rhyme["write"](weights) == rhyme["rhyme"] for weights, _, _ in runs]
    assert 2 <= sum(right) <= 9
    assert sum(right[:6]) < 6
    assert max(max(norms) for _, _, norms in runs) > 100


# --- the gradient cut ---------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_every_truncated_backward_is_the_pieces_one_by_one(exercises, seed):
    *given, _ = sequence(seed)
    time = given[1].shape[1]
    for piece in {1, 2, 3, time, time + 2}:
        oracle = truncated_gradients(*given, piece)
        for passes in (exercises["truncated_backward"], cells.truncated_backward):
            for gradient, expected in zip(passes(*given, piece), oracle, strict=True):
                assert apart(gradient, expected) <= 1e-10


@pytest.mark.parametrize("seed", range(5))
def test_the_parts_of_all_lags_are_the_gradient(seed):
    """Each part is one loss's gradient through one step: here by complex steps."""
    rng = np.random.default_rng(seed)
    X, W_xh = rng.normal(size=(1, 6, 5)), rng.normal(size=(5, 4))
    W_hh, h0 = rng.normal(size=(4, 4)) / 2, rng.uniform(-1, 1, size=(1, 4))
    H = cells.rnn_forward(X, h0, W_xh, W_hh, np.zeros(4))
    dH = rng.normal(size=H.shape)
    parts = cells.lag_parts(dH[0], H[0], h0[0], W_hh)
    before = np.concatenate([h0[:, None], H[:, :-1]], axis=1)
    for loss in range(6):
        alone = np.zeros_like(dH)
        alone[:, loss] = dH[:, loss]
        dX = rnn_gradients(alone, X, H, h0, W_xh, W_hh)[0][0]
        dZ = dX @ np.linalg.pinv(W_xh.T)  # exact: more inputs than units
        lengths = np.linalg.norm(dZ, axis=1) * np.linalg.norm(before[0], axis=1)
        np.testing.assert_allclose(parts[loss], lengths, atol=1e-10)


@pytest.mark.parametrize("block", range(3))
def test_what_a_cut_every_25_steps_loses(block):
    seeds = range(50 * block, 50 * block + 50)
    parts = np.mean([marked.lag_parts(seed) for seed in seeds], axis=0)
    at, to = np.mgrid[0:100, 0:100]
    lost = parts * (at // 25 > to // 25)
    assert lost[25].sum() / parts[25].sum() == pytest.approx(0.765, abs=0.03)
    assert lost[49].sum() / parts[49].sum() < 0.03
    assert lost[at - to <= 5].sum() / lost.sum() == pytest.approx(0.42, abs=0.03)


@pytest.mark.slow
def test_the_rhyme_needs_little_gradient_through_time(rhyme):
    """Cut at every step, or W_hh frozen: far below the pairs all the same."""
    for options, below in (({"piece": 1}, 0.12), ({"frozen": True}, 0.13)):
        runs = [rhyme["train"](seed, **options) for seed in range(3)]
        assert max(losses[-1] for _, losses, _ in runs) < below
        assert min(losses[-1] for _, losses, _ in runs) > 0.04


@pytest.mark.slow
def test_the_marked_symbol_needs_the_gradient_through_time():
    full, cut, frozen, six = (
        marked.train(range(5), updates=500, **options)
        for options in ({}, {"piece": 1}, {"frozen": True}, {"piece": 6})
    )
    assert full.min() > 0.97
    assert 0.5 < np.median(frozen) < 0.7
    assert np.median(cut) < np.median(frozen)
    # No better than frozen. Single networks reach from 0.19 to 0.68 (twenty seeds, see the
    # proof below), and another Python rounds otherwise: medians of 0.36 to 0.6.
    assert 0.19 < np.median(six) < np.median(frozen) + 0.05


@pytest.mark.long
def test_controls_of_lesson_04(rhyme, proof):
    """Twenty seeds of every control that lesson 04 tells of."""
    found = {}
    kinds = {"full": {}, "frozen": {"frozen": True}}
    kinds |= {f"pieces of {n}": {"piece": n} for n in (25, 5, 1)}
    for name, options in kinds.items():
        runs = [rhyme["train"](seed, **options) for seed in range(20)]
        last = [float(losses[-1]) for _, losses, _ in runs]
        right = sum(rhyme["write"](weights) == rhyme["rhyme"] for weights, _, _ in runs)
        found[name] = {"rhymes of 20": right, "loss": spread(last)}
    for name, options in {
        "full": {},
        "frozen": {"frozen": True},
        "pieces of 1": {"piece": 1},
        "pieces of 6": {"piece": 6},
    }.items():
        scores = marked.train(range(20), **options)
        found.setdefault(name, {})["marked symbol"] = spread(scores)
    proof.save("lesson_04_controls", found)
    assert found["full"]["rhymes of 20"] == 20
    assert found["frozen"]["rhymes of 20"] <= 2
    assert 4 <= found["pieces of 1"]["rhymes of 20"] <= 13
    assert found["full"]["marked symbol"][0] > 0.98
    assert found["frozen"]["marked symbol"][2] < 0.8


def spread(values):
    """Return the smallest, the median and the largest value."""
    return [round(float(v), 3) for v in np.percentile(values, [0, 50, 100])]
