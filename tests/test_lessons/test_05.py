"""What lesson 05 claims, over several sets of seeds."""

import numpy as np
import pytest

from rnn_course.models import keras
from rnn_course.networks import cells, decays, gradients, recall

SEEDS = [range(5), range(5, 10)]
LN_8 = np.log(8)


def test_powers_of_a_factor():
    assert pytest.approx(0.0018, rel=0.01) == 0.9**60
    assert f"{0.5**60:.20f}".startswith("0." + 18 * "0" + "8")
    assert pytest.approx(300, rel=0.02) == 1.1**60
    assert len(str(int(1.5**60))) == 11
    assert pytest.approx(37e9, rel=0.01) == 1.5**60


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_same_weights_keep_small_inputs_and_lose_ordinary_ones(seed):
    keras.utils.set_random_seed(seed)
    layer = keras.layers.SimpleRNN(32, return_sequences=True)
    left, slopes = {}, {}
    for scale in (0.1, 1.0):
        x = scale * np.random.default_rng(seed).normal(size=(1, 61, 4))
        H = layer(x.astype("float32")).numpy()[0]
        left[scale] = gradients.jacobian_norms(H, layer.get_weights()[1])[0]
        slopes[scale] = np.mean(1 - H**2)
    assert 0.1 < left[0.1] < 0.7  # about a third
    assert 1e-8 < left[1.0] < 1e-4  # about a millionth
    assert slopes[0.1] > 0.95
    assert 0.65 < slopes[1.0] < 0.8


@pytest.fixture(scope="module", params=[0, 10])
def factors(request):
    """Each network's factor per step back, small and ordinary inputs."""
    seeds = range(request.param, request.param + 5)
    measured = decays.measure([0.1, 1.0], seeds=seeds)
    return {
        name: tuple(gradients.factor(one[name]) for one in measured)
        for name in decays.names()
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "small", "ordinary"),
    [
        ("tanh orthogonal", 0.98, 0.79),
        ("relu orthogonal", 0.7, 0.7),
        ("GRU", 0.64, 0.64),
        ("LSTM forget bias 0", 0.63, 0.62),
        ("LSTM forget bias 1", 0.87, 0.86),
        ("LSTM forget bias 3", 1.08, 1.05),
        ("LSTM forget bias 5", 1.1, 1.07),
    ],
)
def test_the_table_of_factors(factors, name, small, ordinary):
    assert factors[name][0] == pytest.approx(small, abs=0.025)
    assert factors[name][1] == pytest.approx(ordinary, abs=0.025)


@pytest.mark.slow
def test_starts_decide(factors):
    assert max(factors["tanh Gaussian 0.5"]) < 0.6
    assert min(factors["relu Gaussian 2"]) > 1.3
    assert max(factors["tanh Gaussian 2"]) < 1.2  # though its eigenvalue is about 2
    for start in ("orthogonal", "Gaussian 0.5", "Gaussian 1", "Gaussian 2"):
        small, ordinary = factors[f"relu {start}"]
        assert small == pytest.approx(ordinary, rel=0.01)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_an_eigenvalue_above_one_is_not_enough(seed):
    rng = np.random.default_rng(seed)
    W_hh = 1.5 * np.linalg.qr(rng.normal(size=(32, 32)))[0]
    W_xh, x = rng.normal(size=(4, 32)) / 4, rng.normal(size=(1, 61, 4))
    found = []
    for scale in (0.0, 0.1, 1.0):
        H = cells.rnn_forward(scale * x, np.zeros((1, 32)), W_xh, W_hh, np.zeros(32))[0]
        norms = gradients.jacobian_norms(H, W_hh)
        found.append((gradients.factor(norms), norms[0]))
    assert found[0][0] == pytest.approx(1.5)
    assert 1.0 < found[1][0] < 1.15
    assert 0.93 < found[2][0] < 1.05
    assert found[2][1] < 1e-7 * found[0][1]


def test_an_eigenvalue_above_one_is_not_necessary():
    W_hh = np.array([[1.5, 1.5], [-1.5, -1.5]])
    rest = np.array([[0.0, 0.9999]])
    x = np.repeat((np.arctanh(rest) - rest @ W_hh)[None], 61, axis=1)
    H = cells.rnn_forward(x, rest, np.eye(2), W_hh, np.zeros(2))[0]
    np.testing.assert_allclose(H, np.repeat(rest, 61, axis=0), atol=1e-4)
    norms = gradients.jacobian_norms(H, W_hh)
    assert np.abs(np.linalg.eigvals(W_hh)).max() < 1e-7
    assert np.linalg.norm(W_hh, ord=2) == pytest.approx(3)
    assert gradients.factor(norms) == pytest.approx(1.5, abs=0.01)
    assert norms[0] > 1e10


@pytest.mark.parametrize("seed", range(20))
def test_under_tanh_no_step_stretches_more_than_the_weights(seed):
    rng = np.random.default_rng(seed)
    W_hh = rng.normal(size=(8, 8)) / rng.uniform(1, 9)
    X, W_xh = rng.normal(size=(1, 20, 3)), rng.normal(size=(3, 8))
    H = cells.rnn_forward(X, np.zeros((1, 8)), W_xh, W_hh, np.zeros(8))[0]
    bound = np.linalg.norm(W_hh, ord=2) ** np.arange(20)[::-1]
    assert (gradients.jacobian_norms(H, W_hh) <= bound * (1 + 1e-9)).all()


@pytest.mark.slow
@pytest.mark.parametrize("first", [0, 5])
def test_a_typical_direction_keeps_far_less_than_the_best(first):
    seeds = range(first, first + 5)
    names = ["tanh orthogonal", "LSTM forget bias 3"]
    best = decays.measure([1.0], seeds=seeds, which=names)[0]
    typical = decays.measure([1.0], seeds=seeds, which=names, stretch=np.median)[0]
    assert typical["tanh orthogonal"][0] < 1e-7  # of 20 seeds the largest: 2e-8
    assert best["LSTM forget bias 3"][0] > 6  # 6 to 31 in 20 seeds
    assert 0.04 < typical["LSTM forget bias 3"][0] < 0.13  # about a twentieth


def plain(activation):
    return lambda: keras.layers.SimpleRNN(32, activation=activation)


@pytest.mark.slow
def test_gradients_on_the_inputs_of_the_task():
    X, _ = recall.dataset(1, 80, 8, np.random.default_rng(0))
    found = {}
    for activation in ("tanh", "relu"):
        layers = []
        for seed in range(5):
            keras.utils.set_random_seed(seed)
            layers.append(plain(activation)())
            layers[-1].build(X.shape)
        norms = np.median(gradients.state_norms(layers, X[0]), axis=0)
        found[activation] = gradients.factor(norms), norms[-21], norms[0]
    assert found["tanh"][0] == pytest.approx(0.9, abs=0.02)  # loses a tenth
    assert found["relu"][0] == pytest.approx(0.74, abs=0.03)  # loses a quarter
    assert found["tanh"][1] > 0.1
    assert found["relu"][1] < 0.01
    assert found["tanh"][2] < found["relu"][1]  # lag 80 and lag 20


@pytest.mark.slow
@pytest.mark.parametrize("seeds", SEEDS)
def test_success_falls_with_the_delay(seeds):
    tanh, relu = (
        recall.train(plain(a), [10, 20, 40, 80], seeds) for a in ("tanh", "relu")
    )
    solved = tanh.solved.sum(axis=1)
    assert solved[0] == 5
    assert solved[1] >= 4
    assert solved[3] <= 3
    assert solved[3] < solved[1]
    assert relu.solved.sum(axis=1)[0] >= 4
    assert relu.solved.sum(axis=1)[1] <= 2
    assert (relu.solved.sum(axis=1)[2:] == 0).all()
    assert np.median(relu.losses[-1, -1]) == pytest.approx(LN_8, abs=0.1)


@pytest.mark.slow
def test_most_tanh_networks_do_not_reach_eighty_steps():
    """17 of 60 did on one processor; another solved 3 of the first 15, this one 6."""
    run = recall.train(plain("tanh"), [80], range(30))
    assert 2 <= run.solved[0].sum() <= 17  # 99.9 % of draws with a chance of 17 in 60


@pytest.mark.slow
@pytest.mark.parametrize("seeds", SEEDS)
def test_gated_cells_as_they_come_fail_before_the_plain_tanh_cell(seeds):
    lstm = recall.train(lambda: keras.layers.LSTM(32), [20, 40], seeds)
    gru = recall.train(lambda: keras.layers.GRU(32), [20, 40], seeds)
    simple = recall.train(plain("tanh"), [20, 40], seeds)
    assert lstm.solved[0].sum() <= 1
    assert gru.solved[0].sum() >= 4  # though it hears least: see the next test
    assert gru.solved[1].sum() <= 1
    assert simple.solved[0].sum() >= 4
    assert simple.solved[1].sum() >= 2


@pytest.mark.slow
def test_the_norm_at_the_start_does_not_rank_cells():
    """Of 20 starts the medians were 0.0003, 0.005, 0.05, 0.2; these solve 20, 3, 1, 20."""
    X, _ = recall.dataset(1, 20, 8, np.random.default_rng(0))
    layers = {
        "GRU": lambda: keras.layers.GRU(32),
        "relu": plain("relu"),
        "LSTM": lambda: keras.layers.LSTM(32),
        "tanh": plain("tanh"),
    }
    left = []
    for build in layers.values():
        made = []
        for seed in range(5):
            keras.utils.set_random_seed(seed)
            made.append(build())
            made[-1].build(X.shape)
        left.append(np.median(gradients.state_norms(made, X[0])[:, 0]))
    assert left == sorted(left)
    assert left[0] < 1e-3
    assert left[2] > 50 * left[0]


def explode(scale, limit, seeds):
    def build():
        start = keras.initializers.Orthogonal(scale)
        return keras.layers.SimpleRNN(32, "relu", recurrent_initializer=start)

    rule = {"updates": 400, "rate": 0.1, "optimizer": "sgd", "clip": limit}
    return recall.train(build, [20], seeds, **rule)


@pytest.mark.slow
@pytest.mark.parametrize("seeds", SEEDS)
def test_clipping_cures_explosion(seeds):
    free, clipped = explode(1.5, np.inf, seeds), explode(1.5, 1.0, seeds)
    top = np.where(np.isfinite(free.losses), free.losses, np.inf).max(axis=0)
    assert free.solved.sum() == 0
    assert (top > 1000).sum() >= 3  # most of five
    assert clipped.solved.sum() >= 3
    assert np.isfinite(clipped.losses).all()
    assert clipped.losses.max() < 1000


@pytest.mark.slow
@pytest.mark.parametrize("seeds", SEEDS)
def test_clipping_does_not_cure_vanishing(seeds):
    for limit in (np.inf, 1.0):
        run = explode(1.0, limit, seeds)
        assert run.solved.sum() == 0
        assert np.median(run.losses[-1]) == pytest.approx(LN_8, abs=0.05)
        assert np.mean(run.norms > 1) < 0.05
